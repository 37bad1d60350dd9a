"""How all items stand on a day, in figures: by light and unit, due, overdue, waiting, and who has reported.

One question to the counts kept beside the tasks (``planning.tally``) where they hold: for the tasks as they stand, on a
day that is not past. Otherwise, and for whoever answers for items of other units, the tasks themselves are counted.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal_column, select, union_all
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.prepared import among, day_named, prepared
from planning import page_queries, queries
from planning.access.viewers import Scope, by_units
from planning.ledger import tasks
from planning.tally import DUE, HOLDS_FROM, LIGHTS, OWED, REPORTED, WAITS, light_measure, tally

#: The lights a standing tells; what is off is left out.
_SHOWN = tuple(light for light in LIGHTS if light != "none")
Counts = dict[int, dict[str, int]]


@dataclass(frozen=True)
class Span:
    """The days a standing is asked for: today, two until which is due soon, the period told of and its last day."""

    day: date
    soon: date
    next: date
    period: str
    period_ends: date


@dataclass
class Standing:
    """Figures by unit id and light (none left out when 0), of periods by unit; chased tasks due and overdue."""

    lights: Counts = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WAITS, 0))
    owed: Counter[int] = field(default_factory=Counter)
    reported: Counter[int] = field(default_factory=Counter)
    overdue: int = 0
    due_soon: int = 0
    due_next: int = 0


def standing(session: Session, table: FromClause, scope: Scope, span: Span) -> Standing:
    """Return how the tasks of a table stand, which is narrowed to what the scope shows."""
    found = _tallied(session, scope, span) if _is_tallied(session, table, scope) else None
    return _counted(session, table, span) if found is None else found


def lights_of_units(
    session: Session, table: FromClause, scope: Scope, day: date, only: Collection[int] | None = None
) -> Counts | None:
    """Return the items by unit and light, those that are off (``none``) too; nothing where counts do not hold.

    ``only`` narrows the units further.
    """
    if not _is_tallied(session, table, scope):
        return None
    units = scope.units if only is None else [unit for unit in only if scope.has_unit(unit)]
    everything = units is None
    question = prepared(session, ("lights", everything), lambda: _light_question(everything))
    found: Counts = {}
    for measure, unit_id, number in question.run(session, {"day": day, "units": list(units or ())}).all():
        if measure == HOLDS_FROM:
            return None
        if number:
            found.setdefault(unit_id, {})[measure.removeprefix("light:")] = number
    return found


def lights_in_all(
    session: Session, table: FromClause, scope: Scope, day: date, only: Collection[int] | None = None
) -> dict[str, int] | None:
    """Return the sums of ``lights_of_units`` over the units."""
    if not _is_tallied(session, table, scope):
        return None
    units = scope.units if only is None else [unit for unit in only if scope.has_unit(unit)]
    question = prepared(session, ("lights in all", units is None), lambda: _light_question(units is None, in_all=True))
    found: dict[str, int] = {}
    for measure, _, number in question.run(session, {"day": day, "units": list(units or ())}).all():
        if measure == HOLDS_FROM:
            return None
        if number:
            found[measure.removeprefix("light:")] = number
    return found


def _is_tallied(session: Session, table: FromClause, scope: Scope) -> bool:
    """Tell whether counts by unit are those of the table: it is the live one, and shows no task of other units."""
    # The visible part of a table is named like the table; one of a past instant has a name of its own.
    if getattr(table, "name", "") != tasks.name:
        return False
    return not by_units(session, scope).posts


def _tallied(session: Session, scope: Scope, span: Span) -> Standing | None:
    everything = scope.units is None
    question = prepared(session, ("standing", everything), lambda: _question(everything))
    given = {
        "day": span.day, "soon": span.soon, "next": span.next, "ends": span.period_ends,
        "latest": max(span.soon, span.next),
        "units": list(scope.units or ()),
    }  # fmt: skip
    found = Standing()
    for part, unit_id, *numbers in question.run(session, given).all():
        if part == HOLDS_FROM:
            return None
        _take(found, part, unit_id, numbers)
    return found


def _take(found: Standing, part: str, unit_id: int, numbers: Sequence[int | None]) -> None:
    """Take one row of the question: a part of the figures, of a unit or of all."""
    if part == "lights":
        shown = {light: int(number) for light, number in zip(_SHOWN, numbers, strict=True) if number}
        if shown:
            found.lights[unit_id] = shown
    elif part == "updates":
        found.owed[unit_id], found.reported[unit_id] = int(numbers[0] or 0), int(numbers[1] or 0)
    elif part == "waits":
        found.waiting = {kind: int(number or 0) for kind, number in zip(WAITS, numbers, strict=False)}
    else:
        found.overdue, found.due_soon, found.due_next = (int(number or 0) for number in numbers[:3])


def _question(everything: bool) -> Any:  # noqa: ANN401, FBT001 - a union; read at two calls
    """Ask for all figures at once, one row for each unit: six times fewer rows than one for each figure."""
    day, ends = day_named("day"), day_named("ends")
    soon, following = tally.c.day.between(day, day_named("soon")), tally.c.day.between(day, day_named("next"))
    due = tally.c.measure == DUE
    lights, updates = tuple(map(light_measure, _SHOWN)), (OWED, REPORTED)
    return union_all(
        _row("lights", everything, lights, tally.c.day <= day, by_unit=True),
        _row("updates", everything, updates, tally.c.day <= ends, by_unit=True),
        _row("waits", everything, WAITS, tally.c.day <= day),
        _within(everything, _padded("due", literal_column("0"), [_sum(tally.c.day < day), _sum(soon), _sum(following)]))
        .where(due, tally.c.day <= day_named("latest")),
        _padded(HOLDS_FROM, literal_column("0"), []).where(tally.c.measure == HOLDS_FROM, tally.c.day > day),
    )  # fmt: skip


def _row(
    part: str,
    everything: bool,  # noqa: FBT001 - as above
    measures: Sequence[str],
    when: ColumnElement[bool],
    *,
    by_unit: bool = False,
) -> Select[Any]:
    unit = tally.c.unit_id if by_unit else literal_column("0")
    sums = [_sum(_any_of([measure])) for measure in measures]
    query = _within(everything, _padded(part, unit, sums)).where(_any_of(measures), when)
    return query.group_by(tally.c.unit_id) if by_unit else query


def _padded(part: str, unit: ColumnElement[Any], sums: Sequence[ColumnElement[int]]) -> Select[Any]:
    empty: list[ColumnElement[Any]] = [literal_column("0")] * (len(_SHOWN) - len(sums))
    return select(literal_column(f"'{part}'"), unit, *sums, *empty).select_from(tally)


def _sum(when: ColumnElement[bool]) -> ColumnElement[int]:
    return func.sum(case((when, tally.c.change), else_=0))


def _any_of(measures: Iterable[str]) -> ColumnElement[bool]:
    # Written out, so that both databases see which ranges of the index are read.
    return tally.c.measure.in_([literal_column(f"'{measure}'") for measure in measures])


def _light_question(everything: bool, *, in_all: bool = False) -> Any:  # noqa: ANN401, FBT001 - as above
    day = day_named("day")
    sums = _sums(everything, [*map(light_measure, LIGHTS)], tally.c.day <= day, in_all=in_all)
    return union_all(sums, _broken(day))


def _sums(
    everything: bool,  # noqa: FBT001 - as above
    measures: Collection[str],
    when: ColumnElement[bool],
    *,
    in_all: bool = False,
) -> Select[Any]:
    by = (tally.c.measure, literal_column("0")) if in_all else (tally.c.measure, tally.c.unit_id)
    query: Select[Any] = select(*by, func.sum(tally.c.change)).where(_any_of(measures), when)
    return _within(everything, query).group_by(*(by[:1] if in_all else by))


def _within(everything: bool, query: Select[Any]) -> Select[Any]:  # noqa: FBT001 - as above
    return query if everything else query.where(among(tally.c.unit_id, "units"))


def _broken(day: ColumnElement[date]) -> Select[Any]:
    """Return a row when the counts were summed up beyond the day."""
    query: Select[Any] = select(tally.c.measure, tally.c.unit_id, tally.c.change)
    return query.where(tally.c.measure == HOLDS_FROM, tally.c.day > day)


def _counted(session: Session, table: FromClause, span: Span) -> Standing:
    found = Standing(waiting=page_queries.waiting_counts(session, table))
    for row in queries.unit_light_counts(session, table, span.day):
        found.lights.setdefault(row["unit_id"], {})[row["light"]] = row["items"]
    for row in page_queries.report_counts(session, table, span.period, span.period_ends):
        found.owed[row["unit_id"]], found.reported[row["unit_id"]] = row["owed"], row["reported"]
    found.overdue = page_queries.count_overdue(session, table, span.day)
    found.due_soon = page_queries.count_due(session, table, span.day, span.soon)
    found.due_next = page_queries.count_due(session, table, span.day, span.next)
    return found
