"""Bootstrap: from settings to an open database of the right structure. The only place that migrates.

A command that only reads never loads Alembic: the version row is compared with ``migrations.REVISIONS``.
"""

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.exc import ArgumentError, DatabaseError

import migrations
from config.clock import Clock, SystemClock
from config.database import Database, shown_url
from config.database_faults import database_failure
from config.errors import CallError, DubanError
from config.files import reason_of
from config.settings import Settings, load_settings
from planning.rules import Rules, load_rules
from planning.store import Store
from planning.word_index import rebuild_words, words_missing


@dataclass(frozen=True)
class Application:
    """What a command or the server works with."""

    settings: Settings
    database: Database
    clock: Clock

    @cached_property
    def rules(self) -> Rules:
        """The rule pack and calendar the settings name."""
        return load_rules(self.settings.rule_pack, self.settings.data_dir)

    @cached_property
    def store(self) -> Store:
        """The store of uploaded bytes."""
        return Store(self.settings.data_dir)


def start(data_dir: Path | None = None, clock: Clock | None = None) -> Application:
    """Read the settings, prepare the data folder and open the database, brought up to this program's structure.

    Raises:
        DubanError: ``data-dir-read-only``, ``database-unreachable``, ``database-newer``; nothing is changed then.
    """
    settings = load_settings(data_dir)
    prepare_data_dir(settings.data_dir)
    return Application(settings, open_database(settings.effective_database_url), clock or SystemClock())


def prepare_data_dir(folder: Path) -> None:
    """Make the data folder and see that it can be written.

    Raises:
        DubanError: ``data-dir-read-only``.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DubanError("data-dir-read-only", path=folder, detail=reason_of(error)) from error
    if not os.access(folder, os.W_OK | os.X_OK):
        raise DubanError("data-dir-read-only", path=folder, detail="没有写权限")


def database_at(url: str) -> Database:
    """Return the database at an address, not yet connected to.

    Raises:
        CallError: ``database-url-invalid``, also for a kind of database this program does not work with.
    """
    try:
        return Database(url)
    except (ArgumentError, ImportError) as error:
        raise CallError("database-url-invalid", url=shown_url(url)) from error


def open_database(url: str) -> Database:
    """Open a database and bring its structure up to date.

    Raises:
        CallError: ``database-url-invalid``.
        DubanError: ``database-unreachable``, ``database-in-use`` or ``database-newer``.
    """
    database = database_at(url)
    try:
        found = structure_version(database)
        if found is None or (found != migrations.HEAD and found in migrations.REVISIONS):
            migrate(database)
        if found is None or found in migrations.REVISIONS:
            _index_what_there_was(database)
    except DatabaseError as error:
        database.close()
        failure = database_failure(error)
        if failure.code == "database-in-use":
            raise failure from error
        where = database.url.render_as_string(hide_password=True)
        raise DubanError("database-unreachable", where=where, **failure.values) from error
    if found is not None and found not in migrations.REVISIONS:
        database.close()
        raise DubanError("database-newer", found=found, known=migrations.HEAD)
    return database


def _index_what_there_was(database: Database) -> None:
    """Make the words of the search for tasks that were there before it; the next start does it if this one is ended."""
    with database.read() as session:
        is_missing = words_missing(session)
    if is_missing:
        with database.write() as session:
            rebuild_words(session)


def structure_version(database: Database) -> str | None:
    """Return the structure version the database was left at; none for an empty one."""
    with database.engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def migrate(database: Database) -> None:
    """Bring the structure up to this program's version, in one transaction."""
    from alembic import command  # noqa: PLC0415 - only when there is something to migrate
    from alembic.config import Config  # noqa: PLC0415 - as above

    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with database.engine.connect() as connection:
        if database.is_sqlite:
            # Batch steps rebuild tables; with foreign keys on, that would empty the tables that point to them.
            connection.connection.cursor().execute("PRAGMA foreign_keys=OFF")
        with connection.execution_options(duban_writing=True).begin():
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
        if database.is_sqlite:
            connection.connection.cursor().execute("PRAGMA foreign_keys=ON")
