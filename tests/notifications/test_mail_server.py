import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from pydantic import SecretStr

from config.settings import Smtp
from notifications.channels.contract import ChannelError, Message
from notifications.channels.mail_server import MailServer
from tests.notifications.conftest import Certificate
from tests.notifications.samples import MORNING
from tests.notifications.scripted_server import DROP, SILENCE, ScriptedServer, scripted
from tests.workshop.mail import SmtpSink

MESSAGE = Message(
    "20170412.abc@duban.localhost", "沈玉兰", "shen@example.org", "【督办】逾期1件", "一\n", "<p>一", MORNING
)
PASSWORD = "correct horse"  # noqa: S105 - a test's


def settings(port: int, **changes: Any) -> Smtp:  # noqa: ANN401 - any field
    usual: dict[str, Any] = {"host": "localhost", "security": "none", "sender": "督办办公室 <office@example.org>"}
    return Smtp(port=port, **(usual | {"timeout_seconds": 5} | changes))


@contextmanager
def channel_to(server: ScriptedServer, **changes: Any) -> Iterator[MailServer]:  # noqa: ANN401 - any field
    channel = MailServer(settings(server.port, host="127.0.0.1", **changes))
    try:
        yield channel
    finally:
        channel.close()


BAD_ANSWERS: list[tuple[dict[str, list[str]], tuple[str, bool, str]]] = [
    ({"RCPT": ["550 5.1.1 no such user"]}, ("mail-recipient-refused", False, "address")),
    ({"RCPT": ["553 bad name"]}, ("mail-recipient-refused", False, "address")),
    ({"RCPT": ["554 5.7.1 relay access denied"]}, ("mail-refused", False, "message")),
    ({"RCPT": ["450 4.2.0 greylisted"]}, ("mail-recipient-deferred", True, "message")),
    ({"RCPT": ["552 5.2.2 mailbox full"]}, ("mail-recipient-deferred", True, "message")),
    ({"MAIL": ["550 5.7.1 who are you"]}, ("mail-sender-refused", False, "channel")),
    ({"MAIL": ["530 authentication required"]}, ("mail-sender-refused", False, "channel")),
    ({"MAIL": ["451 try later"]}, ("mail-sender-refused", True, "channel")),
    ({"MAIL": ["552 too large"]}, ("mail-refused", False, "message")),
    ({"DATA": ["451 no room"]}, ("mail-deferred", True, "message")),
    ({"DATA": ["554 no"]}, ("mail-refused", False, "message")),
    ({"BODY": ["451 4.3.0 try later"]}, ("mail-deferred", True, "message")),
    ({"BODY": ["554 5.6.0 refused"]}, ("mail-refused", False, "message")),
    ({"BODY": ["421 closing"]}, ("mail-deferred", True, "message")),
    ({"BODY": [DROP]}, ("mail-connection-lost", True, "message")),
    ({"BODY": [SILENCE]}, ("mail-timeout", True, "message")),
    ({"RCPT": [DROP]}, ("mail-connection-lost", True, "message")),
    ({"MAIL": [SILENCE]}, ("mail-timeout", True, "message")),
    ({"GREETING": [DROP]}, ("mail-server-unreachable", True, "channel")),
    ({"GREETING": [SILENCE]}, ("mail-timeout", True, "channel")),
    ({"GREETING": ["554 go away"]}, ("mail-server-unreachable", True, "channel")),
]


@pytest.mark.parametrize(("answers", "expected"), BAD_ANSWERS)
def test_each_bad_answer_says_whether_trying_again_can_help_and_the_next_message_goes_out(
    answers: dict[str, list[str]], expected: tuple[str, bool, str]
) -> None:
    # Only the first answer is bad, so that the same channel must be fit for the next message.
    once = {command: [*bad, *good] for command, bad in answers.items() for good in [_good(command)]}
    seconds = 1.0 if [SILENCE] in answers.values() else 20.0
    with scripted(once) as server, channel_to(server, timeout_seconds=seconds) as channel:
        with pytest.raises(ChannelError) as raised:
            channel.send(MESSAGE)
        error = raised.value
        assert (error.code, error.temporary, error.concern) == expected
        assert not str(error).startswith(error.code), "it has a sentence"
        assert channel.send(MESSAGE).detail == "250 2.0.0 queued as 7"


def _good(command: str) -> list[str]:
    return {"GREETING": ["220 here"], "BODY": ["250 2.0.0 queued as 7"], "DATA": ["354 go on"]}.get(
        command, ["250 fine"]
    )


def test_one_conversation_serves_many_messages() -> None:
    with scripted() as server, channel_to(server) as channel:
        for _ in range(3):
            channel.send(MESSAGE)
        channel.close()
        channel.close()
        assert server.connections == 1
        assert [command for command in server.commands if command.startswith(("ehlo", "quit"))] == [
            "ehlo example.org",
            "quit",
        ]
        assert server.commands[1].lower().startswith("mail from:<office@example.org> size=")


@pytest.mark.parametrize("ending", ["421 too many messages", DROP])
def test_a_conversation_the_server_ended_between_messages_is_begun_anew(ending: str) -> None:
    with scripted({"MAIL": ["250 fine", ending, "250 fine"]}) as server, channel_to(server) as channel:
        channel.send(MESSAGE)
        channel.send(MESSAGE)
        assert server.connections == 2


def test_a_server_that_is_not_there_is_the_channels_trouble(free_port: int) -> None:
    with pytest.raises(ChannelError) as raised:
        MailServer(settings(free_port, host="127.0.0.1")).send(MESSAGE)

    assert (raised.value.code, raised.value.concern) == ("mail-server-unreachable", "channel")
    assert f"127.0.0.1:{free_port}" in str(raised.value)


def test_an_unknown_host_is_the_channels_trouble() -> None:
    with pytest.raises(ChannelError) as raised:
        MailServer(settings(25, host="mail.invalid")).send(MESSAGE)

    assert (raised.value.code, raised.value.temporary) == ("mail-server-unreachable", True)


@pytest.mark.parametrize(
    "address", ["沈@example.org", "no-at-sign", "a@b@c.org\r\nRCPT TO:<x@y.org>", "a b@c.org", "a@c..org"]
)
def test_an_impossible_address_is_refused_without_asking_the_server(address: str) -> None:
    with scripted() as server, channel_to(server) as channel:
        with pytest.raises(ChannelError) as raised:
            channel.send(Message("1@x", "沈", address, "s", "t", "h", MORNING))
        assert (raised.value.code, raised.value.concern) == ("mail-address-invalid", "address")
        assert server.commands == []


def test_a_real_server_gets_a_mail_that_reads_as_written(smtp_sink: SmtpSink) -> None:
    channel = MailServer(settings(smtp_sink.port))
    receipt = channel.send(MESSAGE)
    channel.close()

    (mail,) = smtp_sink.messages
    assert (mail.sender, mail.recipients, receipt.detail) == ("office@example.org", ("shen@example.org",), "250 OK")
    assert message_from_bytes(mail.content, policy=policy.default)["Subject"] == "【督办】逾期1件"


def test_tls_with_a_certificate_we_were_given(certificate: Callable[[str], Certificate]) -> None:
    file, context = certificate("localhost")
    with scripted(context=context) as server:
        channel = MailServer(settings(server.port, security="tls", ca_file=file))
        assert channel.send(MESSAGE).detail == "250 2.0.0 queued as 7"
        channel.close()


@pytest.mark.parametrize(("host", "trusted"), [("localhost", False), ("elsewhere.example", True)])
def test_a_certificate_we_cannot_trust_is_named_and_nothing_is_sent(
    certificate: Callable[[str], Certificate], host: str, *, trusted: bool
) -> None:
    file, context = certificate(host)
    with scripted(context=context) as server:
        channel = MailServer(settings(server.port, security="tls", ca_file=file if trusted else None))
        with pytest.raises(ChannelError) as raised:
            channel.send(MESSAGE)
        assert (raised.value.code, raised.value.temporary, raised.value.concern) == (
            "mail-certificate-invalid",
            False,
            "channel",
        )
        assert server.commands == []


def test_tls_against_a_plain_server_says_so() -> None:
    with scripted() as server:
        with pytest.raises(ChannelError) as raised:
            MailServer(settings(server.port, security="tls")).send(MESSAGE)
        assert (raised.value.code, raised.value.concern) == ("mail-tls-failed", "channel")


def test_starttls_is_never_left_out() -> None:
    with scripted() as server, channel_to(server, security="starttls", user="office") as channel:
        with pytest.raises(ChannelError) as raised:
            channel.send(MESSAGE)
        assert raised.value.code == "mail-tls-failed"
        assert {command[:4] for command in server.commands} <= {"ehlo", "quit"}


def test_an_unreadable_ca_file_is_named(tmp_path: Path) -> None:
    missing = tmp_path / "none.pem"
    with scripted() as server, pytest.raises(ChannelError) as raised:
        MailServer(settings(server.port, security="tls", ca_file=missing)).send(MESSAGE)
    assert raised.value.code == "mail-ca-file-unreadable"
    assert str(missing) in str(raised.value)


def _authenticator(_server: object, _session: object, _envelope: object, _how: str, data: object) -> AuthResult:
    known = isinstance(data, LoginPassword) and data == LoginPassword(b"office", PASSWORD.encode())
    return AuthResult(success=known, handled=False)


@contextmanager
def _login_server(port: int, context: ssl.SSLContext) -> Iterator[SmtpSink]:
    sink = SmtpSink("localhost", port)
    controller = Controller(
        sink,
        hostname="127.0.0.1",
        port=port,
        tls_context=context,
        require_starttls=True,
        auth_required=True,
        authenticator=_authenticator,
    )
    controller.start()
    try:
        yield sink
    finally:
        controller.stop()


def test_starttls_and_login(certificate: Callable[[str], Certificate], free_port: int) -> None:
    file, context = certificate("localhost")
    with _login_server(free_port, context) as sink:
        channel = MailServer(
            settings(free_port, security="starttls", ca_file=file, user="office", password=SecretStr(PASSWORD))
        )
        channel.send(MESSAGE)
        channel.close()
        assert len(sink.messages) == 1


def test_a_wrong_password_is_the_channels_trouble_and_stays_secret(
    certificate: Callable[[str], Certificate], free_port: int
) -> None:
    file, context = certificate("localhost")
    with _login_server(free_port, context) as sink:
        channel = MailServer(
            settings(free_port, security="starttls", ca_file=file, user="office", password=SecretStr("wrong-secret"))
        )
        with pytest.raises(ChannelError) as raised:
            channel.send(MESSAGE)
        channel.close()
        assert (raised.value.code, raised.value.concern) == ("mail-login-failed", "channel")
        assert "wrong-secret" not in str(raised.value)
        assert sink.messages == []


def test_a_server_that_repeats_the_password_does_not_get_it_into_our_records() -> None:
    script = {"RCPT": [f"550 5.1.1 {PASSWORD} is no user"]}
    with (
        scripted(script) as server,
        channel_to(server, password=SecretStr(PASSWORD)) as channel,
        pytest.raises(ChannelError) as raised,
    ):
        channel.send(MESSAGE)
    assert "*** is no user" in raised.value.detail
    assert PASSWORD not in str(raised.value)
