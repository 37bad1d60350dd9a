"""What the extraction of a document gives: items, results and issues, with their places. The contract of the JSON."""

from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from planning.extraction.date_readers import Basis
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

    ``confidence`` (0 to 1) says how sure the reading is; ``reasons`` are codes of the sentences of intake that say why
    it is below 1. ``text`` is the item without its number and without the closing statement of responsibility, words
    broken by the layout joined. ``deadline`` is None when none is stated; ``start`` and ``end`` enclose the text in
    the document. What recurs (每季度末) says so in ``deadline_text``; ``next_on`` and ``last_on`` are when.
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
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()
    next_on: date | None = None
    last_on: date | None = None


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
class TableReading:
    """How one table was understood: its number in the document (from 1), its sheet, its header rows and its columns.

    ``titles`` are the headings of the columns from left to right, two levels joined by "/"; ``meanings`` says beside
    each what it holds (``planning.extraction.tables`` names them; empty means not used).
    """

    table: int
    name: str
    header_rows: tuple[int, ...]
    titles: tuple[str, ...]
    meanings: tuple[str, ...]
    items: int = 0


@dataclass(frozen=True)
class Extraction:
    """Everything read from one document.

    ``doubtful`` holds readings not counted as items but not dropped either, each with its reasons: a person may keep
    them. ``columns`` shows for each table read how its columns were understood, in the form ``extract`` takes back.
    """

    name: str
    sha256: str
    chars: int
    items: tuple[Item, ...]
    results: tuple[Result, ...]
    issues: tuple[Issue, ...]
    doubtful: tuple[Item, ...] = ()
    columns: tuple[TableReading, ...] = ()
    issued_on: date | None = None

    def as_json(self) -> dict[str, Any]:
        """Return the extraction as plain values for JSON: dates as text, whole figures as integers."""
        return {
            "document": {"name": self.name, "sha256": self.sha256, "chars": self.chars},
            "items": [_item(item) for item in self.items],
            "results": [{**asdict(result), "quantities": _figures(result.quantities)} for result in self.results],
            "issues": [asdict(issue) for issue in self.issues],
            "doubtful": [_item(item) for item in self.doubtful],
            "tables": [asdict(table) for table in self.columns],
            "issued_on": self.issued_on.isoformat() if self.issued_on else None,
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
        "leader": item.leader,
        "start_on": item.start_on.isoformat() if item.start_on else None,
        "confidence": item.confidence,
        "reasons": list(item.reasons),
        "next_on": item.next_on.isoformat() if item.next_on else None,
        "last_on": item.last_on.isoformat() if item.last_on else None,
    }


def _figures(figures: tuple[Quantity, ...]) -> list[dict[str, Any]]:
    return [
        {"value": _figure(f.value), "unit": f.unit, "of": f.of, "bound": f.bound}
        | ({} if f.to is None else {"to": _figure(f.to)})
        for f in figures
    ]


def _figure(value: int | Decimal) -> int | float:
    return value if isinstance(value, int) else float(value)
