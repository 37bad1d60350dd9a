"""The paragraphs and tables of a PDF written to the text of the document, with headings and landmarks."""

import re
from collections import Counter
from collections.abc import Sequence

from planning.reading.cleaning import Cleaner
from planning.reading.document import Cell, Landmark, Table, TextBuilder
from planning.reading.pdf_manner import Manner
from planning.reading.pdf_paragraphs import Stretch
from planning.reading.pdf_parts import Grid

_LONGEST_HEADING = 60
_LONGEST_BOLD = 40
_STOPS = ("。", "；", "，", "、", ";", ",")
_DEEPEST = 6
_LARGER = 1.1
_COMMON_FONT = 5
Look = tuple[float, str, bool]


class Writer:
    """Writes one document; ``builder`` holds what was written."""

    def __init__(self, manner: Manner) -> None:
        self.builder = TextBuilder()
        self._cleaner = Cleaner(self.builder)
        self._manner = manner
        self._page = 0

    def write(self, stretches: Sequence[Stretch]) -> None:
        """Write all paragraphs and tables in order, then what cleaning found."""
        levels = _levels(stretches, self._manner)
        for stretch in stretches:
            if stretch.grid is not None:
                self._table(stretch, stretch.grid)
            else:
                self._paragraph(stretch, levels.get(_look(stretch), 0))
        self._cleaner.tell()

    def _paragraph(self, stretch: Stretch, level: int) -> None:
        start = self.builder.next_start
        text = self._cleaner.clean(stretch.text).replace("\n", " ").replace("\t", " ").strip()
        if not text:
            return
        level = level if _may_be_heading(stretch, self._manner) else 0
        for at, page in stretch.pages:
            self._mark(start + min(at, len(text)), page)
        self.builder.line([text], "heading" if level else "paragraph", level)

    def _mark(self, offset: int, page: int) -> None:
        """Say that a page begins; pages are told in order and once, for a caption may follow its paragraph late."""
        if page > self._page:
            self.builder.landmarks.append(Landmark(offset, f"第{page}页"))
            self._page = page

    def _table(self, stretch: Stretch, grid: Grid) -> None:
        begins = dict(stretch.pages)
        cells: list[Cell] = []
        first = self.builder.next_start
        by_row: dict[int, dict[int, int]] = {}
        for number, cell in enumerate(grid.cells):
            by_row.setdefault(cell.row, {})[cell.column] = number
        width = len(grid.edges) - 1
        for row in range(grid.rows):
            if row in begins:
                self._mark(self.builder.next_start, begins[row])
            here = by_row.get(row, {})
            texts = [
                re.sub(r"\s+", " ", self._cleaner.clean(grid.cells[here[column]].text)) if column in here else ""
                for column in range(width)
            ]
            places = self.builder.line(texts, "table_cell")
            for column, number in sorted(here.items()):
                cell = grid.cells[number]
                cells.append(Cell(row, column, *places[column], cell.rows, cell.columns))
        self.builder.tables.append(Table(first, self.builder.length, tuple(cells)))


def _look(stretch: Stretch) -> Look:
    first = stretch.lines[0] if stretch.lines else None
    return (round(first.size * 2) / 2, first.font, first.bold) if first else (0.0, "", False)


def _may_be_heading(stretch: Stretch, manner: Manner) -> bool:
    text = stretch.text
    size, font, bold = _look(stretch)
    if len(text) > _LONGEST_HEADING or text.endswith(_STOPS):
        return False
    if size >= _LARGER * manner.size:
        return True
    another = (bold and not manner.bold) or font != manner.font
    return another and size >= 0.95 * manner.size and len(text) <= _LONGEST_BOLD and not text.endswith(("：", ":"))


def _levels(stretches: Sequence[Stretch], manner: Manner) -> dict[Look, int]:
    """Return the level of each look of headings: larger before smaller, then as they first come."""
    chars: Counter[str] = Counter()
    looks: dict[Look, None] = {}
    for stretch in stretches:
        for line in stretch.lines:
            chars[line.font] += len(line.text)
        if stretch.lines and _may_be_heading(stretch, manner):
            looks[_look(stretch)] = None
    common = {font for font, count in chars.items() if count * _COMMON_FONT >= sum(chars.values())}
    ranked = sorted((look for look in looks if _tells(look, manner, common)), key=lambda look: -look[0])
    return {look: min(level, _DEEPEST) for level, look in enumerate(ranked, 1)}


def _tells(look: Look, manner: Manner, common: set[str]) -> bool:
    """Return whether a look sets a line off: larger, bold beside regular text, or in a font used for little else."""
    size, font, bold = look
    return size >= _LARGER * manner.size or (bold and not manner.bold) or font not in common
