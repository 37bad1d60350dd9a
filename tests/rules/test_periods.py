from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import CallError
from planning.periods import KINDS, Month, Quarter, parse_period, period_after, period_of
from tests.rules.cases import CALENDAR, DEFAULT, PACKS


@pytest.mark.parametrize(
    ("day", "quarter", "month"),
    [
        (date(2017, 1, 1), "2017Q1", "2017M01"),
        (date(2017, 3, 31), "2017Q1", "2017M03"),
        (date(2017, 4, 1), "2017Q2", "2017M04"),
        (date(2017, 6, 30), "2017Q2", "2017M06"),
        (date(2024, 2, 29), "2024Q1", "2024M02"),
        (date(2017, 12, 31), "2017Q4", "2017M12"),
    ],
)
def test_a_day_lies_in_one_quarter_and_one_month(day: date, quarter: str, month: str) -> None:
    assert (str(Quarter.of(day)), str(Month.of(day))) == (quarter, month)
    assert day in Quarter.of(day)
    assert day in Month.of(day)


def test_a_quarter_includes_its_last_day_and_no_other_quarters_day() -> None:
    quarter = Quarter(2017, 2)
    assert (quarter.first, quarter.last) == (date(2017, 4, 1), date(2017, 6, 30))
    assert date(2017, 6, 30) in quarter
    assert date(2017, 7, 1) not in quarter
    assert date(2017, 3, 31) not in quarter


def test_february_ends_on_the_29th_in_a_leap_year() -> None:
    assert [Month(year, 2).last.day for year in (1900, 2000, 2023, 2024)] == [28, 29, 28, 29]


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from(sorted(KINDS)))
def test_periods_follow_each_other_without_gap_and_read_back(day: date, kind: str) -> None:
    period = KINDS[kind].of(day)
    assert parse_period(str(period)) == period
    assert period.next().first == period.last + timedelta(days=1)
    assert period.next().previous() == period
    assert str(period.previous()) < str(period) < str(period.next())


@pytest.mark.parametrize("text", ["2017q2", " 2017Q2 "])
def test_a_quarter_is_read_kindly(text: str) -> None:
    assert Quarter.parse(text) == Quarter(2017, 2)


@pytest.mark.parametrize("text", ["", "2017", "2017Q0", "2017Q5", "17Q2", "2017-Q2", "0000Q1", "２０１７Q2", "2017M06"])
def test_what_is_no_quarter_is_refused_with_the_text(text: str) -> None:
    with pytest.raises(CallError) as caught:
        Quarter.parse(text)
    assert (caught.value.code, caught.value.values) == ("period-invalid", {"text": text})


@pytest.mark.parametrize("text", ["2017M00", "2017M13", "2017M6", "0000M01"])
def test_what_is_no_period_of_any_kind_is_refused(text: str) -> None:
    with pytest.raises(CallError) as caught:
        parse_period(text)
    assert (caught.value.code, caught.value.values) == ("period-invalid", {"text": text})


# Request opened, first and second nudge, due, end of grace: on the default pack.
UPDATES = [
    ("2017Q2", "2017-06-16", "2017-06-23", "2017-06-28", "2017-06-30", "2017-07-04"),
    # due on a make-up Saturday, the grace behind the National Day week
    ("2017Q3", "2017-09-18", "2017-09-25", "2017-09-28", "2017-09-30", "2017-10-10"),
    # 31 December is a Sunday
    ("2017Q4", "2017-12-15", "2017-12-22", "2017-12-27", "2017-12-29", "2018-01-03"),
    ("2024Q1", "2024-03-15", "2024-03-22", "2024-03-27", "2024-03-29", "2024-04-02"),
    # into a year not announced
    ("2026Q4", "2026-12-17", "2026-12-24", "2026-12-29", "2026-12-31", "2027-01-05"),
]


@pytest.mark.parametrize(("text", "opens", "first", "second", "due", "grace"), UPDATES)
def test_the_days_of_an_update_request(text: str, opens: str, first: str, second: str, due: str, grace: str) -> None:
    quarter = Quarter.parse(text)
    assert quarter.request_opens_on(DEFAULT, CALENDAR).isoformat() == opens
    assert [day.isoformat() for day in quarter.nudges_on(DEFAULT, CALENDAR)] == [first, second]
    assert quarter.report_due_on(CALENDAR).isoformat() == due
    assert quarter.grace_until(DEFAULT, CALENDAR).isoformat() == grace


@given(st.dates(date(2017, 1, 1), date(2027, 12, 31)), st.sampled_from(sorted(PACKS)))
def test_every_day_of_an_update_request_is_worked_and_in_order(day: date, name: str) -> None:
    pack = PACKS[name]
    period = period_of(day, pack)
    order = [
        period.request_opens_on(pack, CALENDAR),
        *period.nudges_on(pack, CALENDAR),
        period.report_due_on(CALENDAR),
        period.grace_until(pack, CALENDAR),
    ]
    assert order == sorted(order)
    assert all(CALENDAR.is_workday(day) for day in order)


@pytest.mark.parametrize(
    ("pack", "reported", "owed"),
    [
        ("default", "2017Q2", "2017Q3"),
        ("default", "2017Q4", "2018Q1"),
        ("default", "2017M05", "2017Q2"),
        ("default", "2017M06", "2017Q3"),
        ("ouhai", "2017M12", "2018M01"),
        ("ouhai", "2017Q2", "2017M07"),
    ],
)
def test_what_is_owed_next_follows_what_was_reported_also_across_kinds(pack: str, reported: str, owed: str) -> None:
    assert str(period_after(reported, PACKS[pack])) == owed


@pytest.mark.parametrize(("code", "words"), [("2017Q2", "2017年第二季度"), ("2017M06", "2017年6月")])
def test_a_period_has_its_words(code: str, words: str) -> None:
    assert parse_period(code).words == words
