"""The engine and its runs as pages and API say them."""

from datetime import datetime, timedelta
from typing import Any

from web.answers.lines import Answer
from web.ports import EngineView, RunView, Services

_SHOWN = 50


class Run(Answer):
    """One run of a job. ``state`` is a code of the labels ``run_state``; ``error`` may be a code of ``run_reason``."""

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
    result: dict[str, Any]
    error: str

    @property
    def took(self) -> timedelta | None:
        """How long it ran; none while it runs."""
        return self.ended_at - self.started_at if self.ended_at else None


class Schedule(Answer):
    """One job of the schedule table."""

    id: str
    purpose: str
    cron: str
    next_at: datetime | None
    last_run: Run | None


class Engine(Answer):
    """How runs are carried out at the moment; ``state`` is a code of the labels ``engine_state``."""

    state: str
    prefect_url: str | None
    reason: str
    schedules: tuple[Schedule, ...]

    @property
    def is_well(self) -> bool:
        """Whether jobs are carried out as they should be."""
        return self.state in {"prefect", "plain"}


class Rehearsed(Answer):
    """What a job would do if it ran now; not known before it ``ended``."""

    job: str
    at: datetime
    ended: bool
    result: dict[str, Any]
    error: str


class Running(Answer):
    """The engine and the newest runs; the last rehearsals; whether runs can be begun here."""

    engine: Engine
    runs: tuple[Run, ...]
    rehearsals: tuple[Rehearsed, ...] = ()
    can_start: bool = False

    @property
    def under_way(self) -> frozenset[str]:
        """The jobs that are being carried out or rehearsed."""
        rehearsed = {each.job for each in self.rehearsals if not each.ended}
        return frozenset(rehearsed | {run.job for run in self.runs if run.state == "running"})


def engine(services: Services) -> Engine:
    """Ask the engine how it stands."""
    return _engine(services.engine())


def running_then(services: Services, before: datetime) -> Running:
    """Return the newest 50 runs begun before an instant; one that ended later was under way then.

    Of the engine and its schedule only the present is known: they are left out.
    """
    runs = [_run(view) for view in services.runs(_SHOWN, before=before)]
    still = Engine(state="", prefect_url=None, reason="", schedules=())
    return Running(engine=still, runs=tuple(_under_way(run, before) for run in runs))


def _under_way(run: Run, before: datetime) -> Run:
    if run.ended_at is None or run.ended_at < before:
        return run
    return run.model_copy(update={"state": "running", "ended_at": None, "result": {}, "error": ""})


def running(services: Services) -> Running:
    """Ask the engine how it stands, and for the newest 50 runs."""
    return Running(
        engine=engine(services),
        runs=tuple(_run(view) for view in services.runs(_SHOWN)),
        rehearsals=tuple(
            Rehearsed(job=job, at=view.at, ended=view.ended, result=dict(view.result), error=view.error)
            for job, view in services.rehearsals().items()
        ),
        can_start=services.start_run is not None,
    )


def _engine(view: EngineView) -> Engine:
    schedules = (
        Schedule(
            id=schedule.id,
            purpose=schedule.purpose,
            cron=schedule.cron,
            next_at=schedule.next_at,
            last_run=_run(schedule.last_run) if schedule.last_run is not None else None,
        )
        for schedule in view.schedules
    )
    return Engine(state=str(view.state), prefect_url=view.prefect_url, reason=view.reason, schedules=tuple(schedules))


def _run(view: RunView) -> Run:
    values: dict[str, Any] = {name: getattr(view, name) for name in Run.model_fields}
    return Run(**{**values, "state": str(view.state), "result": dict(view.result)})
