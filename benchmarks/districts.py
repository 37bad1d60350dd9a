"""Districts to measure with on SQLite and PostgreSQL, and tokens of the people and programs that ask."""

import tempfile
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import exists, select

from benchmarks.district import NOW, fill
from config.database import Database, table_of
from duban.bootstrap import open_database
from planning.access.accounts import From, begin_session, make_account
from planning.access.models import Account
from planning.models import Task
from planning.people import person_by
from planning.rules import load_rules
from tests.workshop.postgres import Cluster, create_database, find_binaries, running

KINDS = ("sqlite", "postgresql")
_POSTGRES = ("max_connections=60", "shared_buffers=256MB")


@contextmanager
def place(kinds: Collection[str]) -> Iterator["Place"]:
    """Give a place for databases of these kinds, with a server of its own where one is needed, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="duban-bench-") as name, _cluster("postgresql" in kinds) as cluster:
        folder = Path(name)
        folder.chmod(0o755)
        yield Place(folder, cluster)


class Place:
    """A folder, and a PostgreSQL server if one was asked for."""

    def __init__(self, folder: Path, cluster: Cluster | None) -> None:
        self.folder, self._cluster = folder, cluster

    @contextmanager
    def filled(self, kinds: Collection[str], size: int) -> Iterator[dict[str, Database]]:
        """Give a database of each kind, filled with the same district of so many tasks."""
        databases = {kind: open_database(self._url(kind, size)) for kind in kinds}
        fill(list(databases.values()), load_rules(), size)
        try:
            yield databases
        finally:
            for database in databases.values():
                database.close()

    def _url(self, kind: str, size: int) -> str:
        if kind == "sqlite" or self._cluster is None:
            return f"sqlite:///{self.folder / f'{size}.db'}"
        return self._cluster.url(create_database(self._cluster))


def url_of(database: Database) -> str:
    """Return the address of a database with its password, as another process needs it."""
    return database.url.render_as_string(hide_password=False)


@contextmanager
def _cluster(wanted: bool) -> Iterator[Cluster | None]:  # noqa: FBT001 - read at the one call
    binaries = find_binaries()
    if not wanted or binaries is None:
        yield None
        return
    with running(binaries, _POSTGRES) as cluster:
        yield cluster


def token(database: Database, ref: str, kind: str = "web") -> str:
    """Return the token of a session of somebody, or of a program of theirs (``api``)."""
    with database.write() as session:
        account = table_of(Account)
        known = session.connection().execute(select(account.c.id).where(account.c.login == ref)).scalar()
        person = person_by(session, ref)
        account_id = known or make_account(session, login=ref, name=person.name, now=NOW, person_id=person.id)
        return begin_session(session, account_id, From("127.0.0.1", "benchmark"), NOW, kind=kind, name="benchmark")


def items_in_progress(database: Database, limit: int, unit_ids: Collection[int] | None = None) -> list[tuple[int, int]]:
    """Return items in progress without deliverables, each with its unit, at most so many."""
    tasks, parts = table_of(Task), table_of(Task).alias()
    query = select(tasks.c.id, tasks.c.unit_id).where(tasks.c.kind == "item", tasks.c.state == "in_progress")
    query = query.where(~exists().where(parts.c.parent_id == tasks.c.id))
    query = query if unit_ids is None else query.where(tasks.c.unit_id.in_(unit_ids))
    with database.read() as session:
        return [(row[0], row[1]) for row in session.connection().execute(query.order_by(tasks.c.id).limit(limit))]
