"""The tables of planning: units, posts and people; documents, plans, tasks; the ledger of events; sealed periods.

Table classes do not validate: values are checked before they get here. Instants are aware UTC, days are dates in
Asia/Shanghai. ``Task`` is the projection of ``TaskEvent`` and is written by ``planning.ledger`` alone.
"""

import datetime as dt
from typing import Any

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from config.remembering import lively


class Unit(SQLModel, table=True):
    """A unit of the tree: district, street, community, service station or department."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    short_name: str = Field(index=True)
    kind: str
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    position: int = 0


class Post(SQLModel, table=True):
    """A post in a unit. Responsibility is bound to the post, not to its holder."""

    __table_args__ = (UniqueConstraint("unit_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    name: str
    role: str
    is_liaison: bool = False


class Person(SQLModel, table=True):
    """A person and the addresses messages go to; an empty address means there is none."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    name: str = Field(index=True)
    mail: str = ""
    mobile: str = ""
    robot: str = ""


class Holding(SQLModel, table=True):
    """Who holds a post from a day (inclusive) until another (exclusive; none means still)."""

    id: int | None = Field(default=None, primary_key=True)
    post_id: int = Field(foreign_key="post.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    since: dt.date
    until: dt.date | None = None


class Document(SQLModel, table=True):
    """An imported file: its bytes lie content-addressed in the store, the text read from it stands here."""

    id: int | None = Field(default=None, primary_key=True)
    sha256: str = Field(unique=True)
    name: str
    media_type: str
    size_bytes: int
    text: str = Field(sa_type=Text)
    imported_at: dt.datetime
    imported_by: str


class Plan(SQLModel, table=True):
    """One adopted reading of a document: its year and the days between which its items run."""

    __table_args__ = (UniqueConstraint("document_id", "year"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    year: int
    starts_on: dt.date
    ends_on: dt.date
    document_id: int = Field(foreign_key="document.id", index=True)


class PlanVersion(SQLModel, table=True):
    """A document a plan was approved by: the first, or an amended one. Numbered from 1 within the plan.

    What the version says is not kept here: the events of the plan's tasks carry the number of the version that caused
    them, so a version reads as it was adopted.
    """

    __tablename__ = "plan_version"
    __table_args__ = (UniqueConstraint("plan_id", "version"),)

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id")
    version: int
    document_id: int = Field(foreign_key="document.id", index=True)
    adopted_at: dt.datetime
    adopted_by: str
    note: str = ""


class Review(SQLModel, table=True):
    """The reading of a document on its way to adoption: what was proposed, and how far the office has come with it.

    ``proposal`` is the extraction as JSON and never changes; what people did to it are the rows of ``review_change``.
    ``state``: open, adopted (everything decided and adopted), discarded. ``amends_plan_id`` is set when the document is
    a new version of that plan; ``plan_id`` once something was adopted.
    """

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="document.id", index=True)
    year: int
    plan_name: str
    default_unit: str = ""
    amends_plan_id: int | None = Field(default=None, foreign_key="plan.id")
    plan_id: int | None = Field(default=None, foreign_key="plan.id", index=True)
    state: str = Field(index=True)
    proposal: str = Field(sa_type=Text)
    columns: str = Field(default="{}", sa_type=Text)
    seq: int
    opened_at: dt.datetime
    opened_by: str
    changed_at: dt.datetime


class ReviewChange(SQLModel, table=True):
    """One act of a person on a review: rows are only ever added, and undoing is one of the acts."""

    __tablename__ = "review_change"
    __table_args__ = (UniqueConstraint("review_id", "seq"),)

    id: int | None = Field(default=None, primary_key=True)
    review_id: int = Field(foreign_key="review.id")
    seq: int
    kind: str
    payload: str = Field(sa_type=Text)
    actor: str
    actor_name: str
    on_behalf_of: str = ""
    at: dt.datetime


class Outcome(SQLModel, table=True):
    """A result a plan document reports (现阶段工作成果): prose with its figures, kept apart from the items.

    ``achieved_on`` is the last day of the time it tells of: stated in the text, else the day the document gives.
    """

    id: int | None = Field(default=None, primary_key=True)
    plan_id: int = Field(foreign_key="plan.id", index=True)
    document_id: int | None = Field(default=None, foreign_key="document.id")
    achieved_on: dt.date | None = None
    unit_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    heading: str
    text: str = Field(sa_type=Text)
    source_start: int
    source_end: int
    quantities: str = Field(default="[]", sa_type=Text)


class Indicator(SQLModel, table=True):
    """What a unit counts over time (培训职工, 人次): one series."""

    __table_args__ = (UniqueConstraint("unit_id", "what", "measure"),)

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    what: str
    measure: str


class IndicatorValue(SQLModel, table=True):
    """One value of a series on a day: a result (kind ``result``) or a figure an item promises (kind ``target``).

    ``value`` is a plain decimal as text. Either ``outcome_id`` or ``task_id`` says where it comes from.
    """

    __tablename__ = "indicator_value"
    __table_args__ = (Index("ix_indicator_value_indicator_id_counted_on", "indicator_id", "counted_on"),)

    id: int | None = Field(default=None, primary_key=True)
    indicator_id: int = Field(foreign_key="indicator.id")
    counted_on: dt.date
    kind: str
    value: str
    outcome_id: int | None = Field(default=None, foreign_key="outcome.id", index=True)
    task_id: int | None = Field(default=None, foreign_key="task.id", index=True)


#: Columns that tell which light a task shows, so that a list is found in its index alone.
IN_ORDER_OF_DEADLINES = (
    "finished_on", "due_on", "id", "kind", "state", "chased", "start_on", "red_on", "orange_on", "yellow_on",
)  # fmt: skip

OF_WHAT_IS_FINISHED = ("due_on", "id", "kind", "state", "finished_on", "unit_id")
IF_FINISHED: dict[str, Any] = dict.fromkeys(("sqlite_where", "postgresql_where"), text("finished_on IS NOT NULL"))


class Task(SQLModel, table=True):
    """A supervised item or one of its deliverables, as the ledger leaves it."""

    __table_args__ = (
        UniqueConstraint("number"),
        CheckConstraint("progress BETWEEN 0 AND 100", name="progress_percent"),
        Index("ix_task_state_due_on", "state", "due_on", "id", "kind", "unit_id"),
        Index("ix_task_unit_id_state", "unit_id", "state", "plan_id"),
        Index("ix_task_plan_id_kind_state", "plan_id", "kind", "state"),
        # What is not finished in the order of deadlines, with all that tells its light: lists read along it.
        Index("ix_task_finished_on_due_on", *IN_ORDER_OF_DEADLINES, "unit_id"),
        Index("ix_task_unit_id_finished_on_due_on", "unit_id", *IN_ORDER_OF_DEADLINES),
        # What is finished, in the same order. The kind never stands first: most tasks are items.
        Index("ix_task_due_on_finished", *OF_WHAT_IS_FINISHED, **IF_FINISHED),
        Index("ix_task_red_on", "red_on", "due_on", "id", "kind", "state", "start_on", "unit_id"),
        Index("ix_task_answer_by", "answer_by", "due_on", "id", "kind", "unit_id"),
        Index(
            "ix_task_extension_proposed_on",
            "extension_proposed_on",
            "due_on",
            "id",
            "kind",
            "state",
            "extensions",
            "unit_id",
        ),
        Index("ix_task_due_provisional_state", "due_provisional", "state"),
        Index("ix_task_owner_post_id_state", "owner_post_id", "state", "unit_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str
    plan_id: int = Field(foreign_key="plan.id")
    unit_id: int = Field(foreign_key="unit.id")
    parent_id: int | None = Field(default=None, foreign_key="task.id", index=True)
    kind: str
    chased: bool
    position: int
    item_number: str
    title: str
    text: str = Field(sa_type=Text)
    path: str = Field(default="[]", sa_type=Text)
    document_id: int = Field(foreign_key="document.id")
    source_start: int
    source_end: int
    quantities: str = Field(default="[]", sa_type=Text)
    missing: str = Field(default="[]", sa_type=Text)
    state: str
    owner_post_id: int | None = Field(default=None, foreign_key="post.id")
    leader_name: str = ""
    lead_units: str = Field(default="[]", sa_type=Text)
    responsible_units: str = Field(default="[]", sa_type=Text)
    support_units: str = Field(default="[]", sa_type=Text)
    start_on: dt.date
    due_on: dt.date
    original_due_on: dt.date
    due_version: int
    due_basis: str
    due_provisional: bool
    due_text: str = ""
    progress: int
    extensions: int
    extension_proposed_on: dt.date | None = None
    returns: int
    last_report_on: dt.date | None = None
    first_period: str
    last_period: str | None = None
    last_period_late: bool
    submitted_on: dt.date | None = None
    finished_on: dt.date | None = None
    closed_on: dt.date | None = None
    completed_by: str = ""
    answer_by: dt.date | None = None
    late: bool
    theme: str = ""
    held_state: str = ""
    held_progress: int
    merged_into_id: int | None = None
    yellow_on: dt.date | None = None
    orange_on: dt.date | None = None
    red_on: dt.date | None = None
    turns: str = Field(default="[]", sa_type=Text)
    seq: int
    chase_seq: int
    digest: str


class TaskEvent(SQLModel, table=True):
    """One fact about a task. Rows are only ever added; the digest covers the previous one of the task."""

    __tablename__ = "task_event"
    __table_args__ = (UniqueConstraint("task_id", "seq"), Index("ix_task_event_at", "at"))

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id")
    seq: int
    kind: str
    payload: str = Field(sa_type=Text)
    actor: str
    on_behalf_of: str = ""
    at: dt.datetime
    digest: str


class Period(SQLModel, table=True):
    """A reporting period (``2017Q2``) and how far it has come: open, collecting, frozen, signed, issued."""

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(unique=True)
    state: str
    opened_at: dt.datetime


class Snapshot(SQLModel, table=True):
    """A frozen period: the canonical JSON of all the report says, its digest, and the seal over the ledger."""

    __table_args__ = (UniqueConstraint("period_id", "sha256"),)

    id: int | None = Field(default=None, primary_key=True)
    period_id: int = Field(foreign_key="period.id")
    version: int
    as_of: dt.date
    frozen_at: dt.datetime
    frozen_by: str
    sha256: str
    ledger_root: str
    ledger_until: dt.datetime
    content: str = Field(sa_type=Text)


class Signature(SQLModel, table=True):
    """A leader's signature under a frozen report, or the office's issuing of it (``act``: signed, issued)."""

    __table_args__ = (UniqueConstraint("snapshot_id", "act", "person_ref"),)

    id: int | None = Field(default=None, primary_key=True)
    snapshot_id: int = Field(foreign_key="snapshot.id")
    act: str
    person_ref: str
    person_name: str
    on_behalf_of: str = ""
    sha256: str
    note: str = ""
    at: dt.datetime


class Attachment(SQLModel, table=True):
    """A file sent with an act on a task: its bytes lie content-addressed in the store, the event names its digest.

    ``original_sha256`` is the digest of what was sent when metadata was taken out before it was kept.
    """

    __table_args__ = (UniqueConstraint("task_id", "sha256"),)

    id: int | None = Field(default=None, primary_key=True)
    task_id: int = Field(foreign_key="task.id")
    seq: int
    sha256: str = Field(index=True)
    original_sha256: str = ""
    name: str
    media_type: str
    size_bytes: int
    sent_by: str
    sent_at: dt.datetime


class Tally(SQLModel, table=True):
    """By how much a count of items changes on a day if nothing happens; rows are added, and summed up now and then.

    The count of a measure on a day is the sum of all rows up to that day (``planning.tally``).
    """

    __table_args__ = (Index("ix_tally_measure_day", "measure", "day", "unit_id", "change"),)

    id: int | None = Field(default=None, primary_key=True)
    measure: str
    unit_id: int
    day: dt.date
    change: int


class DailyCount(SQLModel, table=True):
    """What the daily compilation found: items of a unit by light on a day. The trend is drawn from these rows."""

    __tablename__ = "daily_count"
    __table_args__ = (
        UniqueConstraint("day", "unit_id", "light"),
        Index("ix_daily_count_unit_id_day", "unit_id", "day", "light", "items"),
    )

    id: int | None = Field(default=None, primary_key=True)
    day: dt.date = Field(index=True)
    unit_id: int = Field(foreign_key="unit.id")
    light: str
    items: int
    progress_total: int


class DailyTotal(SQLModel, table=True):
    """The sums of ``DailyCount`` over all units, so that a trend of months is read in a few rows."""

    __tablename__ = "daily_total"
    __table_args__ = (UniqueConstraint("day", "light"),)

    id: int | None = Field(default=None, primary_key=True)
    day: dt.date
    light: str
    items: int


lively("task", "task_event", "tally", "attachment")
