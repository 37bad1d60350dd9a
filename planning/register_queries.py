"""What a page or a file of the register (台账) asks: rows in order, and for many at once what was reported on them.

Each takes the table it reads (live, or as of a past day, narrowed to what may be seen). A page costs what its rows
cost: the order by number follows an index, counting stops at a bound, and nothing is asked row by row.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, Select, bindparam, case, func, select
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.clock import at_local
from config.database import table_of
from config.latest import Latest
from config.prepared import among, prepared
from planning.ledger import events
from planning.light_sql import light_case
from planning.models import Attachment
from planning.narrowing import TaskFilter, conditions
from planning.people import units
from planning.periods import Period, parse_period

attachments = table_of(Attachment)
#: Rows fetched from the database at once for a file: memory holds no more.
AT_ONCE = 500
#: States of deliverables an item promises no more.
_ENDED = frozenset({"cancelled", "merged"})
_PROSE = ("done", "problem", "next_step")
_RANKS = {"red": 0, "orange": 1, "yellow": 2, "green": 3, "grey": 4, "blue": 5}


class RegisterTask(NamedTuple):
    """A task as the register reads it: columns of its table, and the short name of its unit."""

    id: int
    number: str
    kind: str
    unit_id: int
    title: str
    text: str
    quantities: str
    leader_name: str
    lead_units: str
    responsible_units: str
    support_units: str
    start_on: date
    due_on: date
    original_due_on: date
    due_provisional: bool
    progress: int
    state: str
    owner_post_id: int | None
    finished_on: date | None
    yellow_on: date | None
    orange_on: date | None
    red_on: date | None
    turns: str
    late: bool
    theme: str
    seq: int
    digest: str
    unit_name: str


class Told(NamedTuple):
    """What was reported on an item in a quarter: all work done, the newest problem and next step."""

    done: str = ""
    problem: str = ""
    next_step: str = ""


NOTHING_TOLD = Told()


class Part(NamedTuple):
    """A deliverable of an item; ``stands`` while the item promises it."""

    id: int
    item_number: str
    title: str
    progress: int
    stands: bool
    digest: str


def register_page(
    session: Session, table: FromClause, day: date, wanted: TaskFilter, *, limit: int, offset: int
) -> list[RegisterTask]:
    """Return one page of the register, in the order asked for (``wanted.sort``)."""
    key = ("register page", table, day, wanted, limit, offset)
    asked = prepared(session, key, lambda: _ordered(session, table, day, wanted).limit(limit).offset(offset))
    return list(map(RegisterTask._make, asked.run(session).all()))


def register_row(session: Session, table: FromClause, task_id: int) -> RegisterTask | None:
    """Return the one row of a task."""
    found = session.connection().execute(_rows(table).where(table.c.id == task_id)).first()
    return RegisterTask._make(found) if found is not None else None


def register_batches(
    session: Session, table: FromClause, day: date, wanted: TaskFilter
) -> Iterator[list[RegisterTask]]:
    """Yield all rows of the register in order, ``AT_ONCE`` together; never more of them in memory."""
    query = _ordered(session, table, day, wanted)
    for rows in session.connection().execute(query, execution_options={"yield_per": AT_ONCE}).partitions():
        yield list(map(RegisterTask._make, rows))


def count_up_to(session: Session, table: FromClause, day: date, wanted: TaskFilter, most: int) -> int:
    """Return how many rows a filter leaves, at most so many: counting goes no further."""

    def counting() -> Select[Any]:
        some = select(table.c.id).where(*_conditions(session, table, day, wanted)).limit(most).subquery()
        return select(func.count()).select_from(some)

    return int(prepared(session, ("register count", table, day, wanted, most), counting).run(session).scalar_one())


def told_in(
    session: Session,
    rows: Sequence[RegisterTask],
    parts: Mapping[int, Sequence[Part]],
    quarter: Period,
    before: datetime | None,
) -> dict[int, Told]:
    """Return what was reported for a quarter on the tasks of rows and on their parts, by task.

    A report belongs to the quarter its period ends in. ``before`` bounds the instants of the reports. What the ledgers
    of a task and its parts say does not change under their digests, so it is read from events once.
    """
    keys = {
        row.id: (row.id, row.digest, *(part.digest for part in parts.get(row.id, ())), quarter, before) for row in rows
    }
    found = {task_id: _known.get(key) for task_id, key in keys.items()}
    unknown = [task_id for task_id, told in found.items() if told is None]
    if unknown:
        read = told_anew(session, unknown, parts, quarter, before)
        for task_id in unknown:
            found[task_id] = told = read.get(task_id, NOTHING_TOLD)
            _known.put(keys[task_id], told)
    return {task_id: told for task_id, told in found.items() if told}


#: What was told, by digests.
_known: Latest[Told] = Latest(2_000)


def told_anew(
    session: Session,
    task_ids: Collection[int],
    parts: Mapping[int, Sequence[Part]],
    quarter: Period,
    before: datetime | None,
) -> dict[int, Told]:
    """Return what was reported as ``told_in`` does, read from the events."""
    tells_of: dict[int, list[int]] = defaultdict(list)
    for task_id in task_ids:
        for concerned in (task_id, *(part.id for part in parts.get(task_id, ()))):
            tells_of[concerned].append(task_id)
    asked = prepared(session, ("told", before is None), lambda: _reports_on(everything=before is None))
    given = {"tasks": list(tells_of), "since": at_local(quarter.first, time.min)}
    given |= {} if before is None else {"before": before}
    found: dict[int, list[Told]] = defaultdict(list)
    concerns: dict[str, bool] = {}
    for concerned, text in asked.run(session, given).all():
        payload = orjson.loads(text)
        code = payload["period"]
        if code not in concerns:
            concerns[code] = quarter.first <= parse_period(code).last <= quarter.last
        if concerns[code]:
            # Only the prose is kept: thousands of whole reports held at once would keep the collector of garbage busy.
            told = Told(*(payload.get(name, "").strip() for name in _PROSE))
            for task_id in tells_of[concerned]:
                found[task_id].append(told)
    return {task_id: _together(reports) for task_id, reports in found.items()}


def _reports_on(*, everything: bool) -> Select[Any]:
    """Ask for the reports on tasks in the order they came, by task: both databases take the index of their events."""
    # No index is taken for this instant: the events of a few tasks are fewer than all since the quarter began.
    at = func.coalesce(events.c.at, events.c.at, type_=events.c.at.type)
    query = (
        select(events.c.task_id, events.c.payload)
        .where(
            among(events.c.task_id, "tasks"),
            events.c.kind == "reported",
            at >= bindparam("since", type_=events.c.at.type),
        )
        .order_by(events.c.at, events.c.task_id, events.c.seq)
    )
    return query if everything else query.where(at < bindparam("before", type_=events.c.at.type))


def parts_in(session: Session, table: FromClause, task_ids: Collection[int]) -> dict[int, list[Part]]:
    """Return the deliverables of items, also those that stand no more, by item in order."""
    asked = prepared(session, ("register parts", table), lambda: _parts(table))
    given, found = {"items": list(task_ids)}, defaultdict[int, list[Part]](list)
    for parent_id, part_id, number, title, progress, state, digest in asked.run(session, given).all():
        found[parent_id].append(Part(part_id, number, title, progress, state not in _ENDED, digest))
    return found


def _parts(table: FromClause) -> Select[Any]:
    named = ("parent_id", "id", "item_number", "title", "progress", "state", "digest")
    query = select(*(table.c[name] for name in named)).where(among(table.c.parent_id, "items"))
    return query.order_by(table.c.parent_id, table.c.position, table.c.id)


def files_in(session: Session, task_ids: Collection[int], before: datetime | None) -> dict[int, int]:
    """Return how many files were sent with acts on each of the tasks."""
    asked = prepared(session, ("register files", before is None), lambda: _files(everything=before is None))
    given = {"items": list(task_ids)} | ({} if before is None else {"before": before})
    return {row[0]: row[1] for row in asked.run(session, given)}


def _files(*, everything: bool) -> Select[Any]:
    sent_on = attachments.c.task_id
    query = select(sent_on, func.count()).where(among(sent_on, "items")).group_by(sent_on)
    instant = bindparam("before", type_=attachments.c.sent_at.type)
    return query if everything else query.where(attachments.c.sent_at < instant)


def _together(reports: Sequence[Told]) -> Told:
    """Return what several reports tell, the oldest first."""
    done = dict.fromkeys(each.done for each in reports if each.done)
    last = next((each for each in reversed(reports) if any(each)), NOTHING_TOLD)
    return Told("\n".join(done), last.problem, last.next_step)


def _rows(table: FromClause) -> Select[Any]:
    named = (table.c[name] for name in RegisterTask._fields[:-1])
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
