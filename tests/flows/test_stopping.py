"""What happens between planning and delivering: who no longer needs to hear does not, and the reason is kept."""

from collections.abc import Callable
from datetime import date, time

import pytest

from config.clock import at_local
from planning import acts
from tests.flows.stage import Stage, recipients, text_of
from tests.planning.house import DUE, progress

OWNER, LIAISON, HEAD, CLERK, SPONSOR = "沈玉兰", "韩小满", "许望山", "何思远", "顾长河"
PLANNED = date(2017, 6, 27)
"""T-3 of an item due on 30 June."""
NOW = at_local(PLANNED, time(8, 32))
Act = Callable[[Stage, int], object]


def _do(act: Callable[..., object], by: str = "clerk", **given: object) -> Act:
    def done(stage: Stage, task: int) -> object:
        actor = getattr(stage.house, by)
        return stage.house.do(act, task, by=actor, at=NOW, **given)  # type: ignore[arg-type]

    return done


def _complete(stage: Stage, task: int) -> None:
    _do(acts.submit, "owner")(stage, task)
    _do(acts.complete)(stage, task)


def _extend(stage: Stage, task: int) -> None:
    _do(acts.request_extension, "owner", proposed_on=date(2017, 7, 31), reason="场地未落实")(stage, task)
    _do(acts.decide_extension, approve=True)(stage, task)


def _refuse_extension(stage: Stage, task: int) -> None:
    _do(acts.request_extension, "owner", proposed_on=date(2017, 7, 31), reason="场地未落实")(stage, task)
    _do(acts.decide_extension, approve=False)(stage, task)


def _reassign(stage: Stage, task: int) -> None:
    _do(acts.assign, owner_post_id=stage.house.posts["liaison"])(stage, task)


def _merge(stage: Stage, task: int) -> None:
    _do(acts.merge, into_id=stage.house.item(due_on=date(2017, 12, 31)))(stage, task)


def _hand_over(stage: Stage, task: int) -> None:
    del task
    stage.vacate("owner", PLANNED)
    stage.appoint("owner", code="Y09", name="罗春生", since=PLANNED)


STOPPING: dict[str, tuple[Act, str]] = {
    "a report": (_do(acts.report, "owner", given=progress(70)), "satisfied"),
    "a reported completion": (_do(acts.submit, "owner"), "satisfied"),
    "an accepted completion": (_complete, "satisfied"),
    "an extension": (_extend, "deadline_changed"),
    "a deadline set by the office": (_do(acts.set_deadline, due_on=date(2017, 7, 14)), "deadline_changed"),
    "another owning post": (_reassign, "not_owner_any_more"),
    "a new holder of the post": (_hand_over, "not_owner_any_more"),
    "a suspension": (_do(acts.suspend, reason="机构调整"), "off"),
    "a merger": (_merge, "off"),
    "a cancellation": (_do(acts.cancel, reason="任务取消"), "off"),
}
NOT_STOPPING: dict[str, Act] = {
    "a refused extension": _refuse_extension,
    "an extension only asked for": _do(
        acts.request_extension, "owner", proposed_on=date(2017, 7, 31), reason="场地未落实"
    ),
    "an instruction": _do(acts.instruct, "sponsor", text="请加快。", answer_by=date(2017, 7, 5)),
}


@pytest.mark.parametrize("event", STOPPING)
def test_what_happens_between_planning_and_delivering_cancels_with_the_reason_kept(stage: Stage, event: str) -> None:
    act, reason = STOPPING[event]
    task = stage.house.item_in("in_progress")
    stage.remind(PLANNED)
    act(stage, task)
    result = stage.send(PLANNED)

    assert [(told.name, told.rung, told.outcome) for told in stage.told()] == [(OWNER, "T-3", reason)]
    assert [(row.state, row.reason) for row in stage.digests()] == [("cancelled", "nothing_left")]
    assert (result["sent"], result["dropped"], result["cancelled"]) == (0, 1, 1)
    assert stage.mails() == []


@pytest.mark.parametrize("event", NOT_STOPPING)
def test_what_changes_nothing_for_the_owner_does_not_stop_the_reminder(stage: Stage, event: str) -> None:
    task = stage.house.item_in("in_progress")
    stage.remind(PLANNED)
    NOT_STOPPING[event](stage, task)
    stage.send(PLANNED)

    assert stage.outcomes() == {(OWNER, "T-3"): "sent"}


def test_a_digest_loses_only_the_line_that_has_lost_its_reason(stage: Stage) -> None:
    done, still_open = stage.house.item_in("in_progress"), stage.house.item_in("in_progress", title="开通法律咨询热线")
    stage.remind(PLANNED)
    stage.house.do(acts.submit, done, by=stage.house.owner, at=NOW)
    stage.send(PLANNED)

    (mail,) = stage.mails()
    assert "开通法律咨询热线" in text_of(mail)
    assert "建立职工服务站点地图" not in text_of(mail)
    assert "1件" in mail["Subject"]
    assert {told.task: told.outcome for told in stage.told()} == {done: "satisfied", still_open: "sent"}


def test_an_extended_deadline_begins_a_new_ladder(stage: Stage) -> None:
    task = stage.house.item_in("in_progress")
    stage.remind(PLANNED)
    stage.send(PLANNED)
    _extend(stage, task)
    stage.remind_daily(date(2017, 6, 28), date(2017, 7, 31))

    rungs = [(told.day.month, told.day.day, told.rung) for told in stage.told() if told.outcome != "sent"]
    assert rungs == [(6, 28, "event-6"), (7, 20, "T-7"), (7, 26, "T-3"), (7, 28, "T-1"), (7, 31, "T0")]


def test_the_successor_gets_the_next_rung_and_the_former_holder_nothing(stage: Stage) -> None:
    task = stage.house.item_in("in_progress")
    stage.remind(PLANNED)
    _hand_over(stage, task)
    stage.send(PLANNED)
    for day in (date(2017, 6, 28), date(2017, 6, 29)):
        stage.remind(day)
        stage.send(day)

    assert [(told.name, told.rung, told.outcome) for told in stage.told()] == [
        (OWNER, "T-3", "not_owner_any_more"),
        ("罗春生", "T-1", "sent"),
    ]
    assert recipients(stage.mails()) == ["罗春生"]


@pytest.mark.parametrize(
    ("key", "name", "day"),
    [("head", HEAD, date(2017, 7, 3)), ("clerk", CLERK, date(2017, 7, 5)), ("sponsor", SPONSOR, date(2017, 7, 14))],
)
def test_former_officials_clerks_and_leaders_get_nothing_either(stage: Stage, key: str, name: str, day: date) -> None:
    stage.house.item_in("in_progress")
    stage.remind(day)
    stage.remind(day)
    if not any(told.name == name for told in stage.told()):
        pytest.fail(f"{name} was to be told on {day}")
    stage.vacate(key, day)
    stage.send(day)

    assert {told.outcome for told in stage.told() if told.name == name} == {"not_owner_any_more"}
    assert name not in recipients(stage.mails())


def test_a_post_filled_since_is_no_longer_the_business_of_the_office(stage: Stage) -> None:
    stage.house.item_in("in_progress")
    stage.vacate("owner", date(2017, 6, 1))
    stage.remind(PLANNED)
    stage.appoint("owner", code="Y09", name="罗春生", since=PLANNED)
    stage.send(PLANNED)

    assert stage.outcomes() == {(CLERK, "T-3"): "not_owner_any_more"}


def test_a_reopened_day_of_planning_reaches_the_new_owner_too(stage: Stage) -> None:
    task = stage.house.item_in("in_progress")
    stage.remind(PLANNED)
    _reassign(stage, task)
    stage.remind(PLANNED)
    stage.send(PLANNED)

    assert stage.outcomes() == {(OWNER, "T-3"): "not_owner_any_more", (LIAISON, "T-3"): "sent"}
    assert stage.house.state(task).due_on == DUE
