"""The thin Prefect flows, one for each schedule. Importing this module imports Prefect: only a flow run does.

A deployment names them ``flows.prefect_flows.<job>``; the work is in the body the schedule names.
"""

from datetime import date, datetime
from pathlib import Path

from prefect import flow
from prefect.runtime import deployment, flow_run

from flows.engine.flow_entry import enter
from flows.schedules import schedule_of


@flow(name="compile_progress", description=schedule_of("compile_progress").purpose)
def compile_progress(
    *, data_dir: Path | None = None, slot: datetime | None = None, as_of: date | None = None, dry_run: bool = False
) -> dict[str, object]:
    """Compile progress and lights as known after the working day."""
    return _enter("compile_progress", data_dir, slot, as_of, dry_run=dry_run)


@flow(name="request_updates", description=schedule_of("request_updates").purpose)
def request_updates(
    *, data_dir: Path | None = None, slot: datetime | None = None, as_of: date | None = None, dry_run: bool = False
) -> dict[str, object]:
    """Ask the units for their progress before the quarter ends."""
    return _enter("request_updates", data_dir, slot, as_of, dry_run=dry_run)


@flow(name="send_reminders", description=schedule_of("send_reminders").purpose)
def send_reminders(
    *, data_dir: Path | None = None, slot: datetime | None = None, as_of: date | None = None, dry_run: bool = False
) -> dict[str, object]:
    """Plan the reminders of the day."""
    return _enter("send_reminders", data_dir, slot, as_of, dry_run=dry_run)


@flow(name="deliver", description=schedule_of("deliver").purpose)
def deliver(
    *, data_dir: Path | None = None, slot: datetime | None = None, as_of: date | None = None, dry_run: bool = False
) -> dict[str, object]:
    """Send what waits in the outbox."""
    return _enter("deliver", data_dir, slot, as_of, dry_run=dry_run)


@flow(name="quarterly_report", description=schedule_of("quarterly_report").purpose)
def quarterly_report(
    *, data_dir: Path | None = None, slot: datetime | None = None, as_of: date | None = None, dry_run: bool = False
) -> dict[str, object]:
    """Freeze the quarter and make its report."""
    return _enter("quarterly_report", data_dir, slot, as_of, dry_run=dry_run)


def _enter(
    job: str, data_dir: Path | None, slot: datetime | None, as_of: date | None, *, dry_run: bool
) -> dict[str, object]:
    """Hand over to the entry; a run its deployment scheduled stands for the instant it was scheduled for."""
    due = slot or (flow_run.scheduled_start_time if deployment.id else None)
    run_id = str(flow_run.id) if flow_run.id else None
    return enter(job, data_dir=data_dir, slot=due, as_of=as_of, dry_run=dry_run, flow_run_id=run_id)
