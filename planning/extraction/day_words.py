"""Days as texts count them: years and days in Chinese numerals, ends of months, parts of a month."""

from calendar import monthrange
from datetime import date

from planning.extraction.numerals import chinese_number


def months_later(day: date, count: int) -> date:
    """Return the same day some months later, or the last of that month where it has no such day."""
    month = day.month - 1 + count
    last = month_end(day.year + month // 12, month % 12 + 1)
    return last.replace(day=min(day.day, last.day))


def year_said(said: str | None, year: int) -> int:
    """Return the year that words mean: the plan's own (本, 今, nothing said), the next one, or as written."""
    if not said or said in "本今当":
        return year
    return year + 1 if said in "明次" else number_said(said)


def number_said(said: str) -> int:
    """Return a number in digits or Chinese numerals."""
    return int(said) if said.isascii() else chinese_number(said)


def month_end(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, monthrange(year, month)[1])


def day_said(year: int, month: int, day: str | None, part: str | None) -> date | None:
    """Return the day that a month with a day or a part of it means (else its last); None if there is no such day."""
    last = month_end(year, month)
    if day:
        number = number_said(day)
        return last.replace(day=number) if 1 <= number <= last.day else None
    ends = {"初": 10, "上旬": 10, "中旬": 20, "上中旬": 20}
    return last.replace(day=ends.get(part or "", last.day))
