"""The stage on SQLite and on PostgreSQL."""

from pathlib import Path

import pytest

from config.database import Database
from tests.flows.stage import Stage, open_stage


@pytest.fixture
def stage(database: Database, tmp_path: Path) -> Stage:
    """The house, a clock and a folder for mails; the test runs on both databases."""
    return open_stage(database, tmp_path)


@pytest.fixture
def sqlite_stage(sqlite_database: Database, tmp_path: Path) -> Stage:
    """The stage on SQLite alone, where the database makes no difference."""
    return open_stage(sqlite_database, tmp_path)
