"""Word documents: the text a reader of the printed page sees, in order, with automatic numbers and tables.

Kept: insertions, split runs, content controls, links, text boxes. Left out: deletions, headers, footers, comments,
footnotes, hidden field codes.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import cast

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError

from config.errors import DubanError
from planning.reading.archive import open_archive
from planning.reading.document import Progress, ReadingLimits, TextBuilder, silent
from planning.reading.numbering import Numbering
from planning.reading.plaintext import clean
from planning.reading.xml import Element, attribute, below
from planning.reading.xml import name as full

_MAIN_PART = "word/document.xml"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_GONE = frozenset(
    [
        *map(full, ("w:del", "w:moveFrom", "w:rt", "w:pPr", "w:rPr", "w:tblPr", "w:tcPr", "w:sectPr", "w:sdtPr")),
        _FALLBACK,
    ]
)
_BOX = full("w:txbxContent")
_SIGNS = {full("w:tab"): "\t", full("w:ptab"): "\t", full("w:cr"): "\n", full("w:noBreakHyphen"): "-"}
_HEADING_NAME = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)


def read_word(data: bytes, name: str, limits: ReadingLimits, progress: Progress = silent) -> TextBuilder:
    """Return the lines of a .docx file. The archive's size, ratio, names and prologs are checked before it is unpacked.

    Raises:
        DubanError: a ``docx-not-word`` or an ``archive-…`` code saying what is wrong and what to do.
    """
    with open_archive(data, name, limits) as archive:
        if "[Content_Types].xml" not in archive.namelist():
            raise DubanError("docx-not-word", name=name, part="[Content_Types].xml")
    document = _open(data, name)
    styles = _related(document, RELATIONSHIP_TYPE.STYLES)
    reader = _Reader(Numbering(_related(document, RELATIONSHIP_TYPE.NUMBERING), styles))
    body = below(cast("Element", document.element), "w:body")
    if body is None:
        raise DubanError("docx-not-word", name=name, part=_MAIN_PART)
    reader.blocks(body)
    progress(1, 1)
    return reader.builder


def _open(data: bytes, name: str) -> Document:
    try:
        return docx.Document(io.BytesIO(data))
    except (OpcError, KeyError, ValueError, AttributeError, TypeError, IndexError) as error:
        raise DubanError("docx-not-word", name=name, part=_MAIN_PART) from error
    except (SyntaxError, zipfile.BadZipFile, zlib.error, EOFError, RecursionError) as error:
        raise DubanError("archive-damaged", name=name, part=_MAIN_PART) from error


def _related(document: Document, kind: str) -> Element | None:
    for relation in document.part.rels.values():
        if relation.reltype == kind and not relation.is_external:
            return cast("Element | None", getattr(relation.target_part, "element", None))
    return None


class _Reader:
    """Walks the body of a document and writes its lines."""

    def __init__(self, numbering: Numbering) -> None:
        self.builder = TextBuilder()
        self._numbering = numbering
        self._held = ""

    def blocks(self, parent: Element) -> None:
        """Write the paragraphs and tables below an element, looking through content controls and insertions."""
        for child in parent:
            if child.tag == full("w:p"):
                self._paragraph(child)
            elif child.tag == full("w:tbl"):
                self._table(child)
            elif child.tag not in _GONE and isinstance(child.tag, str):
                self.blocks(child)

    def _paragraph(self, element: Element) -> None:
        text = self._held + self._text(element)
        if _mark_deleted(element):
            self._held = text
            return
        self._held = ""
        level = self._outline_level(element)
        for position, line in enumerate(part.strip() for part in text.split("\n")):
            if line:
                self.builder.line([line], "heading" if level else "paragraph", 0 if position else level)
        for box in _boxes(element):
            self.blocks(box)

    def _text(self, element: Element) -> str:
        text = clean("".join(_pieces(element)))
        return self._numbering.label(element) + text.lstrip() if text.strip() else ""

    def _table(self, table: Element) -> None:
        rows = [list(_cells(row)) for row in _children(table, "w:tr")]
        if all(len(row) <= 1 for row in rows):
            for row in rows:
                for cell in row:
                    self.blocks(cell)
            return
        for row in rows:
            cells = [self._cell(cell) for cell in row]
            if any(cells):
                self.builder.line(cells, "table_cell")

    def _cell(self, cell: Element) -> str:
        if _merged_upwards(cell):
            return ""
        lines = [
            self._text(paragraph).strip() for paragraph in cell.iter(full("w:p")) if not _inside_gone(paragraph, cell)
        ]
        return re.sub(r"\s+", " ", " ".join(line for line in lines if line))

    def _outline_level(self, element: Element) -> int:
        for holder in (element, *self._numbering.style_of(element)):
            level = attribute(below(holder, "w:pPr", "w:outlineLvl"))
            if level and level in "012345678":
                return int(level) + 1
            match = _HEADING_NAME.fullmatch(attribute(below(holder, "w:name")))
            if match:
                return int(match[1])
        return 0


def _pieces(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag in _GONE or child.tag == _BOX:
            continue
        if child.tag == full("w:t"):
            yield child.text or ""
        elif child.tag == full("w:br"):
            yield "\n" if child.get(full("w:type"), "textWrapping") == "textWrapping" else ""
        elif child.tag in _SIGNS:
            yield _SIGNS[child.tag]
        elif isinstance(child.tag, str):
            yield from _pieces(child)


def _boxes(element: Element) -> list[Element]:
    return [box for box in element.iter(_BOX) if not _inside_gone(box, element)]


def _inside_gone(element: Element, top: Element) -> bool:
    for ancestor in element.iterancestors():
        if ancestor is top:
            return False
        if ancestor.tag in _GONE or ancestor.tag == _BOX:
            return True
    return False


def _mark_deleted(element: Element) -> bool:
    return below(element, "w:pPr", "w:rPr", "w:del") is not None


def _children(parent: Element, tag: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, looking through content controls and insertions."""
    for child in parent:
        if child.tag == full(tag):
            if below(child, "w:trPr", "w:del") is None:
                yield child
        elif child.tag in (full("w:sdt"), full("w:sdtContent"), full("w:ins"), full("w:customXml")):
            yield from _children(child, tag)


def _cells(row: Element) -> Iterator[Element]:
    return _children(row, "w:tc")


def _merged_upwards(cell: Element) -> bool:
    merge = below(cell, "w:tcPr", "w:vMerge")
    return merge is not None and attribute(merge, default="continue") == "continue"
