"""One's own account: a new password, codes of an app, tokens for programs, and leaving elsewhere."""

import html
import re
from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest
from sqlalchemy import select, update

from planning.access.accounts import account_by_login, accounts, set_password
from tests.web.client import TestClient
from tests.web.site import LOCAL, Browser, Site
from web.app import create_app

PASSWORD, NEW = "a long good sentence", "another good sentence"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash and compare passwords at once."""
    monkeypatch.setattr("web.entering.check_password", lambda given, kept: (f"kept:{given}" == kept, None))
    monkeypatch.setattr("web.pages.account.hash_password", lambda given: f"kept:{given}")


def at_home(site: Site, ref: str = "D02") -> Browser:
    """Return a browser of somebody whose account has the password."""
    browser = site.browser(ref)
    with site.house.database.write() as session:
        set_password(session, account_by_login(session, ref), f"kept:{PASSWORD}")
    return browser


def change(browser: Browser, now: str = PASSWORD, new: str = NEW, again: str = NEW) -> tuple[int, str]:
    given = {"current_password": now, "password": new, "again": again}
    answer = browser.post("/account/password", data=given, follow_redirects=False)
    return answer.status_code, answer.text


def sign_in(site: Site, password: str = PASSWORD, login: str = "D02") -> tuple[Browser, str]:
    browser = site.browser(None)
    browser.get("/sign-in")
    return browser, browser.post("/sign-in", data={"login": login, "password": password}).text


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None
    return html.unescape(found[1])


def test_who_knows_the_old_password_gets_a_new_one_and_all_other_sessions_end(site: Site) -> None:
    browser, other = at_home(site), site.browser("D02")
    assert change(browser)[0] == 303
    assert "密码已修改" in browser.get("/account?done=password").text
    assert other.get("/account", follow_redirects=False).status_code == 303
    assert "登录名或密码不对" in sign_in(site)[1]
    assert sign_in(site, NEW)[0].get("/account").status_code == 200


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"now": "wrong"}, "现在的密码不对"),
        ({"again": "x" * 12}, "不一样"),
        ({"new": PASSWORD, "again": PASSWORD}, "相同"),
        ({"new": "short", "again": "short"}, "太短"),
        ({"new": "1234567890", "again": "1234567890"}, "太容易"),
    ],
)
def test_what_is_wrong_with_a_new_password_is_said_and_nothing_changes(
    sqlite_site: Site, given: dict[str, str], says: str
) -> None:
    browser = at_home(sqlite_site)
    status, text = change(browser, **given)
    assert status == 422
    assert says in text
    assert sign_in(sqlite_site)[0].get("/account").status_code == 200


def test_the_old_password_cannot_be_guessed_from_a_session_left_open(sqlite_site: Site) -> None:
    browser = at_home(sqlite_site)
    for _ in range(5):
        change(browser, "wrong")
    assert "锁定" in change(browser)[1]


def test_one_session_or_all_others_are_ended_from_here(site: Site) -> None:
    browser, second, third = site.browser("D02"), site.browser("D02"), site.browser("D02")
    page = browser.get("/account").text
    ends = re.findall(r'action="(/account/sessions/\d+/end)"', page)
    assert len(ends) == 2
    assert "本次登录" in page
    browser.post(ends[0])
    left = [each.get("/account", follow_redirects=False).status_code for each in (second, third)]
    assert sorted(left) == [200, 303]
    browser.post("/account/sessions/end-others")
    assert [each.get("/account", follow_redirects=False).status_code for each in (second, third)] == [303, 303]
    assert browser.get("/account").status_code == 200


def test_nobody_ends_somebody_elses_session(sqlite_site: Site) -> None:
    mine = sqlite_site.browser("D02")
    mine.get("/account")
    others = sqlite_site.browser("Y01")
    for number in range(1, 4):
        others.post(f"/account/sessions/{number}/end")
    assert mine.get("/account", follow_redirects=False).status_code == 200


def test_a_token_is_shown_once_works_and_is_revoked(site: Site) -> None:
    browser = site.browser("D02")
    made = browser.post("/account/tokens", data={"name": "统计程序", "days": "30"})
    assert made.headers["cache-control"] == "no-store"
    token = re.findall(r"<p role=\"status\"><code>([^<]+)</code>", made.text)[0]
    assert token not in browser.get("/account").text
    program = TestClient(site.app, base_url=LOCAL, headers={"Authorization": f"Bearer {token}"})
    assert program.get("/api/v1/overview").status_code == 200
    # A token makes no tokens and changes no passwords.
    assert program.post("/account/tokens", data={"name": "x", "days": "30"}).status_code == 403
    (end,) = re.findall(r'action="(/account/sessions/\d+/end)"', browser.get("/account").text)
    browser.post(end)
    assert program.get("/api/v1/overview").status_code == 401


def test_a_token_ends_on_its_day(site: Site) -> None:
    made = site.browser("D02").post("/account/tokens", data={"name": "统计程序", "days": "30"}).text
    token = re.findall(r"<p role=\"status\"><code>([^<]+)</code>", made)[0]
    program = TestClient(site.app, base_url=LOCAL, headers={"Authorization": f"Bearer {token}"})
    site.clock.instant += timedelta(days=29)
    assert program.get("/api/v1/overview").status_code == 200
    site.clock.instant += timedelta(days=2)
    assert program.get("/api/v1/overview").status_code == 401


@pytest.mark.parametrize("given", [{"name": "", "days": "30"}, {"name": "x", "days": "9999"}, {"name": "x"}])
def test_a_token_without_a_name_or_an_end_is_not_made(sqlite_site: Site, given: dict[str, str]) -> None:
    answer = sqlite_site.browser("D02").post("/account/tokens", data=given)
    assert answer.status_code == 400
    assert "只显示这一次" not in answer.text


def switched_on(site: Site, browser: Browser) -> tuple[str, list[str]]:
    """Switch codes on; return the secret and the recovery codes."""
    secret = field(browser.get("/account/codes").text, "totp_secret")
    code = pyotp.TOTP(secret).at(site.clock.now())
    page = browser.post("/account/codes", data={"totp_secret": secret, "totp": code}).text
    codes = re.findall(r"<li><code>([A-Z0-9-]{19})</code>", page)
    assert len(codes) == 10
    return secret, codes


def test_with_codes_on_the_password_alone_opens_nothing(site: Site) -> None:
    browser = at_home(site)
    secret, _ = switched_on(site, browser)
    page = browser.get("/account/codes").text
    assert "未用的恢复码还有 10 个" in page
    assert secret not in page

    site.clock.instant += timedelta(seconds=30)
    visitor, text = sign_in(site)
    assert "输入验证码" in text
    assert visitor.get("/account", follow_redirects=False).status_code == 303
    assert "验证码不对" in visitor.post("/sign-in/code", data={"totp": "000000"}).text
    code = pyotp.TOTP(secret).at(site.clock.now())
    assert visitor.post("/sign-in/code", data={"totp": code}, follow_redirects=False).status_code == 303
    assert "密码和验证码" in visitor.get("/account").text

    # The same code opens nothing a second time.
    again, _ = sign_in(site)
    assert "已用过" in again.post("/sign-in/code", data={"totp": code}).text


def test_a_recovery_code_opens_once(site: Site) -> None:
    browser = at_home(site)
    _, codes = switched_on(site, browser)
    visitor, _ = sign_in(site)
    assert visitor.post("/sign-in/code", data={"totp": codes[0]}, follow_redirects=False).status_code == 303
    assert "还有 9 个" in visitor.get("/account/codes").text
    again, _ = sign_in(site)
    assert again.post("/sign-in/code", data={"totp": codes[0]}).status_code == 422


def test_codes_cannot_be_guessed_and_the_password_must_be_fresh(sqlite_site: Site) -> None:
    browser = at_home(sqlite_site)
    secret, _ = switched_on(sqlite_site, browser)
    visitor, _ = sign_in(sqlite_site)
    for _ in range(5):
        visitor.post("/sign-in/code", data={"totp": "000000"})
    code = pyotp.TOTP(secret).at(sqlite_site.clock.now())
    assert "锁定" in visitor.post("/sign-in/code", data={"totp": code}).text
    sqlite_site.clock.instant += timedelta(minutes=11)
    assert "超过 10 分钟" in visitor.post("/sign-in/code", data={"totp": code}).text


def test_codes_go_off_and_recovery_codes_anew_only_with_the_password(sqlite_site: Site) -> None:
    browser = at_home(sqlite_site)
    _, codes = switched_on(sqlite_site, browser)
    assert "现在的密码不对" in browser.post("/account/codes/off", data={"current_password": "x"}).text
    anew = browser.post("/account/codes/recovery", data={"current_password": PASSWORD}).text
    assert len(re.findall(r"<li><code>([A-Z0-9-]{19})</code>", anew)) == 10
    assert codes[0] not in anew
    assert browser.post("/account/codes/off", data={"current_password": PASSWORD}).status_code == 200
    assert "输入验证码" not in sign_in(sqlite_site)[1]


def test_codes_are_for_wide_posts_only(sqlite_site: Site) -> None:
    assert sqlite_site.browser("Y01").get("/account/codes").status_code == 403
    assert "动态验证码" not in sqlite_site.browser("Y01").get("/account").text


def test_the_qr_code_is_an_image_the_policy_allows(sqlite_site: Site) -> None:
    page = sqlite_site.browser("D02").get("/account/codes").text
    assert 'src="data:image/svg+xml' in page
    assert 'style="' not in page.partition("<main")[2]


def test_where_the_setting_demands_codes_wide_posts_come_no_further_without(sqlite_site: Site) -> None:
    settings = sqlite_site.services.settings.model_copy(update={"require_totp": True})
    strict = replace(sqlite_site, services=replace(sqlite_site.services, settings=settings))
    browser = strict.browser("D02")
    answer = browser.get("/tasks", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/account/codes")
    assert "按本单位规定" in browser.get("/account/codes").text
    switched_on(strict, browser)
    assert browser.get("/tasks", follow_redirects=False).status_code == 200
    assert strict.browser("Y01").get("/tasks", follow_redirects=False).status_code == 200


def test_a_first_password_of_somebody_else_is_changed_before_anything(sqlite_site: Site) -> None:
    browser = at_home(sqlite_site, "Y01")
    with sqlite_site.house.database.write() as session:
        session.connection().execute(update(accounts).values(must_change=True))
    assert browser.get("/", follow_redirects=False).headers["location"] == "/account/password"
    assert change(browser)[0] == 303
    assert browser.get("/tasks", follow_redirects=False).status_code == 200
    with sqlite_site.house.database.read() as session:
        assert session.connection().execute(select(accounts.c.must_change)).scalar() is False


def test_two_applications_on_one_database_know_the_same_sessions(sqlite_site: Site) -> None:
    browser = sqlite_site.browser("D02")
    other = TestClient(create_app(sqlite_site.services), base_url=LOCAL, cookies=dict(browser.cookies))
    assert other.get("/account").status_code == 200
