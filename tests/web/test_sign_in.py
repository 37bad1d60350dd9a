"""Signing in and out: who gets in, what is told to who does not, and how often one may try."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from config.database import table_of
from planning.access.accounts import accounts, make_account, sign_ins
from planning.access.administering import lift, waiting
from planning.access.attempts import LOCK_AFTER, MOST_FROM_ADDRESS, NAME_LOCK_AFTER
from planning.access.models import AuditRecord, SignInFailure
from planning.people import person_by
from tests.web.site import LOCAL, Browser, Site
from web.viewing import COOKIE

PASSWORD = "a long good sentence"  # noqa: S105 - of this test
KEPT = "kept hash of the sentence"


@pytest.fixture(autouse=True)
def tried(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Compare passwords at once; return for each one tried whether there was a hash to compare it with."""
    seen: list[bool] = []

    def checked(password: str, kept: str) -> tuple[bool, None]:
        seen.append(bool(kept))
        return password == PASSWORD and kept == KEPT, None

    monkeypatch.setattr("web.entering.check_password", checked)
    return seen


def account(site: Site, ref: str | None = "D02", login: str = "", **given: Any) -> int:  # noqa: ANN401 - any field
    """Make an account with the password; of a person, or of nobody."""
    with site.house.database.write() as session:
        person = person_by(session, ref) if ref else None
        if person is not None:
            given = {"person_id": person.id, **given}
        name = person.name if person is not None else "管理员"
        now = site.clock.now()
        return make_account(session, login=login or ref or "root", name=name, now=now, password_hash=KEPT, **given)


def sign_in(browser: Browser, login: str = "D02", password: str = PASSWORD, **more: str) -> Any:  # noqa: ANN401 - the test client's own types
    browser.get("/sign-in")
    return browser.post("/sign-in", data={"login": login, "password": password, **more}, follow_redirects=False)


def test_who_signs_in_gets_to_the_page_the_work_begins_on(site: Site) -> None:
    account(site)
    browser = site.browser(None)
    answer = sign_in(browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk")
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=lax" in cookie
    assert browser.get("/about").status_code == 200


def test_small_letters_and_blanks_in_a_name_do_no_harm(sqlite_site: Site) -> None:
    account(sqlite_site)
    assert sign_in(sqlite_site.browser(None), " d02 ").status_code == 303


@pytest.mark.parametrize(
    ("to", "leads"),
    [("/tasks?light=red", "/tasks?light=red"), ("//evil.example", "/desk"), ("https://e.example", "/desk")],
)
def test_one_goes_on_to_where_one_was_headed_but_never_elsewhere(sqlite_site: Site, to: str, leads: str) -> None:
    account(sqlite_site)
    assert sign_in(sqlite_site.browser(None), next=to).headers["location"] == leads


def test_signing_in_gives_a_new_token_and_ends_the_session_before(sqlite_site: Site) -> None:
    account(sqlite_site)
    browser = sqlite_site.browser(None)
    sign_in(browser)
    first = browser.cookies[COOKIE]
    browser.post("/sign-in", data={"login": "D02", "password": PASSWORD})
    assert browser.cookies[COOKIE] != first
    old = sqlite_site.browser(None)
    old.cookies.set(COOKIE, first)
    assert old.get("/tasks", follow_redirects=False).headers["location"].startswith("/sign-in")


def test_who_signs_out_is_out_also_with_the_old_cookie(sqlite_site: Site) -> None:
    browser = sqlite_site.browser("D02")
    token = browser.cookies[COOKIE]
    browser.post("/sign-out")
    again = sqlite_site.browser(None)
    again.cookies.set(COOKIE, token)
    assert again.get("/tasks", follow_redirects=False).status_code == 303


def test_a_wrong_name_and_a_wrong_password_get_the_same_words(site: Site) -> None:
    account(site)
    told = [sign_in(site.browser(None), login, "wrong password").text for login in ("D02", "nobody")]
    assert (
        told[0].replace("D02", "nobody").partition("<main")[2].partition("csrf")[0]
        == (told[1].partition("<main")[2].partition("csrf")[0])
    )
    assert "登录名或密码不对" in told[0]


def test_a_name_nobody_has_costs_a_hash_too(sqlite_site: Site, tried: list[bool]) -> None:
    account(sqlite_site)
    for login in ("D02", "nobody"):
        sign_in(sqlite_site.browser(None), login, "guess")
    assert tried == [True, False]


@pytest.mark.parametrize("login", ["D02", "nobody"])
def test_after_five_wrong_ones_a_name_waits_whether_it_exists_or_not(site: Site, login: str) -> None:
    account(site)
    for _ in range(LOCK_AFTER):
        assert "登录名或密码不对" in sign_in(site.browser(None), login, "guess").text
    told = sign_in(site.browser(None), login).text
    assert "锁定" in told
    assert "5 分钟" in told

    site.clock.instant += timedelta(minutes=5, seconds=1)
    assert "登录名或密码不对" in sign_in(site.browser(None), login, "guess").text
    assert "10 分钟" in sign_in(site.browser(None), login).text
    site.clock.instant += timedelta(minutes=10, seconds=1)
    answer = sign_in(site.browser(None), login)
    assert answer.status_code == (303 if login == "D02" else 422)


def elsewhere(site: Site, address: str) -> Browser:
    """Return a browser at another address."""
    return Browser(site.app, base_url=LOCAL, client=(address, 50_000))


def wrong(browser: Browser, times: int, login: str = "D02") -> str:
    """Try wrong passwords; return what the last one was told."""
    return str([sign_in(browser, login, "guess").text for _ in range(times)][-1])


def test_nobody_is_kept_out_by_who_fails_under_the_name_elsewhere(site: Site) -> None:
    account(site)
    stranger = elsewhere(site, "192.0.2.7")
    assert "锁定" in wrong(stranger, LOCK_AFTER + 1)
    assert sign_in(site.browser(None)).status_code == 303
    assert "锁定" in wrong(stranger, 1)  # the right password of the owner gives a stranger no new tries


def test_many_addresses_let_a_name_wait_but_not_in_a_browser_it_signed_in_with(site: Site) -> None:
    account(site)
    known = site.browser(None)
    assert sign_in(known).status_code == 303
    known.cookies.delete(COOKIE)
    for at in range(NAME_LOCK_AFTER // LOCK_AFTER):
        wrong(elsewhere(site, f"192.0.2.{at}"), LOCK_AFTER)
    assert "锁定" in sign_in(elsewhere(site, "198.51.100.1")).text
    assert sign_in(known).status_code == 303


def test_a_known_browser_waits_for_its_own_wrong_ones_and_knows_one_name_alone(site: Site) -> None:
    account(site)
    account(site, "D01")
    known = site.browser(None)
    assert sign_in(known).status_code == 303
    known.cookies.delete(COOKIE)
    assert "锁定" in wrong(known, LOCK_AFTER + 1)
    assert sign_in(elsewhere(site, "198.51.100.1")).status_code == 303
    assert "锁定" in wrong(known, LOCK_AFTER + 1, "D01")
    assert "锁定" in sign_in(site.browser(None), "D01").text  # the same address, where nobody knows the browser


def test_a_name_with_blanks_is_no_other_name_elsewhere(site: Site) -> None:
    account(site)
    wrong(elsewhere(site, "192.0.2.7"), LOCK_AFTER, "testclient d02")
    wrong(elsewhere(site, "192.0.2.7"), LOCK_AFTER, "here:testclient d02")
    assert sign_in(site.browser(None)).status_code == 303


def test_an_administrator_sees_who_waits_and_lifts_it_wherever_it_is(site: Site) -> None:
    number = account(site)
    wrong(elsewhere(site, "192.0.2.7"), LOCK_AFTER)
    now = site.clock.now()
    with site.house.database.write() as session:
        assert list(waiting(session, [(number, "D02")], now)) == [number]
        lift(session, number)
        assert waiting(session, [(number, "D02")], now) == {}
    assert sign_in(elsewhere(site, "192.0.2.7")).status_code == 303


def test_the_right_password_begins_the_count_anew(site: Site) -> None:
    account(site)
    for _ in range(LOCK_AFTER - 1):
        sign_in(site.browser(None), "D02", "guess")
    assert sign_in(site.browser(None)).status_code == 303
    assert "登录名或密码不对" in sign_in(site.browser(None), "D02", "guess").text
    assert sign_in(site.browser(None)).status_code == 303


def test_an_address_that_fails_too_often_waits_whatever_the_name(site: Site) -> None:
    account(site)
    now, table = site.clock.now(), table_of(SignInFailure)
    with site.house.database.write() as session:
        rows = [{"subject": "address:testclient", "at": now - timedelta(minutes=1)} for _ in range(MOST_FROM_ADDRESS)]
        session.connection().execute(table.insert(), rows)
    assert "尝试次数太多" in sign_in(site.browser(None)).text
    site.clock.instant += timedelta(minutes=15)
    assert sign_in(site.browser(None)).status_code == 303


def test_a_disabled_account_is_told_only_to_who_knows_its_password(sqlite_site: Site) -> None:
    made = account(sqlite_site)
    with sqlite_site.house.database.write() as session:
        session.connection().execute(update(accounts).where(accounts.c.id == made).values(disabled=True))
    assert "已停用" in sign_in(sqlite_site.browser(None)).text
    assert "已停用" not in sign_in(sqlite_site.browser(None), "D02", "wrong password").text


def test_every_way_in_and_every_refusal_is_written_down(sqlite_site: Site) -> None:
    account(sqlite_site)
    browser = sqlite_site.browser(None)
    sign_in(browser, "D02", "wrong password")
    sign_in(browser)
    browser.post("/sign-out")
    table = table_of(AuditRecord)
    with sqlite_site.house.database.read() as session:
        kinds = session.connection().execute(select(table.c.kind, table.c.address).order_by(table.c.id)).all()
    assert [row.kind for row in kinds] == ["sign-in-failed", "signed-in", "signed-out"]
    assert kinds[0].address == "testclient"


def test_a_session_rests_three_days_and_lasts_fourteen_unless_the_settings_say_otherwise(site: Site) -> None:
    browser = site.browser("D02")
    for _ in range(6):
        site.clock.instant += timedelta(days=2)
        assert browser.get("/tasks", follow_redirects=False).status_code == 200
    site.clock.instant += timedelta(days=3, minutes=1)
    assert browser.get("/tasks", follow_redirects=False).status_code == 303


def test_the_last_sight_of_a_session_is_written_at_most_every_five_minutes(site: Site) -> None:
    browser, begun = site.browser("D02"), site.clock.now()

    def seen() -> datetime:
        with site.house.database.read() as session:
            return session.connection().execute(select(sign_ins.c.seen_at)).scalar_one()  # type: ignore[no-any-return]

    site.clock.instant += timedelta(minutes=4)
    browser.get("/tasks")
    assert seen() == begun
    site.clock.instant += timedelta(minutes=2)
    browser.get("/tasks")
    assert seen() == begun + timedelta(minutes=6)


def test_somebody_without_a_post_gets_in_and_is_told_why_the_house_is_empty(sqlite_site: Site) -> None:
    account(sqlite_site, None, "left")
    browser = sqlite_site.browser(None)
    answer = sign_in(browser, "left")
    assert answer.headers["location"] == "/account"
    assert "没有岗位" in browser.get("/account").text
    item = sqlite_site.house.item_in("accepted")
    assert browser.get(f"/tasks/{item}").status_code in {403, 404}


def test_a_form_of_the_sign_in_gone_stale_is_shown_anew_with_the_name(sqlite_site: Site) -> None:
    account(sqlite_site)
    browser = sqlite_site.browser(None)
    answer = browser.post("/sign-in", data={"login": "D02", "password": PASSWORD, "csrf": "old"})
    assert answer.status_code == 403
    assert 'value="D02"' in answer.text
    assert "duban_guest" in answer.headers["set-cookie"]
    assert sign_in(browser).status_code == 303
