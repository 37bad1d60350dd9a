"""A table as a grid: what stands at each place, merged cells at every place they cover.

Two kinds of tables come in: those whose reader tells merged cells, and rows of a text set apart by tabs, which tell
nothing of the kind (an empty place may be a merged one).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planning.extraction.passage import Passage
from planning.reading.document import Table

_MOST_COVERED = 1_000_000
"""Places that merged cells may cover before they are taken for their first place only."""


@dataclass(frozen=True)
class Spot:
    """A cell that says something: its text, its first place, and how far it reaches."""

    text: Passage
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Grid:
    """The places of a table that say something, row by row.

    ``merged`` when merged cells below each other are known, ``tabbed`` when the table is lines with tabs.
    ``start`` and ``end`` enclose it in the text.
    """

    name: str
    start: int
    end: int
    rows: tuple[dict[int, Spot], ...]
    width: int
    merged: bool
    tabbed: bool = False

    def own(self, row: int) -> list[Spot]:
        """Return the cells that begin in a row, from left to right."""
        return [spot for column, spot in sorted(self.rows[row].items()) if (spot.row, spot.column) == (row, column)]

    def is_single_column(self) -> bool:
        """Return whether all cells that say something begin in the same column."""
        first = next((spot.column for row in self.rows for spot in row.values()), 0)
        return all(spot.column == first for row in self.rows for spot in row.values())

    def reaching(self, row: int) -> list[Spot]:
        """Return the cells that reach down into a row from above."""
        return [spot for column, spot in self.rows[row].items() if spot.row < row and spot.column == column]


def grid_of(text: str, table: Table) -> Grid:
    """Return the grid of a table of the document."""
    filled = [cell for cell in table.cells if cell.end > cell.start and text[cell.start : cell.end].strip()]
    width = max((cell.column for cell in filled), default=-1) + 1
    height = max((cell.row for cell in filled), default=-1) + 1
    rows: list[dict[int, Spot]] = [{} for _ in range(height)]
    room = _MOST_COVERED
    for cell in filled:
        down, right = min(cell.rows, height - cell.row), min(cell.columns, width - cell.column)
        if room < down * right:
            down = right = 1
        room -= down * right
        passage = _passage(text[cell.start : cell.end], cell.start)
        spot = Spot(passage, cell.row, cell.column, down, right)
        for row in range(cell.row, cell.row + down):
            for column in range(cell.column, cell.column + right):
                rows[row].setdefault(column, spot)
    merged = any(cell.rows > 1 for cell in table.cells)
    return Grid(table.name, table.start, table.end, tuple(rows), width, merged)


def _passage(text: str, at: int) -> Passage:
    """Return the text of a cell without white space at its ends."""
    return Passage.of(text.strip(), at + len(text) - len(text.lstrip()))


def tabbed_grids(text: str) -> Iterator[Grid]:
    """Yield the tables of a text whose rows are lines with tabs (see ``row_lines``)."""
    rows: list[dict[int, Spot]] = []
    start = at = end = 0
    lines = text.split("\n")
    for line, is_row in zip(lines, row_lines(lines), strict=True):
        if is_row:
            start = start if rows else at
            rows.append(_tabbed(line, at, len(rows)))
            end = at + len(line)
        elif rows:
            yield _grid(rows, start, end)
            rows = []
        at += len(line) + 1
    if rows:
        yield _grid(rows, start, end)


def _grid(rows: list[dict[int, Spot]], start: int, end: int) -> Grid:
    width = max((column for row in rows for column in row), default=-1) + 1
    return Grid("", start, end, tuple(rows), width, merged=False, tabbed=True)


def _tabbed(line: str, at: int, row: int) -> dict[int, Spot]:
    spots: dict[int, Spot] = {}
    for column, cell in enumerate(line.split("\t")):
        passage = _passage(cell, at)
        if passage.text:
            spots[column] = Spot(passage, row, column)
        at += len(cell) + 1
    return spots


_FEWEST_CELLS, _MOST_CELLS = 3, 1_000


def row_lines(lines: Sequence[str]) -> list[bool]:
    """Return for each line whether it is a row of a table of at least three columns (an indented line is not)."""
    rows: list[bool] = []
    width = 0
    for line in lines:
        tabs = line.count("\t")
        filled = sum(1 for cell in line.split("\t") if cell.strip()) if 0 < tabs < _MOST_CELLS else 0
        row = _FEWEST_CELLS - 1 <= tabs < _MOST_CELLS and (filled > 1 or tabs == width)
        width = tabs if row else 0
        rows.append(row)
    return rows


def blanked(text: str, grids: Sequence[Grid]) -> str:
    """Return the text with tables made of blanks, every other character at its place."""
    pieces: list[str] = []
    at = 0
    for grid in sorted(grids, key=lambda grid: grid.start):
        if grid.start < at:
            continue
        pieces += [text[at : grid.start], "".join(" " if c != "\n" else c for c in text[grid.start : grid.end])]
        at = grid.end
    return "".join([*pieces, text[at:]])
