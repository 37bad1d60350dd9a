"""The one table of schedules: both engines are built from it and fire at the same instants."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from config.clock import SHANGHAI, at_local, local_day
from config.errors import CallError, DubanError
from config.language import ENGLISH, label, speaking
from flows.schedules import SCHEDULES, Schedule, When, apscheduler_triggers, prefect_schedules, schedule_of
from flows.slots import next_slots

NOW = datetime(2017, 6, 5, 1, 0, tzinfo=UTC)


def test_the_five_jobs_have_a_chinese_purpose_and_name() -> None:
    assert [schedule.id for schedule in SCHEDULES] == [
        "compile_progress",
        "request_updates",
        "send_reminders",
        "deliver",
        "quarterly_report",
    ]
    for schedule in SCHEDULES:
        assert any("\u4e00" <= letter <= "\u9fff" for letter in schedule.purpose)
        assert label("job", schedule.id) != schedule.id


def test_a_job_says_what_it_is_for_in_the_language_of_the_page() -> None:
    with speaking(ENGLISH):
        for schedule in SCHEDULES:
            assert schedule.purpose != schedule.id
            assert not any("\u4e00" <= letter <= "\u9fff" for letter in schedule.purpose)


@pytest.mark.parametrize(
    ("job", "moment"),
    [
        ("compile_progress", time(18, 30)),
        ("request_updates", time(8, 10)),
        ("send_reminders", time(8, 20)),
        ("quarterly_report", time(18, 45)),
    ],
)
def test_a_job_is_due_at_its_shanghai_time(job: str, moment: time) -> None:
    due = next_slots(apscheduler_triggers()[job], NOW, 20)
    assert {instant.astimezone(SHANGHAI).time() for instant in due} == {moment}
    assert schedule_of(job).when.moment == moment


def test_the_quarterly_report_looks_every_day_so_that_a_missed_day_is_made_up() -> None:
    days = [local_day(instant) for instant in next_slots(apscheduler_triggers()["quarterly_report"], NOW, 8)]
    assert days == [date(2017, 6, 5) + timedelta(days=count) for count in range(8)]
    assert schedule_of("quarterly_report").lateness == timedelta(days=1)


def test_delivery_looks_every_five_minutes() -> None:
    due = next_slots(apscheduler_triggers()["deliver"], NOW, 20)
    assert {later - earlier for earlier, later in pairwise(due)} == {timedelta(minutes=5)}


def test_the_cron_text_speaks_prefects_dialect() -> None:
    assert {job: fields["cron"] for job, fields in prefect_schedules().items()} == {
        "compile_progress": "30 18 * * *",
        "request_updates": "10 8 * * mon-sun",
        "send_reminders": "20 8 * * *",
        "deliver": "*/5 * * * *",
        "quarterly_report": "45 18 * * *",
    }
    assert {fields["timezone"] for fields in prefect_schedules().values()} == {"Asia/Shanghai"}


def test_a_run_for_a_chosen_day_of_a_frequent_job_stands_at_noon() -> None:
    assert at_local(date(2017, 6, 5), schedule_of("deliver").when.moment).hour == 4


def test_an_unknown_job_is_a_wrong_call_that_names_the_known_ones() -> None:
    with pytest.raises(CallError) as caught:
        schedule_of("compile")
    assert caught.value.code == "flow-unknown"
    assert "send_reminders" in str(caught.value)
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("target", ["tests.engine.nowhere:body", "tests.engine.bodies:nothing"])
def test_a_missing_body_is_named(target: str) -> None:
    schedule = Schedule("deliver", target, When(minute="0"), timedelta(hours=1))
    with pytest.raises(DubanError) as caught:
        schedule.body()
    assert caught.value.code == "flow-target-missing"
    assert target in str(caught.value)
