"""The numbers a browser shows in front of the entries of a list (HTML standard §4.4.5; CSS Counter Styles 3)."""

import re

from planning.reading.hypertext_tables import number_of
from planning.reading.numerals import FORMATS
from planning.reading.xml import Element

_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*(?:inside\s+|outside\s+)?([a-z-]+)", re.IGNORECASE)
_TYPES = {"1": "decimal", "a": "lower-alpha", "A": "upper-alpha", "i": "lower-roman", "I": "upper-roman"}
_NUMBERED = {
    "decimal": ("decimal", ". "),
    "decimal-leading-zero": ("decimalZero", ". "),
    "lower-alpha": ("lowerLetter", ". "),
    "lower-latin": ("lowerLetter", ". "),
    "upper-alpha": ("upperLetter", ". "),
    "upper-latin": ("upperLetter", ". "),
    "lower-roman": ("lowerRoman", ". "),
    "upper-roman": ("upperRoman", ". "),
    "cjk-ideographic": ("chineseCountingThousand", "、"),
    "cjk-decimal": ("ideographDigital", "、"),
    "simp-chinese-informal": ("chineseCountingThousand", "、"),
    "trad-chinese-informal": ("chineseCountingThousand", "、"),
    "simp-chinese-formal": ("chineseLegalSimplified", "、"),
    "trad-chinese-formal": ("ideographLegalTraditional", "、"),
    "cjk-heavenly-stem": ("ideographTraditional", "、"),
    "cjk-earthly-branch": ("ideographZodiac", "、"),
}
_FARTHEST = 10**6


class ListOnPage:
    """A list that is being read; asks for each entry once, in order."""

    def __init__(self, element: Element) -> None:
        self._style = _style_of(element) or ("decimal" if element.tag == "ol" else "disc")
        self._mark = ") " if element.get("data-mark", "") == ")" else ""
        self._step = -1 if element.get("reversed", "-") != "-" else 1
        entries = sum(1 for child in element if child.tag == "li") if self._step < 0 else 1
        self._next = number_of(element.get("start", ""), entries, most=_FARTHEST)

    def label(self, entry: Element) -> str:
        """Return what stands in front of an entry, with the space behind it; nothing when the list shows nothing."""
        value = number_of(entry.get("value", ""), self._next, most=_FARTHEST)
        self._next = value + self._step
        style = _style_of(entry) or self._style
        if style == "none":
            return ""
        if style not in _NUMBERED:
            return "• "
        form, suffix = _NUMBERED[style]
        return (FORMATS[form](value) if value > 0 else str(value)) + (self._mark or suffix)


def _style_of(element: Element) -> str:
    kind = element.get("type", "")
    told = _STYLE.search(element.get("style", ""))
    return told[1].lower() if told else _TYPES.get(kind, kind.lower())
