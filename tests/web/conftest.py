"""The site of the pages' tests, on both databases or on SQLite alone; and a real server for the browser."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from config.database import Database
from config.remembering import LIVELY, reading_settled
from tests.web.serving import served
from tests.web.site import Site, make_site
from web.app import create_app


@pytest.fixture
def site(database: Database, tmp_path: Path) -> Site:
    """The pages of a small district; the test runs on both databases."""
    return make_site(database, tmp_path)


@pytest.fixture
def sqlite_site(sqlite_database: Database, tmp_path: Path) -> Site:
    """The pages of a small district on SQLite, where the database makes no difference."""
    return make_site(sqlite_database, tmp_path)


@pytest.fixture
def address(sqlite_site: Site, free_port: int) -> Iterator[str]:
    """The site behind a real server, by its address."""
    with served(create_app(sqlite_site.services), free_port) as found:
        yield found


@pytest.fixture(autouse=True, scope="session")
def _settled_reading() -> Iterator[None]:
    """Whatever a page takes for settled asks no table that acts on tasks write to."""
    lively = re.compile(rf"\b(?:{'|'.join(sorted(LIVELY))})\b")

    def look(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        assert not reading_settled.get() or not lively.search(statement), statement

    event.listen(Engine, "before_cursor_execute", look)
    yield
    event.remove(Engine, "before_cursor_execute", look)
