"""What a block of code asks a database, to see that it does not ask more when there is more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from sqlalchemy import event

from config.database import Database


class Sent(NamedTuple):
    """A statement with the values given to it: one set, or a list of sets."""

    statement: str
    values: Any


@contextmanager
def sent(database: Database) -> Iterator[list[Sent]]:
    """Give the statements sent meanwhile, with their values."""
    found: list[Sent] = []
    with _listening(database, lambda statement, values: found.append(Sent(statement, values))):
        yield found


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """Give the statements sent meanwhile."""
    found: list[str] = []
    with _listening(database, lambda statement, _values: found.append(statement)):
        yield found


@contextmanager
def _listening(database: Database, take: Callable[[str, Any], None]) -> Iterator[None]:
    def note(_connection: object, _cursor: object, statement: str, values: object, *_rest: object) -> None:
        take(statement, values)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
