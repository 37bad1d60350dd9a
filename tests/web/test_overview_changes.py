"""The overview for the leading group: what is new since one last looked, what is asked, and what others may see."""

import re
from datetime import date, timedelta
from html import unescape

import pytest

from planning import acts
from planning.visits import last_visit, note_visit
from tests.planning.house import DAY, OTHER_STREET, instant
from tests.web.site import Site
from tests.web.test_signing import frozen, post


def count_listed(site: Site, href: str) -> int:
    [count] = re.findall(r"共 <strong>(\d+)</strong> 件", seen(site, unescape(href)))
    return int(count)


def seen(site: Site, path: str) -> str:
    """Return a page as the clerk sees it in a new session: sessions end when they are not used."""
    return str(site.browser("D02").get(path).text)


def test_what_turned_red_is_new_since_the_visit_before_this_one(site: Site) -> None:
    house = site.house
    house.item(due_on=date(2017, 4, 20), start_on=DAY, first_period="2018Q1")
    assert "近 7 天" in seen(site, "/")
    site.clock.advance(timedelta(days=2))
    seen(site, "/")
    site.clock.advance(timedelta(days=20))
    page = seen(site, "/")
    assert "上次查看（4月14日）" in page
    assert "4月14日以来转红 <span" in page
    assert re.search(r"4月\d+日因\S+转红 · 月桥街道 · 沈玉兰", page)
    site.clock.advance(timedelta(minutes=10))
    assert "上次查看（4月14日）" in seen(site, "/"), "looking again at once is the same visit"
    site.clock.advance(timedelta(minutes=40))
    page = seen(site, "/")
    assert "5月4日以来没有事项转红" in page
    assert "4月1日以来转红" in seen(site, "/?since=2017-04-01")


def test_two_people_visit_for_themselves_and_the_past_is_no_visit(site: Site) -> None:
    with site.house.database.write() as session:
        note_visit(session, "D01", "overview", instant(DAY))
        note_visit(session, "D01", "overview", instant(date(2017, 4, 15)))
    with site.house.database.read() as session:
        at = instant(date(2017, 4, 15)) + timedelta(minutes=1)
        assert last_visit(session, "D01", "overview", at) == (instant(DAY), False)
        assert last_visit(session, "D02", "overview", at) == (None, True)
    site.get("/?as_of=2017-04-10")
    with site.house.database.read() as session:
        assert last_visit(session, "D02", "overview", instant(DAY)) == (None, True)


def test_counts_are_compared_with_the_last_compilation_before_that_day(site: Site) -> None:
    site.house.item(due_on=date(2017, 4, 1), start_on=date(2017, 3, 1), first_period="2018Q1")
    assert "没有变化" not in site.get("/")
    site.count(date(2017, 4, 3), red=5)
    site.count(date(2017, 4, 8), green=2)
    page = site.get("/?since=2017-04-09")
    assert "与4月8日日终相比" in page
    assert "多 1 件" in page
    assert "少 2 件" in page
    assert site.json("/overview")["change"] == {"since": "2017-04-03", "lights": {"red": -4}}


def test_each_decision_asked_leads_to_exactly_its_tasks(site: Site) -> None:
    house = site.house
    often = house.item_in("accepted", first_period="2018Q1", due_on=date(2017, 5, 31))
    for month in (6, 7):
        house.do(acts.request_extension, often, proposed_on=date(2017, month, 30), reason="场地未定", by=house.owner)
        house.do(acts.decide_extension, often, approve=True, due_on=date(2017, month, 30))
    house.do(acts.request_extension, often, proposed_on=date(2017, 9, 30), reason="场地未定", by=house.owner)
    once = house.item_in("accepted", first_period="2018Q1")
    house.do(acts.request_extension, once, proposed_on=date(2017, 9, 30), reason="场地未定", by=house.owner)
    told = house.item_in("accepted", first_period="2018Q1")
    house.do(acts.instruct, told, text="请抓紧", answer_by=date(2017, 4, 20), by=house.sponsor)
    house.item(due_on=date(2017, 4, 7), first_period="2018Q1")
    house.item(due_on=date(2017, 4, 10), first_period="2018Q1")
    site.clock.advance(timedelta(days=9))
    page = seen(site, "/")
    asks = re.findall(r'class="ask" href="([^"]*)"><span>([^<]*)</span><strong>(\d+)</strong>', page)
    assert [(word, count) for _, word, count in asks] == [
        ("延期已达次数上限，请审定", "1"),
        ("批示到期未答复", "1"),
        ("逾期10个工作日以上", "1"),
    ]
    for href, _, count in asks:
        assert count_listed(site, href) == int(count), href
    assert f'href="/tasks/{told}/acts/instruct?days=15"' in page
    assert "acts/instruct" not in site.browser("Y01").get("/").text


def test_a_frozen_report_asks_for_a_signature_until_it_has_one(site: Site) -> None:
    site.house.item()
    digest = frozen(site)
    site.clock.advance(timedelta(days=84))
    assert "报告已封存，请签发" in site.get("/")
    post(site, "D01", "sign", digest)
    assert "报告已封存，请签发" not in site.get("/")


def test_a_street_sees_itself_and_the_others_as_the_issued_report_has_them(site: Site) -> None:
    house = site.house
    house.item()
    house.item(unit_id=house.units[OTHER_STREET], owner_post_id=house.posts["outsider"], title="别街的事项")
    digest = frozen(site)
    site.clock.advance(timedelta(days=84))
    street = site.browser("Y01")
    page = street.get("/").text
    assert "别街的事项" not in page
    assert "柳岸街道" not in page
    assert "别的单位的亮灯在报告印发后显示" in page
    post(site, "D01", "sign", digest)
    post(site, "D02", "issue", digest)
    page = street.get("/").text
    assert "各单位亮灯（2017年第二季度报告）" in page
    assert "柳岸街道" in page
    assert "别街的事项" not in page


@pytest.mark.parametrize("query", ["since=gestern", "since=2017-02-30"])
def test_a_wrong_day_is_told(sqlite_site: Site, query: str) -> None:
    assert "筛选条件" in sqlite_site.get(f"/?{query}", 400)
