"""A channel that keeps messages in memory and can be told to fail: for tests, demonstrations and dry runs."""

from collections import deque
from dataclasses import dataclass, field

from notifications.channels.contract import ChannelError, Message, Receipt


@dataclass
class MemoryChannel:
    """Keeps what it gets in ``messages``; each entry of ``failures`` is raised once, in turn, and nothing kept."""

    messages: list[Message] = field(default_factory=list)
    failures: deque[ChannelError | None] = field(default_factory=deque)
    refusing: dict[str, ChannelError] = field(default_factory=dict)
    """Addresses that always fail, with their errors."""
    closed: int = 0

    def send(self, message: Message) -> Receipt:
        """Keep the message, unless a failure is due."""
        failure = self.failures.popleft() if self.failures else self.refusing.get(message.address)
        if failure is not None:
            raise failure
        self.messages.append(message)
        return Receipt(detail=f"memory:{len(self.messages)}")

    def close(self) -> None:
        """Count the closing."""
        self.closed += 1
