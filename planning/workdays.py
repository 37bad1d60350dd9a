"""Working days (工作日): which days are worked, and counting in them. Not: reminders, periods, what a deadline means.

Pure: the days come in as data (``config.calendars``). A year whose notice is not known is never an error: it is counted
Monday to Friday without the fixed statutory days, and whatever is computed from it is provisional (暂定).
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, Self

#: Statutory days with a fixed date (全国年节及纪念日放假办法, in force since 2025): New Year, Labour Day, National Day.
#: The lunar festivals and the shifts around all of them are decreed each year and are not guessed.
FIXED_REST = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
_SATURDAY = 5
_DAY = timedelta(days=1)


class Days(Protocol):
    """The three sets a calendar is made of."""

    @property
    def rest(self) -> frozenset[date]:
        """Days off."""

    @property
    def work(self) -> frozenset[date]:
        """Make-up working days."""

    @property
    def years(self) -> frozenset[int]:
        """Years whose notice is known."""


class Span(Protocol):
    """Anything with a last day: a month, a quarter."""

    @property
    def last(self) -> date:
        """The last day, inclusive."""


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The working calendar: days off, make-up working days, and the years whose notice is known."""

    rest: frozenset[date]
    work: frozenset[date]
    years: frozenset[int]

    @classmethod
    def of(cls, days: Days) -> Self:
        """Build the calendar from loaded data."""
        return cls(days.rest, days.work, days.years)

    def is_announced(self, year: int) -> bool:
        """Tell whether the notice for the year is known."""
        return year in self.years

    def provisional(self, *days: date) -> bool:
        """Tell whether any of the days lies in a year not announced, so that counting through it may change."""
        return any(day.year not in self.years for day in days)

    def is_workday(self, day: date) -> bool:
        """Tell whether the day is worked: what a notice names goes first, then the week, then the fixed days."""
        if day in self.work:
            return True
        if day in self.rest or day.weekday() >= _SATURDAY:
            return False
        return day.year in self.years or (day.month, day.day) not in FIXED_REST

    def add(self, day: date, count: int) -> date:
        """Return the ``count``-th working day after (negative: before) ``day``; 0 gives the day itself, rest or not."""
        step = _DAY if count > 0 else -_DAY
        for _ in range(abs(count)):
            day += step
            while not self.is_workday(day):
                day += step
        return day

    def on_or_before(self, day: date) -> date:
        """Return the day if it is worked, else the last working day before it."""
        return day if self.is_workday(day) else self.add(day, -1)

    def on_or_after(self, day: date) -> date:
        """Return the day if it is worked, else the first working day after it."""
        return day if self.is_workday(day) else self.add(day, 1)

    def between(self, after: date, until: date) -> int:
        """Return how many working days lie in (after, until]; negative when ``until`` is the earlier one."""
        if until < after:
            return -self.between(until, after)
        return sum(self.is_workday(after + _DAY * count) for count in range(1, (until - after).days + 1))

    def last_workday_of(self, span: Span) -> date:
        """Return the last working day of a month or quarter."""
        return self.on_or_before(span.last)
