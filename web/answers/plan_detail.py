"""A plan: its versions, what each changed, its results and the figures of its streets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from config.errors import DubanError
from planning.people import actor_names
from planning.plan_queries import items_by_plan, plan_row, reviews_of_plan, versions_of
from web.moment import Look


@dataclass(frozen=True)
class VersionLine:
    """A version of a plan: the document it was approved by, who adopted it and when."""

    version: int
    document_id: int
    document: str
    adopted_at: datetime | None
    adopted_by: str
    note: str


@dataclass(frozen=True)
class PlanDetail:
    """What the page of a plan shows."""

    id: int
    name: str
    year: int
    items: int
    versions: Sequence[VersionLine]
    open_reviews: Sequence[tuple[int, str]]


def plan_detail(look: Look, plan_id: int, version: int | None = None) -> PlanDetail:
    """Return a plan.

    Raises:
        DubanError: ``plan-missing``.
    """
    del version
    session = look.session
    row = plan_row(session, plan_id)
    if row is None:
        raise DubanError("plan-missing", plan=plan_id)
    return PlanDetail(
        id=plan_id,
        name=row["name"],
        year=row["year"],
        items=items_by_plan(session).get(plan_id, 0),
        versions=_versions(session, plan_id),
        open_reviews=[(each["id"], each["plan_name"]) for each in reviews_of_plan(session, plan_id)],
    )


def _versions(session: Session, plan_id: int) -> list[VersionLine]:
    rows = versions_of(session, plan_id)
    names = actor_names(session, [row["adopted_by"] for row in rows])
    return [
        VersionLine(
            row["version"],
            row["document_id"],
            row["document_name"],
            row["adopted_at"],
            names[row["adopted_by"]],
            row["note"],
        )
        for row in rows
    ]
