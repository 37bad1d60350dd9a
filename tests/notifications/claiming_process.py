"""Run as a process: waits for a line, then claims digests until none is left and prints their ids."""

import sys
from datetime import datetime, timedelta

from config.database import Database
from notifications.outbox import claim
from notifications.owners import owner_name

if __name__ == "__main__":
    database = Database(sys.argv[1])
    now = datetime.fromisoformat(sys.argv[2])
    owner = owner_name()
    print("ready", flush=True)  # noqa: T201 - the test waits for it
    sys.stdin.readline()
    mine: list[int] = []
    while batch := claim(database, now, owner, 3, timedelta(minutes=5)):
        mine += [digest.id for digest in batch]
    print(*mine, flush=True)  # noqa: T201 - the answer to the test
