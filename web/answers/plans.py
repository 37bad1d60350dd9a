"""The plans, and the reviews that are on their way to become one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from planning.people import known_units
from planning.plan_queries import ended_reviews, items_by_plan, plans_known, versions_by_plan
from planning.queries import plan_rows
from planning.review.listing import count_reviews, list_reviews
from planning.review.past import reviews_as_of
from planning.review.rights import Part, names_only, plans_of_others
from planning.review.showing import review_view
from planning.review.view import ReviewLine
from planning.sight import plans_seen
from web.moment import Look

MOST_OPEN = _MOST_ENDED = 30
#: Each is read whole to be sure that it names no unit of others.
_MOST_OF_OTHERS = 5


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
    """What the page of plans shows; ``units`` are the names an item without a unit may go to.

    ``open`` are the reviews changed last, of ``all_open``; ``led_by_others`` those that others lead for a part's units.
    """

    plans: Sequence[PlanLine]
    open: Sequence[OpenReview]
    all_open: int
    past: Sequence[EndedReview]
    units: Sequence[str]
    led_by_others: Sequence[OpenReview] = ()


def plan_list(look: Look, *, reviews: bool, part: Part | None = None) -> PlanList:
    """Return the plans with a visible item, newest first, and, for whom works on them, the reviews (of a part).

    Of a past day: the plans that were registered by then, with the versions and items of then, and the reviews as they
    stood; nothing can be begun or amended.
    """
    plans = _plans(look, reviews=reviews, part=part)
    if not reviews:
        return PlanList(plans=plans, open=(), all_open=0, past=(), units=())
    names = {plan.id: plan.name for plan in plans}
    if look.before is not None:
        then = reviews_as_of(look.session, look.before, part, open_ones=True)
        ended = reviews_as_of(look.session, look.before, part, open_ones=False, limit=_MOST_ENDED)
        return PlanList(
            plans=plans,
            open=[_open(each, names.get(each.amends_plan_id or 0, "")) for each in then[:MOST_OPEN]],
            all_open=len(then),
            past=[_ended(each) for each in ended],
            units=(),
        )
    open_ones = list_reviews(look.session, states=("open",), part=part, limit=MOST_OPEN)
    in_full = len(open_ones) < MOST_OPEN
    return PlanList(
        plans=plans,
        open=[_open(each, names.get(each.amends_plan_id or 0, "")) for each in open_ones],
        all_open=len(open_ones) if in_full else count_reviews(look.session, states=("open",), part=part),
        past=[
            EndedReview(row["id"], row["plan_name"], row["document_name"], row["state"], row["changed_at"])
            for row in ended_reviews(look.session, limit=_MOST_ENDED, condition=part.condition if part else None)
        ],
        units=sorted(part.names if part else known_units(look.session)),
        led_by_others=_led_by_others(look, part, names),
    )


def _led_by_others(look: Look, part: Part | None, names: Mapping[int, str]) -> Sequence[OpenReview]:
    if part is None:
        return ()
    found = list_reviews(look.session, states=("open",), part=part.of_others, limit=_MOST_OF_OTHERS)
    return [
        _open(each, names.get(each.amends_plan_id or 0, ""))
        for each in found
        if names_only(look.session, part, (item.unit for item in review_view(look.session, each.id).items))
    ]


def _plans(look: Look, *, reviews: bool, part: Part | None) -> list[PlanLine]:
    session = look.session
    items, versions = items_by_plan(session, look.table), versions_by_plan(session, look.before)
    shown = _shown(look)
    may_amend = reviews and look.as_of is None
    others = plans_of_others(session, part) if may_amend else set()
    return [
        PlanLine(
            row["id"],
            row["name"],
            row["year"],
            row["document_name"],
            versions.get(row["id"], 1),
            items.get(row["id"], 0),
            may_amend=may_amend and row["id"] not in others,
        )
        for row in plan_rows(session)
        if shown is None or row["id"] in shown
    ]


def _shown(look: Look) -> set[int] | None:
    """Return the plans that may be seen and were there on the day; none for all."""
    if look.viewer.scope.units is not None:
        return plans_seen(look.session, look.table)
    return None if look.before is None else plans_known(look.session, look.known, look.before)


def _ended(line: ReviewLine) -> EndedReview:
    return EndedReview(line.id, line.plan_name, line.document, line.state, line.changed_at)


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
