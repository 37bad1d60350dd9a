"""A process that starts others, each of which plans the reminders of a morning and delivers them, and may kill itself.

Reads one order a line on standard input, as JSON, and answers each with a line: the exit code of the process it started
(-9 when it killed itself). One process starts them all, so that each costs a fork and not a start of Python.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import event

from config.clock import FixedClock
from config.database import Database
from config.settings import Settings, Smtp
from flows import runs
from flows.delivering import deliver
from flows.engine.embedded import Engine
from flows.reminders import send_reminders


@dataclass(frozen=True)
class Order:
    """What a started process is to do.

    Attributes:
        url: The database.
        folder: The data folder; mails go there, and the count of steps into its file ``steps``.
        jobs: Each job with the instant at which it is attended to.
        kill_after: The step after which it kills itself; 0 for never.
        smtp_port: The mail server on loopback; 0 to write files.
    """

    url: str
    folder: str
    jobs: list[tuple[str, str]]
    kill_after: int = 0
    smtp_port: int = 0

    @property
    def settings(self) -> Settings:
        """The settings the process works by."""
        smtp = Smtp(host="127.0.0.1" if self.smtp_port else "", port=self.smtp_port or 25, security="none")
        channel = "smtp" if self.smtp_port else "file"
        return Settings().model_copy(
            update={"data_dir": Path(self.folder), "prefect": False, "channel": channel, "smtp": smtp}
        )


def chase(order: Order) -> None:
    """Attend to the jobs as the engine does after a start, and write down how many steps that took."""
    database = Database(order.url)
    steps = _count_steps(database, order.kill_after)
    for job, moment in order.jobs:
        clock = FixedClock(datetime.fromisoformat(moment))
        runs.sweep(database, clock.now())
        outcome = Engine(database, order.settings, clock).attend(job)
        if outcome is not None and outcome.exception is not None:
            raise outcome.exception
    database.close()
    Path(order.folder, "steps").write_text(str(steps()), encoding="utf-8")


def _count_steps(database: Database, kill_after: int) -> Callable[[], int]:
    """Count what can be told apart from outside: each statement sent, each answered, each commit, each file named."""
    count = 0

    def step(*_given: object) -> None:
        nonlocal count
        count += 1
        if count == kill_after:
            os.kill(os.getpid(), signal.SIGKILL)

    def audit(name: str, _given: tuple[object, ...]) -> None:
        if name == "os.rename":
            step()

    for moment in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(database.engine, moment, step)
    sys.addaudithook(audit)
    return lambda: count


def _start(order: Order) -> int:
    """Carry an order out in a process of its own and return its exit code."""
    process = os.fork()
    if process == 0:
        try:
            chase(order)
        except BaseException as error:  # noqa: BLE001 - a forked process must end here, whatever happened
            sys.stderr.write(f"{error!r}\n")
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


if __name__ == "__main__":
    assert send_reminders is not None, deliver  # loaded before the first fork, as is all they import
    for line in sys.stdin:
        given = json.loads(line)
        print(_start(Order(**{**given, "jobs": [tuple(job) for job in given["jobs"]]})), flush=True)  # noqa: T201
