"""What a page or a file of the register (台账) asks: rows in order, and for many at once what was reported on them.

Each takes the table it reads (live, or as of a past day, narrowed to what may be seen). A page costs what its rows
cost: the order by number follows an index, counting stops at a bound, and nothing is asked row by row.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Row, RowMapping, Select, case, func, or_, select
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.clock import at_local
from config.database import table_of
from planning.ledger import events
from planning.light_sql import light_case
from planning.models import Attachment
from planning.narrowing import TaskFilter, conditions
from planning.people import units
from planning.periods import Period, parse_period

attachments = table_of(Attachment)
NAMES = (
    "id", "number", "kind", "unit_id", "title", "text", "quantities", "leader_name", "lead_units", "responsible_units",
    "support_units", "start_on", "due_on", "original_due_on", "due_provisional", "progress", "state", "owner_post_id",
    "finished_on", "yellow_on", "orange_on", "red_on", "turns", "late", "theme", "seq",
)  # fmt: skip
#: Rows fetched from the database at once for a file: memory holds no more.
AT_ONCE = 500
_PROSE = ("done", "problem", "next_step")
_RANKS = {"red": 0, "orange": 1, "yellow": 2, "green": 3, "grey": 4, "blue": 5}


@dataclass(frozen=True, slots=True)
class Told:
    """What was reported on an item in a quarter: all work done, the newest problem and next step."""

    done: str = ""
    problem: str = ""
    next_step: str = ""


NOTHING_TOLD = Told()


def register_page(
    session: Session, table: FromClause, day: date, wanted: TaskFilter, *, limit: int, offset: int
) -> list[RowMapping]:
    """Return one page of the register, in the order asked for (``wanted.sort``)."""
    query = _ordered(session, table, day, wanted).limit(limit).offset(offset)
    return list(session.connection().execute(query).mappings())


def register_row(session: Session, table: FromClause, task_id: int) -> RowMapping | None:
    """Return the one row of a task."""
    return session.connection().execute(_rows(table).where(table.c.id == task_id)).mappings().first()


def register_batches(
    session: Session, table: FromClause, day: date, wanted: TaskFilter
) -> Iterator[Sequence[RowMapping]]:
    """Yield all rows of the register in order, ``AT_ONCE`` together; never more of them in memory."""
    options = {"yield_per": AT_ONCE}
    yield from (
        session.connection()
        .execute(_ordered(session, table, day, wanted), execution_options=options)
        .mappings()
        .partitions()
    )


def count_up_to(session: Session, table: FromClause, day: date, wanted: TaskFilter, most: int) -> int:
    """Return how many rows a filter leaves, at most so many: counting goes no further."""
    some = select(table.c.id).where(*_conditions(session, table, day, wanted)).limit(most).subquery()
    return int(session.connection().execute(select(func.count()).select_from(some)).scalar_one())


def told_in(
    session: Session, table: FromClause, task_ids: Collection[int], quarter: Period, before: datetime | None
) -> dict[int, Told]:
    """Return what was reported for a quarter on items and their deliverables, by item; those without are left out.

    A report belongs to the quarter its period ends in. ``before`` bounds the instants of the reports.
    """
    item = func.coalesce(table.c.parent_id, table.c.id).label("item")
    query = (
        select(item, events.c.payload)
        .join(table, table.c.id == events.c.task_id)
        .where(
            or_(table.c.id.in_(task_ids), table.c.parent_id.in_(task_ids)),
            events.c.kind == "reported",
            events.c.at >= at_local(quarter.first, time.min),
        )
        .order_by(events.c.at, events.c.task_id, events.c.seq)
    )
    if before is not None:
        query = query.where(events.c.at < before)
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    concerns: dict[str, bool] = {}
    for item_id, text in session.connection().execute(query).tuples():
        payload = json.loads(text)
        code = payload["period"]
        if code not in concerns:
            concerns[code] = quarter.first <= parse_period(code).last <= quarter.last
        if concerns[code]:
            found[item_id].append(payload)
    return {task_id: _told(payloads) for task_id, payloads in found.items()}


def deliverables_in(session: Session, table: FromClause, task_ids: Collection[int]) -> dict[int, list[Row[Any]]]:
    """Return ``parent_id, item_number, title, progress`` of the standing deliverables of items, by item in order."""
    query = (
        select(table.c.parent_id, table.c.item_number, table.c.title, table.c.progress)
        .where(table.c.parent_id.in_(task_ids), table.c.state.not_in(("cancelled", "merged")))
        .order_by(table.c.parent_id, table.c.position)
    )
    found: dict[int, list[Row[Any]]] = defaultdict(list)
    for row in session.connection().execute(query):
        found[row.parent_id].append(row)
    return found


def files_in(session: Session, task_ids: Collection[int], before: datetime | None) -> dict[int, int]:
    """Return how many files were sent with acts on each of the tasks."""
    query = (
        select(attachments.c.task_id, func.count())
        .where(attachments.c.task_id.in_(task_ids))
        .group_by(attachments.c.task_id)
    )
    if before is not None:
        query = query.where(attachments.c.sent_at < before)
    return {row[0]: row[1] for row in session.connection().execute(query)}


def _told(payloads: Sequence[Mapping[str, Any]]) -> Told:
    done = dict.fromkeys(text for payload in payloads if (text := payload.get("done", "").strip()))
    in_words = (payload for payload in reversed(payloads) if any(payload.get(name) for name in _PROSE))
    last: Mapping[str, Any] = next(in_words, {})
    return Told("\n".join(done), last.get("problem", "").strip(), last.get("next_step", "").strip())


def _rows(table: FromClause) -> Select[Any]:
    named = (table.c[name] for name in NAMES)
    return select(*named, units.c.short_name.label("unit_name")).join(units, units.c.id == table.c.unit_id)


def _ordered(session: Session, table: FromClause, day: date, wanted: TaskFilter) -> Select[Any]:
    by_due = (table.c.due_on, table.c.id)
    orders: dict[str, tuple[ColumnElement[Any], ...]] = {
        "urgency": (case(_RANKS, value=light_case(table.c, day), else_=6), *by_due),
        "due": by_due,
        "progress": (table.c.progress, *by_due),
        "report": (table.c.last_report_on.is_not(None), table.c.last_report_on, *by_due),
    }
    if wanted.sort in orders:
        return _rows(table).where(*conditions(table, day, wanted)).order_by(*orders[wanted.sort])
    return _rows(table).where(*_conditions(session, table, day, wanted)).order_by(table.c.number, table.c.id)


def _conditions(session: Session, table: FromClause, day: date, wanted: TaskFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter so that the order by number goes by its own index.

    SQLite would take an index that begins with the kind, which nearly all rows share, and sort what it finds.
    """
    found = conditions(table, day, wanted)
    if session.get_bind().dialect.name != "sqlite":
        return found
    plain, hidden = table.c.kind == "item", table.c.kind.concat("") == "item"
    return [hidden if each.compare(plain) else each for each in found]
