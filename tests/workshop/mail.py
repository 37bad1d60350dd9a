"""A mail server that keeps what it gets and can be told to refuse."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.workshop.network import pick_port

if TYPE_CHECKING:
    from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class ReceivedMail:
    """One accepted message with its envelope."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


@dataclass
class SmtpSink:
    """What the server got, and what it answers to some recipients (``{"a@example.org": "550 no such user"}``)."""

    host: str
    port: int
    messages: list[ReceivedMail] = field(default_factory=list)
    refusals: dict[str, str] = field(default_factory=dict)

    async def handle_RCPT(  # noqa: N802 - the name the server calls
        self, _server: "SMTP", _session: "Session", envelope: "Envelope", address: str, _options: list[str]
    ) -> str:
        """Refuse whom we were told to refuse."""
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: "SMTP", _session: "Session", envelope: "Envelope") -> str:  # noqa: N802 - ditto
        """Keep the message."""
        content = envelope.content
        raw = content.encode() if isinstance(content, str) else content or b""
        self.messages.append(ReceivedMail(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw))
        return "250 OK"


@pytest.fixture
def smtp_sink() -> Iterator[SmtpSink]:
    """A mail server on loopback without TLS or login."""
    from aiosmtpd.controller import Controller  # noqa: PLC0415 - only mail tests need it

    sink = SmtpSink("127.0.0.1", pick_port())
    controller = Controller(sink, hostname=sink.host, port=sink.port)
    controller.start()
    yield sink
    controller.stop()
