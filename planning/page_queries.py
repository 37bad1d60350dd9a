"""Questions that only pages ask: what turned red, what waits for a decision, who has reported, what a document holds.

Like ``planning.queries``: sets over indexed columns, the table read is a parameter, lists are bounded by the caller.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, RowMapping, Select, bindparam, case, func, or_, select
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.database import table_of
from config.prepared import among, prepared
from planning.ledger import events, tasks
from planning.lifecycle import CHASABLE_STATES, LIVE_STATES
from planning.light_sql import light_case
from planning.models import Document, Period, Post, Snapshot, Unit
from planning.narrowing import TaskFilter, asks_extension, conditions
from planning.queries import LIST_COLUMNS

documents = table_of(Document)
periods = table_of(Period)
posts = table_of(Post)
snapshots = table_of(Snapshot)
units = table_of(Unit)

_SNAPSHOT_COLUMNS = ("id", "period_id", "version", "as_of", "frozen_at", "frozen_by", "sha256", "ledger_root")


def light_counts_of(session: Session, table: FromClause, day: date, wanted: TaskFilter) -> dict[str, int]:
    """Return how many tasks a filter leaves, by light."""
    light = light_case(table.c, day)
    query = select(light.label("light"), func.count()).where(*conditions(table, day, wanted)).group_by("light")
    return {row[0]: row[1] for row in session.connection().execute(query)}


def count_due(session: Session, table: FromClause, first: date, last: date) -> int:
    """Return how many chased tasks are due from ``first`` to ``last``, both included."""
    return _count(session, table, _chased(table) & table.c.due_on.between(first, last))


def count_overdue(session: Session, table: FromClause, day: date) -> int:
    """Return how many chased tasks were due before ``day``."""
    return _count(session, table, _chased(table) & (table.c.due_on < day))


def waiting_counts(session: Session, table: FromClause) -> dict[str, int]:
    """Return how many items wait, by what they wait for; one item may wait for several things."""
    query = select(
        func.count(case((table.c.state == "submitted", 1))).label("submitted"),
        func.count(case((_asks_extension(table), 1))).label("extension"),
        func.count(case((table.c.answer_by.is_not(None), 1))).label("instruction"),
    ).where(_waits(table))
    return {key: int(value) for key, value in session.connection().execute(query).mappings().one().items()}


def report_counts(session: Session, table: FromClause, period: str, begun_by: date) -> list[RowMapping]:
    """Return ``unit_id, owed, reported`` for a period: items that owe an update and those whose update is there."""
    query = (
        select(
            table.c.unit_id,
            func.count().label("owed"),
            func.count(case((table.c.last_period >= period, 1))).label("reported"),
        )
        .where(
            table.c.kind == "item",
            table.c.state.in_(LIVE_STATES),
            table.c.first_period <= period,
            table.c.start_on <= begun_by,
        )
        .group_by(table.c.unit_id)
    )
    return list(session.connection().execute(query).mappings().all())


def post_titles(session: Session, post_ids: Iterable[int]) -> dict[int, str]:
    """Return ``unit · post`` for each of the posts, held or vacant."""
    found = prepared(session, "post titles", _titles).run(session, {"posts": list(set(post_ids))})
    return {row.id: f"{row.short_name} · {row.name}" for row in found}


def _titles() -> Select[Any]:
    query = select(posts.c.id, posts.c.name, units.c.short_name).join(units, units.c.id == posts.c.unit_id)
    return query.where(among(posts.c.id, "posts"))


def document_row(session: Session, document_id: int) -> RowMapping | None:
    """Return a document with its text."""
    asked = prepared(session, "document", lambda: select(documents).where(documents.c.id == bindparam("of_document")))
    return asked.run(session, {"of_document": document_id}).mappings().first()


def excerpt_of(session: Session, document_id: int, start: int, end: int) -> RowMapping | None:
    """Return ``name, sha256, characters`` of a document and the ``excerpt`` of its text between two offsets."""
    given = {"of_document": document_id, "first": start + 1, "length": end - start}
    return prepared(session, "excerpt", _excerpt).run(session, given).mappings().first()


def _excerpt() -> Select[Any]:
    text, whole = documents.c.text, Integer()
    cut = func.substr(text, bindparam("first", type_=whole), bindparam("length", type_=whole)).label("excerpt")
    query = select(documents.c.name, documents.c.sha256, func.length(text).label("characters"), cut)
    return query.where(documents.c.id == bindparam("of_document"))


def places_in(session: Session, document_id: int, table: FromClause = tasks) -> list[RowMapping]:
    """Return ``id, number, title, source_start, source_end`` of a table's items from a document, in its order."""
    query = (
        select(table.c.id, table.c.number, table.c.title, table.c.source_start, table.c.source_end)
        .where(table.c.document_id == document_id, table.c.kind == "item")
        .order_by(table.c.source_start, table.c.id)
    )
    return list(session.connection().execute(query).mappings().all())


def first_event_at(session: Session) -> datetime | None:
    """Return the instant of the first event of the ledger; none while nothing was registered."""
    return session.connection().execute(select(func.min(events.c.at))).scalar()


def period_rows(session: Session) -> list[RowMapping]:
    """Return the reporting periods, the newest first."""
    query = select(periods).order_by(periods.c.code.desc())
    return list(session.connection().execute(query).mappings().all())


def snapshot_rows(session: Session, before: datetime | None = None) -> list[RowMapping]:
    """Return all snapshots (frozen before an instant) without their content, with the period's code, newest first."""
    query = (
        select(*(snapshots.c[name] for name in _SNAPSHOT_COLUMNS), periods.c.code.label("period"))
        .join(periods, periods.c.id == snapshots.c.period_id)
        .order_by(periods.c.code.desc(), snapshots.c.version.desc(), snapshots.c.id.desc())
    )
    query = query if before is None else query.where(snapshots.c.frozen_at < before)
    return list(session.connection().execute(query).mappings().all())


def snapshot_row(session: Session, snapshot_id: int) -> RowMapping | None:
    """Return one snapshot with its content and the period's code and state."""
    query = (
        select(*snapshots.columns, periods.c.code.label("period"), periods.c.state.label("period_state"))
        .join(periods, periods.c.id == snapshots.c.period_id)
        .where(snapshots.c.id == snapshot_id)
    )
    return session.connection().execute(query).mappings().first()


def _listed(table: FromClause) -> Select[Any]:
    return select(*(table.c[name] for name in LIST_COLUMNS), units.c.short_name.label("unit_name")).join(
        units, units.c.id == table.c.unit_id
    )


def _count(session: Session, table: FromClause, condition: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(condition)
    return int(session.connection().execute(query).scalar_one())


def _chased(table: FromClause) -> ColumnElement[bool]:
    return table.c.finished_on.is_(None) & table.c.chased & table.c.state.in_(CHASABLE_STATES)


def _asks_extension(table: FromClause) -> ColumnElement[bool]:
    return asks_extension(table)


def _waits(table: FromClause) -> ColumnElement[bool]:
    return (table.c.kind == "item") & or_(
        table.c.state == "submitted", _asks_extension(table), table.c.answer_by.is_not(None)
    )
