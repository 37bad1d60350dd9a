"""A past day on every page: each page there is obeys it, or is listed with the reason why it has no past."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from config.database import Database, table_of
from config.language import label
from notifications.models import BlockedAddress, Delivery, NoticeItem
from planning import acts
from planning.models import Document
from tests.planning.house import DAY, instant, progress
from tests.web.filled_site import filled_site
from tests.web.review_site import done, reviewed
from tests.web.site import FakeRun, Site, notice
from tests.web.test_axe import Town, looked_at_by, pages
from tests.web.test_review_adoption import adopt
from tests.web.test_signing import frozen, post
from web.templating import NAVIGATION

#: A day before anything was there, and one on which everything was.
NOTHING_YET = "2017-01-09"
#: Page → why it shows no past.
WITHOUT_PAST = {
    "/about": "says how the house works now",
    "/account": "the account of who looks",
    "/account/codes": "a form",
    "/account/password": "a form",
    "/admin": "administration",
    "/boards/themes": "a form",
    "/calendar": "an address to subscribe to",
    "/deliveries/{delivery_id}": "a message stays as it was sent",
    "/join": "a way in",
    "/k/": "a link for one act",
    "/reports/{snapshot_id}": "a report is sealed: the same on every day",
    "/reviews/": "work on the way; undone and told by its own history",
    "/saved-filters/{filter_id}": "a form",
    "/shares": "links as they stand",
    "/sign-in": "a way in",
    "/stand-ins": "leave to act, as it stands",
    "/tasks/{task_id}/": "a form",
}


def obeys(route: str) -> bool:
    """Tell whether a page has a past."""
    return not any(route == each or (each != "/account" and route.startswith(each)) for each in WITHOUT_PAST)


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """A site with something of everything, without a server, for this whole file."""
    folder = tmp_path_factory.mktemp("past")
    shutil.copyfile(sqlite_template, folder / "duban.db")
    database = Database(f"sqlite:///{folder / 'duban.db'}", durable=False)
    site, given = filled_site(database, folder)
    yield Town(site, "", given)
    database.close()


def shown(town: Town, route: str, day: str = "") -> tuple[int, str]:
    """Return status and what stands in the middle of a page, as the one who looks at it sees it on a day."""
    path = town.path(route) + (f"?as_of={day}" if day else "")
    by = looked_at_by(route) or ""
    if by not in town.site.signed_in:
        town.site.signed_in[by] = town.site.browser(by or None)
    answer = town.site.signed_in[by].get(path)
    text = unescape(answer.text)
    assert ('<div class="then"' in text) == bool(day and answer.status_code == 200 and obeys(route)), path
    saved = re.compile(r'<div class="saved">.*?<form class="card filters"', re.DOTALL)  # a reader's own, of no day
    return answer.status_code, saved.sub("", text.partition('<main id="main"')[2])


@pytest.mark.parametrize("route", [each for each in pages() if obeys(each)])
def test_a_page_shows_a_day_before_everything_empty_and_offers_no_act(town: Town, route: str) -> None:
    status, now = shown(town, route)
    assert (status, 'name="as_of"' in now) == (200, True)
    status, then = shown(town, route, NOTHING_YET)
    if status == 404:  # of one thing: not there yet
        assert "还没有" in then
        return
    assert status == 200
    assert then != now
    for later in ("推进街道社区三级工会服务体系", "2017-04-12", "2017-03-20"):
        assert later not in then.replace('max="2017-04-12"', "")
    assert 'method="post"' not in then
    assert not re.search(r'href="/(tasks|plans|search|desk|my|reports|runs|deliveries|register)(\?(?!.*as_of)|")', then)


@pytest.mark.parametrize("route", [each for each in pages() if not obeys(each)])
def test_a_page_without_a_past_offers_none(town: Town, route: str) -> None:
    assert 'id="as-of-form"' not in shown(town, route, NOTHING_YET)[1]


def test_every_entry_of_the_menu_but_administration_obeys() -> None:
    assert [to for to, *_ in NAVIGATION if not obeys(to)] == ["/admin"]
    assert {each for each in WITHOUT_PAST if not any(route.startswith(each) for route in pages())} == set()


def test_the_menu_and_the_search_keep_the_day_and_one_link_leads_back(sqlite_site: Site) -> None:
    sqlite_site.house.item()
    page = unescape(sqlite_site.get("/desk?kind=registered&as_of=2017-04-12"))
    assert 'href="/plans?as_of=2017-04-12"' in page
    assert '<a href="/desk?kind=registered">回到现在</a>' in page
    assert page.count('<input type="hidden" name="as_of" value="2017-04-12">') == 1


def test_the_desk_of_a_past_day_has_what_waited_then_in_the_words_of_then(site: Site) -> None:
    house = site.house
    item = house.item(title="要延期的事项", at=date(2017, 4, 3))
    house.do(acts.assign, item, at=date(2017, 4, 4))
    house.do(acts.accept, item, by=house.owner, at=date(2017, 4, 4))
    asked: dict[str, Any] = {"proposed_on": date(2017, 9, 30), "reason": "场地推迟移交"}
    house.do(acts.request_extension, item, by=house.owner, at=date(2017, 4, 5), **asked)
    house.do(acts.decide_extension, item, approve=False, note="抓紧办", at=date(2017, 4, 6))
    house.do(acts.request_extension, item, by=house.owner, **(asked | {"reason": "后来的理由"}))
    then = site.get("/desk?kind=extension&as_of=2017-04-05")
    assert "场地推迟移交" in then
    assert "后来的理由" not in then
    assert 'action="/tasks/' not in then
    assert "没有等待批复的延期申请" in site.get("/desk?kind=extension&as_of=2017-04-06")
    assert "后来的理由" in site.get("/desk?kind=extension")
    for kind in ("news", "undelivered"):
        assert "没有留下历史" in site.get(f"/desk?kind={kind}&as_of=2017-04-06")


def test_reviews_of_a_past_day_stand_as_they_stood(sqlite_site: Site) -> None:
    site = sqlite_site
    review = reviewed(site)
    site.clock.advance(timedelta(days=2))
    done(site, review, "keep-all")
    site.clock.advance(timedelta(days=2))
    done(site, review, "discard")
    for day, said in (("2017-04-12", "已定 0/5"), ("2017-04-14", "已定 5/5")):
        page = site.get(f"/plans?as_of={day}")
        assert said in page
        assert f"/reviews/{review}" not in page
        assert "已核对 " + said[3:] in site.get(f"/desk?kind=review&as_of={day}")
    page = site.get("/plans?as_of=2017-04-16")
    assert "没有正在核对的文件" in page
    assert "放弃" in page
    assert "没有正在核对的文件" in site.get("/plans?as_of=2017-04-11")


def test_a_plan_of_a_past_day_tells_how_its_items_stood_then(sqlite_site: Site) -> None:
    site, house = sqlite_site, sqlite_site.house
    review = reviewed(site)
    done(site, review, "keep-all")
    adopt(site, review)
    plan = "2"
    house.do(acts.assign, 1, owner_post_id=house.posts["owner"], at=date(2017, 4, 13))
    site.clock.advance(timedelta(days=1))
    assert f"{label('state', 'registered')} · 0%" in site.get(f"/plans/{plan}?as_of=2017-04-12")
    assert f"{label('state', 'assigned')} · 0%" in site.get(f"/plans/{plan}?as_of=2017-04-13")
    assert "还没有登记" in site.get(f"/plans/{plan}?as_of=2017-04-11", 404)
    assert f"/plans/{plan}" not in site.get("/plans?as_of=2017-04-11")
    assert "还没有登记" in site.browser("Y01").get(f"/plans/{plan}?as_of=2017-04-11").text


def test_a_document_of_a_past_day_marks_the_items_of_then(sqlite_site: Site) -> None:
    site = sqlite_site
    with site.house.database.write() as session:
        session.connection().execute(update(table_of(Document)).values(imported_at=instant(date(2017, 4, 3))))
    site.house.item()
    assert "还没有导入" in site.get("/documents/1?as_of=2017-04-02", 404)
    assert 'class="item"' not in site.get("/documents/1?as_of=2017-04-11")
    assert 'class="item" href="/tasks/1?as_of=2017-04-12"' in site.get("/documents/1?as_of=2017-04-12")


def test_reports_of_a_past_day_are_those_sealed_and_signed_by_then(sqlite_site: Site) -> None:
    site = sqlite_site
    site.house.item()
    digest = frozen(site)
    site.clock.advance(timedelta(days=85))
    post(site, "D01", "sign", digest)
    site.clock.advance(timedelta(days=1))
    post(site, "D02", "issue", digest)
    seen = [site.get(f"/reports?as_of={day}") for day in ("2017-07-04", "2017-07-05", "2017-07-06", "2017-07-07")]
    words = ["到这一天为止还没有", "已封存，待签发", "已签发，待印发", "已印发"]
    assert [[word in page for word in words].index(True) for page in seen] == [0, 1, 2, 3]
    assert "生成报告" not in seen[1]
    assert "还没有印发" in site.browser("Y01").get("/reports?as_of=2017-07-06").text
    assert digest in site.browser("Y01").get("/reports?as_of=2017-07-07").text


def test_own_tasks_of_a_past_day_are_asked_as_then_and_cannot_be_done(sqlite_site: Site) -> None:
    house = sqlite_site.house
    item = house.item(at=date(2017, 4, 3))
    house.do(acts.assign, item, at=date(2017, 4, 5))
    house.do(acts.accept, item, by=house.owner)
    then = sqlite_site.browser("Y01").get("/my?as_of=2017-04-05").text
    assert "签收" in then
    assert f"/tasks/{item}/accept" not in then
    assert f'href="/tasks/{item}?as_of=2017-04-05"' in then
    assert "按您现在的岗位列出" in then
    assert f"/tasks/{item}/report" in sqlite_site.browser("Y01").get("/my").text


def test_messages_of_a_past_day_are_those_made_by_then(site: Site) -> None:
    item = site.house.item()
    site.tell(notice(item))
    with site.house.database.write() as session:
        moved = {"state": "sent", "subject": "【督办】后来发出", "sent_at": instant(date(2017, 4, 13))}
        session.connection().execute(update(table_of(Delivery)).values(moved))
        gone = {"channel": "file", "address": "gone@example.org", "reason": "550", "since": instant(DAY)}
        session.connection().execute(insert(table_of(BlockedAddress)).values(gone))
    assert site.json("/deliveries")["states"] == {"sent": 1}
    then = site.json("/deliveries?as_of=2017-04-12")
    assert then["states"] == {"queued": 1}
    assert [(line["state"], line["subject"], line["sent_at"]) for line in then["deliveries"]] == [("queued", "", None)]
    assert site.json("/deliveries?as_of=2017-04-12&state=sent")["total"] == 0
    assert site.json("/deliveries?as_of=2017-04-11")["total"] == 0
    assert "gone@example.org" not in site.get("/deliveries?as_of=2017-04-12")
    assert "待发送" in site.get("/deliveries?as_of=2017-04-12")


def test_reminders_of_a_past_day_do_not_tell_what_was_decided_later(sqlite_site: Site) -> None:
    item = sqlite_site.house.item()
    sqlite_site.tell(notice(item))
    table = table_of(NoticeItem)
    with sqlite_site.house.database.write() as session:
        session.connection().execute(update(table).values(decision="sent", decided_at=instant(date(2017, 4, 13))))
    page = sqlite_site.browser("Y01").get
    assert "已发送" in page("/my/messages").text
    assert "已发送" not in page("/my/messages?as_of=2017-04-12").text
    assert "拟发送" in page("/my/messages?as_of=2017-04-12").text
    assert "还没有给您的提醒" in page("/my/messages?as_of=2017-04-11").text


def test_a_hand_over_sheet_of_a_past_day_tells_what_was_said_by_then(sqlite_site: Site) -> None:
    house = sqlite_site.house
    item = house.item_in("accepted")
    house.do(acts.report, item, progress(20, done="先说的话"), by=house.owner, at=DAY)
    house.do(acts.report, item, progress(40, done="后说的话"), by=house.owner, at=date(2017, 4, 13))
    path = f"/hand-over/{house.posts['owner']}"
    assert "先说的话" in sqlite_site.get(f"{path}?as_of=2017-04-12")
    assert "后说的话" in sqlite_site.get(path)


def test_runs_of_a_past_day_are_those_begun_by_then(sqlite_site: Site) -> None:
    late = datetime(2017, 4, 12, 16, 1, tzinfo=UTC)  # one minute past midnight in Shanghai
    run = FakeRun(started_at=late - timedelta(minutes=5), ended_at=late, result={"planned": 3})
    site = sqlite_site.running(run, FakeRun(job="compile_progress", started_at=late), state="plain")
    then = site.get("/runs?as_of=2017-04-12")
    assert "进行中" in then
    assert "拟发" not in then
    assert "汇总进展<div" not in then
    assert "every 2s" not in then
    assert "排程</h2>" not in then


def test_a_search_keeps_its_words_when_another_day_is_chosen(sqlite_site: Site) -> None:
    page = sqlite_site.get("/search?q=走访&as_of=2017-04-12")
    assert '<input type="hidden" name="q" form="as-of-form" value="走访">' in page
    assert 'id="as-of-form" method="get" action="/search"' in page
