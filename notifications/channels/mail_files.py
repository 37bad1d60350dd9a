"""The channel of an office without a mail server: every message is a real ``.eml`` file in a folder."""

from pathlib import Path

from config.files import reason_of, write_whole
from notifications.channels.contract import ChannelError, Message, Receipt
from notifications.channels.mail import as_mail, read_recipient, read_sender


class MailFiles:
    """Writes mails into ``folder``, named by Message-ID: a repeated attempt replaces its file and adds none."""

    def __init__(self, folder: Path, *, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, message: Message) -> Receipt:
        """Write the mail; a reader sees it whole or not at all.

        Raises:
            ChannelError: ``mail-folder-unwritable`` (temporary) or ``mail-address-invalid``.
        """
        mail = as_mail(message, read_sender(self._sender), read_recipient(message))
        file = self._folder / f"{message.message_id.partition('@')[0]}.eml"
        try:
            write_whole(file, mail)
        except OSError as error:
            raise ChannelError(
                "mail-folder-unwritable", reason_of(error), temporary=True, concern="channel", path=self._folder
            ) from error
        return Receipt(detail=file.name)

    def close(self) -> None:
        """Nothing is kept open."""
