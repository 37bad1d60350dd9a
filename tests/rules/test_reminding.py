from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.clock import at_local, local_day
from planning.reminding import AUDIENCES, Rung, due_rungs, next_sending_moment, rung_day, within_quiet_hours
from tests.rules.cases import CALENDAR, DEFAULT, days

DAY = timedelta(days=1)
OWNER = (-7, -3, -1, 0, 1, 3, 8, 13)


def _due(today: date, since: date | None = None, oldest: date = date(2017, 1, 1)) -> dict[str, dict[str, str]]:
    """Who hears of which due day, as text; planned last on the working day before unless told."""
    found = due_rungs(today, since or CALENDAR.add(today, -1), CALENDAR, DEFAULT, oldest)
    return {who: {str(due): rung.code for due, rung in rungs.items()} for who, rungs in found.items()}


@pytest.mark.parametrize(
    ("offset", "code"), [(-7, "T-7"), (-1, "T-1"), (0, "T0"), (1, "+1"), (3, "+3"), (8, "+8"), (13, "+13")]
)
def test_a_rung_has_a_stable_name(offset: int, code: str) -> None:
    assert Rung(offset, "owner").code == code


RUNG_DAYS = [
    # due on a Friday at the end of a quarter
    (date(2017, 6, 30), ["06-21", "06-27", "06-29", "06-30", "07-03", "07-05", "07-12"]),
    # due on a make-up Saturday, the National Day week behind it
    (date(2017, 9, 30), ["09-21", "09-27", "09-29", "09-30", "10-09", "10-11", "10-18"]),
    # due in the National Day week: earlier up to T0, later after it
    (date(2017, 10, 4), ["09-21", "09-27", "09-29", "09-30", "10-09", "10-11", "10-18"]),
    # due on 29 February
    (date(2024, 2, 29), ["02-20", "02-26", "02-28", "02-29", "03-01", "03-05", "03-12"]),
    # due on a Sunday at the end of the year
    (date(2017, 12, 31), ["12-20", "12-26", "12-28", "12-29", "01-02", "01-04", "01-11"]),
]


@pytest.mark.parametrize(("due_on", "expected"), RUNG_DAYS)
def test_rungs_fall_on_working_days_before_and_after_the_due_day(due_on: date, expected: list[str]) -> None:
    found = [rung_day(due_on, Rung(offset, "owner"), CALENDAR) for offset in OWNER[:7]]
    assert [f"{day:%m-%d}" for day in found] == expected
    assert all(CALENDAR.is_workday(day) for day in found)


def test_an_ordinary_day_names_the_due_days_of_each_rung() -> None:
    found = _due(date(2017, 6, 27), oldest=date(2017, 5, 20))
    assert found["owner"] == {
        "2017-06-01": "+18",
        "2017-06-08": "+13",
        "2017-06-15": "+8",
        "2017-06-22": "+3",
        "2017-06-26": "+1",
        "2017-06-27": "T0",
        "2017-06-28": "T-1",
        "2017-06-30": "T-3",
        "2017-07-01": "T-3",
        "2017-07-02": "T-3",
        "2017-07-06": "T-7",
        "2017-05-24": "+23",  # behind the Dragon Boat festival and its make-up Saturday
    }
    assert found["leading_official"] == {due: code for due, code in found["owner"].items() if code.startswith("+")}
    assert found["office"] == {due: code for due, code in found["leading_official"].items() if code != "+1"}
    assert found["leading_group"] == {"2017-06-13": "+10"}


def test_due_days_in_a_holiday_share_the_rungs_of_the_working_day_before() -> None:
    found = _due(date(2017, 9, 30), oldest=date(2017, 9, 29))["owner"]
    week = {f"2017-10-{day:02}" for day in range(1, 9)} | {"2017-09-30"}
    assert {due for due, code in found.items() if code == "T0"} == week


def test_the_first_working_day_after_a_holiday_is_one_day_late() -> None:
    found = _due(date(2017, 10, 9), oldest=date(2017, 9, 30))
    assert set(found["leading_official"]) == {"2017-09-30", *(f"2017-10-{day:02}" for day in range(1, 9))}
    assert set(found["leading_official"].values()) == {"+1"}


@pytest.mark.parametrize("day", [date(2017, 7, 1), date(2017, 10, 4), date(2024, 2, 12)])
def test_nothing_is_due_on_a_rest_day(day: date) -> None:
    assert due_rungs(day, day - DAY * 30, CALENDAR, DEFAULT, date(2017, 1, 1)) == {who: {} for who in AUDIENCES}


def test_make_up_saturdays_are_working_days_for_reminders() -> None:
    assert _due(date(2024, 9, 14), oldest=date(2024, 9, 14))["owner"]["2024-09-14"] == "T0"


@pytest.mark.parametrize("since", [date(2017, 6, 27), date(2017, 6, 30)])
def test_what_was_planned_already_is_not_due_again(since: date) -> None:
    assert _due(date(2017, 6, 27), since) == {who: {} for who in AUDIENCES}


def test_nothing_is_due_when_no_item_is_open() -> None:
    assert due_rungs(date(2017, 6, 27), date(2017, 6, 26), CALENDAR, DEFAULT, None) == {who: {} for who in AUDIENCES}


def test_due_days_before_the_oldest_open_one_are_left_out() -> None:
    assert "2017-06-15" not in _due(date(2017, 6, 27), oldest=date(2017, 6, 16))["owner"]


def test_after_an_outage_only_the_highest_missed_rung_is_due() -> None:
    found = _due(date(2017, 7, 17), since=date(2017, 6, 26), oldest=date(2017, 6, 30))
    assert found["owner"]["2017-06-30"] == "+8"  # T-3, T-1, T0, +1 and +3 were missed as well
    assert found["office"]["2017-06-30"] == "+8"
    assert found["leading_group"] == {
        "2017-06-30": "+10",
        "2017-07-01": "+10",
        "2017-07-02": "+10",
        "2017-07-03": "+10",
    }
    assert found["owner"]["2017-07-18"] == "T-1"


def test_a_weekend_between_two_runs_loses_no_rung() -> None:
    friday, monday = date(2017, 6, 30), date(2017, 7, 3)
    assert _due(monday, since=friday + DAY)["owner"] == _due(monday, since=friday)["owner"]
    assert _due(monday, since=friday)["owner"]["2017-06-30"] == "+1"


def test_a_due_day_in_a_year_not_announced_has_its_rungs() -> None:
    assert rung_day(date(2027, 1, 4), Rung(-1, "owner"), CALENDAR) == date(2026, 12, 31)
    assert _due(date(2026, 12, 31), oldest=date(2026, 12, 31))["owner"]["2027-01-04"] == "T-1"


def _lawful(who: str, offset: int) -> bool:
    """The ladder as the field states it."""
    repeated = offset > 3 and (offset - 3) % 5 == 0
    return {
        "owner": offset in {-7, -3, -1, 0, 1, 3} or repeated,
        "leading_official": offset in {1, 3} or repeated,
        "office": offset == 3 or repeated,
        "leading_group": offset == 10,
    }[who]


@settings(deadline=None, max_examples=80)
@given(days, st.integers(1, 40), st.integers(0, 60))
def test_exactly_the_due_days_with_a_rung_day_since_the_last_run_are_found(today: date, gap: int, back: int) -> None:
    today = CALENDAR.on_or_before(today)
    since, oldest = today - DAY * gap, today - DAY * back
    found = due_rungs(today, since, CALENDAR, DEFAULT, oldest)
    for who in AUDIENCES:
        expected = {}
        for place in range((today - oldest).days + 40):
            due_on = oldest + DAY * place
            rungs = [Rung(offset, who) for offset in range(-7, 70) if _lawful(who, offset)]
            hit = [rung for rung in rungs if since < rung_day(due_on, rung, CALENDAR) <= today]
            if hit:
                expected[due_on] = max(hit, key=lambda rung: rung.offset)
        assert found[who] == expected


@given(days, st.sampled_from(OWNER))
def test_on_the_day_of_a_rung_its_due_day_is_found_with_that_rung(due_on: date, offset: int) -> None:
    rung = Rung(offset, "owner")
    today = rung_day(due_on, rung, CALENDAR)
    assert due_rungs(today, today - DAY, CALENDAR, DEFAULT, min(due_on, today))["owner"][due_on] == rung


def test_what_is_due_on_one_day_stays_few_after_years() -> None:
    found = due_rungs(date(2026, 6, 30), date(2026, 6, 29), CALENDAR, DEFAULT, date(2024, 6, 30))
    assert len(found["owner"]) < 200  # one working day in five of two years, with the weekends behind them


# Quiet hours


@pytest.mark.parametrize(
    ("moment", "quiet"),
    [
        (time(8, 29, 59), True),
        (time(8, 30), False),
        (time(19, 59, 59), False),
        (time(20), True),
        (time(23, 59, 59), True),
        (time(0), True),
    ],
)
def test_quiet_hours_run_over_midnight_on_the_clock_of_shanghai(moment: time, *, quiet: bool) -> None:
    assert within_quiet_hours(at_local(date(2017, 6, 30), moment), DEFAULT) is quiet


@pytest.mark.parametrize(
    ("day", "moment", "expected"),
    [
        (date(2017, 6, 30), time(8, 30), datetime(2017, 6, 30, 0, 30, tzinfo=UTC)),
        (date(2017, 6, 30), time(15, 0), datetime(2017, 6, 30, 7, 0, tzinfo=UTC)),
        (date(2017, 6, 30), time(0, 1), datetime(2017, 6, 30, 0, 30, tzinfo=UTC)),
        (date(2017, 6, 29), time(23, 59), datetime(2017, 6, 30, 0, 30, tzinfo=UTC)),
        (date(2017, 6, 30), time(20, 0), datetime(2017, 7, 3, 0, 30, tzinfo=UTC)),  # over the weekend
        (date(2017, 9, 30), time(21, 0), datetime(2017, 10, 9, 0, 30, tzinfo=UTC)),  # over the National Day week
        (date(2017, 10, 2), time(10, 0), datetime(2017, 10, 9, 0, 30, tzinfo=UTC)),
        (date(2024, 9, 14), time(10, 0), datetime(2024, 9, 14, 2, 0, tzinfo=UTC)),  # a make-up Saturday
    ],
)
def test_a_message_waits_for_the_next_working_morning(day: date, moment: time, expected: datetime) -> None:
    assert next_sending_moment(at_local(day, moment), DEFAULT, CALENDAR) == expected


@given(st.datetimes(datetime(2017, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds
def test_the_next_sending_moment_is_lawful_never_earlier_and_stays(instant: datetime) -> None:
    moment = next_sending_moment(instant, DEFAULT, CALENDAR)
    assert moment >= instant
    assert CALENDAR.is_workday(local_day(moment))
    assert not within_quiet_hours(moment, DEFAULT)
    assert next_sending_moment(moment, DEFAULT, CALENDAR) == moment
