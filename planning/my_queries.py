"""What the page of own tasks asks the database: the tasks of posts and of units, with what their order depends on."""

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, false, func, or_, select
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from planning.ledger import events
from planning.lifecycle import CHASABLE_STATES, FINISHED_STATES, LIVE_STATES
from planning.light_sql import light_case
from planning.my_tasks import Part
from planning.queries import LIST_COLUMNS, units

#: More open tasks than one person answers for anywhere; those due first are looked at.
MOST = 500
_MORE = ("first_period", "extension_proposed_on", "theme")


def open_tasks(
    session: Session, table: FromClause, day: date, posts: Collection[int], unit_ids: Collection[int]
) -> list[RowMapping]:
    """Return the unfinished items of these posts and units, earliest due first, at most ``MOST``."""
    query = _listed(table, day).where(_mine(table, posts, unit_ids), table.c.state.in_(LIVE_STATES))
    query = query.order_by(table.c.due_on, table.c.id).limit(MOST)
    # An instruction on a finished item waits for its answer all the same.
    asked = _listed(table, day).where(
        _mine(table, posts, unit_ids),
        table.c.answer_by.is_not(None),
        table.c.state.in_((*FINISHED_STATES, "suspended")),
    )
    connection = session.connection()
    return [*connection.execute(query).mappings(), *connection.execute(asked.limit(MOST)).mappings()]


def finished_tasks(
    session: Session, table: FromClause, day: date, posts: Collection[int], unit_ids: Collection[int], *, limit: int
) -> list[RowMapping]:
    """Return the finished items of these posts and units, newest first."""
    query = _listed(table, day).where(_mine(table, posts, unit_ids), table.c.state.in_(FINISHED_STATES))
    query = query.order_by(table.c.finished_on.desc(), table.c.id.desc()).limit(limit)
    return list(session.connection().execute(query).mappings().all())


def finished_count(session: Session, table: FromClause, posts: Collection[int], unit_ids: Collection[int]) -> int:
    """Return how many items of these posts and units are finished."""
    query = select(func.count()).select_from(table)
    query = query.where(table.c.kind == "item", _mine(table, posts, unit_ids), table.c.state.in_(FINISHED_STATES))
    return int(session.connection().execute(query).scalar_one())


def open_parts(
    session: Session, table: FromClause, item_ids: Sequence[int], until: date
) -> dict[int, tuple[Part, ...]]:
    """Return by item its unfinished deliverables that are chased by a deadline of their own up to a day."""
    query = (
        select(table.c.parent_id, table.c.title, table.c.due_on)
        .where(
            table.c.parent_id.in_(item_ids), table.c.chased, table.c.state.in_(CHASABLE_STATES),
            table.c.progress < 100, table.c.due_on <= until,  # noqa: PLR2004 - percent
        )
        .order_by(table.c.due_on, table.c.position)
    )  # fmt: skip
    found: dict[int, tuple[Part, ...]] = {}
    for row in session.connection().execute(query):
        found[row.parent_id] = (*found.get(row.parent_id, ()), Part(row.title, row.due_on))
    return found


def return_reasons(session: Session, task_ids: Sequence[int], before: datetime | None = None) -> dict[int, str]:
    """Return by task the reason (a code of ``return_reason``) it was last sent back for (before an instant)."""
    query = (
        select(events.c.task_id, events.c.payload)
        .where(events.c.task_id.in_(task_ids), events.c.kind == "returned")
        .order_by(events.c.task_id, events.c.seq)
    )
    query = query if before is None else query.where(events.c.at < before)
    return {row.task_id: str(json.loads(row.payload)["reason"]) for row in session.connection().execute(query)}


def _mine(table: FromClause, posts: Collection[int], unit_ids: Collection[int]) -> ColumnElement[bool]:
    own = table.c.owner_post_id.in_(posts) if posts else false()
    return or_(own, table.c.unit_id.in_(unit_ids)) if unit_ids else own


def _listed(table: FromClause, day: date) -> Select[Any]:
    columns = [table.c[name] for name in (*LIST_COLUMNS, *_MORE)]
    light = light_case(table.c, day).label("light")
    return (
        select(*columns, units.c.short_name.label("unit_name"), light)
        .join(units, units.c.id == table.c.unit_id)
        .where(table.c.kind == "item")
    )
