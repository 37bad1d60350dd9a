"""Alembic's entry: runs the steps on the connection that ``duban.bootstrap`` hands over, or on the configured URL."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import planning.models  # noqa: F401 - the tables register themselves
from config.database import Database
from config.settings import load_settings


def _run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, compare_type=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    _run(given)
else:
    with Database(load_settings().effective_database_url).engine.begin() as own:
        _run(own)
