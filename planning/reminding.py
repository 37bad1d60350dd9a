"""Reminders (催办): which due days stand on which rung of the ladder today, and when a message may go.

Pure, and computed from the calendar alone: which items are due on those days is then one query. What a due day that is
a rest day means for reminders: everything is counted from the last working day before it, so that no rung is lost.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from config.clock import SHANGHAI, at_local, local_day
from config.rule_packs import LadderRule, RulePack
from planning.workdays import WorkCalendar

AUDIENCES = ("owner", "leading_official", "office", "leading_group")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the ladder for one audience: ``offset`` working days from the due day (negative: before)."""

    offset: int
    audience: str

    @property
    def code(self) -> str:
        """The step's stable name: ``T-3``, ``T0``, ``+8``."""
        return f"T{self.offset}" if self.offset <= 0 else f"+{self.offset}"


def rung_day(due_on: date, rung: Rung, calendar: WorkCalendar) -> date:
    """Return the working day on which a rung is due; for a due day that is a rest day, earlier up to T0, then later."""
    return calendar.add(calendar.on_or_before(due_on), rung.offset)


def due_rungs(
    today: date, since: date, calendar: WorkCalendar, pack: RulePack, oldest_due: date | None
) -> dict[str, dict[date, Rung]]:
    """Return for each audience the due days whose rung day lies in (since, today], each with its highest such rung.

    ``since`` is the last day reminders were planned for, so after an outage only the highest missed rung is named.
    Due days before ``oldest_due``, the oldest of an open item (none: nothing is due), are left out. On a rest day
    nothing is due. The work grows with the days since ``oldest_due``, not with the number of items.
    """
    rungs: dict[str, dict[date, Rung]] = {rule.audience: {} for rule in pack.ladder}
    if oldest_due is None or not calendar.is_workday(today):
        return rungs
    fresh = calendar.between(since, today)
    earliest = min(rule.offsets[0] for rule in pack.ladder)
    for due_on, passed in _due_days(oldest_due, today, earliest, calendar):
        for rule in pack.ladder:
            offset = _highest(rule, passed)
            if offset is not None and offset > passed - fresh:
                rungs[rule.audience][due_on] = Rung(offset, rule.audience)
    return rungs


def within_quiet_hours(instant: datetime, pack: RulePack) -> bool:
    """Tell whether an aware instant lies in the quiet hours of Shanghai's wall clock."""
    return pack.sending.is_quiet(instant.astimezone(SHANGHAI).time())


def next_sending_moment(instant: datetime, pack: RulePack, calendar: WorkCalendar) -> datetime:
    """Return the first instant (UTC) from ``instant`` on at which a message may go.

    That is the instant itself on a working day outside quiet hours; else the sending time, or the end of the quiet
    hours when that is earlier and still ahead, of the next day that allows it.
    """
    day = local_day(instant)
    if calendar.is_workday(day):
        if not within_quiet_hours(instant, pack):
            return instant.astimezone(UTC)
        openings = sorted(at_local(day, time) for time in (pack.sending.quiet_until, pack.sending.sending_time))
        if ahead := [opening for opening in openings if opening > instant]:
            return ahead[0]
    return at_local(calendar.add(day, 1), pack.sending.sending_time)


def _due_days(oldest: date, today: date, earliest: int, calendar: WorkCalendar) -> Iterator[tuple[date, int]]:
    """Yield each due day from the oldest on with the working days passed since it, until all rungs lie ahead."""
    day, passed = oldest, calendar.between(calendar.on_or_before(oldest), today)
    while passed >= earliest:
        yield day, passed
        day += _DAY
        passed -= calendar.is_workday(day)


def _highest(rule: LadderRule, passed: int) -> int | None:
    """Return the highest offset of the rule that is not above ``passed``."""
    place = bisect_right(rule.offsets, passed)
    if place == 0:
        return None
    highest = rule.offsets[place - 1]
    if rule.then_every is None or place < len(rule.offsets):
        return highest
    return highest + (passed - highest) // rule.then_every * rule.then_every
