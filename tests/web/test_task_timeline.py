"""The timeline of a task: what each event changed from and to, word for word where it helps, and as of a past day."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from planning import acts
from planning.people import OFFICE
from tests.planning.house import OTHER_STREET, deputy, instant, progress
from tests.web.site import CROSSING, Site

LATER = date(2017, 4, 13)


@pytest.fixture
def told(site: Site) -> tuple[Site, int]:
    """An item with a life of five acts over two days."""
    house = site.house
    item = house.item_in("accepted")
    house.do(acts.report, item, progress(40, done="已走访企业12家，收集诉求5条。"), by=house.owner)
    changed = progress(65, done="已走访企业32家，收集诉求5条。", next_step=CROSSING)
    house.do(acts.report, item, changed, by=deputy(house.liaison, house.owner))
    house.do(acts.set_deadline, item, due_on=date(2017, 7, 31), note="会议确定")
    site.clock.advance(timedelta(days=1))
    house.do(acts.assign, item, owner_post_id=house.posts["liaison"], leader_name="顾长河", at=LATER)
    return site, item


def events(site: Site, item: int, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.json(f"/tasks/{item}{query}")["events"]
    return found


def changes(event: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {change["field"]: (change["before"], change["after"]) for change in event["changes"]}


def test_each_event_says_what_it_changed_from_and_to(told: tuple[Site, int]) -> None:
    site, item = told
    assigned, dated, second, first = events(site, item)[:4]
    assert changes(assigned) == {
        "owner_post_id": ("月桥街道 · 服务部部长（沈玉兰）", "月桥街道 · 联络员（韩小满）"),
        "leader_name": ("", "顾长河"),
    }
    assert changes(dated) == {"due_on": ("2017年6月30日", "2017年7月31日")}
    assert changes(second) == {"progress": ("40%", "65%")}
    assert changes(first) == {"progress": ("0%", "40%"), "state": ("已签收", "办理中")}


def test_a_report_is_compared_with_the_one_before_word_for_word(told: tuple[Site, int]) -> None:
    site, item = told
    page = site.get(f"/tasks/{item}")
    assert re.search(r"已走访企业<del>12</del><ins>32</ins>家，收集诉求5条", page)
    assert "韩小满（代 沈玉兰）" in page
    assert "<script>alert" not in page


def test_what_a_change_shows_is_not_said_again(told: tuple[Site, int]) -> None:
    site, item = told
    page = site.get(f"/tasks/{item}")
    timeline = page[page.index('class="timeline"') :]
    assert timeline.count("2017年7月31日") == 1
    assert "会议确定" in timeline


def test_the_timeline_can_be_narrowed_and_each_event_has_an_address(told: tuple[Site, int]) -> None:
    site, item = told
    page = site.get(f"/tasks/{item}?show=deadlines")
    assert re.findall(r'class="event event-(\w+)"', page) == ["due_set"]
    assert 'id="event-6"' in page
    assert f'href="/tasks/{item}#event-6"' in page
    assert len(re.findall(r'class="event event-', site.get(f"/tasks/{item}?show=nothing"))) == 7


def test_the_chain_of_digests_lies_folded_with_every_event(told: tuple[Site, int]) -> None:
    site, item = told
    page = site.get(f"/tasks/{item}")
    digests = [event.digest for event in site.house.events(item)]
    assert [digest for digest in digests if digest not in page] == []


def test_a_past_day_shows_the_past_and_offers_no_act(told: tuple[Site, int]) -> None:
    site, item = told
    past = site.get(f"/tasks/{item}?as_of=2017-04-12")
    assert "event-assigned" in past
    assert 'id="event-7"' not in past
    assert 'class="act-bar"' not in past
    assert 'class="act-bar"' in site.get(f"/tasks/{item}")


OFFERED = {
    "registered": ["assign", "deadline", "instruct", "remind"],
    "submitted": ["complete", "return", "deadline", "instruct"],
    "completed": ["instruct"],
    "draft": ["adopt", "deadline"],
    "suspended": ["resume", "instruct"],
}


@pytest.mark.parametrize("state", OFFERED)
def test_the_bar_offers_what_may_be_done_now_the_one_waited_for_first(sqlite_site: Site, state: str) -> None:
    item = sqlite_site.house.item_in(state)
    page = sqlite_site.get(f"/tasks/{item}")
    bar = page[page.index('class="act-bar"') : page.index('id="act-panel"')]
    shown = bar.partition("act-more")[0]
    assert re.findall(rf'href="/tasks/{item}/acts/(\w+)"', shown) == OFFERED[state]


def test_the_street_is_offered_its_own_acts_alone(sqlite_site: Site) -> None:
    site = sqlite_site
    item = site.house.item_in("accepted")
    page = site.browser("Y01").get(f"/tasks/{item}").text
    assert re.findall(rf'href="/tasks/{item}/(report|submit|extend|answer|accept|acts)\b', page) == [
        "report",
        "submit",
        "extend",
    ]


def test_titles_of_tasks_out_of_sight_are_not_told(sqlite_site: Site) -> None:
    site, house = sqlite_site, sqlite_site.house
    elsewhere: dict[str, Any] = {"unit_id": house.units[OTHER_STREET], "owner_post_id": house.posts["outsider"]}
    other = house.item(title="别处的事项", **elsewhere)
    item = house.item_in("in_progress")
    house.do(acts.merge, item, into_id=other)
    assert f'已并入 <a href="/tasks/{other}"' in site.get(f"/tasks/{item}")
    assert "别处的事项" not in site.browser("Y01").get(f"/tasks/{item}").text
    assert site.browser("Y01").get(f"/tasks/{other}").status_code == 404
    assert site.browser("Y01").get(f"/tasks/{other}?as_of=2017-04-01").status_code == 404


def test_an_amendment_is_shown_field_by_field(site: Site) -> None:
    house = site.house
    item = house.item_in("accepted")
    payload = {"version": 2, "text": "建立职工服务站点地图，9月底前完成。", "due_on": "2017-09-30"}
    with house.pen(OFFICE, instant(LATER)) as ledger:
        ledger.record(item, "amended", payload)
    site.clock.advance(timedelta(days=2))
    amended = events(site, item)[0]
    assert changes(amended)["due_on"] == ("2017年6月30日", "2017年9月30日")
    parts = next(each["parts"] for each in amended["changes"] if each["field"] == "text")
    assert [(part["kind"], part["text"]) for part in parts if part["kind"] != "same"] == [("gone", "6"), ("new", "9")]
