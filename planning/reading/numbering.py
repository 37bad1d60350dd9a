"""Word's automatic numbering, reconstructed: the 一、 and （1） that Word shows but does not store in the text.

Rules of ECMA-376 part 1, section 17.9: abstract definitions, instances with overrides, styles that carry a number,
one counter for each level of an abstract definition, deeper levels begin again.
"""

import re
from dataclasses import dataclass, field

from planning.reading.numerals import FORMATS
from planning.reading.word_styles import Styles, number_properties
from planning.reading.xml import Element, attribute, below, is_on, name

_DEEPEST = 9
_PLACE = re.compile("%([1-9])")
_SELF_SPACED = tuple("、．。：）)]】 \t")


@dataclass(frozen=True)
class _Level:
    form: str
    text: str
    start: int
    style: str
    legal: bool
    restart: int | None


@dataclass
class _Instance:
    abstract: str
    starts: dict[int, int] = field(default_factory=dict)
    levels: dict[int, _Level] = field(default_factory=dict)


class Numbering:
    """Counts through a document: ask for each paragraph once, in order."""

    def __init__(self, numbering: Element | None, styles: Styles) -> None:
        self._abstracts: dict[str, dict[int, _Level]] = {}
        self._instances: dict[str, _Instance] = {}
        self._levels: dict[str, dict[int, _Level]] = {}
        self._styles = styles
        self._counters: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if numbering is not None:
            self._read(numbering)

    def label(self, paragraph: Element) -> str:
        """Return the number Word shows in front of a ``w:p`` element, with its separating space; may be empty."""
        number, level = self._number_of(paragraph)
        instance = self._instances.get(number)
        if instance is None:
            return ""
        levels = self._levels_of(number, instance)
        definition = levels.get(level)
        if definition is None:
            return ""
        counters = self._count(number, level, instance, levels)
        shown = _PLACE.sub(lambda place: _shown(int(place[1]) - 1, definition, levels, counters), definition.text)
        if definition.form == "bullet":
            shown = "•"
        return shown + ("" if not shown or shown.endswith(_SELF_SPACED) else " ")

    def _levels_of(self, number: str, instance: _Instance) -> dict[int, _Level]:
        if number not in self._levels:
            self._levels[number] = self._abstracts.get(instance.abstract, {}) | instance.levels
        return self._levels[number]

    def _count(self, number: str, level: int, instance: _Instance, levels: dict[int, _Level]) -> dict[int, int]:
        counters = self._counters.setdefault(instance.abstract, {})
        if level in instance.starts and (number, level) not in self._begun:
            counters[level] = instance.starts[level]
        else:
            counters[level] = counters[level] + 1 if level in counters else levels[level].start
        self._begun.add((number, level))
        for deeper in [depth for depth in counters if depth > level]:
            restart = levels[deeper].restart if deeper in levels else None
            if restart is None or (restart and level < restart):
                del counters[deeper]
        return counters

    def _number_of(self, paragraph: Element) -> tuple[str, int]:
        """Return the number instance and level of a paragraph: its own, else those of its styles."""
        number, level = number_properties(paragraph)
        if number is None:
            style = self._styles.of(attribute(below(paragraph, "w:pPr", "w:pStyle")))
            number = style.number
            if number is not None and level is None:
                linked = self._level_of_style(number, style.home)
                level = linked if linked is not None else style.depth
        return number or "", level or 0

    def _level_of_style(self, number: str, style: str) -> int | None:
        instance = self._instances.get(number)
        levels = self._abstracts.get(instance.abstract, {}) if instance else {}
        return next((depth for depth, level in levels.items() if level.style == style), None)

    def _read(self, numbering: Element) -> None:
        links: dict[str, str] = {}
        homes: dict[str, str] = {}
        for abstract in numbering.findall(name("w:abstractNum")):
            key = attribute(abstract, "w:abstractNumId")
            self._abstracts[key] = _levels(abstract)
            _note(links, key, abstract.find(name("w:numStyleLink")))
            home = abstract.find(name("w:styleLink"))
            if home is not None:
                homes[attribute(home)] = key
        for num in numbering.findall(name("w:num")):
            key = attribute(below(num, "w:abstractNumId"))
            key = homes.get(links.get(key, ""), key)
            instance = self._instances[attribute(num, "w:numId")] = _Instance(key)
            for override in num.findall(name("w:lvlOverride")):
                depth = _integer(attribute(override, "w:ilvl"), 0)
                start = override.find(name("w:startOverride"))
                if start is not None:
                    instance.starts[depth] = _integer(attribute(start), 1)
                instance.levels.update(_levels(override))


def _shown(depth: int, definition: _Level, levels: dict[int, _Level], counters: dict[int, int]) -> str:
    if depth not in levels:
        return ""
    form = "decimal" if definition.legal else levels[depth].form
    return _format(form, counters.get(depth, levels[depth].start))


def _note(table: dict[str, str], key: str, element: Element | None) -> None:
    if element is not None:
        table[key] = attribute(element)


def _levels(parent: Element) -> dict[int, _Level]:
    return {_integer(attribute(level, "w:ilvl"), 0): _level(level) for level in parent.findall(name("w:lvl"))}


def _level(level: Element) -> _Level:
    restart = attribute(below(level, "w:lvlRestart"))
    return _Level(
        form=_form(level),
        text=attribute(below(level, "w:lvlText")),
        start=_integer(attribute(below(level, "w:start")), 1),
        style=attribute(below(level, "w:pStyle")),
        legal=is_on(level, "w:isLgl"),
        restart=_integer(restart, 0) if restart else None,
    )


def _form(level: Element) -> str:
    """Return the number format; one that older programs do not know stands in a choice, with theirs as fallback."""
    usual = below(level, "w:numFmt")
    fallback = below(level, "mc:AlternateContent", "mc:Fallback", "w:numFmt")
    return attribute(usual if usual is not None else fallback, default="decimal")


def _integer(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DEEPEST else default


def _format(form: str, value: int) -> str:
    return FORMATS.get(form, str)(value)
