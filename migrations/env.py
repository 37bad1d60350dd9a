"""Alembic's entry: runs the steps on the connection that ``duban.bootstrap`` hands over, or on the configured URL."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

import flows.run_models
import notifications.models
import planning.access.models
import planning.models
import planning.search_schema
from config.database import Database
from config.settings import load_settings

#: The modules whose tables make up the structure; importing them registers the tables.
TABLES = (planning.models, planning.access.models, notifications.models, flows.run_models)


def _plain(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write SQLModel's own column types as SQLAlchemy's: a step must not depend on SQLModel's inner modules."""
    if kind == "type" and isinstance(item, AutoString):
        return "sa.String()"
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def _ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out the tables of the full-text search, which are not in SQLAlchemy's metadata."""
    return kind != "table" or not (name or "").startswith(planning.search_schema.TABLE)


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
        render_item=_plain,
        include_name=_ours,
    )
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    with Database(load_settings().effective_database_url).engine.begin() as own:
        _run(own)
