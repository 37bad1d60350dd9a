"""Runs: claiming a slot, keeping the claim alive, and writing down what came of it.

The guarantee: of any number of processes on one database, exactly one carries out a (job, slot), because the claim is
one INSERT against a unique key. A run whose process died may be taken over, at most three attempts in all; every later
write of the former owner then finds nothing to change. Whether a claim was won is read from what RETURNING gives.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, and_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from config.database import Database, table_of
from flows.engine.ownership import is_alive
from flows.run_models import Run, RunState

STALE_AFTER = timedelta(seconds=90)
"""A heartbeat older than this is no sign of life."""
MAX_ATTEMPTS = 3

RUN = table_of(Run)
Alive = Callable[[str], bool | None]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Claim:
    """The right to carry out one attempt of one run."""

    run_id: int
    job: str
    slot: datetime
    as_of: datetime
    attempt: int
    owner: str
    manual: bool = False


def retry_delay(attempt: int) -> timedelta:
    """Return how long a failed attempt rests before the next one: a minute, then ten."""
    return timedelta(minutes=1) if attempt <= 1 else timedelta(minutes=10)


def claim(
    database: Database,
    job: str,
    slot: datetime,
    owner: str,
    now: datetime,
    *,
    as_of: datetime | None = None,
    manual: bool = False,
    engine: str = "plain",
    passed_over: str = "",
    alive: Alive = is_alive,
) -> Claim | None:
    """Return the claim when this caller may carry out the slot now, None when somebody else has or had it.

    A new slot goes to whoever inserts it first. An old one is taken over when its run crashed, when its owner is dead
    or silent for longer than ``STALE_AFTER``, or when it failed and rested for ``retry_delay``; a run by hand never is.
    Opens and commits its own transaction.
    """
    fresh = {
        "job": job,
        "slot": slot,
        "as_of": as_of or slot,
        "manual": manual,
        "state": RunState.RUNNING.value,
        "owner": owner,
        "attempt": 1,
        "started_at": now,
        "heartbeat_at": now,
        "engine": engine,
        "result": "",
        "error": "",
        "passed_over": passed_over,
    }
    with database.write() as session:
        if won := _insert(session, database, fresh):
            return Claim(won, job, slot, as_of or slot, 1, owner, manual)
        return None if manual else _take_over(session, job, slot, owner, now, engine, alive)


def skip(database: Database, job: str, slot: datetime, owner: str, now: datetime, reason: str) -> bool:
    """Write down that a slot will not be carried out, and why. False when the slot is already known."""
    decision = {
        "job": job,
        "slot": slot,
        "as_of": slot,
        "manual": False,
        "state": RunState.SKIPPED.value,
        "owner": owner,
        "attempt": 0,
        "started_at": now,
        "heartbeat_at": now,
        "ended_at": now,
        "engine": "plain",
        "result": "",
        "error": reason,
        "passed_over": "",
    }
    with database.write() as session:
        return _insert(session, database, decision) is not None


def heartbeat(database: Database, held: Claim, now: datetime) -> bool:
    """Say that the run is alive. False when it is no longer ours."""
    return _write(database, held, {"heartbeat_at": now})


def finish(
    database: Database,
    held: Claim,
    result: dict[str, object],
    now: datetime,
    *,
    engine: str = "plain",
    prefect_run_id: str | None = None,
) -> bool:
    """Write down what the run did. False when it was taken over meanwhile; nothing is written then."""
    text = result_text(result)
    return _end(database, held, RunState.DONE, now, result=text, engine=engine, prefect_run_id=prefect_run_id)


def result_text(result: Mapping[str, object]) -> str:
    """Return what a run did as the text that is kept; the same figures give the same text."""
    return json.dumps(result, ensure_ascii=False, sort_keys=True, default=str)


def fail(
    database: Database,
    held: Claim,
    error: str,
    now: datetime,
    *,
    engine: str = "plain",
    prefect_run_id: str | None = None,
) -> bool:
    """Write down that the run failed and why. False when it was taken over meanwhile; nothing is written then."""
    return _end(database, held, RunState.FAILED, now, error=error, engine=engine, prefect_run_id=prefect_run_id)


def sweep(database: Database, now: datetime, *, alive: Alive = is_alive) -> int:
    """Mark the runs whose process is gone as crashed and return how many there were."""
    open_runs = select(RUN.c.id, RUN.c.owner, RUN.c.attempt, RUN.c.heartbeat_at).where(
        RUN.c.state == RunState.RUNNING.value
    )
    with database.read() as session:
        dead = [row for row in session.connection().execute(open_runs) if _is_dead(row, now, alive)]
    if not dead:
        return 0
    with database.write() as session:
        crashed = {"state": RunState.CRASHED.value, "ended_at": now, "error": "process-gone"}
        swept = [_change(session, row, RunState.RUNNING.value, crashed) for row in dead]
    count = sum(row is not None for row in swept)
    log.warning("%d run(s) were left behind by a process that is gone", count)
    return count


def _insert(session: Session, database: Database, values: dict[str, Any]) -> int | None:
    dialect = sqlite if database.is_sqlite else postgresql
    statement = (
        dialect.insert(RUN).values(values).on_conflict_do_nothing(index_elements=["job", "slot"]).returning(RUN.c.id)
    )
    found = session.connection().execute(statement).first()
    return None if found is None else int(found[0])


def _take_over(
    session: Session, job: str, slot: datetime, owner: str, now: datetime, engine: str, alive: Alive
) -> Claim | None:
    found = session.connection().execute(select(RUN).where(RUN.c.job == job, RUN.c.slot == slot)).one()
    if found.manual or found.attempt >= MAX_ATTEMPTS or not _may_run_again(found, now, alive):
        return None
    again = {
        "state": RunState.RUNNING.value,
        "owner": owner,
        "attempt": found.attempt + 1,
        "started_at": now,
        "heartbeat_at": now,
        "ended_at": None,
        "engine": engine,
        "error": "",
    }
    if _change(session, found, found.state, again) is None:
        return None
    return Claim(found.id, job, slot, found.as_of, found.attempt + 1, owner)


def _may_run_again(row: Row[Any], now: datetime, alive: Alive) -> bool:
    if row.state == RunState.FAILED:
        return bool(row.ended_at + retry_delay(row.attempt) <= now)
    return row.state == RunState.CRASHED or (row.state == RunState.RUNNING and _is_dead(row, now, alive))


def _is_dead(row: Row[Any], now: datetime, alive: Alive) -> bool:
    """A process known to live keeps its run, however slow; an unknown one keeps it while its heart beats."""
    known = alive(row.owner)
    return not known if known is not None else bool(row.heartbeat_at + STALE_AFTER < now)


def _change(session: Session, seen: Row[Any], state: str, values: dict[str, Any]) -> Row[Any] | None:
    """Change a run only if it still is as it was seen, so that of two who saw it one wins."""
    unchanged = and_(RUN.c.id == seen.id, RUN.c.owner == seen.owner, RUN.c.attempt == seen.attempt)
    statement = update(RUN).where(unchanged, RUN.c.state == state).values(values).returning(RUN.c.id)
    return session.connection().execute(statement).first()


def _end(database: Database, held: Claim, state: RunState, now: datetime, **values: object) -> bool:
    return _write(database, held, {"state": state.value, "ended_at": now, "heartbeat_at": now, **values})


def _write(database: Database, held: Claim, values: dict[str, Any]) -> bool:
    ours = and_(
        RUN.c.id == held.run_id,
        RUN.c.owner == held.owner,
        RUN.c.attempt == held.attempt,
        RUN.c.state == RunState.RUNNING.value,
    )
    with database.write() as session:
        changed = session.connection().execute(update(RUN).where(ours).values(values).returning(RUN.c.id)).first()
    return changed is not None
