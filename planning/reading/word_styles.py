"""What the styles of a Word document say: outline level, number, hidden text, lines of the table of contents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planning.reading.xml import Element, attribute, below, is_on, name

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*(?:[1-9]|heading|标题)", re.IGNORECASE)
_BODY_LEVEL = 9


@dataclass(frozen=True)
class Style:
    """One paragraph style with all it takes over from the styles it is based on.

    ``level`` is the outline level (1 is highest, 0 none). ``number`` names a numbering instance, None when the style
    says nothing of it; ``home`` is the style that says so and ``depth`` the level it gives.
    """

    level: int = 0
    contents: bool = False
    hidden: bool = False
    number: str | None = None
    depth: int | None = None
    home: str = ""


PLAIN = Style()


class Styles:
    """The styles of a document, each worked out once."""

    def __init__(self, root: Element | None) -> None:
        elements = root.findall(name("w:style")) if root is not None else []
        self._elements = {attribute(each, "w:styleId"): each for each in elements}
        self._known: dict[str, Style] = {}
        self._usual = next((attribute(each, "w:styleId") for each in elements if _is_usual(each)), "")

    def of(self, key: str) -> Style:
        """Return a style by its id; the document's usual one for an empty id, a plain one when it is not there."""
        key = key or self._usual
        if key not in self._known:
            self._known[key] = self._read(key)
        return self._known[key]

    def _read(self, key: str) -> Style:
        chain = list(self._chain(key))
        if not chain:
            return PLAIN
        number, depth, home = None, None, ""
        for style in chain:
            found, level = number_properties(style)
            if found is not None:
                number, depth, home = found, level, attribute(style, "w:styleId")
                break
        return Style(
            next((level for style in chain if (level := _level(style)) is not None), 0),
            any(_CONTENTS.fullmatch(attribute(below(style, "w:name"))) for style in chain),
            next((is_on(run, "w:vanish") for style in chain if (run := _with_vanish(style)) is not None), False),
            number,
            depth,
            home,
        )

    def _chain(self, key: str) -> Iterator[Element]:
        """Yield the style and the styles it is based on, nearest first; a circle is followed once."""
        seen: set[str] = set()
        while key in self._elements and key not in seen:
            seen.add(key)
            yield self._elements[key]
            key = attribute(below(self._elements[key], "w:basedOn"))


def number_properties(element: Element) -> tuple[str | None, int | None]:
    """Return the numbering instance and the level that a paragraph or a style gives itself, None for neither."""
    numbers = below(element, "w:pPr", "w:numPr")
    if numbers is None:
        return None, None
    number, level = below(numbers, "w:numId"), attribute(below(numbers, "w:ilvl"))
    shown = attribute(number) if number is not None else None
    return shown, int(level) if level in tuple("012345678") else None


def outline_level(properties: Element | None) -> int | None:
    """Return the outline level that paragraph properties set (0 for body text), None when they set none."""
    level = attribute(below(properties, "w:outlineLvl"))
    return (int(level) + 1) % (_BODY_LEVEL + 1) if level in tuple("0123456789") else None


def _level(style: Element) -> int | None:
    level = outline_level(below(style, "w:pPr"))
    if level is not None:
        return level
    match = _HEADING.fullmatch(attribute(below(style, "w:name")))
    return int(match[1]) if match else None


def _with_vanish(style: Element) -> Element | None:
    properties = below(style, "w:rPr")
    return properties if below(properties, "w:vanish") is not None else None


def _is_usual(style: Element) -> bool:
    usual = attribute(style, "w:default") in ("1", "true", "on")
    return usual and attribute(style, "w:type", default="paragraph") == "paragraph"
