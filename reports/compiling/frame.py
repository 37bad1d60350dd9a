"""What every part of a report is computed for: the quarter, the cut-off, the rules. Pure."""

from dataclasses import dataclass
from datetime import date, datetime

from planning.periods import Quarter
from planning.rules import Rules
from reports.snapshot import Period


@dataclass(frozen=True)
class Frame:
    """A quarter as it was known before ``until``, looked at on the day ``as_of``, by the rules of the office."""

    rules: Rules
    quarter: Quarter
    as_of: date
    until: datetime

    @property
    def due_on(self) -> date:
        """The day the quarter's update was due."""
        return self.quarter.report_due_on(self.rules.calendar)

    def workdays_late(self, due_on: date, day: date) -> int:
        """Return how many working days a day lies after another one; at least one when it is later at all."""
        return max(self.rules.calendar.between(due_on, day), 1) if day > due_on else 0


def period_fact(quarter: Quarter) -> Period:
    """Return a quarter as the snapshot holds it."""
    return Period(code=str(quarter), label=quarter.words, starts_on=quarter.first, ends_on=quarter.last)
