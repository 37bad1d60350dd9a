"""Which slots are due, and which is the newest: pure questions about a trigger."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.schedules import Schedule, When
from flows.slots import due_slots, latest_due, next_slots


def trigger(**when: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
    return Schedule("job", "x:y", When(**when), timedelta(days=1)).trigger()


MORNING = {"minute": "30", "hour": "8"}
FIVE = {"minute": "*/5"}
QUARTER = {"minute": "45", "hour": "18", "day": "last", "month": "3,6,9,12"}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text + "+08:00").astimezone(UTC)


@pytest.mark.parametrize(
    ("when", "last", "now", "expected"),
    [
        (MORNING, "2017-06-05T08:30", "2017-06-06T08:29:59", None),
        (MORNING, "2017-06-05T08:30", "2017-06-06T08:30", "2017-06-06T08:30"),
        (MORNING, "2017-06-05T08:30", "2017-06-09T12:00", "2017-06-09T08:30"),
        (FIVE, "2017-06-05T08:30", "2017-06-05T08:34:59", None),
        (FIVE, "2016-06-05T08:30", "2017-06-05T08:34:59", "2017-06-05T08:30"),
        (QUARTER, "2017-03-31T18:45", "2017-06-30T18:44", None),
        (QUARTER, "2017-03-31T18:45", "2017-07-04T09:00", "2017-06-30T18:45"),
        (QUARTER, "2015-12-31T18:45", "2017-07-04T09:00", "2017-06-30T18:45"),
    ],
)
def test_the_newest_missed_slot_is_found(when: dict[str, str], last: str, now: str, expected: str | None) -> None:
    assert latest_due(trigger(**when), at(last), at(now)) == (at(expected) if expected else None)


def test_the_slots_of_a_standstill_come_oldest_first_without_the_one_already_known() -> None:
    slots = list(due_slots(trigger(**MORNING), at("2017-06-05T08:30"), at("2017-06-08T08:30")))
    assert slots == [at(f"2017-06-0{day}T08:30") for day in (6, 7, 8)]


def test_the_next_slots_lie_after_now() -> None:
    assert next_slots(trigger(**QUARTER), at("2017-06-30T18:45"), 2) == [at("2017-09-30T18:45"), at("2017-12-31T18:45")]


@given(st.integers(0, 5 * 24 * 60), st.integers(0, 3 * 24 * 60))
def test_the_newest_slot_is_the_last_of_all_due_slots(start: int, length: int) -> None:
    last = at("2017-06-05T00:00") + timedelta(minutes=start)
    now = last + timedelta(minutes=length)
    for when in (MORNING, FIVE):
        every = list(due_slots(trigger(**when), last, now))
        assert latest_due(trigger(**when), last, now) == (every[-1] if every else None)
