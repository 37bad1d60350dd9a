"""Pages and JSON with 1 000 and 100 000 tasks on SQLite and PostgreSQL, beside a bare page of the same framework.

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

from sqlalchemy import exists, select

from benchmarks.district import CLERK, NOW, OWNER, STREETS, fill
from benchmarks.serving import Client, median_ms, rate, serving
from config.database import Database, table_of
from duban.bootstrap import open_database
from planning.access.accounts import From, begin_session, make_account
from planning.access.models import Account
from planning.models import Task
from planning.people import person_by
from planning.rules import load_rules
from tests.workshop.network import pick_port
from tests.workshop.postgres import Cluster, create_database, find_binaries, stop

SIZES, DATABASES = (1_000, 100_000), ("sqlite", "postgresql")
MOST_OF_BARE, MOST_GROWTH, LEAST_OF_RATE = 6, 2, 1 / 5
#: A report is written within so long where a bare insert and commit takes so long.
MOST_WRITE_MS, BARE_WRITE_MS = 5, 0.3
ROUNDS, SECONDS, CLIENTS = 150, 2.0, 8
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
                        for page, taken in _read(port, tokens, databases[kind], asked.only):
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


def _read(port: int, tokens: dict[str, str], database: Database, only: str) -> Iterator[tuple[str, float]]:
    """Time the bare page and every page of the office, then the overview of a street; yield name and milliseconds."""
    clerk = Client(port, tokens[CLERK])
    task_id = _some_task(database)
    bare = median_ms(lambda: clerk.get("/bare"), ROUNDS)
    bare_rate = rate(port, "", "/bare", clients=CLIENTS, seconds=SECONDS)
    print(f"{'bare page':16} {bare:7.2f} ms          {bare_rate:7.0f}/s")
    for page, path in PAGES.items():
        if only not in page:
            continue
        yield page, _one(page, path.format(task=task_id), port, tokens[CLERK], bare, bare_rate)
    if only in "street":
        yield "street's list", _one("street's list", "/tasks", port, tokens[OWNER], bare, bare_rate)
        yield "street's first", _one("street's first", "/", port, tokens[OWNER], bare, bare_rate)


def _one(page: str, path: str, port: int, token: str, bare: float, bare_rate: float) -> float:
    path = path.encode("utf-8").decode("latin-1") if path.isascii() else _quoted(path)
    client = Client(port, token)
    try:
        taken = median_ms(lambda: client.get(path), ROUNDS)
        served = rate(port, token, path, clients=CLIENTS, seconds=SECONDS)
    except RuntimeError as error:
        print(f"{page:16} {error!s:.100}")
        return 0.0
    holds = taken <= MOST_OF_BARE * bare and served >= LEAST_OF_RATE * bare_rate
    print(
        f"{page:16} {taken:7.2f} ms {taken / bare:6.1f}×  {served:7.0f}/s  1/{bare_rate / served:.1f}  "
        f"{'holds' if holds else 'MISSED'}"
    )
    return taken


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
    verdict = "holds" if taken <= MOST_WRITE_MS * bare / BARE_WRITE_MS else "MISSED"
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
