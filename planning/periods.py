"""Reporting periods: quarters (``2017Q2``) and months (``2017M06``), and the days of their update requests.

Pure. The texts sort in time within one kind. A period includes its last day.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Self

from config.errors import CallError
from config.rule_packs import RulePack
from planning.workdays import WorkCalendar

_YEARS = range(1, 10_000)


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The ``number``-th stretch of ``months`` months of a year, counted from 1."""

    months: ClassVar[int]
    pattern: ClassVar[re.Pattern[str]]
    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Return the period a text names.

        Raises:
            CallError: ``period-invalid`` with the text.
        """
        match = cls.pattern.fullmatch(text.strip())
        if match is None or int(match[1]) not in _YEARS:
            raise CallError("period-invalid", text=text)
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the period a day lies in."""
        return cls(day.year, (day.month - 1) // cls.months + 1)

    @property
    def first(self) -> date:
        """The first day."""
        return date(self.year, (self.number - 1) * self.months + 1, 1)

    @property
    def last(self) -> date:
        """The last day, inclusive."""
        month = self.number * self.months
        return date(self.year, month, monthrange(self.year, month)[1])

    def next(self) -> Self:
        """Return the period after this one."""
        return type(self).of(self.last + timedelta(days=1))

    def previous(self) -> Self:
        """Return the period before this one."""
        return type(self).of(self.first - timedelta(days=1))

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def report_due_on(self, calendar: WorkCalendar) -> date:
        """Return the day the update is due: the last working day of the period."""
        return calendar.last_workday_of(self)

    def request_opens_on(self, pack: RulePack, calendar: WorkCalendar) -> date:
        """Return the day the update is first asked for, counted back in working days from the day it is due."""
        return calendar.add(self.report_due_on(calendar), -pack.updates.opens_workdays)

    def nudges_on(self, pack: RulePack, calendar: WorkCalendar) -> tuple[date, ...]:
        """Return the days a missing update is asked for again, in order of time."""
        due = self.report_due_on(calendar)
        return tuple(sorted(calendar.add(due, -count) for count in pack.updates.nudge_workdays))

    def grace_until(self, pack: RulePack, calendar: WorkCalendar) -> date:
        """Return the last day on which an update is still in time; from the next day on it counts as 未报."""
        return calendar.add(self.report_due_on(calendar), pack.updates.grace_workdays)


class Quarter(Period):
    """A quarter of a year, written ``2017Q2``."""

    __slots__ = ()
    months = 3
    pattern = re.compile(r"([0-9]{4})[Qq]([1-4])")

    def __str__(self) -> str:
        return f"{self.year:04}Q{self.number}"

    @property
    def words(self) -> str:
        """The quarter in words: 2017年第二季度."""
        return f"{self.year}年第{'一二三四'[self.number - 1]}季度"


class Month(Period):
    """A month, written ``2017M06``."""

    __slots__ = ()
    months = 1
    pattern = re.compile(r"([0-9]{4})[Mm](0[1-9]|1[0-2])")

    def __str__(self) -> str:
        return f"{self.year:04}M{self.number:02}"

    @property
    def words(self) -> str:
        """The month in words: 2017年6月."""
        return f"{self.year}年{self.number}月"


KINDS: dict[str, type[Quarter] | type[Month]] = {"quarter": Quarter, "month": Month}


def parse_period(text: str) -> Quarter | Month:
    """Return the quarter or month a text names.

    Raises:
        CallError: ``period-invalid`` with the text.
    """
    return Month.parse(text) if Month.pattern.fullmatch(text.strip()) else Quarter.parse(text)


def period_of(day: date, pack: RulePack) -> Quarter | Month:
    """Return the period, of the kind the pack asks updates for, that a day lies in."""
    return KINDS[pack.updates.period].of(day)


def period_after(reported: str, pack: RulePack) -> Quarter | Month:
    """Return the first period of the pack's kind that an update for ``reported`` does not cover.

    A quarter's update covers its months; a month's update covers no quarter but the one it ends.
    """
    covered_until = parse_period(reported).last
    return KINDS[pack.updates.period].of(covered_until + timedelta(days=1))
