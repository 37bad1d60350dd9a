"""A process that tries to claim every slot, for the race of several: ``python -m tests.engine.claimer URL COUNT``."""

import sys
from datetime import UTC, datetime, timedelta

from config.database import Database
from flows import runs
from flows.engine.ownership import this_process

FIRST = datetime(2017, 6, 5, tzinfo=UTC)


def main() -> None:
    """Say that we are ready, wait for the word, claim, print the slots won, and stay until we are let go."""
    database = Database(sys.argv[1])
    with database.read() as session:
        session.connection()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    for number in range(int(sys.argv[2])):
        slot = FIRST + timedelta(minutes=number)
        if runs.claim(database, "deliver", slot, this_process(), slot):
            sys.stdout.write(f"{number}\n")
    sys.stdout.write("end\n")
    sys.stdout.flush()
    # What a dead process held may be taken over; so nobody leaves before all have ended.
    sys.stdin.readline()
    database.close()


if __name__ == "__main__":
    main()
