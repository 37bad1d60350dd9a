"""Every act in every state: what the table of the field allows changes as told, the rest changes nothing."""

import json
from dataclasses import fields
from typing import Any

import pytest

from config.clock import local_day
from config.database import table_of
from config.errors import DubanError
from config.language import labels
from planning import lifecycle
from planning.lifecycle import LAWFUL, STATES, Event, TaskState, fold
from planning.models import Task
from tests.planning.house import DAY, House, instant

CHASED = ("registered", "assigned", "accepted", "in_progress", "returned")
OPEN = CHASED[1:]
STAYS = None

#: act → state before → state after (STAYS: as before). Written down apart from the product's own table.
TABLE: dict[str, dict[str, str | None]] = {
    "registered": {},
    "adopted": {"draft": "registered"},
    "assigned": {"registered": "assigned", **dict.fromkeys(OPEN, STAYS)},
    "accepted": {"assigned": "accepted"},
    "reported": dict.fromkeys(OPEN, "in_progress"),
    "rolled_up": dict.fromkeys(OPEN, "in_progress"),
    "submitted": {"accepted": "submitted", "in_progress": "submitted"},
    "returned": {"submitted": "returned"},
    "completed": {"submitted": "completed"},
    "closed": {"completed": "closed"},
    "extension_requested": dict.fromkeys(OPEN, STAYS),
    "extension_decided": dict.fromkeys(OPEN, STAYS),
    "due_set": dict.fromkeys((*CHASED, "submitted", "draft"), STAYS),
    "instructed": dict.fromkeys((*CHASED, "submitted", "completed", "closed", "suspended"), STAYS),
    "reopened": {"completed": "in_progress", "closed": "in_progress"},
    "instruction_withdrawn": dict.fromkeys((*CHASED, "submitted", "completed", "closed", "suspended"), STAYS),
    "answered": dict.fromkeys((*CHASED, "submitted", "completed", "closed", "suspended"), STAYS),
    "suspended": dict.fromkeys((*CHASED, "submitted"), "suspended"),
    "resumed": {"suspended": "in_progress"},
    "merged": dict.fromkeys((*CHASED, "submitted", "suspended", "draft"), "merged"),
    "cancelled": dict.fromkeys((*CHASED, "submitted", "suspended", "draft"), "cancelled"),
    "redated": dict.fromkeys(STATES, STAYS),
    "amended": dict.fromkeys((*CHASED, "submitted", "completed", "closed", "suspended", "draft"), STAYS),
    "carried": dict.fromkeys(STATES, STAYS),
    "sourced": dict.fromkeys(STATES, STAYS),
    "paired": dict.fromkeys(STATES, STAYS),
    "unpaired": dict.fromkeys(STATES, STAYS),
    "classified": dict.fromkeys(STATES, STAYS),
}
PAYLOADS: dict[str, dict[str, Any]] = {
    "assigned": {"leader_name": "顾长河"},
    "reported": {"progress": 60, "period": "2017Q2", "late": False},
    "rolled_up": {"progress": 61, "period": "2017Q2", "late": False},
    "returned": {"reason": "facts_unclear"},
    "completed": {"completed_by": "D02"},
    "extension_requested": {"proposed_on": "2017-07-31"},
    "extension_decided": {"approved": True, "due_on": "2017-07-31"},
    "due_set": {"due_on": "2017-08-31", "basis": "set"},
    "instructed": {"answer_by": "2017-05-01"},
    "merged": {"into_id": 1},
    "amended": {
        "text": "开办职工夜校十期。",
        "title": "开办职工夜校十期",
        "due_on": "2017-10-31",
        "due_basis": "stated",
    },
    "classified": {"theme": "服务阵地"},
    "carried": {"document_id": 1, "source_start": 3, "source_end": 9},
}
DUE = ("due_on", "due_version", "due_basis", "due_provisional")
#: act → the fields it may change, beside state, turns and the place in the ledger.
TOUCHES: dict[str, set[str]] = {
    "assigned": {"owner_post_id", "leader_name", "unit_id"},
    "reported": {"progress", "last_report_on", "last_period", "last_period_late"},
    "rolled_up": {"progress", "last_report_on", "last_period", "last_period_late"},
    "submitted": {"submitted_on", "held_progress", "progress"},
    "returned": {"submitted_on", "progress", "returns"},
    "completed": {"finished_on", "late", "completed_by"},
    "closed": {"closed_on"},
    "extension_requested": {"extension_proposed_on"},
    "extension_decided": {"extension_proposed_on", "extensions", *DUE},
    "due_set": {"chased", *DUE},
    "instructed": {"answer_by"},
    "answered": {"answer_by"},
    "instruction_withdrawn": {"answer_by"},
    "reopened": {"finished_on", "closed_on", "submitted_on", "completed_by"},
    "suspended": {"held_state"},
    "resumed": {"held_state"},
    "merged": {"merged_into_id"},
    "amended": {"text", "title", "original_due_on", *DUE},
    "carried": {"source_start", "source_end"},
    "classified": {"theme"},
}  # fmt: skip
ALWAYS = {"state", "turns", "yellow_on", "orange_on", "red_on", "seq", "chase_seq", "digest"}


def changed(before: TaskState, after: TaskState) -> set[str]:
    return {field.name for field in fields(TaskState) if getattr(before, field.name) != getattr(after, field.name)}


def test_a_task_state_has_the_columns_of_the_task_table_except_its_id() -> None:
    columns = [column.name for column in table_of(Task).columns]
    assert columns == ["id", *(field.name for field in fields(TaskState))]


def test_the_table_of_the_tests_names_every_act_and_every_state_has_a_way_and_a_word() -> None:
    assert TABLE.keys() == LAWFUL.keys()
    assert set(STATES) == labels("state").keys()
    assert LAWFUL.keys() == labels("event").keys()
    assert set(lifecycle.RETURN_REASONS) == labels("return_reason").keys()


@pytest.mark.parametrize("state", STATES)
def test_each_act_changes_a_state_as_the_table_says_or_nothing_at_all(house: House, state: str) -> None:
    task_id = house.item_in(state)
    before, events = house.state(task_id), house.events(task_id)
    for act, moves in TABLE.items():
        with house.database.read() as session:  # never committed: the next act finds the same task
            ledger = house.ledger(session)
            if state in moves:
                after = ledger.record(task_id, act, PAYLOADS.get(act, {}))
                assert after.state == (moves[state] or state), act
                assert changed(before, after) <= ALWAYS | TOUCHES.get(act, set()), act
                assert after.seq == before.seq + 1, act
            else:
                with pytest.raises(DubanError) as caught:
                    ledger.record(task_id, act, PAYLOADS.get(act, {}))
                assert caught.value.code == "act-not-lawful", act
                assert before.number in str(caught.value)
    assert house.state(task_id) == before
    assert house.events(task_id) == events


@pytest.mark.parametrize("state", [*CHASED, "submitted"])
def test_a_suspended_task_goes_back_to_where_it_was(sqlite_house: House, state: str) -> None:
    task_id = sqlite_house.item_in(state)
    before = sqlite_house.state(task_id)
    with sqlite_house.pen() as ledger:
        off = ledger.record(task_id, "suspended", {"reason": "机构调整"})
        assert (off.turns, off.yellow_on, off.orange_on, off.red_on) == ("[]", None, None, None)
        after = ledger.record(task_id, "resumed", {})
    assert changed(before, after) <= {"seq", "digest", "chase_seq"}


def test_an_approved_extension_satisfies_a_chase_and_a_refused_one_does_not(sqlite_house: House) -> None:
    task_id = sqlite_house.item_in("in_progress")
    with sqlite_house.pen() as ledger:
        ledger.record(task_id, "extension_requested", {"proposed_on": "2017-07-31"})
        before = sqlite_house.state(task_id).chase_seq
        refused = ledger.record(task_id, "extension_decided", {"approved": False})
        assert refused.chase_seq == before
        ledger.record(task_id, "extension_requested", {"proposed_on": "2017-07-31"})
        approved = ledger.record(task_id, "extension_decided", {"approved": True, "due_on": "2017-07-31"})
        assert approved.chase_seq == approved.seq


def test_an_amendment_that_leaves_the_date_satisfies_no_chase_and_keeps_the_first_date(sqlite_house: House) -> None:
    task_id = sqlite_house.item_in("in_progress")
    before = sqlite_house.state(task_id)
    with sqlite_house.pen() as ledger:
        reworded = ledger.record(task_id, "amended", {"text": "开办职工夜校十期。"})
        assert (reworded.text, reworded.due_version, reworded.chase_seq) == ("开办职工夜校十期。", 1, before.chase_seq)
        moved = ledger.record(task_id, "amended", {"due_on": "2017-11-30", "due_basis": "stated"})
        assert (moved.due_on.isoformat(), moved.due_version, moved.chase_seq) == ("2017-11-30", 2, moved.seq)
        assert moved.original_due_on == before.original_due_on


@pytest.mark.parametrize(
    ("reports", "expected"),
    [
        pytest.param([("2017Q2", False)], ("2017Q2", False), id="in time"),
        pytest.param([("2017Q1", True)], ("2017Q1", True), id="late"),
        pytest.param([("2017Q1", True), ("2017Q2", False)], ("2017Q2", False), id="late, then in time"),
        pytest.param([("2017Q2", False), ("2017Q1", True)], ("2017Q2", False), id="an older quarter made good later"),
        pytest.param([("2017Q2", False), ("2017Q2", True)], ("2017Q2", False), id="told again after the grace"),
        pytest.param([("2017M09", False), ("2017M10", False)], ("2017M10", False), id="months"),
    ],
)
def test_the_last_period_is_the_newest_one_and_late_only_if_its_first_report_was(
    sqlite_house: House, reports: list[tuple[str, bool]], expected: tuple[str, bool]
) -> None:
    task_id = sqlite_house.item_in("accepted")
    with sqlite_house.pen() as ledger:
        for period, late in reports:
            after = ledger.record(task_id, "reported", {"progress": 10, "period": period, "late": late})
    assert (after.last_period, after.last_period_late) == expected


def test_turns_are_kept_in_the_order_of_their_days_with_the_first_day_of_each_colour(sqlite_house: House) -> None:
    state = sqlite_house.state(sqlite_house.item_in("in_progress"))
    turns = json.loads(state.turns)
    assert [on for _, on, _ in turns] == sorted(on for _, on, _ in turns)
    for colour, first in (("yellow", state.yellow_on), ("orange", state.orange_on), ("red", state.red_on)):
        days = [on for turned, on, _ in turns if turned == colour]
        assert (first.isoformat() if first else None) == min(days, default=None)


def test_folding_nothing_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="registration"):
        fold([])


def test_the_day_of_an_act_is_the_day_in_shanghai(sqlite_house: House) -> None:
    task_id = sqlite_house.item_in("in_progress")
    one_second_to_midnight = instant(DAY).replace(hour=15, minute=59, second=59)
    with sqlite_house.pen(at=one_second_to_midnight) as ledger:
        assert ledger.record(task_id, "submitted", {}).submitted_on == DAY == local_day(one_second_to_midnight)
    other = sqlite_house.item_in("in_progress")
    with sqlite_house.pen(at=one_second_to_midnight.replace(hour=16, minute=0, second=0)) as ledger:
        assert ledger.record(other, "submitted", {}).submitted_on == DAY.replace(day=DAY.day + 1)


def test_an_event_is_immutable() -> None:
    event = Event(1, 1, "registered", {}, "D02", "", instant(DAY), "")
    with pytest.raises(AttributeError):
        event.seq = 2  # type: ignore[misc]
