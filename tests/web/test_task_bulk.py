"""Acts in bulk from the list: chosen by hand or by the filter, seen before they are done, told task by task."""

import re
from typing import Any

import pytest
from sqlalchemy import select

from config.language import labels
from notifications.outbox.tables import ITEM
from planning import acts
from planning.access.audit import records
from planning.bulk import BULK_ACTS, MOST
from tests.web.site import Site

PICK = re.compile(r'name="pick" value="(\d+:\d+)" checked')


def send(site: Site, by: str = "D02", **fields: Any) -> tuple[int, str]:  # noqa: ANN401 - any field
    answer = site.browser(by).post("/tasks/bulk", data=fields)
    return answer.status_code, answer.text


def test_the_list_offers_the_office_every_act_and_nobody_else(sqlite_site: Site) -> None:
    sqlite_site.house.item()
    page = sqlite_site.get("/tasks")
    assert 'action="/tasks/bulk"' in page
    assert [act for act in BULK_ACTS if f'<option value="{act}"' not in page] == []
    assert set(labels("act")) >= set(BULK_ACTS)
    assert 'action="/tasks/bulk"' not in sqlite_site.browser("Y01").get("/tasks").text
    assert 'action="/tasks/bulk"' not in sqlite_site.get("/tasks?as_of=2017-04-12")
    assert send(sqlite_site, by="Y01", act="assign", pick="1")[0] == 403


def test_what_is_chosen_is_shown_before_it_is_done_and_then_told_task_by_task(site: Site) -> None:
    house = site.house
    first, second, closed = house.item(), house.item(), house.item_in("closed")
    status, page = send(site, act="assign", pick=[str(each) for each in (first, second, closed)], unit="2")
    assert status == 200
    assert "可以办 <strong>2</strong> 件，1 件办不了" in page
    assert "目前是“已销号”" in page
    assert house.state(first).state == "registered"
    picks = PICK.findall(page)
    assert len(picks) == 2
    house.do(acts.assign, second, by=house.sponsor)
    status, page = send(
        site, step="do", act="assign", pick=picks, owner=str(house.posts["liaison"]), back="/tasks?unit=2"
    )
    assert status == 200
    assert "已交办 1 件，1 件没有办" in page
    assert "在预览之后有了新记录" in page
    assert 'href="/tasks?unit=2"' in page
    assert house.state(first).owner_post_id == house.posts["liaison"]
    assert house.state(second).owner_post_id == house.posts["owner"]
    with house.database.read() as session:
        [row] = session.connection().execute(select(records).where(records.c.kind == "bulk")).all()
    assert "2017-001" in row.detail


def test_all_that_the_filter_leaves_can_be_chosen_at_once(sqlite_site: Site) -> None:
    house = sqlite_site.house
    for _ in range(3):
        house.item(due_provisional=True)
    house.item()
    _, page = send(sqlite_site, act="confirm", whole="1", provisional="1")
    assert "选了 3 件，都可以办" in page
    _, page = send(sqlite_site, step="do", act="confirm", pick=PICK.findall(page), back="/tasks?provisional=1")
    assert "已确认期限 3 件" in page
    assert not house.state(1).due_provisional


def test_reminding_many_plans_a_row_for_each_and_says_when_it_goes(site: Site) -> None:
    house = site.house
    items = [house.item_in("accepted"), house.item_in("accepted")]
    _, page = send(site, act="remind", pick=[str(item) for item in items])
    _, page = send(site, step="do", act="remind", pick=PICK.findall(page), note="请本周补报")
    assert page.count("已列入 4月12日 发出的消息") == 2
    with house.database.read() as session:
        lines = session.connection().execute(select(ITEM.c.line)).scalars().all()
    assert len(lines) == 2
    assert all("请本周补报" in line for line in lines)


WRONG = [
    ({"act": "fly", "pick": "1"}, 400, "没有“fly”这项办理"),
    ({"act": "assign", "pick": [str(each) for each in range(1, MOST + 2)]}, 422, "一次最多办理"),
    ({"act": "assign", "whole": "1", "light": "purple"}, 400, "亮灯"),
    ({"act": "suspend", "step": "do", "pick": "1:1", "reason": " "}, 422, "“理由”不能空着"),
    ({"act": "deadline", "step": "do", "pick": "1:1", "due_on": ""}, 422, "还没有填日期"),
    ({"act": "assign", "step": "do", "pick": "1:1", "owner": "999"}, 400, "没有找到岗位"),
    ({"act": "assign", "step": "do"}, 422, "还没有选任何事项"),
]


@pytest.mark.parametrize(("fields", "status", "said"), WRONG, ids=[each[2] + str(at) for at, each in enumerate(WRONG)])
def test_what_cannot_be_done_is_told(sqlite_site: Site, fields: dict[str, Any], status: int, said: str) -> None:
    sqlite_site.house.item()
    found, page = send(sqlite_site, **fields)
    assert (found, said in page) == (status, True)
    assert sqlite_site.house.state(1).seq == 1


def test_a_list_comes_up_with_all_its_rows_ticked_for_an_act(sqlite_site: Site) -> None:
    house, (first, second) = sqlite_site.house, (sqlite_site.house.item() for _ in range(2))
    page = sqlite_site.get("/tasks?bulk=deadline")
    assert [f'value="{each}" checked data-pick' in page for each in (first, second)] == [True, True]
    assert '<option value="deadline" selected>' in page
    assert "这 2 件都已选中" in page
    for _ in range(49):
        house.item()
    page = sqlite_site.get("/tasks?bulk=assign")
    assert "符合条件的 51 件都已选中" in page
    assert 'data-pick-whole="51" checked' in page
    assert "checked data-pick" not in sqlite_site.get("/tasks?bulk=fly")
    assert "checked data-pick" not in sqlite_site.get("/tasks")


def test_a_choice_of_nothing_leads_back_to_the_list_and_keeps_its_filter(sqlite_site: Site) -> None:
    sqlite_site.house.item()
    answer = sqlite_site.client.post("/tasks/bulk", data={"act": "remind", "unit": "2"}, follow_redirects=False)
    assert answer.headers["location"] == "/tasks?unit=2&bulk=remind&missed=bulk-nothing"
    page = sqlite_site.get(answer.headers["location"])
    assert "还没有选任何事项" in page
    assert '<option value="remind" selected>' in page
    assert "checked data-pick" not in page


def test_a_preview_that_is_refused_keeps_what_was_typed_and_ticked(sqlite_site: Site) -> None:
    first, second = (sqlite_site.house.item() for _ in range(2))
    fields: dict[str, Any] = {
        "step": "do",
        "act": "suspend",
        "shown": [str(first), str(second)],
        "reason": "等待市里批复",
    }
    status, page = send(sqlite_site, **fields)
    assert (status, "还没有选任何事项" in page) == (422, True)
    assert "等待市里批复</textarea>" in page
    assert PICK.findall(page) == []
    status, page = send(sqlite_site, **(fields | {"pick": f"{second}:1", "reason": " "}))
    assert PICK.findall(page) == [f"{second}:1"]
    assert f'value="{first}:1" data-pick' in page
