"""The State Council's holiday notice read from its text: days off and make-up working days. Pure.

The notice says of each holiday from when to when it lasts, on which weekday each day falls and how many days it has;
all three must agree, so that a slip of copying is found before anybody counts by it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from config.errors import DubanError

_YEAR = re.compile(r"(\d{4})\s*年")
_NUMBER = re.compile(r"国办发明电\s*[〔\[（(]\s*\d{4}\s*[〕\]）)]\s*\d+\s*号")
_ITEM = re.compile(r"(?:[一二三四五六七八九十]+\s*、\s*)?(?P<name>[^：:。，\n、]{2,12})\s*[：:]\s*(?P<text>[^\n]+)")
_DAY = (
    r"(?:(?P<{0}year>\d{{4}})\s*年\s*)?(?:(?P<{0}month>\d{{1,2}})\s*月\s*)?(?P<{0}day>\d{{1,2}})\s*日\s*"
    r"(?:[（(](?P<{0}note>[^）)]*)[）)])?"
)
_SPAN = re.compile(_DAY.format("a") + r"\s*(?:至|—|－|-|~|～)\s*" + _DAY.format("b") + r"|" + _DAY.format("c"))
_COUNT = re.compile(r"共\s*(\d+)\s*天")
_WEEKDAY = re.compile(r"(?:周|星期)([一二三四五六日天])")
_WEEK = "一二三四五六日"
_MOST_DAYS = 12


@dataclass(frozen=True, order=True)
class NoticeDay:
    """A day the notice names: ``kind`` rest or work, and the holiday it belongs to."""

    day: date
    kind: str
    name: str


@dataclass(frozen=True)
class CalendarNotice:
    """What a notice decrees for a year; ``faults`` are sentences about what does not agree with itself."""

    year: int
    number: str
    days: tuple[NoticeDay, ...]
    faults: tuple[DubanError, ...] = field(default=())


def read_notice(text: str) -> CalendarNotice:
    """Return what a notice says.

    Raises:
        DubanError: ``notice-year-missing`` or ``notice-no-days``.
    """
    year = _YEAR.search(text)
    if year is None:
        raise DubanError("notice-year-missing")
    faults: list[DubanError] = []
    days = {each.day: each for item in _items(text) for each in _days_of(item, int(year[1]), faults)}
    if not any(each.kind == "rest" for each in days.values()):
        raise DubanError("notice-no-days")
    number = _NUMBER.search(text)
    written = re.sub(r"\s", "", number[0]) if number else f"{year[1]}年节假日安排通知"
    return CalendarNotice(int(year[1]), written, tuple(sorted(days.values())), tuple(faults))


def as_csv(notice: CalendarNotice) -> str:
    """Return the notice as a file of ``config.calendars``."""
    rows = (f"{each.day},{each.kind},{each.name},{notice.number}" for each in notice.days)
    return "\n".join(("date,kind,name,source", *rows)) + "\n"


def _items(text: str) -> Iterator[tuple[str, str]]:
    for found in _ITEM.finditer(text):
        if "放假" in found["text"]:
            yield found["name"].strip(), found["text"]


def _days_of(item: tuple[str, str], year: int, faults: list[DubanError]) -> Iterator[NoticeDay]:
    name, text = item
    month = 0
    for sentence in re.split(r"[。；;]", text):
        worked = "上班" in sentence and "放假" not in sentence
        part = sentence.partition("共")[0] if not worked else sentence
        spans = list(_spans(part, year, month, faults))
        month = spans[-1][1].month if spans else month
        found = [first + timedelta(days=step) for first, last in spans for step in range((last - first).days + 1)]
        counted = _COUNT.search(sentence)
        if counted and not worked and int(counted[1]) != len(found):
            faults.append(DubanError("notice-count-differs", name=name, said=counted[1], found=len(found)))
        for day in found:
            yield NoticeDay(day, "work" if worked else "rest", f"{name}调休" if worked else name)


def _spans(text: str, year: int, month: int, faults: list[DubanError]) -> Iterator[tuple[date, date]]:
    for found in _SPAN.finditer(text):
        one = "c" if found["cday"] else "a"
        first = _day(found, one, year, month, faults)
        if first is None:
            continue
        month = first.month
        turns = one != "c" and found["bmonth"] is not None and int(found["bmonth"]) < first.month  # of the year
        last = first if one == "c" else _day(found, "b", first.year + turns, first.month, faults)
        if last is None:
            continue
        if last < first or (last - first).days > _MOST_DAYS:
            faults.append(DubanError("notice-span-wrong", words=found[0]))
            continue
        yield first, last


def _day(found: re.Match[str], side: str, year: int, month: int, faults: list[DubanError]) -> date | None:
    """Return a day the notice names; its weekday, when it is named, must be right."""
    try:
        day = date(int(found[f"{side}year"] or year), int(found[f"{side}month"] or month), int(found[f"{side}day"]))
    except ValueError:
        faults.append(DubanError("notice-day-wrong", words=found[0]))
        return None
    said = _WEEKDAY.search(found[f"{side}note"] or "")
    if said and said[1].replace("天", "日") != _WEEK[day.weekday()]:
        faults.append(DubanError("notice-weekday-wrong", day=day, said=said[1], right=_WEEK[day.weekday()]))
    return day
