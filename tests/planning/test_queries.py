"""Questions about tasks: what each filter leaves, what comes first, and what an answer costs."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import Session

from planning import acts, queries
from planning.headlines import Asked, headlines
from planning.ledger import tasks
from planning.lifecycle import STATES
from planning.lights import read_turns
from planning.narrowing import TaskFilter
from tests.planning.house import DAY, DUE, OTHER_STREET, STREET, House, progress
from tests.workshop.forgetting import forget
from tests.workshop.listening import statements

YESTERDAY, TOMORROW = DAY - timedelta(days=1), DAY + timedelta(days=1)


def numbers(house: House, wanted: TaskFilter, *, day: date = DAY, limit: int = 100, offset: int = 0) -> list[str]:
    with house.database.read() as session:
        found = queries.list_tasks(session, tasks, day, wanted, limit=limit, offset=offset)
        if limit == 100:
            assert queries.count_tasks(session, tasks, day, wanted) == len(found)
        return [row["number"] for row in found]


def asked(house: House, question: Callable[..., Any], *given: Any, **named: Any) -> list[str]:  # noqa: ANN401 - any question
    with house.database.read() as session:
        return [row["number"] for row in question(session, *given, **named)]


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        pytest.param({}, {"2017-001", "2017-002", "2017-003", "2017-004"}, id="everything, items only"),
        pytest.param(
            {"items_only": False, "due_from": DUE},
            {"2017-001", "2017-001.1", "2017-001.2", "2017-004"},
            id="with deliverables",
        ),
        pytest.param({"state": "assigned"}, {"2017-002"}, id="state"),
        pytest.param({"light": "red"}, {"2017-002", "2017-003"}, id="light"),
        pytest.param({"light": "none"}, {"2017-004"}, id="no light"),
        pytest.param({"text": "Wi-Fi"}, {"2017-002"}, id="text"),
        pytest.param({"text": "wi-fi"}, {"2017-002"}, id="text in small letters, the same on both databases"),
        pytest.param({"text": "2017-003"}, {"2017-003"}, id="number"),
        pytest.param({"text": "100%"}, {"2017-002"}, id="a percent sign is no wildcard"),
        pytest.param({"text": "100_"}, set(), id="neither is an underline"),
        pytest.param({"text": "\\"}, set(), id="nor a backslash an escape"),
        pytest.param({"due_from": DUE}, {"2017-001", "2017-004"}, id="due from, inclusive"),
        pytest.param({"due_to": date(2017, 6, 29)}, {"2017-002", "2017-003"}, id="due to"),
        pytest.param({"due_from": DAY, "due_to": DAY}, {"2017-002"}, id="due on a day"),
        pytest.param({"overdue": True}, {"2017-003"}, id="overdue: due today is not"),
        pytest.param({"plan_id": 4711}, set(), id="another plan"),
        pytest.param({"state": "registered", "light": "red"}, {"2017-003"}, id="both conditions hold"),
    ],
)  # fmt: skip
def test_a_filter_leaves_what_it_says(house: House, wanted: dict[str, Any], expected: set[str]) -> None:
    house.item(2, start_on=DAY)
    house.do(acts.assign, house.item(start_on=DAY, due_on=DAY, text="开通 Wi-Fi，覆盖率 100%。"))
    house.item(due_on=YESTERDAY)
    house.item(state="draft")
    assert set(numbers(house, TaskFilter(**wanted))) == expected


def test_a_unit_sees_its_own(house: House) -> None:
    house.item()
    house.item(unit_id=house.units[OTHER_STREET])
    assert numbers(house, TaskFilter(unit_id=house.units[STREET])) == ["2017-001"]
    with house.database.read() as session:
        counts = queries.unit_light_counts(session, tasks, DAY)
        one = queries.light_counts(session, tasks, DAY, unit_id=house.units[STREET])
    assert sorted((row["unit_id"], row["items"]) for row in counts) == [
        (house.units[STREET], 1), (house.units[OTHER_STREET], 1),
    ]  # fmt: skip
    assert sum(one.values()) == 1


def test_red_comes_first_then_yellow_then_the_rest_each_by_due_date(house: House) -> None:
    for due in (date(2017, 12, 31), TOMORROW, YESTERDAY, date(2017, 11, 30), date(2017, 4, 10), DAY):
        house.item(due_on=due, start_on=DAY - timedelta(days=3), first_period="2017Q2")
    house.item(start_on=TOMORROW)
    done = house.item_in("submitted", due_on=date(2017, 4, 30), start_on=DAY)
    house.do(acts.complete, done)
    assert numbers(house, TaskFilter()) == [
        "2017-005", "2017-003", "2017-006", "2017-002", "2017-004", "2017-001", "2017-007", "2017-008",
    ]  # fmt: skip


def test_pages_join_without_a_gap_or_a_double_when_all_are_due_alike(house: House) -> None:
    with house.pen() as ledger:
        ledger.register([house.payload(f"2017-{count:03d}") for count in range(1, 24)])
    pages = [numbers(house, TaskFilter(), limit=5, offset=offset) for offset in range(0, 30, 5)]
    assert [len(page) for page in pages] == [5, 5, 5, 5, 3, 0]
    assert [number for page in pages for number in page] == [f"2017-{count:03d}" for count in range(1, 24)]


def test_counts_leave_out_drafts_and_what_is_off_and_deliverables(house: House) -> None:
    for state in STATES:
        house.item_in(state, 2)
    with house.database.read() as session:
        lights = queries.light_counts(session, tasks, DAY)
        states = queries.state_counts(session, tasks)
    assert states.pop("registered") == 2  # the one another item was merged into
    assert states == dict.fromkeys(set(STATES) - {"registered"}, 1)
    assert sum(lights.values()) == 9
    assert "none" not in lights


def test_a_run_of_the_ladder_sees_the_chased_tasks_due_on_its_days(house: House) -> None:
    item = house.item_in("in_progress", 2)
    house.do(acts.set_deadline, house.child_id(item, 1), due_on=DAY)
    house.item(due_on=DAY)
    house.item_in("submitted", due_on=DAY)
    house.item_in("suspended", due_on=DAY)
    house.item(state="draft", due_on=DAY)
    assert asked(house, queries.due_on_days, tasks, [DAY]) == ["2017-001.1", "2017-002"]
    assert asked(house, queries.due_on_days, tasks, [YESTERDAY, DUE]) == ["2017-001"]
    assert asked(house, queries.due_on_days, tasks, []) == []
    with house.database.read() as session:
        assert queries.oldest_due(session, tasks) == DAY


def test_with_nothing_to_chase_there_is_no_oldest_day(house: House) -> None:
    house.item_in("suspended")
    house.item(state="draft", due_on=YESTERDAY)
    with house.database.read() as session:
        assert queries.oldest_due(session, tasks) is None


def test_due_today_is_not_overdue_and_the_longest_overdue_comes_first(house: House) -> None:
    for due in (YESTERDAY, DAY, date(2017, 3, 31), YESTERDAY):
        house.item(due_on=due)
    with house.database.read() as session:
        found = headlines(session, tasks, tasks, Asked(DAY, DUE, DAY, YESTERDAY))
    assert [row["number"] for row in found.overdue] == ["2017-003", "2017-001", "2017-004"]
    assert [row["number"] for row in found.due_soon] == ["2017-002"]
    assert [row["number"] for row in found.long_overdue] == ["2017-003", "2017-001", "2017-004"]
    assert found.counts["long_overdue"] == len(found.long_overdue)


@pytest.mark.parametrize(
    ("changes", "reports", "silent"),
    [
        pytest.param({}, (), True, id="never reported"),
        pytest.param({}, ("2017Q2",), False, id="reported"),
        pytest.param({"first_period": "2017Q1"}, ("2017Q1",), True, id="reported for the quarter before"),
        pytest.param({"first_period": "2017Q3"}, (), False, id="owes nothing yet"),
        pytest.param({"start_on": TOMORROW}, (), False, id="has not begun"),
        pytest.param({"start_on": DAY}, (), True, id="begins today"),
    ],
)
def test_silent_are_the_items_that_owe_a_report_for_the_quarter(
    house: House, changes: dict[str, Any], reports: tuple[str, ...], *, silent: bool
) -> None:
    item = house.item_in("accepted", 2, **changes)
    for period in reports:
        house.do(acts.report, item, progress(done="在办", period=period), by=house.owner)
    house.item_in("submitted")
    house.item(state="draft")
    assert asked(house, queries.silent_in, tasks, "2017Q2", DAY) == (["2017-001"] if silent else [])


def test_what_waits_for_an_answer_can_still_be_answered(house: House) -> None:
    for state in ("in_progress", "closed", "cancelled", "merged", "suspended"):
        item = house.item_in("in_progress" if state in {"cancelled", "merged", "suspended"} else state)
        house.do(acts.instruct, item, text="办", answer_by=DAY, by=house.sponsor)
        if state == "cancelled":
            house.do(acts.cancel, item, reason="停")
        if state == "merged":
            house.do(acts.merge, item, into_id=1)
        if state == "suspended":
            house.do(acts.suspend, item, reason="停")
    waiting = asked(house, queries.awaiting_answer, tasks, DAY)
    assert waiting == ["2017-001", "2017-002", "2017-005"]
    for number in waiting:
        with house.pen() as ledger:
            acts.answer(ledger, queries.task_id_of(ledger.session, number) or 0, text="已办")
    assert asked(house, queries.awaiting_answer, tasks, DAY) == []


def test_a_successor_takes_over_the_unfinished_items_of_the_post(house: House) -> None:
    for state in STATES:
        house.item_in(state, 2, due_on=DUE if state == "assigned" else date(2017, 12, 31))
    found = asked(house, queries.open_tasks_of_post, house.posts["owner"])
    with house.database.read() as session:
        states = [row["state"] for row in queries.open_tasks_of_post(session, house.posts["owner"])]
        assert queries.open_tasks_of_post(session, house.posts["liaison"]) == []
    assert states[0] == "assigned"
    assert sorted(set(states)) == [
        "accepted", "assigned", "in_progress", "registered", "returned", "submitted", "suspended",
    ]  # fmt: skip
    assert len(found) == 8  # and the one another item was merged into


def test_a_task_is_found_by_its_number_or_its_id(house: House) -> None:
    item = house.item(1)
    with house.database.read() as session:
        assert queries.task_id_of(session, "2017-001") == queries.task_id_of(session, str(item)) == item
        assert queries.task_id_of(session, "2017-001.1") == house.child_id(item, 1)
        for unknown in ("", "2018-001", "99", "9" * 30, "²", "-1", "2017-001; drop"):
            assert queries.task_id_of(session, unknown) is None


def test_a_task_in_full_has_its_unit_plan_and_light(house: House) -> None:
    item = house.item(2)
    with house.database.read() as session:
        row = queries.task_row(session, tasks, item, DAY)
        assert row is not None
        assert (row["unit_name"], row["unit_full_name"], row["plan_year"]) == ("月桥街道", STREET, 2017)
        assert queries.task_row(session, tasks, 4711, DAY) is None
        assert [row["number"] for row in queries.deliverables_of(session, tasks, item, DAY)] == [
            "2017-001.1", "2017-001.2",
        ]  # fmt: skip
        turns = read_turns(row["turns"])
        assert [turn[1] for turn in turns] == sorted(turn[1] for turn in turns)


def test_only_registered_items_of_the_plan_wait_to_be_handed_out(house: House) -> None:
    for state in ("registered", "assigned", "draft"):
        house.item_in(state, 2)
    with house.database.read() as session:
        assert queries.registered_of_plan(session, "目标计划（2017年）") == [1]
        assert queries.registered_of_plan(session, "别的计划") == []


QUESTIONS: dict[str, Callable[[Session], object]] = {
    "list_tasks": lambda session: queries.list_tasks(session, tasks, DAY, TaskFilter(light="red"), limit=500),
    "count_tasks": lambda session: queries.count_tasks(session, tasks, DAY, TaskFilter()),
    "light_counts": lambda session: queries.light_counts(session, tasks, DAY),
    "unit_light_counts": lambda session: queries.unit_light_counts(session, tasks, DAY),
    "state_counts": lambda session: queries.state_counts(session, tasks),
    "headlines": lambda session: headlines(session, tasks, tasks, Asked(DAY, DUE, DAY, date(2018, 1, 1), 1)),
    "due_on_days": lambda session: queries.due_on_days(session, tasks, [DUE, YESTERDAY]),
    "oldest_due": lambda session: queries.oldest_due(session, tasks),
    "silent_in": lambda session: queries.silent_in(session, tasks, "2017Q2", DAY),
    "awaiting_answer": lambda session: queries.awaiting_answer(session, tasks, DUE),
    "deliverables_of": lambda session: queries.deliverables_of(session, tasks, 1, DAY),
    "open_tasks_of_post": lambda session: queries.open_tasks_of_post(session, 3),
    "plan_rows": queries.plan_rows,
    "unit_rows": queries.unit_rows,
}


def test_a_question_says_as_many_statements_to_ten_rows_as_to_three_hundred(house: House) -> None:
    said: list[dict[str, int]] = []
    for first, last in ((1, 10), (11, 300)):
        with house.pen() as ledger:
            ledger.register([house.payload(f"2017-{count:03d}") for count in range(first, last + 1)])
        counts = {}
        for name, question in QUESTIONS.items():
            forget(house.database)
            with house.database.read() as session, statements(house.database) as heard:
                question(session)
            counts[name] = len(heard)
        said.append(counts)
    assert said[0] == said[1]
    assert max(said[0].values()) <= 6
