"""The engine beside a Prefect server that is ready, starting, or broken in all ways; the body runs once in each."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from config.clock import FixedClock
from config.database import Database
from config.settings import Settings
from flows.engine.carrying import Outcome
from flows.engine.embedded import Engine
from flows.engine.performance import Performance, lend, lent
from flows.engine.status import EngineState
from flows.engine.supervisor import ServerState
from flows.run_history import RunView, recent_runs
from flows.schedules import Schedule

DAY = timedelta(days=1)


@dataclass
class FakeServer:
    """A server in a given state; ``dismissed`` tells whether its waiters were sent on."""

    state: ServerState
    reason: str = ""
    dismissed: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str | None:
        return "http://127.0.0.1:1" if self.state is ServerState.READY else None

    def start(self) -> None:
        """Nothing to begin."""

    def dismiss(self) -> None:
        self.dismissed.set()

    def stop(self) -> None:
        self.state = ServerState.STOPPED

    def wait_ready(self, limit: float) -> str | None:
        if self.state is ServerState.STARTING:
            self.dismissed.wait(limit)
        return self.url


@dataclass
class FakeConductor:
    """Plays Prefect: calls the body or not, and answers or breaks."""

    calls_body: bool = True
    breaks: bool = False

    def conduct(self, job: str, performance: Performance) -> str | None:
        if self.calls_body:
            try:
                with lend(performance):
                    found = lent()
                    assert found is not None
                    found.perform()
            except ValueError:
                return f"run of {job}"  # Prefect keeps a flow's error in its state
        if self.breaks:
            raise ConnectionError("the server went away")
        return f"run of {job}"


Attend = Callable[..., tuple[Outcome | None, RunView, Engine]]


@pytest.fixture
def attend(
    sqlite_database: Database, settings: Settings, clock: FixedClock, make_daily: Callable[..., Schedule]
) -> Attend:
    def attend(
        state: ServerState, conductor: FakeConductor, body: str = "count"
    ) -> tuple[Outcome | None, RunView, Engine]:
        server = FakeServer(state, reason="exit-1")
        engine = Engine(sqlite_database, settings, clock, schedules=[make_daily(body)], server=(server, conductor))
        engine.attend("send_reminders")
        clock.advance(DAY)
        outcome = engine.attend("send_reminders")
        return outcome, recent_runs(sqlite_database)[0], engine

    return attend


@pytest.mark.parametrize(
    ("state", "conductor", "engine", "prefect_run_id"),
    [
        (ServerState.READY, FakeConductor(), "prefect", "run of send_reminders"),
        (ServerState.READY, FakeConductor(calls_body=False, breaks=True), "plain", None),
        (ServerState.READY, FakeConductor(calls_body=True, breaks=True), "prefect", None),
        (ServerState.READY, FakeConductor(calls_body=False), "plain", "run of send_reminders"),
        (ServerState.UNAVAILABLE, FakeConductor(), "plain", None),
    ],
    ids=["well", "away before the body", "away after the body", "never called the body", "unavailable"],
)
def test_the_body_runs_exactly_once_and_its_outcome_is_kept(
    attend: Attend,
    calls: list[Any],
    state: ServerState,
    conductor: FakeConductor,
    engine: str,
    prefect_run_id: str | None,
) -> None:
    _, row, _ = attend(state, conductor)
    assert len(calls) == 1
    assert (row.state, row.engine, row.prefect_run_id) == ("done", engine, prefect_run_id)
    assert row.result["calls"] == 1


@pytest.mark.usefixtures("calls")
def test_a_failure_inside_prefect_is_our_failure_too(attend: Attend) -> None:
    outcome, row, _ = attend(ServerState.READY, FakeConductor(), "break_down")
    assert outcome is not None
    assert isinstance(outcome.exception, ValueError)
    assert (row.state, row.engine, row.error) == ("failed", "prefect", "ValueError: 没有磁盘空间")


@pytest.mark.usefixtures("calls")
def test_without_its_server_the_engine_works_and_says_so(
    sqlite_database: Database, settings: Settings, clock: FixedClock, make_daily: Callable[..., Schedule]
) -> None:
    server = FakeServer(ServerState.UNAVAILABLE, reason="exit-1")
    engine = Engine(sqlite_database, settings, clock, schedules=[make_daily("count")], server=(server, FakeConductor()))
    engine.start()
    health = engine.health()
    engine.stop()
    assert (health.ok, health.state, health.reason, health.prefect_url) == (True, EngineState.DEGRADED, "exit-1", None)
    assert health.as_json()["state"] == "degraded"


def test_stopping_does_not_wait_for_a_server_that_is_still_starting(
    sqlite_database: Database,
    settings: Settings,
    clock: FixedClock,
    make_daily: Callable[..., Schedule],
    calls: list[Any],
) -> None:
    server = FakeServer(ServerState.STARTING)
    engine = Engine(sqlite_database, settings, clock, schedules=[make_daily("count")], server=(server, FakeConductor()))
    engine.attend("send_reminders")
    clock.advance(DAY)
    waiting = threading.Thread(target=engine.attend, args=["send_reminders"])
    waiting.start()
    engine.stop()
    waiting.join(5)
    assert not waiting.is_alive()
    assert calls == []


def test_outside_a_run_nothing_is_lent() -> None:
    assert lent() is None
