"""The table of runs: who carried out which slot of which job, and what came of it.

No future annotations here: SQLModel reads the types at class creation.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class RunState(StrEnum):
    """Where a run stands. ``skipped`` is a slot that was decided not to be carried out, with the reason."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CRASHED = "crashed"
    SKIPPED = "skipped"


class Run(SQLModel, table=True):
    """One slot of one job. The unique pair decides, for any number of processes, who carries it out."""

    __tablename__ = "run"
    __table_args__ = (
        UniqueConstraint("job", "slot", name="uq_run_job_slot"),
        CheckConstraint("state IN ('running', 'done', 'failed', 'crashed', 'skipped')", name="state"),
        CheckConstraint("engine IN ('prefect', 'plain')", name="engine"),
        Index("ix_run_state_job", "state", "job"),
        Index("ix_run_started_at", "started_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    job: str
    slot: datetime
    """The due instant (UTC); of a run by hand, the instant it was asked for."""
    as_of: datetime
    """The instant the run stands for; differs from the slot only when somebody asked for another day."""
    manual: bool = False
    state: str = RunState.RUNNING
    owner: str
    """host:pid:token of the process."""
    attempt: int = 1
    started_at: datetime
    heartbeat_at: datetime
    ended_at: datetime | None = None
    engine: str = "plain"
    prefect_run_id: str | None = None
    result: str = Field(default="", sa_type=Text)
    """JSON text: what the flow says it did."""
    error: str = Field(default="", sa_type=Text)
    """What went wrong, or why the slot was skipped."""
    passed_over: str = Field(default="", sa_type=Text)
    """JSON text: the older missed slots this run stands in for."""
