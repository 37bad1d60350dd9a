"""The database: engine, sessions that are honest about writing, and the column types both databases agree on.

SQLite and PostgreSQL run the same code. SQLite writers begin IMMEDIATE, because the default (deferred) transactions
of the driver lose updates; readers begin plainly and see one state. Transactions open and commit at the edge and stay
short. Each that changed something raises a number in ``revision``, by which ``config.remembering`` knows that what was
read is still so.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, cast

from sqlalchemy import Column, Connection, Engine, Integer, Table, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from sqlmodel import Session, SQLModel

from config.errors import CallError
from config.remembering import LIVELY, MEMORY, Memory

BUSY_TIMEOUT_MS = 10_000
#: Entries of an index looked at to guess how many rows a value has: a third of a second for a hundred thousand tasks.
_LOOKED_AT = 1_000
_WRITING, _SETTLED = "duban_writing", "duban_settled"
_READS = frozenset({"SELECT", "BEGIN", "BEGIN ", "PRAGMA"})
#: The table a statement writes to; one that cannot be told is taken for a settled one.
_WRITTEN = re.compile(r"(?:INSERT\s+(?:OR\s+\w+\s+)?INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)")
_ONE_STATE: dict[str, Any] = {"isolation_level": "REPEATABLE READ"}

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

#: How often the database was changed (1), and what is settled in it (2): written last in a transaction, so that
#: no other waits long.
revisions = Table(
    "revision",
    SQLModel.metadata,
    Column("id", Integer, primary_key=True),
    Column("number", Integer, nullable=False),
)


@event.listens_for(revisions, "after_create")
def _begin_counting(_table: Table, connection: Connection, **_how: object) -> None:
    connection.exec_driver_sql("INSERT INTO revision (id, number) VALUES (1, 0), (2, 0)")


_NOTE_CHANGE = "UPDATE revision SET number = number + 1 WHERE id <= {last}"
#: PostgreSQL gives a transaction a number of its own when it changes something, and not before.
_NOTE_IF_CHANGED = _NOTE_CHANGE + " AND txid_current_if_assigned() IS NOT NULL"


def table_of(model: type[SQLModel]) -> Table:
    """Return the table behind a table class, typed."""
    return cast("Table", model.__table__)  # type: ignore[attr-defined]


def add_unless_there(session: Session, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
    """Insert rows in one go; a row whose unique key is there already is left as it is."""
    if rows:
        session.connection().execute(_insert(session, table).on_conflict_do_nothing(), [dict(row) for row in rows])


def put(session: Session, table: Table, keys: Sequence[str], row: Mapping[str, object]) -> None:
    """Insert a row, or give the one with the same unique ``keys`` the other values."""
    statement = _insert(session, table)
    changed = {name: statement.excluded[name] for name in row if name not in keys}
    session.connection().execute(statement.on_conflict_do_update(index_elements=list(keys), set_=changed), dict(row))


def _insert(session: Session, table: Table) -> Any:  # noqa: ANN401 - of either dialect, spelt the same
    from sqlalchemy.dialects import postgresql, sqlite  # noqa: PLC0415 - reading commands do without them

    return (sqlite if session.get_bind().dialect.name == "sqlite" else postgresql).insert(table)


def shown_url(url: str) -> str:
    """Return the address of a database as it may be shown: without password, user, query, or what cannot be read."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # a port that is no number
        secret = ":" in url or "@" in url
        return f"{url.partition(':')[0].rpartition('@')[2]}:…" if secret else url
    return address.set(query={}).render_as_string(hide_password=True)


class Database:
    """One engine and two ways to open a session: ``read()`` and ``write()``.

    ``durable`` writes of SQLite are on the disk when a transaction ends, so that what somebody was told is written
    stays also when the power goes; tests do without.
    """

    def __init__(self, url: str, *, durable: bool = True) -> None:
        try:
            address = make_url(url)
        except (ArgumentError, ValueError) as error:
            raise CallError("database-url-invalid", url=shown_url(url)) from error
        if address.drivername in {"postgresql", "postgres"}:
            address = address.set(drivername="postgresql+psycopg")
        self.url = address
        self.is_sqlite = address.get_backend_name() == "sqlite"
        arguments: dict[str, Any] = {"pool_size": 5, "max_overflow": 5}
        if self.is_sqlite:
            arguments["connect_args"] = {"timeout": BUSY_TIMEOUT_MS / 1000, "check_same_thread": False}
        if self.is_sqlite and address.database in {None, "", ":memory:"}:
            from sqlalchemy.pool import StaticPool  # noqa: PLC0415 - only for databases in memory

            arguments = {"poolclass": StaticPool, "connect_args": {"check_same_thread": False}}
        # Errors are logged: what people wrote, hashes of passwords and addresses of people stay out of logs.
        self.engine: Engine = create_engine(address, hide_parameters=True, **arguments)
        if self.is_sqlite:
            event.listen(self.engine, "connect", partial(_prepare_sqlite, durable=durable))
            event.listen(self.engine, "begin", _begin_sqlite)
        event.listen(self.engine, "before_cursor_execute", _note_settled)
        # A reader of SQLite sees one state as it is; PostgreSQL has to be asked for it.
        self._reading = self.engine if self.is_sqlite else self.engine.execution_options(**_ONE_STATE)
        self._memory = Memory()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that sees one consistent state; it never commits."""
        with Session(self._reading, info={MEMORY: self._memory}) as session:
            try:
                yield session
            finally:
                session.rollback()

    @contextmanager
    def write(self, *, quiet: bool = False) -> Iterator[Session]:
        """Open the one writing transaction: committed on leaving, rolled back on any error.

        A ``quiet`` one writes only what is never remembered (``config.remembering``), as that somebody was seen.
        """
        with Session(self.engine) as session:
            connection = session.connection(execution_options={_WRITING: True})
            before = self._changes(connection)
            connection.info[_SETTLED] = False
            try:
                yield session
                if not quiet:
                    session.flush()
                    self._note_change(session, connection, before)
            except BaseException:
                session.rollback()
                raise
            session.commit()

    def _changes(self, connection: Connection) -> int:
        """Return how many rows a connection of SQLite has changed since it is open."""
        return int(_driver(connection).total_changes) if self.is_sqlite else 0

    def _note_change(self, session: Session, begun: Connection, before: int) -> None:
        """Raise the number of the database's state if something was changed."""
        if not session.in_transaction():
            return  # taken back inside, and nothing written since
        connection = session.connection()
        is_other = connection is not begun
        last = 2 if is_other or connection.info[_SETTLED] else 1
        if not self.is_sqlite:
            connection.exec_driver_sql(_NOTE_IF_CHANGED.format(last=last))
        elif is_other or self._changes(connection) != before:
            connection.exec_driver_sql(_NOTE_CHANGE.format(last=last))

    def learn_sizes(self) -> None:
        """Let SQLite look at how its tables are filled, so that it takes the right index; PostgreSQL does so itself."""
        if self.is_sqlite:
            with self.write() as session:
                for statement in (f"PRAGMA analysis_limit={_LOOKED_AT}", "ANALYZE"):
                    session.connection().exec_driver_sql(statement)

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: object, *, durable: bool) -> None:  # noqa: ANN401 - the driver's own type
    connection.isolation_level = None  # we say BEGIN ourselves
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        f"synchronous={'FULL' if durable else 'NORMAL'}",
        "foreign_keys=ON",
        "cache_size=-8000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _note_settled(connection: Connection, _cursor: object, statement: str, *_rest: object) -> None:
    """Note that a transaction writes to a table that is not lively."""
    if statement[:6] in _READS:
        return
    written = _WRITTEN.match(statement)
    if written is None or written[1] not in LIVELY:
        connection.info[_SETTLED] = True


def _driver(connection: Connection) -> Any:  # noqa: ANN401 - the driver's own type
    return connection.connection.driver_connection


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
