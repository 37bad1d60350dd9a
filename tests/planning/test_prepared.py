"""Statements kept for each kind of database: how the condition of a list of values is said to it."""

import pytest
from sqlalchemy import create_mock_engine, select
from sqlalchemy.engine import Dialect

from config.database import Database, revisions
from config.prepared import among, prepared
from planning.ledger import tasks


def dialect_of(url: str) -> Dialect:
    return create_mock_engine(url, lambda *_: None).dialect


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("sqlite://", "task.id IN (__[POSTCOMPILE_ids])"),
        ("postgresql+psycopg://", "task.id = ANY (%(ids)s::INTEGER[])"),
    ],
)
def test_a_list_is_one_value_to_postgresql_and_leads_both_to_an_index(url: str, said: str) -> None:
    query = select(tasks.c.number).where(among(tasks.c.id, "ids"), tasks.c.kind == "item")
    text = str(query.compile(dialect=dialect_of(url)))
    # Compared with 1, as SQLite is told of other conditions, it would take no index.
    assert text.replace("\n", "").split("WHERE ")[1].startswith(f"{said} AND task.kind = ")


@pytest.mark.parametrize("ids", [[], [1], [3, 1]])
def test_a_list_may_be_empty_and_may_be_denied(database: Database, ids: list[int]) -> None:
    within = select(revisions.c.id).where(among(revisions.c.id, "ids"))
    without = select(revisions.c.id).where(~among(revisions.c.id, "ids"))
    with database.read() as session:
        found = prepared(session, "test within", lambda: within).run(session, {"ids": ids}).scalars().all()
        others = prepared(session, "test without", lambda: without).run(session, {"ids": ids}).scalars().all()
    assert (set(found), set(others)) == ({1, 2} & {*ids}, {1, 2} - {*ids})
