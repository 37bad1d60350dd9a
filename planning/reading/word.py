"""Word documents: the text a reader of the printed page sees, in order, with automatic numbers and tables.

Left out: deletions, hidden text, headers, footers, the table of contents, footnotes and comments; notes tell of what
was left out and is not plainly furniture of the page.
"""

import re
from collections.abc import Iterator

from config.errors import DubanError
from planning.reading.cleaning import Cleaner
from planning.reading.document import Progress, ReadingLimits, TextBuilder, silent
from planning.reading.grid import Placed, write_table
from planning.reading.numbering import Numbering
from planning.reading.word_package import WordPackage
from planning.reading.word_runs import GONE, Runs, chosen, is_prompt
from planning.reading.word_styles import Style, Styles, outline_level
from planning.reading.word_tables import Place, lay_out, rows_of
from planning.reading.xml import Element, attribute, below, is_on, name

_PARAGRAPH, _TABLE, _TEXT = map(name, ("w:p", "w:tbl", "w:t"))
_CONTROL, _ALTERNATE = map(name, ("w:sdt", "mc:AlternateContent"))
_EMBEDDED = frozenset(map(name, ("w:altChunk", "w:subDoc")))
_PAGE_AT_END = re.compile(r"(?s).*[0-9ivxIVX]\s*")
_SPACE = re.compile(r"\s+")


def read_word(data: bytes, name: str, limits: ReadingLimits, progress: Progress = silent) -> TextBuilder:
    """Return the lines of a .docx file. The archive's size, ratio, names and prologs are checked before it is unpacked.

    Raises:
        DubanError: ``docx-not-word``, ``docx-too-deep`` or an ``archive-…`` code saying what is wrong and what to do.
    """
    package = WordPackage(data, name, limits)
    styles = Styles(package.related("styles"))
    reader = _Reader(styles, Numbering(package.related("numbering"), styles))
    try:
        for block in package.blocks(progress):
            reader.block(block)
    except RecursionError as error:
        raise DubanError("docx-too-deep", name=name) from error
    return reader.finish()


class _Reader:
    """Walks the body of a document and writes its lines."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._builder = TextBuilder()
        self._cleaner = Cleaner(self._builder)
        self._styles = styles
        self._numbering = numbering
        self._runs = Runs(styles)
        self._held = ""
        self._paragraphs = self._tables = 0
        self._noted: dict[str, tuple[int, int]] = {}

    def block(self, element: Element) -> None:
        """Write a paragraph, a table, or what a content control, a text box or an insertion holds of them."""
        tag = element.tag
        if tag == _PARAGRAPH:
            self._paragraph(element)
        elif tag == _TABLE:
            self._table(element)
        elif tag in _EMBEDDED:
            self._count("word-embedded-left-out", 1)
        elif tag not in GONE and not (tag == _CONTROL and is_prompt(element)):
            for child in chosen(element) if tag == _ALTERNATE else element:
                self.block(child)

    def finish(self) -> TextBuilder:
        """Write what is still held back and the notes; return the whole."""
        self._lines(self._flushed(), 0)
        for code, (count, start) in self._noted.items():
            end = self._builder.text.find("\n", start)
            self._builder.note(code, start, self._builder.length if end < 0 else end, count=count)
        self._cleaner.tell()
        return self._builder

    def _paragraph(self, element: Element) -> None:
        style, in_contents = self._style(element), self._runs.in_contents
        text, boxes = self._text(element, style)
        in_contents = in_contents or self._runs.in_contents
        if style.contents or (in_contents and _PAGE_AT_END.fullmatch(text)):
            self._count("word-contents-left-out", bool(text))
        else:
            own = outline_level(below(element, "w:pPr"))
            self._lines(text, style.level if own is None else own)
        for box in boxes:
            for child in box:
                self.block(child)

    def _lines(self, text: str, level: int) -> None:
        for position, line in enumerate(part.strip() for part in text.split("\n")):
            if line:
                self._paragraphs += 1
                self._builder.landmark(f"第{self._paragraphs}段")
                self._builder.line([line], "heading" if level else "paragraph", 0 if position else level)

    def _text(self, element: Element, style: Style, *, in_cell: bool = False) -> tuple[str, list[Element]]:
        """Return what a paragraph shows with its number, and its text boxes; nothing when it runs into the next one.

        A number alone says something only in a cell: many a column of numbers is written in no other way.
        """
        runs = self._runs
        hidden, notes, pictures = runs.hidden, runs.side_notes, runs.pictures
        said, boxes = runs.read(element, hidden=style.hidden)
        self._count("word-hidden-text", runs.hidden - hidden)
        self._count("word-side-notes-left-out", runs.side_notes - notes)
        self._count("word-pictures-left-out", runs.pictures - pictures)
        text = self._held + self._cleaner.clean(said)
        self._held = ""
        if _runs_on(element):
            self._held = text
            return "", boxes
        label = self._numbering.label(element)
        if not text.strip():
            return label.strip(" •") if in_cell else "", boxes
        return label + text.lstrip(), boxes

    def _flushed(self) -> str:
        text, self._held = self._held, ""
        return text.strip()

    def _style(self, element: Element) -> Style:
        return self._styles.of(attribute(below(element, "w:pPr", "w:pStyle")))

    def _table(self, table: Element) -> None:
        rows = list(rows_of(table))
        shown = [row for row in rows if not row.hidden]
        self._count("word-hidden-text", len(rows) - len(shown))
        if all(len(row.cells) <= 1 for row in shown):
            for cell in (cell for row in shown for cell in row.cells):
                for child in cell.element:
                    self.block(child)
                self._lines(self._flushed(), 0)
            return
        self._tables += 1
        number = self._tables
        cells = [Placed(each.row, each.column, self._cell(each), each.rows, each.columns) for each in lay_out(shown)]
        write_table(self._builder, cells, lambda row: f"表{number}第{row + 1}行")

    def _cell(self, place: Place) -> str:
        covered = sum(1 for cell in place.covers if any((text.text or "").strip() for text in cell.iter(_TEXT)))
        self._count("word-hidden-text", covered)
        return _SPACE.sub(" ", " ".join(self._said(place.cell.element))).strip()

    def _said(self, holder: Element) -> Iterator[str]:
        """Yield the paragraphs of a cell, those of its text boxes and of tables within it too."""
        for child in holder:
            if child.tag == _PARAGRAPH:
                text, boxes = self._text(child, self._style(child), in_cell=True)
                yield text
                for box in boxes:
                    yield from self._said(box)
            elif child.tag == _TABLE:
                inner = [row for row in rows_of(child) if not row.hidden]
                for place in lay_out(inner):
                    yield from self._said(place.cell.element)
            elif child.tag in _EMBEDDED:
                self._count("word-embedded-left-out", 1)
            elif child.tag not in GONE and not (child.tag == _CONTROL and is_prompt(child)):
                yield from self._said(chosen(child) if child.tag == _ALTERNATE else child)
        yield self._flushed()

    def _count(self, code: str, more: int) -> None:
        if more:
            count, start = self._noted.get(code, (0, self._builder.next_start))
            self._noted[code] = (count + more, start)


def _runs_on(element: Element) -> bool:
    """Return whether the mark of a paragraph is gone, so that its text goes on in the next one."""
    mark = below(element, "w:pPr", "w:rPr")
    if mark is None:
        return False
    return any(is_on(mark, f"w:{change}") for change in ("del", "moveFrom", "vanish", "specVanish"))
