"""What becomes of the items of a new version: the tracked task each goes on as, what it says otherwise, what is gone.

Texts decide, within the unit first; a person can correct every match. Reads, never writes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from config.clock import local_day
from planning.ledger import tasks
from planning.lifecycle import FIELDS, FINISHED_STATES, LIVE_STATES, TaskState
from planning.matching import Match, alike, pair_off, said
from planning.people import units
from planning.plan_versions import Difference, Said, differences, said_until, says_same
from planning.review.keeping import OpenedReview
from planning.review.model import ProposedItem
from planning.review.registering import Homes, parts_of, plan_values
from planning.review.view import Fate, GoneTask

#: How alike texts must be to be one item going on: within a unit, and when it moved to another.
WITHIN, ACROSS = 0.5, 0.7
_SAME_NUMBER = 0.05


@dataclass(frozen=True)
class Tracked:
    """A task of the amended plan: as it stands, what the plan said of it last, and its deliverables that stand."""

    task_id: int
    state: TaskState
    said: Said
    parts: tuple[tuple[int, TaskState], ...] = ()


@dataclass(frozen=True)
class Fates:
    """The fate of each item by its key, and the tracked tasks no item goes on as."""

    of: Mapping[str, Fate]
    gone: tuple[GoneTask, ...]
    tracked: Mapping[str, Tracked]


def fates_of(session: Session, opened: OpenedReview, homes: Homes | None = None) -> Fates:
    """Return the fates of a review that amends a plan; nothing when it amends none."""
    plan_id = opened.row["amends_plan_id"]
    if plan_id is None:
        return Fates({}, (), {})
    items = [item for item in opened.state.items if item.counted and item.decision not in ("drop", "merge")]
    tracked = tracked_tasks(session, plan_id)
    default = opened.row["default_unit"]
    homes = homes or Homes(session, items, local_day(opened.row["changed_at"]), default)
    names = {row.id: row.short_name for row in session.connection().execute(select(units.c.id, units.c.short_name))}
    unit_of = {item.key: homes.unit_of(item) for item in items}
    matched = match(items, tracked, unit_of)
    found = {}
    for item in items:
        number, score = matched.get(item.key, ("", 0.0))
        hand = item.match == number
        found[item.key] = (
            _fate(homes, names, item, tracked[number], opened.row["year"], score, by_hand=hand)
            if number
            else Fate("new", item.adopted_as, by_hand=hand)
        )
    taken = {number for number, _ in matched.values()}
    gone = [
        _gone(one, names, opened)
        for number, one in tracked.items()
        if number not in taken and one.said.cancelled is None
    ]
    return Fates(found, tuple(gone), tracked)


def tracked_tasks(session: Session, plan_id: int) -> dict[str, Tracked]:
    """Return the items of a plan that still stand, by number: not ended, not merged into another."""
    spoken = said_until(session, plan_id)
    query = (
        select(tasks.c.id, *(tasks.c[name] for name in FIELDS))
        .where(tasks.c.plan_id == plan_id)
        .where(tasks.c.state.in_((*LIVE_STATES, *FINISHED_STATES, "suspended", "draft")))
        .order_by(tasks.c.position, tasks.c.id)
    )
    rows = session.connection().execute(query).mappings()
    states = {row["id"]: TaskState(**{name: row[name] for name in FIELDS}) for row in rows}
    parts: dict[int | None, list[tuple[int, TaskState]]] = {}
    for task_id, state in states.items():
        parts.setdefault(state.parent_id, []).append((task_id, state))
    return {
        state.number: Tracked(task_id, state, spoken[task_id], tuple(parts.get(task_id, ())))
        for task_id, state in parts.get(None, ())
    }


def match(
    items: Sequence[ProposedItem], tracked: Mapping[str, Tracked], unit_of: Mapping[str, int | None]
) -> dict[str, tuple[str, float]]:
    """Return for items the number of the task each goes on as, with how alike the texts are; new items are left out.

    No task goes on as two items: of several with the same one chosen by hand (the parts of one that was split) the
    first has it, and the others are matched as if nothing was said of them.
    """
    found: dict[str, tuple[str, float]] = {}
    taken: set[str] = set()
    for item in sorted(items, key=lambda item: not item.adopted_as):
        number = item.adopted_as or item.match or ""
        if number in tracked and number not in taken:
            found[item.key] = (number, 1.0)
            taken.add(number)
    asked = [
        item
        for item in items
        if not item.adopted_as and item.key not in found and (item.match is None or item.match in taken)
    ]
    found |= _word_for_word(asked, {n: one for n, one in tracked.items() if n not in taken}, unit_of)
    for floor, same_unit in ((WITHIN, True), (ACROSS, False)):
        taken = {number for number, _ in found.values()}
        left = [item for item in asked if item.key not in found]
        free = {number: one for number, one in tracked.items() if number not in taken}
        found |= _pair(left, free, unit_of, floor, same_unit=same_unit)
    return found


def _word_for_word(
    items: Iterable[ProposedItem], tracked: Mapping[str, Tracked], unit_of: Mapping[str, int | None]
) -> dict[str, tuple[str, float]]:
    """Pair what a unit says in the same words as before, which is most of a new version; in order where it is twice."""
    free: dict[tuple[int | None, str], list[str]] = {}
    for number, one in tracked.items():
        free.setdefault((one.said.values["unit_id"], said(one.said.values["text"])), []).append(number)
    found = {}
    for item in items:
        numbers = free.get((unit_of[item.key], said(item.text)))
        if numbers:
            found[item.key] = (numbers.pop(0), 1.0)
    return found


def _pair(
    items: Iterable[ProposedItem],
    free: Mapping[str, Tracked],
    unit_of: Mapping[str, int | None],
    floor: float,
    *,
    same_unit: bool,
) -> dict[str, tuple[str, float]]:
    groups: dict[int | None, tuple[dict[str, str], dict[str, str]]] = {}
    numbers = {}
    for item in items:
        groups.setdefault(unit_of[item.key] if same_unit else 0, ({}, {}))[0][item.key] = item.text
        numbers[item.key] = item.number or ""
    for number, one in free.items():
        unit = one.said.values["unit_id"] if same_unit else 0
        groups.setdefault(unit, ({}, {}))[1][number] = one.said.values["text"]
    matches: list[Match[str, str]] = []
    for left, right in groups.values():
        matches += alike(left, right, floor=floor)
    score = {(each.left, each.right): each.score for each in matches}
    ranked = [
        replace(
            each, score=each.score + _SAME_NUMBER * (numbers[each.left] == free[each.right].said.values["item_number"])
        )
        for each in matches
    ]
    return {key: (number, score[key, number]) for key, number in pair_off(ranked).items()}


def _fate(
    homes: Homes,
    names: Mapping[int, str],
    item: ProposedItem,
    one: Tracked,
    year: int,
    score: float,
    *,
    by_hand: bool,
) -> Fate:
    unit_id = homes.unit_of(item)
    if unit_id is None:  # said by the preview; here it stays where it is
        unit_id = one.said.values["unit_id"]
    now = plan_values(homes, item, year, unit_id)
    told = [*differences(one.said.values, now, names), *_other_parts(item, one)]
    return Fate(
        "changed" if told else "same", one.state.number, tuple(told), score, by_hand, due_conflict(one, now["due_on"])
    )


def _other_parts(item: ProposedItem, one: Tracked) -> list[Difference]:
    if same_parts(item, one):
        return []
    before, after = [state.text for _, state in one.parts], [part.text for part in parts_of(item)]
    return [Difference("deliverables", "；".join(before), "；".join(after))] if before != after else []


def same_parts(item: ProposedItem, one: Tracked) -> bool:
    """Tell whether the deliverables stay: the same text has the same ones, unless a person said otherwise."""
    return "deliverables" not in item.by_hand and says_same({"text": item.text}, one.said.values, "text")


def due_conflict(one: Tracked, plan_now: str) -> tuple[date, date] | None:
    """Return the plan's new date and the one in force when both were moved; None when one decides alone."""
    plan_before = date.fromisoformat(one.said.values["due_on"])
    new = date.fromisoformat(plan_now)
    moved_since = one.state.due_on != plan_before and one.state.state not in FINISHED_STATES
    return (new, one.state.due_on) if new != plan_before and moved_since and new != one.state.due_on else None


def _gone(one: Tracked, names: Mapping[int, str], opened: OpenedReview) -> GoneTask:
    choice = opened.state.gone.get(one.state.number)
    return GoneTask(
        one.state.number, names.get(one.state.unit_id, ""), one.state.text, one.state.state,
        choice.choice if choice else "keep", choice.reason if choice else "",
    )  # fmt: skip
