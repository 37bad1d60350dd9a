"""What every channel promises: it takes one message, and says by one error whether trying again can help."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from config.errors import DubanError

Concern = Literal["message", "address", "channel"]
"""What a failure says something about: this message, its address, or the channel as a whole."""


@dataclass(frozen=True)
class Message:
    """A message ready to go. ``message_id`` (no angle brackets) is the same on every attempt; ``at`` is aware."""

    message_id: str
    name: str
    address: str
    subject: str
    text: str
    html: str
    at: datetime


@dataclass(frozen=True)
class Receipt:
    """The channel took the message; ``detail`` is its proof: the server's reply, the file's name."""

    detail: str


class ChannelError(DubanError):
    """The message did not go out.

    Attributes:
        temporary: Trying again later can help.
        concern: With ``channel`` every other message would fail in the same way.
        detail: What the other side said, on one line, without secrets.
    """

    def __init__(
        self, code: str, detail: object, /, *, temporary: bool, concern: Concern = "message", **values: object
    ) -> None:
        self.detail = " ".join(str(detail).split())[:300]
        super().__init__(code, detail=self.detail, **values)
        self.temporary = temporary
        self.concern = concern


class Channel(Protocol):
    """One way to send."""

    def send(self, message: Message) -> Receipt:
        """Send one message.

        Raises:
            ChannelError: It did not go out, or nobody knows whether it did (then ``temporary``).
        """
        ...

    def close(self) -> None:
        """End what was kept open between messages; sending again opens it anew."""
        ...
