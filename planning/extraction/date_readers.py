"""Each form of ``date_forms`` read as a day: how sure, from when on, and what is wrong with it."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

from config.calendars import load_calendar
from planning.extraction.around_dates import Around
from planning.extraction.day_words import day_said, month_end, months_later, number_said, year_said
from planning.extraction.festivals import eve_in, eve_of
from planning.workdays import WorkCalendar

Basis = Literal["explicit", "inferred", "recurring", "vague", "none"]
Problem = Literal["", "no-such-day", "before-plan-year", "needs-issue-date", "year-impossible", "festival-unknown"]
_CLOCK = r"(?:\((?:星期|周)[一二三四五六日天]\)|\(含\)|[上下]午|中午|下班|[0-9]{1,2}(?:[:时点][0-9]{0,2}分?))"
BEFORE = re.compile(rf"\s*(?:{_CLOCK}\s*)*(?:之|以)?前")
_ISSUE = re.compile(r"(?:印发|发布|公布|下发|施行|通过|签发|文件印发|成文|发文|实施)(?:之日)?(?:起|后)?\s*$")
_PAYS = re.compile(r".{0,2}(?:享受|给予|补贴|免征|减免|连续|有效|保留|不得)")
_STATE = re.compile(
    r"(?:毕业|离校|离职|退役|入学|入职|成立|注册|登记|就业|失业|服刑|取得[^,;。]{0,8})[后满]?\s*(?:[0-9—~-]+)?$"
)
"""Words before 2年内 that tell whom a task is for: 离校2年内未就业高校毕业生."""
_AUTUMN = 11
"""A notice for the next year that is issued from this month on still speaks of days of its own year."""
Reading = tuple[date | None, Basis, date | None, Problem]
"""The day, how sure, the first day of the period, and what is wrong with it."""


def _half(match: re.Match[str], year: int, issued: date | None, around: Around) -> Reading:
    del issued, around
    said = year_said(match["hy"], year)
    if match["h"] == "上":
        return date(said, 6, 30), "explicit", date(said, 1, 1), ""
    return date(said, 12, 31), "explicit", date(said, 7, 1), ""


def _quarter(match: re.Match[str], year: int, issued: date | None, around: Around) -> Reading:
    del issued, around
    on = month_end(year_said(match["qy"], year), 3 * number_said(match["q"]))
    return on, "explicit", on.replace(month=on.month - 2, day=1), ""


def _point_of(match: re.Match[str], year: int, issued: date | None, around: Around) -> Reading:
    del around
    said, month = year_said(match["py"], year), number_said(match["pm"])
    on = day_said(said, month, match["pd"], match["ppart"])
    if on and match["pd"] and not match["py"] and _is_before_the_turn(on, issued):
        return on.replace(year=on.year - 1), "inferred", None, ""
    whole_month = not match["pd"] and not match["ppart"]
    return on, "explicit" if on else "none", date(said, month, 1) if whole_month else None, "" if on else "no-such-day"


def _is_before_the_turn(on: date, issued: date | None) -> bool:
    """Return whether a day without a year is still of the year of issue (12月20日前, issued on 9 December)."""
    if issued is None or issued.year != on.year - 1 or issued.month < _AUTUMN:
        return False
    return (on.month, on.day) >= (issued.month, issued.day)


def _span(match: re.Match[str], year: int, issued: date | None, around: Around) -> Reading:
    del issued, around
    first = year_said(match["ay"], year)
    start_on = day_said(
        first, number_said(match["am"] or match["from"]), match["ad"] or ("" if match["apart"] else "1"), match["apart"]
    )
    last = year_said(match["by"], first)
    on = day_said(last, number_said(match["bm"]), match["bd"], match["bpart"])
    if on and start_on and on < start_on and not match["by"]:
        on = day_said(last + 1, number_said(match["bm"]), match["bd"], match["bpart"])
    return on, "explicit" if on else "none", start_on, "" if on else "no-such-day"


def _days(match: re.Match[str], year: int, issued: date | None, around: Around) -> Reading:
    """Read 9月1日至20日, two days of one month."""
    del issued, around
    said, month = year_said(match["sy"], year), number_said(match["sm"])
    on = day_said(said, month, match["s2"], None)
    return on, "explicit" if on else "none", day_said(said, month, match["s1"], None), "" if on else "no-such-day"


def _digit_span(match: re.Match[str], year: int, issued: date | None, around: Around) -> Reading:
    del year, issued, around
    first = day_said(int(match["cny"]), int(match["cnm"]), match["cnd"] or "1", None)
    on = day_said(int(match["eny"]), int(match["enm"]), match["end"], None)
    return on, "explicit" if on else "none", first, "" if on else "no-such-day"


def _digits(match: re.Match[str], year: int, issued: date | None, around: Around) -> Reading:
    del year, issued, around
    said, month, day = int(match["gny"]), int(match["gnm"]), match["gnd"]
    on = day_said(said, month, day, None)
    return on, "explicit" if on else "none", None if day else date(said, month, 1), "" if on else "no-such-day"


def _festival(match: re.Match[str], year: int, issued: date | None, around: Around) -> Reading:
    del around
    said = match["fy"]
    on = eve_in(match["feast"], year_said(said, year)) if said else eve_of(match["feast"], year, issued)
    return (on, "explicit", None, "") if on else (None, "vague", None, "festival-unknown")


def _whole_year(match: re.Match[str], year: int, issued: date | None, around: Around) -> Reading:
    del issued, around
    return date(year_said(match["wy"], year), 12, 31), "inferred", None, ""


def _term(match: re.Match[str], year: int, issued: date | None, around: Around) -> Reading | None:
    """Read 自2019年1月1日起，实施三年: to the day before the same day."""
    del year, issued, around
    begin = day_said(int(match["tey"]), int(match["tem"]), match["ted"], None)
    if begin is None:
        return None, "none", None, "no-such-day"
    return months_later(begin, 12 * number_said(match["ten"])) - timedelta(days=1), "inferred", begin, ""


def _years(match: re.Match[str], year: int, issued: date | None, around: Around) -> Reading:
    del year, issued, around
    return date(int(match["y2"]), 12, 31), "explicit", date(int(match["y1"]), 1, 1), ""


def _year_end(match: re.Match[str], year: int, issued: date | None, around: Around) -> Reading:
    del issued, around
    if match["middle"]:
        return date(year_said(match["my"], year), 6, 30), "explicit", None, ""
    return date(year_said(match["ey"] or match["upto"], year), 12, 31), "explicit", None, ""


def _five_years(match: re.Match[str], year: int, issued: date | None, around: Around) -> Reading:
    """Five-year plans end in years divisible by five: 十二五 in 2015, 十四五 in 2025."""
    del year, issued, around
    last = 2015 + 5 * "二三四五六".index(match["five"])
    return date(last, 12, 31), "inferred", date(last - 4, 1, 1), ""


def _within(match: re.Match[str], year: int, issued: date | None, around: Around) -> Reading | None:
    unit = match["unit"]
    if match["n"] == "半":
        return None, "vague", None, ""
    count = number_said(match["n"].replace("两", "二"))
    if unit in ("年", "个月") and (_STATE.search(around.before) or _PAYS.match(around.after)):
        return None
    if unit == "年":
        return _years_from(around.before, year, count)
    if issued is None or not _ISSUE.search(around.before):
        return None, "vague", None, "needs-issue-date" if _ISSUE.search(around.before) else ""
    if "工作日" in unit:
        return WorkCalendar.of(load_calendar()).add(issued, count), "inferred", issued, ""
    days = {"日": 1, "天": 1, "周": 7}.get(unit)
    return issued + timedelta(days=count * days) if days else months_later(issued, count), "inferred", issued, ""


def _years_from(before: str, year: int, count: int) -> Reading:
    begun = re.search(r"(20[0-9]{2})年起?\s*$", before)
    first = int(begun[1]) if begun else year
    return date(first + count - 1, 12, 31), "inferred", date(first, 1, 1), ""


def _month_of_issue(match: re.Match[str], year: int, issued: date | None, around: Around) -> Reading:
    del year, around
    if issued is None:
        return None, "vague", None, "needs-issue-date"
    month = months_later(issued.replace(day=1), 1 if match["which"] == "下" else 0)
    on = day_said(month.year, month.month, match["tmd"], match["tmpart"])
    return on, "inferred" if on else "none", None, "" if on else "no-such-day"


def _undated(match: re.Match[str], year: int, issued: date | None, around: Around) -> Reading:
    del year, issued, around
    return None, "recurring" if match["recurring"] else "vague", None, ""


READERS: dict[str, Callable[[re.Match[str], int, date | None, Around], Reading | None]] = {
    "digit_span": _digit_span,
    "digits": _digits,
    "festival": _festival,
    "this_month": _month_of_issue,
    "whole_year": _whole_year,
    "term": _term,
    "days": _days,
    "span": _span,
    "years": _years,
    "recurring": _undated,
    "quarter": _quarter,
    "half": _half,
    "point": _point_of,
    "middle": _year_end,
    "year_end": _year_end,
    "up_to": _year_end,
    "five_years": _five_years,
    "within": _within,
    "month_end": _month_of_issue,
    "loose": _undated,
}
