"""Carrying out one claimed attempt: the record is written whatever the body does."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.exc import OperationalError

from config.clock import FixedClock
from config.database import Database
from config.errors import DubanError
from config.settings import Settings
from flows import runs
from flows.context import Body, FlowContext
from flows.engine.carrying import Outcome, carry_out, describe
from flows.engine.performance import Performance
from flows.engine.pulse import pulse
from flows.run_history import run_by_id
from flows.schedules import Schedule, When

Carry = Callable[[Body], tuple[Outcome, str]]


class Given(Schedule):
    """A schedule whose body is handed in."""

    given: Body

    def body(self) -> Body:
        return self.given


def schedule_with(body: Body) -> Schedule:
    schedule = Given("deliver", "handed:in", When(minute="0"), timedelta(hours=1))
    object.__setattr__(schedule, "given", body)
    return schedule


@pytest.fixture
def held(sqlite_database: Database, clock: FixedClock) -> runs.Claim:
    claim = runs.claim(sqlite_database, "deliver", clock.now(), "here:1:a", clock.now())
    assert claim is not None
    return claim


@pytest.fixture
def context(sqlite_database: Database, settings: Settings, clock: FixedClock) -> FlowContext:
    return FlowContext(sqlite_database, settings, clock, clock.now())


def interrupted(_context: FlowContext) -> dict[str, object]:
    raise KeyboardInterrupt


def test_an_interruption_is_written_down_and_goes_on_its_way(
    held: runs.Claim, context: FlowContext, clock: FixedClock
) -> None:
    with pytest.raises(KeyboardInterrupt):
        carry_out(schedule_with(interrupted), held, context, clock)
    row = run_by_id(context.database, held.run_id)
    assert row is not None
    assert (row.state, row.error) == ("failed", "KeyboardInterrupt: ")


def test_a_result_that_cannot_be_written_down_is_a_failure(
    held: runs.Claim, context: FlowContext, clock: FixedClock
) -> None:
    def circular(_context: FlowContext) -> dict[str, object]:
        result: dict[str, object] = {}
        result["self"] = result
        return result

    outcome = carry_out(schedule_with(circular), held, context, clock)
    assert outcome.state == "failed"
    row = run_by_id(context.database, held.run_id)
    assert row is not None
    assert row.state == "failed"


def test_a_run_lost_to_another_process_meanwhile_keeps_the_others_record(
    held: runs.Claim, context: FlowContext, clock: FixedClock
) -> None:
    def slow(_context: FlowContext) -> dict[str, object]:
        slot, now = held.slot, clock.now()
        taken = runs.claim(context.database, "deliver", slot, "there:2:b", now, alive=lambda _owner: False)
        assert taken is not None
        return {"by": "the first"}

    carry_out(schedule_with(slow), held, context, clock)
    row = run_by_id(context.database, held.run_id)
    assert row is not None
    assert (row.state, row.attempt, row.result) == ("running", 2, {})


def test_our_own_error_is_told_by_its_sentence_and_a_foreign_one_by_its_kind() -> None:
    told = describe(DubanError("flow-target-missing", flow="deliver", target="a:b", detail="x"))
    assert "deliver" in told
    assert "a:b" in told
    assert describe(OSError("disk full")) == "OSError: disk full"
    assert "no-such-code" in describe(DubanError("no-such-code", file="a"))


def test_asking_twice_for_a_performance_carries_it_out_once(context: FlowContext) -> None:
    times = []

    def body(_context: FlowContext) -> dict[str, object]:
        times.append(1)
        raise ValueError("once")

    performance = Performance(lambda: body, context)
    for _ in range(2):
        with pytest.raises(ValueError, match="once"):
            performance.perform()
    assert times == [1]


def test_the_pulse_keeps_beating_while_the_body_works_and_survives_a_busy_database(
    sqlite_database: Database, held: runs.Claim, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    beaten = threading.Event()
    answers = iter([OperationalError("x", {}, Exception("locked"))])

    def heartbeat(_database: Database, _held: runs.Claim, _now: object) -> bool:
        trouble = next(answers, None)
        if trouble is not None:
            raise trouble
        beaten.set()
        return True

    monkeypatch.setattr(runs, "heartbeat", heartbeat)
    with pulse(sqlite_database, held, clock, every=0.001):
        assert beaten.wait(5)
