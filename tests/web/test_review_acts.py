"""Every act of the review's page: sent as a plain form, sent twice, sent late; what cannot be done told in place."""

import re
from typing import Any

import pytest

from planning.plan_reading import ReadPlan, read_plan
from planning.review import remap_use
from planning.review.model import ProposedItem
from planning.review.view import ReviewView
from tests.web.review_site import done, review_led_to, reviewed, send, view
from tests.web.site import Site

EDIT: dict[str, Any] = {
    "number": "1",
    "unit": "月桥街道",
    "deadline": "2017-06-30",
    "leader": "",
    "lead": "",
    "responsible": "",
    "support": "",
    "owner": "",
}
TEXT = "建立职工服务站点地图,6月底前完成;继续做好困难职工帮扶,走访30户。"


def item(found: ReviewView, key: str) -> ProposedItem:
    return found.by_key[key]


def alert(page: str) -> str:
    return page.partition('role="alert"')[2].partition("</div></div>")[0]


@pytest.mark.parametrize(("act", "decision"), [("keep", "keep"), ("drop", "drop")])
def test_a_decision_is_made_and_taken_back(site: Site, act: str, decision: str) -> None:
    review_id = reviewed(site)
    assert item(done(site, review_id, act, key="2"), "2").decision == decision
    assert item(done(site, review_id, "open", key="2"), "2").decision == "open"


def test_a_decision_leads_on_to_the_next_item(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    answer = send(sqlite_site, review_id, "keep", key="2", next="3")
    assert answer.headers["location"] == f"/reviews/{review_id}?item=3#item-3"


def test_the_answer_keeps_the_filter_and_the_page(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    answer = send(sqlite_site, review_id, "keep", key="3", next="5", show="soft", text="。")
    assert answer.headers["location"] == f"/reviews/{review_id}?show=soft&text=%E3%80%82&item=5#item-5"


def test_everything_open_is_kept_at_once(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    done(sqlite_site, review_id, "drop", key="5")
    found = done(sqlite_site, review_id, "keep-all")
    assert [each.decision for each in found.items] == ["keep", "keep", "keep", "keep", "drop"]


def test_an_edit_changes_what_was_typed_otherwise_and_reads_the_text_again(site: Site) -> None:
    review_id = reviewed(site)
    text = "建立职工服务站点地图,8月底前完成。"
    found = done(site, review_id, "edit", key="1", **{**EDIT, "item-text": text, "leader": "顾长河"})
    changed = item(found, "1")
    assert (changed.text, changed.leader, str(changed.deadline)) == (text, "顾长河", "2017-08-31")
    assert {change.field for change in changed.changes} >= {"text", "leader"}
    assert "number" not in {change.field for change in changed.changes}


def test_every_field_of_the_form_can_be_changed(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    typed: dict[str, Any] = {
        "item-text": TEXT,
        "number": "（一）",
        "unit": "柳岸街道",
        "deadline": "2017-09-15",
        "leader": "顾长河",
        "lead": "月桥街道、柳岸街道",
        "responsible": "月桥街道，柳岸街道",
        "support": "区总工会",
        "owner": "柳岸街道总工会/联络员",
    }
    changed = item(done(sqlite_site, review_id, "edit-keep", key="1", **typed), "1")
    assert (changed.number, changed.unit, str(changed.deadline)) == ("（一）", "柳岸街道", "2017-09-15")
    assert changed.lead == ("月桥街道", "柳岸街道")
    assert changed.responsible == ("月桥街道", "柳岸街道")
    assert changed.support == ("区总工会",)
    assert (changed.owner, changed.decision) == ("柳岸街道总工会/联络员", "keep")


def test_saving_without_a_change_writes_nothing(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    assert done(sqlite_site, review_id, "edit", key="1", **{**EDIT, "item-text": TEXT}).seq == 0


def test_an_item_is_split_at_the_places_ticked(site: Site) -> None:
    review_id = reviewed(site)
    page = site.get(f"/reviews/{review_id}?item=1&mode=split")
    [place] = re.findall(r'name="cut" value="(\d+)"', page)
    found = done(site, review_id, "split", key="1", cut=place)
    assert [each.key for each in found.items][:3] == ["1a", "1b", "2"]
    assert item(found, "1a").text + item(found, "1b").text == TEXT


def test_an_item_is_joined_with_the_next(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    assert 'name="with" value="3"' in sqlite_site.get(f"/reviews/{review_id}?item=2&mode=merge")
    found = done(sqlite_site, review_id, "join", key="2", **{"with": "3"})
    assert len(found.items) == 4
    assert any("比武" in each.text and "覆盖面" in each.text for each in found.items)


def test_an_item_is_joined_with_an_earlier_one_in_the_order_of_the_document(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    found = done(sqlite_site, review_id, "join", key="3", **{"with": "第 2 项"})
    [joined] = [each for each in found.items if "比武" in each.text and "覆盖面" in each.text]
    assert joined.text.index("比武") < joined.text.index("覆盖面")


def test_an_item_goes_into_another_or_into_a_tracked_task(site: Site) -> None:
    review_id = reviewed(site)
    site.house.item()
    found = done(site, review_id, "merge-into", key="4", into="2")
    assert (item(found, "4").decision, item(found, "4").merge_into) == ("merge", "2")
    found = done(site, review_id, "merge-into", key="1", into="2017-001")
    assert item(found, "1").merge_into == "2017-001"
    assert 'href="/tasks/1"' in site.get(f"/reviews/{review_id}")


def test_a_stretch_of_the_text_becomes_an_item(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    text = view(sqlite_site, review_id).text
    page = sqlite_site.get(f"/reviews/{review_id}?mode=add")
    start = text.index("2017年街道工会目标计划")
    assert f'<option value="{start}">2017年街道工会目标计划</option>' in page
    found = done(sqlite_site, review_id, "add", start=str(start), end=str(start + 14))
    [added] = [each for each in found.items if each.key.startswith("n")]
    assert "街道工会目标计划" in added.text
    assert added.decision == "keep"


def test_the_last_act_or_any_is_undone(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    done(sqlite_site, review_id, "keep", key="1")
    done(sqlite_site, review_id, "drop", key="2")
    page = sqlite_site.get(f"/reviews/{review_id}")
    assert re.search(r'name="undo" value="2">\s*<button[^>]*value="keep-all"', page)
    found = done(sqlite_site, review_id, "undo", undo="1")
    assert (item(found, "1").decision, item(found, "2").decision) == ("open", "drop")
    assert "已撤销" in sqlite_site.get(f"/reviews/{review_id}")


def test_a_review_is_put_aside_and_taken_up_again(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    assert done(sqlite_site, review_id, "discard").state == "discarded"
    page = sqlite_site.get(f"/reviews/{review_id}")
    assert 'value="keep"' not in page
    assert "已放弃" in page
    assert done(sqlite_site, review_id, "reopen").state == "open"


def test_the_history_tells_who_changed_what_from_what_to_what(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    sqlite_site.sign_in("D02")
    done(sqlite_site, review_id, "edit", key="1", **{**EDIT, "item-text": TEXT, "leader": "顾长河"})
    history = sqlite_site.get(f"/reviews/{review_id}").partition('id="h-history"')[2]
    assert "何思远" in history
    assert "牵头领导：" in history
    assert "<ins>顾长河</ins>" in history
    done(sqlite_site, review_id, "keep-all")
    history = sqlite_site.get(f"/reviews/{review_id}").partition('id="h-history"')[2]
    assert history.count("<del>待定</del> <ins>保留</ins>") == 1


@pytest.mark.parametrize(
    ("act", "fields", "says"),
    [
        ("keep", {"key": "99"}, "99"),
        ("edit", {"key": "1", "item-text": " "}, "事项文字"),
        ("edit", {"key": "1", "deadline": "2017-02-30"}, "2017-02-30"),
        ("edit", {"key": "1", "owner": "没有的街道/岗位"}, "没有的街道/岗位"),
        ("split", {"key": "1"}, "还没有选在哪里断开"),
        ("split", {"key": "1", "cut": "999"}, "不能在这里拆分"),
        ("join", {"key": "1", "with": ""}, "还没有写是哪一项"),
        ("join", {"key": "1", "with": "88"}, "88"),
        ("merge-into", {"key": "1", "into": "1"}, "1"),
        ("merge-into", {"key": "1", "into": "2017-999"}, "2017-999"),
        ("add", {"start": "5", "end": "5"}, "文字"),
        ("undo", {"undo": "7"}, "7"),
        ("explode", {}, "没有“explode”这种操作"),
        ("remap", {"table": "4"}, "没有第 4 张表"),
    ],
)
def test_what_cannot_be_done_is_told_on_the_page_and_nothing_is_done(
    sqlite_site: Site, act: str, fields: dict[str, Any], says: str
) -> None:
    review_id = reviewed(sqlite_site)
    before = view(sqlite_site, review_id)
    answer = send(sqlite_site, review_id, act, **fields)
    assert answer.status_code in {400, 422}, answer.status_code
    assert says in alert(answer.text)
    assert 'id="review"' in answer.text
    assert view(sqlite_site, review_id).seq == before.seq == 0


def test_what_was_typed_stays_beside_what_was_wrong(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    typed: dict[str, Any] = {**EDIT, "item-text": "写了很久的文字", "deadline": "2017-02-30"}
    page = send(sqlite_site, review_id, "edit", key="1", **typed).text
    assert 'rows="5" required data-first>写了很久的文字</textarea>' in page


ACTS = [
    ("keep", {"key": "1"}),
    ("drop", {"key": "1"}),
    ("keep-all", {}),
    ("edit", {"key": "1", "item-text": "改过的文字，12月底前完成。"}),
    ("edit-keep", {"key": "1", "item-text": "改过的文字，12月底前完成。"}),
    ("split", {"key": "1", "cut": "18"}),
    ("join", {"key": "1", "with": "2"}),
    ("merge-into", {"key": "4", "into": "2"}),
    ("add", {"start": "0", "end": "14"}),
]


@pytest.mark.parametrize(("act", "fields"), ACTS)
def test_a_form_sent_twice_does_its_work_once(sqlite_site: Site, act: str, fields: dict[str, Any]) -> None:
    review_id = reviewed(sqlite_site)
    first = send(sqlite_site, review_id, act, seq=0, **fields)
    after = view(sqlite_site, review_id)
    second = send(sqlite_site, review_id, act, seq=0, **fields)
    assert (first.status_code, second.status_code) == (303, 303), second.text[:2000]
    assert view(sqlite_site, review_id).items == after.items
    assert view(sqlite_site, review_id).seq == after.seq


def test_what_went_on_in_another_tab_is_not_taken_for_the_same_act(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    done(sqlite_site, review_id, "keep", key="1")
    done(sqlite_site, review_id, "split", key="1", cut="18")
    answer = send(sqlite_site, review_id, "keep", seq=0, key="1")
    assert answer.status_code == 409  # the item is not there any more: that is told


def test_names_given_in_two_tabs_are_not_lost(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    names: dict[str, Any] = {"plan_name": "甲计划", "default_unit": ""}
    assert send(sqlite_site, review_id, "name", seq=0, **names).status_code == 303
    assert send(sqlite_site, review_id, "name", seq=0, **names).status_code == 303
    assert send(sqlite_site, review_id, "name", seq=0, **{**names, "plan_name": "乙计划"}).status_code == 409
    assert (view(sqlite_site, review_id).plan_name, view(sqlite_site, review_id).seq) == ("甲计划", 1)


def test_a_review_is_put_aside_only_by_who_has_seen_all_that_was_done(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    sqlite_site.sign_in("D02")
    done(sqlite_site, review_id, "keep", key="2")
    sqlite_site.sign_in("D01")
    answer = send(sqlite_site, review_id, "discard", seq=0)
    assert answer.status_code == 409
    assert "何思远" in alert(answer.text)
    assert view(sqlite_site, review_id).state == "open"
    for _ in range(2):
        assert send(sqlite_site, review_id, "discard", seq=1).status_code == 303
    assert (view(sqlite_site, review_id).state, view(sqlite_site, review_id).seq) == ("discarded", 2)


def test_an_undo_sent_twice_does_its_work_once(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    done(sqlite_site, review_id, "keep", key="1")
    done(sqlite_site, review_id, "drop", key="2")
    for _ in range(2):
        assert send(sqlite_site, review_id, "undo", seq=2, undo="2").status_code == 303
    found = view(sqlite_site, review_id)
    assert (item(found, "1").decision, item(found, "2").decision, found.seq) == ("keep", "open", 3)


def test_another_persons_change_of_another_item_does_not_stand_in_the_way(site: Site) -> None:
    review_id = reviewed(site)
    site.sign_in("D02")
    done(site, review_id, "drop", key="2")
    site.sign_in("D01")
    answer = send(site, review_id, "keep", seq=0, key="1", part=True)
    assert answer.status_code == 200
    assert "何思远也在核对，又作了 1 处改动" in answer.text
    found = view(site, review_id)
    assert (item(found, "1").decision, item(found, "2").decision) == ("keep", "drop")


@pytest.mark.parametrize("part", [False, True])
def test_the_second_of_two_people_is_told_and_keeps_what_was_typed(site: Site, part: bool) -> None:  # noqa: FBT001 - a case
    review_id = reviewed(site)
    site.sign_in("D02")
    done(site, review_id, "edit", key="1", **{**EDIT, "item-text": TEXT, "leader": "顾长河"})
    site.sign_in("D01")
    typed: dict[str, Any] = {**EDIT, "item-text": "我写了很久的文字"}
    answer = send(site, review_id, "edit", seq=0, key="1", part=part, **typed)
    assert answer.status_code == 409
    told = alert(answer.text)
    assert "何思远" in told
    assert "牵头领导" in told
    assert "顾长河" in told
    assert "我写了很久的文字</textarea>" in answer.text
    assert 'name="seq" value="1"' in answer.text
    assert answer.text.lstrip().startswith('<div id="review"') is part
    assert item(view(site, review_id), "1").text == TEXT
    again = send(site, review_id, "edit", key="1", **typed)
    assert again.status_code == 303
    assert item(view(site, review_id), "1").text == "我写了很久的文字"


def test_who_may_not_import_neither_sees_nor_changes_a_review(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    sqlite_site.sign_in("Y01")
    answer = send(sqlite_site, review_id, "keep", key="1")
    assert answer.status_code == 403
    assert "沈玉兰" in answer.text
    assert view(sqlite_site, review_id).seq == 0
    assert "互助保障" not in sqlite_site.get(f"/reviews/{review_id}", 403)


def test_htmx_gets_the_part_that_changed(sqlite_site: Site) -> None:
    review_id = reviewed(sqlite_site)
    answer = send(sqlite_site, review_id, "keep", key="1", next="2", part=True)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'data-item="2"' in answer.text.partition(">")[0]
    assert "已定 1/5" in answer.text
    assert answer.headers["HX-Replace-Url"] == f"/reviews/{review_id}?item=2"
    led = sqlite_site.client.get(f"/reviews/{review_id}/acts", follow_redirects=False)
    assert led.headers["location"] == f"/reviews/{review_id}"


TABLE = (
    "序号\t项目名称\t工作内容\t责任单位\t备注\n1\t技能比武\t举办一场技能比武\t月桥街道\t9月底前\n"
    "2\t驿站建设\t挂牌两家户外劳动者驿站\t柳岸街道\t10月底前\n"
)


def test_the_meaning_of_columns_is_put_right(sqlite_site: Site) -> None:
    review_id = _reviewed_table(sqlite_site)
    page = sqlite_site.get(f"/reviews/{review_id}")
    if 'name="column"' not in page:
        pytest.skip("the reading of tables tells no columns yet")
    [form] = re.findall(r'name="table" value="1">(.*?)</form>', page, re.DOTALL)
    chosen = re.findall(r"<select.*?</select>", form, re.DOTALL)
    assert len(chosen) == 5
    assert all(each.count("selected") == 1 for each in chosen)
    meanings = ["number", "task", "measure", "responsible", "deadline"]
    found = done(sqlite_site, review_id, "remap", table="1", column=meanings)
    assert [str(each.deadline) for each in found.items] == ["2017-09-30", "2017-10-31"]
    assert "改列的对应" in sqlite_site.get(f"/reviews/{review_id}")


def test_others_can_write_while_a_document_is_read_again(sqlite_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    review_id = _reviewed_table(sqlite_site)
    meanings: dict[str, Any] = {"table": "1", "column": ["number", "task", "measure", "responsible", "deadline"]}

    def read_slowly(*args: Any, **named: Any) -> ReadPlan:  # noqa: ANN401 - what reading takes
        if view(sqlite_site, review_id).seq == 0:
            done(sqlite_site, review_id, "drop", key="2")
        return read_plan(*args, **named)

    monkeypatch.setattr(remap_use, "read_plan", read_slowly)
    answer = send(sqlite_site, review_id, "remap", **meanings)
    assert answer.status_code == 409
    assert item(view(sqlite_site, review_id), "2").decision == "drop"
    found = done(sqlite_site, review_id, "remap", **meanings)
    assert (str(found.items[0].deadline), item(found, "2").decision) == ("2017-09-30", "drop")


def test_the_bytes_of_a_document_that_are_gone_are_told(sqlite_site: Site) -> None:
    review_id = _reviewed_table(sqlite_site)
    [file] = [
        path
        for path in sqlite_site.services.settings.data_dir.rglob("*")
        if path.name[:64] == view(sqlite_site, review_id).document.sha256
    ]
    file.unlink()
    answer = send(sqlite_site, review_id, "remap", table="1", column=["number", "task"])
    assert "从备份恢复" in alert(answer.text)


LONG = "9" * 5000


@pytest.mark.parametrize("act", ["keep", "discard", "remap"])
def test_a_number_longer_than_any_is_not_taken_for_one(sqlite_site: Site, act: str) -> None:
    review_id = _reviewed_table(sqlite_site)
    answer = sqlite_site.client.post(
        f"/reviews/{review_id}/acts", data={"act": act, "key": "1", "table": "1", "seq": LONG, "undo": LONG}
    )
    assert answer.status_code < 500
    adopted = sqlite_site.client.post(f"/reviews/{review_id}/adopt", data={"seq": LONG})
    assert adopted.status_code in {400, 409, 422}


def _reviewed_table(site: Site) -> int:
    files = {"file": ("表.csv", TABLE.replace("\t", ",").encode(), "text/csv")}
    return review_led_to(
        site, site.client.post("/plans/upload", data={"year": "2017"}, files=files, follow_redirects=False)
    )
