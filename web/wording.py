"""Dates, spans and sizes as people read them, in the language spoken. Pure."""

import re
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from config import language
from config.clock import SHANGHAI
from config.errors import CallError
from config.language import CHINESE, label, phrase, spoken
from planning.periods import parse_period
from planning.workdays import WorkCalendar

_WEEKDAYS = "一二三四五六日"
_NUDGE = re.compile(r"nudge-(\d+)")
_RUNG = re.compile(r"T-(?P<before>\d+)|\+(?P<after>\d+)")
_BLANKS = re.compile(r"[ \t]*\n\s*")
_KILO = 1024


def day_words(day: date | None) -> str:
    """Return ``2017年6月30日``; a dash for none."""
    return language.day_words(day) if day else "—"


def weekday_words(day: date) -> str:
    """Return ``星期五``, or ``Friday``."""
    return f"星期{_WEEKDAYS[day.weekday()]}" if spoken() == CHINESE else f"{day:%A}"


def month_day(day: date | None) -> str:
    """Return ``6月30日`` or ``30 June``; a dash for none."""
    if day is None:
        return "—"
    return f"{day.month}月{day.day}日" if spoken() == CHINESE else f"{day.day} {day:%B}"


def instant_words(instant: datetime | None) -> str:
    """Return the wall-clock time in Shanghai, ``2017-06-30 18:30``; a dash for none."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M") if instant else "—"


def distance_words(due_on: date, today: date, calendar: WorkCalendar) -> str:
    """Return how far a deadline is, in working days as in messages: ``还剩3个工作日``, ``已逾期2个工作日``.

    Due today is not overdue. From the first day after the deadline on, also a rest day, at least one is counted.
    """
    if due_on == today:
        return phrase("今天到期")
    if due_on < today:
        return phrase("已逾期{count}个工作日", count=max(calendar.between(due_on, today), 1))
    left = calendar.between(today, due_on)
    if left:
        return phrase("还剩{count}个工作日", count=left)
    return phrase("今天是期限前最后一个工作日" if calendar.is_workday(today) else "期限前已没有工作日")


def period_words(code: str) -> str:
    """Return ``2017年第二季度`` for ``2017Q2`` and ``2017年6月`` for ``2017M06``; other codes as they are."""
    if spoken() != CHINESE:
        return code
    try:
        return parse_period(code).words
    except CallError:
        return code


def rung_words(code: str) -> str:
    """Return a step of the ladder in words: ``到期前7个工作日`` (``T-7``), ``第二季度催报`` (``2017Q2-nudge-5``)."""
    if code == "T0":
        return phrase("到期当日")
    if found := _RUNG.fullmatch(code):
        if found["before"]:
            return phrase("到期前{count}个工作日", count=found["before"])
        return phrase("逾期{count}个工作日", count=found["after"])
    if code.startswith("urge-"):
        return label("rung_step", "urge")
    period, _, step = code.partition("-")
    asked = label("rung_step", step.partition("-")[0])
    words = period_words(period)
    return f"{words.partition('年')[2]}{asked}" if step and words != period else code


def schedule_words(cron: str) -> str:
    """Return when a job runs, ``每天 18:30`` or ``每 5 分钟``; another rhythm stays as it is written."""
    minute, hour, *rest = cron.split()
    if rest not in (["*", "*", "*"], ["*", "*", "mon-sun"]):
        return cron
    if minute.startswith("*/") and hour == "*":
        return phrase("每 {count} 分钟", count=minute[2:])
    if not (hour.isdecimal() and minute.isdecimal()):
        return cron
    return phrase("每天 {time}", time=f"{int(hour):02}:{int(minute):02}")


def outcome_words(value: object) -> str:
    """Return a value of a run's result as people read it; figures by code are given their words."""
    match value:
        case bool():
            return phrase("是" if value else "否")
        case dict():
            return _listed(f"{_word(str(key))} {outcome_words(inner)}" for key, inner in value.items())
        case list() | tuple():
            return _listed(outcome_words(inner) for inner in value)
        case None | "":
            return phrase("无")
        case str():
            nudge = _NUDGE.fullmatch(value)
            return phrase("剩{count}个工作日催报", count=nudge[1]) if nudge else label("run_word", value)
        case _:
            return str(value)


def _listed(words: Iterable[str]) -> str:
    return ("、" if spoken() == CHINESE else ", ").join(words) or phrase("无")


def _word(code: str) -> str:
    kinds = ("light", "notice_reason", "run_result")
    return next((word for kind in kinds if (word := label(kind, code)) != code), code)


def compact(text: str) -> str:
    """Return the text with its empty lines left out, for an excerpt."""
    return _BLANKS.sub("\n", text)


def span_words(span: timedelta) -> str:
    """Return how long something took: ``不到1秒``, ``12秒``, ``3分05秒``, ``2小时03分``."""
    seconds = int(span.total_seconds())
    if seconds < 1:
        return phrase("不到1秒")
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return phrase("{seconds}秒", seconds=rest)
    hours, minutes_left = divmod(minutes, 60)
    if hours:
        return phrase("{hours}小时{minutes}分", hours=hours, minutes=f"{minutes_left:02}")
    return phrase("{minutes}分{seconds}秒", minutes=minutes, seconds=f"{rest:02}")


def size_words(count: int) -> str:
    """Return a size in bytes as ``12 KB`` or ``3.4 MB``."""
    if count < _KILO * _KILO:
        return f"{max(1, round(count / _KILO))} KB"
    return f"{count / _KILO / _KILO:.1f} MB"
