"""A real PostgreSQL server for the session, on a free loopback port, with a fresh database for each test that asks.

One cluster per test process (with pytest-xdist: per worker), in a folder of its own, with everything that makes data
survive a power cut switched off. It never touches a cluster of the system.
"""

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import IO

import psycopg
import pytest

from tests.workshop.missing import missing
from tests.workshop.network import pick_port

SWITCH = "DUBAN_TEST_POSTGRES"
ROLE = "duban"
_STOP_SECONDS = 20
_PR_SET_PDEATHSIG = 1
_SETTINGS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "shared_buffers=32MB")
_INITDB_OPTIONS = ("--auth=trust", "--no-locale", "--encoding=UTF8", "--no-sync")
_numbers = count(1)


def find_binaries() -> Path | None:
    """Return the folder with the newest ``initdb`` and ``postgres`` of this machine, or nothing."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    on_path = shutil.which("initdb")
    if found:
        return found[-1].parent
    return Path(on_path).resolve().parent if on_path else None


def _server_user() -> str | None:
    """Return whom the server runs as: it refuses root, so root steps down; everybody else stays who they are."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _end_with_parent() -> None:
    """Ask the kernel to stop the server when the test process dies, however it dies (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGQUIT)


@dataclass
class Cluster:
    """A server of our own: where it listens, and how it is started and stopped."""

    binaries: Path
    folder: Path
    port: int
    settings: tuple[str, ...] = _SETTINGS

    def start(self) -> subprocess.Popen[str]:
        """Create the files, start the server and return once it accepts connections."""
        user = _server_user()
        if user:
            shutil.chown(self.folder, user)
        folder, data = str(self.folder), str(self.folder / "data")
        initdb = [str(self.binaries / "initdb"), "-D", data, "-U", ROLE, *_INITDB_OPTIONS]
        subprocess.run(initdb, check=True, capture_output=True, text=True, user=user, cwd=self.folder)
        server = [str(self.binaries / "postgres"), "-D", data, "-p", str(self.port), "-k", folder, "-h", "127.0.0.1"]
        process = subprocess.Popen(
            [*server, *(word for setting in self.settings for word in ("-c", setting))],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            user=user,
            cwd=self.folder,
            start_new_session=True,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - only a system call, before any thread of ours exists
        )
        assert process.stderr is not None
        said = _wait_until_ready(process.stderr)
        if process.poll() is not None:
            pytest.fail(f"the PostgreSQL server did not start:\n{said}")
        threading.Thread(target=_drain, args=(process.stderr,), daemon=True).start()
        return process

    def url(self, database: str = "postgres") -> str:
        """Return the address of a database of this server."""
        return f"postgresql://{ROLE}@127.0.0.1:{self.port}/{database}"


def _wait_until_ready(log: IO[str]) -> str:
    """Read the server's log until it accepts connections or ends; return what it said."""
    said = ""
    for line in log:
        said += line
        if "ready to accept connections" in line:
            break
    return said


def _drain(log: IO[str]) -> None:
    """Throw the rest of the log away, so that the server never waits for us, and close it when the server ends."""
    with log:
        deque(log, maxlen=0)


def stop(process: subprocess.Popen[str]) -> None:
    """Stop the server at once; its data are thrown away."""
    process.send_signal(signal.SIGQUIT)
    try:
        process.wait(_STOP_SECONDS)
    finally:
        if process.poll() is None:
            process.kill()


@contextmanager
def running(binaries: Path, settings: tuple[str, ...] = _SETTINGS) -> Iterator[Cluster]:
    """Give a server of its own on a free port; it is stopped and gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="duban-pg-"))  # short: a socket path has at most 107 bytes
    cluster = Cluster(binaries, folder, pick_port(), settings)
    try:
        process = cluster.start()
        try:
            yield cluster
        finally:
            stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgres_cluster() -> Iterator[Cluster]:
    """The running server of this test session."""
    binaries = find_binaries()
    if binaries is None:
        missing("the PostgreSQL server", SWITCH)
    with running(binaries) as cluster:
        yield cluster


@pytest.fixture(scope="session")
def postgres_url(postgres_cluster: Cluster) -> str:
    """The address of the server's maintenance database, for ``psycopg.connect`` and ``config.database.Database``."""
    return postgres_cluster.url()


def execute(url: str, statement: str) -> None:
    """Run one statement outside any transaction."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())


def create_database(cluster: Cluster, template: str = "template0") -> str:
    """Create a database of a new name as a copy of a template; return its name."""
    name = f"t{os.getpid()}_{next(_numbers)}"
    execute(cluster.url(), f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return name


def drop_database(cluster: Cluster, name: str) -> None:
    """Drop a database, together with the connections somebody left open."""
    execute(cluster.url(), f'DROP DATABASE "{name}" WITH (FORCE)')


def empty(cluster: Cluster, name: str) -> None:
    """Take all rows out of a database and let its numbers begin at 1; connections left open in it are ended.

    The number of the database's state goes on.
    Only tables with rows are touched: TRUNCATE of them all would write a new file for each.
    """
    ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    with psycopg.connect(cluster.url(name), autocommit=True) as connection:
        connection.execute(f"{ending} AND pid <> pg_backend_pid()")
        connection.execute(_EMPTYING)


_EMPTYING = """
DO $$
DECLARE each record; has_rows boolean;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR each IN SELECT oid::regclass AS name FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
        AND relname <> 'revision'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %s)', each.name) INTO has_rows;
        IF has_rows THEN EXECUTE format('DELETE FROM %s', each.name); END IF;
    END LOOP;
    FOR each IN SELECT schemaname, sequencename FROM pg_sequences WHERE last_value IS NOT NULL
    LOOP
        PERFORM setval(format('%I.%I', each.schemaname, each.sequencename)::regclass, 1, false);
    END LOOP;
END $$
"""


@pytest.fixture
def postgres_database(postgres_cluster: Cluster) -> Iterator[str]:
    """The address of an empty database of this test's own."""
    name = create_database(postgres_cluster)
    yield postgres_cluster.url(name)
    drop_database(postgres_cluster, name)
