"""The servers and the guard that other tests lean on do what they promise."""

import os
import smtplib
import socket
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import text

from config.database import Database
from tests.workshop.mail import SmtpSink
from tests.workshop.missing import missing
from tests.workshop.network import NetworkGuard, is_local

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("", True),
        ("10.0.0.1", False),
        ("192.0.2.1", False),
        ("2001:db8::1", False),
        ("example.org", False),
    ],
)
def test_only_this_machine_counts_as_local(host: str, *, local: bool) -> None:
    assert is_local(host) is local


@pytest.mark.parametrize("method", ["connect", "connect_ex"])
def test_a_connection_to_another_machine_fails_the_test(network_guard: NetworkGuard, method: str) -> None:
    with socket.socket() as probe, pytest.raises(pytest.fail.Exception, match=r"192\.0\.2\.1:25"):
        getattr(probe, method)(("192.0.2.1", 25))
    assert network_guard.attempts == ["connect to 192.0.2.1:25"]
    network_guard.attempts.clear()


def test_a_name_is_never_looked_up_outside(network_guard: NetworkGuard) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"look up example\.org"):
        socket.create_connection(("example.org", 25))
    network_guard.attempts.clear()
    with pytest.raises(socket.gaierror):
        socket.create_connection(("mail.invalid", 25))
    assert network_guard.attempts == []


def test_a_missing_server_fails_and_says_what_to_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DUBAN_TEST_POSTGRES", raising=False)
    with pytest.raises(pytest.fail.Exception, match="scripts/system-packages"):
        missing("the PostgreSQL server", "DUBAN_TEST_POSTGRES")
    monkeypatch.setenv("DUBAN_TEST_POSTGRES", "skip")
    with pytest.raises(pytest.skip.Exception, match="DUBAN_TEST_POSTGRES=skip"):
        missing("the PostgreSQL server", "DUBAN_TEST_POSTGRES")


@pytest.mark.postgres
def test_each_test_has_an_empty_postgres_database(postgres_url: str, postgres_database: str) -> None:
    assert postgres_database != postgres_url
    with psycopg.connect(postgres_database) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    assert tables == (0,)


def test_a_database_takes_what_it_is_given(database: Database) -> None:
    with database.write() as session:
        session.execute(text("CREATE TABLE probe (word TEXT)"))
        session.execute(text("INSERT INTO probe VALUES ('督办')"))
    with database.read() as session:
        assert session.execute(text("SELECT word FROM probe")).scalar_one() == "督办"


def test_the_mail_sink_keeps_messages_and_refuses_when_told(smtp_sink: SmtpSink) -> None:
    smtp_sink.refusals["gone@example.org"] = "550 no such user"
    message = EmailMessage()
    message["Subject"] = "督办"
    message.set_content("正文")
    with smtplib.SMTP(smtp_sink.host, smtp_sink.port, local_hostname="localhost") as client:
        refused = client.sendmail("a@example.org", ["b@example.org", "gone@example.org"], message.as_bytes())
    assert list(refused) == ["gone@example.org"]
    assert [mail.recipients for mail in smtp_sink.messages] == [("b@example.org",)]
    assert b"Subject" in smtp_sink.messages[0].content


@pytest.mark.browser
def test_the_browser_draws_a_page_and_reaches_nobody_else(chromium: "Browser") -> None:
    context = chromium.new_context()
    page = context.new_page()
    failed: list[str] = []
    page.on("requestfailed", lambda request: failed.append(request.url))
    page.set_content("<h1>督办</h1><img src='http://example.org/x.png'>")
    page.wait_for_load_state("load")
    assert page.locator("h1").inner_text() == "督办"
    assert failed == ["http://example.org/x.png"]
    context.close()


def test_nothing_of_the_person_who_runs_the_tests_leaks_in(tmp_path_factory: pytest.TempPathFactory) -> None:
    assert Path.home().is_relative_to(tmp_path_factory.getbasetemp())
    assert [name for name in os.environ if name.startswith(("DUBAN_", "PREFECT_")) and "_TEST_" not in name] == []
