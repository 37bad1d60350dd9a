"""The cells of one sheet: what each shows, what is merged, which rows and columns are hidden.

Formulas give the value that was kept with them; what cannot be shown (no kept value, an error) is remembered by place.
"""

import re
import zipfile
from dataclasses import dataclass, field

from config.errors import DubanError
from planning.reading.document import ReadingLimits
from planning.reading.sheet_numbers import Shown, general, iso_moment, shown_by
from planning.reading.sheet_parts import Attributes, BookParts, Handler, SheetPart, parse_part

_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUE = ("1", "true")
_HALVES = range(0xD800, 0xE000)
"""Halves of a sign that mean nothing alone and no encoding can write."""
_LAST_COLUMN, _LAST_ROW = 16_384, 1_048_576
_MOST_DIGITS = 9


@dataclass(frozen=True)
class Merge:
    """A merged range, rows and columns counted from 1, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass
class SheetCells:
    """What one sheet says: for each row that says something its cells by column; all counted from 1."""

    rows: dict[int, dict[int, str]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    valueless: list[str] = field(default_factory=list)
    errors: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class BookValues:
    """What the sheets of a book share: its texts, and how numbers of each style are shown."""

    strings: list[str]
    shown: list[Shown]


class _Strings(Handler):
    """Collects texts, leaving out the phonetic readings above them."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self._parts: list[str] = []
        self._in_text = False
        self._phonetic = 0

    def start(self, tag: str, attributes: Attributes) -> None:
        del attributes
        if tag == "si":
            self._parts = []
        elif tag == "rPh":
            self._phonetic += 1
        elif tag == "t":
            self._in_text = not self._phonetic

    def end(self, tag: str) -> None:
        if tag == "si":
            self.found.append(unescaped("".join(self._parts)))
        elif tag == "rPh":
            self._phonetic -= 1
        elif tag == "t":
            self._in_text = False

    def text(self, text: str) -> None:
        if self._in_text:
            self._parts.append(text)


class _Styles(Handler):
    def __init__(self, *, from_1904: bool) -> None:
        self.shown: list[Shown] = []
        self._from_1904 = from_1904
        self._codes: dict[str, str] = {}
        self._known: dict[str, Shown] = {}
        self._in_cells = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "numFmt":
            self._codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            self._in_cells = True
        elif tag == "xf" and self._in_cells:
            key = attributes.get("numFmtId", "0")
            if key not in self._known:
                self._known[key] = shown_by(_count(key, 0), self._codes.get(key), from_1904=self._from_1904)
            self.shown.append(self._known[key])

    def end(self, tag: str) -> None:
        if tag == "cellXfs":
            self._in_cells = False


def book_values(archive: zipfile.ZipFile, book: BookParts, name: str) -> BookValues:
    """Return the texts and styles that the sheets of a book share."""
    strings, styles = _Strings(), _Styles(from_1904=book.from_1904)
    if book.strings:
        parse_part(archive, book.strings, strings, name)
    if book.styles:
        parse_part(archive, book.styles, styles, name)
    return BookValues(strings.found, styles.shown)


class _Scan(Handler):
    """Hears a sheet and keeps what its cells show."""

    def __init__(self, values: BookValues, room: "Room") -> None:
        self.cells = SheetCells()
        self._values, self._room = values, room
        self._row = self._column = 0
        self._kind = self._style = ""
        self._formula = self._taking = False
        self._phonetic = 0
        self._parts: list[str] = []

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "c":
            self._begin_cell(attributes)
        elif tag in ("v", "t"):
            self._taking = not self._phonetic
        elif tag == "f":
            self._formula = True
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "rPh":
            self._phonetic += 1
        elif tag == "mergeCell":
            self._merge(attributes.get("ref", ""))
        elif tag == "col":
            self._columns(attributes)

    def end(self, tag: str) -> None:
        if tag in ("v", "t"):
            self._taking = False
        elif tag == "c":
            self._end_cell()
        elif tag == "rPh":
            self._phonetic -= 1

    def text(self, text: str) -> None:
        if self._taking:
            self._parts.append(text)

    def _begin_row(self, attributes: Attributes) -> None:
        self._row = _count(attributes.get("r", ""), self._row + 1)
        self._column = 0
        if attributes.get("hidden", "0") in _TRUE or attributes.get("ht") == "0":
            self.cells.hidden_rows.add(self._row)

    def _begin_cell(self, attributes: Attributes) -> None:
        place = _REFERENCE.fullmatch(attributes.get("r", ""))
        self._column = column_number(place[1]) if place else self._column + 1
        self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "")
        self._formula, self._parts = False, []

    def _end_cell(self) -> None:
        raw = "".join(self._parts)
        if not raw:
            if self._formula and self._kind != "str":
                self.cells.valueless.append(f"{column_letters(self._column)}{self._row}")
            return
        if self._kind == "e":
            self.cells.errors.append((f"{column_letters(self._column)}{self._row}", raw))
            return
        text = self._shown(raw)
        if text.strip() and 0 < self._column <= _LAST_COLUMN and 0 < self._row <= _LAST_ROW:
            self._room.take(len(text))
            if self._row not in self.cells.rows:
                self._room.take_row()
            self.cells.rows.setdefault(self._row, {})[self._column] = text

    def _shown(self, raw: str) -> str:
        if self._kind == "s":
            at = _count(raw, -1)
            return self._values.strings[at] if 0 <= at < len(self._values.strings) else ""
        if self._kind in ("str", "inlineStr"):
            return unescaped(raw)
        if self._kind == "b":
            return "TRUE" if raw.strip() in _TRUE else "FALSE"
        if self._kind == "d":
            return iso_moment(raw)
        style = _count(self._style, 0)
        return (self._values.shown[style] if style < len(self._values.shown) else general)(raw)

    def _merge(self, reference: str) -> None:
        first, _, last = reference.partition(":")
        one, two = _REFERENCE.fullmatch(first), _REFERENCE.fullmatch(last)
        if one and two:
            rows = sorted(min(int(place[2]), _LAST_ROW) for place in (one, two))
            columns = sorted((column_number(one[1]), column_number(two[1])))
            self.cells.merges.append(Merge(rows[0], columns[0], rows[1], columns[1]))

    def _columns(self, attributes: Attributes) -> None:
        first, last = _count(attributes.get("min", ""), 0), _count(attributes.get("max", ""), 0)
        hidden = attributes.get("hidden", "0") in _TRUE or attributes.get("width") == "0"
        if hidden and first:
            self.cells.hidden_columns.append((first, min(last, _LAST_COLUMN)))


def _count(text: str, default: int) -> int:
    """Return a whole number written in digits; the default for anything else, and for one no sheet could mean."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else default


class Room:
    """What a workbook may still say: counts rows and characters down over all its sheets."""

    def __init__(self, name: str, limits: ReadingLimits) -> None:
        self._name, self._limits = name, limits
        self._rows, self._chars = 0, 0

    def take_row(self) -> None:
        """Count a row that says something, or refuse (``sheet-too-many-rows``)."""
        self._rows += 1
        if self._rows > self._limits.sheet_rows:
            raise DubanError("sheet-too-many-rows", name=self._name, limit=self._limits.sheet_rows)

    def take(self, chars: int) -> None:
        """Count characters, or refuse (``document-text-too-long``)."""
        self._chars += chars
        if self._chars > self._limits.text_chars:
            raise DubanError(
                "document-text-too-long", name=self._name, chars=self._chars, limit=self._limits.text_chars
            )


def sheet_cells(archive: zipfile.ZipFile, sheet: SheetPart, values: BookValues, room: Room, name: str) -> SheetCells:
    """Return what the cells of a sheet show; memory follows the cells that say something."""
    scan = _Scan(values, room)
    parse_part(archive, sheet.part, scan, name, skip_empty=True)
    return scan.cells


def unescaped(text: str) -> str:
    """Return a text with the signs that XML cannot hold (_x000D_) put back."""
    return _ESCAPED.sub(_sign, text) if "_x" in text else text


def _sign(escaped: re.Match[str]) -> str:
    code = int(escaped[1], 16)
    return "\ufffd" if code in _HALVES else chr(code)


def column_number(letters: str) -> int:
    """Return the number of a column, counted from 1: A is 1, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """Return the letters of a column, counted from 1: 1 is A, 27 is AA."""
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
