"""What an answer of a mail server means for us: pure, from codes to a ``ChannelError`` (RFC 5321 §4.2, RFC 3463)."""

import re
import smtplib
import ssl
from collections.abc import Callable

from notifications.channels.contract import ChannelError

CLOSING = 421
"""The server ends the conversation, whatever was asked."""

_ENHANCED = re.compile(r"\s*[245]\.(\d{1,3}\.\d{1,3})\b")
_MAILBOX_FULL = "2.2"
_ABOUT_THE_ADDRESS = ("", "1", "2")
"""Subjects of RFC 3463 that speak of the address (addressing, mailbox), or none given at all."""

_PERMANENT = 500


def sender_error(code: int, said: str, *, server: str, sender: str) -> ChannelError:
    """Return what a refused MAIL FROM means: too large a message, or a sender that no message can use."""
    temporary = code < _PERMANENT
    if code in {452, 552}:
        return ChannelError("mail-deferred" if temporary else "mail-refused", f"{code} {said}", temporary=temporary)
    return ChannelError(
        "mail-sender-refused", f"{code} {said}", temporary=temporary, concern="channel", server=server, sender=sender
    )


def recipient_error(code: int, said: str, *, address: str) -> ChannelError:
    """Return what a refused RCPT TO means: the address is wrong, or full, or the server's rules forbid the message."""
    found = _ENHANCED.match(said)
    enhanced = found.group(1) if found else ""
    detail = f"{code} {said}"
    if code < _PERMANENT or enhanced == _MAILBOX_FULL:
        return ChannelError("mail-recipient-deferred", detail, temporary=True, address=address)
    if enhanced.partition(".")[0] in _ABOUT_THE_ADDRESS:
        return ChannelError("mail-recipient-refused", detail, temporary=False, concern="address", address=address)
    return ChannelError("mail-refused", detail, temporary=False)


def data_error(code: int, said: str) -> ChannelError:
    """Return what a refusal of the message itself means."""
    temporary = code < _PERMANENT
    return ChannelError("mail-deferred" if temporary else "mail-refused", f"{code} {said}", temporary=temporary)


def lost_error(error: Exception, *, server: str, seconds: float) -> ChannelError:
    """Return what a conversation that broke off means: nobody knows whether the message went out."""
    if isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        return ChannelError("mail-timeout", error, temporary=True, server=server, seconds=f"{seconds:g}")
    return ChannelError("mail-connection-lost", error, temporary=True, server=server)


def opening_error(error: Exception, *, server: str, seconds: float, say: Callable[[object], str] = str) -> ChannelError:
    """Return what a conversation that never began means: no message can go out until it is mended."""
    code, detail, temporary = "mail-server-unreachable", say(error), True
    if isinstance(error, ssl.SSLCertVerificationError):
        code, detail, temporary = "mail-certificate-invalid", error.verify_message, False
    elif isinstance(error, ssl.SSLError):
        code, detail, temporary = "mail-tls-failed", error.reason or str(error), False
    elif isinstance(error, TimeoutError) or isinstance(error.__context__, TimeoutError):
        code = "mail-timeout"
    elif isinstance(error, smtplib.SMTPResponseException):
        detail = f"{error.smtp_code} {say(error.smtp_error)}"
    return ChannelError(code, detail, temporary=temporary, concern="channel", server=server, seconds=f"{seconds:g}")
