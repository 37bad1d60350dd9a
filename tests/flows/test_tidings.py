"""What others did to somebody's items is told once, to whom it concerns now, and instructions ask for their answer."""

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from config.clock import at_local
from planning import acts
from tests.flows.stage import Stage, recipients, text_of
from tests.planning.house import REASON, deputy, progress

OWNER, LIAISON, CLERK = "沈玉兰", "韩小满", "何思远"
GOLDEN = Path(__file__).parent / "golden"
YEAR_END = date(2017, 12, 29)
MONDAY, TUESDAY, WEDNESDAY = date(2017, 5, 15), date(2017, 5, 16), date(2017, 5, 17)
FRIDAY, SATURDAY, NEXT_MONDAY = date(2017, 5, 12), date(2017, 5, 13), MONDAY
NEXT_WEEK = date(2017, 5, 22)
Act = Callable[[Stage, int], object]


def _do(act: Callable[..., object], by: str = "clerk", **given: object) -> Act:
    def done(stage: Stage, task: int) -> object:
        return stage.house.do(act, task, by=getattr(stage.house, by), at=MONDAY, **given)  # type: ignore[arg-type]

    return done


_ask_extension = _do(acts.request_extension, "owner", proposed_on=date(2018, 3, 30), reason="场地未落实")
_instruct = _do(acts.instruct, "sponsor", text="请加快推进，报送进度。", answer_by=NEXT_WEEK)


def _item(stage: Stage, state: str = "in_progress", **given: Any) -> int:  # noqa: ANN401 - any field
    """Return an item whose deadline is far away, brought into a state long before."""
    return stage.house.item_in(state, due_on=YEAR_END, **given)


def _heard(stage: Stage) -> list[tuple[str, str]]:
    return [(told.name, told.rung) for told in stage.told()]


def _extension(*, approve: bool) -> Act:
    def done(stage: Stage, task: int) -> None:
        _ask_extension(stage, task)
        _do(acts.decide_extension, approve=approve, note="抓紧落实")(stage, task)

    return done


#: what was done → the state before, the act, severity, and pieces of how it is told.
NEWS: dict[str, tuple[str, Act, str, tuple[str, str, str]]] = {
    "handed out": (
        "registered", _do(acts.assign), "info",
        ("2017年5月15日新交办", "期限2017年12月29日", "请先签收，再着手办理，并按期报送进展。"),
    ),
    "sent back": (
        "submitted", _do(acts.send_back, reason=REASON, note="缺少验收单"), "yellow",
        ("2017年5月15日退回，未予办结", "退回理由：事实不清；意见：缺少验收单",
         "请按退回意见整改，报送进展后再报办结。"),
    ),
    "extension granted": (
        "in_progress", _extension(approve=True), "info",
        ("2017年5月15日同意延期，期限调整为2018年3月30日", "批复意见：抓紧落实", "请按期办理，并报送进展。"),
    ),
    "extension refused": (
        "in_progress", _extension(approve=False), "info",
        ("2017年5月15日不同意延期，期限仍为2017年12月29日", "批复意见：抓紧落实",
         "请按原期限办结；确有困难的，请立即报告原因和预计完成日期。"),
    ),
    "instructed": (
        "in_progress", _instruct, "info",
        ("2017年5月15日有新批示（答复期限2017年5月22日）", "批示：“请加快推进，报送进度。”",
         "请在2017年5月22日前（含当日）答复批示。"),
    ),
}  # fmt: skip


@pytest.mark.parametrize("news", NEWS)
def test_the_owner_hears_the_next_morning_what_was_done_and_what_to_do(stage: Stage, news: str) -> None:
    state, act, severity, said = NEWS[news]
    task = _item(stage, state)
    stage.remind(MONDAY)
    act(stage, task)
    seq = stage.house.state(task).seq
    stage.remind(TUESDAY)
    stage.send(TUESDAY)

    assert stage.outcomes() == {(OWNER, f"event-{seq}"): "sent"}
    (line,) = stage.lines()
    assert (line["status"], line["detail"], line["action"]) == said
    assert (line["severity"], line["topic"], line["role"], line["path"]) == (
        severity, "decision", "责任人", f"/tasks/{task}",
    )  # fmt: skip


def test_a_finished_item_that_is_reopened_by_an_instruction_tells_both(stage: Stage) -> None:
    task = _item(stage, "completed")
    stage.remind(MONDAY)
    _do(acts.instruct, "sponsor", text="请回访。", answer_by=NEXT_WEEK, reopen=True)(stage, task)
    stage.remind(TUESDAY)

    assert [line["status"] for line in stage.lines()] == [
        "2017年5月15日由办结转为重新办理",
        "2017年5月15日有新批示（答复期限2017年5月22日）",
    ]


def test_planning_twice_or_on_the_next_days_tells_nothing_twice(stage: Stage) -> None:
    task = _item(stage, "registered")
    stage.remind(MONDAY)
    _do(acts.assign)(stage, task)
    first, again = stage.remind(TUESDAY), stage.remind(TUESDAY)
    stage.remind_daily(WEDNESDAY, date(2017, 5, 25))

    assert (first["planned"], again["planned"], again["known"]) == (1, 0, 1)
    assert _heard(stage) == [(OWNER, "event-2")]


def test_what_was_done_on_a_rest_day_or_after_fridays_run_is_told_on_monday(stage: Stage) -> None:
    items = [_item(stage, "registered") for _ in range(2)]
    stage.remind(FRIDAY)
    stage.house.do(acts.assign, items[0], at=at_local(FRIDAY, time(16)))
    assert stage.remind(SATURDAY)["rest_day"]
    stage.house.do(acts.assign, items[1], at=at_local(SATURDAY, time(16)))
    stage.remind(date(2017, 5, 14))
    assert stage.told() == []
    stage.remind(NEXT_MONDAY)

    assert [(told.day, told.task) for told in stage.told()] == [(NEXT_MONDAY, item) for item in items]


def test_the_first_run_ever_tells_of_yesterday_and_not_of_what_lies_before(stage: Stage) -> None:
    _item(stage, "returned")
    fresh = _item(stage, "registered")
    _do(acts.assign)(stage, fresh)
    stage.remind(TUESDAY)

    assert [told.task for told in stage.told()] == [fresh]


def test_nobody_is_told_of_his_own_doing_or_of_what_was_done_in_his_name(stage: Stage) -> None:
    own = _item(stage, "registered", owner_post_id=stage.house.posts["clerk"])
    for_him = _item(stage, "registered", owner_post_id=stage.house.posts["clerk"])
    stage.remind(MONDAY)
    _do(acts.assign)(stage, own)
    stage.house.do(acts.assign, for_him, by=deputy(stage.house.sponsor, stage.house.clerk), at=MONDAY)
    stage.remind(TUESDAY)

    assert stage.told() == []


def test_of_two_owners_only_the_present_one_hears_and_once(stage: Stage) -> None:
    task = _item(stage, "registered")
    stage.remind(MONDAY)
    _do(acts.assign)(stage, task)
    _do(acts.assign, owner_post_id=stage.house.posts["liaison"])(stage, task)
    stage.remind(TUESDAY)

    assert _heard(stage) == [(LIAISON, "event-3")]


def test_the_successor_in_the_post_hears_and_the_former_holder_does_not(stage: Stage) -> None:
    task = _item(stage)
    stage.remind(MONDAY)
    _instruct(stage, task)
    stage.vacate("owner", TUESDAY)
    stage.appoint("owner", code="Y09", name="罗春生", since=TUESDAY)
    stage.remind(TUESDAY)

    assert _heard(stage) == [("罗春生", "event-5")]


def test_a_vacant_post_is_told_to_the_office(stage: Stage) -> None:
    task = _item(stage)
    stage.remind(MONDAY)
    _instruct(stage, task)
    stage.vacate("owner", TUESDAY)
    stage.remind(TUESDAY)

    assert _heard(stage) == [(CLERK, "event-5")]
    assert stage.lines()[0]["role"] == "代收人（责任岗位空缺）"


def test_deliverables_that_follow_are_not_told_one_by_one(stage: Stage) -> None:
    task = stage.house.item(2, due_on=YEAR_END)
    stage.remind(MONDAY)
    _do(acts.assign)(stage, task)
    stage.remind(TUESDAY)

    assert [told.task for told in stage.told()] == [task]


def test_news_are_not_kept_back_by_the_burden_cap(stage: Stage) -> None:
    posts = [stage.add_post(f"p{number}", code=f"P{number:02}", name=f"职工{number:02}") for number in range(22)]
    items = [_item(stage, "registered", owner_post_id=post) for post in posts]
    stage.remind(MONDAY)
    for item in items:
        _do(acts.assign)(stage, item)
    result = stage.remind(TUESDAY)

    assert (result["planned"], result["skipped"]) == (22, {})


# Instructions that wait for their answer

#: Answer by Monday 22 May: on these days, whom which step reaches.
ANSWER_STEPS = {
    date(2017, 5, 16): {OWNER: "event-5"},
    date(2017, 5, 19): {OWNER: "answer-20170522-T-1"},
    date(2017, 5, 22): {OWNER: "answer-20170522-T0"},
    date(2017, 5, 23): {OWNER: "answer-20170522-+1", CLERK: "answer-20170522-+1"},
    date(2017, 5, 25): {OWNER: "answer-20170522-+3", CLERK: "answer-20170522-+3"},
    date(2017, 6, 2): {OWNER: "answer-20170522-+8", CLERK: "answer-20170522-+8"},
    date(2017, 6, 9): {OWNER: "answer-20170522-+13", CLERK: "answer-20170522-+13"},
}


def test_an_instruction_climbs_its_own_ladder_until_it_is_answered(stage: Stage) -> None:
    """The Dragon Boat holiday (28–30 May) and its make-up Saturday (27 May) lie between +3 and +8."""
    task = _item(stage)
    stage.remind(MONDAY)
    _instruct(stage, task)
    stage.remind_daily(TUESDAY, date(2017, 6, 9))
    stage.house.do(acts.answer, task, text="已落实。", by=stage.house.owner, at=date(2017, 6, 9))
    stage.remind_daily(date(2017, 6, 10), date(2017, 6, 30))

    told: dict[date, dict[str, str]] = {}
    for notice in stage.told():
        if not notice.rung.startswith("2017"):
            told.setdefault(notice.day, {})[notice.name] = notice.rung
    assert told == ANSWER_STEPS
    lines = stage.lines()
    assert [line["severity"] for line in lines[:4]] == ["info", "yellow", "yellow", "red"]
    assert [line["status"] for line in lines[1:4]] == [
        "批示待答复，还剩1个工作日（答复期限2017年5月22日）",
        "批示今日应答复（答复期限2017年5月22日）",
        "批示逾期1个工作日未答复（答复期限2017年5月22日）",
    ]
    assert {line["detail"] for line in lines} == {"批示：“请加快推进，报送进度。”"}
    assert lines[4]["action"] == "请督促责任单位答复批示。"


def test_an_instruction_withdrawn_is_told_to_the_owner_and_no_longer_chased(stage: Stage) -> None:
    task = _item(stage)
    stage.remind(MONDAY)
    _instruct(stage, task)
    stage.house.do(acts.withdraw_instruction, task, reason="已当面说明", by=stage.house.sponsor, at=TUESDAY)
    stage.remind_daily(TUESDAY, date(2017, 6, 9))
    assert {line["status"] for line in stage.lines()} == {"2017年5月16日批示已撤回"}
    assert {(line["detail"], line["action"]) for line in stage.lines()} == {("理由：已当面说明", "不用再答复。")}


def test_an_instruction_on_a_finished_item_is_chased_too(stage: Stage) -> None:
    task = _item(stage, "closed")
    stage.remind(MONDAY)
    _instruct(stage, task)
    stage.remind_daily(TUESDAY, NEXT_WEEK)
    stage.send(NEXT_WEEK)

    assert stage.outcomes()[OWNER, "answer-20170522-T0"] == "sent"


def test_after_an_outage_only_the_highest_missed_step_is_told(stage: Stage) -> None:
    task = _item(stage)
    stage.remind(MONDAY)
    _instruct(stage, task)
    stage.remind(TUESDAY)
    stage.remind(date(2017, 5, 26))

    assert _heard(stage)[1:] == [(OWNER, "answer-20170522-+3"), (CLERK, "answer-20170522-+3")]


def test_an_instruction_to_be_answered_at_once_is_one_line_and_yellow(stage: Stage) -> None:
    task = _item(stage)
    stage.remind(MONDAY)
    _do(acts.instruct, "sponsor", text="速报。", answer_by=TUESDAY)(stage, task)
    stage.remind(TUESDAY)
    stage.remind(WEDNESDAY)

    assert _heard(stage) == [
        (OWNER, "answer-20170516-T0"), (OWNER, "answer-20170516-+1"), (CLERK, "answer-20170516-+1"),
    ]  # fmt: skip


# What waits for the office


def test_the_office_hears_once_of_what_waits_for_it(stage: Stage) -> None:
    done, asking = _item(stage), _item(stage)
    stage.remind(MONDAY)
    _do(acts.submit, "owner", note="已全部建成")(stage, done)
    _ask_extension(stage, asking)
    stage.remind_daily(TUESDAY, date(2017, 5, 25))

    assert _heard(stage) == [(CLERK, "submitted-5"), (CLERK, "extension_requested-5")]
    first, second = stage.lines()
    assert (first["status"], first["detail"]) == (
        "2017年5月15日报办结，待审核", "期限2017年12月29日；说明：已全部建成",
    )  # fmt: skip
    assert (second["status"], second["detail"], second["severity"]) == (
        "2017年5月15日申请延期至2018年3月30日（现期限2017年12月29日），待批复", "理由：场地未落实", "info",
    )  # fmt: skip


def test_what_the_office_has_decided_before_the_run_does_not_wait_for_it(stage: Stage) -> None:
    done, asking = _item(stage), _item(stage)
    stage.remind(MONDAY)
    _do(acts.submit, "owner")(stage, done)
    _do(acts.complete)(stage, done)
    _extension(approve=True)(stage, asking)
    stage.remind(TUESDAY)

    assert [told.name for told in stage.told()] == [OWNER]


# Between planning and delivering

SOON = at_local(TUESDAY, time(8, 32))


def _soon(act: Callable[..., object], by: str = "clerk", **given: object) -> Act:
    def done(stage: Stage, task: int) -> object:
        return stage.house.do(act, task, by=getattr(stage.house, by), at=SOON, **given)  # type: ignore[arg-type]

    return done


#: what happens at 08:32 → what becomes of the news of an instruction, and of the reminder to answer it.
BETWEEN: dict[str, tuple[Act, str, str]] = {
    "a report": (_soon(acts.report, "owner", given=progress(70)), "sent", "sent"),
    "a reported completion": (_soon(acts.submit, "owner"), "sent", "sent"),
    "an answer": (_soon(acts.answer, "owner", text="已办。"), "sent", "satisfied"),
    "a later day": (_soon(acts.instruct, "sponsor", text="改期。", answer_by=YEAR_END), "sent", "deadline_changed"),
    "a suspension": (_soon(acts.suspend, reason="机构调整"), "off", "off"),
    "another owner": (
        lambda stage, task: _soon(acts.assign, owner_post_id=stage.house.posts["liaison"])(stage, task),
        "not_owner_any_more",
        "not_owner_any_more",
    ),
}  # fmt: skip


@pytest.mark.parametrize("event", BETWEEN)
def test_a_tiding_is_dropped_for_its_own_reasons_and_not_for_a_report(stage: Stage, event: str) -> None:
    act, news, reminder = BETWEEN[event]
    task = _item(stage)
    stage.remind(MONDAY)
    _do(acts.instruct, "sponsor", text="请加快。", answer_by=NEXT_WEEK)(stage, task)
    stage.remind(TUESDAY)
    act(stage, task)
    stage.send(TUESDAY)
    assert stage.outcomes() == {(OWNER, "event-5"): news}

    urgent = _item(stage)
    _do(acts.instruct, "sponsor", text="速报。", answer_by=TUESDAY)(stage, urgent)
    stage.remind(TUESDAY)
    act(stage, urgent)
    stage.send(WEDNESDAY)
    assert {told.rung: told.outcome for told in stage.told() if told.task == urgent} == {"answer-20170516-T0": reminder}


@pytest.mark.parametrize(("act", "told"), [(None, "sent"), (_soon(acts.complete), "satisfied")])
def test_what_the_office_has_decided_meanwhile_waits_no_more(stage: Stage, act: Act | None, told: str) -> None:
    task = _item(stage)
    stage.remind(MONDAY)
    _do(acts.submit, "owner")(stage, task)
    stage.remind(TUESDAY)
    if act is not None:
        act(stage, task)
    stage.send(TUESDAY)

    assert stage.outcomes() == {(CLERK, "submitted-5"): told}


def test_several_news_of_one_item_and_its_reminder_are_lines_of_one_digest(stage: Stage) -> None:
    task = stage.house.item_in("submitted", due_on=date(2017, 5, 19))  # T-3 on Tuesday
    stage.remind(MONDAY)
    _do(acts.send_back, reason=REASON)(stage, task)
    _instruct(stage, task)
    stage.remind(TUESDAY)
    stage.send(TUESDAY)

    (mail,) = stage.mails()
    text = text_of(mail)
    assert text.count("建立职工服务站点地图") == 3
    assert {told.outcome for told in stage.told()} == {"sent"}


def test_the_digest_of_a_morning_after_a_meeting_reads_as_in_review(sqlite_stage: Stage) -> None:
    stage = sqlite_stage
    returned = _item(stage, "submitted", title="建成商务楼宇工会联络站六座")
    instructed = _item(stage, title="编印新就业形态劳动者维权手册")
    asked = _item(stage, title="走访辖区小微企业三十家")
    handed = _item(stage, "registered", title="举办法律服务进楼宇活动")
    late = _item(stage, title="建立困难职工档案")
    stage.house.do(acts.instruct, late, text="请说明建档范围。", answer_by=date(2017, 5, 12), by=stage.house.sponsor)
    stage.remind(MONDAY)
    _do(acts.send_back, reason=REASON, note="六座联络站只见到四座的验收单")(stage, returned)
    _instruct(stage, instructed)
    _extension(approve=True)(stage, asked)
    _do(acts.assign)(stage, handed)
    stage.remind(TUESDAY)
    stage.remind(WEDNESDAY)
    stage.send(WEDNESDAY)

    mail = next(mail for mail in stage.mails() if recipients([mail]) == [OWNER])
    text = f"{mail['Subject']}\n\n{text_of(mail)}".replace("\r\n", "\n")
    file = GOLDEN / "owner-tidings.txt"
    if not file.exists():
        file.write_text(text, encoding="utf-8")
        pytest.fail(f"{file.name} was written; read it")
    assert text == file.read_text(encoding="utf-8")
