"""A year of working days as a calendar to look at, and what a new notice would change."""

from calendar import Calendar
from dataclasses import replace
from datetime import date

from planning.calendar_notices import CalendarNotice
from planning.rules import Rules
from planning.workdays import WorkCalendar
from web.answers.lines import Answer

_MONTHS = range(1, 13)


class DayCell(Answer):
    """A day: ``kind`` is rest or make-up (named by the notice), weekend, or plain."""

    day: int
    kind: str


class MonthGrid(Answer):
    """A month as weeks from Monday to Sunday; none where another month's days would stand."""

    month: int
    weeks: tuple[tuple[DayCell | None, ...], ...]
    workdays: int


def year_grid(calendar: WorkCalendar, year: int) -> tuple[MonthGrid, ...]:
    """Return the twelve months of a year."""
    return tuple(_month(calendar, year, month) for month in _MONTHS)


def _month(calendar: WorkCalendar, year: int, month: int) -> MonthGrid:
    weeks = tuple(
        tuple(_cell(calendar, date(year, month, day)) if day else None for day in week)
        for week in Calendar().monthdayscalendar(year, month)
    )
    cells = [date(year, month, cell.day) for week in weeks for cell in week if cell is not None]
    return MonthGrid(month=month, weeks=weeks, workdays=sum(map(calendar.is_workday, cells)))


def _cell(calendar: WorkCalendar, day: date) -> DayCell:
    kind = "plain" if calendar.is_workday(day) else "weekend"
    if day in calendar.work:
        kind = "make-up"
    elif day in calendar.rest or (not calendar.is_workday(day) and day.weekday() < 5):  # noqa: PLR2004 - a weekday
        kind = "rest"
    return DayCell(day=day.day, kind=kind)


def with_notice(calendar: WorkCalendar, notice: CalendarNotice) -> WorkCalendar:
    """Return the calendar as it would be with a notice: what it names goes first."""
    named = {each.day: each.kind for each in notice.days}
    rest = {day for day in calendar.rest if day.year != notice.year and day not in named}
    work = {day for day in calendar.work if day.year != notice.year and day not in named}
    return WorkCalendar(
        rest=frozenset(rest | {day for day, kind in named.items() if kind == "rest"}),
        work=frozenset(work | {day for day, kind in named.items() if kind == "work"}),
        years=calendar.years | {notice.year},
    )


def rules_with(rules: Rules, notice: CalendarNotice) -> Rules:
    """Return the rules on the calendar with a notice."""
    return replace(rules, calendar=with_notice(rules.calendar, notice))
