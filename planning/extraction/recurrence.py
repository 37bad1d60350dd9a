"""When something recurring falls due (每季度末, 每月5日前): the next and the last day within the plan's year."""

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

from planning.extraction.numerals import chinese_number

_COUNT = {"两": 2, "双": 2, "二": 2, "三": 3, "四": 4, "六": 6}
_PART = {"初": 10, "上旬": 10, "中旬": 20}
_WEEKDAYS = "一二三四五六日"
_DAY = re.compile(r"([0-9]{1,2})[日号]")
_MONTH = re.compile(r"(1[0-2]|[1-9])月")
_MONTHS, _DECEMBER = 12, 12


def occurrences(words: str, year: int, since: date | None = None) -> tuple[date, date] | None:
    """Return the first due day on or after ``since`` (else of the year) and the last of the year.

    ``words`` is folded. A period without a day ends with its last one: 每季度 is 31 March, … 31 December, 每周 Sunday.
    None when the words give no rhythm (常年), or none is left in the year.
    """
    days = _days(words, year)
    left = [day for day in days if since is None or day >= since]
    return (left[0], days[-1]) if left else None


def _days(words: str, year: int) -> list[date]:
    for rhythm, days in _RHYTHMS:
        if rhythm.search(words):
            return days(words, year)
    return []


def _monthly(words: str, year: int, step: int) -> list[date]:
    which = re.search(r"(首|末|第[一二三])个?月", words)
    back = 0 if which is None or which[1] == "末" else step - (1 if which[1] == "首" else chinese_number(which[1][1:]))
    return [_in_month(words, year, month - back) for month in range(step, _MONTHS + 1, step)]


def _in_month(words: str, year: int, month: int) -> date:
    last = monthrange(year, month)[1]
    day = _DAY.search(words)
    part = next((end for word, end in _PART.items() if word in words), last)
    return date(year, month, min(int(day[1]) or 1, last) if day else part)


def _halves(year: int, month: int, *, thirds: bool) -> list[date]:
    last = monthrange(year, month)[1]
    return [date(year, month, day) for day in ((10, 20, last) if thirds else (15, last))]


def _weekly(words: str, year: int) -> list[date]:
    named = re.search(r"(?:周|星期)([一二三四五六日天])", words)
    weekday = _WEEKDAYS.index(named[1].replace("天", "日")) if named else 6
    step = 14 if re.search("两|双", words) else 7
    first = date(year, 1, 1)
    first += timedelta(days=(weekday - first.weekday()) % 7 + step - 7)
    return [first + timedelta(days=n) for n in range(0, 366, step) if (first + timedelta(days=n)).year == year]


def _yearly(words: str, year: int) -> list[date]:
    month = _MONTH.search(words)
    return [_in_month(words[month.end() - 1 if month else 0 :], year, int(month[1]) if month else _DECEMBER)]


def _every_month(words: str, year: int) -> list[date]:
    count = re.search(r"每([两双二三四六2346])个?月", words)
    return _monthly(words, year, (_COUNT.get(count[1]) or int(count[1])) if count else 1)


def _in_parts(words: str, year: int) -> list[date]:
    return [day for month in range(1, _MONTHS + 1) for day in _halves(year, month, thirds="旬" in words)]


def _daily(words: str, year: int) -> list[date]:
    del words
    return [date(year, 1, 1) + timedelta(days=n) for n in range((date(year, 12, 31) - date(year, 1, 1)).days + 1)]


_RHYTHMS: tuple[tuple[re.Pattern[str], Callable[[str, int], list[date]]], ...] = (
    (re.compile("常年"), lambda words, year: []),  # noqa: ARG005 - one shape for all
    (re.compile("半年"), lambda words, year: _monthly(words, year, 6)),
    (re.compile("半|每旬"), _in_parts),
    (re.compile("季"), lambda words, year: _monthly(words, year, 3)),
    (re.compile("周|星期"), _weekly),
    (re.compile("年"), _yearly),
    (re.compile("月"), _every_month),
    (re.compile("日|天"), _daily),
)
