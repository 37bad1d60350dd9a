"""What the report says about items, streets, decisions and the quarters before."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert, update

from config.database import table_of
from config.rule_packs import pack_names
from planning import acts
from planning.models import Document, Outcome, Unit
from planning.periods import Quarter
from reports.compiling.items import figures_kept
from reports.snapshot import Figure
from tests.compiling.looking import DUE, GRACE, compiled, frozen, only_item
from tests.planning.house import OTHER_STREET, STREET, House, deputy, progress

JUNE = date(2017, 6, 20)
Q3, Q3_END = Quarter(2017, 3), date(2017, 10, 10)


def test_the_streets_add_up_and_a_station_counts_under_its_street(house: House) -> None:
    with house.database.write() as session:
        station = {"name": "月桥街道工会服务站", "short_name": "月桥站", "kind": "station", "position": 9}
        station |= {"parent_id": house.units[STREET]}
        unit = table_of(Unit)
        station_id = session.connection().execute(insert(unit).values(station).returning(unit.c.id)).scalar_one()
    house.item_in("in_progress", 2)
    house.item_in("completed", unit_id=station_id)
    house.item_in("accepted", unit_id=house.units[OTHER_STREET])
    house.item_in("registered", unit_id=house.units["云河区总工会"])
    snapshot = compiled(house)
    assert [(street.short_name, street.totals.total) for street in snapshot.streets] == [
        ("云河区", 1),
        ("月桥街道", 2),
        ("柳岸街道", 1),
    ]
    assert snapshot.totals.total == 4
    assert [item.lead_unit for item in snapshot.streets[1].items] == [STREET, "月桥街道工会服务站"]


def test_streets_with_nothing_and_suspended_items_are_named_where_it_says_what_was_counted(house: House) -> None:
    house.item_in("in_progress")
    house.item_in("suspended")
    scope = compiled(house).definitions[0].meaning
    assert "柳岸街道" in scope
    assert "月桥街道" not in scope
    assert "另有1项暂缓" in scope


def test_an_item_says_all_work_of_the_quarter_and_only_the_newest_problem(house: House) -> None:
    item = house.item_in("accepted")
    figures = [{"of": "走访企业", "value": "12", "unit": "家"}]
    told: list[tuple[date, dict[str, Any]]] = [
        (date(2017, 5, 2), {"done": "五月", "problem": "缺场地", "next_step": "找场地", "figures": figures}),
        (date(2017, 6, 2), {"done": "六月", "problem": "", "next_step": "开工",
                            "figures": [{"of": "走访企业", "value": "1,230.5", "unit": "家"},
                                        {"of": "问卷", "value": "一百来", "unit": "份"}]}),
        (date(2017, 6, 9), {"done": "六月"}),
    ]  # fmt: skip
    for at, given in told:
        house.do(acts.report, item, progress(30, **given), by=house.owner, at=at)
    house.do(acts.report, item, progress(50), by=house.owner, at=date(2017, 6, 29))
    found = only_item(compiled(house))
    assert found.progress_text == "五月\n六月\n问卷一百来份"
    assert (found.progress, found.problem, found.next_step) == (50, "", "")
    assert found.figures == (Figure(value=Decimal("1230.5"), unit="家", of="走访企业"),)
    third = only_item(compiled(house, Q3_END, Q3))
    assert (third.progress, third.progress_text, third.figures) == (50, "", ())


def test_what_was_said_on_deliverables_stands_with_the_item(house: House) -> None:
    item = house.item_in("accepted", 2)
    for position, problem in ((1, "缺经费"), (2, "缺人手")):
        told = progress(10 * position, done=f"成果{position}", problem=problem)
        house.do(acts.report, house.child_id(item, position), told, by=house.owner, at=JUNE)
    found = only_item(compiled(house))
    assert (found.progress, found.progress_text, found.problem) == (15, "成果1\n成果2", "缺经费\n缺人手")
    assert [(part.number, part.progress) for part in found.deliverables] == [("1", 10), ("2", 20)]


def test_the_register_keeps_both_dates_units_source_and_open_clarities(house: House) -> None:
    house.item_in(
        "accepted", due_provisional=True, leader_name="周明远", missing='["leader", "outcome", "deadline"]',
        lead_units='["组织部"]', responsible_units='["柳岸街道", "法律部"]', support_units='["财务部"]',
        quantities='[{"value": 3, "unit": "家", "of": "站点"}, {"value": "1.5", "unit": "公里", "of": ""}]',
    )  # fmt: skip
    found = only_item(compiled(house))
    assert found.missing == ("成果形式", "完成时限")
    assert (found.leader, found.lead_unit, found.supporting) == ("周明远", "组织部", ("财务部",))
    assert (found.responsible, found.outcome) == (("柳岸街道", "法律部"), "站点3家、1.5公里")
    assert found.source is not None
    assert (found.source.document, found.source.sentence) == ("plan.txt", "建立职工服务站点地图，6月底前完成。")


@pytest.mark.parametrize(
    ("life", "day", "expected"),
    [
        ({"due_on": date(2017, 6, 23)}, GRACE, ("behind", "red", "overdue", "已逾期7个工作日", 7)),
        ({}, date(2017, 7, 1), ("behind", "red", "overdue", "已逾期1个工作日", 1)),
        ({"progress": 90}, DUE, ("behind", "yellow", "near", "时限当日，未报办结", 0)),
        ({"progress": 95}, date(2017, 6, 28), ("on_schedule", "yellow", "near", "距时限2个工作日，未报办结", 0)),
        ({"progress": 40}, date(2017, 5, 15), ("behind", "yellow", "lag", "进度落后序时22个百分点", 0)),
        ({"progress": 10}, date(2017, 5, 15), ("behind", "red", "lag", "进度落后序时52个百分点", 0)),
        ({"progress": 70}, date(2017, 5, 15), ("on_schedule", "green", "", "", 0)),
        ({"progress": 73}, date(2017, 5, 15), ("ahead", "green", "", "", 0)),
        ({"start_on": date(2017, 6, 1)}, date(2017, 5, 15), ("not_started", "grey", "", "", 0)),
        ({"start_on": date(2017, 6, 30), "due_on": date(2018, 6, 30)}, date(2017, 7, 5),
         ("on_schedule", "yellow", "missing", "2017年第二季度进展逾宽限期未报", 0)),
        ({"start_on": date(2017, 9, 29), "due_on": date(2030, 6, 30)}, Q3_END,
         ("on_schedule", "yellow", "missing", "2017年第二季度进展逾宽限期未报", 0)),
        ({"start_on": date(2017, 9, 29), "due_on": date(2030, 6, 30)}, date(2018, 1, 8),
         ("on_schedule", "red", "silent", "连续3期未报送进展", 0)),
    ],
)  # fmt: skip
def test_an_items_pace_light_and_reason_in_words(
    sqlite_house: House, life: dict[str, Any], day: date, expected: tuple[object, ...]
) -> None:
    percent = life.pop("progress", None)
    item = sqlite_house.item_in("accepted", **life)
    if percent is not None:
        sqlite_house.do(acts.report, item, progress(percent), by=sqlite_house.owner)
    found = only_item(compiled(sqlite_house, day))
    assert (found.pace, found.light, found.cause, found.reason, found.overdue_workdays) == expected


def test_a_submitted_item_is_not_overdue_and_a_late_finish_stays_late(house: House) -> None:
    item = house.item_in("in_progress", due_on=date(2017, 5, 31))
    house.do(acts.submit, item, by=house.owner, at=JUNE)
    waiting = only_item(compiled(house))
    assert (waiting.pace, waiting.overdue_workdays, waiting.late) == ("on_schedule", 0, False)
    house.do(acts.complete, item, at=date(2017, 6, 21))
    done = only_item(compiled(house))
    assert (done.pace, done.light, done.late, done.finished_on) == ("completed", "green", True, JUNE)


def test_changes_keep_both_dates_who_decided_and_why(house: House) -> None:
    item = house.item_in("in_progress", 1, item_number="7")
    house.do(acts.request_extension, item, proposed_on=date(2017, 8, 31), reason="场地未定", by=house.owner, at=JUNE)
    house.do(acts.decide_extension, item, approve=True, due_on=date(2017, 7, 31), note="从严", at=date(2017, 6, 21))
    house.do(acts.request_extension, item, proposed_on=date(2017, 9, 30), reason="再延", by=house.owner, at=JUNE)
    house.do(acts.decide_extension, item, approve=False, at=date(2017, 6, 22))
    house.do(acts.set_deadline, house.child_id(item, 1), due_on=date(2017, 7, 15), at=date(2017, 6, 23))
    house.do(acts.set_deadline, item, due_on=date(2017, 7, 31), at=date(2017, 6, 24))
    found = [each.model_dump(exclude={"street", "title"}) for each in compiled(house).changes]
    by = {"decided_by": "何思远"}
    assert found == [
        {"kind": "extension", "number": "7", "decided_on": date(2017, 6, 21), "was_on": DUE, **by,
         "now_on": date(2017, 7, 31), "reason": "场地未定；批复意见：从严"},
        {"kind": "adjustment", "number": "7.1", "decided_on": date(2017, 6, 23), "was_on": date(2017, 7, 31), **by,
         "now_on": date(2017, 7, 15), "reason": ""},
        {"kind": "adjustment", "number": "7", "decided_on": date(2017, 6, 24), "was_on": None, **by,
         "now_on": date(2017, 7, 31), "reason": "明确完成时限"},
    ]  # fmt: skip
    shown = only_item(compiled(house))
    assert (shown.original_due_on, shown.due_on) == (DUE, date(2017, 7, 31))


def test_side_states_and_close_outs_are_changes_of_the_quarter_they_happen_in(house: House) -> None:
    resumed = house.item_in("suspended", 2, item_number="1")
    house.do(acts.resume, resumed, reason="条件具备", at=JUNE, by=deputy(house.clerk, house.sponsor))
    merged = house.item_in("in_progress", item_number="2")
    house.do(acts.merge, merged, into_id=resumed, reason="内容相近", at=JUNE)
    cancelled = house.item_in("in_progress", item_number="3")
    house.do(acts.cancel, cancelled, reason="政策调整", at=JUNE)
    closed = house.item_in("closed", item_number="4")
    house.do(acts.instruct, closed, text="再查", answer_by=DUE, reopen=True, by=house.sponsor, at=JUNE)
    house.do(acts.suspend, resumed, reason="七月的", at=date(2017, 7, 3))
    snapshot = compiled(house)
    assert [(each.kind, each.number, each.reason, each.decided_by) for each in snapshot.changes] == [
        ("suspension", "1", "机构调整", "何思远"),
        ("closing", "4", "", "顾长河"),
        ("adjustment", "1", "恢复办理，条件具备", "何思远（代顾长河）"),
        ("merger", "2", "并入2017-001，内容相近", "何思远"),
        ("cancellation", "3", "政策调整", "何思远"),
        ("adjustment", "4", "按批示重新办理", "顾长河"),
    ]
    assert snapshot.totals.total == 1
    assert [each.reason for each in compiled(house, Q3_END, Q3).changes] == ["七月的"]


def test_decisions_asked_name_what_waits(house: House) -> None:
    extended = house.item_in("in_progress", item_number="1", title="建图", due_on=date(2017, 7, 31))
    for month in (8, 9):
        ask, limit = date(2017, 5, month), date(2017, month, 28)
        house.do(acts.request_extension, extended, proposed_on=limit, reason="", by=house.owner, at=ask)
        house.do(acts.decide_extension, extended, approve=True, at=ask)
    last = {"proposed_on": date(2017, 10, 31), "reason": "未定"}
    house.do(acts.request_extension, extended, **last, by=house.owner, at=JUNE)
    first = house.item_in("in_progress", item_number="2", title="建站")
    house.do(acts.request_extension, first, **last, by=house.owner, at=JUNE)
    submitted = house.item_in("in_progress", item_number="3", title="建册")
    house.do(acts.submit, submitted, by=house.owner, at=JUNE)
    for number, answer_by in (("4", date(2017, 7, 3)), ("5", GRACE)):
        told = house.item_in("in_progress", item_number=number, title="建群")
        house.do(acts.instruct, told, text="报实情", answer_by=answer_by, by=house.sponsor, at=JUNE)
    assert compiled(house).decisions == (
        "月桥街道第1项“建图”已延期2次，再次申请延期至2017年10月31日（现时限2017年9月28日），理由：未定，请改革领导小组研究决定",
        "月桥街道第2项“建站”申请延期至2017年10月31日（现时限2017年6月30日），理由：未定，请予批复",
        "月桥街道第3项“建册”已于2017年6月20日报办结，请组织审核",
        "月桥街道第4项“建群”的批示“报实情”应于2017年7月3日前答复，尚未答复，请督促责任单位答复",
    )


def test_an_instruction_stands_with_its_item_answered_or_not(house: House) -> None:
    item = house.item_in("in_progress")
    house.do(acts.instruct, item, text="报实情", answer_by=DUE, by=house.sponsor, at=JUNE)
    assert "尚未答复" in only_item(compiled(house)).problem
    house.do(acts.answer, item, text="已查明", by=house.owner, at=date(2017, 6, 21))
    found = only_item(compiled(house))
    assert found.problem == ""
    assert found.progress_text == "批示（2017年6月20日）“报实情”：2017年6月21日已答复，已查明"
    assert only_item(compiled(house, Q3_END, Q3)).progress_text == ""


def test_one_answer_answers_all_that_wait_and_what_was_withdrawn_is_not_told(house: House) -> None:
    item = house.item_in("in_progress")
    for text in ("报实情", "报名单"):
        house.do(acts.instruct, item, text=text, answer_by=DUE, by=house.sponsor, at=JUNE)
    house.do(acts.answer, item, text="已查明", by=house.owner, at=date(2017, 6, 21))
    house.do(acts.instruct, item, text="误发", answer_by=DUE, by=house.sponsor, at=date(2017, 6, 22))
    house.do(acts.withdraw_instruction, item, reason="发错", by=house.sponsor, at=date(2017, 6, 23))
    found = only_item(compiled(house))
    assert found.problem == ""
    assert found.progress_text.count("2017年6月21日已答复，已查明") == 2
    assert "误发" not in found.progress_text


def test_highlights_are_early_or_closed_with_figures_and_never_late(house: House) -> None:
    figures = [{"of": "站点", "value": "3", "unit": "家"}]
    lives: list[tuple[str, date, bool, Any]] = [
        ("早", DUE, False, ()), ("早而有数", DUE, True, figures), ("按期无数", JUNE, True, ()),
        ("按期有数", JUNE, True, figures), ("按期未销", JUNE, False, figures), ("迟", date(2017, 6, 1), True, figures),
    ]  # fmt: skip
    for title, due_on, closes, given in lives:
        item = house.item_in("accepted", due_on=due_on, title=title)
        house.do(acts.report, item, progress(100, done="三处建成", figures=given), by=house.owner, at=JUNE)
        house.do(acts.submit, item, by=house.owner, at=JUNE)
        house.do(acts.complete, item, at=JUNE)
        if closes:
            house.do(acts.close_out, item, by=house.sponsor, at=date(2017, 6, 22))
    assert [(each.title, each.text) for each in compiled(house).highlights] == [
        ("早", "2017年6月20日办结，比时限提前8个工作日。三处建成。"),
        ("早而有数", "2017年6月20日办结，比时限提前8个工作日。主要数据：站点3家。"),
        ("按期有数", "2017年6月20日办结，已销号。主要数据：站点3家。"),
    ]
    assert compiled(house, Q3_END, Q3).highlights == ()


def test_results_of_the_plan_stand_under_their_street_with_their_figures(house: House) -> None:
    house.item_in("accepted")
    with house.database.write() as session:
        row = {
            "plan_id": house.plan_id, "unit_id": house.units[OTHER_STREET], "heading": "组织建设",
            "text": "已建会212家。", "source_start": 2, "source_end": 6,
            "quantities": '[{"value": "2.36", "unit": "万人", "of": "会员"}]',
        }  # fmt: skip
        session.connection().execute(insert(table_of(Outcome)).values(row))
    street = compiled(house).streets[-1]
    assert (street.short_name, street.totals.total) == ("柳岸街道", 0)
    [result] = street.results
    assert (result.heading, result.text, result.figures[0].value) == ("组织建设", "已建会212家。", Decimal("2.36"))
    assert result.source is not None
    assert result.source.sentence == "职工服务"


def test_the_last_quarter_is_counted_as_known_at_its_end_and_once_frozen_as_frozen(house: House) -> None:
    item = house.item_in("in_progress", due_on=date(2017, 9, 29))
    house.do(acts.report, item, progress(100), by=house.owner, at=JUNE)
    house.do(acts.submit, item, by=house.owner, at=JUNE)
    house.do(acts.complete, item, at=date(2017, 7, 3))
    third = compiled(house, Q3_END, Q3)
    assert third.previous is not None
    assert (third.previous.label, third.previous.totals.completed) == ("2017年第二季度", 0)
    frozen(house)
    again = compiled(house, Q3_END, Q3)
    assert again.previous is not None
    assert again.previous.totals.completed == 1
    assert again.previous.totals == frozen(house).content.totals


def test_the_trend_reaches_back_as_far_as_the_ledger_and_no_further(house: House) -> None:
    house.item_in("in_progress", due_on=date(2018, 12, 31))
    assert compiled(house).previous is None
    later = compiled(house, date(2018, 10, 10), Quarter(2018, 3))
    assert later.previous is not None
    assert [point.label for point in (*later.earlier, later.previous)] == [
        "2017年第三季度",
        "2017年第四季度",
        "2018年第一季度",
        "2018年第二季度",
    ]


def test_items_finished_in_an_earlier_year_are_counted_no_more(house: House) -> None:
    house.item_in("completed")
    house.item_in("in_progress", due_on=date(2018, 3, 30))
    last, first = (
        compiled(house, date(2018, 1, 3), Quarter(2017, 4)),
        compiled(house, date(2018, 4, 3), Quarter(2018, 1)),
    )
    assert (last.totals.total, last.totals.completed) == (2, 1)
    assert (first.totals.total, first.totals.completed) == (1, 0)
    assert first.previous is not None
    assert first.previous.totals == last.totals


def test_the_heading_names_the_district_its_leading_group_and_the_plans(house: House) -> None:
    house.item_in("accepted")
    snapshot = compiled(house)
    assert snapshot.title == "云河区总工会\n2017年第二季度改革任务进展情况报告"
    assert (snapshot.addressee, snapshot.basis) == ("云河区总工会改革领导小组", ("《目标计划（2017年）》",))
    assert (snapshot.period.code, snapshot.next_period.code) == ("2017Q2", "2017Q3")
    assert snapshot.satisfaction == ()


def test_calendars_say_which_years_are_not_announced(house: House) -> None:
    house.item_in("accepted", due_on=date(2031, 3, 31))
    assert compiled(house).rules.calendars == (
        "2017年国务院办公厅节假日安排",
        "2031年节假日安排尚未公布，按周一至周五和固定节日推算，所得日期均为暂定",
    )


@pytest.mark.parametrize("pack", pack_names())
def test_every_pack_is_put_into_words_with_its_own_digest(sqlite_house: House, pack: str) -> None:
    sqlite_house.item(pack=pack, first_period="2017M04" if pack in {"ouhai", "yinchuan"} else "2017Q2")
    snapshot = compiled(sqlite_house, pack=pack)
    words = " ".join(each.meaning for each in snapshot.definitions)
    assert not any(mark in words for mark in ("{", "}", "None", "rule-", "define-"))
    assert only_item(snapshot).light in {"red", "yellow"}
    digests = {compiled(sqlite_house, pack=each).rules.digest for each in pack_names()}
    assert len(digests) == len(pack_names())


def test_the_definitions_follow_the_pack(sqlite_house: House) -> None:
    def term(name: str, pack: str) -> str:
        return next(each.meaning for each in compiled(sqlite_house, pack=pack).definitions if each.term == name)

    sqlite_house.item()
    assert "10个百分点及以上" in term("快于、达到、慢于序时", "default")
    assert term("红灯", "default").startswith("逾期1天及以上；落后序时超过30个百分点；连续2期未报送进展。")
    assert term("橙灯", "gongqi") == "逾期8天及以上。"
    assert "百分点" not in term("快于、达到、慢于序时", "gongqi")


def test_a_document_text_that_is_shorter_than_it_was_does_no_harm(house: House) -> None:
    house.item_in("accepted", source_start=500, source_end=520)
    with house.database.write() as session:
        session.connection().execute(update(table_of(Document)).values(text="短"))
    source = only_item(compiled(house)).source
    assert source is not None
    assert (source.start, source.end, source.sentence) == (500, 520, "")


def test_two_figures_of_one_thing_in_one_text_are_both_kept() -> None:
    kept = figures_kept('[{"value":"845","unit":"家","of":"企业"},{"value":"11","unit":"家","of":"企业"}]')
    assert [int(figure.value) for figure in kept] == [845, 11]
