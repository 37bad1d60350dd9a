"""What the extraction of a document gives: items, results and issues, with their places. The contract of the JSON."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from planning.extraction.deadlines import Basis
from planning.extraction.quantities import Quantity

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Deliverable:
    """One thing an item promises; offsets count Unicode characters of the document's text."""

    text: str
    start: int
    end: int


@dataclass(frozen=True)
class Item:
    """One goal item. ``responsible`` holds every unit named, in order; ``lead`` and ``support`` those told apart.

    ``text`` is the item without its number and without the closing statement of responsibility, words broken by
    the layout joined. ``deadline`` is None when none is stated; ``start`` and ``end`` enclose the text in the document.
    """

    unit: str | None
    number: str | None
    path: tuple[str, ...]
    text: str
    start: int
    end: int
    responsible: tuple[str, ...] = ()
    lead: tuple[str, ...] = ()
    support: tuple[str, ...] = ()
    leader: str = ""
    deadline: date | None = None
    deadline_text: str = ""
    deadline_basis: Basis = "none"
    start_on: date | None = None
    deliverables: tuple[Deliverable, ...] = ()
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True)
class Result:
    """Something already achieved, with its figures."""

    unit: str | None
    heading: str
    text: str
    start: int
    end: int
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True)
class Issue:
    """A reading a person should look at: a stable code, the Chinese sentence, and the place it is about."""

    severity: Severity
    code: str
    message: str
    start: int
    end: int


@dataclass(frozen=True)
class Extraction:
    """Everything read from one document."""

    name: str
    sha256: str
    chars: int
    items: tuple[Item, ...]
    results: tuple[Result, ...]
    issues: tuple[Issue, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the extraction as plain values for JSON: dates as text, whole figures as integers."""
        return {
            "document": {"name": self.name, "sha256": self.sha256, "chars": self.chars},
            "items": [_item(item) for item in self.items],
            "results": [{**asdict(result), "quantities": _figures(result.quantities)} for result in self.results],
            "issues": [asdict(issue) for issue in self.issues],
        }


def _item(item: Item) -> dict[str, Any]:
    return {
        "unit": item.unit,
        "number": item.number,
        "path": list(item.path),
        "text": item.text,
        "start": item.start,
        "end": item.end,
        "responsible": list(item.responsible),
        "lead": list(item.lead),
        "support": list(item.support),
        "deadline": item.deadline.isoformat() if item.deadline else None,
        "deadline_text": item.deadline_text,
        "deadline_basis": item.deadline_basis,
        "deliverables": [asdict(deliverable) for deliverable in item.deliverables],
        "quantities": _figures(item.quantities),
    }


def _figures(figures: tuple[Quantity, ...]) -> list[dict[str, Any]]:
    return [
        {"value": f.value if isinstance(f.value, int) else float(f.value), "unit": f.unit, "of": f.of} for f in figures
    ]
