"""The engine and its runs as pages and API say them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from config.clock import end_of_day
from web.addresses import address
from web.answers.lines import Answer
from web.asking import day, flag, one_of, page_number
from web.ports import EngineView, RunView, Services

_SHOWN = 50
_JOB_OF_IDLE_RUNS = "deliver"


@dataclass(frozen=True)
class RunsQuestion:
    """Which runs a reader asks for: of one job, after the run of an id, begun by the end of a day.

    ``idle`` lists those too that looked for messages and had nothing to send: most of them all.
    """

    job: str | None = None
    idle: bool = False
    older: int | None = None
    as_of: date | None = None

    def address(self, **changed: object) -> str:
        """Return the address of this question with some parameters changed; a changed filter begins at the newest."""
        return address("/runs", **(asdict(self) | {"older": None} | changed))


def runs_question(given: Mapping[str, str]) -> RunsQuestion:
    """Read which runs are asked for.

    Raises:
        CallError: ``filter-invalid``.
    """
    readers: dict[str, Any] = {"job": one_of("job"), "idle": flag, "older": page_number, "as_of": day}
    return RunsQuestion(
        **{name: read(name, given[name].strip()) for name, read in readers.items() if given.get(name, "").strip()}
    )


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
    """The engine and the newest runs; the last rehearsals; whether runs can be begun here.

    ``left_out`` counts the runs of the same time that had nothing to send and were not asked for; ``older`` is the id
    after which the next runs are, none at the end.
    """

    engine: Engine
    runs: tuple[Run, ...]
    rehearsals: tuple[Rehearsed, ...] = ()
    can_start: bool = False
    left_out: int = 0
    older: int | None = None

    @property
    def under_way(self) -> frozenset[str]:
        """The jobs that are being carried out or rehearsed."""
        rehearsed = {each.job for each in self.rehearsals if not each.ended}
        return frozenset(rehearsed | {run.job for run in self.runs if run.state == "running"})


def engine(services: Services) -> Engine:
    """Ask the engine how it stands."""
    return _engine(services.engine())


def running_then(services: Services, asked: RunsQuestion, before: datetime) -> Running:
    """Return the newest 50 of the runs asked for, begun before an instant; one that ended later was under way then.

    Of the engine and its schedule only the present is known: they are left out.
    """
    still = Engine(state="", prefect_url=None, reason="", schedules=())
    shown = _shown(services, asked, before)
    then = {"runs": tuple(_under_way(run, before) for run in shown["runs"])}
    return Running(engine=still, **(shown | then))


def runs_asked(services: Services, asked: RunsQuestion) -> Running:
    """Return the runs of a question: as of its day, or with the engine as it stands now."""
    return running(services, asked) if asked.as_of is None else running_then(services, asked, end_of_day(asked.as_of))


def _under_way(run: Run, before: datetime) -> Run:
    if run.ended_at is None or run.ended_at < before:
        return run
    return run.model_copy(update={"state": "running", "ended_at": None, "result": {}, "error": ""})


def running(services: Services, asked: RunsQuestion | None = None) -> Running:
    """Ask the engine how it stands, and for the newest 50 runs: those asked for, or all."""
    return Running(
        engine=engine(services),
        rehearsals=tuple(
            Rehearsed(job=job, at=view.at, ended=view.ended, result=dict(view.result), error=view.error)
            for job, view in services.rehearsals().items()
        ),
        can_start=services.start_run is not None,
        **_shown(services, asked or RunsQuestion(idle=True), None),
    )


def _shown(services: Services, asked: RunsQuestion, before: datetime | None) -> dict[str, Any]:
    """Return the runs of a question, how many of their time were left out, and after which the next are."""
    found = services.runs(_SHOWN + 1, job=asked.job, before=before, older_than=asked.older, idle=asked.idle)
    runs = tuple(_run(view) for view in found[:_SHOWN])
    is_more = len(found) > _SHOWN
    return {
        "runs": runs,
        "left_out": _left_out(services, asked, before, runs, is_more=is_more),
        "older": runs[-1].id if is_more else None,
    }


def _left_out(
    services: Services, asked: RunsQuestion, before: datetime | None, runs: Sequence[Run], *, is_more: bool
) -> int:
    if asked.idle or asked.job not in {None, _JOB_OF_IDLE_RUNS}:
        return 0
    until = runs[0].started_at if runs and asked.older else before
    return services.idle_runs(runs[-1].started_at if is_more else None, until)


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
