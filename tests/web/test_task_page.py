"""One task in full: everything the ledger, the document and the outbox know about it."""

import json
from datetime import date

import pytest
from sqlalchemy import update

from config.database import table_of
from planning import acts
from planning.models import Document, Holding
from tests.planning.house import deputy, progress
from tests.web.site import Site, notice

STORY = "走访企业32家，解决问题11个。\n其中小微企业20家。"


@pytest.fixture
def told(site: Site) -> tuple[Site, int]:
    """An item with two deliverables and a life."""
    house = site.house
    item = house.item(2, missing=json.dumps(["leader", "outcome"]), due_provisional=True, due_on=date(2017, 12, 31))
    house.do(acts.assign, item)
    house.do(acts.accept, item, by=deputy(house.liaison, house.owner))
    figures = [{"value": "32", "unit": "家", "of": "走访企业"}]
    told = progress(deliverables={1: 100, 2: 21}, done=STORY, problem="场地不足", next_step="下月补齐", figures=figures)
    house.do(acts.report, item, told, by=house.owner)
    house.do(acts.request_extension, item, proposed_on=date(2018, 3, 31), reason="场地移交推迟", by=house.owner)
    house.do(acts.decide_extension, item, approve=True, due_on=date(2018, 2, 28), note="下不为例")
    house.do(acts.instruct, item, text="请每周报一次", answer_by=date(2017, 4, 20), by=house.sponsor)
    return site, item


def test_the_timeline_tells_who_did_what_for_whom_in_full(told: tuple[Site, int]) -> None:
    site, item = told
    page = site.get(f"/tasks/{item}")
    assert STORY in page
    said = ("场地不足", "下月补齐", "走访企业 32家", "韩小满（代 沈玉兰）", "请每周报一次", "下不为例", "场地移交推迟")
    assert [words for words in said if words not in page] == []
    kinds = [event["kind"] for event in site.json(f"/tasks/{item}")["events"]]
    assert kinds[:4] == ["instructed", "extension_decided", "extension_requested", "reported"]
    assert kinds[4:] == ["accepted", "assigned", "registered"]


def test_the_history_of_the_deadline_keeps_every_date(told: tuple[Site, int]) -> None:
    site, item = told
    steps = site.json(f"/tasks/{item}")["deadlines"]
    assert [(step["kind"], step["due_on"]) for step in steps] == [
        ("registered", "2017-12-31"),
        ("extension_requested", "2018-03-31"),
        ("extension_decided", "2018-02-28"),
    ]
    page = site.get(f"/tasks/{item}")
    assert "2018年2月28日" in page
    assert "原期限 2017年12月31日，已延期 1 次" in page


def test_the_six_clarities_say_what_is_missing_until_somebody_supplies_it(told: tuple[Site, int]) -> None:
    site, item = told
    states = {each["code"]: each["state"] for each in site.json(f"/tasks/{item}")["clarities"]}
    assert states == {
        "matter": "clear", "leader": "missing", "responsible": "clear", "measures": "clear", "outcome": "missing",
        "deadline": "clear",  # the extension made the provisional date a firm one
    }  # fmt: skip
    assert "有 2 项待明确" in site.get(f"/tasks/{item}")
    site.house.do(acts.assign, item, leader_name="顾长河")
    assert "有 1 项待明确" in site.get(f"/tasks/{item}")


def test_the_owner_is_the_post_and_its_present_holder(told: tuple[Site, int]) -> None:
    site, item = told
    page = site.get(f"/tasks/{item}")
    assert "月桥街道 · 服务部部长" in page
    table = table_of(Holding)
    with site.house.database.write() as session:
        left = update(table).where(table.c.post_id == site.house.posts["owner"]).values(until=date(2017, 4, 12))
        session.connection().execute(left)
    assert "岗位空缺" in site.get(f"/tasks/{item}")
    assert site.json(f"/tasks/{item}?as_of=2017-04-11", 404)["code"] == "task-not-yet"


def test_deliverables_show_their_progress_and_lead_to_their_own_page(told: tuple[Site, int]) -> None:
    site, item = told
    answer = site.json(f"/tasks/{item}")
    parts = [(part["number"], part["progress"]) for part in answer["deliverables"]]
    assert parts == [("2017-001.1", 100), ("2017-001.2", 21)]
    assert answer["line"]["progress"] == 61
    page = site.get(f"/tasks/{answer['deliverables'][0]['id']}")
    assert f'href="/tasks/{item}">2017-001' in page


def test_the_light_names_its_reason_and_the_next_turn(sqlite_site: Site) -> None:
    house = sqlite_site.house
    item = house.item(start_on=date(2017, 4, 12), due_on=date(2017, 6, 30), first_period="2017Q3")
    page = sqlite_site.get(f"/tasks/{item}")
    assert "将于4月19日转黄（进度滞后）" in page
    answer = sqlite_site.json(f"/tasks/{item}")
    assert answer["line"]["next_turn"] == {"light": "yellow", "on": "2017-04-19", "reason": "lag"}
    assert answer["time_share"] == 1
    assert {(turn["light"], turn["reason"]) for turn in answer["turns"]} >= {("red", "overdue"), ("red", "lag")}


def test_the_source_sentence_is_marked_in_an_excerpt_and_in_the_document(sqlite_site: Site) -> None:
    house = sqlite_site.house
    text = "一、引言。\n二、目标：" + "甲" * 200 + "建立地图。" + "乙" * 200
    start = text.index("建立地图。")
    table = table_of(Document)
    with house.database.write() as session:
        session.connection().execute(update(table).values(text=text))
    item = house.item(source_start=start, source_end=start + 5)
    page = sqlite_site.get(f"/tasks/{item}")
    assert f"…{'甲' * 90}<mark>建立地图。</mark>{'乙' * 90}…" in page
    assert f'href="/documents/1?task={item}#source"' in page
    document = sqlite_site.get(f"/documents/1?task={item}")
    assert '<mark id="source">建立地图。</mark>' in document
    assert f'<a class="item" href="/tasks/{item}" title="2017-001">建立地图。</a>' in sqlite_site.get("/documents/1")


def test_reminders_that_went_and_did_not_go_are_shown_with_the_reason(told: tuple[Site, int]) -> None:
    site, item = told
    site.tell(notice(item), notice(item, ref="4", to="韩小满", address="", rung="T-1"), notice(item + 100))
    page = site.get(f"/tasks/{item}")
    assert "提醒记录（2 条）" in page
    assert "没有联系地址" in page
    assert "韩小满" in page
    decided = {(each["recipient"], each["decision"], each["reason"]) for each in site.json(f"/tasks/{item}")["notices"]}
    assert decided == {("沈玉兰", "planned", ""), ("韩小满", "skipped", "no_address")}


STATES = {
    "draft": "草拟", "registered": "已立项", "submitted": "已报办结", "returned": "退回", "closed": "已销号",
    "suspended": "暂缓", "merged": "并入", "cancelled": "终止",
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
def test_a_task_in_any_state_has_its_page(sqlite_site: Site, state: str) -> None:
    item = sqlite_site.house.item_in(state, 2)
    page = sqlite_site.get(f"/tasks/{item}")
    assert f'<span class="state">{STATES[state]}</span>' in page
    if state == "merged":
        assert "已并入 <a" in page
    if state == "returned":
        assert "事实不清" in page


def test_the_past_of_a_task_ends_with_the_day_looked_at(sqlite_site: Site) -> None:
    house = sqlite_site.house
    item = house.item(at=date(2017, 3, 1))
    house.do(acts.assign, item, at=date(2017, 3, 10))
    house.do(acts.accept, item, by=house.owner, at=date(2017, 3, 20))
    answer = sqlite_site.json(f"/tasks/{item}?as_of=2017-03-10")
    assert [event["kind"] for event in answer["events"]] == ["assigned", "registered"]
    assert answer["line"]["state"] == "assigned"
    page = sqlite_site.get(f"/tasks/{item}?as_of=2017-02-28", 404)
    assert "在 2017-02-28 还没有立项" in page
