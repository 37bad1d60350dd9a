"""Run as a process: delivers everything due through a mail server on loopback."""

import sys
from datetime import datetime

from config.database import Database
from config.settings import Smtp
from notifications.channels.mail_server import MailServer
from notifications.delivering import deliver
from notifications.owners import owner_name
from notifications.rendering import Letterhead

if __name__ == "__main__":
    url, port, instant = sys.argv[1:]
    server = Smtp(host="127.0.0.1", port=int(port), security="none", sender="督办办公室 <office@example.org>")
    deliver(
        Database(url),
        {"smtp": MailServer(server)},
        now=lambda: datetime.fromisoformat(instant),
        owner=owner_name(),
        still_wanted=lambda _items: {},
        letterhead=Letterhead("区总工会改革督办办公室", "http://127.0.0.1:8765"),
    )
