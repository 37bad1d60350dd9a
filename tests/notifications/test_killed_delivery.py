import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.controller import Controller

from config.database import Database
from tests.notifications.samples import MORNING, OWNER, decisions, deliveries, notice, plan_now, to

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session

DIGESTS = 12


@dataclass
class KillingSink:
    """Keeps mails, and kills the process it is told, at a stage of the n-th message it is offered."""

    stage: str
    message: int
    victim: int = 0
    offered: int = 0
    received: list[str] = field(default_factory=list)

    async def handle_MAIL(  # noqa: N802 - the name the server calls
        self, _server: "SMTP", _session: "Session", envelope: "Envelope", address: str, options: list[str]
    ) -> str:
        self.offered += 1
        self._kill_at("before")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_DATA(self, _server: "SMTP", _session: "Session", envelope: "Envelope") -> str:  # noqa: N802 - ditto
        content = envelope.content
        assert isinstance(content, bytes)
        self.received.append(message_from_bytes(content)["Message-ID"])
        self._kill_at("taken")
        return "250 OK"

    def _kill_at(self, stage: str) -> None:
        if stage == self.stage and self.offered == self.message and self.victim:
            os.kill(self.victim, signal.SIGKILL)


@contextmanager
def _listening(sink: KillingSink, port: int) -> Iterator[None]:
    controller = Controller(sink, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


def _deliver(database: Database, port: int) -> "subprocess.Popen[bytes]":
    url = database.url.render_as_string(hide_password=False)
    module = "tests.notifications.delivering_process"
    return subprocess.Popen([sys.executable, "-m", module, url, str(port), MORNING.isoformat()])


def _plan(database: Database) -> None:
    plan_now(database, [notice(to=to(OWNER, ref=str(number)), channel="smtp") for number in range(DIGESTS)])


def _check(database: Database, sink: KillingSink, *, doubled: int) -> None:
    rows = deliveries(database)
    assert [row.state for row in rows] == ["sent"] * DIGESTS
    assert set(decisions(database).values()) == {"sent"}
    got = Counter(sink.received)
    assert set(got) == {f"<{row.message_id}>" for row in rows}
    assert sorted(got.values()) == [1] * (DIGESTS - doubled) + [2] * doubled


@pytest.mark.parametrize("message", [1, 5, DIGESTS])
def test_killed_between_sending_and_recording_only_the_one_in_flight_is_doubled(
    database: Database, free_port: int, message: int
) -> None:
    _plan(database)
    sink = KillingSink("taken", message)
    with _listening(sink, free_port):
        process = _deliver(database, free_port)
        sink.victim = process.pid
        assert process.wait(60) == -signal.SIGKILL
        states = Counter(row.state for row in deliveries(database))
        assert states == Counter(sent=message - 1, claimed=DIGESTS - message + 1)
        sink.victim = 0
        assert _deliver(database, free_port).wait(60) == 0
    _check(database, sink, doubled=1)


def test_killed_before_a_message_is_handed_over_nothing_is_doubled_or_lost(
    sqlite_database: Database, free_port: int
) -> None:
    _plan(sqlite_database)
    sink = KillingSink("before", 7)
    with _listening(sink, free_port):
        process = _deliver(sqlite_database, free_port)
        sink.victim = process.pid
        assert process.wait(60) == -signal.SIGKILL
        sink.victim = 0
        assert _deliver(sqlite_database, free_port).wait(60) == 0
    _check(sqlite_database, sink, doubled=0)


def test_two_processes_delivering_at_once_send_each_digest_once(database: Database, free_port: int) -> None:
    _plan(database)
    sink = KillingSink("never", 0)
    with _listening(sink, free_port):
        processes = [_deliver(database, free_port), _deliver(database, free_port)]
        assert [process.wait(60) for process in processes] == [0, 0]
    _check(database, sink, doubled=0)
