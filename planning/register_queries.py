"""What a page or a file of the register (台账) asks: rows in order, and for many at once what was reported on them.

Each takes the table it reads (live, or as of a past day, narrowed to what may be seen). A page costs what its rows
cost: the order by number follows an index, counting stops at a bound, and nothing is asked row by row.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, RowMapping, Select, bindparam, case, func, select, union
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.clock import at_local
from config.database import table_of
from config.latest import Latest
from config.prepared import ids_named, prepared
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
    "finished_on", "yellow_on", "orange_on", "red_on", "turns", "late", "theme", "seq", "digest",
)  # fmt: skip
#: Rows fetched from the database at once for a file: memory holds no more.
AT_ONCE = 500
#: States of deliverables an item promises no more.
_ENDED = frozenset({"cancelled", "merged"})
_PROSE = ("done", "problem", "next_step")
_RANKS = {"red": 0, "orange": 1, "yellow": 2, "green": 3, "grey": 4, "blue": 5}


@dataclass(frozen=True, slots=True)
class Told:
    """What was reported on an item in a quarter: all work done, the newest problem and next step."""

    done: str = ""
    problem: str = ""
    next_step: str = ""


NOTHING_TOLD = Told()


class Part(NamedTuple):
    """A deliverable of an item; ``stands`` while the item promises it."""

    item_number: str
    title: str
    progress: int
    stands: bool
    digest: str


def register_page(
    session: Session, table: FromClause, day: date, wanted: TaskFilter, *, limit: int, offset: int
) -> list[RowMapping]:
    """Return one page of the register, in the order asked for (``wanted.sort``)."""
    key = ("register page", table, day, wanted, limit, offset)
    asked = prepared(session, key, lambda: _ordered(session, table, day, wanted).limit(limit).offset(offset))
    return list(asked.run(session).mappings())


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

    def counting() -> Select[Any]:
        some = select(table.c.id).where(*_conditions(session, table, day, wanted)).limit(most).subquery()
        return select(func.count()).select_from(some)

    return int(prepared(session, ("register count", table, day, wanted, most), counting).run(session).scalar_one())


def told_in(
    session: Session,
    table: FromClause,
    rows: Sequence[RowMapping],
    parts: Mapping[int, Sequence[Part]],
    quarter: Period,
    before: datetime | None,
) -> dict[int, Told]:
    """Return what was reported for a quarter on the items of rows and on their parts, by item.

    A report belongs to the quarter its period ends in. ``before`` bounds the instants of the reports. What the ledgers
    of an item and its parts say does not change under their digests, so it is read from events once.
    """
    keys = {
        row["id"]: (row["id"], row["digest"], *(part.digest for part in parts.get(row["id"], ())), quarter, before)
        for row in rows
    }
    found = {task_id: _known.get(key) for task_id, key in keys.items()}
    unknown = [task_id for task_id, told in found.items() if told is None]
    if unknown:
        read = told_anew(session, table, unknown, quarter, before)
        for task_id in unknown:
            found[task_id] = told = read.get(task_id, NOTHING_TOLD)
            _known.put(keys[task_id], told)
    return {task_id: told for task_id, told in found.items() if told}


#: What was told, by digests.
_known: Latest[Told] = Latest(2_000)


def told_anew(
    session: Session, table: FromClause, task_ids: Collection[int], quarter: Period, before: datetime | None
) -> dict[int, Told]:
    """Return what was reported as ``told_in`` does, read from the events."""
    concerned = prepared(session, ("register tasks", table), lambda: _items_and_parts(table))
    item_of = {row.id: row.item for row in concerned.run(session, {"items": list(task_ids)})}
    asked = prepared(session, ("told", before is None), lambda: _reports_on(everything=before is None))
    given = {"tasks": list(item_of), "since": at_local(quarter.first, time.min)}
    given |= {} if before is None else {"before": before}
    found: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
    concerns: dict[str, bool] = {}
    for task_id, text in asked.run(session, given).tuples():
        payload = json.loads(text)
        code = payload["period"]
        if code not in concerns:
            concerns[code] = quarter.first <= parse_period(code).last <= quarter.last
        if concerns[code]:
            found[item_of[task_id]].append(payload)
    return {task_id: _told(payloads) for task_id, payloads in found.items()}


def _items_and_parts(table: FromClause) -> Select[Any]:
    """Ask for the tasks that are among some or are parts of one, each with its item."""
    named, both = ids_named("items"), (table.c.id, table.c.parent_id)
    concerned = union(*(select(*both).where(column.in_(named)) for column in both)).subquery()
    return select(concerned.c.id, func.coalesce(concerned.c.parent_id, concerned.c.id).label("item"))


def _reports_on(*, everything: bool) -> Select[Any]:
    """Ask for the reports on tasks in the order they came, by task: both databases take the index of their events."""
    # No index is taken for this instant: the events of a few tasks are fewer than all since the quarter began.
    at = func.coalesce(events.c.at, events.c.at, type_=events.c.at.type)
    query = (
        select(events.c.task_id, events.c.payload)
        .where(
            events.c.task_id.in_(ids_named("tasks")),
            events.c.kind == "reported",
            at >= bindparam("since", type_=events.c.at.type),
        )
        .order_by(events.c.at, events.c.task_id, events.c.seq)
    )
    return query if everything else query.where(at < bindparam("before", type_=events.c.at.type))


def parts_in(session: Session, table: FromClause, task_ids: Collection[int]) -> dict[int, list[Part]]:
    """Return the deliverables of items, also those that stand no more, by item in order."""
    asked = prepared(session, ("register parts", table), lambda: _parts(table))
    found: dict[int, list[Part]] = defaultdict(list)
    for parent_id, number, title, progress, state, digest in asked.run(session, {"items": list(task_ids)}):
        found[parent_id].append(Part(number, title, progress, state not in _ENDED, digest))
    return found


def _parts(table: FromClause) -> Select[Any]:
    named = ("parent_id", "item_number", "title", "progress", "state", "digest")
    query = select(*(table.c[name] for name in named)).where(table.c.parent_id.in_(ids_named("items")))
    return query.order_by(table.c.parent_id, table.c.position, table.c.id)


def files_in(session: Session, task_ids: Collection[int], before: datetime | None) -> dict[int, int]:
    """Return how many files were sent with acts on each of the tasks."""
    asked = prepared(session, ("register files", before is None), lambda: _files(everything=before is None))
    given = {"items": list(task_ids)} | ({} if before is None else {"before": before})
    return {row[0]: row[1] for row in asked.run(session, given)}


def _files(*, everything: bool) -> Select[Any]:
    sent_on = attachments.c.task_id
    query = select(sent_on, func.count()).where(sent_on.in_(ids_named("items"))).group_by(sent_on)
    instant = bindparam("before", type_=attachments.c.sent_at.type)
    return query if everything else query.where(attachments.c.sent_at < instant)


def _told(payloads: Sequence[Mapping[str, Any]]) -> Told:
    done = dict.fromkeys(text for payload in payloads if (text := payload.get("done", "").strip()))
    in_words = (payload for payload in reversed(payloads) if any(payload.get(name) for name in _PROSE))
    last: Mapping[str, Any] = next(in_words, {})
    return Told("\n".join(done), last.get("problem", "").strip(), last.get("next_step", "").strip())


def _rows(table: FromClause) -> Select[Any]:
    named = (table.c[name] for name in NAMES)
    return select(*named, units.c.short_name.label("unit_name")).join(units, units.c.id == table.c.unit_id)


def _ordered(session: Session, table: FromClause, day: date, wanted: TaskFilter) -> Select[Any]:
    order = _order(table, day, wanted.sort)
    if order is not None:
        return _rows(table).where(*conditions(table, day, wanted)).order_by(*order)
    return _rows(table).where(*_conditions(session, table, day, wanted)).order_by(table.c.number, table.c.id)


def _order(table: FromClause, day: date, sort: str | None) -> tuple[ColumnElement[Any], ...] | None:
    """Return what rows are sorted by; none for the order by number."""
    by_due = (table.c.due_on, table.c.id)
    match sort:
        case "urgency":
            return (case(_RANKS, value=light_case(table.c, day), else_=6), *by_due)
        case "due":
            return by_due
        case "progress":
            return (table.c.progress, *by_due)
        case "report":
            return (table.c.last_report_on.is_not(None), table.c.last_report_on, *by_due)
        case _:
            return None


def _conditions(session: Session, table: FromClause, day: date, wanted: TaskFilter) -> list[ColumnElement[bool]]:
    """Return the conditions of a filter so that the order by number goes by its own index.

    SQLite would take an index that begins with the kind, which nearly all rows share, and sort what it finds.
    """
    found = conditions(table, day, wanted)
    if session.get_bind().dialect.name != "sqlite":
        return found
    plain, hidden = table.c.kind == "item", table.c.kind.concat("") == "item"
    return [hidden if each.compare(plain) else each for each in found]
