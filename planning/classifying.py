"""Putting items that are under no theme yet under the one the rules name: what that would be, and doing it.

Registration does it for new items; this is for those registered before there were themes, or before theirs had words.
Only what the rules name is changed, by one ``classified`` event each; an item no word speaks for stays as it is.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.themes import Theme
from planning.ledger import Ledger, tasks
from planning.lifecycle import FINISHED_STATES, LIVE_STATES
from planning.themes import classify

#: So many items are classified in one transaction, and so many looked at to find them.
MOST, LOOKED_AT = 500, 5_000
_BATCH = 500


@dataclass(frozen=True)
class Proposed:
    """An item under no theme, and the theme the rules name for it."""

    task_id: int
    number: str
    title: str
    theme: str


def count_unclassified(session: Session, table: FromClause = tasks) -> int:
    """Return how many live and finished items of a table of tasks are under no theme."""
    query = select(func.count()).select_from(table).where(_is_unclassified(table))
    return int(session.connection().execute(query).scalar_one())


def proposals(
    session: Session, themes: Sequence[Theme], *, table: FromClause = tasks, after: int = 0
) -> tuple[list[Proposed], int | None]:
    """Return the next items the rules name a theme for, and the id to go on after; none when there are no more."""
    found: list[Proposed] = []
    last, looked = after, 0
    while looked < LOOKED_AT:
        rows = _rows(session, table, last)
        for row in rows:
            last, looked = row.id, looked + 1
            found += _proposed(row, themes)
            if len(found) == MOST:
                return found, last
        if len(rows) < _BATCH:
            return found, None
    return found, last


def classify_next(ledger: Ledger, *, table: FromClause = tasks, after: int = 0) -> tuple[list[Proposed], int | None]:
    """Classify the next items the rules name a theme for; return them, and the id to go on after as above."""
    found, last = proposals(ledger.session, ledger.rules.themes, table=table, after=after)
    for each in found:
        ledger.record(each.task_id, "classified", {"theme": each.theme})
    return found, last


def _proposed(row: Row[Any], themes: Sequence[Theme]) -> list[Proposed]:
    theme = classify(row.text, json.loads(row.path), themes)
    return [Proposed(row.id, row.number, row.title, theme)] if theme else []


def _rows(session: Session, table: FromClause, after: int) -> Sequence[Row[Any]]:
    query = (
        select(table.c.id, table.c.number, table.c.title, table.c.text, table.c.path)
        .where(_is_unclassified(table), table.c.id > after)
        .order_by(table.c.id)
        .limit(_BATCH)
    )
    return session.connection().execute(query).all()


def _is_unclassified(table: FromClause) -> ColumnElement[bool]:
    return (table.c.kind == "item") & (table.c.theme == "") & table.c.state.in_((*LIVE_STATES, *FINISHED_STATES))
