"""The channel to a mail server: TLS, STARTTLS or neither, login, timeouts, one conversation for many messages."""

import smtplib
import ssl
from collections.abc import Callable

from config.settings import Smtp
from notifications.channels.contract import ChannelError, Message, Receipt
from notifications.channels.mail import Mailbox, as_mail, read_recipient, read_sender
from notifications.channels.mail_answers import (
    CLOSING,
    data_error,
    lost_error,
    opening_error,
    recipient_error,
    sender_error,
)

_TAKEN = (250, 251)


class MailServer:
    """Sends mail through one server. Messages go one by one, each to one person; not for several threads at once."""

    def __init__(self, smtp: Smtp) -> None:
        self._smtp = smtp
        self._server = f"{smtp.host}:{smtp.port}"
        self._connection: smtplib.SMTP | None = None

    def send(self, message: Message) -> Receipt:
        """Hand the message to the server; the receipt is its reply.

        Raises:
            ChannelError: Refused, deferred, broken off or never begun, as ``notifications.channels.mail_answers`` says.
        """
        sender = read_sender(self._smtp.sender)
        recipient = read_recipient(message)
        mail = as_mail(message, sender, recipient)
        connection = self._begin(sender, len(mail))
        code, said = self._ask(lambda: connection.rcpt(recipient.address))
        if code not in _TAKEN:
            self._end_message(code)
            raise recipient_error(code, said, address=recipient.address)
        code, said = self._ask(lambda: _data(connection, mail))
        if code not in _TAKEN:
            self._end_message(code)
            raise data_error(code, said)
        return Receipt(detail=f"{code} {said}")

    def try_opening(self) -> None:
        """Begin a conversation as a delivery does, and send nothing in it.

        Raises:
            ChannelError: It cannot be begun, or the sender is no address.
        """
        self._open(read_sender(self._smtp.sender))

    def close(self) -> None:
        """End the conversation politely if there is one."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            connection.quit()
        except OSError:
            connection.close()

    def _begin(self, sender: Mailbox, size: int) -> smtplib.SMTP:
        kept = self._connection is not None
        connection = self._connection or self._open(sender)
        options = [f"size={size}"] if connection.has_extn("size") else []
        try:
            code, said = self._ask(lambda: connection.mail(sender.address, options))
        except ChannelError:
            if not kept:
                raise
            code, said = CLOSING, ""
        if code in _TAKEN:
            return connection
        self._end_message(code)
        if kept and code == CLOSING:
            # Servers end conversations that last long. Nothing of this message was said yet: begin once more.
            return self._begin(sender, size)
        raise sender_error(code, said, server=self._server, sender=sender.address)

    def _open(self, sender: Mailbox) -> smtplib.SMTP:
        try:
            self._connection = self._connect(sender.address.rpartition("@")[2])
            self._log_in(self._connection)
        except OSError as error:  # every error of smtplib is one
            self._drop()
            raise opening_error(
                error, server=self._server, seconds=self._smtp.timeout_seconds, say=self._readable
            ) from error
        except ChannelError:
            self._drop()
            raise
        return self._connection

    def _connect(self, name: str) -> smtplib.SMTP:
        # Our name is given, because smtplib would ask a name server for it.
        seconds = self._smtp.timeout_seconds
        if self._smtp.security == "tls":
            return smtplib.SMTP_SSL(
                self._smtp.host, self._smtp.port, local_hostname=name, timeout=seconds, context=self._trust()
            )
        connection = smtplib.SMTP(self._smtp.host, self._smtp.port, local_hostname=name, timeout=seconds)
        self._connection = connection
        if self._smtp.security == "starttls":
            try:
                connection.starttls(context=self._trust())
            except (smtplib.SMTPNotSupportedError, smtplib.SMTPResponseException) as error:
                raise ChannelError(
                    "mail-tls-failed", error, temporary=False, concern="channel", server=self._server
                ) from error
        connection.ehlo_or_helo_if_needed()
        return connection

    def _trust(self) -> ssl.SSLContext:
        file = self._smtp.ca_file
        try:
            return ssl.create_default_context(cafile=file)
        except (OSError, ssl.SSLError) as error:
            raise ChannelError(
                "mail-ca-file-unreadable", error, temporary=False, concern="channel", file=file
            ) from error

    def _log_in(self, connection: smtplib.SMTP) -> None:
        if not self._smtp.user:
            return
        try:
            connection.login(self._smtp.user, self._smtp.password.get_secret_value())
        except smtplib.SMTPServerDisconnected:
            raise
        except smtplib.SMTPResponseException as error:
            detail = f"{error.smtp_code} {self._readable(error.smtp_error)}"
            temporary = error.smtp_code < 500  # noqa: PLR2004 - the border between "later" and "never" in SMTP
            raise self._login_error(detail, temporary=temporary) from error
        except smtplib.SMTPException as error:
            raise self._login_error(str(error), temporary=False) from error

    def _login_error(self, detail: str, *, temporary: bool) -> ChannelError:
        return ChannelError("mail-login-failed", detail, temporary=temporary, concern="channel", server=self._server)

    def _ask(self, command: Callable[[], tuple[int, bytes]]) -> tuple[int, str]:
        try:
            code, said = command()
        except OSError as error:
            self._drop()
            raise lost_error(error, server=self._server, seconds=self._smtp.timeout_seconds) from error
        return code, self._readable(said)

    def _end_message(self, code: int) -> None:
        if code == CLOSING or self._connection is None:
            self._drop()
            return
        try:
            self._connection.rset()
        except OSError:
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _readable(self, said: object) -> str:
        text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        password = self._smtp.password.get_secret_value()
        return (text.replace(password, "***") if password else text).strip()


def _data(connection: smtplib.SMTP, mail: bytes) -> tuple[int, bytes]:
    try:
        return connection.data(mail)
    except smtplib.SMTPDataError as error:
        said = error.smtp_error
        return error.smtp_code, said if isinstance(said, bytes) else said.encode()
