"""Seals: whether the ledger is as it was written, and one root over all of it when a period is frozen."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Row, func, select
from sqlmodel import Session

from config.database import table_of
from config.errors import DubanError
from planning.ledger import current_state, digest_of, event_from, events, tasks
from planning.lifecycle import Event, fold
from planning.models import Period, Signature, Snapshot

periods = table_of(Period)
snapshots = table_of(Snapshot)
signatures = table_of(Signature)
#: States of a period that has its report.
FROZEN_STATES = ("frozen", "signed", "issued")
SIGNED_STATES = ("signed", "issued")
_BATCH = 1_000


@dataclass(frozen=True)
class LedgerFault:
    """A place where the ledger is not as it was written. ``kind``: ``digest``, ``gap`` or ``projection``."""

    number: str
    seq: int
    kind: str


@dataclass(frozen=True)
class BrokenSeal:
    """A frozen period that is not as it was.

    ``kind``: ``content``, ``ledger`` (below it), ``missing``, ``signature`` (of another digest) or ``unsigned``.
    """

    period: str
    version: int
    kind: str


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


def events_since(session: Session, instant: datetime) -> int:
    """Return how many events came into the ledger at an instant or later."""
    query = select(func.count()).select_from(events).where(events.c.at >= instant)
    return int(session.connection().execute(query).scalar_one())


def check_ledger(session: Session) -> tuple[int, list[LedgerFault]]:
    """Return how many events were checked and every fault: a digest, a missing event, or a task row that differs."""
    query = select(events).order_by(events.c.task_id, events.c.seq)
    rows = session.connection().execute(query, execution_options={"yield_per": _BATCH})
    numbers = {row.id: row.number for row in session.connection().execute(select(tasks.c.id, tasks.c.number))}
    checked, faults, seen = 0, [], set()
    for task_id, own in groupby(rows, key=lambda row: row.task_id):
        chain = list(own)
        checked += len(chain)
        seen.add(task_id)
        faults += list(_faults(session, task_id, numbers.get(task_id, str(task_id)), chain))
    faults += [LedgerFault(number, 0, "gap") for task_id, number in numbers.items() if task_id not in seen]
    return checked, faults


def check_seals(session: Session) -> Seals:
    """Return whether every frozen report is what it was: its content, the ledger below it, and that it is there."""
    columns = (snapshots.c.version, snapshots.c.sha256, snapshots.c.content)
    sealed = (snapshots.c.ledger_root, snapshots.c.ledger_until)
    query = select(periods.c.code, *columns, *sealed).join(periods, periods.c.id == snapshots.c.period_id)
    found = session.connection().execute(query).all()
    broken = [BrokenSeal(row.code, row.version, kind) for row in found for kind in _broken(session, row)]
    its_own = select(snapshots.c.id).where(snapshots.c.period_id == periods.c.id).exists()
    empty = select(periods.c.code).where(periods.c.state.in_(FROZEN_STATES), ~its_own)
    broken += [BrokenSeal(code, 0, "missing") for code in session.connection().execute(empty).scalars()]
    return Seals(len(found), (*broken, *_broken_signatures(session)))


def _broken_signatures(session: Session) -> list[BrokenSeal]:
    """Return the snapshots signed under another digest, and the periods called signed that nobody has signed."""
    joined = select(periods.c.code, snapshots.c.version).join(periods, periods.c.id == snapshots.c.period_id)
    signed = joined.join(signatures, signatures.c.snapshot_id == snapshots.c.id)
    altered = signed.where(signatures.c.sha256 != snapshots.c.sha256).distinct()
    found = [BrokenSeal(row.code, row.version, "signature") for row in session.connection().execute(altered)]
    its_own = (
        select(signatures.c.id)
        .join(snapshots, snapshots.c.id == signatures.c.snapshot_id)
        .where(snapshots.c.period_id == periods.c.id, signatures.c.act == "signed")
        .exists()
    )
    unsigned = select(periods.c.code).where(periods.c.state.in_(SIGNED_STATES), ~its_own)
    return found + [BrokenSeal(code, 0, "unsigned") for code in session.connection().execute(unsigned).scalars()]


def _broken(session: Session, row: Row[Any]) -> Iterator[str]:
    if hashlib.sha256(row.content.encode()).hexdigest() != row.sha256:
        yield "content"
    if ledger_root(session, row.ledger_until).sha256 != row.ledger_root:
        yield "ledger"


def _faults(session: Session, task_id: int, number: str, rows: Sequence[Row[Any]]) -> Iterator[LedgerFault]:
    """Yield the first fault of a task's chain; what comes after a broken link cannot be judged."""
    previous, chain = "", []
    for seq, row in enumerate(rows, start=1):
        if row.seq != seq:
            yield LedgerFault(number, seq, "gap")
            return
        event = _readable(row)
        if event is None or digest_of(event, previous) != event.digest:
            yield LedgerFault(number, seq, "digest")
            return
        previous = event.digest
        chain.append(event)
    if not _tells(session, task_id, chain):
        yield LedgerFault(number, len(chain), "projection")


def _readable(row: Row[Any]) -> Event | None:
    try:
        return event_from(row)
    except ValueError:  # somebody left a payload that is no JSON
        return None


def _tells(session: Session, task_id: int, chain: list[Event]) -> bool:
    """Tell whether the task row is what its events make of it; not when the row is gone or the story makes no sense."""
    try:
        return current_state(session, task_id) == fold(chain)
    except (DubanError, KeyError, TypeError, ValueError):
        return False
