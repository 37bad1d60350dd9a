"""Requests for the period's report: when they are made, who is asked, and what ends them."""

from datetime import date, time

import pytest

from config.clock import at_local
from planning import acts
from tests.flows.stage import Stage, days, text_of
from tests.planning.house import DUE, progress, rules

OWNER, CLERK = "沈玉兰", "何思远"
OPENS, SECOND, THIRD = date(2017, 6, 16), date(2017, 6, 23), date(2017, 6, 28)
YEAR_END = date(2017, 12, 29)


def _ask_daily(stage: Stage, first: date, last: date) -> list[tuple[date, str]]:
    for day in days(first, last):
        stage.ask(day)
    return [(told.day, told.rung) for told in stage.told()]


def test_a_silent_item_is_asked_when_the_request_opens_nudged_twice_and_asked_on_the_due_day(stage: Stage) -> None:
    stage.house.item_in("assigned", due_on=YEAR_END)

    assert _ask_daily(stage, date(2017, 4, 13), date(2017, 9, 10)) == [
        (OPENS, "2017Q2-open"),
        (SECOND, "2017Q2-nudge-5"),
        (THIRD, "2017Q2-nudge-2"),
        (DUE, "2017Q2-due"),
    ]
    assert {line["topic"] for line in stage.lines()} == {"update"}
    assert [line["status"] for line in stage.lines()][2:] == [
        "尚未报送2017年第二季度进展，2017年6月30日截止",
        "尚未报送2017年第二季度进展，今日截止",
    ]


def test_a_quarter_that_ends_in_a_holiday_is_counted_from_its_last_working_day(stage: Stage) -> None:
    """30 September 2017 was worked as a make-up Saturday, and so ends the quarter."""
    stage.house.item_in("assigned", due_on=YEAR_END)

    assert [day for day, _ in _ask_daily(stage, date(2017, 9, 11), date(2017, 10, 10))] == [
        date(2017, 9, 18),
        date(2017, 9, 25),
        date(2017, 9, 28),
        date(2017, 9, 30),
    ]


def test_a_year_not_announced_is_asked_by_the_provisional_calendar(stage: Stage) -> None:
    stage.house.item_in("assigned", due_on=date(2027, 12, 31), first_period="2027Q3")

    assert _ask_daily(stage, date(2027, 9, 10), date(2027, 9, 30)) == [
        (date(2027, 9, 16), "2027Q3-open"),
        (date(2027, 9, 23), "2027Q3-nudge-5"),
        (date(2027, 9, 28), "2027Q3-nudge-2"),
        (date(2027, 9, 30), "2027Q3-due"),
    ]


def test_who_has_reported_is_asked_no_more_and_who_reported_for_an_earlier_period_is(stage: Stage) -> None:
    told, silent, before = (stage.house.item_in("accepted", due_on=YEAR_END) for _ in range(3))
    stage.house.do(acts.report, before, progress(20, period="2017Q1"), by=stage.house.owner)
    stage.ask(OPENS)
    stage.house.do(acts.report, told, progress(50), by=stage.house.owner, at=date(2017, 6, 20))
    stage.ask(SECOND)

    assert [(told.task, told.rung) for told in stage.told()] == [
        (told, "2017Q2-open"),
        (silent, "2017Q2-open"),
        (before, "2017Q2-open"),
        (silent, "2017Q2-nudge-5"),
        (before, "2017Q2-nudge-5"),
    ]


@pytest.mark.parametrize(
    ("registered_on", "asked"), [(date(2017, 6, 16), True), (date(2017, 6, 19), False), (date(2017, 6, 29), False)]
)
def test_an_item_registered_after_the_opening_is_not_asked(stage: Stage, registered_on: date, *, asked: bool) -> None:
    period = rules().first_period(registered_on, registered_on)
    stage.house.item(at=registered_on, start_on=registered_on, due_on=YEAR_END, first_period=period)

    assert bool(_ask_daily(stage, registered_on, date(2017, 7, 5))) is asked


def test_an_item_that_has_not_begun_is_not_asked(stage: Stage) -> None:
    stage.house.item_in("assigned", start_on=date(2017, 7, 1), due_on=YEAR_END)

    assert _ask_daily(stage, OPENS, DUE) == []


@pytest.mark.parametrize("state", ["draft", "submitted", "completed", "closed", "suspended", "cancelled"])
def test_an_item_that_is_not_open_is_not_asked(stage: Stage, state: str) -> None:
    stage.house.item_in(state, due_on=YEAR_END)

    assert _ask_daily(stage, OPENS, DUE) == []


def test_deliverables_are_not_asked_by_themselves(stage: Stage) -> None:
    item = stage.house.item_in("assigned", 3, due_on=YEAR_END)
    stage.house.do(acts.set_deadline, stage.house.child_id(item, 1), due_on=date(2017, 12, 20))
    stage.ask(OPENS)

    assert [told.task for told in stage.told()] == [item]


def test_a_vacant_post_is_asked_through_the_office(stage: Stage) -> None:
    stage.house.item_in("assigned", due_on=YEAR_END)
    stage.vacate("owner", OPENS)
    stage.ask(OPENS)

    assert stage.outcomes() == {(CLERK, "2017Q2-open"): "planned"}
    assert stage.lines()[0]["action"] == "请尽快明确责任岗位的任职人，并安排办理。"


def test_a_registered_item_is_asked_with_advice_how_to_begin(stage: Stage) -> None:
    stage.house.item(due_on=YEAR_END)
    stage.ask(OPENS)

    assert stage.lines()[0]["action"] == "请与督办办公室确认交办，再报送本期进展。"


def test_a_report_between_planning_and_delivering_cancels_the_request(stage: Stage) -> None:
    task = stage.house.item_in("accepted", due_on=YEAR_END)
    stage.ask(OPENS)
    stage.house.do(acts.report, task, progress(30), by=stage.house.owner, at=at_local(OPENS, time(8, 20)))
    stage.send(OPENS)

    assert stage.outcomes() == {(OWNER, "2017Q2-open"): "satisfied"}
    assert stage.mails() == []


def test_a_moved_deadline_does_not_cancel_the_request_and_does_not_repeat_it(stage: Stage) -> None:
    task = stage.house.item_in("accepted", due_on=YEAR_END)
    stage.ask(OPENS)
    stage.house.do(acts.set_deadline, task, due_on=date(2017, 11, 30), at=at_local(OPENS, time(8, 20)))
    stage.send(OPENS)
    again = stage.ask(OPENS)

    assert stage.outcomes() == {(OWNER, "2017Q2-open"): "sent"}
    assert (again["planned"], again["known"]) == (0, 1)


def test_after_an_outage_only_the_newest_missed_step_is_made_up(stage: Stage) -> None:
    stage.ask(date(2017, 6, 15))
    stage.house.item_in("assigned", due_on=YEAR_END)
    stage.ask(date(2017, 6, 29))

    assert stage.outcomes() == {(OWNER, "2017Q2-nudge-2"): "planned"}


def test_the_mail_says_which_period_until_when_and_what_to_write(stage: Stage) -> None:
    task = stage.house.item_in("assigned", due_on=YEAR_END)
    stage.ask(DUE)
    stage.send(DUE)

    (mail,) = stage.mails()
    assert mail["Subject"] == "【督办】待报进展1件（6月30日）"
    text = text_of(mail)
    assert "尚未报送2017年第二季度进展，今日截止" in text
    assert "请报送本期进展：做了什么、进度、存在问题和下一步打算。" in text
    assert f"http://127.0.0.1:8765/tasks/{task}" in text
