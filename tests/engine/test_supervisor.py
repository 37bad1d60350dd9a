"""The supervisor with fake servers: ready, falling, never ready, not startable, and a second process."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from flows.engine.exclusive import Taken, exclusive
from flows.engine.supervisor import ServerState, Supervisor, back_off


@dataclass
class FakeChild:
    """A server process: what it answers, and whether it was stopped."""

    number: int
    ready: bool = True
    code: int | None = None
    stopped: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.number}"

    def exit_code(self) -> int | None:
        return self.code

    def is_ready(self) -> bool:
        return self.ready

    def stop(self) -> None:
        self.stopped.set()


class Workshop:
    """Makes the children a test has laid out, the last kind for ever, and remembers them."""

    def __init__(self, *kinds: Callable[[int], FakeChild]) -> None:
        self.kinds = kinds
        self.made: list[FakeChild] = []
        self.delays: list[int] = []

    def launch(self) -> FakeChild:
        number = len(self.made)
        child = self.kinds[min(number, len(self.kinds) - 1)](number)
        self.made.append(child)
        return child

    def delay(self, failures: int) -> float:
        self.delays.append(failures)
        return 0.0 if failures < 3 else 60.0


def good(number: int) -> FakeChild:
    return FakeChild(number)


def falling(number: int) -> FakeChild:
    return FakeChild(number, ready=False, code=3)


def broken(number: int) -> FakeChild:
    raise OSError(f"no more processes ({number})")


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Callable[[Workshop], Supervisor]]:
    started: list[Supervisor] = []

    def supervise(workshop: Workshop) -> Supervisor:
        supervisor = Supervisor(workshop.launch, tmp_path / "lock", delay=workshop.delay)
        started.append(supervisor)
        supervisor.start()
        return supervisor

    yield supervise
    for supervisor in started:
        supervisor.stop()


Supervise = Callable[[Workshop], Supervisor]


def test_a_server_that_answers_is_ready_and_is_stopped_with_us(supervise: Supervise) -> None:
    workshop = Workshop(good)
    supervisor = supervise(workshop)
    assert supervisor.wait_ready(5) == "http://127.0.0.1:0"
    assert supervisor.state == "ready"
    supervisor.stop()
    assert workshop.made[0].stopped.is_set()
    assert supervisor.state == "stopped"
    assert supervisor.url is None
    assert supervisor.wait_ready(60) is None


def test_after_two_bad_starts_a_good_one_is_taken(supervise: Supervise) -> None:
    workshop = Workshop(falling, falling, good)
    assert supervise(workshop).wait_ready(5) == "http://127.0.0.1:2"
    assert workshop.delays == [1, 2]
    assert all(child.stopped.is_set() for child in workshop.made[:2])


@pytest.mark.parametrize(("kind", "reason"), [(falling, "exit-3"), (broken, "no more processes (0)")])
def test_after_three_bad_starts_it_is_unavailable_with_the_reason(
    supervise: Supervise, kind: Callable[[int], FakeChild], reason: str
) -> None:
    supervisor = supervise(Workshop(kind))
    assert supervisor.wait_ready(5) is None
    assert supervisor.state is ServerState.UNAVAILABLE
    assert supervisor.reason == reason


def test_a_ready_server_that_dies_is_replaced(supervise: Supervise) -> None:
    workshop = Workshop(good)
    supervisor = supervise(workshop)
    supervisor.wait_ready(5)
    workshop.made[0].code = -9
    assert workshop.made[0].stopped.wait(5)
    assert supervisor.wait_ready(5) == "http://127.0.0.1:1"


def test_a_server_that_never_answers_counts_as_a_failed_start(tmp_path: Path) -> None:
    workshop = Workshop(lambda number: FakeChild(number, ready=False))
    supervisor = Supervisor(workshop.launch, tmp_path / "lock", delay=workshop.delay, ready_limit=0)
    supervisor.start()
    assert supervisor.wait_ready(5) is None
    assert (supervisor.state, supervisor.reason) == (ServerState.UNAVAILABLE, "no-answer")
    supervisor.stop()


def test_waiters_are_sent_on_when_dismissed(supervise: Supervise) -> None:
    supervisor = supervise(Workshop(lambda number: FakeChild(number, ready=False)))
    supervisor.dismiss()
    assert supervisor.wait_ready(60) is None
    assert supervisor.state is ServerState.STARTING


def test_only_one_supervisor_keeps_a_server_on_the_same_files(supervise: Supervise) -> None:
    first, second = Workshop(good), Workshop(good)
    assert supervise(first).wait_ready(5) is not None
    other = supervise(second)
    assert other.wait_ready(5) is None
    assert (other.state, other.reason) == (ServerState.UNAVAILABLE, "in-use")
    assert second.made == []


def test_the_lock_is_free_again_after_its_block(tmp_path: Path) -> None:
    with exclusive(tmp_path / "lock"), pytest.raises(Taken), exclusive(tmp_path / "lock"):
        pytest.fail("it was given twice")
    with exclusive(tmp_path / "lock"):
        assert (tmp_path / "lock").exists()


def test_the_pauses_grow_up_to_half_an_hour() -> None:
    assert [back_off(failures) for failures in range(6)] == [1.0, 1.0, 5.0, 1800.0, 1800.0, 1800.0]
