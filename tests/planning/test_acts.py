"""The acts of the field: who may do them, when, and what follows."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from config.clock import at_local
from config.errors import DubanError
from planning import acts
from planning.instructions import open_instructions
from planning.lifecycle import CHASABLE_STATES, RETURN_REASONS
from planning.lights import read_turns
from planning.people import Actor
from planning.periods import parse_period
from tests.planning.house import DAY, DUE, REASON, House, deputy, instant, progress

NEXT_DAY = DAY + timedelta(days=1)
LATER = date(2017, 9, 29)
Refused = Callable[..., DubanError]


def refused(house: House, *given: Any, **named: Any) -> str:  # noqa: ANN401 - whatever the act takes
    """Return the code of the rule an act breaks, and see that it wrote nothing and says a whole sentence."""
    task_id = given[1]
    before = house.state(task_id), house.children(task_id)
    with pytest.raises(DubanError) as caught:
        house.do(*given, **named)
    assert (house.state(task_id), house.children(task_id)) == before
    assert re.search("[\u4e00-\u9fff]", str(caught.value)), "an error says a Chinese sentence"
    return caught.value.code


# --- reporting and the roll-up ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("percents", "expected"),
    [
        ({1: 0, 2: 0, 3: 0}, 0),
        ({1: 100, 2: 100, 3: 100}, 100),
        ({1: 50, 2: 51, 3: 50}, 50),
        ({1: 1, 2: 0, 3: 0}, 0),
        ({1: 1, 2: 1, 3: 0}, 1),
        ({3: 100}, 33),
        ({1: 100, 3: 100}, 67),
    ],
)
def test_an_items_progress_is_the_rounded_mean_of_all_its_deliverables(
    house: House, percents: dict[int, int], expected: int
) -> None:
    item_id = house.item_in("accepted", deliverables=3)
    after = house.do(acts.report, item_id, progress(deliverables=percents), by=house.owner)
    assert (after.progress, after.state) == (expected, "in_progress")
    assert {position: child.progress for position, child in house.children(item_id).items()} == {1: 0, 2: 0, 3: 0} | (
        percents
    )


@pytest.mark.parametrize(
    ("first", "second", "mean"), [(50, 51, 51), (49, 50, 50), (0, 1, 1), (99, 100, 100), (2, 2, 2)]
)
def test_a_half_is_rounded_up(sqlite_house: House, first: int, second: int, mean: int) -> None:
    item_id = sqlite_house.item_in("accepted", deliverables=2)
    given = progress(deliverables={1: first, 2: second})
    assert sqlite_house.do(acts.report, item_id, given, by=sqlite_house.owner).progress == mean


def test_a_deliverable_reported_by_itself_rolls_up(house: House) -> None:
    item_id = house.item_in("accepted", deliverables=2)
    house.do(acts.report, house.child_id(item_id, 2), progress(70, done="完成初稿"), by=house.owner)
    item = house.state(item_id)
    assert (item.progress, item.state, item.last_report_on, item.last_period) == (35, "in_progress", DAY, "2017Q2")
    assert house.events(item_id)[-1].kind == "rolled_up"


def test_prose_alone_is_a_report_and_leaves_the_progress(house: House) -> None:
    item_id = house.item_in("in_progress")
    after = house.do(acts.report, item_id, progress(problem=" 缺少场地 "), by=house.owner)
    assert after.progress == 40
    assert house.events(item_id)[-1].payload["problem"] == "缺少场地"


@pytest.mark.parametrize(
    ("deliverables", "given", "code"),
    [
        pytest.param(0, progress(), "report-empty", id="nothing"),
        pytest.param(0, progress(done=" \n　"), "report-empty", id="blank"),
        pytest.param(0, progress(101), "progress-out-of-range", id="too much"),
        pytest.param(0, progress(-1), "progress-out-of-range", id="less than nothing"),
        pytest.param(2, progress(50), "progress-rolls-up", id="of an item with deliverables"),
        pytest.param(2, progress(deliverables={1: 50, 3: 50}), "deliverable-unknown", id="no such deliverable"),
        pytest.param(2, progress(deliverables={1: 50, 2: 101}), "progress-out-of-range", id="deliverable too much"),
        pytest.param(0, progress(deliverables={1: 50}), "deliverable-unknown", id="has no deliverables"),
        pytest.param(0, progress(50, period="2017Q5"), "period-invalid", id="no quarter"),
        pytest.param(0, progress(50, period="2017M04"), "period-invalid", id="a month where quarters are reported"),
        pytest.param(0, progress(50, period="2017Q3"), "report-too-early", id="a quarter to come"),
    ],
)
def test_a_report_that_makes_no_sense_is_refused(
    sqlite_house: House, deliverables: int, given: acts.ProgressReport, code: str
) -> None:
    item_id = sqlite_house.item_in("accepted", deliverables=deliverables)
    assert refused(sqlite_house, acts.report, item_id, given, by=sqlite_house.owner) == code


@pytest.mark.parametrize(
    ("day", "first_period", "last", "expected"),
    [
        # 30 June 2017 is a Friday; two working days of grace end on Tuesday 4 July.
        pytest.param(date(2017, 6, 30), "2017Q2", None, ("2017Q2", False), id="the last day"),
        pytest.param(date(2017, 7, 1), "2017Q2", None, ("2017Q2", False), id="Saturday within the grace"),
        pytest.param(date(2017, 7, 4), "2017Q2", None, ("2017Q2", False), id="the last day of grace"),
        pytest.param(date(2017, 7, 5), "2017Q2", None, ("2017Q3", False), id="past the grace"),
        pytest.param(date(2017, 7, 4), "2017Q3", None, ("2017Q3", False), id="the quarter before is not owed"),
        pytest.param(date(2017, 7, 4), "2017Q1", "2017Q2", ("2017Q3", False), id="the quarter before is reported"),
        pytest.param(date(2017, 7, 4), "2017Q1", "2017Q1", ("2017Q2", False), id="an older one is reported"),
        # 31 December 2017 is a Sunday: due on Friday 29; 1 January is no working day, so the grace ends on the 3rd.
        pytest.param(date(2018, 1, 3), "2017Q2", "2017Q3", ("2017Q4", False), id="over the new year"),
        pytest.param(date(2018, 1, 4), "2017Q2", "2017Q3", ("2018Q1", False), id="past it"),
    ],
)
def test_within_the_grace_a_report_still_owed_counts_for_the_quarter_before(
    sqlite_house: House, day: date, first_period: str, last: str | None, expected: tuple[str, bool]
) -> None:
    item_id = sqlite_house.item_in("accepted", first_period=first_period)
    if last:
        told_on = max(DAY, parse_period(last).last)
        sqlite_house.do(acts.report, item_id, progress(1, period=last), by=sqlite_house.owner, at=told_on)
        assert sqlite_house.state(item_id).last_period == last
    after = sqlite_house.do(acts.report, item_id, progress(20), by=sqlite_house.owner, at=day)
    assert (after.last_period, after.last_period_late) == expected


def test_a_report_named_for_a_past_quarter_is_late_past_its_grace(sqlite_house: House) -> None:
    item_id = sqlite_house.item_in("accepted", first_period="2017Q1")
    given = progress(20, period="2017q1")
    after = sqlite_house.do(acts.report, item_id, given, by=sqlite_house.owner)
    assert (after.last_period, after.last_period_late) == ("2017Q1", True)


# --- submitting, returning, completing, closing -------------------------------------------------------------------


def test_submitting_sets_full_progress_on_the_item_and_its_deliverables(house: House) -> None:
    item_id = house.item_in("in_progress", deliverables=2)
    after = house.do(acts.submit, item_id, by=house.owner, note="请审核", at=NEXT_DAY)
    assert (after.progress, after.state, after.submitted_on) == (100, "submitted", NEXT_DAY)
    for child in house.children(item_id).values():
        assert (child.progress, child.state, child.submitted_on) == (100, "submitted", NEXT_DAY)


@pytest.mark.parametrize("reason", RETURN_REASONS)
def test_a_return_brings_back_the_progress_before_it_was_submitted(house: House, reason: str) -> None:
    item_id = house.item_in("accepted", deliverables=2)
    house.do(acts.report, item_id, progress(deliverables={1: 90, 2: 31}), by=house.owner)
    house.do(acts.submit, item_id, by=house.owner)
    after = house.do(acts.send_back, item_id, reason=reason, note="缺佐证")
    assert (after.progress, after.state, after.returns, after.submitted_on) == (61, "returned", 1, None)
    assert [child.progress for child in house.children(item_id).values()] == [90, 31]
    assert house.events(item_id)[-1].payload["reason"] == reason


def test_a_return_needs_one_of_the_five_reasons(sqlite_house: House) -> None:
    item_id = sqlite_house.item_in("submitted")
    assert refused(sqlite_house, acts.send_back, item_id, reason="不好") == "return-reason-unknown"


@pytest.mark.parametrize(
    "reported", [{}, {1: 50}, {1: 50, 2: 50}], ids=["only prose", "one of two deliverables", "both deliverables"]
)
def test_an_item_can_be_submitted_whichever_of_its_deliverables_were_reported(
    house: House, reported: dict[int, int]
) -> None:
    item_id = house.item_in("assigned", deliverables=2)
    house.do(acts.report, item_id, progress(done="已启动", deliverables=reported), by=house.owner)
    house.do(acts.submit, item_id, by=house.owner)
    house.do(acts.send_back, item_id, reason=REASON)
    house.do(acts.report, item_id, progress(done="已补正", deliverables=reported), by=house.owner)
    house.do(acts.submit, item_id, by=house.owner)
    house.do(acts.complete, item_id)
    after = house.do(acts.close_out, item_id, by=house.sponsor)
    assert {after.state, *(child.state for child in house.children(item_id).values())} == {"closed"}


def test_signing_for_an_item_leaves_a_deliverable_reported_before_where_it_is(house: House) -> None:
    item_id = house.item_in("assigned", deliverables=2)
    house.do(acts.report, house.child_id(item_id, 1), progress(done="先行一步"), by=house.owner)
    assert house.do(acts.accept, item_id, by=house.owner).state == "accepted"
    assert [child.state for child in house.children(item_id).values()] == ["in_progress", "accepted"]


def test_after_a_return_work_goes_on_with_a_report_not_with_a_second_submission(sqlite_house: House) -> None:
    item_id = sqlite_house.item_in("returned")
    assert refused(sqlite_house, acts.submit, item_id, by=sqlite_house.owner) == "act-not-lawful"


@pytest.mark.parametrize(
    ("submitted_on", "late"), [(DUE - timedelta(days=1), False), (DUE, False), (DUE + timedelta(days=1), True)]
)
def test_an_item_is_finished_on_the_day_it_was_reported_however_long_the_office_takes(
    house: House, submitted_on: date, *, late: bool
) -> None:
    item_id = house.item_in("in_progress", deliverables=2)
    house.do(acts.submit, item_id, by=house.owner, at=submitted_on)
    after = house.do(acts.complete, item_id, at=submitted_on + timedelta(days=20))
    assert (after.finished_on, after.late, after.completed_by) == (submitted_on, late, "D02")
    closed = house.do(acts.close_out, item_id, by=house.sponsor, at=submitted_on + timedelta(days=30))
    assert (closed.closed_on, closed.finished_on) == (submitted_on + timedelta(days=30), submitted_on)
    assert {child.finished_on for child in house.children(item_id).values()} == {submitted_on}


def test_late_stays_for_ever_also_when_reopened_and_finished_before_a_new_deadline(house: House) -> None:
    item_id = house.item_in("in_progress")
    late = DUE + timedelta(days=3)
    house.do(acts.submit, item_id, by=house.owner, at=late)
    house.do(acts.complete, item_id, at=late)
    reopened = house.do(acts.instruct, item_id, text="再核实", answer_by=LATER, reopen=True, by=house.sponsor, at=late)
    assert (reopened.state, reopened.late, reopened.finished_on, reopened.submitted_on) == (
        "in_progress", True, None, None,
    )  # fmt: skip
    house.do(acts.set_deadline, item_id, due_on=LATER, at=late)
    house.do(acts.submit, item_id, by=house.owner, at=late)
    assert house.do(acts.complete, item_id, at=late).late is True


def test_completing_and_closing_are_done_by_two_people(house: House) -> None:
    item_id = house.item_in("completed")
    assert refused(house, acts.close_out, item_id) == "close-by-same-person"
    assert refused(house, acts.close_out, item_id, by=deputy(house.liaison, house.clerk)) == "close-by-same-person"
    assert house.do(acts.close_out, item_id, by=house.sponsor).state == "closed"


@pytest.mark.parametrize(
    "judge",
    [
        pytest.param(lambda house: house.owner, id="the owner"),
        pytest.param(lambda house: deputy(house.owner, house.clerk), id="the owner as the office's stand-in"),
    ],
)
def test_nobody_judges_their_own_work(house: House, judge: Callable[[House], Actor]) -> None:
    item_id = house.item_in("submitted")
    by = judge(house)
    assert refused(house, acts.complete, item_id, by=by) == "own-work-not-judged"
    assert refused(house, acts.send_back, item_id, reason=REASON, by=by) == "own-work-not-judged"
    assert house.do(acts.complete, item_id).state == "completed"


def test_an_item_that_belongs_to_no_post_is_not_handed_out(sqlite_house: House) -> None:
    item_id = sqlite_house.item(owner_post_id=None)
    assert refused(sqlite_house, acts.assign, item_id) == "no-owner-post"
    assert sqlite_house.state(item_id).state == "registered"


def test_an_item_taken_up_again_owes_no_report_for_the_time_it_was_off(sqlite_house: House) -> None:
    item_id = sqlite_house.item_in("in_progress", first_period="2017Q2")
    sqlite_house.do(acts.suspend, item_id, reason="场地停用", at=instant(date(2017, 5, 2)))
    after = sqlite_house.do(acts.resume, item_id, at=instant(date(2017, 10, 9)))
    assert (after.state, after.first_period) == ("in_progress", "2017Q4")
    assert not [turn for turn in read_turns(after.turns) if turn.reason == "silent" and turn.on < date(2018, 1, 1)]


def test_only_items_are_handed_in_not_their_deliverables(sqlite_house: House) -> None:
    item_id = sqlite_house.item_in("in_progress", deliverables=2)
    child_id = sqlite_house.child_id(item_id, 1)
    for act, named in (
        (acts.submit, {}), (acts.complete, {}), (acts.assign, {}), (acts.suspend, {"reason": "停"}),
        (acts.cancel, {"reason": "停"}), (acts.request_extension, {"proposed_on": LATER, "reason": "停"}),
        (acts.instruct, {"text": "办", "answer_by": LATER}), (acts.merge, {"into_id": item_id}),
    ):  # fmt: skip
        assert refused(sqlite_house, act, child_id, **named) == "follows-its-item"


# --- deadlines ----------------------------------------------------------------------------------------------------


def asked(house: House, item_id: int, proposed_on: date = LATER, at: date = DAY) -> None:
    house.do(acts.request_extension, item_id, proposed_on=proposed_on, reason="场地未落实", by=house.owner, at=at)


def test_an_extension_keeps_the_original_deadline_and_moves_the_present_one(house: House) -> None:
    item_id = house.item_in("in_progress")
    asked(house, item_id)
    request = house.events(item_id)[-1].payload
    assert (request["reason"], request["progress"], request["proposed_on"]) == ("场地未落实", 40, "2017-09-29")
    after = house.do(acts.decide_extension, item_id, approve=True, due_on=date(2017, 8, 31))
    assert (after.original_due_on, after.due_on, after.extensions, after.due_basis, after.due_version) == (
        DUE, date(2017, 8, 31), 1, "extended", 2,
    )  # fmt: skip
    assert after.extension_proposed_on is None


def test_a_refused_extension_leaves_the_deadline_and_may_be_asked_again(house: House) -> None:
    item_id = house.item_in("in_progress")
    asked(house, item_id)
    after = house.do(acts.decide_extension, item_id, approve=False, note="条件具备")
    assert (after.due_on, after.extensions, after.due_version, after.extension_proposed_on) == (DUE, 0, 1, None)
    asked(house, item_id)
    assert house.state(item_id).extension_proposed_on == LATER


@pytest.mark.parametrize(
    ("due_on", "last_day"),
    [
        pytest.param(date(2017, 6, 30), date(2017, 6, 28), id="a Friday"),
        pytest.param(date(2017, 7, 2), date(2017, 6, 29), id="a Sunday"),
        pytest.param(date(2017, 7, 3), date(2017, 6, 29), id="a Monday"),
        pytest.param(date(2017, 10, 9), date(2017, 9, 29), id="after the autumn holidays with a worked Saturday"),
    ],
)
def test_an_extension_is_asked_for_two_working_days_before_the_deadline(
    sqlite_house: House, due_on: date, last_day: date
) -> None:
    in_time, too_late = (sqlite_house.item_in("in_progress", due_on=due_on) for _ in range(2))
    asked(sqlite_house, in_time, proposed_on=date(2017, 12, 1), at=last_day)
    request = {"proposed_on": date(2017, 12, 1), "reason": "场地", "at": last_day + timedelta(days=1)}
    assert refused(sqlite_house, acts.request_extension, too_late, **request) == "extension-too-late"


def test_what_an_extension_may_not_be(sqlite_house: House) -> None:
    item_id = sqlite_house.item_in("in_progress")
    same = {"proposed_on": DUE, "reason": "场地"}
    assert refused(sqlite_house, acts.request_extension, item_id, **same) == "extension-not-later"
    assert refused(sqlite_house, acts.decide_extension, item_id, approve=True) == "extension-none-pending"
    asked(sqlite_house, item_id)
    again = {"proposed_on": LATER, "reason": "场地"}
    assert refused(sqlite_house, acts.request_extension, item_id, **again) == "extension-already-pending"
    not_later = {"approve": True, "due_on": DUE}
    assert refused(sqlite_house, acts.decide_extension, item_id, **not_later) == "extension-not-later"
    own = {"approve": True, "by": sqlite_house.owner}
    assert refused(sqlite_house, acts.decide_extension, item_id, **own) == "owner-cannot-move-deadline"


def test_a_third_extension_needs_the_leading_group(house: House) -> None:
    item_id = house.item_in("in_progress")
    for month in (7, 8):
        asked(house, item_id, date(2017, month, 31))
        house.do(acts.decide_extension, item_id, approve=True)
    asked(house, item_id)
    assert refused(house, acts.decide_extension, item_id, approve=True) == "extension-needs-leading-group"
    after = house.do(acts.decide_extension, item_id, approve=True, by=house.sponsor)
    assert (after.extensions, after.due_on, after.original_due_on) == (3, LATER, DUE)


def test_the_office_may_refuse_a_third_extension_by_itself(sqlite_house: House) -> None:
    item_id = sqlite_house.item_in("in_progress")
    for month in (7, 8):
        asked(sqlite_house, item_id, date(2017, month, 31))
        sqlite_house.do(acts.decide_extension, item_id, approve=True)
    asked(sqlite_house, item_id)
    assert sqlite_house.do(acts.decide_extension, item_id, approve=False).extensions == 2


@pytest.mark.parametrize("how", ["extended", "set"])
def test_deliverables_that_share_the_deadline_move_along_and_others_stay(house: House, how: str) -> None:
    item_id = house.item_in("in_progress", deliverables=2)
    own = date(2017, 5, 31)
    house.do(acts.set_deadline, house.child_id(item_id, 1), due_on=own)
    if how == "extended":
        asked(house, item_id)
        house.do(acts.decide_extension, item_id, approve=True)
    else:
        house.do(acts.set_deadline, item_id, due_on=LATER)
    first, second = house.children(item_id).values()
    assert (first.due_on, first.due_basis, first.chased) == (own, "set", True)
    assert (second.due_on, second.due_basis, second.chased) == (LATER, "parent", False)
    assert (second.original_due_on, house.state(item_id).original_due_on) == (DUE, DUE)


def test_the_owner_may_not_move_a_deadline_and_the_office_may(house: House) -> None:
    item_id = house.item_in("in_progress", due_provisional=True)
    by_owner = {"due_on": LATER, "by": house.owner}
    assert refused(house, acts.set_deadline, item_id, **by_owner) == "owner-cannot-move-deadline"
    after = house.do(acts.set_deadline, item_id, due_on=DUE, note="确认")
    assert (after.due_on, after.due_provisional, after.due_basis) == (DUE, False, "set")


def test_a_deadline_does_not_lie_before_the_start(sqlite_house: House) -> None:
    item_id = sqlite_house.item_in("in_progress")
    assert refused(sqlite_house, acts.set_deadline, item_id, due_on=date(2017, 2, 28)) == "due-date-past"
    assert sqlite_house.do(acts.set_deadline, item_id, due_on=date(2017, 3, 1)).due_on == date(2017, 3, 1)


# --- instructions -------------------------------------------------------------------------------------------------


def test_an_instruction_is_answered_once(house: House) -> None:
    item_id = house.item_in("in_progress")
    after = house.do(acts.instruct, item_id, text="请核实", answer_by=NEXT_DAY, by=house.sponsor)
    assert (after.answer_by, after.state) == (NEXT_DAY, "in_progress")
    assert house.do(acts.answer, item_id, text="已核实", by=house.owner).answer_by is None
    assert refused(house, acts.answer, item_id, text="再答") == "instruction-nothing-to-answer"


def test_instructions_that_wait_are_withdrawn_together_with_a_reason(house: House) -> None:
    item_id = house.item_in("in_progress")
    assert refused(house, acts.withdraw_instruction, item_id, reason="误") == "instruction-nothing-to-withdraw"
    for text, day in (("请核实", NEXT_DAY), ("请报名单", LATER)):
        house.do(acts.instruct, item_id, text=text, answer_by=day, by=house.sponsor)
    assert [each.payload["text"] for each in open_instructions(house.events(item_id))] == ["请核实", "请报名单"]
    after = house.do(acts.withdraw_instruction, item_id, reason="已当面说明", by=house.sponsor)
    assert (after.answer_by, after.state) == (None, "in_progress")
    assert open_instructions(house.events(item_id)) == []
    assert refused(house, acts.answer, item_id, text="答") == "instruction-nothing-to-answer"


@pytest.mark.parametrize(("reopen", "state"), [(True, "in_progress"), (False, "closed")])
def test_an_instruction_reopens_a_finished_item_when_it_says_so(house: House, *, reopen: bool, state: str) -> None:
    item_id = house.item_in("closed", deliverables=2)
    after = house.do(acts.instruct, item_id, text="复查", answer_by=LATER, reopen=reopen, by=house.sponsor)
    assert {after.state, *(child.state for child in house.children(item_id).values())} == {state}
    assert after.answer_by == LATER
    assert (after.closed_on is None, after.completed_by == "") == (reopen, reopen)


def test_reopening_what_is_not_finished_changes_nothing_but_the_instruction(sqlite_house: House) -> None:
    item_id = sqlite_house.item_in("assigned")
    after = sqlite_house.do(acts.instruct, item_id, text="加快", answer_by=DAY, reopen=True, by=sqlite_house.sponsor)
    assert (after.state, after.answer_by, sqlite_house.events(item_id)[-1].kind) == ("assigned", DAY, "instructed")


def test_an_instruction_is_not_to_be_answered_yesterday(sqlite_house: House) -> None:
    item_id = sqlite_house.item_in("assigned")
    yesterday = {"text": "加快", "answer_by": DAY - timedelta(days=1)}
    assert refused(sqlite_house, acts.instruct, item_id, **yesterday) == "answer-date-past"


# --- side states --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [*CHASABLE_STATES, "submitted"])
def test_an_item_with_deliverables_is_suspended_and_resumed_where_it_was(house: House, state: str) -> None:
    item_id = house.item_in(state, deliverables=2)
    before = house.state(item_id), house.children(item_id)
    off = house.do(acts.suspend, item_id, reason="机构调整")
    assert {off.state, *(child.state for child in house.children(item_id).values())} == {"suspended"}
    back = house.do(acts.resume, item_id, reason="调整完成", at=NEXT_DAY)
    assert (back.state, back.progress, back.held_state, back.turns) == (
        state, before[0].progress, "", before[0].turns,
    )  # fmt: skip
    assert [child.state for child in house.children(item_id).values()] == [c.state for c in before[1].values()]


def test_a_suspended_submission_can_still_be_returned_to_its_progress(sqlite_house: House) -> None:
    item_id = sqlite_house.item_in("submitted")
    sqlite_house.do(acts.suspend, item_id, reason="机构调整")
    sqlite_house.do(acts.resume, item_id)
    assert sqlite_house.do(acts.send_back, item_id, reason=REASON).progress == 40


def test_merging_names_the_item_that_goes_on(house: House) -> None:
    target, item_id = house.item_in("in_progress"), house.item_in("in_progress", deliverables=2)
    after = house.do(acts.merge, item_id, into_id=target, reason="内容相同")
    assert (after.state, after.merged_into_id) == ("merged", target)
    assert {child.state for child in house.children(item_id).values()} == {"merged"}
    assert house.events(item_id)[-1].payload["into"] == "2017-001"
    assert house.state(target).seq == house.events(target)[-1].seq == 4


def test_what_nothing_can_be_merged_into(sqlite_house: House) -> None:
    item_id = sqlite_house.item_in("in_progress", deliverables=2)
    assert refused(sqlite_house, acts.merge, item_id, into_id=item_id) == "merge-into-itself"
    assert refused(sqlite_house, acts.merge, item_id, into_id=4711) == "task-unknown"
    own = sqlite_house.child_id(item_id, 1)
    assert refused(sqlite_house, acts.merge, item_id, into_id=own) == "follows-its-item"
    for gone in ("merged", "cancelled"):
        into = sqlite_house.item_in(gone)
        assert refused(sqlite_house, acts.merge, item_id, into_id=into) == "act-not-lawful"


def test_two_items_cannot_be_merged_into_each_other(sqlite_house: House) -> None:
    first, second = sqlite_house.item_in("in_progress"), sqlite_house.item_in("in_progress")
    sqlite_house.do(acts.merge, first, into_id=second)
    assert refused(sqlite_house, acts.merge, second, into_id=first) == "act-not-lawful"


def test_a_draft_becomes_registered_with_its_deliverables_and_owes_no_report_for_the_time_before(house: House) -> None:
    item_id = house.item_in("draft", deliverables=2, first_period="2017Q2")
    assert house.state(item_id).turns == "[]"
    after = house.do(acts.adopt, item_id, at=date(2017, 10, 16))
    assert {after.state, *(child.state for child in house.children(item_id).values())} == {"registered"}
    assert after.first_period == "2017Q4"
    assert {child.first_period for child in house.children(item_id).values()} == {"2017Q4"}


# --- who ----------------------------------------------------------------------------------------------------------


def test_a_stand_ins_act_is_logged_for_both(house: House) -> None:
    item_id = house.item_in("accepted", deliverables=2)
    by = deputy(house.liaison, house.owner)
    house.do(acts.report, item_id, progress(deliverables={1: 10, 2: 20}), by=by)
    told = [house.events(item_id)[-1], house.events(house.child_id(item_id, 1))[-1]]
    assert [(event.actor, event.on_behalf_of) for event in told] == [("Y02", "Y01")] * 2


def test_handing_an_item_on_keeps_its_state_and_takes_its_deliverables_along(house: House) -> None:
    item_id = house.item_in("in_progress", deliverables=2)
    after = house.do(acts.assign, item_id, owner_post_id=house.posts["liaison"], leader_name="顾长河")
    assert (after.state, after.owner_post_id, after.leader_name) == ("in_progress", house.posts["liaison"], "顾长河")
    assert {child.owner_post_id for child in house.children(item_id).values()} == {house.posts["liaison"]}
    house.do(acts.submit, item_id, by=house.liaison)
    assert refused(house, acts.complete, item_id, by=house.liaison) == "own-work-not-judged"
    assert refused(house, acts.complete, item_id, by=house.owner) == "act-of-the-office"
    assert house.do(acts.complete, item_id).state == "completed"


@pytest.mark.parametrize(
    ("act", "named"),
    [
        (acts.accept, {}), (acts.report, {"given": progress(30)}), (acts.submit, {}), (acts.answer, {"text": "已办"}),
        (acts.request_extension, {"proposed_on": LATER, "reason": "场地未定"}),
    ],
)  # fmt: skip
def test_only_people_of_the_unit_their_stand_ins_and_the_office_carry_an_item(
    house: House, act: Callable[..., Any], named: dict[str, Any]
) -> None:
    item_id = house.item_in("assigned" if act is acts.accept else "in_progress")
    house.do(acts.instruct, item_id, text="请加快", answer_by=LATER)
    assert refused(house, act, item_id, by=house.outsider, **named) == "act-of-the-unit"
    assert house.do(act, item_id, by=deputy(house.outsider, house.liaison), **named).number == "2017-001"


@pytest.mark.parametrize(
    ("act", "named"),
    [
        (acts.assign, {}), (acts.instruct, {"text": "请加快", "answer_by": LATER}), (acts.suspend, {"reason": "停"}),
        (acts.cancel, {"reason": "停"}), (acts.set_deadline, {"due_on": LATER}),
    ],
)  # fmt: skip
def test_only_the_office_and_the_leading_group_direct(
    sqlite_house: House, act: Callable[..., Any], named: dict[str, Any]
) -> None:
    item_id = sqlite_house.item_in("in_progress")
    assert refused(sqlite_house, act, item_id, by=sqlite_house.liaison, **named) == "act-of-the-office"
    assert sqlite_house.do(act, item_id, by=sqlite_house.sponsor, **named).number == "2017-001"


def test_an_act_on_a_rest_day_counts_on_that_day(sqlite_house: House) -> None:
    item_id = sqlite_house.item_in("in_progress", due_on=date(2017, 10, 1))
    midnight = at_local(date(2017, 10, 2)).replace(hour=16, minute=0) - timedelta(days=1)
    one_second_before = midnight - timedelta(seconds=1)
    assert sqlite_house.do(acts.submit, item_id, by=sqlite_house.owner, at=one_second_before).submitted_on == date(
        2017, 10, 1
    )
    assert sqlite_house.do(acts.complete, item_id, at=instant(date(2017, 10, 9))).late is False


# --- lights while the office decides --------------------------------------------------------------------------------


def test_what_was_submitted_late_stays_red_and_what_was_in_time_stays_quiet(house: House) -> None:
    late, in_time = house.item_in("in_progress"), house.item_in("in_progress")
    house.do(acts.submit, in_time, by=house.owner, at=instant(DUE))
    house.do(acts.submit, late, by=house.owner, at=instant(DUE + timedelta(days=3)))
    assert [(turn.colour, turn.reason) for turn in read_turns(house.state(late).turns) if turn.colour == "red"] == [
        ("red", "overdue")
    ]
    assert house.state(in_time).turns == "[]"
