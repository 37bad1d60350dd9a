"""Each rung for each audience on the right day of a real quarter, with its holidays and make-up Saturdays."""

from datetime import date, timedelta

import pytest

from planning import acts
from planning.ledger import tasks
from planning.queries import light_counts
from tests.flows.stage import Stage
from tests.planning.house import DUE, progress

OWNER, HEAD, CLERK, SPONSOR = "沈玉兰", "许望山", "何思远", "顾长河"
FIRST, LAST = date(2017, 4, 1), date(2017, 6, 30)

#: Due on 31 May, the day after the Dragon Boat holiday (28–30 May); Saturday 27 May is worked for it.
AROUND_DRAGON_BOAT = {
    (5, 19): {OWNER: "T-7"},
    (5, 25): {OWNER: "T-3"},
    (5, 27): {OWNER: "T-1"},
    (5, 31): {OWNER: "T0"},
    (6, 1): {OWNER: "+1", HEAD: "+1"},
    (6, 5): {OWNER: "+3", HEAD: "+3", CLERK: "+3"},
    (6, 12): {OWNER: "+8", HEAD: "+8", CLERK: "+8"},
    (6, 14): {SPONSOR: "+10"},
    (6, 19): {OWNER: "+13", HEAD: "+13", CLERK: "+13"},
    (6, 26): {OWNER: "+18", HEAD: "+18", CLERK: "+18"},
}
#: Due on Sunday 30 April: earlier up to the due day, later after it; Monday 1 May is a holiday.
AROUND_LABOUR_DAY = {
    (4, 19): {OWNER: "T-7"},
    (4, 25): {OWNER: "T-3"},
    (4, 27): {OWNER: "T-1"},
    (4, 28): {OWNER: "T0"},
    (5, 2): {OWNER: "+1", HEAD: "+1"},
    (5, 4): {OWNER: "+3", HEAD: "+3", CLERK: "+3"},
    (5, 11): {OWNER: "+8", HEAD: "+8", CLERK: "+8"},
    (5, 15): {SPONSOR: "+10"},
    (5, 18): {OWNER: "+13", HEAD: "+13", CLERK: "+13"},
    (5, 25): {OWNER: "+18", HEAD: "+18", CLERK: "+18"},
    (6, 2): {OWNER: "+23", HEAD: "+23", CLERK: "+23"},
    (6, 9): {OWNER: "+28", HEAD: "+28", CLERK: "+28"},
    (6, 16): {OWNER: "+33", HEAD: "+33", CLERK: "+33"},
    (6, 23): {OWNER: "+38", HEAD: "+38", CLERK: "+38"},
    (6, 30): {OWNER: "+43", HEAD: "+43", CLERK: "+43"},
}


@pytest.mark.parametrize(
    ("due_on", "expected"), [(date(2017, 5, 31), AROUND_DRAGON_BOAT), (date(2017, 4, 30), AROUND_LABOUR_DAY)]
)
def test_each_audience_hears_of_each_rung_on_its_working_day_of_the_quarter(
    stage: Stage, due_on: date, expected: dict[tuple[int, int], dict[str, str]]
) -> None:
    stage.house.item_in("assigned", due_on=due_on)
    stage.remind_daily(FIRST, LAST)

    told: dict[tuple[int, int], dict[str, str]] = {}
    reminders = [notice for notice in stage.told() if not notice.rung.startswith("event-")]
    for notice in reminders:
        told.setdefault((notice.day.month, notice.day.day), {})[notice.name] = notice.rung
    assert told == expected
    assert len(reminders) == sum(len(people) for people in expected.values())


def test_due_today_is_not_overdue(stage: Stage) -> None:
    stage.house.item_in("assigned")
    stage.remind(DUE)

    (line,) = stage.lines()
    assert (line["topic"], line["status"]) == ("due_today", "今日到期（期限2017年6月30日）")


def test_the_working_day_after_is_overdue_by_one(stage: Stage) -> None:
    stage.house.item_in("assigned")
    stage.remind(date(2017, 7, 3))

    assert {(line["severity"], line["topic"], line["status"]) for line in stage.lines()} == {
        ("red", "overdue", "逾期1个工作日（期限2017年6月30日）")
    }


def test_due_on_a_rest_day_the_last_working_day_before_it_says_so(stage: Stage) -> None:
    stage.house.item_in("assigned", due_on=date(2017, 4, 30), due_provisional=True)
    stage.remind(date(2017, 4, 28))

    (line,) = stage.lines()
    assert line["status"] == "今天是期限前最后一个工作日（期限2017年4月30日，暂定）"
    assert line["topic"] == "near"


@pytest.mark.parametrize(
    ("percent", "day", "severity"),
    [
        (95, date(2017, 6, 21), "green"),
        (95, DUE, "yellow"),
        (40, date(2017, 6, 21), "red"),
        (95, date(2017, 7, 3), "red"),
    ],
)
def test_a_notice_ranks_by_the_light_the_page_shows(stage: Stage, percent: int, day: date, severity: str) -> None:
    task = stage.house.item_in("accepted")
    stage.house.do(acts.report, task, progress(percent), by=stage.house.owner, at=date(2017, 6, 20))
    stage.remind(day)
    stage.ask(day)

    assert {line["severity"] for line in stage.lines()} == {severity}
    with stage.database.read() as session:
        assert light_counts(session, tasks, day) == {severity: 1}


@pytest.mark.parametrize("rest_day", [date(2017, 7, 1), date(2017, 5, 29), date(2017, 10, 5)])
def test_on_a_rest_day_nothing_is_planned(stage: Stage, rest_day: date) -> None:
    for back in range(-8, 12):
        stage.house.item_in("assigned", due_on=rest_day - timedelta(days=back))

    assert stage.remind(rest_day) == {"day": rest_day.isoformat(), "rest_day": True}
    assert stage.told() == []


def test_the_same_day_planned_twice_plans_nothing_new(stage: Stage) -> None:
    for due_on in (DUE, date(2017, 6, 27), date(2017, 6, 26)):
        stage.house.item_in("assigned", due_on=due_on)
    first = stage.remind(date(2017, 6, 27))
    before = stage.rows()

    again = stage.remind(date(2017, 6, 27))

    assert (first["planned"], first["known"]) == (4, 0)
    assert (again["planned"], again["known"], again["digests"], again["joined"]) == (0, 4, 0, 0)
    assert stage.rows() == before


def test_a_registered_task_nobody_was_handed_is_chased_with_advice_how_to_begin(stage: Stage) -> None:
    stage.house.item()
    stage.remind(date(2017, 6, 27))

    (line,) = stage.lines()
    assert line["role"] == "责任人"
    assert line["action"] == "请与督办办公室确认交办，并着手办理。"


@pytest.mark.parametrize("state", ["draft", "submitted", "completed", "closed", "suspended", "merged", "cancelled"])
def test_a_task_that_is_not_open_is_not_chased(stage: Stage, state: str) -> None:
    stage.house.item_in(state)
    stage.remind_daily(date(2017, 6, 20), date(2017, 7, 5))

    assert [told for told in stage.told() if told.task == 1] == []


def test_the_first_run_ever_does_not_fire_for_the_past(stage: Stage) -> None:
    stage.house.item_in("assigned", due_on=date(2017, 6, 22))
    stage.remind(date(2017, 6, 28))  # +4: the rungs +1 and +3 lie before the first run

    assert stage.told() == []
