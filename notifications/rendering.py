"""A digest in words: subject, plain text and HTML, in Chinese. No tracking, no pictures, readable as text alone."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import NamedTuple, Self
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from config.language import day_words, label
from config.settings import Settings
from notifications.notices import SEVERITIES, TOPICS, Line, QueuedItem

_CONTROLS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")


@dataclass(frozen=True)
class Letterhead:
    """Who writes: the office named at the foot, how to reach it, and where the product's pages are."""

    office_name: str
    base_url: str
    contact: str = ""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return the letterhead of the office the settings name."""
        return cls(settings.office_name, settings.effective_base_url, settings.office_contact)


class QuickLink(NamedTuple):
    """A link that opens one form without signing in: what it does, its address, and the last day it opens."""

    words: str
    address: str
    until: date


Quick = Mapping[int, Sequence[QuickLink]]
"""The quick links of notices, by the id of the notice."""


class Matter(NamedTuple):
    """A line as it is written out, with whole addresses."""

    title: str
    status: str
    detail: str
    action: str
    path: str
    role: str
    quick: tuple[QuickLink, ...] = ()


class Section(NamedTuple):
    """The matters of one kind and colour, in the order they were planned."""

    topic: str
    light: str
    severity: str
    lines: list[Matter]


@dataclass(frozen=True)
class Rendered:
    """A digest written out."""

    subject: str
    text: str
    html: str


def render(
    items: Sequence[QueuedItem], *, recipient_name: str, day: date, letterhead: Letterhead, quick: Quick | None = None
) -> Rendered:
    """Write out a digest for a person: red first, each matter with how it stands, what to do and its links."""
    sections = _sections(items, letterhead.base_url, quick or {})
    values = {
        "name": one_line(recipient_name),
        "opening": _opening(items),
        "summary": _counts(sections, "，", " "),
        "day": day_words(day),
        "sections": [(_numeral(number), section) for number, section in enumerate(sections, start=1)],
        "roles": list(dict.fromkeys(line.role for section in sections for line in section.lines if line.role)),
        "letterhead": letterhead,
        "quick_until": max((each.until for links in (quick or {}).values() for each in links), default=None),
        "day_words": day_words,
    }
    return Rendered(
        subject=f"【督办】{_counts(sections, '、', '')}（{day.month}月{day.day}日）",
        text=_template("digest.txt.j2").render(values),
        html=_template("digest.html.j2").render(values),
    )


def hidden(quick: Quick) -> Quick:
    """Return quick links as what was sent is kept: whoever reads it later gets no link of somebody else's."""
    return {at: [each._replace(address=label("quick_link", "hidden")) for each in links] for at, links in quick.items()}


def one_line(text: str) -> str:
    """Return the text on one line: line breaks and other control characters become a blank."""
    return _CONTROLS.sub(" ", text).strip()


def _sections(items: Iterable[QueuedItem], base_url: str, quick: Quick) -> list[Section]:
    groups: dict[tuple[int, int], list[Matter]] = {}
    for item in items:
        place = (SEVERITIES.index(item.severity), TOPICS.index(item.topic))
        groups.setdefault(place, []).append(_clean(Line.from_json(item.line), base_url, quick.get(item.id, ())))
    return [
        Section(label("topic", TOPICS[topic]), label("severity", SEVERITIES[severity]), SEVERITIES[severity], lines)
        for (severity, topic), lines in sorted(groups.items(), key=lambda group: group[0])
    ]


def _clean(line: Line, base_url: str, quick: Sequence[QuickLink]) -> Matter:
    cleaned = Line(*(one_line(value) for value in line))
    # Always below our own address, whatever the path says.
    link = f"{base_url.rstrip('/')}/{quote(cleaned.path.lstrip('/'), safe='/?&=#%:,;+-._~')}" if cleaned.path else ""
    return Matter(*cleaned._replace(path=link), quick=tuple(quick))


def _numeral(number: int) -> str:
    numerals = "一二三四五六七八九十"
    return numerals[number - 1] if number <= len(numerals) else str(number)


def _opening(items: Sequence[QueuedItem]) -> str:
    if all(item.severity == "info" for item in items):
        return f"有 {len(items)} 件事项请您知悉"
    return f"您有 {len(items)} 件事项需要处理"


def _counts(sections: Sequence[Section], between: str, gap: str) -> str:
    counts: dict[str, int] = {}
    for section in sections:
        counts[section.topic] = counts.get(section.topic, 0) + len(section.lines)
    return between.join(f"{topic}{gap}{count}{gap}件" for topic, count in counts.items())


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("notifications"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.get_template(name)
