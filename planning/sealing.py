"""Seals: whether the ledger is as it was written, and one root over all of it when a period is frozen."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import func, select
from sqlmodel import Session

from config.database import table_of
from config.errors import DubanError
from planning.ledger import current_state, digest_of, event_from, events, tasks
from planning.lifecycle import Event, fold
from planning.models import Period, Snapshot

periods = table_of(Period)
snapshots = table_of(Snapshot)
_BATCH = 1_000


@dataclass(frozen=True)
class LedgerFault:
    """A place where the ledger is not as it was written. ``kind``: ``digest``, ``gap`` or ``projection``."""

    number: str
    seq: int
    kind: str


@dataclass(frozen=True)
class BrokenSeal:
    """A frozen period whose root no longer fits the ledger."""

    period: str
    version: int


@dataclass(frozen=True)
class Seals:
    """What came of checking the roots of all frozen periods."""

    checked: int
    broken: tuple[BrokenSeal, ...]


@dataclass(frozen=True)
class Root:
    """The seal over all events before an instant: SHA-256 over the last digest of each task, in order of id."""

    sha256: str
    events: int


def ledger_root(session: Session, before: datetime) -> Root:
    """Return the root over everything known before an instant."""
    last = (
        select(events.c.task_id, func.max(events.c.seq).label("seq"), func.count().label("n"))
        .where(events.c.at < before)
        .group_by(events.c.task_id)
        .subquery()
    )
    query = (
        select(events.c.task_id, events.c.digest, last.c.n)
        .join(last, (last.c.task_id == events.c.task_id) & (last.c.seq == events.c.seq))
        .order_by(events.c.task_id)
    )
    seal, count = hashlib.sha256(), 0
    for row in session.connection().execute(query):
        seal.update(f"{row.task_id}:{row.digest}\n".encode())
        count += row.n
    return Root(seal.hexdigest(), count)


def check_ledger(session: Session) -> tuple[int, list[LedgerFault]]:
    """Return how many events were checked and every fault: a digest, a missing event, or a task row that differs."""
    query = select(events).order_by(events.c.task_id, events.c.seq)
    rows = session.connection().execute(query, execution_options={"yield_per": _BATCH})
    checked, faults, seen = 0, [], set()
    for task_id, own in groupby(map(event_from, rows), key=lambda event: event.task_id):
        chain = list(own)
        checked += len(chain)
        seen.add(task_id)
        faults += list(_faults(session, task_id, chain))
    for row in session.connection().execute(select(tasks.c.id, tasks.c.number)):
        if row.id not in seen:
            faults.append(LedgerFault(row.number, 0, "gap"))
    return checked, faults


def check_seals(session: Session) -> Seals:
    """Compute the root of every frozen period again."""
    query = select(periods.c.code, snapshots.c.version, snapshots.c.ledger_root, snapshots.c.ledger_until).join(
        periods, periods.c.id == snapshots.c.period_id
    )
    found = session.connection().execute(query).all()
    broken = [
        BrokenSeal(row.code, row.version)
        for row in found
        if ledger_root(session, row.ledger_until).sha256 != row.ledger_root
    ]
    return Seals(len(found), tuple(broken))


def _faults(session: Session, task_id: int, chain: list[Event]) -> Iterator[LedgerFault]:
    """Yield the first fault of a task's chain; what comes after a broken link cannot be judged."""
    number = str(chain[0].payload.get("number", task_id))
    previous = ""
    for seq, event in enumerate(chain, start=1):
        if event.seq != seq:
            yield LedgerFault(number, seq, "gap")
            return
        if digest_of(event, previous) != event.digest:
            yield LedgerFault(number, seq, "digest")
            return
        previous = event.digest
    try:
        intact = current_state(session, task_id) == fold(chain)
    except DubanError:  # the task row is gone
        intact = False
    if not intact:
        yield LedgerFault(number, chain[-1].seq, "projection")
