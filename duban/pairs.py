"""What ``duban result`` reads: a unit's results with their pairings, what is offered to a task, its series."""

from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from config.errors import CallError
from duban.acting import task_of
from duban.bootstrap import Application
from planning.baselines import Offer
from planning.indicators import Series, figures_in, outcomes, series_of
from planning.pairing import Pairing, offers_for, pairings_of, tasks_paired_with
from planning.people import known_units


def results_listed(app: Application, unit: str) -> list[dict[str, Any]]:
    """Return a unit's results, newest first, each with its figures and the numbers of the tasks it is paired with.

    Raises:
        CallError: ``unit-unknown``.
    """
    with app.database.read() as session:
        unit_id = _unit(session, unit)
        paired = tasks_paired_with(session, unit_id)
        query = select(outcomes).where(outcomes.c.unit_id == unit_id).order_by(outcomes.c.id.desc())
        return [
            {
                "id": row.id, "achieved_on": row.achieved_on, "heading": row.heading, "text": row.text,
                "figures": [f"{figure.of}{figure.value}{figure.unit}" for figure in figures_in(row.quantities)],
                "tasks": paired.get(row.id, []),
            }
            for row in session.connection().execute(query)
        ]  # fmt: skip


def offered(app: Application, ref: str) -> tuple[list[Pairing], list[Offer]]:
    """Return what is paired with a task and what is offered to it.

    Raises:
        CallError: ``task-unknown``.
    """
    with app.database.read() as session:
        task_id = task_of(session, ref)
        return pairings_of(session, task_id), offers_for(session, task_id)


def series_listed(app: Application, unit: str) -> list[Series]:
    """Return the indicator series of a unit.

    Raises:
        CallError: ``unit-unknown``.
    """
    with app.database.read() as session:
        return series_of(session, _unit(session, unit))


def _unit(session: Session, name: str) -> int:
    found = known_units(session).get(name)
    if found is None:
        raise CallError("unit-unknown", ref=name)
    return found
