"""The accounts of the house: made for a unit at once, handed out on slips, stopped and restored by administrators."""

import html
import re
from datetime import timedelta

import pytest
from sqlalchemy import insert, select, update

from config.database import table_of
from planning.access.accounts import accounts, make_account
from planning.access.administering import Initial
from planning.access.models import AuditRecord, SignInFailure
from planning.models import Holding
from tests.web.site import Browser, Site
from web.viewing import COOKIE

PASSWORD = "a long good sentence"  # noqa: S105 - of these tests


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash and compare passwords at once."""
    monkeypatch.setattr("web.entering.check_password", lambda given, kept: (f"kept:{given}" == kept, None))
    monkeypatch.setattr("web.pages.joining.hash_password", lambda given: f"kept:{given}")
    monkeypatch.setattr("web.pages.accounts.initial_password", lambda: Initial("k7qm-x2wp-dh4n", "kept:k7qm-x2wp-dh4n"))


def root(site: Site) -> Browser:
    """Return a browser of an administrator without a post."""
    with site.house.database.write() as session:
        found = session.connection().execute(select(accounts.c.id).where(accounts.c.login == "root")).scalar()
        if found is None:
            now = site.clock.now()
            make_account(session, login="root", name="管理员", now=now, password_hash=f"kept:{PASSWORD}", is_admin=True)
    return signed_in(site, "root", PASSWORD)


def signed_in(site: Site, login: str, password: str) -> Browser:
    browser = site.browser(None)
    browser.get("/sign-in")
    browser.post("/sign-in", data={"login": login, "password": password}, follow_redirects=False)
    return browser


def number_of(site: Site, login: str) -> int:
    with site.house.database.read() as session:
        return int(session.connection().execute(select(accounts.c.id).where(accounts.c.login == login)).scalar_one())


def links(page: str) -> list[str]:
    return [html.unescape(found) for found in re.findall(r"<code>http[^<]*(/join/[^<]+)</code>", page)]


def join(site: Site, link: str, password: str = PASSWORD) -> tuple[Browser, int, str]:
    browser = site.browser(None)
    browser.get(link)
    answer = browser.post(link, data={"password": password, "again": password}, follow_redirects=False)
    return browser, answer.status_code, answer.text


def test_an_administrator_makes_the_accounts_of_a_unit_at_once_with_a_link_each(site: Site) -> None:
    browser, street = root(site), site.house.units["月桥街道总工会"]
    before = browser.get("/admin/accounts", params={"unit": street, "state": "without"}).text
    assert "沈玉兰" in before
    assert "没有账号" in before

    slips = browser.post("/admin/accounts/make", data={"unit": street, "how": "links"})
    assert slips.headers["cache-control"] == "no-store"
    assert "沈玉兰" in slips.text
    assert len(links(slips.text)) == len(set(links(slips.text))) >= 2
    after = browser.get("/admin/accounts", params={"unit": street}).text
    assert "等本人设定密码" in after
    assert "有岗位、还没有账号" not in after
    again = browser.post("/admin/accounts/make", data={"unit": street, "how": "links"})
    assert again.status_code == 400
    assert "都已有账号" in again.text


def test_behind_the_link_one_chooses_a_password_once(site: Site) -> None:
    browser = root(site)
    page = browser.post("/admin/accounts/make", data={"unit": site.house.units["月桥街道总工会"], "how": "links"}).text
    link = links(page)[0]
    person = site.browser(None)
    assert "请设定密码" in person.get(link).text
    assert "不一样" in person.post(link, data={"password": PASSWORD, "again": "x"}).text

    person, status, _ = join(site, link)
    assert status == 303
    assert person.get("/account").status_code == 200
    assert join(site, link)[1] == 400
    assert "已用过或已过期" in site.browser(None).get(link).text


def test_a_link_ends_after_a_week_and_when_another_is_made(site: Site) -> None:
    browser = root(site)
    page = browser.post("/admin/accounts/make", data={"unit": site.house.units["月桥街道总工会"], "how": "links"}).text
    first = links(page)[0]
    number = number_of(site, "Y01")
    (second,) = links(browser.post(f"/admin/accounts/{number}/anew", data={"how": "links"}).text)
    assert site.browser(None).get(first).status_code == 400
    assert site.browser(None).get(second).status_code == 200
    site.clock.instant += timedelta(days=7, seconds=1)
    assert site.browser(None).get(second).status_code == 400


def test_an_initial_password_must_be_changed_before_anything_else(sqlite_site: Site) -> None:
    site = sqlite_site
    street = site.house.units["月桥街道总工会"]
    slips = root(site).post("/admin/accounts/make", data={"unit": street, "how": "passwords"}).text
    assert "k7qm-x2wp-dh4n" in slips
    person = signed_in(site, "Y01", "k7qm-x2wp-dh4n")
    answer = person.get("/tasks", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/password")
    assert "初始密码" in person.get("/account/password").text
    refused = person.get("/api/v1/tasks")
    assert (refused.status_code, refused.json()["code"]) == (403, "password-change-needed")


def test_a_reset_ends_every_session_and_the_old_password(sqlite_site: Site) -> None:
    site = sqlite_site
    person = site.browser("Y01")
    assert person.get("/tasks").status_code == 200
    slip = root(site).post(f"/admin/accounts/{number_of(site, 'Y01')}/anew", data={"how": "links"}).text
    assert person.get("/tasks", follow_redirects=False).status_code == 303
    assert join(site, links(slip)[0])[1] == 303


def test_a_reset_of_who_uses_codes_does_not_go_round_them(sqlite_site: Site) -> None:
    site = sqlite_site
    site.browser("D02")
    number = number_of(site, "D02")
    with site.house.database.write() as session:
        session.connection().execute(update(accounts).where(accounts.c.id == number).values(totp_secret="A" * 32))
    slip = root(site).post(f"/admin/accounts/{number}/anew", data={"how": "links"}).text
    person, status, _ = join(site, links(slip)[0])
    assert status == 303
    assert COOKIE not in person.cookies


def test_a_stopped_account_opens_nothing_until_it_is_restored(site: Site) -> None:
    person, browser = site.browser("Y01"), root(site)
    number = number_of(site, "Y01")
    answer = browser.post(
        f"/admin/accounts/{number}/stop", data={"back": "/admin/accounts?state=with"}, follow_redirects=False
    )
    assert answer.headers["location"] == "/admin/accounts?state=with"
    assert person.get("/tasks", follow_redirects=False).status_code == 303
    assert "沈玉兰" in browser.get("/admin/accounts", params={"state": "disabled"}).text
    browser.post(f"/admin/accounts/{number}/restore")
    assert "沈玉兰" not in browser.get("/admin/accounts", params={"state": "disabled"}).text


def test_the_last_administrator_cannot_be_stopped(site: Site) -> None:
    browser = root(site)
    number = number_of(site, "root")
    answer = browser.post(f"/admin/accounts/{number}/stop")
    assert answer.status_code == 422
    assert "最后一个" in answer.text
    with site.house.database.write() as session:
        make_account(session, login="second", name="乙", now=site.clock.now(), is_admin=True)
    assert browser.post(f"/admin/accounts/{number}/stop", follow_redirects=False).status_code == 303


def test_a_wait_after_wrong_passwords_is_shown_and_lifted(site: Site) -> None:
    site.browser("Y01")
    browser, now = root(site), site.clock.now()
    with site.house.database.write() as session:
        rows = [{"subject": "here:192.0.2.7 y01", "at": now} for _ in range(5)]
        session.connection().execute(insert(table_of(SignInFailure)), rows)
    assert "输错太多" in browser.get("/admin/accounts").text
    browser.post(f"/admin/accounts/{number_of(site, 'Y01')}/unlock")
    assert "输错太多" not in browser.get("/admin/accounts").text


def test_who_has_left_is_shown_as_such(site: Site) -> None:
    site.browser("Y01")
    browser, table = root(site), table_of(Holding)
    with site.house.database.write() as session:
        session.connection().execute(update(table).values(until=site.clock.now().date() - timedelta(days=1)))
    text = browser.get("/admin/accounts", params={"state": "left"}).text
    assert "沈玉兰" in text
    assert "韩小满" not in text
    assert text.count("已无岗位") >= 2


@pytest.mark.parametrize("ref", ["D01", "D02", "Y01"])
def test_nobody_but_an_administrator_sees_or_changes_accounts(sqlite_site: Site, ref: str) -> None:
    browser = sqlite_site.browser(ref)
    assert browser.get("/admin/accounts").status_code == 403
    assert browser.post("/admin/accounts/1/stop").status_code == 403
    assert browser.post("/admin/accounts/make", data={"how": "links"}).status_code == 403


def test_every_act_is_written_down_by_who_did_it_and_no_secret_with_it(sqlite_site: Site) -> None:
    site = sqlite_site
    site.browser("Y01")
    browser, number = root(site), number_of(site, "Y01")
    slip = browser.post(f"/admin/accounts/{number}/anew", data={"how": "links"}).text
    for act in ("unlock", "end-sessions", "stop", "restore"):
        browser.post(f"/admin/accounts/{number}/{act}")
    table = table_of(AuditRecord)
    with site.house.database.read() as session:
        rows = session.connection().execute(select(table).where(table.c.subject == f"account:{number}")).all()
    kinds = ["account-invited", "account-unlocked", "sessions-ended", "account-stopped", "account-restored"]
    assert [row.kind for row in rows] == kinds
    assert {row.actor for row in rows} == {"root"}
    assert not any(links(slip)[0].removeprefix("/join/") in row.detail for row in rows)


@pytest.mark.parametrize("number", ["99999999999999999999", "0", "4711"])
def test_an_account_that_is_not_there_is_told_so(sqlite_site: Site, number: str) -> None:
    answer = root(sqlite_site).post(f"/admin/accounts/{number}/stop")
    assert answer.status_code in {400, 404}
    assert root(sqlite_site).post(f"/account/sessions/{number}/end").status_code in {400, 404}


@pytest.mark.parametrize("query", ["unit=x", "unit=99999999999", "page=0", "page=-1", "page=zz", "state=odd", "q=%25"])
def test_an_odd_question_is_answered_with_a_page(sqlite_site: Site, query: str) -> None:
    assert root(sqlite_site).get(f"/admin/accounts?{query}").status_code == 200
