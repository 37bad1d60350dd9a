"""Deadlines in prose: what date do these words give, and how sure is it. Pure; the plan's year is a parameter.

The last day counts: 9月底前 is 30 September, 上半年 is 30 June, 十月中旬 is 20 October (domain rules, section 3).
Words that give no date (适时, 尽快, 每季度末) are kept as text.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from config.calendars import load_calendar
from planning.extraction.date_forms import EXPRESSIONS, FORMS
from planning.extraction.festivals import eve_in, eve_of
from planning.extraction.numerals import chinese_number
from planning.extraction.passage import fold
from planning.extraction.recurrence import occurrences
from planning.workdays import WorkCalendar

Basis = Literal["explicit", "inferred", "recurring", "vague", "none"]
Problem = Literal["", "no-such-day", "before-plan-year", "needs-issue-date", "year-impossible", "festival-unknown"]

_VAGUE = re.compile(
    r"适时|尽快|尽早|逐步|逐渐|不断|长期坚持|长期|定期|不定期|择机|视情|条件成熟[时后]|根据实际|早日|陆续|经常性|常态化"
    r"|持续推进|持续坚持|立行立改|即知即改|立即整改|常抓不懈"
)
_BEGINS = re.compile(r"\s*(?:起|以来|开始|始|后|之后|以后)")
_LIMIT = re.compile(r"\s*(?:之前|以前|前|底|末|内|止|完成|达到|实现)")
_CLOCK = r"(?:\((?:星期|周)[一二三四五六日天]\)|\(含\)|[上下]午|中午|下班|[0-9]{1,2}(?:[:时点][0-9]{0,2}分?))"
_BEFORE = re.compile(rf"\s*(?:{_CLOCK}\s*)*(?:之|以)?前")
_DATE_GOES_ON = re.compile(r"\s*(?:以?之?前|[至到,、。;:)完开举召组])")
_SINCE = re.compile(r"(?:从|自)\s*$")
_ISSUE = re.compile(r"(?:印发|发布|公布|下发|施行|通过|签发|文件印发|成文|发文|实施)(?:之日)?(?:起|后)?\s*$")
_PAYS = re.compile(r".{0,2}(?:享受|给予|补贴|免征|减免|连续|有效|保留|不得)")
_BARE_YEAR = re.compile(r"(20[0-9]{2})年度?")
_NAMES = re.compile(r"《[^《》]{0,80}》")
_YEAR_BEFORE = re.compile(r"([0-9]+)年度?的?\s*$")
_OF_ITS_OWN = re.compile(
    r"(?![之以]?[前内])[^,;。:]{1,20}?(?:须|应|要|将)?[于在](?=(?:20[0-9]{2}年|今年|本年)?[0-9]{1,2}月)"
)
"""A half-year that says of which matter (下半年返还资金于9月30日前拨付), with the date of the matter behind it."""
_STATE = re.compile(
    r"(?:毕业|离校|离职|退役|入学|入职|成立|注册|登记|就业|失业|服刑|取得[^,;。]{0,8})[后满]?\s*(?:[0-9—~-]+)?$"
)
"""Words before 2年内 that tell whom a task is for: 离校2年内未就业高校毕业生."""
_YEAR_GROUPS = ("fy", "sy", "py", "ay", "by", "qy", "hy", "my", "ey", "wy")
_PERIODS = ("half", "quarter", "whole_year")
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_AUTUMN = 11
"""A notice for the next year that is issued from this month on still speaks of days of its own year."""


@dataclass(frozen=True)
class Deadline:
    """What a text says about when: the date or None, the words, how sure; ``start`` is where the words stand.

    ``basis``: explicit (a calendar expression), inferred (counted from a period), recurring, vague, or none.
    ``problem`` says why words that look like a date gave none. What recurs has no single date: ``next_on`` and
    ``last_on`` are its first due day from the day of issue on (else of the year) and its last one in the year.
    """

    on: date | None
    text: str
    basis: Basis
    start_on: date | None = None
    start: int = 0
    problem: Problem = ""
    next_on: date | None = None
    last_on: date | None = None

    @property
    def end(self) -> int:
        """Where the words end in the text that was read."""
        return self.start + len(self.text)


Reading = tuple[date | None, Basis, date | None, Problem]
"""The day, how sure, the first day of the period, and what is wrong with it."""

NO_DEADLINE = Deadline(None, "", "none")


def read_deadline(text: str, year: int, issued: date | None = None) -> Deadline:
    """Return the deadline a text states; of several the last, because the matter is done when all of it is.

    ``year`` is given to expressions that name none; ``issued`` is the day of issue, for 印发之日起30日内.
    Nothing said gives basis none; a date that cannot be (2月30日) or lies before ``year`` gives no date and a problem.
    """
    found = _all_readings(text, year, issued)
    for wanted in (("explicit",), ("inferred",)):
        dated = [d for d in found if d.on and d.basis in wanted]
        if dated:
            return max(dated, key=lambda d: (d.on or date.min, -d.start))
    for deadline in found:
        if deadline.problem:
            return deadline
    recurring = next((d for d in found if d.basis == "recurring"), None)
    if recurring:
        return recurring
    vague = _VAGUE.search(fold(text))
    if vague:
        return Deadline(None, text[slice(*vague.span())], "vague", start=vague.start())
    return next(iter(found), NO_DEADLINE)


def read_limit(text: str, year: int, issued: date | None = None) -> Deadline:
    """Return the deadline that a label or a cell gives (完成时限：2021年): there a bare year means its end."""
    bare = _BARE_YEAR.fullmatch(fold(text).strip(" 。;"))
    if bare and int(bare[1]) >= year:
        return Deadline(date(int(bare[1]), 12, 31), text.strip(), "inferred", date(int(bare[1]), 1, 1))
    return read_deadline(text, year, issued)


def stated_dates(text: str, year: int, issued: date | None = None) -> tuple[date, ...]:
    """Return the distinct dates a text states as limits or ends of periods, in time order."""
    return tuple(sorted({d.on for d in _all_readings(text, year, issued) if d.on and d.basis == "explicit"}))


@lru_cache(maxsize=64)
def _all_readings(text: str, year: int, issued: date | None) -> tuple[Deadline, ...]:
    """Return all readings of a text; the same one is asked for several times in a row."""
    return tuple(_readings(text, year, issued))


def _readings(text: str, year: int, issued: date | None) -> Iterator[Deadline]:
    folded = _NAMES.sub(lambda match: " " * len(match.group()), fold(text))
    for match in EXPRESSIONS.finditer(folded):
        around = _Around(
            match, folded[max(match.start() - 12, 0) : match.start()], folded[match.end() : match.end() + 12]
        )
        if (
            around.only_begins
            or around.is_count
            or (around.kind in _PERIODS and _OF_ITS_OWN.match(folded, match.end()))
        ):
            continue
        limit = _BEFORE.match(around.after)
        start, end = match.start() + len(match[0]) - len(match[0].lstrip()), match.end() + (limit.end() if limit else 0)
        if around.impossible_year:
            yield Deadline(None, text[start:end], "none", start=start, problem="year-impossible")
            continue
        reading = _READERS[around.kind](match, year, issued, around)
        if reading is None:
            continue
        on, basis, start_on, problem = reading
        if on and on.year < year and not (issued and on >= issued):
            if not (limit or around.kind in ("span", "days", "years", "digits", "digit_span") or around.limits):
                continue
            on, basis, problem = None, "none", "before-plan-year"
        found = Deadline(on, text[start:end], basis, start_on, start, problem)
        yield _recurring(found, folded[start:end], year, issued) if around.kind == "recurring" else found


def _recurring(found: Deadline, words: str, year: int, issued: date | None) -> Deadline:
    """Return what recurs with its next and last day; a month named (每年6月底) gives the date of the plan's year."""
    days = occurrences(words, year, issued if issued and issued.year == year else None)
    if days is None:
        return found
    named = days[1] if words.startswith("每年") and "月" in words else None
    return replace(found, on=named, next_on=days[0], last_on=days[1])


@dataclass(frozen=True)
class _Around:
    """An expression with a few characters on either side, which decide whether it is a deadline at all."""

    match: re.Match[str]
    before: str
    after: str

    @property
    def kind(self) -> str:
        return next(kind for kind in FORMS if self.match[kind])

    @property
    def limits(self) -> bool:
        """The words or those behind them set a limit (底, 完成), so that an early year is a mistake, not history."""
        return bool(_LIMIT.match(self.match[0][-1] + self.after) or _LIMIT.match(self.after))

    @property
    def only_begins(self) -> bool:
        """The words say when something began (自2月中旬以来, 2019年1月1日起), not when it ends."""
        if _BEGINS.match(self.after):
            return self.kind != "within"
        return bool(_SINCE.search(self.before)) and self.kind not in ("within", "span")

    @property
    def impossible_year(self) -> bool:
        """The year cannot be one (12345年, 217年6月)."""
        said = [self.match[name] for name in _YEAR_GROUPS if self.match[name]]
        if not any(self.match[name] for name in ("py", "ay")) and self.kind in ("point", "span"):
            before = _YEAR_BEFORE.search(self.before)
            said += [before[1]] if before else []
        return any(year.isascii() and not _FIRST_YEAR <= int(year) <= _LAST_YEAR for year in said)

    @property
    def is_count(self) -> bool:
        """A bare month that is none (一月一次): Chinese numerals with nothing of a date behind them."""
        said = self.match["pm"] or ""
        bare = said and not said.isascii() and not (self.match["py"] or self.match["pd"] or self.match["ppart"])
        return bool(bare) and not _DATE_GOES_ON.match(self.after)


def _half(match: re.Match[str], year: int, issued: date | None, around: _Around) -> Reading:
    del issued, around
    said = _year(match["hy"], year)
    if match["h"] == "上":
        return date(said, 6, 30), "explicit", date(said, 1, 1), ""
    return date(said, 12, 31), "explicit", date(said, 7, 1), ""


def _quarter(match: re.Match[str], year: int, issued: date | None, around: _Around) -> Reading:
    del issued, around
    on = _month_end(_year(match["qy"], year), 3 * _int(match["q"]))
    return on, "explicit", on.replace(month=on.month - 2, day=1), ""


def _point_of(match: re.Match[str], year: int, issued: date | None, around: _Around) -> Reading:
    del around
    said, month = _year(match["py"], year), _int(match["pm"])
    on = _day(said, month, match["pd"], match["ppart"])
    if on and match["pd"] and not match["py"] and _is_before_the_turn(on, issued):
        return on.replace(year=on.year - 1), "inferred", None, ""
    whole_month = not match["pd"] and not match["ppart"]
    return on, "explicit" if on else "none", date(said, month, 1) if whole_month else None, "" if on else "no-such-day"


def _is_before_the_turn(on: date, issued: date | None) -> bool:
    """Return whether a day without a year is still of the year of issue (12月20日前, issued on 9 December)."""
    if issued is None or issued.year != on.year - 1 or issued.month < _AUTUMN:
        return False
    return (on.month, on.day) >= (issued.month, issued.day)


def _span(match: re.Match[str], year: int, issued: date | None, around: _Around) -> Reading:
    del issued, around
    first = _year(match["ay"], year)
    start_on = _day(
        first, _int(match["am"] or match["from"]), match["ad"] or ("" if match["apart"] else "1"), match["apart"]
    )
    last = _year(match["by"], first)
    on = _day(last, _int(match["bm"]), match["bd"], match["bpart"])
    if on and start_on and on < start_on and not match["by"]:
        on = _day(last + 1, _int(match["bm"]), match["bd"], match["bpart"])
    return on, "explicit" if on else "none", start_on, "" if on else "no-such-day"


def _days(match: re.Match[str], year: int, issued: date | None, around: _Around) -> Reading:
    """Read 9月1日至20日, two days of one month."""
    del issued, around
    said, month = _year(match["sy"], year), _int(match["sm"])
    on = _day(said, month, match["s2"], None)
    return on, "explicit" if on else "none", _day(said, month, match["s1"], None), "" if on else "no-such-day"


def _digit_span(match: re.Match[str], year: int, issued: date | None, around: _Around) -> Reading:
    del year, issued, around
    first = _day(int(match["cny"]), int(match["cnm"]), match["cnd"] or "1", None)
    on = _day(int(match["eny"]), int(match["enm"]), match["end"], None)
    return on, "explicit" if on else "none", first, "" if on else "no-such-day"


def _digits(match: re.Match[str], year: int, issued: date | None, around: _Around) -> Reading:
    del year, issued, around
    said, month, day = int(match["gny"]), int(match["gnm"]), match["gnd"]
    on = _day(said, month, day, None)
    return on, "explicit" if on else "none", None if day else date(said, month, 1), "" if on else "no-such-day"


def _festival(match: re.Match[str], year: int, issued: date | None, around: _Around) -> Reading:
    del around
    said = match["fy"]
    on = eve_in(match["feast"], _year(said, year)) if said else eve_of(match["feast"], year, issued)
    return (on, "explicit", None, "") if on else (None, "vague", None, "festival-unknown")


def _whole_year(match: re.Match[str], year: int, issued: date | None, around: _Around) -> Reading:
    del issued, around
    return date(_year(match["wy"], year), 12, 31), "inferred", None, ""


def _term(match: re.Match[str], year: int, issued: date | None, around: _Around) -> Reading | None:
    """Read 自2019年1月1日起，实施三年: to the day before the same day."""
    del year, issued, around
    begin = _day(int(match["tey"]), int(match["tem"]), match["ted"], None)
    if begin is None:
        return None, "none", None, "no-such-day"
    return _months_later(begin, 12 * _int(match["ten"])) - timedelta(days=1), "inferred", begin, ""


def _years(match: re.Match[str], year: int, issued: date | None, around: _Around) -> Reading:
    del year, issued, around
    return date(int(match["y2"]), 12, 31), "explicit", date(int(match["y1"]), 1, 1), ""


def _year_end(match: re.Match[str], year: int, issued: date | None, around: _Around) -> Reading:
    del issued, around
    if match["middle"]:
        return date(_year(match["my"], year), 6, 30), "explicit", None, ""
    return date(_year(match["ey"] or match["upto"], year), 12, 31), "explicit", None, ""


def _five_years(match: re.Match[str], year: int, issued: date | None, around: _Around) -> Reading:
    """Five-year plans end in years divisible by five: 十二五 in 2015, 十四五 in 2025."""
    del year, issued, around
    last = 2015 + 5 * "二三四五六".index(match["five"])
    return date(last, 12, 31), "inferred", date(last - 4, 1, 1), ""


def _within(match: re.Match[str], year: int, issued: date | None, around: _Around) -> Reading | None:
    unit = match["unit"]
    if match["n"] == "半":
        return None, "vague", None, ""
    count = _int(match["n"].replace("两", "二"))
    if unit in ("年", "个月") and (_STATE.search(around.before) or _PAYS.match(around.after)):
        return None
    if unit == "年":
        return _years_from(around.before, year, count)
    if issued is None or not _ISSUE.search(around.before):
        return None, "vague", None, "needs-issue-date" if _ISSUE.search(around.before) else ""
    if "工作日" in unit:
        return WorkCalendar.of(load_calendar()).add(issued, count), "inferred", issued, ""
    days = {"日": 1, "天": 1, "周": 7}.get(unit)
    return issued + timedelta(days=count * days) if days else _months_later(issued, count), "inferred", issued, ""


def _years_from(before: str, year: int, count: int) -> Reading:
    begun = re.search(r"(20[0-9]{2})年起?\s*$", before)
    first = int(begun[1]) if begun else year
    return date(first + count - 1, 12, 31), "inferred", date(first, 1, 1), ""


def _month_of_issue(match: re.Match[str], year: int, issued: date | None, around: _Around) -> Reading:
    del year, around
    if issued is None:
        return None, "vague", None, "needs-issue-date"
    month = _months_later(issued.replace(day=1), 1 if match["which"] == "下" else 0)
    on = _day(month.year, month.month, match["tmd"], match["tmpart"])
    return on, "inferred" if on else "none", None, "" if on else "no-such-day"


def _undated(match: re.Match[str], year: int, issued: date | None, around: _Around) -> Reading:
    del year, issued, around
    return None, "recurring" if match["recurring"] else "vague", None, ""


_READERS: dict[str, Callable[[re.Match[str], int, date | None, _Around], Reading | None]] = {
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


def _months_later(day: date, count: int) -> date:
    month = day.month - 1 + count
    last = _month_end(day.year + month // 12, month % 12 + 1)
    return last.replace(day=min(day.day, last.day))


def _year(said: str | None, year: int) -> int:
    if not said or said in "本今当":
        return year
    return year + 1 if said in "明次" else _int(said)


def _int(said: str) -> int:
    return int(said) if said.isascii() else chinese_number(said)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def _day(year: int, month: int, day: str | None, part: str | None) -> date | None:
    """Return the day that a month with a day or a part of it means (else its last); None if there is no such day."""
    last = _month_end(year, month)
    if day:
        number = _int(day)
        return last.replace(day=number) if 1 <= number <= last.day else None
    ends = {"初": 10, "上旬": 10, "中旬": 20, "上中旬": 20}
    return last.replace(day=ends.get(part or "", last.day))
