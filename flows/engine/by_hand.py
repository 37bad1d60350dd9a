"""A run somebody asked for now: on the command line, from a page, or a deployment started by hand."""

from datetime import date, datetime, timedelta

from config.clock import Clock, FixedClock, at_local, local_day
from config.database import Database
from config.errors import CallError
from config.settings import Settings
from flows import runs
from flows.context import FlowContext
from flows.engine.carrying import Conductor, Outcome, carry_out
from flows.engine.ownership import this_process
from flows.run_models import RunState
from flows.schedules import Schedule

_TICK = timedelta(microseconds=1)


def run_by_hand(
    schedule: Schedule,
    database: Database,
    settings: Settings,
    clock: Clock,
    *,
    as_of: date | None = None,
    dry_run: bool = False,
    conductor: Conductor | None = None,
) -> Outcome:
    """Carry the job out at once and return what came of it; a dry run leaves no record.

    The run stands for this instant, or for the job's time of day on ``as_of``; the body's clock then stands there too.
    It never takes the place of a scheduled slot and is never resumed by itself.

    Raises:
        CallError: ``run-in-the-future``: what is not known yet can be rehearsed, not done; ``run-in-the-past`` of a
            job that tells people: its messages would go out now, about tasks as they are now.
        Exception: What the body raised, after it was written down.
    """
    now = clock.now()
    if as_of is not None and not dry_run:
        _require_runnable(schedule, as_of, local_day(now))
    stands_for = now if as_of is None else at_local(as_of, schedule.when.moment)
    context = FlowContext(database, settings, clock if as_of is None else FixedClock(stands_for), stands_for, dry_run)
    if dry_run:
        result = schedule.body()(context)
        return Outcome(schedule.id, now, stands_for, 1, RunState.DONE, "plain", result)
    outcome = carry_out(schedule, _claim(database, schedule, now, stands_for), context, clock, conductor)
    if outcome.exception is not None:
        raise outcome.exception
    return outcome


def _require_runnable(schedule: Schedule, as_of: date, today: date) -> None:
    if as_of > today:
        raise CallError("run-in-the-future", as_of=as_of)
    if as_of < today and schedule.tells_people:
        raise CallError("run-in-the-past", as_of=as_of, purpose=schedule.purpose, flow=schedule.id)


def _claim(database: Database, schedule: Schedule, now: datetime, stands_for: datetime) -> runs.Claim:
    """Claim the present instant; where the clock stands still, the next free microsecond."""
    slot = now
    while True:
        held = runs.claim(database, schedule.id, slot, this_process(), now, as_of=stands_for, manual=True)
        if held is not None:
            return held
        slot += _TICK
