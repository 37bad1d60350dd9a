"""Fifty readers and five writers for a minute: no error, no lost update.

Run: ``.venv/bin/python -m benchmarks.crowd [--seconds 60] [--size 1000] [--databases sqlite,postgresql]``. The five
streets report on three tasks between them, so that they meet: who was not first is told so (409) and has written
nothing. Afterwards each report that was acknowledged must stand in the ledger, and no other.
"""

import argparse
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from sqlalchemy import func, select

from benchmarks.district import CLERK
from benchmarks.districts import KINDS, items_in_progress, place, token, url_of
from benchmarks.serving import Client, serving
from config.database import Database, table_of
from planning.models import TaskEvent

READERS, WRITERS, TASKS, UNIT = 50, 5, 3, 3
PAGES = ("/", "/tasks", "/tasks?light=red", "/register", "/search?q=%E4%BC%81%E4%B8%9A", "/desk", "/api/v1/tasks")
_WRITTEN, _TOO_LATE = 201, 409


@dataclass
class Crowd:
    """People at one server until a moment: what they were answered, and what went wrong."""

    port: int
    until: float
    reader: str
    writer: str
    program: str
    task_ids: list[int]
    read: Counter[str] = field(default_factory=Counter)
    written: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def look(self, place_: int) -> None:
        """Read one page after the other."""
        client = Client(self.port, self.reader)
        paths = (*PAGES, *(f"/tasks/{task_id}" for task_id in self.task_ids))
        while time.monotonic() < self.until:
            try:
                client.get(paths[place_ % len(paths)])
                self.read[threading.current_thread().name] += 1
            except (RuntimeError, OSError) as error:
                self.wrong.append(f"reader: {error}")
                return
            place_ += 1

    def report(self, place_: int) -> None:
        """Report one after the other, each saying which event was the last one seen."""
        client = Client(self.port, self.writer)
        while time.monotonic() < self.until:
            task_id = self.task_ids[place_ % len(self.task_ids)]
            place_ += 1
            try:
                seen = json.loads(client.get(f"/api/v1/tasks/{task_id}"))["line"]["seq"]
                body = json.dumps({"expected_seq": seen, "progress": place_ % 100, "done": f"第{place_}次"}).encode()
                status = client.ask(f"/api/v1/tasks/{task_id}/reports", body, self.program)
            except (RuntimeError, OSError) as error:
                self.wrong.append(f"writer: {error}")
                return
            self.written[status] += 1

    def come(self) -> None:
        """Let all of them work at once, and wait until they have done."""
        works = [(self.look, place_) for place_ in range(READERS)] + [
            (self.report, place_) for place_ in range(WRITERS)
        ]
        threads = [threading.Thread(target=work, args=(place_,)) for work, place_ in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def main() -> None:
    """Let the crowd in on each database, and say whether everything acknowledged is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--size", type=int, default=1_000)
    parser.add_argument("--databases", type=lambda text: text.split(","), default=KINDS)
    asked = parser.parse_args()
    with place(asked.databases) as here, here.filled(asked.databases, asked.size) as databases:
        for kind, database in databases.items():
            with serving(url_of(database), here.folder) as port:
                _measure(kind, database, port, asked.seconds)


def _measure(kind: str, database: Database, port: int, seconds: float) -> None:
    task_ids = [task_id for task_id, _ in items_in_progress(database, TASKS, {UNIT})]
    writer = f"P{UNIT}"
    tokens = (token(database, CLERK), token(database, writer), token(database, writer, "api"))
    before = _reports(database, task_ids)
    crowd = Crowd(port, time.monotonic() + seconds, *tokens, task_ids)
    crowd.come()
    stand = _reports(database, task_ids) - before
    others = {status: number for status, number in crowd.written.items() if status not in {_WRITTEN, _TOO_LATE}}
    holds = not crowd.wrong and not others and stand == crowd.written[_WRITTEN] > 0
    print(
        f"{kind:11} {seconds:.0f} s, {READERS} readers {crowd.read.total()} pages, {WRITERS} writers: "
        f"{crowd.written[_WRITTEN]} acknowledged, {stand} in the ledger, {crowd.written[_TOO_LATE]} told they were "
        f"second, {len(crowd.wrong)} errors {crowd.wrong[:2] or ''}{others or ''}  {'holds' if holds else 'MISSED'}"
    )


def _reports(database: Database, task_ids: list[int]) -> int:
    events = table_of(TaskEvent)
    query = select(func.count()).where(events.c.task_id.in_(task_ids), events.c.kind == "reported")
    with database.read() as session:
        return int(session.connection().execute(query).scalar_one())


if __name__ == "__main__":
    main()
