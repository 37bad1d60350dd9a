"""Figures over time: what a unit's results reached and what its items promise, one series for each thing counted.

Writes but does not commit. A result without a date is counted on the first day of its plan's year: it was reached
before the plan began.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, func, insert, or_, select
from sqlmodel import Session

from config.database import table_of
from planning.batches import batched
from planning.extraction.quantities import Quantity
from planning.ledger import tasks
from planning.models import Indicator, IndicatorValue, Outcome, Plan

indicators = table_of(Indicator)
values = table_of(IndicatorValue)
outcomes = table_of(Outcome)
plans = table_of(Plan)

RESULT, TARGET = "result", "target"


@dataclass(frozen=True)
class Point:
    """One value of a series: the day it counts for, ``result`` or ``target``, and the row it comes from."""

    on: date
    kind: str
    value: str
    outcome_id: int | None
    task_id: int | None


@dataclass(frozen=True)
class Series:
    """What a unit counts (``what``), in which measure, and its values in the order of their days."""

    unit_id: int
    what: str
    measure: str
    points: tuple[Point, ...]


def keep_results(session: Session, plan_id: int) -> int:
    """Keep the figures of a plan's results as values of their streets' series; return how many were new.

    Results of no known unit and figures that do not say what they count are left in their text alone.
    """
    query = (
        select(outcomes.c.id, outcomes.c.unit_id, outcomes.c.quantities, outcomes.c.achieved_on, plans.c.starts_on)
        .join(plans, plans.c.id == outcomes.c.plan_id)
        .where(outcomes.c.plan_id == plan_id, outcomes.c.unit_id.is_not(None))
        .where(outcomes.c.id.not_in(select(values.c.outcome_id).where(values.c.outcome_id.is_not(None))))
        .order_by(outcomes.c.id)
    )
    rows = [
        (row.unit_id, figure, {"counted_on": row.achieved_on or row.starts_on, "kind": RESULT, "outcome_id": row.id})
        for row in session.connection().execute(query).all()
        for figure in figures_in(row.quantities)
    ]
    return _keep(session, rows)


def keep_targets(session: Session, task_ids: Sequence[int]) -> int:
    """Keep the figures that items promise now as targets on their due days, in place of earlier ones.

    Returns how many there are.
    """
    return sum(_keep_targets(session, ids) for ids in batched(task_ids))


def _keep_targets(session: Session, task_ids: Sequence[int]) -> int:
    session.connection().execute(delete(values).where(values.c.task_id.in_(task_ids)))
    query = (
        select(tasks.c.id, tasks.c.unit_id, tasks.c.quantities, tasks.c.due_on)
        .where(tasks.c.id.in_(task_ids), tasks.c.parent_id.is_(None))
        .order_by(tasks.c.id)
    )
    rows = [
        (row.unit_id, figure, {"counted_on": row.due_on, "kind": TARGET, "task_id": row.id})
        for row in session.connection().execute(query).all()
        for figure in figures_in(row.quantities)
    ]
    return _keep(session, rows)


def series_of(session: Session, unit_id: int, *, what: str | None = None) -> list[Series]:
    """Return the series of a unit by name; each with its values, oldest first.

    A target stands on the day its item is due now; items that were ended or merged promise nothing any more.
    """
    day = func.coalesce(tasks.c.due_on, values.c.counted_on)
    query = (
        select(indicators.c.what, indicators.c.measure, values, day.label("day"))
        .join(values, values.c.indicator_id == indicators.c.id)
        .outerjoin(tasks, tasks.c.id == values.c.task_id)
        .where(indicators.c.unit_id == unit_id)
        .where(or_(tasks.c.state.is_(None), tasks.c.state.not_in(("merged", "cancelled"))))
        .order_by(indicators.c.what, indicators.c.measure, day, values.c.id)
    )
    if what is not None:
        query = query.where(indicators.c.what == what)
    found: dict[tuple[str, str], list[Point]] = {}
    for row in session.connection().execute(query):
        point = Point(row.day, row.kind, row.value, row.outcome_id, row.task_id)
        found.setdefault((row.what, row.measure), []).append(point)
    return [Series(unit_id, name, measure, tuple(points)) for (name, measure), points in found.items()]


def figures_in(stored: str) -> tuple[Quantity, ...]:
    """Return the figures a row of results or tasks keeps as JSON, with how they are meant (``bound``, ``to``)."""
    return tuple(
        Quantity(each["value"], each["unit"], each["of"], each.get("bound", "exact"), each.get("to"))
        for each in json.loads(stored)
    )


def _keep(session: Session, rows: Iterable[tuple[int, Quantity, dict[str, Any]]]) -> int:
    said = [(unit_id, figure, rest) for unit_id, figure, rest in rows if figure.of.strip()]
    if not said:
        return 0
    known = _series_ids(session, {(unit_id, figure.of.strip(), figure.unit) for unit_id, figure, _ in said})
    new = [
        {
            "indicator_id": known[unit_id, figure.of.strip(), figure.unit], "value": str(figure.value),
            "outcome_id": None, "task_id": None, **rest,
        }
        for unit_id, figure, rest in said
    ]  # fmt: skip
    session.connection().execute(insert(values), new)
    return len(new)


def _series_ids(session: Session, wanted: set[tuple[int, str, str]]) -> dict[tuple[int, str, str], int]:
    """Return the id of each series, begun where it is the first of its kind."""
    connection = session.connection()
    units = {unit_id for unit_id, _, _ in wanted}
    query = select(indicators).where(indicators.c.unit_id.in_(units))
    known = {(row.unit_id, row.what, row.measure): row.id for row in connection.execute(query)}
    new = sorted(wanted - known.keys())
    if new:
        rows = [{"unit_id": unit_id, "what": what, "measure": measure} for unit_id, what, measure in new]
        begun = connection.execute(insert(indicators).returning(indicators.c.id, sort_by_parameter_order=True), rows)
        known |= dict(zip(new, begun.scalars(), strict=True))
    return known
