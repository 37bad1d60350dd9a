"""The table of the full-text search, which each database has in its own form (FTS5, tsvector with GIN).

``words`` holds a text cut into overlapping pairs of characters (``planning.searching``), so that both find the same.
SQLAlchemy does not know virtual tables: the statements stand here, for the migration and for tables made at once.
"""

from typing import Any

from sqlalchemy import Connection, MetaData, event, text
from sqlmodel import SQLModel

from config.remembering import lively

TABLE = "task_words"
lively(TABLE)
CREATE = {
    "sqlite": (
        """CREATE VIRTUAL TABLE IF NOT EXISTS task_words
            USING fts5(words, task_id UNINDEXED, seq UNINDEXED, tokenize='unicode61')""",
    ),
    "postgresql": (
        """CREATE TABLE IF NOT EXISTS task_words
            (task_id INTEGER NOT NULL, seq INTEGER NOT NULL, words TSVECTOR NOT NULL)""",
        "CREATE INDEX IF NOT EXISTS ix_task_words_words ON task_words USING gin (words)",
        "CREATE INDEX IF NOT EXISTS ix_task_words_task_id ON task_words (task_id)",
    ),
}


def create(connection: Connection) -> None:
    """Make the table on an empty database, or on one that does not have it yet."""
    for statement in CREATE[connection.dialect.name]:
        connection.execute(text(statement))


def drop(connection: Connection) -> None:
    """Take the table away again."""
    connection.execute(text(f"DROP TABLE {TABLE}"))


@event.listens_for(SQLModel.metadata, "after_create")
def _with_all_tables(_target: MetaData, connection: Connection, **_given: Any) -> None:  # noqa: ANN401 - SQLAlchemy's own
    create(connection)
