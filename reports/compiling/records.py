"""Everything a report is filled from, read by a fixed number of queries whatever the number of tasks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import attrgetter

from sqlalchemy import RowMapping, and_, or_, select
from sqlmodel import Session

from config.clock import end_of_day
from config.database import table_of
from config.errors import Conflict
from planning.ledger import event_from, events
from planning.models import Document, Outcome, Period, Plan, Snapshot, Unit
from planning.people import actor_names
from planning.periods import Quarter
from planning.queries import last_event_at
from planning.sealing import Root, ledger_root
from reports.compiling.history import History, ItemHistory

_TICK = timedelta(microseconds=1)
units = table_of(Unit)
plans = table_of(Plan)
documents = table_of(Document)
outcomes = table_of(Outcome)
periods = table_of(Period)
snapshots = table_of(Snapshot)


@dataclass(frozen=True)
class Records:
    """What was read: items by plan and position, and everything they point to by id.

    ``until`` is the first instant that no longer counts; ``frozen`` holds the latest snapshot of each earlier quarter
    (``as_of, content``) by the quarter's code.
    """

    until: datetime
    items: tuple[ItemHistory, ...]
    units: Mapping[int, RowMapping]
    plans: Mapping[int, RowMapping]
    documents: Mapping[int, RowMapping]
    outcomes: Sequence[RowMapping]
    names: Mapping[str, str]
    frozen: Mapping[str, RowMapping]
    root: Root


def read_records(session: Session, as_of: date, earlier: Sequence[Quarter], now: datetime | None = None) -> Records:
    """Read what was known at the end of a day, and the frozen snapshots of earlier quarters.

    Args:
        session: The open session, best one that sees a single consistent state.
        as_of: The last day whose events count.
        earlier: The quarters a frozen snapshot is looked for.
        now: The present instant. While ``as_of`` is not over, the cut-off is the newest event: a seal up to the day's
            end would be broken by what the rest of the day brings.

    Raises:
        Conflict: ``report-ledger-moved`` when somebody wrote to the ledger while it was read.
    """
    until = _cut_off(session, as_of, now)
    histories = _histories(session, until)
    root = ledger_root(session, until)
    if root.events != sum(len(history.events) for history in histories):
        raise Conflict("report-ledger-moved", as_of=as_of)
    refs = {ref for history in histories for event in history.events for ref in (event.actor, event.on_behalf_of)}
    return Records(
        until=until,
        items=_items(histories),
        units=_by_id(session.connection().execute(select(units)).mappings().all()),
        plans=_by_id(session.connection().execute(select(plans)).mappings().all()),
        documents=_documents(session, {history.last.document_id for history in histories}),
        outcomes=_outcomes(session, {history.last.plan_id for history in histories}),
        names=actor_names(session, refs - {""}),
        frozen=_frozen(session, earlier, as_of),
        root=root,
    )


def _cut_off(session: Session, as_of: date, now: datetime | None) -> datetime:
    until = end_of_day(as_of)
    if now is None or now >= until:
        return until
    newest = last_event_at(session)
    return min(until, now if newest is None else newest + _TICK)


def _histories(session: Session, until: datetime) -> list[History]:
    query = select(events).where(events.c.at < until).order_by(events.c.task_id, events.c.seq)
    rows = map(event_from, session.connection().execute(query))
    return [History(task_id, tuple(own)) for task_id, own in groupby(rows, key=attrgetter("task_id"))]


def _items(histories: Iterable[History]) -> tuple[ItemHistory, ...]:
    parts: dict[int, list[History]] = {}
    own: list[History] = []
    for history in histories:
        parent_id = history.last.parent_id
        if parent_id is None:
            own.append(history)
        else:
            parts.setdefault(parent_id, []).append(history)
    own.sort(key=lambda history: (history.last.plan_id, history.last.position, history.task_id))
    return tuple(
        ItemHistory(history, tuple(sorted(parts.get(history.task_id, ()), key=lambda part: part.last.position)))
        for history in own
    )


def _by_id(rows: Iterable[RowMapping]) -> dict[int, RowMapping]:
    return {row["id"]: row for row in rows}


def _documents(session: Session, wanted: set[int]) -> dict[int, RowMapping]:
    columns = (documents.c.id, documents.c.name, documents.c.sha256, documents.c.text)
    found = session.connection().execute(select(*columns).where(documents.c.id.in_(wanted)))
    return _by_id(found.mappings().all())


def _outcomes(session: Session, plan_ids: set[int]) -> list[RowMapping]:
    """Read the results of the plans that have a task by then; a plan and its results arrive in one transaction."""
    query = select(outcomes).where(outcomes.c.plan_id.in_(plan_ids), outcomes.c.unit_id.is_not(None))
    return list(
        session.connection().execute(query.order_by(outcomes.c.plan_id, outcomes.c.source_start)).mappings().all()
    )


def _frozen(session: Session, earlier: Sequence[Quarter], as_of: date) -> dict[str, RowMapping]:
    """Read the newest snapshot of each quarter that covers all of it and looks no further than this report."""
    whole = (and_(periods.c.code == str(quarter), snapshots.c.as_of >= quarter.last) for quarter in earlier)
    query = (
        select(periods.c.code, snapshots.c.as_of, snapshots.c.content)
        .join(periods, periods.c.id == snapshots.c.period_id)
        .where(or_(*whole), snapshots.c.as_of <= as_of)
        .order_by(snapshots.c.version)
    )
    return {row["code"]: row for row in session.connection().execute(query).mappings()}
