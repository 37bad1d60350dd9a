"""From the cells of a sheet to the lines of a table: hidden rows and columns left out, merged cells once.

Columns keep their letters: column C of the sheet is the third of the table, hidden or empty ones before it included,
unless the sheet is so wide that nobody could have meant it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from planning.reading.document import Cell, Table, TextBuilder
from planning.reading.sheet_cells import Merge, SheetCells

_WIDEST = 256
MOST_CELLS = 1_000_000
"""Places that one table may have; each costs some hundred bytes until its document is read."""
_MOST_PLACES = 2_000_000
_MOST_COVERED = 2_000_000
"""Places that merged cells of one sheet may cover before the rest are taken as not merged."""


@dataclass(frozen=True)
class Laid:
    """A cell in its line: column from 0, its text, and how many lines and columns it reaches."""

    column: int
    text: str
    rows: int
    columns: int


class Layout:
    """Which rows and columns of a sheet are lines and columns of the table, and what stands in each."""

    def __init__(self, cells: SheetCells) -> None:
        self._cells = cells
        self._hidden = HiddenColumns(cells.hidden_columns)
        self._at = _anchored(cells)
        self.rows = [
            row
            for row in sorted(self._at)
            if row not in cells.hidden_rows and any(c not in self._hidden for c in self._at[row])
        ]
        used = sorted({c for row in self.rows for c in self._at[row] if c not in self._hidden})
        wide = bool(used) and (used[-1] > _WIDEST or used[-1] * len(self.rows) > MOST_CELLS)
        self.columns = used if wide else list(range(1, used[-1] + 1 if used else 1))
        self._spans, self._covered = self._merged()

    @property
    def places(self) -> int:
        """How many places the table has, empty ones included."""
        return len(self.rows) * len(self.columns)

    def line(self, position: int) -> Iterator[Laid]:
        """Yield the cells of a line from left to right: empty ones too, covered ones not."""
        row = self._at[self.rows[position]]
        covered = self._covered.get(position, set())
        for column, number in enumerate(self.columns):
            if column not in covered:
                text = row.get(number, "") if number not in self._hidden else ""
                yield Laid(column, text, *self._spans.get((position, column), (1, 1)))

    def in_order(self, position: int) -> list[Laid]:
        """Return the cells of a line that say something, one beside the other whatever their columns."""
        row = self._at[self.rows[position]]
        texts = [row[column] for column in sorted(row) if column not in self._hidden]
        return [Laid(place, text, 1, 1) for place, text in enumerate(texts)]

    def _merged(self) -> tuple[dict[tuple[int, int], tuple[int, int]], dict[int, set[int]]]:
        """Return how far merged cells reach, by line and column, and which columns of a line they cover."""
        spans: dict[tuple[int, int], tuple[int, int]] = {}
        covered: dict[int, set[int]] = {}
        room = _MOST_COVERED
        for merge in self._cells.merges:
            top, bottom = bisect_left(self.rows, merge.top), bisect_right(self.rows, merge.bottom)
            left, right = bisect_left(self.columns, merge.left), bisect_right(self.columns, merge.right)
            room -= max(bottom - top, 0) * max(right - left, 0)
            if room < 0:
                break
            if bottom > top and right > left and left not in covered.get(top, ()):
                spans[top, left] = (bottom - top, right - left)
                for line in range(top, bottom):
                    covered.setdefault(line, set()).update(range(left, right))
                covered[top].discard(left)
        return spans, covered


class HiddenColumns:
    """Which columns are hidden."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        # However many ranges a file gives: each column is taken up once.
        self._hidden, reached = set[int](), 0
        for first, last in sorted(ranges):
            self._hidden.update(range(max(first, reached + 1), last + 1))
            reached = max(reached, last)

    def __contains__(self, column: int) -> bool:
        """Return whether a column is hidden."""
        return column in self._hidden


def _anchored(cells: SheetCells) -> dict[int, dict[int, str]]:
    """Return the cells with the text of each merged range at its first place that can be seen."""
    rows = cells.rows
    hidden, seen = HiddenColumns(cells.hidden_columns), _next_seen(cells.hidden_rows)
    for merge in cells.merges:
        text = rows.get(merge.top, {}).get(merge.left)
        if text is None or (merge.top not in cells.hidden_rows and merge.left not in hidden):
            continue
        place = _first_seen(merge, seen, hidden)
        if place:
            del rows[merge.top][merge.left]
            rows.setdefault(place[0], {})[place[1]] = text
    return rows


def _next_seen(hidden_rows: set[int]) -> dict[int, int]:
    """Return for each hidden row the next one that can be seen."""
    seen: dict[int, int] = {}
    for row in sorted(hidden_rows, reverse=True):
        seen[row] = seen.get(row + 1, row + 1)
    return seen


def _first_seen(merge: Merge, seen: Mapping[int, int], hidden: HiddenColumns) -> tuple[int, int] | None:
    row = seen.get(merge.top, merge.top)
    column = next((c for c in range(merge.left, merge.right + 1) if c not in hidden), None)
    return (row, column) if row <= merge.bottom and column is not None else None


def write_table(builder: TextBuilder, layout: Layout, name: str) -> None:
    """Write the lines of a sheet as one table, each with its place in the file.

    Cells strewn over more places than anybody would fill are written one beside the other, and that is told.
    """
    cells: list[Cell] = []
    start = builder.next_start
    scattered = len(layout.rows) * len(layout.columns) > _MOST_PLACES
    for position, row in enumerate(layout.rows):
        laid = layout.in_order(position) if scattered else list(layout.line(position))
        texts = [""] * (len(laid) if scattered else len(layout.columns))
        for cell in laid:
            texts[cell.column] = cell.text
        builder.landmark(f"工作表“{name}”第{row}行")
        places = builder.line(texts, "table_cell")
        cells += [Cell(position, cell.column, *places[cell.column], cell.rows, cell.columns) for cell in laid]
    if cells:
        builder.tables.append(Table(start, builder.length, tuple(cells), name))
    if scattered:
        rows, columns = len(layout.rows), len(layout.columns)
        builder.note("sheet-scattered", start, start, sheet=name, rows=rows, columns=columns)
