"""How a date, a share, a figure or a list is written in an official Chinese report. Pure text, no layout."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from config.clock import SHANGHAI
from config.language import label
from reports.snapshot import LIGHTS, Deliverable, Figure, Item, LightCounts, Period

NOTHING = "—"
_CIRCLED = 20  # ①…⑳ are all there are
_DIGITS = "〇一二三四五六七八九"
_SENTENCE_ENDS = "。！？；：…"


def chinese_number(number: int) -> str:
    """Return 0-99 as used in headings: 〇, 一, 十, 十二, 二十."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return _DIGITS[ones]
    return ("" if tens == 1 else _DIGITS[tens]) + "十" + (_DIGITS[ones] if ones else "")


def day(value: date) -> str:
    """Return 2017年6月30日: Arabic digits without padding."""
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime) -> str:
    """Return an instant as Beijing time to the minute: 2017年7月1日0时05分（北京时间）."""
    local = value.astimezone(SHANGHAI)
    return f"{day(local)}{local.hour}时{local.minute:02}分（北京时间）"


def span(period: Period) -> str:
    """Return 2017年4月1日至6月30日; the year stands twice only when it changes."""
    end = period.ends_on
    last = day(end) if end.year != period.starts_on.year else f"{end.month}月{end.day}日"
    return f"{day(period.starts_on)}至{last}"


def share(part: int, whole: int) -> str:
    """Return a share in percent with at most one decimal, rounded half up: 93.3%, 100%; a dash of nothing."""
    if whole == 0:
        return NOTHING
    value = (Decimal(100 * part) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP)
    return f"{value.normalize():f}%"


def figure(fact: Figure) -> str:
    """Return 新发展会员3200人."""
    return f"{fact.of}{amount(fact)}"


def amount(fact: Figure) -> str:
    """Return 3200人."""
    return f"{fact.value.normalize():f}{fact.unit}"


def change(now: int, before: int) -> str:
    """Return 增加2, 减少1 or 持平."""
    if now == before:
        return "持平"
    return f"增加{now - before}" if now > before else f"减少{before - now}"


def one_line(text: str) -> str:
    """Return text of several lines as one: lines are joined as clauses."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    joined = ""
    for line in lines:
        gap = "" if not joined or joined[-1] in f"{_SENTENCE_ENDS}，、" else "；"
        joined += gap + line
    return joined


def sentence(text: str) -> str:
    """Return the text as one line that ends like a sentence; empty stays empty."""
    line = one_line(text)
    if not line or line[-1] in "。！？…" or re.search("[。！？…][”’）]$", line):
        return line
    return line.rstrip("；，、：;,") + "。"


def listed(parts: Iterable[str]) -> str:
    """Return the parts joined by 、, or a dash when there is none."""
    return "、".join(part for part in parts if part) or NOTHING


def light_counts(counts: LightCounts) -> str:
    """Return 红灯1项、绿灯3项: the lights that occur, worst first; 0项 when there is none."""
    return (
        "、".join(f"{label('light', each)}{getattr(counts, each)}项" for each in LIGHTS if getattr(counts, each))
        or "0项"
    )


def light_of(item: Item) -> str:
    """Return the light in words with the permanent mark of a late finish: 绿灯（迟）."""
    return label("light", item.light) + ("（迟）" if item.late else "")


def deadline(item: Item) -> str:
    """Return the current deadline with what must be known about it: original date, provisional."""
    if item.due_on is None:
        return f"未定（原文：{one_line(item.due_text)}）" if item.due_text else "未定"
    remarks = []
    if item.original_due_on and item.original_due_on != item.due_on:
        remarks.append(f"原定{day(item.original_due_on)}")
    if item.provisional:
        remarks.append("暂定")
    return day(item.due_on) + (f"（{'，'.join(remarks)}）" if remarks else "")


def named(street: str, number: str, title: str) -> str:
    """Return how an item is called in running text: 月桥街道第1项“推进楼宇建会”; inner quotes become single."""
    inner = one_line(title).rstrip("。；，").replace("“", "‘").replace("”", "’")
    return f"{street}第{number}项“{inner}”"


def standing(item: Item) -> str:
    """Return pace and light with its reason, without saying twice what both say: 慢于序时，红灯（已逾期5个工作日）."""
    reason = f"（{one_line(item.reason)}）" if item.reason else ""
    words = [label("pace", item.pace), light_of(item) + reason]
    if item.light == "grey":
        words = [words[0] + reason]
    if item.light == "blue":
        words = words[1:]
    return "，".join(words)


def progress(item: Item) -> str:
    """Return 进度60%，序时进度58%."""
    expected = "" if item.expected is None else f"，序时进度{item.expected}%"
    return f"进度{item.progress}%{expected}"


def numbered(item: Item) -> str:
    """Return an item's number before its title, apart from a title that begins with a figure: 1. 6月底前…."""
    title = one_line(item.title)
    return f"{item.number}.{' ' if title[:1].isdigit() else ''}{title}"


def progress_of_each(facts: Sequence[Deliverable]) -> str:
    """Return how far the separate outcomes of an item have come, in their order: 成果进度：①100%、②75%."""
    marks = [chr(0x2460 + place) if place < _CIRCLED else f"({place + 1})" for place in range(len(facts))]
    return "成果进度：" + "、".join(f"{mark}{fact.progress}%" for mark, fact in zip(marks, facts, strict=True))


def deliverable(fact: Deliverable) -> str:
    """Return one separate outcome: title, progress, light and date."""
    when = ""
    if fact.finished_on:
        when = f"，{day(fact.finished_on)}办结"
    elif fact.due_on:
        when = f"，{day(fact.due_on)}到期" + ("（暂定）" if fact.provisional else "")
    return f"{one_line(fact.title)}（{fact.progress}%，{label('light', fact.light)}{when}）"
