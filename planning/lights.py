"""Lights (红黄绿灯): on which days an item will turn if nothing happens, and which light it shows on a day.

Pure. A light changes only by an event or by a day passing, so the turning days are computed when something happens and
kept with the item; the light of a day is then a comparison of dates, here and in ``planning.light_sql``. A day is
judged at its end: due today is not overdue, and an update on the last day of grace is in time.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import NamedTuple, Self

import orjson

from config.rows import Row
from config.rule_packs import LightRule, RulePack
from planning.lifecycle import FINISHED_STATES, OFF_STATES
from planning.periods import Month, parse_period, period_after, period_of
from planning.workdays import WorkCalendar

#: How bad a light is; colours of the same rank do not count as a turn.
RANK = {"none": 0, "blue": 0, "grey": 0, "green": 0, "yellow": 1, "orange": 2, "red": 3}
#: Gravest first: which reason a light names when several hold.
GRAVITY = ("overdue", "silent", "not_begun", "near", "lag", "missing", "late_update")
_DAY = timedelta(days=1)


class Turn(NamedTuple):
    """From the day ``on`` the item shows at least this colour, for this reason."""

    colour: str
    on: date
    reason: str


@dataclass(frozen=True, slots=True)
class LightFacts:
    """What the turning days depend on. Periods are texts (``2017Q2``); ``first_period`` is the first one owed."""

    start_on: date
    due_on: date
    progress: int
    submitted: bool
    last_period: str | None
    first_period: str
    last_period_late: bool = False


@dataclass(frozen=True, slots=True)
class LightRow:
    """An item as its row in the database: state, dates, first day of each colour, and all its turns."""

    state: str
    start_on: date
    due_on: date
    finished_on: date | None = None
    yellow_on: date | None = None
    orange_on: date | None = None
    red_on: date | None = None
    turns: tuple[Turn, ...] = ()
    late: bool = False

    @classmethod
    def of(cls, row: Row) -> Self:
        """Return a row of the table of tasks as the rule of lights takes it."""
        return cls(
            state=row["state"],
            start_on=row["start_on"],
            due_on=row["due_on"],
            finished_on=row["finished_on"],
            yellow_on=row["yellow_on"],
            orange_on=row["orange_on"],
            red_on=row["red_on"],
            turns=read_turns(row["turns"]),
            late=row["late"],
        )


class Light(NamedTuple):
    """A light, the reason for it (yellow, orange and red only), and the permanent mark of a late finish (迟)."""

    colour: str
    reason: str | None
    late: bool


def time_share(start_on: date, due_on: date, day: date) -> Fraction:
    """Return 序时进度: the share of the days from start to deadline (both included) past at the day's end, in points.

    0 before the start, 100 from the deadline on (also when the deadline lies before the start).
    """
    return Fraction(*_passed(start_on, due_on, day))


def time_points(start_on: date, due_on: date, day: date) -> int:
    """Return 序时进度 in whole points, cut off: what registers and pages show."""
    points, days = _passed(start_on, due_on, day)
    return points // days


def _passed(start_on: date, due_on: date, day: date) -> tuple[int, int]:
    """Return 100 × the days past, and the days there are."""
    total, passed = (due_on - start_on).days + 1, (day - start_on).days + 1
    return (100, 1) if passed >= total else (100 * max(passed, 0), total)


def turning_dates(facts: LightFacts, pack: RulePack, calendar: WorkCalendar) -> tuple[Turn, ...]:
    """Return all turns to come or past if nothing happens, by day, on one day the worst first.

    No turn comes before the item begins. At most one for each rule of the pack.
    """
    dated = ((rule, _turns_on(rule, facts, pack, calendar)) for rule in pack.lights)
    turns = [Turn(rule.colour, max(day, facts.start_on), rule.reason) for rule, day in dated if day is not None]
    return tuple(sorted(turns, key=lambda turn: (turn.on, *_badness(turn))))


def read_turns(text: str) -> tuple[Turn, ...]:
    """Return the turns kept with an item as JSON, ``[[colour, "YYYY-MM-DD", reason], …]``, in the order kept."""
    return tuple(Turn(colour, date.fromisoformat(on), reason) for colour, on, reason in orjson.loads(text))


def first_days(turns: tuple[Turn, ...]) -> dict[str, date]:
    """Return for each colour turned to the first day of it."""
    days: dict[str, date] = {}
    for turn in turns:
        days[turn.colour] = min(turn.on, days.get(turn.colour, turn.on))
    return days


def light_on(day: date, row: LightRow) -> Light:
    """Return the light at the end of a day, as far as the row knows (events later than it belong to later rows)."""
    if row.state in OFF_STATES:
        return Light("none", None, late=False)
    if row.state in FINISHED_STATES:
        # The mark stays for ever, also when the item was reopened and then finished in time.
        late = row.late or (row.finished_on is not None and row.finished_on > row.due_on)
        early = row.finished_on is not None and row.finished_on < row.due_on
        return Light("blue" if early else "green", None, late)
    if row.start_on > day:
        return Light("grey", None, late=False)
    for colour, since in (("red", row.red_on), ("orange", row.orange_on), ("yellow", row.yellow_on)):
        if since is not None and since <= day:
            return Light(colour, _reason(colour, day, row.turns), late=False)
    return Light("green", None, late=False)


def next_turn(day: date, row: LightRow) -> Turn | None:
    """Return the next turn for the worse after a day ("turns yellow on 12 May"), or nothing when none is to come."""
    if row.state in OFF_STATES or row.state in FINISHED_STATES:
        return None
    rank = RANK[light_on(day, row).colour]
    worse = (turn for turn in row.turns if turn.on > day and RANK[turn.colour] > rank)
    return min(worse, key=lambda turn: (turn.on, *_badness(turn)), default=None)


def _badness(turn: Turn) -> tuple[int, int]:
    return -RANK[turn.colour], GRAVITY.index(turn.reason)


def _reason(colour: str, day: date, turns: tuple[Turn, ...]) -> str | None:
    active = (turn.reason for turn in turns if turn.colour == colour and turn.on <= day)
    return min(active, key=GRAVITY.index, default=None)


def _turns_on(rule: LightRule, facts: LightFacts, pack: RulePack, calendar: WorkCalendar) -> date | None:
    """Return the first day at whose end the rule holds, or nothing when it never will."""
    at_least = rule.at_least or 0
    match rule.reason:
        case "near" | "overdue":
            return None if facts.submitted else _limit_on(rule, facts.due_on, calendar)
        case "lag":
            return _lags_on(rule, facts)
        case "missing" | "silent":
            return _missing_on(at_least, facts, pack, calendar)
        case "not_begun":
            return _months_end(facts.start_on, at_least) if facts.progress == 0 else None
        case "late_update":
            return _made_good_on(facts, pack, calendar)


def _limit_on(rule: LightRule, due_on: date, calendar: WorkCalendar) -> date:
    """Return the first day with at most so many working days left after it, or the day so many days past due."""
    if rule.reason == "near":
        return calendar.add(calendar.on_or_before(due_on), -(rule.at_most or 0))
    return due_on + _DAY * (rule.at_least or 0)


def _lags_on(rule: LightRule, facts: LightFacts) -> date | None:
    """Days past are the least whole number with 100 · past / total − progress ≥ ``at_least`` (or > ``above``)."""
    total = max((facts.due_on - facts.start_on).days + 1, 1)  # a deadline before the start: all time is gone at once
    if rule.above is None:
        past = -(-(facts.progress + (rule.at_least or 0)) * total // 100)
    else:
        past = (facts.progress + rule.above) * total // 100 + 1
    return facts.start_on + _DAY * (past - 1) if past <= total else None


def _missing_on(periods: int, facts: LightFacts, pack: RulePack, calendar: WorkCalendar) -> date:
    """Return the day after the grace of the ``periods``-th period owed in a row."""
    owed = period_of(parse_period(facts.first_period).first, pack)
    if facts.last_period is not None:
        after = period_after(facts.last_period, pack)
        owed = after if after.first > owed.first else owed
    for _ in range(periods - 1):
        owed = owed.next()
    return owed.grace_until(pack, calendar) + _DAY


def _months_end(start_on: date, months: int) -> date:
    """Return the day after the ``months``-th month, the starting one included."""
    month = Month.of(start_on)
    for _ in range(months):
        month = month.next()
    return month.first


def _made_good_on(facts: LightFacts, pack: RulePack, calendar: WorkCalendar) -> date | None:
    """Return the day the last update began to be missing, when it came late: the mark stays until the next update."""
    if not facts.last_period_late or facts.last_period is None:
        return None
    return parse_period(facts.last_period).grace_until(pack, calendar) + _DAY
