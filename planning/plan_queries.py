"""Questions that the pages of plans and reviews ask: sets over indexed columns, a fixed number of queries."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, RowMapping, func, select, true
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.database import table_of
from planning.ledger import tasks
from planning.lifecycle import FINISHED_STATES, LIVE_STATES
from planning.models import Document, Outcome, Plan, PlanVersion, Review
from planning.people import posts, units

documents = table_of(Document)
outcomes = table_of(Outcome)
plans = table_of(Plan)
reviews = table_of(Review)
versions = table_of(PlanVersion)


def items_by_plan(session: Session, table: FromClause = tasks) -> dict[int, int]:
    """Return how many items that count each plan has in a table of tasks."""
    counted = table.c.state.in_((*LIVE_STATES, *FINISHED_STATES, "suspended"))
    query = select(table.c.plan_id, func.count()).where(table.c.parent_id.is_(None), counted).group_by(table.c.plan_id)
    return {row[0]: row[1] for row in session.connection().execute(query)}


def versions_by_plan(session: Session, before: datetime | None = None) -> dict[int, int]:
    """Return the number of each plan's newest version (adopted before an instant); a plan without one is not named."""
    query = select(versions.c.plan_id, func.max(versions.c.version)).group_by(versions.c.plan_id)
    query = query if before is None else query.where(versions.c.adopted_at < before)
    return {row[0]: row[1] for row in session.connection().execute(query)}


def plans_known(session: Session, table: FromClause, before: datetime) -> set[int]:
    """Return the plans of which something was registered before an instant; ``table`` are the tasks of then."""
    of_tasks = select(table.c.plan_id).distinct()
    return {*session.connection().execute(of_tasks).scalars(), *versions_by_plan(session, before)}


def plan_row(session: Session, plan_id: int) -> RowMapping | None:
    """Return a plan with the name of its first document."""
    query = (
        select(*plans.columns, documents.c.name.label("document_name"))
        .join(documents, documents.c.id == plans.c.document_id)
        .where(plans.c.id == plan_id)
    )
    return session.connection().execute(query).mappings().first()


def ended_reviews(session: Session, *, limit: int, condition: ColumnElement[bool] | None = None) -> list[RowMapping]:
    """Return the reviews that are adopted or discarded, the newest change first, without their items."""
    columns = (reviews.c.id, reviews.c.plan_name, reviews.c.year, reviews.c.state, reviews.c.changed_at)
    query = (
        select(*columns, documents.c.name.label("document_name"))
        .join(documents, documents.c.id == reviews.c.document_id)
        .where(reviews.c.state != "open", true() if condition is None else condition)
        .order_by(reviews.c.changed_at.desc(), reviews.c.id.desc())
        .limit(limit)
    )
    return list(session.connection().execute(query).mappings().all())


def reviews_of_plan(session: Session, plan_id: int, condition: ColumnElement[bool] | None = None) -> list[RowMapping]:
    """Return the open reviews that are to become a version of a plan, or of which a part is adopted as that plan."""
    query = (
        select(reviews.c.id, reviews.c.plan_name, reviews.c.changed_at)
        .where((reviews.c.amends_plan_id == plan_id) | (reviews.c.plan_id == plan_id), reviews.c.state == "open")
        .where(true() if condition is None else condition)
        .order_by(reviews.c.id)
    )
    return list(session.connection().execute(query).mappings().all())


def results_of_plan(session: Session, plan_id: int) -> list[RowMapping]:
    """Return the results a plan's documents report, with the short name of their unit, in the order of the units."""
    query = (
        select(*outcomes.columns, units.c.short_name)
        .outerjoin(units, units.c.id == outcomes.c.unit_id)
        .where(outcomes.c.plan_id == plan_id)
        .order_by(units.c.position, units.c.id, outcomes.c.id)
    )
    return list(session.connection().execute(query).mappings().all())


def task_ids(session: Session, numbers: Iterable[str]) -> dict[str, int]:
    """Return the id of each task whose number is given; unknown ones are left out."""
    query = select(tasks.c.number, tasks.c.id).where(tasks.c.number.in_(set(numbers)))
    return {row.number: row.id for row in session.connection().execute(query)}


def numbers_within(session: Session, numbers: Iterable[str], unit_ids: frozenset[int]) -> set[str]:
    """Return which of the numbers are those of tasks of some units."""
    query = select(tasks.c.number).where(tasks.c.number.in_(set(numbers)), tasks.c.unit_id.in_(unit_ids))
    return set(session.connection().execute(query).scalars())


def posts_in_order(session: Session, within: frozenset[int] | None = None) -> list[Row[Any]]:
    """Return every post (``id, name, unit, short_name``) in the order of the units; those of some units only."""
    query = (
        select(posts.c.id, posts.c.name, units.c.name.label("unit"), units.c.short_name)
        .join(units, units.c.id == posts.c.unit_id)
        .where(true() if within is None else posts.c.unit_id.in_(within))
        .order_by(units.c.position, units.c.id, posts.c.id)
    )
    return list(session.connection().execute(query).all())
