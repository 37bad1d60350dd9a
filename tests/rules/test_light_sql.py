from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Date, Engine, Integer, MetaData, String, Table, func, insert, select, true

from config.database import Database
from planning.lifecycle import STATES
from planning.light_sql import light_case
from planning.lights import LightRow, light_on

FIRST = date(2017, 6, 20)
METADATA = MetaData()
ITEMS = Table(
    "light_item",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("state", String, nullable=False),
    *(Column(name, Date) for name in ("start_on", "due_on", "finished_on", "yellow_on", "orange_on", "red_on")),
)
DAYS = Table("light_day", METADATA, Column("day", Date, primary_key=True))

#: A narrow stretch of days, so that equal dates are common.
near_days = st.integers(0, 12).map(lambda count: FIRST + timedelta(days=count))
maybe = st.none() | near_days
rows = st.builds(
    LightRow,
    state=st.sampled_from(STATES),
    start_on=near_days,
    due_on=near_days,
    finished_on=maybe,
    yellow_on=maybe,
    orange_on=maybe,
    red_on=maybe,
)


@contextmanager
def _tables(url: str) -> Iterator[Engine]:
    database = Database(url)
    METADATA.create_all(database.engine)
    try:
        yield database.engine
    finally:
        database.close()


def _hold_together(engine: Engine, examples: int) -> None:
    """Python and SQL name the same light for any rows on any day, also when the day is a column, also when counted."""

    @settings(deadline=None, max_examples=examples)
    @given(st.lists(rows, min_size=1, max_size=30), near_days)
    def compare(items: list[LightRow], day: date) -> None:
        names = [column.name for column in ITEMS.columns if column.name != "id"]
        with engine.connect() as connection:
            values = [{"id": place, **{name: getattr(row, name) for name in names}} for place, row in enumerate(items)]
            connection.execute(insert(ITEMS), values)
            connection.execute(insert(DAYS), [{"day": day}])
            expected = [light_on(day, row).colour for row in items]
            light = light_case(ITEMS.c, day)
            assert connection.execute(select(light).order_by(ITEMS.c.id)).scalars().all() == expected
            by_column = select(light_case(ITEMS.c, DAYS.c.day)).select_from(ITEMS.join(DAYS, true()))
            assert connection.execute(by_column.order_by(ITEMS.c.id)).scalars().all() == expected
            counted = connection.execute(select(light, func.count()).group_by(light)).all()
            assert {row[0]: row[1] for row in counted} == Counter(expected)
            connection.rollback()

    compare()


def test_python_and_sql_name_the_same_light_on_sqlite() -> None:
    with _tables("sqlite://") as engine:
        _hold_together(engine, examples=150)


@pytest.mark.postgres
def test_python_and_sql_name_the_same_light_on_postgresql(postgres_database: str) -> None:
    with _tables(postgres_database) as engine:
        _hold_together(engine, examples=60)
