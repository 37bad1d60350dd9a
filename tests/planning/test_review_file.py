"""A reading corrected outside: what the file says otherwise becomes acts of whoever brings it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from config.errors import CallError, DubanError
from planning.review.file import apply_file, read_review_file
from planning.review.view import ReviewView
from tests.planning.house import DAY, House, instant
from tests.planning.review_desk import PLAN, ReviewDesk, document_of, reading_of, task_rows
from tests.planning.test_review_adoption import doubted

Told = dict[str, Any]


def extracted() -> Told:
    told: Told = json.loads(json.dumps(doubted().as_json(), default=str))
    return told


def whole() -> Told:
    told: Told = json.loads(json.dumps(reading_of(document_of(PLAN)).as_json(), default=str))
    return told


def bring(desk: ReviewDesk, told: Told) -> ReviewView:
    file = read_review_file(json.dumps(told, ensure_ascii=False).encode(), "改.json")
    with desk.house.database.write() as session:
        return apply_file(session, desk.id, file, desk.house.sponsor, instant(DAY))


def place(words: str) -> dict[str, int]:
    return {"start": PLAN.index(words), "end": PLAN.index(words) + len(words)}


def test_a_file_that_was_not_changed_keeps_everything(house: House) -> None:
    desk = ReviewDesk.open(house)
    view = bring(desk, whole())
    assert {item.decision for item in view.items} == {"keep"}
    assert [change.kind for change in view.changes] == ["decided"]
    assert view.changes[0].name == "顾长河"


def test_what_was_taken_out_is_dropped_and_the_order_means_nothing(house: House) -> None:
    desk = ReviewDesk.open(house)
    told = whole()
    told["items"] = [told["items"][3], told["items"][0], told["items"][2]]
    view = bring(desk, told)
    assert [(item.key, item.decision) for item in view.items] == [
        ("1", "keep"), ("2", "drop"), ("3", "keep"), ("4", "keep"),
    ]  # fmt: skip


def test_changed_fields_are_edits_of_that_person(house: House) -> None:
    desk = ReviewDesk.open(house)
    told = whole()
    told["items"][1] |= {"text": "年底前签订专项合同20份。", "lead": ["柳岸街道"], "owner": "月桥街道/联络员"}
    told["items"][2] |= {"deadline": "2017-11-30"}
    view = bring(desk, told)
    item = view.by_key["2"]
    assert (item.text, item.lead, item.owner, item.quantities[0].value) == (
        "年底前签订专项合同20份。", ("柳岸街道",), "月桥街道/联络员", 20,
    )  # fmt: skip
    assert {change.name for change in item.changes} == {"顾长河"}
    assert str(view.by_key["3"].deadline) == "2017-11-30"
    assert [change.field for change in view.by_key["1"].changes] == ["decision"]


def test_a_doubtful_reading_moved_to_the_items_is_kept_and_another_is_dropped(house: House) -> None:
    desk = ReviewDesk.open(house, extraction=doubted())
    told = extracted()
    told["items"].append(told["doubtful"].pop())
    assert bring(desk, told).by_key["d1"].decision == "keep"
    again = ReviewDesk.open(house, PLAN + "\n", extraction=doubted(PLAN + "\n"))
    told = json.loads(json.dumps(doubted(PLAN + "\n").as_json(), default=str))
    assert bring(again, told).by_key["d1"].decision == "open"
    told["doubtful"][0]["decision"] = "drop"
    assert bring(again, told).by_key["d1"].decision == "drop"


def test_items_with_places_of_their_own_are_parts_several_put_together_or_added(house: House) -> None:
    desk = ReviewDesk.open(house, extraction=doubted())
    told = extracted()
    one, two, *rest = told["items"]
    parts = ("走访小微企业30家，建立企业台账；", "6月底前建成职工服务站。")
    told["items"] = [{"text": words, **place(words)} for words in parts]
    joined = {"start": two["start"], "end": rest[0]["end"], "text": two["text"] + rest[0]["text"]}
    told["items"] += [joined, {"text": "不断加强职工教育培训工作。", **place("加强职工教育培训")}]
    view = bring(desk, told)
    assert {item.key: item.text for item in view.items if item.decision == "keep"} == {
        "1a": parts[0], "1b": parts[1], "2": joined["text"], "n1": "不断加强职工教育培训工作。",
    }  # fmt: skip
    assert one["text"] == "".join(parts)
    assert sorted(change.kind for change in view.changes) == ["added", "decided", "edited", "joined", "split"]


def test_merges_name_another_item_or_a_tracked_task(house: House) -> None:
    house.item()
    desk = ReviewDesk.open(house)
    told = whole()
    told["items"][1] |= {"decision": "merge", "merge_into": "1"}
    told["items"][2] |= {"decision": "merge", "merge_into": "2017-001"}
    view = bring(desk, told)
    assert [(item.decision, item.merge_into) for item in view.items] == [
        ("keep", ""), ("merge", "1"), ("merge", "2017-001"), ("keep", ""),
    ]  # fmt: skip
    assert desk.adopt().merged == {"2": "2017-002", "3": "2017-001"}


def _first(**changes: Any) -> Callable[[Told], Any]:  # noqa: ANN401 - any value of JSON
    return lambda told: told["items"][0].update(changes)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(_first(deadline="2017-02-30"), "第 1 项完成时限：不是日期", id="a day there is not"),
        pytest.param(_first(text=""), "第 1 项事项文字：不能为空", id="no text"),
        pytest.param(_first(start="甲"), "第 1 项原文起点：应为整数", id="a place that is none"),
        pytest.param(_first(lead="柳岸街道"), "第 1 项牵头单位：应为列表", id="no list"),
        pytest.param(_first(decision="maybe"), "第 1 项处理：只能是 open、keep、drop 或 merge", id="no decision"),
        pytest.param(_first(quantities=[{"unit": "家", "of": ""}]), "第 1 项数字第 1 个数值：没有写", id="no figure"),
        pytest.param(lambda told: told.pop("items"), "文件：没有写", id="no items"),
        pytest.param(lambda told: told["items"].append(7), "第 5 项：应为一个对象", id="no item"),
        pytest.param(lambda told: told.pop("document"), "文件信息：没有写", id="no document"),
        pytest.param(lambda told: told["document"].update(sha256="x"), "文件摘要（sha256）：写法不对", id="no digest"),
        pytest.param(_first(end=5000), "items 第 1 项的位置", id="a place beyond the text"),
        pytest.param(_first(decision="merge"), "没有写 merge_into", id="merged into nothing"),
        pytest.param(_first(decision="merge", merge_into="9"), "不存在", id="merged into what there is not"),
        pytest.param(_first(owner="月桥街道/站长"), "月桥街道/站长", id="an owner there is not"),
    ],
)
def test_what_is_wrong_is_told_by_item_and_field_and_changes_nothing(
    sqlite_house: House, spoil: Callable[[Told], Any], words: str
) -> None:
    desk = ReviewDesk.open(sqlite_house)
    before, told = desk.view(), whole()
    spoil(told)
    with pytest.raises(DubanError) as caught:
        bring(desk, told)
    assert words in str(caught.value)
    assert desk.view() == before
    assert task_rows(sqlite_house) == {}


def test_all_that_is_wrong_is_told_at_once(sqlite_house: House) -> None:
    told = whole()
    told["items"][0]["deadline"] = "明天"
    told["items"][2]["text"] = 7
    with pytest.raises(CallError, match=r"(?s)有 2 处.*第 1 项完成时限.*第 3 项事项文字：应为文字"):
        bring(ReviewDesk.open(sqlite_house), told)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_is_refused(data: bytes) -> None:
    with pytest.raises(CallError, match=r"不是完好的 JSON|应为一个对象"):
        read_review_file(data, "改.json")


def test_a_file_about_another_document_changes_nothing(sqlite_house: House) -> None:
    desk = ReviewDesk.open(sqlite_house, PLAN.replace("30", "31"))
    with pytest.raises(CallError, match="sha256 不符"):
        bring(desk, whole())
    assert desk.view().seq == 0
