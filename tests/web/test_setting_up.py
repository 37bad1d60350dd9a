"""The first set-up: not for whoever comes first over a network."""

from dataclasses import replace
from typing import Any

import pytest

from planning.access.setting_up import set_up_code
from tests.web.site import LOCAL, Browser, Site

FIELDS = {"login": "root", "name": "张三", "password": "a long good sentence", "again": "a long good sentence"}


def here(site: Site, host: str = "127.0.0.1", *, base_url: str = LOCAL) -> Browser:
    return Browser(site.app, base_url=base_url, client=(host, 50000))


def send(browser: Browser, **more: str) -> Any:  # noqa: ANN401 - the test client's own types
    browser.get("/set-up")
    return browser.post("/set-up", data=FIELDS | more, follow_redirects=False)


@pytest.fixture
def code(site: Site) -> str:
    with site.house.database.write() as session:
        return set_up_code(session)


def test_the_first_visitor_is_led_to_the_set_up(sqlite_site: Site) -> None:
    answer = here(sqlite_site).get("/sign-in", follow_redirects=False)
    assert answer.headers["location"] == "/set-up"


def test_at_the_machine_itself_no_code_is_asked_for(sqlite_site: Site) -> None:
    browser = here(sqlite_site)
    assert "设置码" not in browser.get("/set-up").text
    answer = send(browser)
    assert answer.status_code == 303
    assert browser.get("/admin/accounts").status_code == 200
    assert here(sqlite_site).get("/set-up", follow_redirects=False).headers["location"] == "/sign-in"
    assert send(here(sqlite_site)).headers["location"] == "/sign-in"


@pytest.mark.parametrize("given", [{}, {"set_up_code": "AAAAA-BBBBB"}])
def test_from_elsewhere_nothing_is_set_up_without_the_code(site: Site, code: str, given: dict[str, str]) -> None:
    browser = here(site, "10.0.0.9")
    assert "设置码" in browser.get("/set-up").text
    answer = send(browser, **given)
    assert answer.status_code == 422
    assert "设置码不对" in answer.text
    assert 'value="张三"' in answer.text
    assert send(browser, set_up_code=code.lower()).status_code == 303


def test_the_code_cannot_be_guessed_by_trying(site: Site, code: str) -> None:
    for _ in range(5):
        send(here(site, "10.0.0.9"), set_up_code="AAAAA-BBBBB")
    assert "锁定" in send(here(site, "10.0.0.9"), set_up_code=code).text


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
def test_what_comes_through_a_proxy_on_this_machine_is_not_from_here(sqlite_site: Site, header: str) -> None:
    browser = here(sqlite_site)
    browser.headers[header] = "10.0.0.9"
    assert send(browser).status_code == 422


def test_where_the_settings_open_the_pages_the_code_is_always_asked_for(sqlite_site: Site) -> None:
    settings = sqlite_site.services.settings.model_copy(update={"base_url": "https://duban.example.org"})
    opened = replace(sqlite_site, services=replace(sqlite_site.services, settings=settings))
    assert "设置码不对" in send(here(opened, base_url="https://127.0.0.1:8765")).text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"again": "another sentence"}, "不一样"),
        ({"password": "short", "again": "short"}, "太短"),
        ({"login": "a b"}, "不能用"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(sqlite_site: Site, wrong: dict[str, str], says: str) -> None:
    answer = send(here(sqlite_site), **wrong)
    assert answer.status_code == 422
    assert says in answer.text
    assert here(sqlite_site).get("/set-up").status_code == 200


def test_the_new_administrator_begins_at_what_comes_first(sqlite_site: Site) -> None:
    browser = here(sqlite_site)
    answer = send(browser)
    assert answer.headers["location"] == "/admin"
    page = browser.get("/admin").text
    assert "从这里开始" in page
    assert 'href="/admin/roster"' in page
    assert "督办办公室的人登录以后导入计划" in page
