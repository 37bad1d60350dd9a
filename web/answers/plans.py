"""The plans, and the reviews that are on their way to become one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from planning.access.viewers import Scope
from planning.ledger import tasks
from planning.people import known_units
from planning.plan_queries import ended_reviews, items_by_plan, versions_by_plan
from planning.queries import plan_rows
from planning.review.reviews import list_reviews
from planning.review.rights import Part, plans_of_others
from planning.review.view import ReviewLine
from planning.sight import plans_seen

_MOST_ENDED = 30


@dataclass(frozen=True)
class PlanLine:
    """A plan in the list: its newest version, how many items it has, and whether one may bring in another version."""

    id: int
    name: str
    year: int
    document: str
    versions: int
    items: int
    may_amend: bool = False


@dataclass(frozen=True)
class OpenReview:
    """A review that is not done."""

    id: int
    plan_name: str
    document: str
    year: int
    decided: int
    total: int
    opened_by: str
    opened_at: datetime
    changed_at: datetime
    amends: str


@dataclass(frozen=True)
class EndedReview:
    """A review that is adopted or discarded."""

    id: int
    plan_name: str
    document: str
    state: str
    changed_at: datetime


@dataclass(frozen=True)
class PlanList:
    """What the page of plans shows; ``units`` are the names an item without a unit may go to."""

    plans: Sequence[PlanLine]
    open: Sequence[OpenReview]
    past: Sequence[EndedReview]
    units: Sequence[str]


def plan_list(session: Session, scope: Scope, *, reviews: bool, part: Part | None = None) -> PlanList:
    """Return the plans with a visible item, newest first, and, for whom works on them, the reviews (of a part)."""
    visible = scope.of(tasks)
    items, versions = items_by_plan(session, visible), versions_by_plan(session)
    seen = None if scope.units is None else plans_seen(session, visible)
    others = plans_of_others(session, part)
    plans = [
        PlanLine(
            row["id"],
            row["name"],
            row["year"],
            row["document_name"],
            versions.get(row["id"], 1),
            items.get(row["id"], 0),
            may_amend=reviews and row["id"] not in others,
        )
        for row in plan_rows(session)
        if seen is None or row["id"] in seen
    ]
    if not reviews:
        return PlanList(plans=plans, open=(), past=(), units=())
    names = {plan.id: plan.name for plan in plans}
    open_ones = list_reviews(session, states=("open",), part=part)
    return PlanList(
        plans=plans,
        open=[_open(each, names.get(each.amends_plan_id or 0, "")) for each in open_ones],
        past=[
            EndedReview(row["id"], row["plan_name"], row["document_name"], row["state"], row["changed_at"])
            for row in ended_reviews(session, limit=_MOST_ENDED, condition=part.condition if part else None)
        ],
        units=sorted(part.names if part else known_units(session)),
    )


def _open(line: ReviewLine, amends: str) -> OpenReview:
    return OpenReview(
        line.id,
        line.plan_name,
        line.document,
        line.year,
        line.counts["decided"],
        line.counts["total"],
        line.opened_by,
        line.opened_at,
        line.changed_at,
        amends,
    )
