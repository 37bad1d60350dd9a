"""What of plans, documents and reports may be seen by who sees only some tasks: asked of the visible tasks.

A plan is seen by every unit with an item of it, and its documents are: their text is public to all who carry the plan.
How the items of others stand is not. A report is seen by all once it is issued.
"""

import json
from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import or_, select
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.database import table_of
from config.remembering import remembered
from planning.models import Period, Plan, PlanVersion, Signature, Snapshot

_periods = table_of(Period)
_plans = table_of(Plan)
_versions = table_of(PlanVersion)
_signatures = table_of(Signature)
_snapshots = table_of(Snapshot)


def plans_seen(session: Session, visible: FromClause) -> set[int]:
    """Return the plans that have a visible task."""
    return set(session.connection().execute(select(visible.c.plan_id).distinct()).scalars())


def tasks_seen(session: Session, visible: FromClause, plan_id: int) -> set[int]:
    """Return the visible tasks of a plan."""
    return set(session.connection().execute(select(visible.c.id).where(visible.c.plan_id == plan_id)).scalars())


def is_document_seen(session: Session, visible: FromClause, document_id: int) -> bool:
    """Tell whether a document is the source of a visible task, or belongs to a plan that has one."""
    mine = select(visible.c.plan_id).distinct()
    of_plan = select(_plans.c.id).where(_plans.c.document_id == document_id, _plans.c.id.in_(mine))
    of_version = select(_versions.c.id).where(_versions.c.document_id == document_id, _versions.c.plan_id.in_(mine))
    of_task = select(visible.c.id).where(visible.c.document_id == document_id)
    query = select(or_(of_task.exists(), of_plan.exists(), of_version.exists()))
    return bool(session.connection().execute(query).scalar())


class IssuedLights(NamedTuple):
    """Counts of lights by short name of the unit as the newest issued report has them, and the day it looks at."""

    snapshot_id: int
    period: str
    as_of: date
    by_unit: Mapping[str, Mapping[str, int]]


def issued_lights(session: Session) -> IssuedLights | None:
    """Return the counts of all units as of the newest issued report: what everybody may see of the others."""
    return remembered(session, "issued lights", lambda: _issued_lights(session), settled=True)


def _issued_lights(session: Session) -> IssuedLights | None:
    issued = select(_signatures.c.snapshot_id).where(_signatures.c.act == "issued")
    query = (
        select(_snapshots.c.id, _snapshots.c.as_of, _snapshots.c.content, _periods.c.code)
        .join(_periods, _periods.c.id == _snapshots.c.period_id)
        .where(_snapshots.c.id.in_(issued))
        .order_by(_snapshots.c.as_of.desc(), _snapshots.c.id.desc())
        .limit(1)
    )
    row = session.connection().execute(query).first()
    if row is None:
        return None
    streets = json.loads(row.content).get("streets", ())
    by_unit = {street["short_name"]: street["totals"]["lights"] for street in streets}
    return IssuedLights(row.id, row.code, row.as_of, by_unit)


def is_issued(session: Session, snapshot_id: int) -> bool:
    """Tell whether a report is issued, so that everybody may read it."""
    query = select(_signatures.c.id).where(_signatures.c.snapshot_id == snapshot_id, _signatures.c.act == "issued")
    return session.connection().execute(query.limit(1)).first() is not None
