"""Ways a message leaves the house. One small file each, and a line in ``open_channels``."""

from pathlib import Path

from config.errors import CallError
from config.settings import Smtp
from notifications.channels.contract import Channel, ChannelError, Concern, Message, Receipt

__all__ = ["MAIL_FOLDER", "Channel", "ChannelError", "Concern", "Message", "Receipt", "open_channels"]

MAIL_FOLDER = "mail"
"""The folder of mail files within the data folder."""


def open_channels(chosen: str, *, data_dir: Path, smtp: Smtp) -> dict[str, Channel]:
    """Return the channels to deliver through, by name. Nothing is connected yet.

    Besides the one chosen for new messages the others stay open, so that what was planned before a change of the
    setting still goes out; ``smtp`` without a host writes files.

    Raises:
        CallError: ``channel-unknown``.
    """
    from notifications.channels.mail_files import MailFiles  # noqa: PLC0415 - only what is chosen is loaded
    from notifications.channels.mail_server import MailServer  # noqa: PLC0415 - ditto

    files = MailFiles(data_dir / MAIL_FOLDER, sender=smtp.sender)
    known: dict[str, Channel] = {"file": files, "smtp": MailServer(smtp) if smtp.host else files}
    if chosen not in known:
        raise CallError("channel-unknown", channel=chosen, known="、".join(known))
    return known
