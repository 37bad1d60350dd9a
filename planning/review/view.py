"""A review as a page or a command shows it, and as a line of a list."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from planning.extraction import Result
from planning.extraction.model import TableReading
from planning.plan_versions import Difference
from planning.review.model import ProposedItem, ToldChange


@dataclass(frozen=True)
class PlacedIssue:
    """A reading to look at, with its place in words (第3页)."""

    severity: str
    code: str
    message: str
    start: int
    end: int
    place: str


@dataclass(frozen=True)
class ReviewedDocument:
    """The document of a review."""

    id: int
    name: str
    sha256: str
    media_type: str
    size_bytes: int
    imported_at: datetime


@dataclass(frozen=True)
class Fate:
    """What becomes of an item of a new version: ``same`` or ``changed`` for the task ``number``, or ``new``.

    ``differences`` tells what changed. ``due_conflict`` is set when the plan moved a date that was moved since by
    extension or by the office: the plan's new date and the one in force; ``by_hand`` when a person chose the match.
    """

    kind: str
    number: str = ""
    differences: tuple[Difference, ...] = ()
    score: float = 0.0
    by_hand: bool = False
    due_conflict: tuple[date, date] | None = None


@dataclass(frozen=True)
class GoneTask:
    """A tracked task that the new version no longer names, and what is to become of it (``keep`` unless decided)."""

    number: str
    unit: str
    text: str
    state: str
    choice: str = "keep"
    reason: str = ""


@dataclass(frozen=True)
class ReviewView:
    """A review in full. ``state`` is open, adopted or discarded; ``items`` are in the order of the document.

    ``counts``: open, keep, drop, merge, adopted, doubtful (not taken up), total, decided. ``changes``: newest first.
    ``fates`` (by item) and ``gone`` are filled when the document is a new version of the plan ``amends``.
    """

    id: int
    document: ReviewedDocument
    text: str
    year: int
    plan_name: str
    default_unit: str
    plan_id: int | None
    amends_plan_id: int | None
    amends: str
    state: str
    seq: int
    items: tuple[ProposedItem, ...]
    results: tuple[Result, ...]
    issues: tuple[PlacedIssue, ...]
    tables: tuple[TableReading, ...]
    columns: Mapping[int, Mapping[str, str]]
    counts: Mapping[str, int]
    changes: tuple[ToldChange, ...]
    opened_at: datetime
    opened_by: str
    changed_at: datetime
    issued_on: date | None
    landmarks: tuple[tuple[int, str], ...] = ()
    fates: Mapping[str, Fate] = field(default_factory=dict)
    gone: tuple[GoneTask, ...] = ()
    undoable: int | None = None

    @cached_property
    def by_key(self) -> dict[str, ProposedItem]:
        """The items by their keys."""
        return {item.key: item for item in self.items}

    def place_of(self, offset: int) -> str:
        """Return in words where an offset is found in the file; its line where the reader left no landmark."""
        return self._places.words(offset)

    @cached_property
    def _places(self) -> "Places":
        return Places(self.text, self.landmarks)


class Places:
    """Where offsets of a text are found in its file, in words."""

    def __init__(self, text: str, landmarks: tuple[tuple[int, str], ...]) -> None:
        self._starts = [at for at, _ in landmarks]
        self._labels = [words for _, words in landmarks]
        self._lines = [0, *(at + 1 for at, char in enumerate(text) if char == "\n")]

    def words(self, offset: int) -> str:
        """Return the place of an offset: the last landmark before it, else its line."""
        found = bisect_right(self._starts, offset)
        return self._labels[found - 1] if found else f"第{bisect_right(self._lines, offset)}行"


@dataclass(frozen=True)
class ReviewLine:
    """A review in a list."""

    id: int
    document: str
    plan_name: str
    year: int
    state: str
    plan_id: int | None
    amends_plan_id: int | None
    counts: Mapping[str, int]
    opened_at: datetime
    opened_by: str
    changed_at: datetime
    changed_by: str


@dataclass(frozen=True)
class PreviewedItem:
    """What adopting an item would do: its unit and owner (单位/岗位) as found, its due day, and why not.

    ``problems``: ``unit-missing``, ``unit-unknown``, ``owner-unknown`` stop the adoption; ``owner-missing`` leaves the
    task without an owner. ``due_provisional``: no date is stated, the plan's last day is set for now (暂定).
    """

    key: str
    unit_id: int | None
    unit: str
    owner_post_id: int | None
    owner: str
    due_on: date
    due_provisional: bool
    problems: tuple[str, ...] = ()

    @property
    def adoptable(self) -> bool:
        """Whether nothing stops its adoption."""
        return not set(self.problems) - {"owner-missing"}
