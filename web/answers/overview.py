"""The overview: counts by light and their change, what is newly red, due or late, who is silent, what is asked."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from config.rows import Row
from planning import board_queries, queries
from planning.headlines import Asked, headlines
from planning.periods import Period, period_of
from planning.rules import Rules
from planning.standing import Span, Standing, standing
from web.answers.decisions import LONG_OVERDUE_WORKDAYS, Decision, decisions, extensions_of_office
from web.answers.lines import Answer, TaskLine, line_of, owner_names
from web.moment import Look

LIGHTS = board_queries.TREND_LIGHTS
SOON = timedelta(days=14)
NEXT = timedelta(days=7)
RECENT = timedelta(days=7)
TREND = timedelta(days=120)


class UnitLights(Answer):
    """The items of one unit by light."""

    unit_id: int
    unit: str
    kind: str
    total: int
    lights: dict[str, int]

    def __hash__(self) -> int:
        return hash((self.unit_id, self.total))


class Waiting(Answer):
    """An item that waits for somebody: ``submitted``, ``extension`` or ``instruction``, with the day that matters."""

    kind: str
    on: date | None
    task: TaskLine


class Reporting(Answer):
    """Who has sent the update of a period: items owed and reported, and by unit for those that owe any."""

    period: str
    due_on: date
    grace_until: date
    owed: int
    reported: int
    units: tuple["UnitReporting", ...]

    @property
    def silent(self) -> tuple["UnitReporting", ...]:
        """The units that owe updates and have sent none."""
        return tuple(unit for unit in self.units if not unit.reported)

    @property
    def partial(self) -> tuple["UnitReporting", ...]:
        """The units that have sent some of their updates."""
        return tuple(unit for unit in self.units if 0 < unit.reported < unit.owed)


class UnitReporting(Answer):
    """The updates of one unit for a period."""

    unit_id: int
    unit: str
    owed: int
    reported: int


class TrendDay(Answer):
    """The items by light as compiled on a day."""

    day: date
    lights: dict[str, int]

    def __hash__(self) -> int:
        return hash(self.day)


class Change(Answer):
    """By how many items each light has changed since a compiled day; lights that did not change are left out."""

    since: date
    lights: dict[str, int]


class Overview(Answer):
    """Everything the first page says. Lists hold the most urgent ones; the figures beside them count all.

    ``since`` is the day from which on what turned red is new; ``change`` compares with the newest compiled day before
    it, none when nothing was compiled by then. ``decisions`` are asked of the leading group.
    """

    day: date
    as_of: date | None
    known_until: datetime | None
    lights: dict[str, int]
    total: int
    change: Change | None
    decisions: tuple[Decision, ...]
    units: tuple[UnitLights, ...]
    units_without_items: tuple[str, ...]
    due_soon: tuple[TaskLine, ...]
    due_soon_total: int
    due_soon_until: date
    due_next_total: int
    due_next_until: date
    overdue: tuple[TaskLine, ...]
    overdue_total: int
    turned_red: tuple[TaskLine, ...]
    turned_red_total: int
    turned_red_since: date
    reporting: Reporting
    waiting: tuple[Waiting, ...]
    waiting_counts: dict[str, int]
    trend: tuple[TrendDay, ...]

    def __hash__(self) -> int:
        # Kept parts of pages are found by it.
        return hash((self.day, self.as_of, self.turned_red_since, self.known_until, self.total))


def overview(look: Look, rules: Rules, since: date | None = None) -> Overview:
    """Read the overview; the number of queries does not depend on how many tasks there are.

    ``since`` is the day from which on what turned red is new; the last seven days when none is given.
    """
    since = since or look.day - RECENT + timedelta(days=1)
    return look.remembered(("overview", rules, since), lambda: _overview(look, rules, since))


def _overview(look: Look, rules: Rules, since: date) -> Overview:
    session, table, day = look.session, look.table, look.day
    roster = queries.unit_rows(session)
    until = day + SOON
    period = _period_told_of(day, rules)
    stands = standing(session, table, look.viewer.scope, Span(day, until, day + NEXT, str(period), period.last))
    units = _units(roster, stands.lights)
    found = headlines(session, table, look.sparse, _asked(day, until, since, rules))
    owners = owner_names(session, found.rows, day)
    lights = {light: sum(unit.lights[light] for unit in units) for light in LIGHTS}

    def lines(rows: Iterable[Row]) -> tuple[TaskLine, ...]:
        return tuple(line_of(row, day, owners) for row in rows)

    return Overview(
        day=day,
        as_of=look.as_of,
        known_until=queries.last_event_at(session) if look.as_of is None else None,
        lights=lights,
        total=sum(lights.values()),
        change=_change(look, since, lights),
        decisions=decisions(look, found, lines),
        units=units,
        units_without_items=_idle(roster, units),
        due_soon=lines(found.due_soon),
        due_soon_total=stands.due_soon,
        due_soon_until=until,
        due_next_total=stands.due_next,
        due_next_until=day + NEXT,
        overdue=lines(found.overdue),
        overdue_total=stands.overdue,
        turned_red=lines(found.turned_red),
        turned_red_total=found.counts["turned_red"],
        turned_red_since=since,
        reporting=_reporting(period, rules, roster, stands),
        waiting=tuple(each for row in found.waiting for each in _waiting(row, line_of(row, day, owners))),
        waiting_counts=stands.waiting,
        trend=trend_of(look, day - TREND),
    )


def _asked(day: date, until: date, since: date, rules: Rules) -> Asked:
    return Asked(
        day=day,
        soon=until,
        red_since=since,
        long_due_to=rules.calendar.add(day, -LONG_OVERDUE_WORKDAYS),
        max_extensions=extensions_of_office(rules),
    )


def _units(roster: Iterable[Row], counted: Mapping[int, Mapping[str, int]]) -> tuple[UnitLights, ...]:
    found = {unit_id: tuple(lights.get(light, 0) for light in LIGHTS) for unit_id, lights in counted.items()}
    return tuple(
        _unit_lights(unit["id"], unit["short_name"], unit["kind"], found[unit["id"]])
        for unit in roster
        if unit["id"] in found
    )


@lru_cache(maxsize=2_000)
def _unit_lights(unit_id: int, name: str, kind: str, counts: tuple[int, ...]) -> UnitLights:
    """Make the line of a unit; most units are as they were, and their line is then the very same one."""
    lights = dict(zip(LIGHTS, counts, strict=True))
    return UnitLights(unit_id=unit_id, unit=name, kind=kind, total=sum(counts), lights=lights)


def _idle(roster: Iterable[Row], units: Iterable[UnitLights]) -> tuple[str, ...]:
    busy = {unit.unit_id for unit in units}
    return tuple(unit["short_name"] for unit in roster if unit["kind"] == "street" and unit["id"] not in busy)


def _period_told_of(day: date, rules: Rules) -> Period:
    """Return the newest period whose update has been asked for."""
    period = period_of(day, rules.pack)
    return period.previous() if day < period.request_opens_on(rules.pack, rules.calendar) else period


def _reporting(period: Period, rules: Rules, roster: Iterable[Row], stands: Standing) -> Reporting:
    """Return who has reported for a period."""
    units = tuple(
        _unit_reporting(unit["id"], unit["short_name"], stands.owed[unit["id"]], stands.reported[unit["id"]])
        for unit in roster
        if stands.owed[unit["id"]]
    )
    return Reporting(
        period=str(period),
        due_on=period.report_due_on(rules.calendar),
        grace_until=period.grace_until(rules.pack, rules.calendar),
        owed=sum(unit.owed for unit in units),
        reported=sum(unit.reported for unit in units),
        units=units,
    )


@lru_cache(maxsize=2_000)
def _unit_reporting(unit_id: int, name: str, owed: int, reported: int) -> UnitReporting:
    return UnitReporting(unit_id=unit_id, unit=name, owed=owed, reported=reported)


def _waiting(row: Row, line: TaskLine) -> Iterable[Waiting]:
    if row["state"] == "submitted":
        yield Waiting(kind="submitted", on=row["submitted_on"], task=line)
    if row["extension_proposed_on"] is not None:
        yield Waiting(kind="extension", on=row["extension_proposed_on"], task=line)
    if row["answer_by"] is not None:
        yield Waiting(kind="instruction", on=row["answer_by"], task=line)


def _change(look: Look, since: date, lights: dict[str, int]) -> Change | None:
    """Return how the counts differ from the last compilation before a day: what was known when one last looked."""
    before = board_queries.counts_on(look.session, since - timedelta(days=1), look.viewer.scope.units)
    if before is None:
        return None
    day, then = before
    differing = {light: lights[light] - then.get(light, 0) for light in LIGHTS}
    return Change(since=day, lights={light: more for light, more in differing.items() if more})


def trend_of(look: Look, since: date, unit_id: int | None = None) -> tuple[TrendDay, ...]:
    """Return the compiled days from ``since`` on, over the units one sees or one of them."""
    seen = look.viewer.scope.units if unit_id is None else {unit_id}
    return _days_of(board_queries.trend(look.session, since, look.day, seen))


@lru_cache(maxsize=64)
def _days_of(rows: tuple[tuple[Any, ...], ...]) -> tuple[TrendDay, ...]:
    """Return the days of a trend; the same rows give the very same answer, whose parts are then written out once."""
    return tuple(
        TrendDay(day=day, lights=dict(zip(board_queries.TREND_LIGHTS, map(int, counts), strict=True)))
        for day, *counts in rows
    )
