"""What the table of runs tells: the newest slot known, the last run that finished, and the rows for a page."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from config.database import Database
from flows.run_models import RunState
from flows.runs import MAX_ATTEMPTS, RUN


@dataclass(frozen=True)
class RunView:
    """One run as a page or a command shows it. Instants are aware UTC; ``result`` is what the flow says it did."""

    id: int
    job: str
    slot: datetime
    as_of: datetime
    manual: bool
    state: str
    attempt: int
    started_at: datetime
    ended_at: datetime | None
    engine: str
    prefect_run_id: str | None
    result: dict[str, Any]
    error: str
    passed_over: dict[str, Any]


def newest_slot(database: Database, job: str) -> datetime | None:
    """Return the newest slot of the job that the table knows in any state, runs by hand left aside."""
    asked = select(func.max(RUN.c.slot)).where(RUN.c.job == job, RUN.c.manual.is_(False))
    with database.read() as session:
        found: datetime | None = session.connection().execute(asked).scalar()
    return found


def last_done(database: Database, job: str, before: datetime) -> datetime | None:
    """Return the instant that the newest finished run of the job before ``before`` stood for, or None.

    This is the ``since`` of a flow that makes up for what lies between two runs.
    """
    asked = select(func.max(RUN.c.as_of)).where(
        RUN.c.job == job, RUN.c.state == RunState.DONE.value, RUN.c.as_of < before
    )
    with database.read() as session:
        found: datetime | None = session.connection().execute(asked).scalar()
    return found


def unfinished(database: Database, job: str) -> datetime | None:
    """Return the job's newest slot when its run crashed or failed and has attempts left, else None.

    Older ones are not resumed: the newer run has stood in for them.
    """
    newest = select(RUN).where(RUN.c.job == job, RUN.c.manual.is_(False)).order_by(RUN.c.slot.desc()).limit(1)
    with database.read() as session:
        row = session.connection().execute(newest).first()
    if row is None or row.state not in {RunState.CRASHED, RunState.FAILED} or row.attempt >= MAX_ATTEMPTS:
        return None
    slot: datetime = row.slot
    return slot


def recent_runs(
    database: Database,
    limit: int = 50,
    *,
    job: str | None = None,
    states: Sequence[str] = (),
    before: datetime | None = None,
) -> list[RunView]:
    """Return the newest runs first, at most ``limit``; of one job, of some states, begun before an instant."""
    asked = select(RUN).order_by(RUN.c.started_at.desc(), RUN.c.id.desc()).limit(limit)
    if job is not None:
        asked = asked.where(RUN.c.job == job)
    if states:
        asked = asked.where(RUN.c.state.in_(states))
    if before is not None:
        asked = asked.where(RUN.c.started_at < before)
    with database.read() as session:
        return [view_of(row) for row in session.connection().execute(asked)]


def last_run(database: Database, job: str) -> RunView | None:
    """Return the newest run of the job that was carried out or tried, None when there was none."""
    tried = [state.value for state in RunState if state is not RunState.SKIPPED]
    return next(iter(recent_runs(database, 1, job=job, states=tried)), None)


def run_by_id(database: Database, run_id: int) -> RunView | None:
    """Return one run, None when there is no such run."""
    with database.read() as session:
        row = session.connection().execute(select(RUN).where(RUN.c.id == run_id)).first()
    return None if row is None else view_of(row)


def view_of(row: Row[Any]) -> RunView:
    """Return the row of a run as a page shows it."""
    fields = {name: getattr(row, name) for name in RunView.__dataclass_fields__}
    for name in ("result", "passed_over"):
        fields[name] = json.loads(fields[name]) if fields[name] else {}
    return RunView(**fields)
