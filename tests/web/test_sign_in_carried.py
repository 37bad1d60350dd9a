"""Text typed into a form outlives the session: it is carried through the sign-in and sent again, by its owner only."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest

from planning.access.accounts import make_account
from planning.people import person_by
from tests.web.client import TestClient
from tests.web.site import LOCAL, Browser, Site
from web.carrying import read_carried
from web.viewing import COOKIE

PASSWORD = "a long good sentence"  # noqa: S105 - of this test
TYPED = "已走访企业三十家，建立台账。\n下一步 & <其余> 两家"
FORM = {"unit": "月桥街道", "note": TYPED, "password_hint": "never", "again": "never"}


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare passwords at once."""
    monkeypatch.setattr("web.entering.check_password", lambda given, kept: (given == PASSWORD == kept, None))


def people(site: Site) -> None:
    for ref in ("D02", "Y01"):
        with site.house.database.write() as session:
            person = person_by(session, ref)
            now = site.clock.now()
            make_account(session, login=ref, name=person.name, now=now, person_id=person.id, password_hash=PASSWORD)


def field(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found is not None, name
    return html.unescape(found[1])


def signed_in(site: Site, ref: str = "D02") -> Browser:
    browser = site.browser(None)
    browser.get("/sign-in")
    browser.post("/sign-in", data={"login": ref, "password": PASSWORD}, follow_redirects=False)
    return browser


def plain(browser: Browser) -> TestClient:
    """Return the same browser as one that sends no token in a header: only what stands in its forms."""
    return TestClient(browser.app, base_url=LOCAL, cookies=dict(browser.cookies))


def expired(site: Site, browser: Browser, **more: Any) -> Any:  # noqa: ANN401 - the test client's own types
    """Send a form after the session has run out."""
    site.clock.instant += timedelta(days=20)
    return browser.post("/reviews/1/acts", data=FORM, **more)


def test_a_form_sent_after_the_session_ran_out_is_sent_again_after_signing_in(sqlite_site: Site) -> None:
    people(sqlite_site)
    browser = signed_in(sqlite_site)
    answer = expired(sqlite_site, browser)
    assert answer.status_code == 401
    assert "内容已保留" in answer.text
    assert "never" not in answer.text

    back = plain(browser)
    fields = {name: field(answer.text, name) for name in ("csrf", "carried")}
    shown = back.post("/sign-in", data={"login": "D02", "password": PASSWORD, **fields})
    assert shown.status_code == 200
    assert 'action="/reviews/1/acts"' in shown.text
    assert field(shown.text, "note") == TYPED
    assert "系统不能确定" not in shown.text

    # The form token of the page belongs to the new session: the form gets through to where it was headed.
    again = {name: field(shown.text, name) for name in ("csrf", "unit", "note")}
    sent = back.post("/reviews/1/acts", data=again, follow_redirects=False)
    assert sent.status_code not in {401, 403}


def test_a_wrong_password_in_between_loses_nothing(sqlite_site: Site) -> None:
    people(sqlite_site)
    browser = signed_in(sqlite_site)
    carried = field(expired(sqlite_site, browser).text, "carried")
    answer = browser.post("/sign-in", data={"login": "D02", "password": "wrong", "carried": carried})
    assert answer.status_code == 422
    assert field(answer.text, "carried") == carried


def test_somebody_else_does_not_get_the_text(sqlite_site: Site) -> None:
    people(sqlite_site)
    browser = signed_in(sqlite_site)
    carried = field(expired(sqlite_site, browser).text, "carried")
    shown = browser.post("/sign-in", data={"login": "Y01", "password": PASSWORD, "carried": carried})
    assert shown.status_code == 200
    assert "另一个账号" in shown.text
    assert "已走访企业" not in shown.text


def test_text_of_nobody_known_comes_with_a_warning(sqlite_site: Site) -> None:
    people(sqlite_site)
    browser = sqlite_site.browser(None)
    browser.get("/sign-in")
    answer = browser.post("/reviews/1/acts", data=FORM)
    carried = field(answer.text, "carried")
    shown = browser.post("/sign-in", data={"login": "Y01", "password": PASSWORD, "carried": carried})
    assert "系统不能确定" in shown.text
    assert field(shown.text, "note") == TYPED


def test_a_form_of_the_session_before_is_shown_again_and_nothing_is_done(sqlite_site: Site) -> None:
    people(sqlite_site)
    browser = signed_in(sqlite_site)
    client = plain(browser)
    answer = client.post("/sign-out", data={"csrf": "of-an-older-page"}, follow_redirects=False)
    assert answer.status_code == 303
    answer = client.post("/reviews/1/acts", data=FORM | {"csrf": "of-an-older-page"})
    assert answer.status_code == 403
    assert "页面已过期，内容还在" in answer.text
    again = {name: field(answer.text, name) for name in ("csrf", "note")}
    assert again["note"] == TYPED
    assert client.post("/reviews/1/acts", data=again).status_code != 403


def test_files_are_not_carried_and_that_is_said(sqlite_site: Site) -> None:
    people(sqlite_site)
    browser = signed_in(sqlite_site)
    answer = expired(sqlite_site, browser, files={"file": ("a.txt", b"secret bytes", "text/plain")})
    assert "文件不能保留" in answer.text
    assert "secret bytes" not in answer.text
    assert read_carried(field(answer.text, "carried"))


def test_too_long_a_text_is_not_carried_and_that_is_said(sqlite_site: Site) -> None:
    people(sqlite_site)
    browser = signed_in(sqlite_site)
    sqlite_site.clock.instant += timedelta(days=20)
    answer = browser.post("/reviews/1/acts", files={"x": ("", b"")}, data={"note": "长" * 60_000})
    assert answer.status_code == 401
    assert "太长" in answer.text
    assert len(answer.text) < 50_000


def test_htmx_gets_the_page_to_sign_in_in_place_of_the_main_part(sqlite_site: Site) -> None:
    people(sqlite_site)
    browser = signed_in(sqlite_site)
    answer = expired(sqlite_site, browser, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["hx-retarget"]) == (200, "#main")
    assert 'name="carried"' in answer.text


def test_after_signing_in_in_another_window_one_goes_on_from_the_first(sqlite_site: Site) -> None:
    people(sqlite_site)
    browser = signed_in(sqlite_site)
    answer = expired(sqlite_site, browser)
    client = plain(browser)
    client.cookies.delete(COOKIE)
    client.cookies.set(COOKIE, signed_in(sqlite_site).cookies[COOKIE])
    fields = {name: field(answer.text, name) for name in ("csrf", "carried")}
    shown = client.post("/resume", data=fields)
    assert field(shown.text, "note") == TYPED
    assert 'action="/reviews/1/acts"' in shown.text


@pytest.mark.parametrize(
    "wrong",
    ["", "{", "[]", '["//evil.example",[],null,false,false]', '["https://e",[],null,false,false]', "[1,2,3,4,5]"],
)
def test_what_is_not_of_our_making_is_not_carried(wrong: str) -> None:
    assert read_carried(wrong) is None


def test_the_api_answers_as_before(sqlite_site: Site) -> None:
    answer = sqlite_site.browser(None).post("/api/v1/tasks/1/reports", json={"progress": 5})
    assert (answer.status_code, answer.json()["code"]) == (401, "sign-in-needed")


def test_a_form_with_a_draft_can_be_gone_back_to_for_the_files_that_were_lost(sqlite_site: Site) -> None:
    people(sqlite_site)
    path = f"/tasks/{sqlite_site.house.item_in('in_progress')}/report"
    browser = signed_in(sqlite_site, "Y01")
    sqlite_site.clock.instant += timedelta(days=20)
    sent = plain(browser).post(path, data={"done": TYPED}, files={"file": ("a.txt", b"abc")})

    token, carried = field(sent.text, "csrf"), field(sent.text, "carried")
    resumed = plain(browser).post(
        "/sign-in", data={"login": "Y01", "password": PASSWORD, "csrf": token, "carried": carried}
    )

    assert "回到表单，重新选择文件" in resumed.text
    back = TestClient(browser.app, base_url=LOCAL, cookies=dict(resumed.cookies))
    back.post(path, data={"csrf": field(resumed.text, "csrf"), "done": TYPED, "act": "draft"}, follow_redirects=False)
    assert html.escape(TYPED, quote=False) in back.get(path).text
