"""Statements compiled once for all tests: each test has a database of its own, but the same questions.

SQLAlchemy keeps what it compiled by the dialect of an engine, and so does ``config.prepared``; a new engine for each
test compiled everything anew, which took longer than running it.
"""

from collections.abc import MutableMapping
from typing import Any

from sqlalchemy import Dialect

from config.database import Database

_shared: dict[str, tuple[Dialect, MutableMapping[Any, Any] | None]] = {}


def share_compiled(database: Database) -> Database:
    """Let a database use what was compiled for others of its kind, and return it."""
    name = database.engine.dialect.name
    if name not in _shared:
        with database.engine.connect():  # the dialect asks the first connection what the server can do
            _shared[name] = database.engine.dialect, database.engine._compiled_cache  # noqa: SLF001 - there is no other name
    for engine in (database.engine, database._reading):  # noqa: SLF001 - the same, for those who read
        engine.dialect, engine._compiled_cache = _shared[name]  # noqa: SLF001 - as above
    return database
