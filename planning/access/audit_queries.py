"""The audit log: events of tasks and the records beside them as one list by time, the newest first.

Both tables are read along their index by time and merged, so a page costs its rows, however long the log is. A page
goes on from a mark: the instant, table and id of the last row shown.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time
from heapq import merge
from itertools import islice
from typing import Any

from sqlalchemy import Select, Table, and_, or_, select
from sqlmodel import Session

from config.clock import at_local, end_of_day
from config.database import table_of
from config.errors import CallError
from planning.access.audit import records
from planning.access.viewers import Scope
from planning.ledger import events, tasks
from planning.models import Unit

_units = table_of(Unit)
_EVENT, _RECORD = "event", "record"
_BATCH = 1_000


@dataclass(frozen=True)
class AuditFilter:
    """What the log is narrowed to; empty means everything. ``kind`` is one of either table's kinds."""

    actor: str = ""
    kind: str = ""
    unit_id: int | None = None
    number: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def is_about_tasks(self) -> bool:
        """Whether only events of tasks can answer it."""
        return self.unit_id is not None or bool(self.number)


@dataclass(frozen=True)
class AuditRow:
    """One line of the log. ``source`` is event or record; an event names its task, a record its subject."""

    source: str
    id: int
    at: datetime
    kind: str
    actor: str
    on_behalf_of: str
    actor_name: str = ""
    task_id: int | None = None
    number: str = ""
    title: str = ""
    unit: str = ""
    subject: str = ""
    address: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """Where the next page goes on from."""
        return f"{self.at.astimezone(UTC).isoformat()}~{self.source}~{self.id}"


def audit_page(
    session: Session, wanted: AuditFilter, scope: Scope, *, limit: int, after: str = ""
) -> tuple[list[AuditRow], bool]:
    """Return at most ``limit`` lines after a mark, the newest first, and whether there are more.

    Raises:
        CallError: ``audit-mark-wrong``.
    """
    mark = _read_mark(after) if after else None
    found = list(islice(merge(*_sources(session, wanted, scope, mark, limit + 1), key=_newest_first), limit + 1))
    return found[:limit], len(found) > limit


def audit_batches(session: Session, wanted: AuditFilter, scope: Scope) -> Iterator[list[AuditRow]]:
    """Yield all lines in batches, the newest first, so that memory stays flat."""
    after, more = "", True
    while more:
        rows, more = audit_page(session, wanted, scope, limit=_BATCH, after=after)
        yield rows
        after = rows[-1].mark if rows else ""


def _sources(
    session: Session, wanted: AuditFilter, scope: Scope, mark: tuple[datetime, str, int] | None, limit: int
) -> Sequence[list[AuditRow]]:
    from_events = _events(session, wanted, scope, mark, limit)
    # What people did beside the tasks is the whole house's: it names accounts, addresses and posts of all units.
    return (
        (from_events,)
        if wanted.is_about_tasks or scope.units is not None
        else (from_events, _records(session, wanted, mark, limit))
    )


def _newest_first(row: AuditRow) -> tuple[float, str, int]:
    return -row.at.timestamp(), row.source, -row.id


def _events(
    session: Session, wanted: AuditFilter, scope: Scope, mark: tuple[datetime, str, int] | None, limit: int
) -> list[AuditRow]:
    query = (
        select(
            events.c.id, events.c.at, events.c.kind, events.c.actor, events.c.on_behalf_of, events.c.task_id,
            tasks.c.number, tasks.c.title, _units.c.short_name.label("unit"),
        )
        .join(tasks, tasks.c.id == events.c.task_id)
        .join(_units, _units.c.id == tasks.c.unit_id)
    )  # fmt: skip
    query = _narrowed(query, events, wanted, mark, _EVENT).limit(limit)
    if scope.units is not None:
        query = query.where(tasks.c.unit_id.in_(scope.units))
    if wanted.unit_id is not None:
        query = query.where(tasks.c.unit_id == wanted.unit_id)
    if wanted.number:
        query = query.where(tasks.c.number == wanted.number)
    return [AuditRow(source=_EVENT, **row) for row in session.connection().execute(query).mappings()]


def _records(
    session: Session, wanted: AuditFilter, mark: tuple[datetime, str, int] | None, limit: int
) -> list[AuditRow]:
    names = ("id", "at", "kind", "actor", "actor_name", "on_behalf_of", "subject", "address", "detail")
    query = _narrowed(select(*(records.c[name] for name in names)), records, wanted, mark, _RECORD).limit(limit)
    found = [AuditRow(source=_RECORD, **row) for row in session.connection().execute(query).mappings()]
    return [replace(row, detail=json.loads(str(row.detail))) for row in found]


def _narrowed(
    query: Select[Any],
    table: Table,
    wanted: AuditFilter,
    mark: tuple[datetime, str, int] | None,
    source: str,
) -> Select[Any]:
    query = query.order_by(table.c.at.desc(), table.c.id.desc())
    if wanted.actor:
        query = query.where(or_(table.c.actor == wanted.actor, table.c.on_behalf_of == wanted.actor))
    if wanted.kind:
        query = query.where(table.c.kind == wanted.kind)
    if wanted.first is not None:
        query = query.where(table.c.at >= at_local(wanted.first, time(0)))
    if wanted.last is not None:
        query = query.where(table.c.at < end_of_day(wanted.last))
    if mark is not None:
        at, of, seen = mark
        # At the same instant events come before records.
        same = {(_EVENT, _EVENT): table.c.id < seen, (_RECORD, _RECORD): table.c.id < seen}
        rest = same.get((of, source))
        if rest is not None:
            query = query.where(or_(table.c.at < at, and_(table.c.at == at, rest)))
        else:
            query = query.where(table.c.at <= at if source == _RECORD else table.c.at < at)
    return query


def _read_mark(text: str) -> tuple[datetime, str, int]:
    instant, _, rest = text.partition("~")
    source, _, number = rest.partition("~")
    try:
        at = datetime.fromisoformat(instant)
    except ValueError as error:
        raise CallError("audit-mark-wrong") from error
    if at.tzinfo is None or source not in {_EVENT, _RECORD} or not (number.isascii() and number.isdecimal()):
        raise CallError("audit-mark-wrong")
    return at, source, int(number[:18])
