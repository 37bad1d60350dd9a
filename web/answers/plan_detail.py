"""A plan: its versions, what each said and changed, its results and the figures of its streets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time

from sqlalchemy import RowMapping

from config.clock import at_local
from config.errors import DubanError
from config.language import label
from planning.extraction.quantities import Quantity
from planning.indicators import Series, figures_in, series_of
from planning.ledger import tasks
from planning.pairing import tasks_paired_with
from planning.past_figures import series_then
from planning.plan_queries import items_by_plan, plan_row, plans_known, results_of_plan, reviews_of_plan
from planning.plan_versions import (
    PlanItem,
    VersionComparison,
    VersionLine,
    compare,
    version_lines,
    version_view,
)
from planning.review.rights import Part as HousePart
from planning.review.rights import plans_of_others, require_directing
from planning.searching import found_rows
from planning.sight import tasks_seen
from web.answers.text_diff import Part, text_diff
from web.asking import identity, page_number
from web.moment import Look

PAGE = 100
_WIDTH, _HEIGHT = 120, 28
_FEWEST_DRAWN = 2


@dataclass(frozen=True)
class PlanQuestion:
    """Which version is shown (the newest when none is named), which page of its items, whose results."""

    version: int | None = None
    page: int = 1
    unit: int | None = None


@dataclass(frozen=True)
class FieldDiff:
    """One field of an item before and after, in words, cut where they differ."""

    name: str
    parts: Sequence[Part]


@dataclass(frozen=True)
class ChangedLine:
    """An item that a version says otherwise."""

    item: PlanItem
    fields: Sequence[FieldDiff]


@dataclass(frozen=True)
class Compared:
    """What a version says otherwise than the one before it."""

    found: VersionComparison
    changed: Sequence[ChangedLine]


@dataclass(frozen=True)
class ResultLine:
    """A result with its figures and the numbers of the tasks it was taken for."""

    document_id: int | None
    heading: str
    text: str
    achieved_on: date | None
    figures: Sequence[Quantity]
    paired: Sequence[str]


@dataclass(frozen=True)
class SeriesLine:
    """A series with the points of its small drawing (empty when there is too little to draw)."""

    series: Series
    drawn: str


@dataclass(frozen=True)
class PlanDetail:
    """What the page of a plan shows: ``items`` are one page of the version ``shown``.

    ``standing`` tells by task how the items of that page stand on the day looked at (state, light, progress).
    """

    id: int
    name: str
    year: int
    tracked: int
    versions: Sequence[VersionLine]
    shown: VersionLine | None
    items: Sequence[PlanItem]
    standing: Mapping[int, RowMapping]
    all: int
    page: int
    pages: int
    compared: Compared | None
    open_reviews: Sequence[tuple[int, str]]
    may_amend: bool
    result_units: Sequence[tuple[int, str, int]]
    unit: int | None
    results: Sequence[ResultLine]
    series: Sequence[SeriesLine]


def plan_question(given: Mapping[str, str]) -> PlanQuestion:
    """Read what is asked of a plan.

    Raises:
        CallError: ``filter-invalid``.
    """
    said = {name: text.strip() for name, text in given.items() if text.strip()}
    return PlanQuestion(
        identity("version", said["version"]) if "version" in said else None,
        page_number("page", said.get("page", "1")),
        identity("unit", said["unit"]) if "unit" in said else None,
    )


def plan_detail(look: Look, plan_id: int, asked: PlanQuestion, most: int = PAGE) -> PlanDetail:
    """Return a plan as one of its versions said it, beside what is known of it on the day; ``most`` items a page.

    Raises:
        DubanError: ``plan-missing``, or ``plan-not-yet`` when it was registered after the day looked at.
        CallError: ``plan-version-unknown``.
    """
    session = look.session
    row, seen = _require_plan(look, plan_id)
    scope = look.viewer.scope
    versions = version_lines(session, plan_id, look.before)
    view = version_view(session, plan_id, asked.version, look.before) if versions or asked.version else None
    items = _seen(view.items, seen) if view else ()
    pages = max(1, -(-len(items) // most))
    page = min(asked.page, pages)
    of_plan = _results(look, row, versions)
    by_unit: dict[int, list[object]] = {}
    for each in of_plan:
        if each["unit_id"] is not None and scope.has_unit(each["unit_id"]):
            by_unit.setdefault(each["unit_id"], []).append(each["short_name"])
    unit = asked.unit if asked.unit in by_unit else next(iter(by_unit), None)
    paired = tasks_paired_with(session, unit, look.before) if unit is not None else {}
    shown = items[(page - 1) * most : page * most]
    return PlanDetail(
        id=plan_id,
        name=row["name"],
        year=row["year"],
        tracked=items_by_plan(session, look.table).get(plan_id, 0),
        versions=versions[::-1],
        shown=view.line if view else None,
        items=shown,
        standing=found_rows(session, look.table, look.day, [item.task_id for item in shown]) if shown else {},
        all=len(items),
        page=page,
        pages=pages,
        compared=_compared(look, plan_id, view.line, seen) if view and view.line.version > 1 else None,
        open_reviews=[(each["id"], each["plan_name"]) for each in _reviews(look, plan_id)],
        may_amend=_may_import(look) and plan_id not in plans_of_others(session, _part(look)),
        result_units=[(unit_id, str(names[0]), len(names)) for unit_id, names in by_unit.items()],
        unit=unit,
        results=[
            ResultLine(
                each["document_id"],
                each["heading"],
                each["text"],
                each["achieved_on"],
                figures_in(each["quantities"]),
                paired.get(each["id"], ()),
            )
            for each in of_plan
            if each["unit_id"] == unit
        ],
        series=[SeriesLine(each, drawn(each)) for each in _series(look, unit)] if unit is not None else [],
    )


def _require_plan(look: Look, plan_id: int) -> tuple[RowMapping, set[int] | None]:
    """Return a plan and which of its tasks are seen (none: all)."""
    session, scope, row = look.session, look.viewer.scope, plan_row(look.session, plan_id)
    if row is None or (scope.units is not None and not tasks_seen(session, scope.of(tasks), plan_id)):
        raise DubanError("plan-missing", plan=plan_id)
    seen = None if scope.units is None else tasks_seen(session, look.table, plan_id)
    was_there = look.before is None or plan_id in plans_known(session, look.known, look.before)
    if not was_there or (seen is not None and not seen):
        raise DubanError("plan-not-yet", plan=row["name"], day=look.as_of)
    return row, seen


def _results(look: Look, plan: RowMapping, versions: Sequence[VersionLine]) -> Sequence[RowMapping]:
    """Return the results a plan reports; of a past day those of the documents adopted by then."""
    found = results_of_plan(look.session, plan["id"])
    if look.before is None:
        return found
    adopted = {line.document_id for line in versions}
    return [each for each in found if (each["document_id"] or plan["document_id"]) in adopted]


def _series(look: Look, unit_id: int) -> Sequence[Series]:
    if look.before is None:
        return series_of(look.session, unit_id)
    return series_then(look.session, unit_id, look.known, look.before)


def _may_import(look: Look) -> bool:
    """Tell whether who looks may bring in another version; not in the past."""
    return look.as_of is None and look.viewer.may("import")


def _part(look: Look) -> HousePart | None:
    """Return the part of the house somebody imports plans for; none for all of it."""
    return require_directing(look.session, look.viewer.actor, at_local(look.today, time(0)))


def _reviews(look: Look, plan_id: int) -> Sequence[RowMapping]:
    if not _may_import(look):
        return []
    part = _part(look)
    return reviews_of_plan(look.session, plan_id, part.condition if part else None)


def _seen(items: Sequence[PlanItem], seen: set[int] | None) -> Sequence[PlanItem]:
    """Return the items whose tasks are visible (none: all are)."""
    return items if seen is None else [item for item in items if item.task_id in seen]


def _compared(look: Look, plan_id: int, line: VersionLine, seen: set[int] | None) -> Compared:
    whole = compare(look.session, plan_id, line.version - 1, line.version, look.before)
    found = replace(
        whole,
        added=tuple(_seen(whole.added, seen)),
        gone=tuple(_seen(whole.gone, seen)),
        same=tuple(_seen(whole.same, seen)),
        changed=tuple(each for each in whole.changed if seen is None or each.after.task_id in seen),
    )
    changed = [
        ChangedLine(
            each.after,
            [FieldDiff(label("item_field", one.field), text_diff(one.before, one.after)) for one in each.differences],
        )
        for each in found.changed
    ]
    return Compared(found, changed)


def drawn(series: Series) -> str:
    """Return the points of a line through the values of a series, in a box 120 wide and 28 high."""
    values = [float(point.value) for point in series.points]
    if len({point.on for point in series.points}) < _FEWEST_DRAWN:
        return ""  # figures of one day are no course
    low, high = min(values), max(values)
    spread = (high - low) or 1.0
    step = _WIDTH / (len(values) - 1)
    return " ".join(
        f"{place * step:.1f},{_HEIGHT - 3 - (value - low) / spread * (_HEIGHT - 6):.1f}"
        for place, value in enumerate(values)
    )
