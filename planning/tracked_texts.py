"""The texts of tracked tasks made ready to be compared with, kept from one page to the next while no task changes."""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select
from sqlmodel import Session

from config.database import table_of
from planning.ledger import tasks
from planning.lifecycle import FINISHED_STATES, LIVE_STATES
from planning.matching import COMPARED, Index
from planning.models import Plan, TaskEvent

plans = table_of(Plan)
events = table_of(TaskEvent)

NEWEST = 20_000
"""So many tasks are compared with, the newest first: an index of them takes some tens of megabytes."""
_KEPT = 4
"""Indexes kept at once: one for each year (and amended plan) under review."""

_Kept = OrderedDict[tuple[object, ...], tuple[object, Index[int]]]
_kept: WeakKeyDictionary[Engine, _Kept] = WeakKeyDictionary()
_lock = Lock()


def tracked_texts(session: Session, year: int | None = None, apart_from: Sequence[int] = ()) -> Index[int]:
    """Return the first 400 characters of tracked items by the id of their task, ready to be compared with.

    The newest 20 000 that stand or are finished; with ``year`` only of plans at most a year away from it.
    """
    engine, asked, mark = session.connection().engine, (year, *sorted(apart_from)), _mark(session)
    with _lock:
        kept = _kept.setdefault(engine, OrderedDict())
        before, index = kept.get(asked, (None, None))
    if index is None or before != mark:
        index = Index(_read(session, year, apart_from))
        with _lock:
            kept[asked] = (mark, index)
    with _lock:
        kept.move_to_end(asked)
        while len(kept) > _KEPT:
            kept.popitem(last=False)
    return index


def _mark(session: Session) -> object:
    """Return what is different as soon as any task is: all that happens to one is an event, and its digest covers it.

    The digest tells a rolled back event from the one that took its number.
    """
    connection = session.connection()
    counted = connection.execute(select(func.count(), func.max(tasks.c.id))).one()
    last = connection.execute(select(events.c.id, events.c.digest).order_by(events.c.id.desc()).limit(1)).first()
    return tuple(counted), tuple(last or ())


def _read(session: Session, year: int | None, apart_from: Sequence[int]) -> dict[int, str]:
    query = (
        select(tasks.c.id, func.substr(tasks.c.text, 1, COMPARED).label("text"))
        .where(tasks.c.parent_id.is_(None), tasks.c.state.in_((*LIVE_STATES, *FINISHED_STATES, "suspended")))
        .where(tasks.c.plan_id.not_in(apart_from))
        .order_by(tasks.c.id.desc())
        .limit(NEWEST)
    )
    if year is not None:
        near = select(plans.c.id).where(plans.c.year.between(year - 1, year + 1))
        query = query.where(tasks.c.plan_id.in_(near))
    rows = session.connection().execute(query).all()
    return {row.id: row.text for row in reversed(rows)}
