"""Pages and JSON with 1 000 and 100 000 tasks on SQLite and PostgreSQL, beside a bare page of the same framework.

A page is asked again and again by one reader, and then so that something was written before each time ("anew"), which
makes the program read everything from the database again.

Targets: a read takes at the median at most 6× the bare page and at 100 000 at most 2× of 1 000; with 8 clients it
has at least a fifth of the bare page's rate; a report, ledger and audit included, is written within 5 ms
where a bare insert and commit takes 0.3. Run:
``.venv/bin/python -m benchmarks.pages [--sizes 1000,100000] [--databases sqlite,postgresql] [--only WORD]``.
"""

import argparse
import json
import shutil
import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from itertools import count, cycle
from pathlib import Path

from sqlalchemy import exists, select, update

from benchmarks.district import CLERK, NOW, OWNER, STREETS, fill
from benchmarks.serving import Client, median_ms, rate, serving
from config.database import Database, table_of
from duban.bootstrap import open_database
from planning.access.accounts import From, begin_session, make_account
from planning.access.models import Account
from planning.models import Task, Unit
from planning.people import person_by
from planning.rules import load_rules
from tests.workshop.network import pick_port
from tests.workshop.postgres import Cluster, create_database, find_binaries, stop

SIZES, DATABASES = (1_000, 100_000), ("sqlite", "postgresql")
MOST_OF_BARE, MOST_GROWTH, LEAST_OF_RATE = 6, 2, 1 / 5
#: A report is written within so long where a bare insert and commit takes so long.
MOST_WRITE_MS, BARE_WRITE_MS = 5, 0.3
ROUNDS, ANEW_ROUNDS, SECONDS, CLIENTS = 150, 60, 2.0, 8
WRITERS = range(2, STREETS + 2)
PAGES = {
    "overview": "/",
    "unit": "/tasks?unit=3&below=1",
    "list": "/tasks",
    "list by light": "/tasks?light=yellow",
    "task": "/tasks/{task}",
    "search": "/search?q=走访企业",
    "register": "/register",
    "JSON overview": "/api/v1/overview",
    "JSON list": "/api/v1/tasks",
    "JSON task": "/api/v1/tasks/{task}",
}
_units = table_of(Unit)
_POSTGRES = ("max_connections=60", "shared_buffers=256MB")


def main() -> None:
    """Measure and print; every line says whether it holds."""
    asked = _asked()
    found: dict[tuple[str, int, str], float] = {}
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with _cluster("postgresql" in asked.databases) as cluster:
            for size in asked.sizes:
                urls = {kind: _url(kind, folder, size, cluster) for kind in asked.databases}
                databases = {kind: open_database(url) for kind, url in urls.items()}
                fill(list(databases.values()), load_rules(), size)
                for kind, url in urls.items():
                    tokens = {ref: _token(databases[kind], ref) for ref in (CLERK, OWNER)}
                    programs = {unit_id: _token_of_program(databases[kind], f"P{unit_id}") for unit_id in WRITERS}
                    print(f"\n{kind}, {size} tasks")
                    with serving(url, folder) as port:
                        for page, taken in _read(Bench(port, databases[kind]), tokens, asked.only):
                            found[kind, size, page] = taken
                        if not asked.only or "write" in asked.only:
                            _write(port, programs, databases[kind])
                for database in databases.values():
                    database.close()
    _growth(found, asked)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=lambda text: [int(each) for each in text.split(",")], default=SIZES)
    parser.add_argument("--databases", type=lambda text: text.split(","), default=DATABASES)
    parser.add_argument("--only", default="")
    return parser.parse_args()


def _url(kind: str, folder: Path, size: int, cluster: Cluster | None) -> str:
    if kind == "sqlite" or cluster is None:
        return f"sqlite:///{folder / f'{size}.db'}"
    return cluster.url(create_database(cluster))


@contextmanager
def _cluster(wanted: bool) -> Iterator[Cluster | None]:  # noqa: FBT001 - read at the one call
    binaries = find_binaries()
    if not wanted or binaries is None:
        yield None
        return
    home = Path(tempfile.mkdtemp(prefix="duban-pg-"))
    cluster = Cluster(binaries, home, pick_port(), _POSTGRES)
    try:
        process = cluster.start()
        try:
            yield cluster
        finally:
            stop(process)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _token(database: Database, ref: str) -> str:
    with database.write() as session:
        person = person_by(session, ref)
        account = make_account(session, login=ref, name=person.name, now=NOW, person_id=person.id)
        return begin_session(session, account, From("127.0.0.1", "benchmark"), NOW)


def _token_of_program(database: Database, ref: str) -> str:
    with database.write() as session:
        account = table_of(Account)
        known = session.connection().execute(select(account.c.id).where(account.c.login == ref)).scalar()
        person = person_by(session, ref)
        account_id = known or make_account(session, login=ref, name=person.name, now=NOW, person_id=person.id)
        return begin_session(session, account_id, From("127.0.0.1", "benchmark"), NOW, kind="api", name="benchmark")


class Bench:
    """One server with its database, and what the bare page of it takes and serves."""

    def __init__(self, port: int, database: Database) -> None:
        self.port, self.database = port, database
        client = Client(port, "")
        self.bare_ms = median_ms(lambda: client.get("/bare"), ROUNDS)
        self.bare_rate = rate(port, "", "/bare", clients=CLIENTS, seconds=SECONDS)
        print(f"{'bare page':16} {self.bare_ms:7.2f} ms          {self.bare_rate:7.0f}/s")

    def page(self, name: str, path: str, token: str) -> Iterator[tuple[str, float]]:
        """Time a page asked again, anew after each change, and by eight at once; yield names and milliseconds."""
        path = path if path.isascii() else _quoted(path)
        client = Client(self.port, token)
        again = median_ms(lambda: client.get(path), ROUNDS)
        anew = median_ms(lambda: client.get(path), ANEW_ROUNDS, before=self._change)
        served = rate(self.port, token, path, clients=CLIENTS, seconds=SECONDS)
        print(
            f"{name:16} {self._taken(again)}  {served:7.0f}/s  1/{self.bare_rate / served:3.1f} "
            f"{_verdict(holds=served >= LEAST_OF_RATE * self.bare_rate)}  anew {self._taken(anew)}"
        )
        yield name, again
        yield f"{name} anew", anew

    def _taken(self, taken: float) -> str:
        times = taken / self.bare_ms
        return f"{taken:7.2f} ms {times:6.1f}× {_verdict(holds=times <= MOST_OF_BARE)}"

    def _change(self) -> None:
        """Write something no page shows, as another process would."""
        with self.database.write() as session:
            session.connection().execute(update(_units).where(_units.c.id == 1).values(position=_units.c.position))


def _verdict(*, holds: bool) -> str:
    return "holds" if holds else "MISSED"


def _read(bench: Bench, tokens: dict[str, str], only: str) -> Iterator[tuple[str, float]]:
    """Time every page of the office, then two of a street; yield names and milliseconds."""
    task_id = _some_task(bench.database)
    for page, path in PAGES.items():
        if only in page:
            yield from bench.page(page, path.format(task=task_id), tokens[CLERK])
    if only in "street":
        yield from bench.page("street's list", "/tasks", tokens[OWNER])
        yield from bench.page("street's first", "/", tokens[OWNER])


def _quoted(path: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415 - one path has Chinese in it

    return quote(path, safe="/?=&")


def _some_task(database: Database) -> int:
    return _tasks(database)[0][0]


def _tasks(database: Database, unit_ids: Collection[int] | None = None) -> list[tuple[int, int]]:
    """Return items in progress without deliverables, each with its unit, at most as many as are asked for."""
    tasks, parts = table_of(Task), table_of(Task).alias()
    query = select(tasks.c.id, tasks.c.unit_id).where(tasks.c.kind == "item", tasks.c.state == "in_progress")
    query = query.where(~exists().where(parts.c.parent_id == tasks.c.id))
    query = query if unit_ids is None else query.where(tasks.c.unit_id.in_(unit_ids))
    with database.read() as session:
        return [(row[0], row[1]) for row in session.connection().execute(query.order_by(tasks.c.id).limit(ROUNDS))]


def _write(port: int, tokens: dict[int, str], database: Database) -> None:
    """Time reports of the streets on their tasks in turn, as they come at the end of a quarter."""
    client, step = Client(port, next(iter(tokens.values()))), count()
    bare = median_ms(lambda: client.post("/bare", b"", 200), ROUNDS)
    turns = cycle(_tasks(database, set(tokens)))

    def report() -> None:
        task_id, unit_id = next(turns)
        body = json.dumps({"progress": 50 + next(step) % 50, "done": "走访企业十二户，建立台账。"}).encode()
        told = {
            "Authorization": f"Bearer {tokens[unit_id]}",
            "Content-Type": "application/json",
            "Origin": f"http://127.0.0.1:{port}",
        }
        client.post(f"/api/v1/tasks/{task_id}/reports", body, 201, **told)

    taken = median_ms(report, ROUNDS)
    verdict = _verdict(holds=taken <= MOST_WRITE_MS * bare / BARE_WRITE_MS)
    print(f"{'report written':16} {taken:7.2f} ms {taken / bare:6.1f}×, bare insert {bare:.2f} ms  {verdict}")


def _growth(found: dict[tuple[str, int, str], float], asked: argparse.Namespace) -> None:
    small, large = min(asked.sizes), max(asked.sizes)
    if small == large:
        return
    print(f"\n{large} tasks against {small}")
    for kind in asked.databases:
        for page in [page for of, size, page in found if (of, size) == (kind, large)]:
            before, after = found.get((kind, small, page), 0.0), found[kind, large, page]
            if before and after:
                verdict = "holds" if after <= MOST_GROWTH * before else "MISSED"
                print(f"{kind:11} {page:16} {after / before:6.2f}×  {verdict}")


if __name__ == "__main__":
    main()
