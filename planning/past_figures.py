"""Series of figures as they stood at a past instant: results of the plan versions adopted by then, targets of then.

Targets are kept of the tasks as they are now (``planning.indicators``); those of a past day are read from the tasks of
that day, so that a deadline or a text changed since does not show.
"""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from planning.indicators import RESULT, TARGET, Point, Series, figures_in, indicators, outcomes, plans, values
from planning.plan_queries import versions

_Named = tuple[tuple[str, str], Point]


def series_then(session: Session, unit_id: int, table: FromClause, before: datetime) -> list[Series]:
    """Return the series of a unit by name, as ``series_of`` does; ``table`` are the tasks as known then."""
    found: dict[tuple[str, str], list[Point]] = {}
    for name, point in sorted([*_results(session, unit_id, before), *_targets(session, unit_id, table)], key=_order):
        found.setdefault(name, []).append(point)
    return [Series(unit_id, what, measure, tuple(points)) for (what, measure), points in found.items()]


def _order(each: _Named) -> tuple[object, ...]:
    name, point = each
    return (*name, point.on, point.outcome_id or 0, point.task_id or 0)


def _results(session: Session, unit_id: int, before: datetime) -> Iterator[_Named]:
    document = func.coalesce(outcomes.c.document_id, plans.c.document_id)
    adopted = select(versions.c.id).where(
        versions.c.plan_id == outcomes.c.plan_id, versions.c.document_id == document, versions.c.adopted_at < before
    )
    query = (
        select(indicators.c.what, indicators.c.measure, values.c.counted_on, values.c.value, values.c.outcome_id)
        .join(values, values.c.indicator_id == indicators.c.id)
        .join(outcomes, outcomes.c.id == values.c.outcome_id)
        .join(plans, plans.c.id == outcomes.c.plan_id)
        .where(indicators.c.unit_id == unit_id, values.c.kind == RESULT, adopted.exists())
    )
    for row in session.connection().execute(query):
        yield (row.what, row.measure), Point(row.counted_on, RESULT, row.value, row.outcome_id, None)


def _targets(session: Session, unit_id: int, table: FromClause) -> Iterator[_Named]:
    query = select(table.c.id, table.c.quantities, table.c.due_on).where(
        table.c.unit_id == unit_id, table.c.parent_id.is_(None), table.c.state.not_in(("merged", "cancelled"))
    )
    for row in session.connection().execute(query):
        for figure in figures_in(row.quantities):
            if figure.of.strip():
                point = Point(row.due_on, TARGET, str(figure.value), None, row.id)
                yield (figure.of.strip(), figure.unit), point
