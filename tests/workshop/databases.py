"""The ``database`` fixture: the same test runs on SQLite and on PostgreSQL, with all tables there."""

import shutil
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from config.database import Database
from tests.workshop.compiled import share_compiled
from tests.workshop.postgres import Cluster, create_database, drop_database, empty

_TABLES = (
    "planning.models",
    "planning.search_schema",
    "planning.access.models",
    "notifications.models",
    "flows.run_models",
    "reports.models",
)


def _create_tables(url: str) -> None:
    for module in _TABLES:
        if find_spec(module):
            import_module(module)
    database = Database(url, durable=False)
    SQLModel.metadata.create_all(database.engine)
    database.close()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with all tables and no rows; tests get copies."""
    file = tmp_path_factory.mktemp("template") / "template.db"
    _create_tables(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def postgres_template(postgres_cluster: Cluster) -> str:
    """The name of a PostgreSQL database with all tables and no rows; tests get copies."""
    name = create_database(postgres_cluster)
    _create_tables(postgres_cluster.url(name))
    return name


@pytest.fixture
def sqlite_database(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """A SQLite database in a file of this test's own, all tables there."""
    file = tmp_path / "duban.db"
    shutil.copyfile(sqlite_template, file)
    database = share_compiled(Database(f"sqlite:///{file}", durable=False))
    yield database
    database.close()


@pytest.fixture(scope="session")
def postgres_kept(postgres_cluster: Cluster, postgres_template: str) -> Iterator[str]:
    """The name of the database that one test after another gets; emptying one is ten times quicker than a copy."""
    name = create_database(postgres_cluster, postgres_template)
    yield name
    drop_database(postgres_cluster, name)


@pytest.fixture
def postgres_tables(postgres_cluster: Cluster, postgres_kept: str) -> Iterator[Database]:
    """A PostgreSQL database with all tables and no rows, for this test alone while it runs."""
    empty(postgres_cluster, postgres_kept)
    database = share_compiled(Database(postgres_cluster.url(postgres_kept)))
    yield database
    database.close()


@pytest.fixture(params=["sqlite_database", pytest.param("postgres_tables", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> Database:
    """The test runs twice: once on SQLite, once on PostgreSQL."""
    chosen: Database = request.getfixturevalue(request.param)
    return chosen
