"""Writing a table whose cells know how far they reach: one line a row, its cells apart by tabs, each cell once."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planning.reading.document import Cell, Table, TextBuilder

_LARGEST = 2_000_000
"""Most places of a grid that are written out; a table that claims more is written without regard to its columns."""


@dataclass
class Placed:
    """A cell on the grid of its table (rows and columns count from 0) with its text, free of tabs and line feeds."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


def write_table(builder: TextBuilder, cells: Sequence[Placed], place: Callable[[int], str] | None = None) -> None:
    """Write the cells of a table, which come in reading order and cover no place twice.

    Rows that say nothing new and columns in which no cell begins are left out, and the cells over them are shortened.
    ``place`` gives the words for where a row (by its number in the file) is found.
    """
    rows = sorted({cell.row for cell in cells if cell.text})
    lines = _by_row(_narrowed(cells), rows)
    if not rows:
        return
    width = max(cell.column + cell.columns for line in lines for cell in line)
    start, done = builder.next_start, []
    for number, line in enumerate(lines):
        if place:
            builder.landmark(place(rows[number]))
        texts = [""] * width
        for cell in line:
            texts[cell.column] = cell.text
        places = builder.line(texts, "table_cell")
        for cell in line:
            reach = sum(1 for row in rows[number:] if row < cell.row + cell.rows) if cell.rows > 1 else 1
            done.append(Cell(number, cell.column, *places[cell.column], rows=max(reach, 1), columns=cell.columns))
    builder.tables.append(Table(start, builder.length, tuple(done)))


def _by_row(cells: Sequence[Placed], rows: Sequence[int]) -> list[list[Placed]]:
    lines: dict[int, list[Placed]] = {row: [] for row in rows}
    for cell in cells:
        if cell.row in lines:
            lines[cell.row].append(cell)
    return list(lines.values())


def _narrowed(cells: Sequence[Placed]) -> list[Placed]:
    """Return the cells on a grid of only those columns in which some cell begins."""
    begins = sorted({cell.column for cell in cells})
    if len(begins) * len({cell.row for cell in cells}) > _LARGEST:
        return _in_order(cells)
    new = {column: number for number, column in enumerate(begins)}
    narrowed = []
    for cell in cells:
        first = new[cell.column]
        end = bisect_left(begins, cell.column + cell.columns)
        narrowed.append(Placed(cell.row, first, cell.text, cell.rows, end - first))
    return narrowed


def _in_order(cells: Sequence[Placed]) -> list[Placed]:
    """Return the cells of each row one beside the other, whatever they claim to reach over."""
    filled: dict[int, int] = {}
    told = []
    for cell in cells:
        column = filled.get(cell.row, 0)
        filled[cell.row] = column + 1
        told.append(Placed(cell.row, column, cell.text))
    return told
