"""The site of the pages' tests, on both databases or on SQLite alone; and a real server for the browser."""

import threading
from collections.abc import Iterator
from pathlib import Path
from socket import socket

import pytest
import uvicorn

from config.database import Database
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
    config = uvicorn.Config(create_app(sqlite_site.services), port=free_port, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    started = threading.Event()
    startup = server.startup

    async def told(sockets: list[socket] | None = None) -> None:
        await startup(sockets)
        started.set()

    server.startup = told  # type: ignore[method-assign]
    thread = threading.Thread(target=server.run)
    thread.start()
    assert started.wait(20)
    yield f"http://127.0.0.1:{free_port}"
    server.should_exit = True
    thread.join(20)
