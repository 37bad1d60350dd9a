"""What waits for the office: by kind, how many and which, asked as sets; and which reports were looked at.

Counts are bounded (``MOST``), lists are pages, so the desk costs the same with a hundred tasks and a hundred thousand.
That a report was looked at is no fact of the ledger: it is a mark of the whole office, kept as a visit to the task.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime

from sqlalchemy import ColumnElement, RowMapping, Select, String, and_, cast, func, literal, or_, select, true
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.database import put, table_of
from planning.access.models import LastVisit
from planning.ledger import events
from planning.lifecycle import LIVE_STATES
from planning.models import Review
from planning.narrowing import asks_extension, is_vacant, unled
from planning.people import units
from planning.queries import LIST_COLUMNS

visits = table_of(LastVisit)
reviews = table_of(Review)

#: Counting stops here: more than a person decides in a day is a matter for acts in bulk, not of a figure.
MOST = 200
NEWS = "news"
_NEWS_KINDS = ("reported", "answered")
_READER, _MARK = "office", "read:"
#: Columns of a row beside those of a list.
_MORE = ("completed_by", "extension_proposed_on", "due_text", "theme")

#: kind → the condition on items, in the order in which they are shown (news and reviews stand beside them).
TASK_KINDS: dict[str, Callable[[FromClause, date], ColumnElement[bool]]] = {
    "submitted": lambda table, _day: table.c.state == "submitted",
    "extension": lambda table, _day: asks_extension(table),
    "registered": lambda table, _day: table.c.state == "registered",
    "receipt": lambda table, _day: table.c.state == "assigned",
    "completed": lambda table, _day: table.c.state == "completed",
    "draft": lambda table, _day: table.c.state == "draft",
    "provisional": lambda table, _day: table.c.due_provisional & table.c.state.in_(LIVE_STATES),
    "vacant": is_vacant,
}
#: Kinds whose condition finds few tasks by an index of its own.
_FEW = frozenset({"submitted", "extension", "receipt", "draft", "provisional", "vacant"})


def counts(
    session: Session, table: FromClause, day: date, since: datetime, of_reviews: ColumnElement[bool] | None = None
) -> dict[str, int]:
    """Return how many wait of each kind, at most ``MOST``: one question for all; ``of_reviews``: only of these."""
    asked: dict[str, Select[tuple[int]]] = {
        kind: select(table.c.id).where(_is_item(table, kind), made(table, day)) for kind, made in TASK_KINDS.items()
    }
    asked[NEWS] = _unread(table, since).with_only_columns(events.c.id)
    asked["review"] = select(reviews.c.id).where(
        reviews.c.state == "open", true() if of_reviews is None else of_reviews
    )
    columns = [
        select(func.count()).select_from(query.limit(MOST).subquery()).scalar_subquery().label(kind)
        for kind, query in asked.items()
    ]
    row = session.connection().execute(select(*columns)).mappings().one()
    return {kind: int(count) for kind, count in row.items()}


def task_rows(
    session: Session, table: FromClause, day: date, kind: str, *, limit: int, offset: int = 0
) -> list[RowMapping]:
    """Return one page of the items that wait in one way, the earliest deadline first."""
    query = _rows(table).where(_is_item(table, kind), TASK_KINDS[kind](table, day))
    query = query.order_by(table.c.due_on, table.c.id).limit(limit).offset(offset)
    return list(session.connection().execute(query).mappings().all())


def news_rows(session: Session, table: FromClause, since: datetime, *, limit: int, offset: int = 0) -> list[RowMapping]:
    """Return one page of tasks with reports or answers nobody of the office has looked at, the oldest first.

    Each is a row of a list of tasks with ``event_seq``, ``event_kind`` and ``event_at`` of the newest.
    """
    told = (events.c[name].label(f"event_{name}") for name in ("seq", "kind", "at"))
    columns = (*_columns(table), *told)
    query = _unread(table, since).join(units, units.c.id == table.c.unit_id).with_only_columns(*columns)
    query = query.order_by(events.c.at, events.c.id).limit(limit).offset(offset)
    return list(session.connection().execute(query).mappings().all())


def mark_read(session: Session, seen: Mapping[int, int]) -> int:
    """Note that the office has looked at tasks up to an event of each (id → seq); return how many. Does not commit."""
    wanted = or_(*(and_(events.c.task_id == task_id, events.c.seq == seq) for task_id, seq in seen.items()))
    found = session.connection().execute(select(events.c.task_id, events.c.at).where(wanted)).all() if seen else []
    pages = {f"{_MARK}{row.task_id}": row.at for row in found}
    query = select(visits.c.page, visits.c.at).where(visits.c.owner == _READER, visits.c.page.in_(pages))
    before = {row.page: row.at for row in session.connection().execute(query)}
    for page, at in pages.items():
        if page not in before or before[page] < at:
            put(session, visits, ("owner", "page"), {"owner": _READER, "page": page, "at": at, "before": None})
    return len(found)


def _unread(table: FromClause, since: datetime) -> Select[tuple[int]]:
    read = (
        select(visits.c.id)
        .where(
            visits.c.owner == _READER,
            visits.c.page == literal(_MARK) + cast(events.c.task_id, String),
            visits.c.at >= events.c.at,
        )
        .exists()
    )
    # What was said of a deliverable alone counts too; what an item's report says of its deliverables stands in that.
    spoken = or_(table.c.kind == "item", events.c.payload.contains('"next_step"', autoescape=True))
    later = events.alias("later")
    newer = (
        select(later.c.id)
        .where(later.c.task_id == events.c.task_id, later.c.seq > events.c.seq, later.c.kind.in_(_NEWS_KINDS))
        .exists()
    )
    return (
        select(events.c.id)
        .select_from(events)
        .join(table, table.c.id == events.c.task_id)
        .where(events.c.at >= since, events.c.kind.in_(_NEWS_KINDS), spoken, ~read, ~newer)
    )


def _is_item(table: FromClause, kind: str) -> ColumnElement[bool]:
    column: ColumnElement[str] = table.c.kind
    return (unled(column) if kind in _FEW else column) == "item"


def _rows(table: FromClause) -> Select[tuple[int]]:
    return select(*_columns(table)).join(units, units.c.id == table.c.unit_id)


def _columns(table: FromClause) -> list[ColumnElement[object]]:
    return [*(table.c[name] for name in (*LIST_COLUMNS, *_MORE)), units.c.short_name.label("unit_name")]
