"""One page of a list of tasks, the most urgent first, at the cost of the page: however many tasks there are.

The list is walked light by light along an index in the order of deadlines, and only as far as the page lies. How many
tasks show each light comes from the counts kept beside the tasks where the filter allows, so that whole lights are
skipped; with any other filter they are counted, but no further than ``MOST_COUNTED``.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Integer, RowMapping, Select, bindparam, func, select, union_all
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.prepared import among, day_named, prepared
from planning.access.viewers import Scope
from planning.ledger import tasks
from planning.lifecycle import FINISHED_STATES, OFF_STATES
from planning.light_sql import light_case
from planning.narrowing import SORTS, TaskFilter, conditions
from planning.queries import LIST_COLUMNS, list_tasks, units
from planning.reach import subtrees
from planning.standing import lights_in_all

MOST_COUNTED = 1_000
#: The order of a list: what asks for something comes first.
URGENCY = ("red", "orange", "yellow", "green", "grey", "blue", "none")
#: Lights that only what is not finished shows; an index has those tasks in the order of their deadlines.
_OPEN_LIGHTS = frozenset({"red", "orange", "yellow", "grey"})
#: What a filter may name that is given to a kept statement when it is run.
_NAMED = ("unit_id", "plan_id", "post_id", "due_from", "due_to")
_BY_UNIT_ALONE = frozenset({"unit_id", "below", "light", "sort", "items_only"})


@dataclass(frozen=True)
class Page:
    """Rows of a page; how many tasks there are by light as if no light had been chosen, and of the light chosen.

    When ``is_bounded`` there are more than were counted.
    """

    rows: list[RowMapping]
    lights: dict[str, int]
    total: int
    is_bounded: bool = False


def page_of_tasks(
    session: Session, table: FromClause, scope: Scope, day: date, wanted: TaskFilter, *, limit: int, offset: int
) -> Page:
    """Return one page of a list; ``table`` is narrowed to what the scope shows."""
    kept = _kept_lights(session, table, scope, day, wanted)
    lights, is_bounded = (kept, False) if kept is not None else _counted_lights(session, table, day, wanted)
    total = lights.get(wanted.light, 0) if wanted.light else sum(lights.values())
    if wanted.sort != SORTS[0]:
        rows = list_tasks(session, table, day, wanted, limit=limit, offset=offset)
    else:
        known = None if is_bounded else lights
        rows = _rows(session, table, _ids(session, table, day, wanted, known, limit, offset))
    return Page(rows, lights, total, is_bounded)


def _kept_lights(
    session: Session, table: FromClause, scope: Scope, day: date, wanted: TaskFilter
) -> dict[str, int] | None:
    """Return the kept counts, if the filter is one by unit alone and they hold."""
    plain = TaskFilter()
    narrowed = {each.name for each in fields(wanted) if getattr(wanted, each.name) != getattr(plain, each.name)}
    if not narrowed <= _BY_UNIT_ALONE or not wanted.items_only:
        return None
    return lights_in_all(session, table, scope, day, _units(session, wanted))


def _units(session: Session, wanted: TaskFilter) -> Collection[int] | None:
    if wanted.unit_id is None:
        return None
    return subtrees(session, {wanted.unit_id})[wanted.unit_id] if wanted.below else {wanted.unit_id}


def _counted_lights(session: Session, table: FromClause, day: date, wanted: TaskFilter) -> tuple[dict[str, int], bool]:
    light = light_case(table.c, day).label("light")
    first = select(light).where(*conditions(table, day, replace(wanted, light=None))).limit(MOST_COUNTED + 1).subquery()
    query = select(first.c.light, func.count()).group_by(first.c.light)
    lights = {row[0]: row[1] for row in session.connection().execute(query)}
    if sum(lights.values()) <= MOST_COUNTED:
        return lights, False
    if wanted.light is None:
        return lights, True
    return _counted_of_light(session, table, day, wanted, lights)


def _counted_of_light(
    session: Session, table: FromClause, day: date, wanted: TaskFilter, lights: dict[str, int]
) -> tuple[dict[str, int], bool]:
    """Count the light chosen by itself: it may be rarer than the others."""
    chosen = _in_light(table, day, wanted, wanted.light or "").limit(MOST_COUNTED + 1).subquery()
    number = int(session.connection().execute(select(func.count()).select_from(chosen)).scalar_one())
    return {**lights, wanted.light or "": number}, True


def _ids(
    session: Session, table: FromClause, day: date, wanted: TaskFilter, known: Mapping[str, int] | None,
    limit: int, offset: int,
) -> list[int]:  # fmt: skip
    """Return the tasks of a page in order, light by light; ``known`` tells how many of each there are."""
    found: list[int] = []
    for light in (wanted.light,) if wanted.light else URGENCY:
        number = known.get(light, 0) if known is not None else None
        if number is not None and offset >= number:
            offset -= number
            continue
        # Where it is not known how many there are, those before the page are read with it.
        skipped = offset if number is not None else 0
        given = {"wanted": limit - len(found) + offset - skipped, "skipped": skipped}
        ids = _ids_of_light(session, table, day, replace(wanted, light=light), given)
        found += ids[offset - skipped :]
        offset = max(offset - skipped - len(ids), 0)
        if len(found) >= limit:
            break
    return found[:limit]


def _ids_of_light(
    session: Session, table: FromClause, day: date, wanted: TaskFilter, part: Mapping[str, int]
) -> list[int]:
    values = {name: value for name in _NAMED if (value := getattr(wanted, name)) is not None}
    places: dict[str, Any] = {name: _place(name) for name in values}
    without: dict[str, Any] = dict.fromkeys(values)
    named, key = replace(wanted, **places), ("ids", table, tuple(sorted(values)), replace(wanted, **without))

    def build() -> Select[Any]:
        query = _in_order(table, day_named("day"), named, wanted.light or "")
        return query.limit(bindparam("wanted", type_=Integer())).offset(bindparam("skipped", type_=Integer()))

    given = {**values, **part, "day": day, "reach": part["wanted"] + part["skipped"]}
    return list(prepared(session, key, build).run(session, given).scalars())


def _place(name: str) -> BindParameter[Any]:
    return day_named(name) if name in {"due_from", "due_to"} else bindparam(name, type_=Integer())


def _in_order(table: FromClause, day: Any, wanted: TaskFilter, light: str) -> Select[Any]:  # noqa: ANN401 - a day, or the place of one
    """Return the tasks of a light in the order of their deadlines; green ones are both open and finished."""
    if light != "green":
        return _in_light(table, day, wanted, light).order_by(*_by_deadline(table, is_open=light in _OPEN_LIGHTS))
    others, reach = conditions(table, day, replace(wanted, light=None)), bindparam("reach", type_=Integer())
    parts = {
        True: table.c.finished_on.is_(None) & (light_case(table.c, day) == light),
        False: _finished(table) & (table.c.finished_on >= table.c.due_on),
    }
    firsts = [
        select(table.c.id, table.c.due_on)
        .where(part, *others)
        .order_by(*_by_deadline(table, is_open=is_open))
        .limit(reach)
        for is_open, part in parts.items()
    ]
    both = union_all(*(select(first.c.id, first.c.due_on) for first in (each.subquery() for each in firsts))).subquery()
    return select(both.c.id).order_by(both.c.due_on, both.c.id)


def _by_deadline(table: FromClause, *, is_open: bool) -> tuple[ColumnElement[Any], ...]:
    """Return the order of deadlines; what is open has no end, but PostgreSQL takes its index only if it is named."""
    by_due = (table.c.due_on, table.c.id)
    return (table.c.finished_on, *by_due) if is_open else by_due


def _finished(table: FromClause) -> ColumnElement[bool]:
    # Said both ways: the first leads to the index of what is finished, the second is the rule.
    return table.c.finished_on.is_not(None) & table.c.state.concat("").in_(FINISHED_STATES)


def _in_light(table: FromClause, day: Any, wanted: TaskFilter, light: str) -> Select[Any]:  # noqa: ANN401 - a day, or the place of one
    return select(table.c.id).where(_shows(table, day, light), *conditions(table, day, replace(wanted, light=None)))


def _shows(table: FromClause, day: Any, light: str) -> ColumnElement[bool]:  # noqa: ANN401 - as above
    """Return the condition that a task shows a light, so that an index leads to it."""
    shown: ColumnElement[bool] = light_case(table.c, day) == light
    if light in _OPEN_LIGHTS:
        return table.c.finished_on.is_(None) & shown
    if light == "blue":
        return _finished(table) & (table.c.finished_on < table.c.due_on)
    return table.c.state.in_(OFF_STATES) if light == "none" else shown


def _rows(session: Session, table: FromClause, ids: Collection[int]) -> list[RowMapping]:
    if not ids:
        return []
    # What is visible was chosen already; the table behind it is read by its key.
    source = tasks if getattr(table, "name", "") == tasks.name else table
    asked = prepared(session, ("rows", source), lambda: _rows_of(source))
    rows = {row["id"]: row for row in asked.run(session, {"ids": list(ids)}).mappings()}
    return [rows[task_id] for task_id in ids]


def _rows_of(source: FromClause) -> Select[Any]:
    return (
        select(*(source.c[name] for name in LIST_COLUMNS), units.c.short_name.label("unit_name"))
        .join(units, units.c.id == source.c.unit_id)
        .where(among(source.c.id, "ids"))
    )
