"""What one quarterly report says: plain frozen facts, complete enough that every rendering needs nothing else.

Not responsible for wording (``composing``), for bytes and digests (``sealing``) or for filling it from the database.
Numbers are integers or decimals, never floats. Figures that can be derived without doubt (rates, the list of red
items, what falls due next quarter) are derived by the wording; figures that could contradict each other are checked
here, so that a snapshot whose counts do not add up cannot come into being.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

SCHEMA_VERSION = 1

Light = Literal["red", "orange", "yellow", "green", "blue", "grey"]
Pace = Literal["completed", "ahead", "on_schedule", "behind", "not_started"]
ChangeKind = Literal["extension", "adjustment", "suspension", "merger", "cancellation", "closing"]

LIGHTS: tuple[Light, ...] = ("red", "orange", "yellow", "green", "blue", "grey")
PACES: tuple[Pace, ...] = ("completed", "ahead", "on_schedule", "behind", "not_started")

_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def _printable(text: str) -> str:
    """Return the text without characters that XML and UTF-8 cannot carry, with line feeds as its only line ends."""
    return _UNPRINTABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x85", "\n")).strip()


Text = Annotated[str, AfterValidator(_printable)]
Count = Annotated[int, Field(ge=0)]
Percent = Annotated[int, Field(ge=0, le=100)]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Fact(BaseModel):
    """Base of all parts: frozen, strict about unknown names."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Period(Fact):
    """A reporting period; a quarter includes its last day."""

    code: Text
    label: Text
    starts_on: date
    ends_on: date


class LightCounts(Fact):
    """How many items show each light. Counts, never an averaged colour."""

    red: Count = 0
    orange: Count = 0
    yellow: Count = 0
    green: Count = 0
    blue: Count = 0
    grey: Count = 0

    @property
    def total(self) -> int:
        """Sum over all lights."""
        return sum(getattr(self, light) for light in LIGHTS)


class Totals(Fact):
    """Counts of items: each is in exactly one pace and shows exactly one light.

    ``behind`` includes ``overdue``. Suspended, merged and cancelled items are in none of them; they are changes.
    """

    total: Count
    completed: Count = 0
    ahead: Count = 0
    on_schedule: Count = 0
    behind: Count = 0
    not_started: Count = 0
    overdue: Count = 0
    lights: LightCounts = LightCounts()

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.total != sum(getattr(self, pace) for pace in PACES):
            raise ValueError("the paces do not add up to the total")
        if self.total != self.lights.total:
            raise ValueError("the lights do not add up to the total")
        if self.overdue > self.behind:
            raise ValueError("more items overdue than behind")
        return self


class Figure(Fact):
    """A quantity named in a text: ``Figure(value=Decimal(3200), unit="人", of="新发展会员")``."""

    value: Decimal
    unit: Text = ""
    of: Text = ""


class Source(Fact):
    """The sentence an item or result came from; offsets count characters of the extracted text."""

    document: Text
    sha256: Digest
    start: Count
    end: Count
    sentence: Text = ""


class Deliverable(Fact):
    """One separate outcome under an item."""

    number: Text
    title: Text
    progress: Percent
    light: Light
    due_on: date | None = None
    provisional: bool = False
    finished_on: date | None = None


class Item(Fact):
    """One supervised item of a street as it stood at the cut-off.

    ``cause`` is the code of the worst reason of a light (``light_reason`` in the language table), ``reason`` its
    sentence about this item; ``expected`` is the share of time passed in percent; ``late`` is the permanent mark of
    a late finish; ``missing`` lists the clarities that are open, in words.
    """

    uid: Text
    number: Text
    title: Text
    measures: Text = ""
    outcome: Text = ""
    leader: Text = ""
    lead_unit: Text = ""
    responsible: tuple[Text, ...] = ()
    supporting: tuple[Text, ...] = ()
    state: Text
    progress: Percent
    expected: Percent | None = None
    pace: Pace
    light: Light
    cause: Text = ""
    reason: Text = ""
    late: bool = False
    overdue_workdays: Count = 0
    original_due_on: date | None = None
    due_on: date | None = None
    due_text: Text = ""
    provisional: bool = False
    finished_on: date | None = None
    reported: bool = True
    progress_text: Text = ""
    problem: Text = ""
    next_step: Text = ""
    figures: tuple[Figure, ...] = ()
    evidence: tuple[Text, ...] = ()
    missing: tuple[Text, ...] = ()
    deliverables: tuple[Deliverable, ...] = ()
    source: Source | None = None


class Result(Fact):
    """An outcome the plan document itself reports, with its figures."""

    heading: Text = ""
    text: Text
    figures: tuple[Figure, ...] = ()
    source: Source | None = None


class Street(Fact):
    """One street: its counts, its items in plan order and the results its plan document states."""

    code: Text
    name: Text
    short_name: Text
    totals: Totals
    items: tuple[Item, ...] = ()
    results: tuple[Result, ...] = ()

    @model_validator(mode="after")
    def _counts_its_items(self) -> Self:
        if self.totals.total != len(self.items):
            raise ValueError(f"{self.code}: counts {self.totals.total} items and lists {len(self.items)}")
        for light in LIGHTS:
            if getattr(self.totals.lights, light) != sum(item.light == light for item in self.items):
                raise ValueError(f"{self.code}: the count of light {light} differs from its items")
        for pace in PACES:
            if getattr(self.totals, pace) != sum(item.pace == pace for item in self.items):
                raise ValueError(f"{self.code}: the count of pace {pace} differs from its items")
        return self


class StreetReporting(Fact):
    """What one street owed and sent. ``workdays_late`` is None when nothing came, 0 when it came in time."""

    street: Text
    due: Count
    received: Count
    on_time: Count
    received_on: date | None = None
    workdays_late: Count | None = None


class Supplement(Fact):
    """A fact of an earlier period that arrived after its cut-off (补遗)."""

    street: Text
    number: Text
    title: Text
    text: Text
    period: Text
    received_on: date
    workdays_late: Count


class Reporting(Fact):
    """Completeness and timeliness over the units that owed a report in the period: two separate rates."""

    due: Count
    received: Count
    on_time: Count
    deadline_on: date | None = None
    streets: tuple[StreetReporting, ...] = ()
    supplements: tuple[Supplement, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.on_time <= self.received <= self.due:
            raise ValueError("on time, received and due must not decrease")
        return self


class TrendPoint(Fact):
    """The counts of one earlier period."""

    label: Text
    totals: Totals


class Highlight(Fact):
    """A practice worth copying (亮点做法)."""

    street: Text
    title: Text
    text: Text


class Change(Fact):
    """An extension, adjustment or close-out decided in the period; both dates are kept."""

    kind: ChangeKind
    street: Text
    number: Text
    title: Text
    decided_on: date
    decided_by: Text = ""
    was_on: date | None = None
    now_on: date | None = None
    reason: Text = ""


class Correction(Fact):
    """A correction (更正) of an issued report, with both values."""

    period: Text
    subject: Text
    was: Text
    now: Text
    reason: Text = ""


class Definition(Fact):
    """One term and how it was counted."""

    term: Text
    meaning: Text


class Rules(Fact):
    """The rule pack and calendars the figures were computed with."""

    pack: Text
    version: Text
    digest: Digest
    calendars: tuple[Text, ...] = ()


class Ledger(Fact):
    """The seal over all events up to the cut-off."""

    root: Digest
    events: Count
    sealed_at: AwareDatetime


class Snapshot(Fact):
    """Everything one quarterly report says (domain §7). ``as_of`` is the last day whose events count."""

    schema_version: Literal[1]
    period: Period
    next_period: Period
    as_of: date
    drawn_up_on: date
    title: Text
    number: Text = ""
    addressee: Text
    district: Text
    office: Text
    basis: tuple[Text, ...] = ()
    definitions: tuple[Definition, ...] = ()
    rules: Rules
    ledger: Ledger
    reporting: Reporting
    totals: Totals
    previous: TrendPoint | None = None
    earlier: tuple[TrendPoint, ...] = ()
    streets: tuple[Street, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    changes: tuple[Change, ...] = ()
    corrections: tuple[Correction, ...] = ()
    satisfaction: tuple[Text, ...] = ()
    decisions: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _streets_add_up(self) -> Self:
        for name in ("total", *PACES, "overdue"):
            if getattr(self.totals, name) != sum(getattr(street.totals, name) for street in self.streets):
                raise ValueError(f"the streets do not add up to {name}")
        return self

    @property
    def made_at(self) -> datetime:
        """The instant written into the files' properties, so that two renderings are the same bytes."""
        return datetime(self.drawn_up_on.year, self.drawn_up_on.month, self.drawn_up_on.day)  # noqa: DTZ001 - a label
