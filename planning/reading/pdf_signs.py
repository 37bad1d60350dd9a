"""The signs of a PDF page gathered to words, with what must not be mixed in (unseen, turned, unreadable) set apart.

PDFium reads the signs: on 200 dense Chinese pages it needs a tenth of the time of pdfminer, and it has been hardened
against files that mean harm.
"""

import ctypes
import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from planning.reading.pdf_parts import Page, Word
from planning.reading.pdf_radicals import plain
from planning.reading.pdf_strokes import Strokes

_UNSEEN = pdfium.FPDF_TEXTRENDERMODE_INVISIBLE
_CLIPPED = pdfium.FPDF_TEXTRENDERMODE_CLIP
_HEAVY = 600
_HEAVY_NAMES = ("bold", "black", "heavy", "simhei", "-hei", "heiti", "黑体")
_STROKED = (pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE, pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE_CLIP)
_PALE = 250
_SMALLEST = 1.0
_WIDE_GAP = 1.5
"""A gap of more than so many signs ends a word, a narrower one becomes what stood there (in ems)."""
_LOOSE_GAP = 0.8
"""The same where no space stood."""
_UNKNOWN = "\ufffd"
_FIRST_SIGN = 0x20
_NO_SIGN = 0xFFFE
Place = Callable[[float, float], tuple[float, float]]


@dataclass(slots=True)
class _Style:
    """What holds for all signs of one text object; ``fate`` is seen, hidden or turned."""

    fate: str
    size: float
    font: str
    bold: bool
    apart: bool
    colour: tuple[int, ...]

    @property
    def pale(self) -> bool:
        """White, or nearly."""
        return all(part >= _PALE for part in self.colour)


class SignReader:
    """Gathers the signs of one page after the other; fonts are looked up once."""

    def __init__(self) -> None:
        address = ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.c_void_p).value
        prototype = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
        self._object_at = prototype(address or 0)
        self._rect = pdfium.FS_RECTF()
        self._matrix = pdfium.FS_MATRIX()
        self._colour = [ctypes.c_uint() for _ in range(4)]
        self._point = (ctypes.c_double(), ctypes.c_double())

    def read(self, text_page: Any, page: Page, turn: int, place: Place) -> None:  # noqa: ANN401 - untyped library
        """Put the words of a page into ``page``, and its unseen and turned text as strings."""
        gathering = _Gathering(page)
        style: _Style | None = None
        last, base = -1, 0.0
        raw, rect = text_page.raw, self._rect
        box, unicode_of = pdfium.FPDFText_GetLooseCharBox, pdfium.FPDFText_GetUnicode
        for index in range(text_page.count_chars()):
            code = unicode_of(raw, index)
            found = self._object_at(raw, index)
            if found is None or code in (10, 13):
                gathering.space("", generated=True)
                continue
            if found != last:
                last, style = found, self._style(raw, index, turn)
                base = self._base(raw, index, place)
            sign = chr(code) if code else _UNKNOWN
            if sign.isspace() or sign == "\xad":
                gathering.space(sign, generated=bool(pdfium.FPDFText_IsGenerated(raw, index)))
                continue
            if not box(raw, index, rect) or style is None:
                continue
            if (
                code < _FIRST_SIGN
                or code == _NO_SIGN
                or (style.fate == "seen" and pdfium.FPDFText_HasUnicodeMapError(raw, index))
            ):
                page.unmapped += 1
                sign = _UNKNOWN
            gathering.sign(sign, place(rect.left, rect.top), place(rect.right, rect.bottom), base, style)
        gathering.end()

    def _style(self, raw: Any, index: int, turn: int) -> _Style:  # noqa: ANN401 - untyped library
        thing = pdfium.FPDFText_GetTextObject(raw, index)
        pdfium.FPDFText_GetMatrix(raw, index, self._matrix)
        matrix = self._matrix
        along = turned(matrix.a, matrix.b, turn)
        size = pdfium.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d)
        mode = pdfium.FPDFTextObj_GetTextRenderMode(thing)
        font, weight = self._font(thing)
        lower = font.lower()
        bold = weight >= _HEAVY or mode in _STROKED or any(name in lower for name in _HEAVY_NAMES)
        fate = "seen"
        if along[0] <= 0 or abs(along[1]) > 0.1 * along[0]:
            fate = "turned"
        elif mode == _UNSEEN:
            fate = "unseen"
        if mode == _CLIPPED or abs(size) < _SMALLEST or self._transparent(thing):
            fate = "hidden"
        colour = () if mode in _STROKED else tuple(part.value for part in self._colour[:3])
        return _Style(fate, abs(size), font, bold, _is_apart(thing), colour or (0, 0, 0))

    def _transparent(self, thing: Any) -> bool:  # noqa: ANN401 - untyped library
        pdfium.FPDFPageObj_GetFillColor(thing, *self._colour)
        return self._colour[3].value == 0

    def _font(self, thing: Any) -> tuple[str, int]:  # noqa: ANN401 - untyped library
        font = pdfium.FPDFTextObj_GetFont(thing)
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFFont_GetBaseFontName(font, name, 128)
        return name.value.decode("utf-8", "replace").rpartition("+")[2], pdfium.FPDFFont_GetWeight(font)

    def _base(self, raw: Any, index: int, place: Place) -> float:  # noqa: ANN401 - untyped library
        x, y = self._point
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        return place(x.value, y.value)[1]


class _Gathering:
    """Puts sign to sign while they stand side by side in one style."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._word: Word | None = None
        self._style: _Style | None = None
        self._space = ""
        self._made = False
        self._strokes = Strokes(page.rulings)
        self._struck = False
        self._aside: dict[str, list[str]] = {"hidden": [], "turned": []}

    def space(self, sign: str, *, generated: bool) -> None:
        """Remember a space; whether it counts, the gap decides."""
        if generated:
            self._made = True
        else:
            self._space += sign

    def sign(
        self, sign: str, first: tuple[float, float], second: tuple[float, float], base: float, style: _Style
    ) -> None:
        """Add one sign that stands in the box between two corners."""
        page = self._page
        page.signs += 1
        sign = plain(sign)
        x0, x1 = (first[0], second[0]) if first[0] <= second[0] else (second[0], first[0])
        top, bottom = (first[1], second[1]) if first[1] <= second[1] else (second[1], first[1])
        fate = style.fate
        outside = x1 < 0 or x0 > page.width or bottom < 0 or top > page.height
        if fate in ("seen", "unseen") and (outside or not math.isfinite(x0 + x1 + top + bottom + base + style.size)):
            fate = "hidden"  # off the page, or at no place at all
        if fate in self._aside:
            self._aside[fate].append(sign)
            return
        word = self._word
        before = self._struck
        self._struck = bool(self._strokes) and self._strokes.touch((x0 + x1) / 2, base, style.size)
        if word is not None and before is self._struck and self._goes_on(word, x0, base, style):
            word.text += self._between(word, sign, x0) + sign
            word.x1 = max(word.x1, x1)
        else:
            self._word = Word(sign, x0, x1, top, bottom, base, style.size, style.font, style.bold, style.apart)
            (page.words if fate == "seen" else page.unseen).append(self._word)
            self._style = style
            if style.pale:
                self._word.font = "\0" + style.font
        self._space, self._made = "", False

    def end(self) -> None:
        """Write down what was set apart."""
        self._page.hidden = "".join(self._aside["hidden"])
        self._page.turned = "".join(self._aside["turned"])

    def _goes_on(self, word: Word, x0: float, base: float, style: _Style) -> bool:
        gap = x0 - word.x1
        widest = (_WIDE_GAP if self._space else _LOOSE_GAP) * word.size
        mine = self._style
        alike = style is mine or (
            mine is not None
            and (style.fate, style.font, style.bold, style.apart, style.colour)
            == (mine.fate, mine.font, mine.bold, mine.apart, mine.colour)
            and abs(style.size - mine.size) < 0.05 * mine.size
        )
        return alike and abs(base - word.base) < 0.15 * word.size and -0.6 * word.size < gap < widest

    def _between(self, word: Word, sign: str, x0: float) -> str:
        latin = word.text[-1].isascii() and sign.isascii() and word.text[-1].isalnum() and sign.isalnum()
        gap = x0 - word.x1
        if self._space:
            return "\u3000" if "\u3000" in self._space else " "
        return " " if (latin and self._made and gap > 0.15 * word.size) or gap > 0.6 * word.size else ""


def turned(x: float, y: float, turn: int) -> tuple[float, float]:
    """Return a direction of the page's own space (up is positive) as it is seen after so many quarter turns."""
    return ((x, -y), (y, x), (-x, y), (-y, -x))[turn % 4]


def _is_apart(thing: Any) -> bool:  # noqa: ANN401 - untyped library
    """Return whether the maker marked a text as an artefact of the page."""
    name, length = (pdfium.FPDF_WCHAR * 16)(), ctypes.c_ulong()
    for number in range(min(pdfium.FPDFPageObj_CountMarks(thing), 8)):
        mark = pdfium.FPDFPageObj_GetMark(thing, number)
        if pdfium.FPDFPageObjMark_GetName(mark, name, 32, length) and bytes(name)[:16] == "Artifact".encode(
            "utf-16-le"
        ):
            return True
    return False
