"""Word's automatic numbering, reconstructed: the 一、 and （1） that Word shows but does not store in the text.

Rules of ECMA-376 part 1, section 17.9: abstract definitions, instances with overrides, styles that carry a number,
one counter for each level of an abstract definition, deeper levels begin again.
"""

from dataclasses import dataclass, field

from planning.reading.numerals import FORMATS
from planning.reading.xml import Element, attribute, below, name

_DEEPEST = 9
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

    def __init__(self, numbering: Element | None, styles: Element | None) -> None:
        self._abstracts: dict[str, dict[int, _Level]] = {}
        self._instances: dict[str, _Instance] = {}
        self._styles = (
            {attribute(s, "w:styleId"): s for s in styles.findall(name("w:style"))} if styles is not None else {}
        )
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
        levels = self._abstracts.get(instance.abstract, {}) | instance.levels
        definition = levels.get(level)
        if definition is None:
            return ""
        counters = self._count(number, level, instance, levels)
        shown = definition.text
        for depth in range(_DEEPEST):
            place = f"%{depth + 1}"
            if place in shown and depth in levels:
                form = "decimal" if definition.legal else levels[depth].form
                shown = shown.replace(place, _format(form, counters.get(depth, levels[depth].start)))
        if definition.form == "bullet":
            shown = "•"
        return shown + ("" if not shown or shown.endswith(_SELF_SPACED) else " ")

    def style_of(self, paragraph: Element) -> list[Element]:
        """Return the style of a paragraph and the styles it is based on, nearest first."""
        found: list[Element] = []
        style = self._styles.get(attribute(below(paragraph, "w:pPr", "w:pStyle")))
        while style is not None and style not in found:
            found.append(style)
            style = self._styles.get(attribute(below(style, "w:basedOn")))
        return found

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
        own = _number_properties(paragraph)
        level = own[1] if own else None
        number = own[0] if own else None
        for style in self.style_of(paragraph) if number is None else []:
            inherited = _number_properties(style)
            if inherited and inherited[0] is not None:
                number = inherited[0]
                linked = self._level_of_style(number, attribute(style, "w:styleId"))
                level = level if level is not None else linked if linked is not None else inherited[1]
                break
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


def _note(table: dict[str, str], key: str, element: Element | None) -> None:
    if element is not None:
        table[key] = attribute(element)


def _levels(parent: Element) -> dict[int, _Level]:
    return {_integer(attribute(level, "w:ilvl"), 0): _level(level) for level in parent.findall(name("w:lvl"))}


def _level(level: Element) -> _Level:
    restart = attribute(below(level, "w:lvlRestart"))
    return _Level(
        form=attribute(below(level, "w:numFmt"), default="decimal"),
        text=attribute(below(level, "w:lvlText")),
        start=_integer(attribute(below(level, "w:start")), 1),
        style=attribute(below(level, "w:pStyle")),
        legal=below(level, "w:isLgl") is not None,
        restart=_integer(restart, 0) if restart else None,
    )


def _number_properties(element: Element) -> tuple[str | None, int | None] | None:
    numbers = below(element, "w:pPr", "w:numPr")
    if numbers is None:
        return None
    number, level = below(numbers, "w:numId"), below(numbers, "w:ilvl")
    return (
        attribute(number) if number is not None else None,
        _integer(attribute(level), 0) if level is not None else None,
    )


def _integer(text: str, default: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < _DEEPEST else default


def _format(form: str, value: int) -> str:
    return FORMATS.get(form, str)(value)
