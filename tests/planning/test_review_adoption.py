"""Adopting what was kept: all or nothing, in parts, with merges; what each person changed is in the ledger."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from config.database import table_of
from config.errors import CallError, Conflict, DubanError
from planning import acts
from planning.extraction import Extraction, Item, Quantity, Result
from planning.models import Document, Outcome, Plan, PlanVersion, Review
from planning.review.achieved import achieved_on
from planning.sealing import check_ledger
from tests.planning.house import DAY, OTHER_STREET, House
from tests.planning.review_desk import PLAN, YEAR, ReviewDesk, document_of, events_by_number, reading_of, task_rows


def count(house: House, model: Any) -> int:  # noqa: ANN401 - any table class
    with house.database.read() as session:
        return int(session.connection().execute(select(func.count()).select_from(table_of(model))).scalar_one())


def sound(house: House) -> bool:
    with house.database.read() as session:
        return check_ledger(session)[1] == []


def test_what_was_kept_becomes_tasks_and_the_rest_stays_for_later(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.keep("1", "4")
    done = desk.adopt()
    assert [(task.number, task.unit) for task in done.tasks] == [("2017-001", "月桥街道"), ("2017-002", "柳岸街道")]
    assert (done.open, done.review_id, done.version) == (2, desk.id, 1)
    view = desk.view()
    assert (view.state, view.by_key["1"].adopted_as, view.by_key["2"].adopted_as) == ("open", "2017-001", "")
    assert view.counts["adopted"] == 2
    desk.at = date(2017, 5, 2)
    desk.keep("2")
    desk.do("decided", keys=["3"], decision="drop")
    later = desk.adopt()
    assert [(task.number, task.title) for task in later.tasks] == [("2017-003", "年底前签订专项合同15份")]
    assert (desk.view().state, later.plan, count(house, Plan), count(house, PlanVersion)) == (
        "adopted",
        done.plan,
        2,
        1,
    )
    rows = task_rows(house)
    assert [rows[f"2017-00{n}"].position for n in (1, 2, 3)] == [1, 4, 2]
    assert rows["2017-003"].start_on == date(2017, 5, 2)
    assert sound(house)


def test_only_the_items_named_are_adopted(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.keep("1", "2", "4")
    assert [task.number for task in desk.adopt("4").tasks] == ["2017-001"]
    assert [task.unit for task in desk.adopt("1", "2").tasks] == ["月桥街道", "月桥街道"]
    with pytest.raises(DubanError, match="第 3 项没有标为保留"):
        desk.adopt("3")


def test_an_adopted_item_is_no_longer_worked_on_here(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.keep("1")
    desk.adopt()
    for kind, payload in (
        ("edited", {"key": "1", "fields": {"leader": "甲"}}), ("split", {"key": "1", "at": [4]}),
        ("decided", {"keys": ["1"], "decision": "drop"}), ("joined", {"keys": ["1", "2"]}),
    ):  # fmt: skip
        with pytest.raises(DubanError, match="第 1 项已登记为 2017-001"):
            desk.do(kind, **payload)
    with pytest.raises(DubanError, match="已经登记"):
        desk.do("undone", seq=1)
    with pytest.raises(DubanError, match="不能撤销"):
        desk.do("undone", seq=2)
    with pytest.raises(DubanError, match="不能放弃整份核对"):
        desk.do("discarded")


def test_what_each_person_changed_is_in_the_ledger(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.do("edited", key="2", fields={"text": "年底前签订专项合同20份。"})
    desk.do("edited", by=house.sponsor, key="2", fields={"leader": "顾长河"})
    desk.do("decided", keys=["2"], decision="keep")
    desk.adopt()
    [registered] = events_by_number(house, "2017-001")
    review = registered.payload["review"]
    assert (review["id"], review["key"], registered.payload["version"]) == (desk.id, "2", 1)
    told = [(each["by"], each["name"], each["field"], each["before"], each["after"]) for each in review["changes"]]
    assert told[-3:] == [
        ("D02", "何思远", "text", "年底前签订专项合同15份。", "年底前签订专项合同20份。"),
        ("D01", "顾长河", "leader", "", "顾长河"),
        ("D02", "何思远", "decision", "open", "keep"),
    ]  # fmt: skip
    row = task_rows(house)["2017-001"]
    assert (row.text, row.leader_name) == ("年底前签订专项合同20份。", "顾长河")
    assert PLAN[row.source_start : row.source_end] == "年底前签订专项合同15份。"
    assert sound(house)


def test_an_owner_chosen_by_hand_answers(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.do("owner_set", keys=["1", "2"], owner="月桥街道/服务部部长")
    desk.keep("1", "2", "3")
    desk.adopt()
    rows = task_rows(house)
    assert {rows[number].owner_post_id for number in ("2017-001", "2017-001.1", "2017-002")} == {house.posts["owner"]}
    assert rows["2017-003"].owner_post_id == house.posts["liaison"]


def test_items_merged_into_one_are_registered_once_with_all_their_places(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.do("decided", keys=["2", "3"], decision="merge", into="1")
    desk.keep("1", "4")
    done = desk.adopt()
    assert done.merged == {"2": "2017-001", "3": "2017-001"}
    sources = events_by_number(house, "2017-001")[0].payload["sources"]
    assert [(each["text"], PLAN[each["start"] : each["end"]], each["unit"]) for each in sources] == [
        ("年底前签订专项合同15份。", "年底前签订专项合同15份。", "月桥街道"),
        ("不断加强职工教育培训。", "不断加强职工教育培训。", "月桥街道"),
    ]  # fmt: skip
    assert "sources" not in events_by_number(house, "2017-001.1")[0].payload
    view = desk.view()
    assert (view.state, view.by_key["3"].adopted_as) == ("adopted", "2017-001")


def test_an_item_merged_into_a_tracked_task_is_told_there(house: House) -> None:
    tracked = house.item()
    desk = ReviewDesk.open(house)
    desk.do("decided", by=house.sponsor, keys=["2"], decision="merge", into="2017-001")
    desk.keep("1")
    assert desk.adopt(by=house.sponsor).merged == {"2": "2017-001"}
    sourced = house.events(tracked)[-1]
    assert (sourced.kind, sourced.actor) == ("sourced", "D01")
    assert (sourced.payload["text"], sourced.payload["unit"]) == ("年底前签订专项合同15份。", "月桥街道")
    assert PLAN[sourced.payload["start"] : sourced.payload["end"]] == sourced.payload["text"]
    assert sourced.payload["review"]["changes"][-1]["after"] == "2017-001"
    assert sound(house)


def test_an_item_merged_into_one_adopted_before_is_told_there(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.keep("1")
    desk.adopt()
    desk.do("decided", keys=["2"], decision="merge", into="1")
    assert desk.adopt().merged == {"2": "2017-001"}
    assert [event.kind for event in events_by_number(house, "2017-001")] == ["registered", "sourced"]


def test_an_item_merged_into_one_still_open_waits_for_it(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.do("decided", keys=["2"], decision="merge", into="1")
    desk.keep("4")
    assert desk.adopt().merged == {}
    desk.keep("1")
    assert desk.adopt().merged == {"2": "2017-002"}


@pytest.mark.parametrize("state", ["merged", "cancelled"])
def test_nothing_is_merged_into_a_task_that_no_longer_stands(sqlite_house: House, state: str) -> None:
    sqlite_house.item_in(state)
    desk = ReviewDesk.open(sqlite_house)
    with pytest.raises(DubanError, match="不存在，或已终止"):
        desk.do("decided", keys=["2"], decision="merge", into="2017-001")


def test_a_task_that_ended_meanwhile_takes_nothing(sqlite_house: House) -> None:
    item = sqlite_house.item()
    desk = ReviewDesk.open(sqlite_house)
    desk.do("decided", keys=["2"], decision="merge", into="2017-001")
    sqlite_house.do(acts.cancel, item, reason="任务取消")
    with pytest.raises(DubanError, match="已终止"):
        desk.adopt()


def nothing_written(house: House, desk: ReviewDesk) -> Any:  # noqa: ANN401 - everything adopting could touch
    return task_rows(house), count(house, Plan), count(house, PlanVersion), count(house, Outcome), desk.view()


@pytest.mark.parametrize(
    ("kind", "payload", "code"),
    [
        pytest.param("edited", {"key": "4", "fields": {"unit": "东湖街道"}}, "plan-units-unknown", id="unknown unit"),
        pytest.param("edited", {"key": "4", "fields": {"unit": ""}}, "plan-unit-missing", id="no unit"),
        pytest.param("named", {"plan_name": "目标计划（2017年）"}, "plan-name-taken", id="a name that is taken"),
    ],
)
def test_what_cannot_be_adopted_stops_all_of_it(house: House, kind: str, payload: Any, code: str) -> None:  # noqa: ANN401
    desk = ReviewDesk.open(house)
    desk.keep()
    desk.do(kind, **payload)
    before = nothing_written(house, desk)
    with pytest.raises(DubanError) as caught:
        desk.adopt()
    assert caught.value.code == code
    assert nothing_written(house, desk) == before


def test_nothing_is_adopted_before_anything_is_kept(house: House) -> None:
    desk = ReviewDesk.open(house)
    with pytest.raises(DubanError, match="还没有保留任何一项（待定 4 项）"):
        desk.adopt()
    desk.do("discarded")
    with pytest.raises(DubanError, match="已放弃"):
        desk.adopt()


def test_who_saw_an_older_review_does_not_adopt_it(house: House) -> None:
    desk = ReviewDesk.open(house)
    seen = desk.keep().seq
    desk.do("edited", by=house.sponsor, key="1", fields={"leader": "顾长河"})
    with pytest.raises(Conflict, match="顾长河修改第 1 项"):
        desk.adopt(expected_seq=seen)
    assert task_rows(house) == {}
    assert len(desk.adopt(expected_seq=seen + 1).tasks) == 4


def test_only_the_office_adopts(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.keep()
    with pytest.raises(DubanError, match="不是督办办公室或领导小组成员"):
        desk.adopt(by=house.owner)


def test_adopted_bytes_are_not_reviewed_again(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.keep()
    desk.adopt()
    with pytest.raises(DubanError, match=f"已登记为计划“计划（2017年）”.*编号 {desk.id}"):
        ReviewDesk.open(house)
    assert count(house, Review) == 1
    assert count(house, Document) == 2  # with the house's own


def doubted(text: str = PLAN) -> Extraction:
    document = document_of(text)
    read = reading_of(document)
    doubtful = Item("月桥街道", None, (), "不断加强职工教育培训。", *place("不断加强职工教育培训。"), confidence=0.4)
    return Extraction(
        document.name, document.sha256, len(text), (*read.items[:2], read.items[3]), (), (), doubtful=(doubtful,)
    )


def place(words: str) -> tuple[int, int]:
    return PLAN.index(words), PLAN.index(words) + len(words)


def test_a_doubtful_reading_waits_in_the_review_until_somebody_keeps_it(house: House) -> None:
    desk = ReviewDesk.open(house, extraction=doubted())
    assert [(item.key, item.doubtful) for item in desk.view().items] == [
        ("1", False), ("2", False), ("d1", True), ("3", False),
    ]  # fmt: skip
    desk.keep("1", "2", "3")
    done = desk.adopt()
    assert ([task.number for task in done.tasks], done.doubtful) == (["2017-001", "2017-002", "2017-003"], 1)
    assert desk.view().state == "adopted"
    assert desk.keep("d1").state == "open"
    assert [task.number for task in desk.adopt().tasks] == ["2017-004"]
    assert desk.view().state == "adopted"


def test_results_keep_their_document_and_the_day_until_which_they_tell(house: House) -> None:
    document = document_of(PLAN)
    results = (
        Result("月桥街道", "现阶段工作成果", "截至2016年11月底，建站15个。", 0, 6, (Quantity(15, "个", "站"),)),
        Result(None, "2016年上半年成果", "走访。", 6, 9),
        Result("柳岸街道", "", "培训。", 9, 12),
    )
    issued = date(2017, 2, 8)
    extraction = Extraction(
        document.name, document.sha256, len(PLAN), reading_of(document).items, results, (), issued_on=issued
    )
    desk = ReviewDesk.open(house, extraction=extraction)
    desk.keep()
    assert desk.adopt().outcomes == 3
    outcomes = table_of(Outcome)
    with house.database.read() as session:
        rows = session.connection().execute(select(outcomes).order_by(outcomes.c.id)).all()
    assert [row.achieved_on for row in rows] == [date(2016, 11, 30), date(2016, 6, 30), issued]
    assert [row.unit_id is None for row in rows] == [False, True, False]
    assert {row.document_id for row in rows} == {house.document_id + 1}


@pytest.mark.parametrize(
    ("heading", "text", "day"),
    [
        ("", "2016年建站15个。", date(2016, 12, 31)),
        ("", "2016年3月至９月走访。", date(2016, 9, 30)),
        ("2016年1—11月工作成果", "走访。", date(2016, 11, 30)),
        ("", "2016年第三季度走访。", date(2016, 9, 30)),
        ("", "2016年2月29日揭牌，2016年2月30日验收。", date(2016, 2, 29)),
        ("", "2015年建站，2016年5月扩建。", date(2016, 5, 31)),
        ("", "2018年将建站。", date(2017, 2, 8)),
        ("", "自2010年代以来。", date(2017, 2, 8)),
        ("", "走访。", date(2017, 2, 8)),
    ],
)
def test_a_result_tells_until_the_last_day_it_states(heading: str, text: str, day: date) -> None:
    assert achieved_on(heading, text, date(2017, 2, 8)) == day


def test_without_any_date_a_result_has_no_day() -> None:
    assert achieved_on("", "走访。", None) is None


def test_drafts_and_a_first_day_are_adopted_as_asked(house: House) -> None:
    desk = ReviewDesk.open(house, default_unit=OTHER_STREET)
    desk.do("edited", key="2", fields={"unit": ""})
    desk.keep("2")
    desk.adopt(as_draft=True, start_on=date(2017, 6, 1))
    row = task_rows(house)["2017-001"]
    assert (row.state, row.start_on, row.unit_id) == ("draft", date(2017, 6, 1), house.units[OTHER_STREET])


def test_a_plan_year_must_be_one(house: House) -> None:
    with pytest.raises(CallError):
        ReviewDesk.open(house, year=1, extraction=reading_of(document_of(PLAN), YEAR))
    assert count(house, Review) == 0
    assert DAY.year == YEAR


def test_a_merge_that_waits_for_its_target_begins_no_plan(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.do("decided", keys=["2"], decision="merge", into="1")
    with pytest.raises(DubanError) as caught:
        desk.adopt()
    assert (caught.value.code, desk.view().plan_id) == ("review-nothing-kept", None)


def test_a_review_taken_up_again_after_another_of_the_same_bytes_is_not_adopted_a_second_time(house: House) -> None:
    put_aside = ReviewDesk.open(house)
    put_aside.do("discarded")
    other = ReviewDesk.open(house)
    other.keep()
    other.adopt()
    put_aside.do("reopened")
    put_aside.do("named", plan_name="另一个名称")
    put_aside.keep()
    with pytest.raises(DubanError) as caught:
        put_aside.adopt()
    assert (caught.value.code, caught.value.values["review"]) == ("plan-adopted-already", other.id)
