"""As-of views are exact: what they say of an instant is what stood in the live table at that instant."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Table, select
from sqlmodel import Session

from config.clock import at_local, end_of_day, local_day
from config.errors import DubanError
from planning import acts, queries
from planning.asof import states_as_of, tasks_as_of
from planning.headlines import Asked, headlines
from planning.ledger import events_of, tasks
from planning.lifecycle import Event, fold
from planning.narrowing import TaskFilter
from planning.sealing import check_ledger
from tests.planning.house import DAY, DUE, REASON, STREET, House, deputy, instant, progress

TICK = timedelta(microseconds=1)
Rows = dict[int, dict[str, Any]]

#: Everything people try, in any order: what is not lawful at that moment is refused and changes nothing.
MOVES = (
    "assign", "accept", "report", "report one", "submit", "send back", "complete", "close", "ask", "extend", "refuse",
    "deadline", "own deadline", "instruct", "answer", "suspend", "resume", "merge", "cancel", "adopt", "redate",
)  # fmt: skip
moves = st.lists(
    st.tuples(
        st.sampled_from((*MOVES, "assign", "accept", "report", "report", "submit", "resume")),
        st.integers(0, 100),
        st.sampled_from([timedelta(0), TICK, timedelta(hours=7), timedelta(days=1), timedelta(days=40)]),
    ),
    max_size=25,
)
slow_database = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


def try_move(house: House, item_id: int, move: str, number: int, at: datetime) -> bool:
    """Do one move; tell whether it was lawful."""
    children = sorted(house.children(item_id))
    day = local_day(at)
    told = progress(deliverables=dict.fromkeys(children, number)) if children else progress(number)
    position = children[number % len(children)] if children else 0
    do: dict[str, tuple[Any, ...]] = {
        "assign": (acts.assign, {"leader_name": f"领导{number}"}, house.clerk),
        "accept": (acts.accept, {}, house.owner),
        "report": (acts.report, {"given": told}, deputy(house.liaison, house.owner)),
        "submit": (acts.submit, {}, house.owner),
        "send back": (acts.send_back, {"reason": REASON}, house.clerk),
        "complete": (acts.complete, {}, house.clerk),
        "close": (acts.close_out, {}, house.sponsor),
        "ask": (
            acts.request_extension,
            {"proposed_on": day + timedelta(days=number + 30), "reason": "难"},
            house.owner,
        ),
        "extend": (acts.decide_extension, {"approve": True}, house.sponsor),
        "refuse": (acts.decide_extension, {"approve": False}, house.clerk),
        "deadline": (acts.set_deadline, {"due_on": day + timedelta(days=number)}, house.clerk),
        "instruct": (acts.instruct, {"text": "办", "answer_by": day, "reopen": number % 2 == 0}, house.sponsor),
        "answer": (acts.answer, {"text": "已办"}, house.owner),
        "suspend": (acts.suspend, {"reason": "停"}, house.clerk),
        "resume": (acts.resume, {}, house.clerk),
        "merge": (acts.merge, {"into_id": 1}, house.clerk),
        "cancel": (acts.cancel, {"reason": "停"}, house.clerk),
        "adopt": (acts.adopt, {}, house.clerk),
    }
    try:
        if move == "redate":
            with house.pen(at=at, pack="yinchuan") as ledger:
                ledger.record(item_id, "redated", {"pack": "yinchuan"})
        elif move in {"report one", "own deadline"}:
            if not children:
                return False
            child_id = house.child_id(item_id, position)
            if move == "report one":
                house.do(acts.report, child_id, progress(number, done="一项"), by=house.owner, at=at)
            else:
                house.do(acts.set_deadline, child_id, due_on=day + timedelta(days=number), at=at)
        else:
            act, named, by = do[move]
            house.do(act, item_id, by=by, at=at, **named)
    except DubanError:
        return False
    return True


def live_rows(house: House) -> Rows:
    with house.database.read() as session:
        return rows_of(session, tasks)


def rows_of(session: Session, table: Table) -> Rows:
    return {row["id"]: dict(row) for row in session.connection().execute(select(table)).mappings()}


def rows_at(house: House, at: datetime) -> Rows:
    with house.database.read() as session:
        return rows_of(session, tasks_as_of(session, at))


def test_a_task_row_is_the_fold_of_its_events_after_any_lawful_acts(house: House) -> None:
    house.item()

    @slow_database
    @given(steps=moves, deliverables=st.sampled_from([0, 0, 2, 3]), state=st.sampled_from(["registered", "draft"]))
    def check(steps: Sequence[tuple[str, int, timedelta]], deliverables: int, state: str) -> None:
        item_id, at = house.item(deliverables, state=state), instant(DAY)
        for move, number, wait in steps:
            at += wait
            try_move(house, item_id, move, number, at)
        with house.database.read() as session:
            rows = rows_of(session, tasks)
            for task_id in (item_id, *(house.child_id(item_id, position) for position in house.children(item_id))):
                folded = fold(events_of(session, task_id))
                assert {"id": task_id, **asdict(folded)} == rows[task_id]

    check()
    with house.database.read() as session:
        assert check_ledger(session)[1] == []


def test_every_past_instant_shows_what_stood_there_then(house: House) -> None:
    house.item()

    @slow_database
    @given(steps=moves, deliverables=st.sampled_from([0, 2]))
    def check(steps: Sequence[tuple[str, int, timedelta]], deliverables: int) -> None:
        at = instant(DAY)
        item_id = house.item(deliverables, at=at)
        family = {item_id, *(house.child_id(item_id, position) for position in house.children(item_id))}
        known: dict[datetime, Rows] = {at - timedelta(days=1): {}, at: _only(live_rows(house), family)}
        for move, number, wait in steps:
            at += wait
            if try_move(house, item_id, move, number, at):
                known[at] = _only(live_rows(house), family)
        instants = sorted(known)
        for before, after in zip(instants, [*instants[1:], at + timedelta(days=400)], strict=True):
            assert _only(rows_at(house, before + TICK), family) == known[before]
            assert _only(rows_at(house, after), family) == known[before]

    check()


def _only(rows: Rows, ids: set[int]) -> Rows:
    return {task_id: row for task_id, row in rows.items() if task_id in ids}


def test_an_instant_excludes_what_happens_at_it(house: House) -> None:
    item_id = house.item(at=instant(DAY))
    house.do(acts.assign, item_id, at=instant(DAY) + TICK)
    states = [rows_at(house, instant(DAY) + TICK * ticks) for ticks in (0, 1, 2)]
    assert [[row["state"] for row in rows.values()] for rows in states] == [[], ["registered"], ["assigned"]]


def test_two_instants_of_one_second_can_be_looked_at_side_by_side(house: House) -> None:
    item_id = house.item(at=instant(DAY))
    house.do(acts.assign, item_id, at=instant(DAY) + TICK)
    house.do(acts.accept, item_id, by=house.owner, at=instant(DAY) + 2 * TICK)
    with house.database.read() as session:
        first, second = (tasks_as_of(session, instant(DAY) + TICK * ticks) for ticks in (1, 2))
        assert rows_of(session, first)[item_id]["state"] == "registered"
        assert rows_of(session, second)[item_id]["state"] == "assigned"


@pytest.mark.parametrize("day", [date(1950, 1, 1), date(1, 1, 2), date(2016, 12, 31)])
def test_before_everything_there_is_nothing(house: House, day: date) -> None:
    house.item()
    assert rows_at(house, at_local(day)) == {}


@pytest.mark.parametrize("at", [None, date(9999, 12, 30)])
def test_now_and_after_the_last_event_the_live_table_is_read(house: House, at: date | None) -> None:
    house.item()
    with house.database.read() as session:
        assert tasks_as_of(session, at_local(at) if at else None) is tasks


def test_an_as_of_view_leaves_no_trace_for_the_next_reader(house: House) -> None:
    item_id = house.item_in("accepted", at=instant(DAY))
    house.do(acts.report, item_id, progress(80), by=house.owner, at=instant(DUE))
    for _ in range(3):  # the pool hands out the same connection again
        assert rows_at(house, end_of_day(DAY))[item_id]["state"] == "accepted"
    assert live_rows(house)[item_id]["progress"] == 80


def test_an_act_between_the_clock_and_the_lock_leaves_no_gap(house: House) -> None:
    item_id = house.item(at=instant(DAY))
    house.do(acts.assign, item_id, at=instant(DAY) + 9 * TICK)
    house.do(acts.accept, item_id, by=house.owner, at=instant(DAY) + 5 * TICK)  # read the clock first, wrote second
    assert rows_at(house, instant(DAY) + 7 * TICK)[item_id]["state"] == "registered"
    assert rows_at(house, instant(DAY) + 10 * TICK)[item_id]["state"] == "accepted"


def test_lists_and_counts_say_the_same_of_a_past_day_as_they_said_on_it(house: House) -> None:
    days = [date(2017, 4, 28), date(2017, 6, 27), date(2017, 7, 3), date(2017, 10, 12)]
    items = [house.item(2, due_on=due) for due in (date(2017, 5, 31), DUE, date(2017, 9, 30), date(2017, 12, 31))]
    for item_id in items[:3]:
        for move in ("assign", "accept"):
            try_move(house, item_id, move, 0, instant(DAY))
    said = []
    for count, day in enumerate(days):
        for item_id in items[count:]:
            try_move(house, item_id, "report", 20 * (count + 1), at_local(day) - timedelta(hours=2))
        try_move(house, items[count], "submit" if count % 2 else "suspend", 0, at_local(day))
        said.append(_told(house, None, day))
    for day, then in zip(days, said, strict=True):
        assert _told(house, end_of_day(day), day) == then


def _told(house: House, at: datetime | None, day: date) -> list[object]:
    with house.database.read() as session:
        table = tasks_as_of(session, at)
        wanted = TaskFilter(unit_id=house.units[STREET])
        found: list[object] = [
            queries.light_counts(session, table, day),
            queries.state_counts(session, table),
            queries.count_tasks(session, table, day, TaskFilter(overdue=True, items_only=False)),
            queries.oldest_due(session, table),
        ]
        lists = [
            queries.unit_light_counts(session, table, day),
            queries.list_tasks(session, table, day, wanted, limit=50),
            queries.list_tasks(session, table, day, TaskFilter(light="red", text="地图"), limit=50),
            headlines(session, table, table, Asked(day, DUE, date(2017, 1, 1), day, 0)).rows,
            queries.due_on_days(session, table, [DUE]),
            queries.silent_in(session, table, "2017Q2", day),
            queries.awaiting_answer(session, table, day),
            queries.deliverables_of(session, table, 1, day),
        ]
        row = queries.task_row(session, table, 1, day)
        assert row is not None
        return [*found, *([dict(found) for found in rows] for rows in lists), dict(row)]


def test_states_as_of_come_by_id_each_once(house: House) -> None:
    ids = [house.item_in("accepted") for _ in range(3)]
    with house.database.read() as session:
        assert [task_id for task_id, _ in states_as_of(session, end_of_day(DAY))] == ids


def test_events_before_an_instant_are_those_an_as_of_view_is_made_of(house: House) -> None:
    item_id = house.item(at=instant(DAY))
    house.do(acts.assign, item_id, at=instant(DUE))
    with house.database.read() as session:
        before: list[Event] = events_of(session, item_id, before=instant(DUE))
        assert [event.kind for event in before] == ["registered"]
        assert len(events_of(session, item_id)) == 2
