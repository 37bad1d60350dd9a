"""The house of the core's tests, and short ways to look at what a report says about it."""

import pytest

from config.database import Database
from tests.planning.house import House, build


@pytest.fixture
def house(database: Database) -> House:
    return build(database)


@pytest.fixture
def sqlite_house(sqlite_database: Database) -> House:
    return build(sqlite_database)
