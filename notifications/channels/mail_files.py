"""The channel of an office without a mail server: every message is a real ``.eml`` file in a folder."""

import os
from contextlib import suppress
from pathlib import Path

from notifications.channels.contract import ChannelError, Message, Receipt
from notifications.channels.mail import as_mail, read_recipient, read_sender


class MailFiles:
    """Writes mails into ``folder``, named by Message-ID: a repeated attempt replaces its file and adds none."""

    def __init__(self, folder: Path, *, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, message: Message) -> Receipt:
        """Write the mail under a passing name, then give it its own: a reader sees it whole or not at all.

        Raises:
            ChannelError: ``mail-folder-unwritable`` (temporary) or ``mail-address-invalid``.
        """
        mail = as_mail(message, read_sender(self._sender), read_recipient(message))
        file = self._folder / f"{message.message_id.partition('@')[0]}.eml"
        passing = file.with_suffix(f".{os.getpid()}.part")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with passing.open("wb") as stream:
                stream.write(mail)
                stream.flush()
                os.fsync(stream.fileno())
            passing.replace(file)
        except OSError as error:
            with suppress(OSError):
                passing.unlink()
            raise ChannelError(
                "mail-folder-unwritable", error.strerror, temporary=True, concern="channel", path=self._folder
            ) from error
        return Receipt(detail=file.name)

    def close(self) -> None:
        """Nothing is kept open."""
