"""The day before a festival (国庆节前): fixed days by themselves, lunar ones by the official notices where known."""

import csv
import re
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

_FIXED = {
    "元旦": (1, 1),
    "三八": (3, 8),
    "五一": (5, 1),
    "劳动": (5, 1),
    "七一": (7, 1),
    "八一": (8, 1),
    "教师": (9, 10),
    "国庆": (10, 1),
    "十一": (10, 1),
}
_DECREED = ("春节", "清明", "端午", "中秋")


def eve_of(name: str, year: int, not_before: date | None = None) -> date | None:
    """Return the last day before a festival of the year, None when no notice tells which day that is.

    A festival that is over (before ``not_before``, or New Year of the plan's own year) means the next year's.
    """
    bare = re.sub(r"[“”\"]", "", name)
    for each in (year, year + 1):
        first = _first_day(bare, each)
        if first is None:
            return None
        eve = first - timedelta(days=1)
        if eve.year >= year and (not_before is None or eve >= not_before):
            return eve
    return None


def eve_in(name: str, year: int) -> date | None:
    """Return the last day before the festival of this very year (2024年春节前), None when no notice tells it."""
    first = _first_day(re.sub(r"[“”\"]", "", name), year)
    return first - timedelta(days=1) if first else None


def _first_day(name: str, year: int) -> date | None:
    fixed = next((day for key, day in _FIXED.items() if key in name), None)
    if fixed:
        return date(year, *fixed)
    key = next(key for key in _DECREED if key in name)
    return min((day for day, called in _rest_days(year) if key in called), default=None)


@cache
def _rest_days(year: int) -> tuple[tuple[date, str], ...]:
    """Return the days off the year's notice names, with the festival; none when no notice is shipped for the year."""
    notice = files("config.calendars").joinpath(f"{year}.csv")
    if not notice.is_file():
        return ()
    rows = csv.DictReader(notice.read_text(encoding="utf-8").splitlines())
    days = ((date.fromisoformat(row["date"]), row["name"]) for row in rows if row["kind"] == "rest")
    return tuple((day, name) for day, name in days if day.year == year)
