"""Working on a review: what each act does, what is refused and how, two clerks at once, leaving and coming back."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from config.errors import CallError, Conflict, DubanError
from planning.extraction import Extraction
from planning.extraction.model import TableReading
from planning.reading.document import Landmark
from planning.review.acting import remap
from planning.review.keeping import load_review, review_changes, reviews
from planning.review.listing import count_reviews, list_reviews
from planning.review.opening import open_review
from planning.review.showing import preview
from tests.planning.house import DAY, OTHER_STREET, STREET, House, deputy, instant, rules
from tests.planning.review_desk import PLAN, YEAR, ReviewDesk, document_of, reading_of, task_rows
from tests.workshop.listening import sent

FIRST = "走访小微企业30家，建立企业台账；6月底前建成职工服务站。"


def test_a_review_shows_what_was_read_and_changes_nothing(house: House) -> None:
    view = ReviewDesk.open(house).view()
    assert [(item.key, item.unit, item.text) for item in view.items] == [
        ("1", "月桥街道", FIRST), ("2", "月桥街道", "年底前签订专项合同15份。"),
        ("3", "月桥街道", "不断加强职工教育培训。"), ("4", "柳岸街道", "9月底前办理互助保障600人次。"),
    ]  # fmt: skip
    assert (view.state, view.seq, view.plan_name, view.opened_by) == ("open", 0, "计划（2017年）", "何思远")
    assert view.counts == {
        "open": 4, "keep": 0, "drop": 0, "merge": 0, "adopted": 0, "doubtful": 0, "total": 4, "decided": 0,
    }  # fmt: skip
    assert view.items[2].missing == ("leader", "outcome", "deadline")
    assert view.items[2].soft == ("不断",)
    assert [view.text[item.start : item.end] for item in view.items] == [item.text for item in view.items]
    assert task_rows(house) == {}


def test_the_same_bytes_open_the_same_review(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.do("decided", keys=["1"], decision="drop")
    again = ReviewDesk.open(house, name="同一份.txt", by=house.sponsor)
    assert (again.id, again.view().by_key["1"].decision) == (desk.id, "drop")
    assert ReviewDesk.open(house, year=2018, extraction=reading_of(document_of(PLAN), 2018)).id != desk.id


def test_what_is_said_of_an_open_review_is_done_to_it(house: House) -> None:
    desk = ReviewDesk.open(house)
    view = ReviewDesk.open(house, plan_name="改革目标计划", default_unit=OTHER_STREET).view()
    assert (view.id, view.plan_name, view.default_unit) == (desk.id, "改革目标计划", OTHER_STREET)
    assert [change.kind for change in view.changes] == ["named", "named"]
    assert ReviewDesk.open(house, plan_name="改革目标计划").view().seq == view.seq
    columns = {1: {"B": "deadline"}}
    fewer = replace(reading_of(document_of(PLAN)), items=reading_of(document_of(PLAN)).items[:2])
    told = ReviewDesk.open(house, extraction=fewer, columns=columns).view()
    assert (told.columns, [item.key for item in told.items]) == (columns, ["1", "2"])
    assert ReviewDesk.open(house, columns=columns).view().seq == told.seq
    with pytest.raises(DubanError) as caught:
        ReviewDesk.open(house, columns={2: {"A": "measure"}})
    assert caught.value.code == "review-open-columns"
    desk.keep("1")
    desk.adopt("1")
    with pytest.raises(DubanError, match="名称不再改动"):
        ReviewDesk.open(house, plan_name="别的名称")


def test_names_of_plans_are_as_long_at_opening_as_later(house: House) -> None:
    with pytest.raises(DubanError) as caught:
        ReviewDesk.open(house, plan_name="长" * 101)
    assert caught.value.code == "review-name-empty"
    desk = ReviewDesk.open(house, name="长" * 110 + ".txt")
    assert desk.view().plan_name == "长" * 93 + "（2017年）"
    assert len(desk.do("named", plan_name="名" * 100).plan_name) == 100
    with pytest.raises(DubanError, match="最多 100 字"):
        desk.do("named", plan_name="名" * 101)


def test_a_discarded_review_is_not_gone_on_with_but_can_be_taken_up_again(house: House) -> None:
    desk = ReviewDesk.open(house)
    assert desk.do("discarded", reason="传错了").state == "discarded"
    assert ReviewDesk.open(house).id != desk.id
    with pytest.raises(DubanError, match="已放弃"):
        desk.keep("1")
    assert desk.do("reopened").state == "open"
    with pytest.raises(DubanError, match="没有放弃"):
        desk.do("reopened")


def test_places_are_told_by_the_landmarks_of_the_file_or_by_lines(house: House) -> None:
    document = document_of(PLAN)
    marked = type(document)(**{**vars(document), "landmarks": (Landmark(0, "第1页"), Landmark(60, "第2页"))})
    with house.database.write() as session:
        review_id = open_review(
            session, house.clerk, instant(DAY), marked, 9, reading_of(document), year=YEAR
        )  # fmt: skip
    view = ReviewDesk(house, review_id).view()
    assert [view.place_of(item.start) for item in view.items] == ["第1页", "第1页", "第2页", "第2页"]
    lined = ReviewDesk.open(house, PLAN.replace("30", "31")).view()
    assert lined.place_of(lined.items[0].start) == "第7行"


def test_a_corrected_text_is_read_again_where_nobody_had_set_the_value(house: House) -> None:
    desk = ReviewDesk.open(house)
    item = desk.do("edited", key="2", fields={"text": "10月底前签订专项合同20份，建立合同台账。"}).by_key["2"]
    assert (item.deadline, item.deadline_text, item.quantities[0].value) == (date(2017, 10, 31), "10月底前", 20)
    assert [part.text for part in item.deliverables] == ["10月底前签订专项合同20份", "建立合同台账"]
    desk.do("edited", key="2", fields={"deadline": "2017-11-15"})
    item = desk.do("edited", key="2", fields={"text": "8月底前签订专项合同25份。"}).by_key["2"]
    assert (item.deadline, item.deadline_basis, item.quantities[0].value) == (date(2017, 11, 15), "explicit", 25)


def test_what_was_changed_tells_who_and_before_and_after(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.do("edited", key="3", fields={"unit": "柳岸街道", "lead": "柳岸街道、月桥街道", "deadline": ""})
    view = desk.do("edited", by=house.sponsor, key="3", fields={"leader": "顾长河"})
    told = [(change.name, change.field, change.before, change.after) for change in view.by_key["3"].changes]
    assert told == [
        ("何思远", "unit", "月桥街道", "柳岸街道"), ("何思远", "lead", [], ["柳岸街道", "月桥街道"]),
        ("顾长河", "leader", "", "顾长河"),
    ]  # fmt: skip
    assert [(change.seq, change.kind, change.keys, change.name) for change in view.changes] == [
        (2, "edited", ("3",), "顾长河"), (1, "edited", ("3",), "何思远"),
    ]  # fmt: skip
    assert view.by_key["3"].missing == ("outcome", "deadline")


def test_a_part_takes_the_date_it_states_and_one_stated_for_all_is_everybodys(house: House) -> None:
    desk = ReviewDesk.open(house)
    parts = desk.do("split", key="1", at=FIRST.index("6月")).by_key
    assert (parts["1a"].text, parts["1a"].deadline) == ("走访小微企业30家，建立企业台账；", None)
    assert (parts["1b"].text, parts["1b"].deadline) == ("6月底前建成职工服务站。", date(2017, 6, 30))
    assert (parts["1a"].origin, parts["1a"].unit, parts["1b"].number) == (("1",), "月桥街道", "1")
    desk.do("edited", key="1b", fields={"deadline": "2017-07-31"})
    again = desk.do("split", key="1b", at=[4]).by_key
    assert {again[key].deadline for key in ("1ba", "1bb")} == {date(2017, 7, 31)}


def test_items_of_different_places_are_joined_with_a_stop_between(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.do("edited", key="2", fields={"text": "年底前签订专项合同15份", "responsible": "月桥街道"})
    [joined, last] = desk.do("joined", keys=["2", "3", "1"]).items
    assert joined.text == "年底前签订专项合同15份；不断加强职工教育培训。" + FIRST
    assert (joined.key, joined.origin, last.key) == ("2", ("2", "3", "1"), "4")
    assert (joined.deadline, joined.responsible) == (date(2017, 12, 31), ("月桥街道",))
    view = desk.view()
    assert view.text[joined.start : joined.end].startswith("走访")
    assert view.text[joined.start : joined.end].endswith("培训。")


def test_a_stretch_of_the_document_becomes_an_item_like_its_neighbours(house: House) -> None:
    desk = ReviewDesk.open(house)
    start = PLAN.index("6月底前")
    item = desk.do("added", start=start, end=PLAN.index("\n", start)).by_key["n1"]
    assert (item.text, item.unit, item.path, item.decision, item.deadline) == (
        "6月底前建成职工服务站。", "月桥街道", ("月桥街道", "目标计划"), "keep", date(2017, 6, 30),
    )  # fmt: skip
    numbered = desk.do("added", start=PLAN.index("2.年底前"), end=PLAN.index("3.不断")).by_key["n2"]
    assert (numbered.number, numbered.text) == ("2", "年底前签订专项合同15份。")
    desk.do("undone", seq=1)
    assert "n3" in desk.do("added", start=start, end=start + 9).by_key


REFUSED: dict[str, tuple[str, Mapping[str, Any], str]] = {
    "an item there is not": ("edited", {"key": "9", "fields": {"text": "甲"}}, "review-item-unknown"),
    "no item": ("decided", {"keys": [], "decision": "keep"}, "review-item-missing"),
    "a decision there is not": ("decided", {"keys": ["1"], "decision": "maybe"}, "review-decision-unknown"),
    "a field there is not": ("edited", {"key": "1", "fields": {"colour": "red"}}, "review-field-unknown"),
    "a day there is not": ("edited", {"key": "1", "fields": {"deadline": "2017-02-30"}}, "review-field-invalid"),
    "no text": ("edited", {"key": "1", "fields": {"text": " \n"}}, "review-field-invalid"),
    "a figure that is none": (
        "edited", {"key": "1", "fields": {"quantities": [{"value": "多", "unit": "家"}]}}, "review-field-invalid",
    ),
    "nothing new": ("edited", {"key": "1", "fields": {"unit": "月桥街道"}}, "review-nothing-changed"),
    "a cut before the text": ("split", {"key": "1", "at": [0]}, "review-split-place"),
    "a cut behind the text": ("split", {"key": "1", "at": [len(FIRST)]}, "review-split-place"),
    "no cut": ("split", {"key": "1", "at": []}, "review-split-place"),
    "very many cuts": ("split", {"key": "1", "at": list(range(1, 28))}, "review-split-many"),
    "one item joined": ("joined", {"keys": ["1"]}, "review-join-one"),
    "an item into itself": ("decided", {"keys": ["1"], "decision": "merge", "into": "1"}, "review-merge-itself"),
    "into nothing": ("decided", {"keys": ["1"], "decision": "merge", "into": "2017-009"}, "review-merge-unknown"),
    "no stretch": ("added", {"start": 5, "end": 5}, "review-stretch-empty"),
    "a stretch beyond the text": ("added", {"start": 5, "end": 5000}, "review-stretch-empty"),
    "a stretch of nothing": ("added", {"start": 6, "end": 8}, "review-stretch-empty"),
    "an owner there is not": ("owner_set", {"keys": ["1"], "owner": "月桥街道/站长"}, "post-unknown"),
    "a step there is not": ("undone", {"seq": 7}, "review-undo-unknown"),
    "nothing to undo": ("undone", {}, "review-undo-nothing"),
    "no name": ("named", {"plan_name": " "}, "review-name-empty"),
    "a unit there is not": ("named", {"default_unit": "东湖街道"}, "unit-unknown"),
    "an act there is not": ("painted", {}, "review-act-unknown"),
    "a date of no plan": ("due_chosen", {"keys": ["1"], "choice": "never"}, "review-due-choice-unknown"),
    "a task of no plan": ("matched", {"key": "1", "number": "2017-009"}, "review-match-unknown"),
    "gone without saying how": ("gone_decided", {"numbers": [], "choice": "keep"}, "review-gone-choice-unknown"),
}  # fmt: skip


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_not_possible_is_refused_in_words_and_leaves_no_trace(sqlite_house: House, case: str) -> None:
    kind, payload, code = REFUSED[case]
    desk = ReviewDesk.open(sqlite_house)
    before = desk.view()
    with pytest.raises(DubanError) as caught:
        desk.do(kind, **payload)
    assert caught.value.code == code
    assert not re.search(r"\{[a-z]", str(caught.value))
    assert desk.view() == before


def test_an_item_others_went_into_stays_until_they_are_taken_out(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.do("decided", keys=["2", "3"], decision="merge", into="1")
    for kind, payload in (
        ("split", {"key": "1", "at": [4]}), ("joined", {"keys": ["1", "4"]}),
        ("decided", {"keys": ["1"], "decision": "drop"}),
        ("decided", {"keys": ["1"], "decision": "merge", "into": "4"}),
    ):  # fmt: skip
        with pytest.raises(DubanError, match="第 2、3 项已并入第 1 项"):
            desk.do(kind, **payload)
    with pytest.raises(DubanError, match="本身是“并入”"):
        desk.do("decided", keys=["4"], decision="merge", into="2")
    desk.do("decided", keys=["2", "3"], decision="open")
    assert desk.do("decided", keys=["1"], decision="drop").by_key["1"].decision == "drop"


def test_a_step_is_undone_only_when_nothing_rests_on_it(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.do("edited", key="1", fields={"unit": "柳岸街道"})
    desk.do("split", key="1", at=[4])
    desk.do("edited", by=house.sponsor, key="1b", fields={"leader": "顾长河"})
    desk.do("edited", key="3", fields={"leader": "顾长河"})
    with pytest.raises(DubanError, match="何思远又对同一项作了“拆分”（第 2 步）"):
        desk.do("undone", seq=1)
    with pytest.raises(DubanError, match="顾长河又对同一项作了“修改”（第 3 步）"):
        desk.do("undone", seq=2)
    desk.do("undone", seq=3)
    view = desk.do("undone", seq=2)
    assert [item.key for item in view.items] == ["1", "2", "3", "4"]
    assert (view.by_key["1"].unit, view.by_key["3"].leader) == ("柳岸街道", "顾长河")
    with pytest.raises(DubanError, match="已经撤销过"):
        desk.do("undone", seq=2)
    assert [change.undone for change in view.changes] == [False, False, False, True, True, False]
    assert desk.do("undone").by_key["3"].leader == ""


def test_of_two_clerks_the_second_is_told_what_the_first_did(house: House) -> None:
    desk = ReviewDesk.open(house)
    seen = desk.view().seq
    desk.do("edited", by=house.sponsor, seen=seen, key="3", fields={"leader": "顾长河"})
    with pytest.raises(Conflict) as caught:
        desk.do("edited", seen=seen, key="3", fields={"leader": "何思远"})
    assert caught.value.code == "review-changed"
    assert "顾长河修改第 3 项" in str(caught.value)
    assert desk.view().by_key["3"].leader == "顾长河"
    assert desk.do("edited", seen=seen + 1, key="3", fields={"leader": "何思远"}).by_key["3"].leader == "何思远"


def test_only_the_office_and_the_leading_group_review(house: House) -> None:
    for nobody in (house.owner, house.liaison, house.outsider):
        with pytest.raises(DubanError, match="不是督办办公室或领导小组成员"):
            ReviewDesk.open(house, by=nobody)
    desk = ReviewDesk.open(house, by=house.sponsor)
    with pytest.raises(DubanError, match="不是督办办公室或领导小组成员"):
        desk.do("decided", by=house.owner, keys=["1"], decision="keep")
    view = desk.do("decided", by=deputy(house.owner, house.clerk), keys=["1"], decision="keep")
    assert view.changes[0].name == "沈玉兰"
    with house.database.read() as session:
        [row] = session.connection().execute(select(review_changes))
    assert (row.actor, row.on_behalf_of) == ("Y01", "D02")


def test_the_preview_says_what_adopting_would_do_and_what_stops_it(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.do("edited", key="2", fields={"unit": "东湖街道"})
    desk.do("edited", key="4", fields={"unit": ""})
    desk.do("owner_set", keys=["1"], owner="月桥街道总工会/服务部部长")
    with house.database.read() as session:
        told = preview(session, desk.id, rules(), DAY)
    assert (told["1"].unit, told["1"].owner, told["1"].due_on, told["1"].due_provisional) == (
        STREET, f"{STREET}/服务部部长", date(2017, 6, 30), False,
    )  # fmt: skip
    assert (told["3"].owner, told["3"].due_on, told["3"].due_provisional) == (
        f"{STREET}/联络员", date(2017, 12, 31), True,
    )  # fmt: skip
    assert [told[key].problems for key in "1234"] == [(), ("unit-unknown",), (), ("unit-missing",)]
    assert [told[key].adoptable for key in "1234"] == [True, False, True, False]
    desk.do("named", default_unit=OTHER_STREET)
    with house.database.read() as session:
        assert preview(session, desk.id, rules(), DAY)["4"].unit == OTHER_STREET


def test_reviews_are_listed_with_how_far_they_have_come(house: House) -> None:
    first, second = ReviewDesk.open(house), ReviewDesk.open(house, PLAN.replace("30", "31"), name="乙.txt")
    second.do("discarded")
    first.at = date(2017, 4, 20)
    first.do("decided", by=house.sponsor, keys=["1", "2"], decision="drop")
    with house.database.read() as session:
        lines = list_reviews(session)
        assert [line.id for line in list_reviews(session, states=["open"])] == [first.id]
    assert [(line.id, line.state, line.counts["decided"], line.changed_by) for line in lines] == [
        (first.id, "open", 2, "顾长河"), (second.id, "discarded", 0, "何思远"),
    ]  # fmt: skip


def test_a_list_of_reviews_reads_only_the_shown_ones_and_each_once_until_it_is_changed(house: House) -> None:
    def read(limit: int | None = None, offset: int = 0) -> tuple[list[int], int, int]:
        """Return the reviews listed, how many statements that took, and of how many the proposal was read."""
        with house.database.read() as session, sent(house.database) as said:
            lines = [line.id for line in list_reviews(session, states=["open"], limit=limit, offset=offset)]
        return lines, len(said), sum(len(given) for text, given in said if "proposal" in text)

    desks = [ReviewDesk.open(house, PLAN.replace("30", str(at)), name=f"{at}.txt") for at in range(40, 52)]
    ids = [desk.id for desk in reversed(desks)]
    first, many, folded = read(limit=4)
    assert (first, folded) == (ids[:4], 4)
    assert read(limit=4) == (ids[:4], many - 2, 0)
    assert read(limit=4, offset=2) == (ids[2:6], many, 2)
    desks[-1].at = date(2017, 4, 20)
    desks[-1].do("decided", keys=["1"], decision="drop")
    assert read() == (ids, many, 12 - 6 + 1)
    with house.database.read() as session:
        assert count_reviews(session, states=["open"]) == 12
        assert list_reviews(session, limit=1)[0].counts["decided"] == 1


def test_a_review_can_be_named_until_something_is_adopted(house: House) -> None:
    desk = ReviewDesk.open(house)
    assert desk.do("named", plan_name="改革目标计划").plan_name == "改革目标计划"
    desk.keep("1")
    assert desk.adopt().plan == "改革目标计划"
    with pytest.raises(DubanError, match="名称不再改动"):
        desk.do("named", plan_name="别的名称")


def test_a_name_a_plan_was_registered_under_is_not_undone(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.do("named", plan_name="改革目标计划")
    desk.do("undone", seq=1)
    desk.do("named", plan_name="改革目标计划（定稿）")
    desk.keep("1")
    desk.adopt("1")
    for seq in (2, 3):
        with pytest.raises(DubanError) as caught:
            desk.do("undone", seq=seq)
        assert caught.value.code == "review-undo-final"
    assert desk.view().plan_name == "改革目标计划（定稿）"


def test_a_review_there_is_not(house: House) -> None:
    with pytest.raises(CallError, match="没有编号为 7 的核对"):
        ReviewDesk(house, 7).view()


def reread(house: House, desk: ReviewDesk, items: Any, **given: Any) -> Any:  # noqa: ANN401 - items of a reading
    document = document_of(PLAN)
    reading = TableReading(1, "", (1,), ("任务", "时限"), ("measure", "deadline"))
    extraction = Extraction(document.name, document.sha256, len(PLAN), tuple(items), (), (), columns=(reading,))
    with house.database.write() as session:
        return remap(
            session, desk.id, {1: {"B": "deadline"}}, extraction, given.get("by", house.clerk), instant(DAY)
        )  # fmt: skip


def test_a_corrected_column_reads_anew_and_keeps_what_people_did(house: House) -> None:
    desk = ReviewDesk.open(house)
    read = reading_of(document_of(PLAN)).items
    desk.do("edited", key="1", fields={"leader": "顾长河"})
    desk.do("decided", keys=["2"], decision="drop")
    desk.do("split", key="3", at=[4])
    desk.do("decided", keys=["4"], decision="keep")
    fresh = [type(item)(**{**vars_of(item), "support": (OTHER_STREET,)}) for item in read[:3]]
    view = reread(house, desk, fresh)
    assert [item.key for item in view.items] == ["1", "2", "3a", "3b"]
    assert (view.by_key["1"].leader, view.by_key["1"].support) == ("顾长河", (OTHER_STREET,))
    assert view.by_key["2"].decision == "drop"
    assert (view.changes[0].kind, view.changes[0].note) == ("remapped", "4")
    assert view.tables[0].meanings == ("measure", "deadline")
    assert view.columns == {1: {"B": "deadline"}}
    undone = desk.do("undone")
    assert [item.key for item in undone.items] == ["1", "2", "3a", "3b", "4"]
    assert undone.by_key["1"].support == ()
    assert (undone.columns, undone.tables) == ({}, ())


def vars_of(item: Any) -> dict[str, Any]:  # noqa: ANN401 - a dataclass
    return {name: getattr(item, name) for name in item.__dataclass_fields__}


def test_an_item_read_only_now_gets_a_key_nobody_had(house: House) -> None:
    desk = ReviewDesk.open(house)
    read = reading_of(document_of(PLAN)).items
    [*_, new] = reread(house, desk, [type(read[0])(**{**vars_of(read[0]), "end": read[0].end - 3})]).items
    assert (new.key, new.decision) == ("5", "open")


def test_another_document_is_not_taken_for_the_same(house: House) -> None:
    desk = ReviewDesk.open(house)
    other = reading_of(document_of(PLAN.replace("30", "31")))
    with house.database.write() as session, pytest.raises(DubanError, match="重新读取的不是"):
        remap(session, desk.id, {}, other, house.clerk, instant(DAY))


def test_rows_are_only_added_and_the_row_of_the_review_follows_them(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.do("decided", keys=["1"], decision="drop")
    desk.do("undone")
    with house.database.read() as session:
        kinds = session.connection().execute(select(review_changes.c.kind, review_changes.c.seq)).all()
        row = session.connection().execute(select(reviews)).one()
        assert load_review(session, desk.id).state.stage == row.state
    assert [tuple(kind) for kind in kinds] == [("decided", 1), ("undone", 2)]
    assert (row.seq, json.loads(row.columns)) == (2, {})


def test_undoing_does_not_leave_two_items_merged_into_each_other(house: House) -> None:
    desk = ReviewDesk.open(house)
    desk.do("decided", keys=["1"], decision="merge", into="2")
    kept = desk.do("decided", keys=["1"], decision="keep").seq
    desk.do("decided", keys=["2"], decision="merge", into="1")
    with pytest.raises(DubanError) as caught:
        desk.do("undone", seq=kept)
    assert caught.value.code == "review-merge-off"
    assert desk.view().by_key["1"].decision == "keep"


@pytest.mark.parametrize(
    "fields",
    [
        {"start": 999_999, "end": 1_000_000},
        {"start": 30, "end": 20},
        {"deliverables": [{"text": "台账", "start": -1, "end": 5}]},
    ],
)
def test_no_place_outside_the_document_is_set_on_an_item(house: House, fields: dict[str, Any]) -> None:
    desk = ReviewDesk.open(house)
    with pytest.raises(DubanError) as caught:
        desk.do("edited", key="1", fields=fields)
    assert caught.value.code == "review-stretch-empty"
