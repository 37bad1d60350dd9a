"""The parts of a workbook: which sheets there are, in which order, which are hidden, and where their cells stand.

Parts are parsed piece by piece and never held whole, so memory follows what a sheet says, not what it declares.
"""

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from posixpath import join, normpath
from typing import IO
from xml.parsers import expat

from config.errors import CallError, DubanError
from planning.reading.archive import UNPACKING_FAULTS

Attributes = dict[str, str]
_CHUNK = 262_144
_BOOK = "xl/workbook.xml"
_EMPTY_CELL = re.compile(rb'<c (?:[^<>/]* )?r="[A-Z]+[0-9]+"[^<>]*(?:/>|(?<!/)></c>)')
_EMPTY_ROW = re.compile(rb'<row (?:[^<>/]* )?r="[0-9]+"[^<>]*(?:/>|(?<!/)></row>)')
"""A cell or row that names its place and holds nothing but a style: a million of them say nothing."""


@dataclass(frozen=True)
class SheetPart:
    """One sheet of a workbook: its name, the archive's part that holds its cells, and whether people see it."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class BookParts:
    """The sheets in the order of their tabs, and how days are counted (from 1904 on old Macintosh files)."""

    sheets: tuple[SheetPart, ...]
    strings: str
    styles: str
    from_1904: bool


class Handler:
    """What wants to hear of a part: elements by their local names, and their text."""

    def start(self, tag: str, attributes: Attributes) -> None:
        """Hear that an element begins."""

    def end(self, tag: str) -> None:
        """Hear that an element ends."""

    def text(self, text: str) -> None:
        """Hear a piece of text."""


def parse_part(archive: zipfile.ZipFile, part: str, handler: Handler, name: str, *, skip_empty: bool = False) -> None:
    """Tell the handler all elements of a part in order. ``skip_empty`` leaves out cells and rows that hold nothing.

    Raises:
        DubanError: ``archive-damaged`` when the part is missing, cut off or no XML.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = _local_start(handler.start)
    parser.EndElementHandler = _local_end(handler.end)
    parser.CharacterDataHandler = handler.text
    try:
        with archive.open(part) as source:
            for piece in _pieces(source, skip_empty=skip_empty):
                parser.Parse(piece, False)
            parser.Parse(b"", True)
    except (expat.ExpatError, *UNPACKING_FAULTS) as error:
        raise DubanError("archive-damaged", name=name, part=part) from error


def _pieces(source: IO[bytes], *, skip_empty: bool) -> Iterator[bytes]:
    held = b""
    while piece := source.read(_CHUNK):
        if not skip_empty:
            yield piece
            continue
        piece = held + piece
        cut = piece.rfind(b"<row ")
        cut = piece.rfind(b"<") if cut <= 0 else cut
        cut = len(piece) if cut <= 0 else cut
        yield _filled(piece[:cut])
        held = piece[cut:]
    yield _filled(held)


def _filled(piece: bytes) -> bytes:
    return _EMPTY_ROW.sub(b"", _EMPTY_CELL.sub(b"", piece))


def _local_start(tell: Callable[[str, Attributes], None]) -> Callable[[str, Attributes], None]:
    return lambda tag, attributes: tell(tag.rpartition(":")[2] if ":" in tag else tag, attributes)


def _local_end(tell: Callable[[str], None]) -> Callable[[str], None]:
    return lambda tag: tell(tag.rpartition(":")[2] if ":" in tag else tag)


class _Book(Handler):
    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.from_1904 = False

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "sheet":
            relation = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            hidden = attributes.get("state", "visible") != "visible"
            self.sheets.append((attributes.get("name", ""), relation, hidden))
        elif tag == "workbookPr":
            self.from_1904 = attributes.get("date1904", "0") in ("1", "true")


class _Relations(Handler):
    def __init__(self) -> None:
        self.found: dict[str, tuple[str, str]] = {}

    def start(self, tag: str, attributes: Attributes) -> None:
        if tag == "Relationship" and attributes.get("TargetMode") != "External":
            kind = attributes.get("Type", "").rpartition("/")[2]
            self.found[attributes.get("Id", "")] = (kind, attributes.get("Target", ""))


def book_parts(archive: zipfile.ZipFile, name: str) -> BookParts:
    """Return the sheets of a workbook; charts and macro sheets are none.

    Raises:
        CallError: ``sheet-binary`` for a binary workbook.
        DubanError: ``sheet-not-workbook`` when the archive holds no workbook.
    """
    parts = set(archive.namelist())
    if "xl/workbook.bin" in parts:
        raise CallError("sheet-binary", name=name)
    book_part = _target(archive, "_rels/.rels", "", name, parts).get("officeDocument", _BOOK)
    if book_part not in parts:
        raise DubanError("sheet-not-workbook", name=name, part=_BOOK)
    book, relations = _Book(), _Relations()
    parse_part(archive, book_part, book, name)
    folder, _, file = book_part.rpartition("/")
    links = f"{folder}/_rels/{file}.rels".lstrip("/")
    if links in parts:
        parse_part(archive, links, relations, name)
    sheets = []
    for title, relation, hidden in book.sheets:
        kind, target = relations.found.get(relation, ("", ""))
        part = _resolved(folder, target)
        if kind == "worksheet" and part in parts:
            sheets.append(SheetPart(title, part, hidden))
    by_kind = {kind: _resolved(folder, target) for kind, target in relations.found.values()}
    strings, styles = (part if part in parts else "" for part in (by_kind.get("sharedStrings"), by_kind.get("styles")))
    return BookParts(tuple(sheets), strings or "", styles or "", book.from_1904)


def _target(archive: zipfile.ZipFile, part: str, folder: str, name: str, parts: set[str]) -> dict[str, str]:
    relations = _Relations()
    if part in parts:
        parse_part(archive, part, relations, name)
    return {kind: _resolved(folder, target) for kind, target in relations.found.values()}


def _resolved(folder: str, target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
