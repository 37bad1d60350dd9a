"""What the table of runs tells: the newest slot known, the last run that finished, and the rows for a page."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, literal, not_, select, tuple_

from config.database import Database
from flows.run_models import RunState
from flows.runs import MAX_ATTEMPTS, RUN, result_text
from notifications.delivering import DeliverResult

#: What delivering writes down when there was nothing to send: it looks every five minutes, day and night. A run of an
#: older version with other figures counts as one that has something to tell.
_NOTHING_SENT = tuple(result_text(asdict(DeliverResult(resting=resting))) for resting in (False, True))


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
    older_than: int | None = None,
    idle: bool = True,
) -> list[RunView]:
    """Return the newest runs first, at most ``limit``; of one job, of some states, begun before an instant.

    ``older_than`` is the id of a run: those listed after it. Without ``idle`` ones, scheduled runs of delivering that
    had nothing to send are left out.
    """
    asked = select(RUN).order_by(RUN.c.started_at.desc(), RUN.c.id.desc()).limit(limit)
    if job is not None:
        asked = asked.where(RUN.c.job == job)
    if states:
        asked = asked.where(RUN.c.state.in_(states))
    if before is not None:
        asked = asked.where(RUN.c.started_at < before)
    if older_than is not None:
        begun = select(RUN.c.started_at).where(RUN.c.id == older_than).scalar_subquery()
        asked = asked.where(tuple_(RUN.c.started_at, RUN.c.id) < tuple_(begun, literal(older_than)))
    if not idle:
        asked = asked.where(not_(_is_idle()))
    with database.read() as session:
        return [view_of(row) for row in session.connection().execute(asked)]


def count_idle(database: Database, since: datetime | None, until: datetime | None) -> int:
    """Return how many scheduled runs of delivering begun from ``since`` to ``until`` had nothing to send.

    None leaves that end open; a run begun at ``until`` itself is not counted.
    """
    asked = select(func.count()).select_from(RUN).where(_is_idle())
    if since is not None:
        asked = asked.where(RUN.c.started_at >= since)
    if until is not None:
        asked = asked.where(RUN.c.started_at < until)
    with database.read() as session:
        return int(session.connection().execute(asked).scalar_one())


def _is_idle() -> ColumnElement[bool]:
    """Tell runs of the clock that found nothing to send; one by hand, or one that failed, is always told of."""
    of_the_clock = and_(RUN.c.job == "deliver", RUN.c.state == RunState.DONE.value, RUN.c.manual.is_(False))
    return and_(of_the_clock, RUN.c.result.in_(_NOTHING_SENT))


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
