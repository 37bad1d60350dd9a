"""What a Prefect flow function does: carry out the attempt lent to it, or, on a worker, claim the slot itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from config.clock import SystemClock
from config.database import Database
from config.settings import load_settings
from flows import runs
from flows.context import FlowContext
from flows.engine.by_hand import run_by_hand
from flows.engine.carrying import carry_out
from flows.engine.ownership import this_process
from flows.engine.performance import Performance, lent
from flows.schedules import SCHEDULES, Schedule, schedule_of


@dataclass(frozen=True)
class Within:
    """The conductor of a body that already runs inside a Prefect flow."""

    flow_run_id: str | None

    def conduct(self, job: str, performance: Performance) -> str | None:
        """Carry the body out where we are."""
        del job
        performance.perform()
        return self.flow_run_id


def enter(
    job: str,
    *,
    data_dir: Path | None = None,
    slot: datetime | None = None,
    as_of: date | None = None,
    dry_run: bool = False,
    flow_run_id: str | None = None,
    schedules: Sequence[Schedule] = SCHEDULES,
) -> dict[str, object]:
    """Carry the job out and return what it did.

    In the embedded engine the claim is made already and everything is lent. On a worker the slot is claimed here; when
    somebody else has it, nothing is done and the answer says so. Without a slot it is a run by hand.

    Raises:
        Exception: What the body raised, after it was written down.
    """
    attempt = lent()
    if attempt is not None:
        return attempt.perform()
    schedule = schedule_of(job, schedules)
    settings = load_settings(data_dir)
    database = Database(settings.effective_database_url)
    clock, within = SystemClock(), Within(flow_run_id)
    try:
        if slot is None or as_of is not None or dry_run:
            outcome = run_by_hand(schedule, database, settings, clock, as_of=as_of, dry_run=dry_run, conductor=within)
            return outcome.result
        return _scheduled(schedule, FlowContext(database, settings, clock, slot.astimezone(UTC)), within)
    finally:
        database.close()


def _scheduled(schedule: Schedule, context: FlowContext, within: Within) -> dict[str, object]:
    now = context.clock.now()
    held = runs.claim(context.database, schedule.id, context.slot, this_process(), now, engine="prefect")
    if held is None:
        return {"skipped": "slot-taken"}
    outcome = carry_out(schedule, held, context, context.clock, within)
    if outcome.exception is not None:
        raise outcome.exception
    return outcome.result
