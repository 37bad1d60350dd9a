"""A message as mail (RFC 5322, MIME): written from a template, because ``EmailMessage`` costs a millisecond each.

All header text is either plain ASCII without control characters or encoded words, so that nothing in it can begin
another header. Bodies are base64 of UTF-8: no line is too long and none is changed on the way.
"""

import base64
import re
from dataclasses import dataclass
from email.utils import format_datetime, parseaddr

from config.clock import SHANGHAI
from notifications.channels.contract import ChannelError, Message

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
_MESSAGE_ID = re.compile(r"[A-Za-z0-9._-]+@[A-Za-z0-9.-]+")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")
_PLAIN = re.compile(r"[A-Za-z0-9 ]*")
_WORD_BYTES = 39
"""So many bytes make an encoded word of 64 characters; with the header's name a line keeps within 76 (RFC 2047 §2)."""

_TEMPLATE = """\
Message-ID: <{message_id}>\r
Date: {date}\r
From: {sender}\r
To: {recipient}\r
Subject: {subject}\r
Auto-Submitted: auto-generated\r
Content-Language: zh-CN\r
MIME-Version: 1.0\r
Content-Type: multipart/alternative; boundary="{boundary}"\r
\r
--{boundary}\r
Content-Type: text/plain; charset="utf-8"\r
Content-Transfer-Encoding: base64\r
\r
{text}\r
--{boundary}\r
Content-Type: text/html; charset="utf-8"\r
Content-Transfer-Encoding: base64\r
\r
{html}\r
--{boundary}--\r
"""


@dataclass(frozen=True)
class Mailbox:
    """A name and an address that is safe in a header and in an envelope."""

    name: str
    address: str

    def __str__(self) -> str:
        name = header_text(self.name)
        return f"{name}\r\n <{self.address}>" if name else self.address


def read_sender(text: str) -> Mailbox:
    """Read ``name <address>``.

    Raises:
        ChannelError: ``mail-sender-invalid``; no message can go out with it.
    """
    name, address = parseaddr(text)
    plain = "" if _CONTROLS.search(text) else _ascii_address(address)
    if not plain:
        raise ChannelError("mail-sender-invalid", text, temporary=False, concern="channel", sender=text)
    return Mailbox(name, plain)


def read_recipient(message: Message) -> Mailbox:
    """Return whom the message goes to.

    Raises:
        ChannelError: ``mail-address-invalid``, for good.
    """
    plain = _ascii_address(message.address.strip())
    if not plain:
        address = message.address
        raise ChannelError("mail-address-invalid", address, temporary=False, concern="address", address=address)
    return Mailbox(message.name, plain)


def as_mail(message: Message, sender: Mailbox, recipient: Mailbox) -> bytes:
    """Return the message as the bytes of a mail, CRLF line ends; the same input gives the same bytes.

    Raises:
        ValueError: The Message-ID is not of our making.
    """
    if not _MESSAGE_ID.fullmatch(message.message_id):
        raise ValueError(f"not a Message-ID: {message.message_id!r}")
    return _TEMPLATE.format(
        message_id=message.message_id,
        date=format_datetime(message.at.astimezone(SHANGHAI)),
        sender=sender,
        recipient=recipient,
        subject=header_text(message.subject),
        # "=_" stands in no base64 line (RFC 2045 §6.7), so the boundary cannot occur in a body.
        boundary=f"=_{message.message_id.partition('@')[0]}",
        text=_base64(message.text),
        html=_base64(message.html),
    ).encode("ascii")


def header_text(text: str) -> str:
    """Return the text as it may stand in a header: plain, or as encoded words on lines short enough."""
    clean = _CONTROLS.sub(" ", text).strip()
    if _PLAIN.fullmatch(clean) and len(clean) <= _WORD_BYTES:
        return clean
    words, word = [], b""
    for character in clean:
        encoded = character.encode("utf-8", "replace")
        if len(word) + len(encoded) > _WORD_BYTES:
            words.append(word)
            word = b""
        word += encoded
    return "\r\n ".join(f"=?utf-8?b?{base64.b64encode(word).decode('ascii')}?=" for word in [*words, word])


def _ascii_address(address: str) -> str:
    local, at, domain = address.rpartition("@")
    try:
        plain = f"{local}{at}{domain.encode('idna').decode('ascii')}"
    except UnicodeError:
        return ""
    return plain if _ADDRESS.fullmatch(plain) and ".." not in plain else ""


def _base64(text: str) -> str:
    body = text.replace("\r\n", "\n").replace("\n", "\r\n").encode("utf-8", "replace")
    return base64.encodebytes(body).decode("ascii").rstrip("\n").replace("\n", "\r\n")
