"""Signing in through the house's identity provider: against a real one on loopback, and against forged tokens."""

import json
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey
from pytest_httpserver import HTTPServer
from sqlalchemy import select, update

from config.settings import Oidc, Settings
from planning.access.accounts import accounts, make_account
from planning.people import people, person_by
from tests.web.site import Browser, Site
from tests.workshop.network import pick_port
from web.viewing import COOKIE

CLIENT = "duban-test"
KEY, OTHER_KEY = RSAKey.generate_key(2048, {"kid": "one"}), RSAKey.generate_key(2048, {"kid": "one"})


#: The people the provider knows.
KNOWN = (
    {"sub": "by-number", "employee_number": "Y01"},
    {"sub": "by-mail", "email": "Y02@example.org", "email_verified": True},
    {"sub": "unconfirmed", "email": "y02@example.org", "email_verified": False},
    {"sub": "stranger", "employee_number": "X99"},
)


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A real provider with a few people, in a process of its own."""
    port = pick_port()
    claims = [word for person in KNOWN for word in ("--user-claims", json.dumps(person))]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *claims]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, running)
        yield address
    finally:
        running.terminate()
        running.wait(10)


def _wait_for(address: str, running: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until and running.poll() is None:
        with suppress(requests.ConnectionError):
            requests.get(f"{address}/.well-known/openid-configuration", timeout=5)
            return
        time.sleep(0.1)
    pytest.fail("the provider did not start")


@pytest.fixture
def site(sqlite_site: Site) -> Site:
    """The database makes no difference here; whom it finds is tested on both beside the use case."""
    return sqlite_site


def opened(site: Site, issuer: str, **given: str) -> Site:
    """Return the site with a provider in its settings."""
    oidc = {"issuer": issuer, "client_id": CLIENT, "client_secret": "s", "staff_claim": "employee_number", **given}
    settings = site.services.settings.model_copy(update={"oidc": Oidc.model_validate(oidc)})
    return replace(site, services=replace(site.services, settings=settings))


def away(browser: Browser, to: str = "") -> str:
    answer = browser.get("/sign-in/oidc", params={"next": to}, follow_redirects=False)
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def agreed(where: str, sub: str, action: str = "authorize") -> str:
    """Agree at the provider, and return the address it sends the browser back to."""
    answer = requests.post(where, data={"sub": sub, "action": action}, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["location"])
    return f"{back.path}?{back.query}"


def come(site: Site, sub: str, to: str = "") -> Any:  # noqa: ANN401 - the test client's own types
    browser = site.browser(None)
    return browser.get(agreed(away(browser, to), sub), follow_redirects=False), browser


def rows(site: Site) -> list[Any]:
    with site.house.database.read() as session:
        return list(session.connection().execute(select(accounts).order_by(accounts.c.id)))


@pytest.fixture
def mails(site: Site) -> None:
    """Let two people of the roster have a mail address each."""
    with site.house.database.write() as session:
        for code in ("Y01", "Y02"):
            given = update(people).where(people.c.code == code).values(mail=f"{code.lower()}@example.org")
            session.connection().execute(given)


def test_a_person_known_by_staff_number_gets_in_and_goes_on_to_where_they_were_headed(site: Site, issuer: str) -> None:
    house = opened(site, issuer)
    answer, browser = come(house, "by-number", "/tasks?light=red")
    assert (answer.status_code, answer.headers["location"]) == (303, "/tasks?light=red")
    assert "沈玉兰" in browser.get("/account").text
    assert "单位账号" in browser.get("/account").text
    (made,) = rows(site)
    assert (made.login, made.oidc_subject, made.is_admin, made.password_hash) == ("Y01", "by-number", False, "")
    come(house, "by-number")
    assert len(rows(site)) == 1


@pytest.mark.usefixtures("mails")
def test_a_confirmed_mail_address_of_exactly_one_person_is_enough(site: Site, issuer: str) -> None:
    house = opened(site, issuer, staff_claim="")
    answer, _ = come(house, "by-mail")
    assert answer.status_code == 303
    assert rows(site)[0].login == "Y02"


@pytest.mark.usefixtures("mails")
@pytest.mark.parametrize("sub", ["unconfirmed", "stranger"])
def test_whom_the_roster_does_not_know_is_not_let_in(site: Site, issuer: str, sub: str) -> None:
    answer, browser = come(opened(site, issuer), sub)
    assert answer.status_code == 422
    assert "没有与这个单位账号对应的人" in answer.text
    assert rows(site) == []
    assert browser.get("/account", follow_redirects=False).status_code == 303


@pytest.mark.usefixtures("mails")
def test_a_mail_address_of_two_people_is_nobodys(site: Site, issuer: str) -> None:
    with site.house.database.write() as session:
        session.connection().execute(update(people).values(mail="y02@example.org"))
    answer, _ = come(opened(site, issuer, staff_claim=""), "by-mail")
    assert "不止一人" in answer.text


def test_an_account_that_is_there_is_linked_and_stays_what_it_was(site: Site, issuer: str) -> None:
    with site.house.database.write() as session:
        person = person_by(session, "Y01")
        make_account(session, login="shen", name=person.name, now=site.clock.now(), person_id=person.id)
    answer, _ = come(opened(site, issuer), "by-number")
    assert answer.status_code == 303
    (row,) = rows(site)
    assert (row.login, row.oidc_subject) == ("shen", "by-number")


def test_a_stopped_account_stays_stopped(site: Site, issuer: str) -> None:
    house = opened(site, issuer)
    come(house, "by-number")
    with site.house.database.write() as session:
        session.connection().execute(update(accounts).values(disabled=True))
    answer, _ = come(house, "by-number")
    assert "已停用" in answer.text


def test_an_account_linked_to_somebody_else_there_is_not_taken_over(site: Site, issuer: str) -> None:
    house = opened(site, issuer)
    come(house, "by-number")
    with site.house.database.write() as session:
        session.connection().execute(update(accounts).values(oidc_subject="another"))
    answer, _ = come(house, "by-number")
    assert "已关联另一个" in answer.text


def test_who_refuses_there_is_back_at_the_sign_in(sqlite_site: Site, issuer: str) -> None:
    house = opened(sqlite_site, issuer)
    browser = house.browser(None)
    answer = browser.get(agreed(away(browser), "by-number", "deny"))
    assert answer.status_code == 422
    assert "用单位账号登录" in answer.text


def test_the_way_back_works_once_and_only_in_the_browser_it_began_in(sqlite_site: Site, issuer: str) -> None:
    house = opened(sqlite_site, issuer)
    browser = house.browser(None)
    back = agreed(away(browser), "by-number")
    assert "不是从这个浏览器" in house.browser(None).get(back).text
    assert browser.get(back, follow_redirects=False).status_code == 303
    assert "不是从这个浏览器" in browser.get(back).text


def test_what_waits_for_the_way_back_is_good_for_ten_minutes(sqlite_site: Site, issuer: str) -> None:
    site = opened(sqlite_site, issuer)
    browser = site.browser(None)
    back = agreed(away(browser), "by-number")
    kept = browser.cookies["duban_oidc"]
    site.clock.instant += timedelta(minutes=10, seconds=1)
    # A copied cookie, which no browser has forgotten.
    answer = browser.get(back, headers={"cookie": f"duban_oidc={kept}"}, follow_redirects=False)
    assert answer.status_code == 422
    assert COOKIE not in browser.cookies


def test_a_provider_that_is_away_is_told_and_the_password_still_works(sqlite_site: Site, free_port: int) -> None:
    house = opened(sqlite_site, f"http://localhost:{free_port}")
    answer = house.browser(None).get("/sign-in/oidc")
    assert answer.status_code == 422
    assert "连不上" in answer.text
    assert 'name="password"' in answer.text


def test_without_a_provider_there_is_no_button_and_no_library_is_loaded(sqlite_site: Site) -> None:
    with sqlite_site.house.database.write() as session:
        make_account(session, login="x", name="x", now=sqlite_site.clock.now())
    assert "/sign-in/oidc" not in sqlite_site.browser(None).get("/sign-in").text
    assert sqlite_site.browser(None).get("/sign-in/oidc").status_code == 422
    code = "import sys, web.app; sys.exit(any(name.split('.')[0] in {'authlib', 'joserfc'} for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_plain_http_is_for_this_machine_only() -> None:
    with pytest.raises(ValueError, match="https"):
        Settings.model_validate({"oidc": {"issuer": "http://id.example.org"}})


class Forger:
    """A provider of our own, whose tokens say what a test wants."""

    def __init__(self, server: HTTPServer) -> None:
        self.server, self.issuer = server, f"http://localhost:{server.port}"
        self.metadata = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
        }
        server.expect_request("/jwks").respond_with_json(KeySet([KEY]).as_dict(private=False))

    def answer(self, site: Site, *, key: Any = KEY, alg: str = "RS256", **claims: Any) -> Any:  # noqa: ANN401 - a token's claims
        """Go away and come back with a token of these claims."""
        self.server.expect_request("/.well-known/openid-configuration").respond_with_json(self.metadata)
        browser = opened(site, self.issuer).browser(None)
        where = parse_qs(urlsplit(away(browser)).query)
        now = int(time.time())
        body = {
            "iss": self.issuer, "sub": "s", "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": where["nonce"][0],
            "employee_number": "Y01",
        } | claims  # fmt: skip
        body = {name: value for name, value in body.items() if value is not None}
        token = jwt.encode({"alg": alg, "kid": "one"}, body, key, algorithms=[alg])
        self.server.expect_request("/token").respond_with_json({"id_token": token})
        answer = browser.get(
            "/sign-in/oidc/back", params={"code": "c", "state": where["state"][0]}, follow_redirects=False
        )
        self.challenge = where["code_challenge"][0]
        return answer


@pytest.fixture
def forger(httpserver: HTTPServer) -> Forger:
    return Forger(httpserver)


def test_a_right_token_is_taken_for_a_code_with_its_verifier(sqlite_site: Site, forger: Forger) -> None:
    assert forger.answer(sqlite_site).status_code == 303
    sent = next(request for request, _ in forger.server.log if request.path == "/token")
    verifier = parse_qs(sent.get_data(as_text=True))["code_verifier"][0]
    assert urlsafe_b64encode(sha256(verifier.encode()).digest()).decode().rstrip("=") == forger.challenge
    assert sent.headers["Authorization"].startswith("Basic ")


FAR = 10_000_000_000


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"aud": "somebody-else"},
        {"aud": [CLIENT, "somebody-else"]},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": None},
        {"exp": 1_000_000_000},
        {"exp": None},
        {"iat": FAR, "exp": FAR + 300},
        {"nbf": FAR},
        {"sub": None},
        {"sub": ""},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_us_now_is_not_believed(
    sqlite_site: Site, forger: Forger, claims: dict[str, Any]
) -> None:
    answer = forger.answer(sqlite_site, **claims)
    assert answer.status_code == 422
    assert "凭证无效" in answer.text
    assert rows(sqlite_site) == []


@pytest.mark.parametrize(
    ("key", "alg"),
    [(OTHER_KEY, "RS256"), (OctKey.import_key("x" * 64), "HS256")],
    ids=["another key", "a shared secret"],
)
def test_a_forged_signature_is_not_believed(sqlite_site: Site, forger: Forger, key: Any, alg: str) -> None:  # noqa: ANN401 - a key
    answer = forger.answer(sqlite_site, key=key, alg=alg)
    assert answer.status_code == 422
    assert "凭证无效" in answer.text


@pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri", "authorization_endpoint"])
def test_only_the_issuers_host_is_asked(sqlite_site: Site, forger: Forger, name: str) -> None:
    forger.metadata[name] = "http://127.0.0.1:9/elsewhere"
    if name == "authorization_endpoint":
        forger.server.expect_request("/.well-known/openid-configuration").respond_with_json(forger.metadata)
        text = opened(sqlite_site, forger.issuer).browser(None).get("/sign-in/oidc").text
    else:
        text = forger.answer(sqlite_site).text
    assert "与设置不符" in text


def test_an_issuer_that_calls_itself_otherwise_is_refused_and_no_redirect_is_followed(
    sqlite_site: Site, forger: Forger
) -> None:
    house = opened(sqlite_site, forger.issuer)
    forger.server.expect_ordered_request("/.well-known/openid-configuration").respond_with_json(
        forger.metadata | {"issuer": "https://evil.example"}
    )
    assert "与设置不符" in house.browser(None).get("/sign-in/oidc").text
    forger.server.expect_ordered_request("/.well-known/openid-configuration").respond_with_data(
        "", status=302, headers={"Location": f"{forger.issuer}/jwks"}
    )
    assert "HTTP 302" in house.browser(None).get("/sign-in/oidc").text
