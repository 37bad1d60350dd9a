"""The house of the core's tests, on SQLite and on PostgreSQL."""

import pytest

from config.database import Database
from tests.planning.house import House, build


@pytest.fixture
def house(database: Database) -> House:
    """Two streets, their people and a plan; the test runs on both databases."""
    return build(database)


@pytest.fixture
def sqlite_house(sqlite_database: Database) -> House:
    """The house on SQLite alone, where the database makes no difference."""
    return build(sqlite_database)
