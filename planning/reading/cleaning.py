"""What no reader of a page can see is taken out of a text, and what was taken out is remembered.

A careful clerk copies what the page shows: no zero-width signs, no marks that turn the order of letters round, no NUL
bytes. Nothing of that goes unsaid; the notes tell how many and where the first one stood.
"""

import re
import unicodedata
from dataclasses import dataclass

from planning.reading.document import TextBuilder

_BREAK = "\r\x0b\x0c\x85\u2028\u2029"
_LINE_END = re.compile(f"\r\n?|[{_BREAK}]")
_CONTROL = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff"
_UNSEEN = (
    "\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2065\u206a-\u206f\u3164\ufe00-\ufe0f"
    "\ufeff\uffa0\ufff9-\ufffc\U000e0000-\U000e0fff"
)
_TURNED = "\u202a-\u202e\u2066-\u2069"
_LOST = "\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff"
_RADICALS = range(0x2F00, 0x2FD6)
_COMPATIBLE = range(0xF900, 0xFAFF)
_ODD = re.compile(f"[{_BREAK}{_CONTROL}{_UNSEEN}{_TURNED}{_LOST}\u2e80-\u2ef3\u2f00-\u2fd5\uf900-\ufaff]")
_SIGNS = {
    "\ue5e5": " ", "\uf020": " ", "\uf06c": "●", "\uf06e": "■", "\uf06f": "□", "\uf071": "□", "\uf075": "◆",
    "\uf076": "❖",
    "\uf09f": "•", "\uf0a7": "▪", "\uf0a8": "□", "\uf0b7": "•", "\uf0d8": "➢", "\uf0e0": "→", "\uf0fc": "✓",
    "\uf0fe": "☑", "\uf052": "☑", "\uf053": "☒", "\uf0fd": "☒",
}  # fmt: skip
"""Signs of Symbol and Wingdings as Word keeps them, in the private range behind the font's own numbers.

U+E5E5 is the full-width blank of old newspaper systems.
"""
_SIMPLE_RADICALS = str.maketrans(
    "⺎⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰⻳",
    "兀母民虎西见角贝车长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙龟",
)
_DRAWN_ALIKE = (
    {code: unicodedata.normalize("NFKC", chr(code)) for code in (*_RADICALS, *_COMPATIBLE)}
    | {radical: chr(character) for radical, character in _SIMPLE_RADICALS.items()}
    | {ord(sign): shown for sign, shown in _SIGNS.items()}
)
"""Signs that look like another one and mean it: fonts in PDF files give a radical for the character of that shape."""


@dataclass(frozen=True)
class _Kind:
    """One kind of sign: the note that tells of it, how it is found, and whether it goes or stays."""

    code: str
    pattern: re.Pattern[str]
    goes: bool = True


_KINDS = (
    _Kind("text-nul-removed", re.compile(f"[{_CONTROL}]")),
    _Kind("text-direction-removed", re.compile(f"[{_TURNED}]")),
    _Kind("text-invisible-removed", re.compile(f"[{_UNSEEN}]")),
    _Kind("text-unreadable-signs", re.compile(f"[{_LOST}]"), goes=False),
)


@dataclass
class _Found:
    count: int
    start: int


def clean_text(text: str) -> str:
    """Return the text with every kind of line end as a line feed and without what cannot be seen."""
    return Cleaner(TextBuilder()).clean(text)


def with_line_feeds(text: str) -> str:
    """Return the text with every kind of line end as a line feed."""
    return _LINE_END.sub("\n", text) if any(sign in text for sign in _BREAK) else text


def is_odd(text: str) -> bool:
    """Return whether there is anything in the text that cleaning would change or tell of."""
    return _ODD.search(text) is not None


class Cleaner:
    """Cleans the pieces of one document, one after the other, and tells at the end what it found.

    Make one for each document, call ``clean`` on each piece before it is written to ``builder``, and ``tell`` once.
    """

    def __init__(self, builder: TextBuilder) -> None:
        self._builder = builder
        self._found: dict[str, _Found] = {}

    def clean(self, text: str) -> str:
        """Return a piece as ``clean_text`` does; what goes is noted for the line that is written next.

        A byte order mark at the very beginning of a document is not worth a note.
        """
        if not is_odd(text):
            return text
        text = with_line_feeds(text if self._builder.length else text.removeprefix("\ufeff")).translate(_DRAWN_ALIKE)
        for kind in _KINDS:
            less, count = kind.pattern.subn("", text)
            if count:
                self._found.setdefault(kind.code, _Found(0, self._builder.next_start)).count += count
            if kind.goes:
                text = less
        return text

    def tell(self) -> None:
        """Write the notes of all that was found, each at the line where it was met first."""
        text = self._builder.text if self._found else ""
        for code, found in self._found.items():
            end = text.find("\n", found.start)
            self._builder.note(code, found.start, len(text) if end < 0 else end, count=found.count)
