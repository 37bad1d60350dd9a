"""The engine on a fixed clock, plainly: what a job owes, once, whatever came between."""

import threading
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from config.clock import FixedClock
from config.database import Database
from config.errors import CallError
from config.settings import Settings
from flows import runs
from flows.engine.carrying import Outcome
from flows.engine.embedded import Engine
from flows.engine.status import EngineState
from flows.run_history import RunView, recent_runs
from flows.schedules import Schedule
from tests.engine import bodies

DAY = timedelta(days=1)
MONDAY_SLOT = datetime(2017, 6, 5, 0, 30, tzinfo=UTC)
Make = Callable[..., Schedule]


@pytest.fixture
def make_engine(sqlite_database: Database, settings: Settings, clock: FixedClock) -> Callable[..., Engine]:
    def make(*schedules: Schedule) -> Engine:
        return Engine(sqlite_database, settings, clock, schedules=schedules)

    return make


def rows(database: Database) -> list[RunView]:
    return sorted(recent_runs(database), key=lambda run: run.slot)


def states(database: Database) -> list[tuple[datetime, str, int]]:
    return [(run.slot, run.state, run.attempt) for run in rows(database)]


@pytest.mark.usefixtures("calls")
class TestWhatAJobOwes:
    def test_the_very_first_look_owes_nothing_but_marks_where_we_began(
        self, make_engine: Callable[..., Engine], make_daily: Make, sqlite_database: Database
    ) -> None:
        assert make_engine(make_daily("count")).attend("send_reminders") is None
        assert [(run.slot, run.state, run.error) for run in rows(sqlite_database)] == [
            (MONDAY_SLOT, "skipped", "first-start")
        ]
        assert bodies.CALLS == []

    def test_a_due_slot_is_carried_out_once(
        self, make_engine: Callable[..., Engine], make_daily: Make, clock: FixedClock
    ) -> None:
        engine = make_engine(make_daily("count"))
        engine.attend("send_reminders")
        clock.advance(DAY)
        outcome = engine.attend("send_reminders")
        assert outcome is not None
        assert (outcome.slot, outcome.state, outcome.result["day"]) == (MONDAY_SLOT + DAY, "done", "2017-06-06")
        assert engine.attend("send_reminders") is None
        assert len(bodies.CALLS) == 1

    def test_two_engines_on_one_database_make_one_run(
        self, make_engine: Callable[..., Engine], make_daily: Make, clock: FixedClock
    ) -> None:
        first, second = make_engine(make_daily("count")), make_engine(make_daily("count"))
        first.attend("send_reminders")
        clock.advance(DAY)
        outcomes = [first.attend("send_reminders"), second.attend("send_reminders")]
        assert [outcome is not None for outcome in outcomes] == [True, False]
        assert len(bodies.CALLS) == 1

    def test_after_days_of_standstill_the_newest_slot_is_made_up_once_and_the_others_are_named(
        self, make_engine: Callable[..., Engine], make_daily: Make, clock: FixedClock, sqlite_database: Database
    ) -> None:
        engine = make_engine(make_daily("count"))
        engine.attend("send_reminders")
        clock.advance(4 * DAY)
        engine.attend("send_reminders")
        assert engine.attend("send_reminders") is None
        made_up = rows(sqlite_database)[-1]
        assert (made_up.slot, made_up.state) == (MONDAY_SLOT + 4 * DAY, "done")
        assert made_up.passed_over == {
            "count": 3,
            "first": (MONDAY_SLOT + DAY).isoformat(),
            "last": (MONDAY_SLOT + 3 * DAY).isoformat(),
        }

    def test_a_slot_missed_for_too_long_is_written_down_as_skipped(
        self, make_engine: Callable[..., Engine], make_daily: Make, clock: FixedClock, sqlite_database: Database
    ) -> None:
        engine = make_engine(make_daily("count", lateness=timedelta(minutes=20)))
        engine.attend("send_reminders")
        clock.advance(DAY)  # 09:00, half an hour late
        assert engine.attend("send_reminders") is None
        assert [(run.state, run.error) for run in rows(sqlite_database)][-1] == ("skipped", "too-late")
        assert bodies.CALLS == []

    def test_a_failure_is_recorded_with_its_cause_and_tried_three_times(
        self, make_engine: Callable[..., Engine], make_daily: Make, clock: FixedClock, sqlite_database: Database
    ) -> None:
        engine = make_engine(make_daily("break_down"))
        engine.attend("send_reminders")
        clock.advance(DAY)
        tried = []
        for _ in range(40):
            outcome = engine.attend("send_reminders")
            tried.append(outcome.attempt if outcome else 0)
            clock.advance(timedelta(minutes=1))
        assert [attempt for attempt in tried if attempt] == [1, 2, 3]
        assert (tried.index(2), tried.index(3)) == (1, 11)
        last = rows(sqlite_database)[-1]
        assert (last.state, last.error) == ("failed", "ValueError: 没有磁盘空间")

    def test_a_run_whose_process_died_is_swept_and_resumed(
        self, make_engine: Callable[..., Engine], make_daily: Make, clock: FixedClock, sqlite_database: Database
    ) -> None:
        runs.claim(sqlite_database, "send_reminders", MONDAY_SLOT, "elsewhere:1:x", clock.now())
        engine = make_engine(make_daily("count"))
        engine.mend()
        assert engine.attend("send_reminders") is None  # it may still live
        clock.advance(timedelta(minutes=2))
        engine.mend()
        outcome = engine.attend("send_reminders")
        assert outcome is not None
        assert (outcome.slot, outcome.attempt, outcome.state) == (MONDAY_SLOT, 2, "done")

    def test_a_broken_slot_is_not_resumed_once_a_newer_one_is_due(
        self, make_engine: Callable[..., Engine], make_daily: Make, clock: FixedClock, sqlite_database: Database
    ) -> None:
        runs.claim(sqlite_database, "send_reminders", MONDAY_SLOT, "elsewhere:1:x", clock.now())
        clock.advance(DAY)
        engine = make_engine(make_daily("count"))
        engine.mend()
        engine.attend("send_reminders")
        assert engine.attend("send_reminders") is None
        assert states(sqlite_database) == [(MONDAY_SLOT, "crashed", 1), (MONDAY_SLOT + DAY, "done", 1)]


class TestByHand:
    def test_a_run_stands_for_now_and_leaves_a_record(
        self,
        make_engine: Callable[..., Engine],
        make_daily: Make,
        clock: FixedClock,
        sqlite_database: Database,
        calls: list[Any],
    ) -> None:
        outcome = make_engine(make_daily("count")).run_now("send_reminders")
        assert (outcome.state, outcome.engine, outcome.slot) == ("done", "plain", clock.now())
        assert calls[0].slot == clock.now()
        (row,) = rows(sqlite_database)
        assert (row.manual, row.state, row.result["day"]) == (True, "done", "2017-06-05")

    def test_for_another_day_slot_and_clock_of_the_body_stand_at_the_jobs_hour_of_that_day(
        self, make_engine: Callable[..., Engine], make_daily: Make, sqlite_database: Database, calls: list[Any]
    ) -> None:
        make_engine(make_daily("count")).run_now("send_reminders", date(2017, 6, 1))
        expected = datetime(2017, 6, 1, 0, 30, tzinfo=UTC)
        assert calls[0].slot == calls[0].clock.now() == expected
        (row,) = rows(sqlite_database)
        assert row.as_of == expected
        assert row.started_at.date() == date(2017, 6, 5)
        assert row.ended_at is not None
        assert row.ended_at.date() == date(2017, 6, 5)

    def test_a_dry_run_leaves_no_record(
        self, make_engine: Callable[..., Engine], make_daily: Make, sqlite_database: Database, calls: list[Any]
    ) -> None:
        outcome = make_engine(make_daily("count")).run_now("send_reminders", dry_run=True)
        assert outcome.result["calls"] == 1
        assert calls[0].dry_run
        assert rows(sqlite_database) == []

    def test_while_the_clock_stands_still_every_run_has_a_record_of_its_own(
        self, make_engine: Callable[..., Engine], make_daily: Make, sqlite_database: Database, calls: list[Any]
    ) -> None:
        engine = make_engine(make_daily("count"))
        for _ in range(3):
            engine.run_now("send_reminders")
        assert len(rows(sqlite_database)) == len(calls) == 3

    @pytest.mark.usefixtures("calls")
    def test_a_failure_is_written_down_and_raised(
        self, make_engine: Callable[..., Engine], make_daily: Make, sqlite_database: Database
    ) -> None:
        with pytest.raises(ValueError, match="没有磁盘空间"):
            make_engine(make_daily("break_down")).run_now("send_reminders")
        assert rows(sqlite_database)[0].state == "failed"

    def test_an_unknown_job_is_a_wrong_call(self, make_engine: Callable[..., Engine], make_daily: Make) -> None:
        with pytest.raises(CallError):
            make_engine(make_daily("count")).run_now("nothing")

    @pytest.mark.usefixtures("calls")
    def test_it_does_not_take_the_place_of_the_scheduled_slot(
        self, make_engine: Callable[..., Engine], make_daily: Make, clock: FixedClock
    ) -> None:
        engine = make_engine(make_daily("count"))
        engine.attend("send_reminders")
        clock.advance(DAY)
        engine.run_now("send_reminders")
        assert engine.attend("send_reminders") is not None


class TestBegunFromAPage:
    def test_it_goes_on_behind_and_is_not_begun_twice(
        self,
        make_engine: Callable[..., Engine],
        make_daily: Make,
        sqlite_database: Database,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        engine, go_on, run = make_engine(make_daily("count")), threading.Event(), Engine.run_now

        def waiting(self: Engine, job: str, as_of: None = None, *, dry_run: bool = False) -> Outcome:
            assert go_on.wait(10)
            return run(self, job, as_of, dry_run=dry_run)

        monkeypatch.setattr(Engine, "run_now", waiting)
        assert engine.begin_now("send_reminders")
        assert not engine.begin_now("send_reminders")
        go_on.set()
        wait_until(lambda: states(sqlite_database)[-1:] != [] and states(sqlite_database)[-1][1] == "done")
        wait_until(lambda: engine.begin_now("send_reminders"))
        wait_until(lambda: len(rows(sqlite_database)) == 2)

    @pytest.mark.usefixtures("calls")
    def test_a_rehearsal_writes_nothing_and_its_result_or_failure_is_kept(
        self, make_engine: Callable[..., Engine], make_daily: Make, sqlite_database: Database
    ) -> None:
        engine = make_engine(make_daily("count"), make_daily("break_down", job="deliver"))
        assert engine.begin_now("send_reminders", dry_run=True)
        assert engine.begin_now("deliver", dry_run=True)
        wait_until(lambda: all(each.ended for each in engine.rehearsals().values()))
        assert engine.rehearsals()["send_reminders"].result["day"] == "2017-06-05"
        assert "没有磁盘空间" in engine.rehearsals()["deliver"].error
        assert rows(sqlite_database) == []

    def test_an_unknown_job_is_a_wrong_call(self, make_engine: Callable[..., Engine], make_daily: Make) -> None:
        with pytest.raises(CallError):
            make_engine(make_daily("count")).begin_now("nothing")


class TestStartAndStop:
    def test_starting_makes_up_for_what_was_missed_and_stopping_ends_everything(
        self,
        make_engine: Callable[..., Engine],
        make_daily: Make,
        clock: FixedClock,
        sqlite_database: Database,
        calls: list[Any],
    ) -> None:
        make_engine(make_daily("until_stopped")).attend("send_reminders")
        clock.advance(DAY)
        engine = make_engine(make_daily("until_stopped"))
        engine.start()
        assert engine.health().state is EngineState.PLAIN
        wait_until(lambda: len(calls) == 1)
        engine.stop()
        assert engine.health().ok is False
        assert states(sqlite_database)[-1] == (MONDAY_SLOT + DAY, "done", 1)
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("APScheduler")]
        assert engine.attend("send_reminders") is None

    @pytest.mark.usefixtures("calls")
    def test_the_status_tells_next_times_and_last_runs(
        self, make_engine: Callable[..., Engine], make_daily: Make
    ) -> None:
        engine = make_engine(make_daily("count"), make_daily("count", job="deliver"))
        engine.run_now("deliver")
        status = engine.status()
        assert status.state is EngineState.STOPPED
        by_id = {schedule.id: schedule for schedule in status.schedules}
        assert by_id["send_reminders"].next_at == MONDAY_SLOT + DAY
        assert by_id["send_reminders"].last_run is None
        assert by_id["deliver"].last_run is not None
        assert [run.job for run in status.runs] == ["deliver"]


def wait_until(true: Callable[[], bool], seconds: float = 10.0) -> None:
    """Wait for something another thread does, at most ``seconds``."""
    pause = threading.Event()
    for _ in range(int(seconds / 0.01)):
        if true():
            return
        pause.wait(0.01)
    pytest.fail("it did not happen in time")
