"""Behind a reverse proxy: whose word about the visitor's address is taken, and that wrong passwords count by it."""

import pytest
from sqlalchemy import select

from config.database import table_of
from duban.serving import server_config
from planning.access.models import SignInFailure
from tests.web.client import TestClient
from tests.web.site import LOCAL, Site


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compare passwords at once."""
    monkeypatch.setattr("web.entering.check_password", lambda _given, _kept: (False, None))


@pytest.mark.parametrize(
    ("trusted", "proxy", "counted"),
    [
        ("", "127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1", "203.0.113.7"),
        ("10.1.0.0/16, 127.0.0.1", "10.1.2.3", "203.0.113.7"),
        ("127.0.0.1", "10.1.2.3", "10.1.2.3"),
    ],
)
def test_only_a_named_proxy_says_where_a_visitor_comes_from(
    sqlite_site: Site, trusted: str, proxy: str, counted: str
) -> None:
    settings = sqlite_site.services.settings.model_copy(update={"trusted_proxies": trusted})
    config = server_config(sqlite_site.app, settings)
    config.load()
    browser = TestClient(config.loaded_app, base_url=LOCAL, client=(proxy, 40000))
    browser.headers["X-Forwarded-For"] = "203.0.113.7"
    token = browser.get("/set-up").text.partition('name="csrf" value="')[2].partition('"')[0]
    browser.post("/sign-in", data={"login": "x", "password": "y", "csrf": token})
    table = table_of(SignInFailure)
    with sqlite_site.house.database.read() as session:
        subjects = set(session.connection().execute(select(table.c.subject)).scalars())
    assert subjects == {"login:x", f"here:{counted} x", f"address:{counted}"}
