# ruff: noqa: D102 - the fields of a view say what they hold by their names
"""What the pages are given: the services of the application, and how the engine of runs looks to a page.

Pages do not know the engine. The composition root hands in two callables whose answers have these shapes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from typing import Protocol

from config.clock import Clock
from config.database import Database
from config.settings import Settings
from planning.rules import Rules
from planning.store import Store


class RunView(Protocol):
    """One run of a job. Instants are aware; ``result`` is what the job says it did, ``error`` why it did not."""

    @property
    def id(self) -> int: ...
    @property
    def job(self) -> str: ...
    @property
    def slot(self) -> datetime: ...
    @property
    def as_of(self) -> datetime: ...
    @property
    def manual(self) -> bool: ...
    @property
    def state(self) -> str: ...
    @property
    def attempt(self) -> int: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def ended_at(self) -> datetime | None: ...
    @property
    def engine(self) -> str: ...
    @property
    def result(self) -> Mapping[str, object]: ...
    @property
    def error(self) -> str: ...


class ScheduleView(Protocol):
    """One job of the schedule table: what it is for, when it is next due, its last run."""

    @property
    def id(self) -> str: ...
    @property
    def purpose(self) -> str: ...
    @property
    def cron(self) -> str: ...
    @property
    def next_at(self) -> datetime | None: ...
    @property
    def last_run(self) -> RunView | None: ...


class RehearsalView(Protocol):
    """What a job would do: not known before it ``ended``; ``error`` when it could not be told."""

    @property
    def at(self) -> datetime: ...
    @property
    def ended(self) -> bool: ...
    @property
    def result(self) -> Mapping[str, object]: ...
    @property
    def error(self) -> str: ...


class StartRun(Protocol):
    """Begins a run by hand behind and returns at once; False when the job is being carried out already."""

    def __call__(self, job: str, *, dry_run: bool = False) -> bool: ...


class RecentRuns(Protocol):
    """Gives the newest runs first, at most so many.

    Of one job, begun before an instant, listed after the run of an id, without those that had nothing to send.
    """

    def __call__(
        self,
        limit: int,
        *,
        job: str | None = None,
        before: datetime | None = None,
        older_than: int | None = None,
        idle: bool = True,
    ) -> Sequence[RunView]: ...


class IdleRuns(Protocol):
    """Counts the runs that had nothing to send, begun from one instant to another; none leaves that end open."""

    def __call__(self, since: datetime | None, until: datetime | None) -> int: ...


class EngineView(Protocol):
    """The engine: a code of the labels ``engine_state``, the address of Prefect's page when it runs, and why not."""

    @property
    def state(self) -> str: ...
    @property
    def prefect_url(self) -> str | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def schedules(self) -> Sequence[ScheduleView]: ...


@dataclass(frozen=True)
class StillEngine:
    """The engine of a process that serves pages and runs nothing."""

    state: str = "stopped"
    prefect_url: str | None = None
    reason: str = ""
    schedules: Sequence[ScheduleView] = ()


def no_runs(
    limit: int,
    *,
    job: str | None = None,
    before: datetime | None = None,
    older_than: int | None = None,
    idle: bool = True,
) -> Sequence[RunView]:
    """Return no run at all: what a process without an engine has to tell."""
    del limit, job, before, older_than, idle
    return ()


def no_idle_runs(since: datetime | None, until: datetime | None) -> int:
    """Return 0: a process without an engine knows of no run."""
    del since, until
    return 0


def installed_version() -> str:
    """Return the version of the installed program; empty in a bare checkout."""
    try:
        return version("duban")
    except PackageNotFoundError:
        return ""


class FindingView(Protocol):
    """What a check found about one subject: ``level`` ok, warning or error, and a sentence."""

    @property
    def subject(self) -> str: ...
    @property
    def level(self) -> str: ...
    @property
    def text(self) -> str: ...


def no_findings() -> Sequence[FindingView]:
    """Return no finding: what a process has to tell that cannot look at the machine."""
    return ()


def no_rehearsals() -> Mapping[str, RehearsalView]:
    """Return no rehearsal: what a process without an engine has to tell."""
    return {}


@dataclass(frozen=True)
class Services:
    """Everything pages and API work with.

    Attributes:
        database: The open database, all tables there.
        settings: The settings of the data folder.
        rules: The rule pack on its calendar.
        clock: The present instant.
        store: The bytes of uploaded documents.
        engine: Tells how the engine stands at the moment.
        runs: Gives the newest runs.
        idle_runs: Counts the runs that had nothing to send.
        start_run: Begins a run by hand; none in a process without an engine.
        rehearsals: Gives the last rehearsal of each job.
        examine: Looks at everything the product stands on.
        rules_now: Tells the rules as their files stand; none where they never change.
        version: The version shown on the page about the system.
    """

    database: Database
    settings: Settings
    rules: Rules
    clock: Clock
    store: Store
    engine: Callable[[], EngineView] = StillEngine
    runs: RecentRuns = no_runs
    idle_runs: IdleRuns = no_idle_runs
    start_run: StartRun | None = None
    rehearsals: Callable[[], Mapping[str, RehearsalView]] = no_rehearsals
    examine: Callable[[], Sequence[FindingView]] = no_findings
    rules_now: Callable[[], Rules] | None = None
    version: str = field(default_factory=installed_version)
