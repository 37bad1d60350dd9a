from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planning.periods import Month, Quarter
from planning.workdays import WorkCalendar
from tests.rules.cases import CALENDAR, days

UNKNOWN = WorkCalendar(frozenset(), frozenset(), frozenset())


@pytest.mark.parametrize("day", range(10, 18))
def test_the_spring_festival_of_2024_is_off(day: int) -> None:
    assert not CALENDAR.is_workday(date(2024, 2, day))


@pytest.mark.parametrize(
    "day", [(2, 4), (2, 18), (4, 7), (4, 28), (5, 11), (9, 14), (9, 29), (10, 12)], ids=lambda day: f"{day[0]}-{day[1]}"
)
def test_the_make_up_weekend_days_of_2024_are_worked(day: tuple[int, int]) -> None:
    assert CALENDAR.is_workday(date(2024, *day))


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2018, 12, 29), True),  # the notice for 2019 reaches into December
        (date(2018, 12, 31), False),
        (date(2019, 5, 2), False),  # changed by a later notice
        (date(2020, 2, 1), False),  # a make-up day taken back by the extension of 2020
        (date(2024, 2, 9), True),  # New Year's Eve 2024 was not decreed off
        (date(2024, 2, 29), True),
        (date(2026, 1, 4), True),
    ],
)
def test_the_notices_are_followed_to_the_letter(day: date, *, worked: bool) -> None:
    assert CALENDAR.is_workday(day) is worked


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2027, 1, 1), False),
        (date(2027, 1, 4), True),
        (date(2027, 2, 6), False),  # a Saturday, although it may become a make-up day
        (date(2027, 2, 8), True),  # within the Spring Festival: not guessed
        (date(2028, 5, 1), False),
        (date(2028, 5, 2), False),
        (date(2028, 5, 3), True),
        (date(2029, 10, 3), False),
        (date(2029, 10, 4), True),
        (date(2031, 10, 1), False),
    ],
)
def test_a_year_not_announced_is_monday_to_friday_without_the_fixed_days(day: date, *, worked: bool) -> None:
    assert CALENDAR.is_workday(day) is worked


def test_days_in_a_year_not_announced_are_provisional() -> None:
    assert CALENDAR.is_announced(2026)
    assert not CALENDAR.is_announced(2027)
    assert not CALENDAR.provisional()
    assert not CALENDAR.provisional(date(2017, 1, 1), date(2026, 12, 31))
    assert CALENDAR.provisional(date(2026, 12, 31), date(2027, 1, 4))


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2017, 6, 30), 0, date(2017, 6, 30)),
        (date(2017, 10, 1), 0, date(2017, 10, 1)),
        (date(2017, 6, 30), 1, date(2017, 7, 3)),
        (date(2017, 9, 30), 1, date(2017, 10, 9)),  # a make-up Saturday, then the National Day week
        (date(2017, 9, 29), 1, date(2017, 9, 30)),
        (date(2017, 10, 9), -1, date(2017, 9, 30)),
        (date(2017, 10, 4), -2, date(2017, 9, 29)),
        (date(2017, 10, 4), 2, date(2017, 10, 10)),
        (date(2024, 2, 28), 1, date(2024, 2, 29)),
        (date(2024, 2, 9), 1, date(2024, 2, 18)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),  # across into a year not announced
    ],
)
def test_counting_working_days(day: date, count: int, expected: date) -> None:
    assert CALENDAR.add(day, count) == expected


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2017, 6, 30), date(2017, 6, 30), date(2017, 6, 30)),
        (date(2017, 12, 31), date(2017, 12, 29), date(2018, 1, 2)),
        (date(2017, 10, 3), date(2017, 9, 30), date(2017, 10, 9)),
        (date(2024, 9, 14), date(2024, 9, 14), date(2024, 9, 14)),
        (date(2024, 9, 15), date(2024, 9, 14), date(2024, 9, 18)),
    ],
)
def test_the_nearest_working_day_on_either_side(day: date, before: date, after: date) -> None:
    assert (CALENDAR.on_or_before(day), CALENDAR.on_or_after(day)) == (before, after)


@pytest.mark.parametrize(
    ("after", "until", "expected"),
    [
        (date(2017, 6, 30), date(2017, 6, 30), 0),
        (date(2017, 6, 30), date(2017, 7, 2), 0),
        (date(2017, 6, 30), date(2017, 7, 3), 1),
        (date(2017, 7, 3), date(2017, 6, 30), -1),
        (date(2017, 9, 28), date(2017, 10, 9), 3),
        (date(2024, 1, 1), date(2024, 12, 31), 251),
    ],
)
def test_working_days_between_leave_the_first_day_out_and_take_the_last_in(
    after: date, until: date, expected: int
) -> None:
    assert CALENDAR.between(after, until) == expected


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Quarter(2017, 2), date(2017, 6, 30)),
        (Quarter(2017, 3), date(2017, 9, 30)),  # a make-up Saturday
        (Quarter(2017, 4), date(2017, 12, 29)),
        (Quarter(2018, 4), date(2018, 12, 29)),  # the 31st is off by the notice for 2019
        (Month(2024, 2), date(2024, 2, 29)),
        (Month(2023, 4), date(2023, 4, 28)),
    ],
)
def test_the_last_working_day_of_a_quarter_or_month(span: Quarter | Month, expected: date) -> None:
    assert CALENDAR.last_workday_of(span) == expected


@settings(deadline=None)
@given(days, st.integers(-30, 30))
def test_between_takes_back_what_add_counted(day: date, count: int) -> None:
    worked = CALENDAR.on_or_before(day)
    there = CALENDAR.add(worked, count)
    assert CALENDAR.is_workday(there)
    assert CALENDAR.between(worked, there) == count
    assert CALENDAR.add(there, -count) == worked


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_no_day_of_any_year_is_an_error(day: date) -> None:
    assert UNKNOWN.on_or_before(day) <= day <= UNKNOWN.on_or_after(day) <= day + timedelta(days=5)
