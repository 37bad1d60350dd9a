"""A review as it stands: the proposed items, what people did to each, and the acts told. Pure values."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal

from planning.extraction import Deliverable, Issue, Item, Quantity, Result, missing_clarities
from planning.extraction.model import TableReading
from planning.extraction.wording import soft_words

Decision = Literal["open", "keep", "drop", "merge"]
LONGEST_NAME = 100
"""Characters of a plan's name."""
DECISIONS: tuple[Decision, ...] = ("open", "keep", "drop", "merge")
Stage = Literal["open", "adopted", "discarded"]
Payload = Mapping[str, Any]

#: The fields of an item that the reading of the document gives.
ITEM_FIELDS = tuple(each.name for each in fields(Item))
#: What a person may set on an item by hand, beside its decision and its owner.
EDITABLE = (
    "text", "number", "unit", "path", "responsible", "lead", "support", "leader", "deadline", "deadline_text",
    "start_on", "deliverables", "quantities", "start", "end",
)  # fmt: skip


@dataclass(frozen=True)
class FieldChange:
    """One value somebody changed: who (``by`` the ledger's reference), when, and before and after as JSON values."""

    by: str
    name: str
    at: datetime
    field: str
    before: Any
    after: Any
    seq: int = 0


@dataclass(frozen=True)
class ProposedItem:
    """A goal item as proposed and as people have changed it.

    ``key`` is ``1``, ``2`` … in the order of the document, ``d1`` … for doubtful readings, ``3a``, ``3b`` for the parts
    of a split one, ``n1`` … for those marked by hand; ``origin`` holds the keys of the readings it was made of.
    ``merge_into`` is the key of another proposed item or a tracked task's number; ``adopted_as`` the number it is
    tracked under. ``owner`` is a post (单位/岗位) chosen by hand. For a new version of a plan ``match`` is the number
    of the tracked task chosen by hand (empty: a new item; None: as matched by the program), ``due_choice`` which date
    stands when the plan's moved after an extension.
    """

    key: str
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
    deadline_basis: str = "none"
    start_on: date | None = None
    deliverables: tuple[Deliverable, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()
    next_on: date | None = None
    last_on: date | None = None
    origin: tuple[str, ...] = ()
    doubtful: bool = False
    decision: Decision = "open"
    merge_into: str = ""
    adopted_as: str = ""
    owner: str = ""
    match: str | None = None
    due_choice: str = ""
    changes: tuple[FieldChange, ...] = ()
    by_hand: frozenset[str] = frozenset()

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """Which of the six clarities it still lacks."""
        return missing_clarities(self.as_item())

    @cached_property
    def soft(self) -> tuple[str, ...]:
        """The soft words of its text."""
        return soft_words(self.text)

    @property
    def counted(self) -> bool:
        """Whether it is waited for: everything but doubtful readings nobody has taken up."""
        return not self.doubtful or self.decision != "open"

    @property
    def settled(self) -> bool:
        """Whether nothing is left to do about it."""
        return bool(self.adopted_as) or self.decision == "drop" or not self.counted

    def as_item(self) -> Item:
        """Return it as the extraction would have read it."""
        return Item(**{name: getattr(self, name) for name in ITEM_FIELDS})

    def with_values(self, values: Payload) -> "ProposedItem":
        """Return it with some of its fields replaced, given as JSON values."""
        return replace(self, **{name: from_json(name, value) for name, value in values.items()})


@dataclass(frozen=True)
class Proposal:
    """What was read in the document: items and doubtful readings in its order, results, issues, tables, places.

    ``columns`` is what a person had said of the columns of its tables, by the table's number as text.
    """

    items: tuple[ProposedItem, ...]
    results: tuple[Result, ...] = ()
    issues: tuple[Issue, ...] = ()
    tables: tuple[TableReading, ...] = ()
    issued_on: date | None = None
    landmarks: tuple[tuple[int, str], ...] = ()
    plan_name: str = ""
    default_unit: str = ""
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """One act of a person on a review, as kept."""

    seq: int
    kind: str
    payload: Payload
    by: str
    name: str
    at: datetime
    on_behalf_of: str = ""


@dataclass(frozen=True)
class ToldChange:
    """An act as the history tells it: on which items, what changed, and whether it was or still can be undone."""

    seq: int
    kind: str
    by: str
    name: str
    at: datetime
    keys: tuple[str, ...]
    details: tuple[tuple[str, FieldChange], ...] = ()
    undone: bool = False
    note: str = ""


@dataclass(frozen=True)
class GoneChoice:
    """What is to become of a tracked task that the new version no longer names: ``keep`` or ``cancel``, and why."""

    choice: Literal["keep", "cancel"]
    reason: str = ""


@dataclass(frozen=True)
class ReviewState:
    """A review after all its changes: items in the order of the document."""

    items: tuple[ProposedItem, ...]
    seq: int = 0
    discarded: bool = False
    plan_name: str = ""
    default_unit: str = ""
    issues: tuple[Issue, ...] = ()
    tables: tuple[TableReading, ...] = ()
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    gone: Mapping[str, GoneChoice] = field(default_factory=dict)
    history: tuple[ToldChange, ...] = ()

    @cached_property
    def by_key(self) -> dict[str, ProposedItem]:
        """The items by their keys."""
        return {item.key: item for item in self.items}

    @property
    def stage(self) -> Stage:
        """``discarded``; ``adopted`` when something was adopted and nothing that counts is left; else ``open``."""
        if self.discarded:
            return "discarded"
        begun = any(item.adopted_as for item in self.items)
        return "adopted" if begun and all(item.settled for item in self.items) else "open"

    @property
    def counts(self) -> dict[str, int]:
        """How many items stand where: each decision, ``adopted``, ``doubtful`` (not taken up), ``total``, ``decided``.

        An adopted item counts as adopted alone; a doubtful reading nobody took up only as doubtful.
        """
        found = dict.fromkeys((*DECISIONS, "adopted", "doubtful"), 0)
        for item in self.items:
            found["adopted" if item.adopted_as else item.decision if item.counted else "doubtful"] += 1
        total = len(self.items) - found["doubtful"]
        return {**found, "total": total, "decided": total - found["open"]}


def to_json(name: str, value: Any) -> Any:  # noqa: ANN401 - any field of an item
    """Return a field of an item as a JSON value; figures keep their exact decimals as text."""
    if name == "deliverables":
        return [{"text": part.text, "start": part.start, "end": part.end} for part in value]
    if name == "quantities":
        return [
            {key: str(each) if isinstance(each, Decimal) else each for key, each in asdict(figure).items()}
            for figure in value
        ]
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple | frozenset) else value


def from_json(name: str, value: Any) -> Any:  # noqa: ANN401 - any field of an item
    """Return a field of an item from its JSON value."""
    match name:
        case "deliverables":
            return tuple(Deliverable(part["text"], part["start"], part["end"]) for part in value)
        case "quantities":
            return tuple(Quantity(**{key: _figure(key, each) for key, each in figure.items()}) for figure in value)
        case "deadline" | "start_on" | "next_on" | "last_on":
            return date.fromisoformat(value) if value else None
        case "path" | "responsible" | "lead" | "support" | "reasons" | "origin":
            return tuple(value)
        case _:
            return value


def _figure(key: str, value: Any) -> Any:  # noqa: ANN401 - a part of a figure
    return Decimal(value) if key in ("value", "to") and isinstance(value, str) else value
