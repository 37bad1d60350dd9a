"""To which period a report belongs when its sender names none, and which ones it may name. Pure."""

from datetime import date
from typing import NamedTuple

from planning.periods import Month, Quarter, period_of
from planning.rules import Rules


class OpenPeriod(NamedTuple):
    """A period a report may be for, and whether it would come past that period's grace."""

    period: Quarter | Month
    late: bool


def usual_period(day: date, first_period: str, last_period: str | None, rules: Rules) -> Quarter | Month:
    """Return the period of a report sent on a day: within its grace the one before, while that is still missing."""
    period = period_of(day, rules.pack)
    before = period.previous()
    owed = first_period <= str(before) and (last_period or "") < str(before)
    return before if owed and day <= before.grace_until(rules.pack, rules.calendar) else period


def open_periods(day: date, first_period: str, last_period: str | None, rules: Rules) -> list[OpenPeriod]:
    """Return the periods a report may be for, the usual one first: this one, and the one before while it is missing."""
    period = period_of(day, rules.pack)
    before = period.previous()
    owed = first_period <= str(before) and (last_period or "") < str(before)
    usual = usual_period(day, first_period, last_period, rules)
    found = dict.fromkeys([usual, period, *([before] if owed else [])])
    return [OpenPeriod(each, day > each.grace_until(rules.pack, rules.calendar)) for each in found]
