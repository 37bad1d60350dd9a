"""The calendar of one's own dates: what a calendar program reads behind an address that is the only key."""

import re
from datetime import date, timedelta
from typing import Any

from icalendar import Calendar
from sqlalchemy import update

from config.database import table_of
from planning import acts
from planning.access.models import Account
from tests.planning.house import progress
from tests.web.site import Browser, Site


def subscribed(site: Site, ref: str = "Y01") -> str:
    """Make somebody's address and return its path."""
    answer = site.browser(ref).post("/calendar")
    [path] = re.findall(r'class="address">http://[^/]+(/calendar/[^<]+\.ics)<', answer.text)
    return str(path)


def read(browser: Browser, path: str, **headers: str) -> Any:  # noqa: ANN401 - the test client's own type
    return browser.get(path, headers=headers)


def events(site: Site, path: str) -> dict[str, Any]:
    answer = read(site.browser(None), path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    return {str(each["uid"]): each for each in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_feed_has_deadlines_answers_and_updates_as_whole_days(site: Site) -> None:
    house = site.house
    task = house.item_in("assigned", due_on=date(2017, 6, 30))
    house.do(acts.instruct, task, text="请抓紧", answer_by=date(2017, 4, 20), by=house.sponsor)
    house.item(owner_post_id=house.posts["liaison"])
    house.item_in("completed")
    found = events(site, subscribed(site))
    told = {str(each["summary"]): each["dtstart"].dt for each in found.values()}
    assert told == {
        "答复批示：2017-001 建立职工服务站点地图": date(2017, 4, 20),
        "到期：2017-001 建立职工服务站点地图": date(2017, 6, 30),
        "报送2017年第二季度进展（1 件）": date(2017, 6, 30),
    }
    for each in found.values():
        assert each["dtend"].dt - each["dtstart"].dt == timedelta(days=1)
        assert not each.walk("VALARM")


def test_an_event_keeps_its_name_and_counts_up_when_the_deadline_moves(site: Site) -> None:
    house = site.house
    task = house.item_in("accepted")
    path = subscribed(site)
    [name] = [uid for uid in events(site, path) if "-due" in uid]
    before = events(site, path)[name]
    house.do(acts.set_deadline, task, due_on=date(2017, 8, 31))
    after = events(site, path)[name]
    assert int(after["sequence"]) > int(before["sequence"])
    assert after["dtstart"].dt == date(2017, 8, 31)


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    house = site.house
    task = house.item_in("accepted")
    path, program = subscribed(site), site.browser(None)
    first = read(program, path)
    again = read(program, path, **{"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    house.do(acts.report, task, progress(100, period="2017Q2", done="完成"), by=house.owner)
    changed = read(program, path, **{"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200
    assert "2017年第三季度" in changed.text


def test_the_address_is_told_once_renewed_and_revoked(site: Site) -> None:
    path = subscribed(site)
    assert path not in site.browser("Y01").get("/calendar").text
    newer = subscribed(site)
    assert read(site.browser(None), path).status_code == 404
    assert read(site.browser(None), newer).status_code == 200
    site.browser("Y01").post("/calendar/revoke")
    assert "已被撤销" in read(site.browser(None), newer).text
    assert "生成订阅地址" in site.browser("Y01").get("/calendar").text


def test_a_feed_ends_with_the_account_and_opens_nothing_else(site: Site) -> None:
    path = subscribed(site)
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert site.browser(None).get(f"/s/{token}").status_code == 404
    with site.house.database.write() as session:
        session.connection().execute(update(table_of(Account)).values(disabled=True))
    assert read(site.browser(None), path).status_code == 404


def test_the_page_lists_the_same_dates_and_needs_signing_in(site: Site) -> None:
    site.house.item_in("assigned")
    assert "2017-001 建立职工服务站点地图" in site.browser("Y01").get("/calendar").text
    assert "现在没有由您负责" in site.browser("L01").get("/calendar").text
    assert site.browser(None).get("/calendar", follow_redirects=False).status_code == 303


def test_an_address_read_anew_or_asked_for_twice_stays_the_one_that_was_copied(sqlite_site: Site) -> None:
    browser = sqlite_site.browser("Y01")
    [once] = set(re.findall(r'name="once" value="(\w+)"', browser.get("/calendar").text))
    paths = [
        re.findall(r'class="address">http://[^/]+([^<]+)<', browser.post("/calendar", data={"once": once}).text)
        for _ in range(2)
    ]

    assert paths[0] == paths[1]
    assert read(sqlite_site.browser(None), paths[0][0]).status_code == 200
    other = re.findall(r'name="once" value="(\w+)"', browser.get("/calendar").text)[0]
    browser.post("/calendar", data={"once": other})
    assert read(sqlite_site.browser(None), paths[0][0]).status_code == 404
    late = browser.post("/calendar", data={"once": once})
    assert (late.status_code, paths[0][0] in late.text) == (200, False)
