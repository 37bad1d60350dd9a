"""Only our own names are answered, only our own pages may write, and browsers are told what to forbid."""

import logging
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError, OperationalError

from tests.web.client import TestClient
from tests.web.site import LOCAL, Site
from web.app import create_app
from web.faults import BODY_LIMIT
from web.viewing import COOKIE

ADDRESSES = [
    "/",
    "/tasks",
    "/nothing-here",
    "/tasks?light=purple",
    "/static/duban.css",
    "/api/v1/overview",
    "/favicon.ico",
]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8765", "localhost:1", "LOCALHOST", "[::1]:8765", "[::1]"])
def test_a_loopback_name_is_answered(sqlite_site: Site, host: str) -> None:
    assert sqlite_site.client.get("/about", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "10.0.0.3:8765", "localhost.evil.example", "", "[::2]"]
)
def test_any_other_name_is_refused_with_the_way_in(sqlite_site: Site, host: str) -> None:
    answer = sqlite_site.client.get("/", headers={"Host": host})
    assert answer.status_code == 403
    assert "http://127.0.0.1:8765" in answer.text


@pytest.mark.parametrize("host", ["duban.example.org", "DUBAN.example.org:8443", "work.example.org", "127.0.0.1:8765"])
def test_the_names_of_the_settings_are_answered_too(sqlite_site: Site, host: str) -> None:
    given = {"base_url": "https://duban.example.org", "allowed_hosts": "work.example.org, "}
    settings = sqlite_site.services.settings.model_copy(update=given)
    client = TestClient(create_app(replace(sqlite_site.services, settings=settings)), base_url=f"https://{host}")
    assert client.get("/about").status_code in {200, 303}
    refused = client.get("/about", headers={"Host": "evil.example"})
    assert refused.status_code == 403
    assert "https://duban.example.org" in refused.text


def test_https_is_asked_for_where_people_use_it_and_nowhere_else(sqlite_site: Site) -> None:
    settings = sqlite_site.services.settings.model_copy(update={"base_url": "https://duban.example.org"})
    client = TestClient(
        create_app(replace(sqlite_site.services, settings=settings)), base_url="https://duban.example.org"
    )
    answer = client.get("/sign-in")
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert "secure" in answer.headers["set-cookie"].lower()

    plain = sqlite_site.browser(None).get("/sign-in")
    assert "strict-transport-security" not in plain.headers
    assert "secure" not in plain.headers["set-cookie"].lower()


@pytest.mark.parametrize("path", ADDRESSES)
def test_every_answer_forbids_foreign_content(sqlite_site: Site, path: str) -> None:
    headers = sqlite_site.client.get(path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:9999"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": LOCAL},
    ],
)
def test_a_foreign_page_cannot_write(sqlite_site: Site, headers: dict[str, str]) -> None:
    item = sqlite_site.house.item_in("accepted")
    before = sqlite_site.house.state(item)
    answer = sqlite_site.client.post(f"/api/v1/tasks/{item}/reports", json={"progress": 5}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "origin-foreign")
    assert sqlite_site.house.state(item) == before


@pytest.mark.parametrize("headers", [{}, {"Origin": LOCAL}, {"Origin": LOCAL, "Sec-Fetch-Site": "same-origin"}])
def test_our_own_pages_and_programs_can_write(sqlite_site: Site, headers: dict[str, str]) -> None:
    item = sqlite_site.house.item_in("accepted")
    answer = sqlite_site.client.post(f"/api/v1/tasks/{item}/reports", json={"progress": 5}, headers=headers)
    assert answer.status_code == 201


def _in_parts() -> Iterator[bytes]:
    for _ in range(BODY_LIMIT // 1000 + 2):
        yield b"x" * 1000


@pytest.mark.parametrize("streamed", [True, False])
def test_too_large_a_body_is_refused_before_it_is_read(sqlite_site: Site, *, streamed: bool) -> None:
    body = _in_parts() if streamed else b"x" * (BODY_LIMIT + 1)
    answer = sqlite_site.client.post(
        "/api/v1/tasks/1/reports", content=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["code"]) == (413, "body-too-large")
    assert "256 KB" in answer.json()["message"]


def test_an_unforeseen_error_is_logged_and_told_without_its_inside(
    sqlite_site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("secret inside")

    app = create_app(replace(sqlite_site.services, engine=broken))  # type: ignore[arg-type]
    with caplog.at_level(logging.ERROR, "web.guard"):
        client = TestClient(app, base_url=LOCAL, cookies={COOKIE: sqlite_site.session_of("D02")})
        page, answer = client.get("/runs"), client.get("/api/v1/runs")
    assert (page.status_code, answer.status_code) == (500, 500)
    assert "系统内部出错" in page.text
    assert "2017-04-12 12:00" in page.text
    assert answer.json()["code"] == "server-failed"
    assert "secret inside" not in page.text + answer.text
    assert "content-security-policy" in page.headers
    assert "secret inside" in caplog.text


def test_what_was_written_does_not_stand_in_an_error_of_the_database(sqlite_site: Site) -> None:
    with sqlite_site.house.database.read() as session, pytest.raises(DatabaseError) as raised:
        session.connection().execute(text("SELECT nothing_here FROM account WHERE login = :login"), {"login": "陆明"})
    assert "nothing_here" in str(raised.value)
    assert "陆明" not in str(raised.value)


@pytest.mark.parametrize("path", ["/k/{}", "/join/{}", "/s/{}", "/s/{}/pdf", "/calendar/{}.ics"])
def test_what_opens_something_without_a_password_is_not_logged(
    sqlite_site: Site, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    def fails(*_given: object, **_named: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(type(sqlite_site.services.database), "read", fails)
    monkeypatch.setattr("web.pages.action_links.key_of", fails)
    token = "A1b2" * 11
    with caplog.at_level(logging.ERROR):
        answer = sqlite_site.browser(None).get(path.format(token))
    assert answer.status_code == 500
    assert "failed" in caplog.text
    assert not any(token in record.getMessage() for record in caplog.records)


@pytest.mark.parametrize(
    ("path", "status", "says"),
    [
        ("/nothing-here", 404, "没有这个页面"),
        ("/tasks/9999", 404, "没有这件事项"),
        ("/tasks/abc", 404, "没有这个页面"),
        ("/tasks/99999999999999999999", 404, "没有这个页面"),
        ("/documents/9999", 404, "没有这份文件"),
        ("/deliveries/9999", 404, "没有这条消息"),
        ("/reports/9999/view", 404, "没有这份报告"),
        ("/reports/9999/download/pdf", 404, "没有这份报告"),
    ],
)
def test_what_is_not_there_is_told_in_chinese(sqlite_site: Site, path: str, status: int, says: str) -> None:
    page = sqlite_site.get(path, status)
    assert says in page
    assert 'href="/"' in page


def test_a_page_is_not_written_to(sqlite_site: Site) -> None:
    answer = sqlite_site.client.post("/tasks")
    assert answer.status_code == 405
    assert "不接受这种操作" in answer.text


def test_static_files_are_kept_for_ever_under_the_mark_of_their_content(sqlite_site: Site) -> None:
    page = sqlite_site.get("/")
    css = page.partition('rel="stylesheet" href="')[2].partition('"')[0]
    assert "immutable" in sqlite_site.client.get(css).headers["cache-control"]
    assert "immutable" not in sqlite_site.client.get(css.partition("?")[0]).headers["cache-control"]
    assert sqlite_site.client.get("/static/../app.py").status_code == 404


@pytest.mark.parametrize(
    ("said", "status", "told"),
    [
        ("server closed the connection unexpectedly", 503, "数据库暂时用不了：服务器没有应答"),
        ("database or disk is full", 503, "磁盘已满，未作任何改动"),
        ("database is locked", 503, "数据库正被其他操作占用"),
        ("no such column: nothing_here", 500, "系统出错"),
    ],
)
def test_a_database_that_cannot_be_had_is_told_in_our_words_and_logged_in_its_own(
    sqlite_site: Site,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    said: str,
    status: int,
    told: str,
) -> None:
    def fails(*_given: object, **_named: object) -> None:
        raise OperationalError("SELECT 1", {}, Exception(said))

    monkeypatch.setattr(type(sqlite_site.services.database), "read", fails)
    with caplog.at_level(logging.WARNING):
        answer = sqlite_site.client.get("/tasks")
        typed = sqlite_site.client.post("/saved-filters", data={"name": "本周要看的"})
    assert answer.status_code == status
    assert told in answer.text
    assert said not in answer.text
    assert said in caplog.text
    assert typed.status_code == status
    assert ("本周要看的" in typed.text) is (status == 503)
