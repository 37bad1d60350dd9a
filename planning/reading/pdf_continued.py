"""Tables that go on over the end of a page: put together, a repeated head once, a row cut in two made whole."""

import re
from collections.abc import Sequence
from dataclasses import replace

from planning.reading.pdf_paragraphs import Stretch, is_continued_sign
from planning.reading.pdf_parts import Grid, GridCell

_NEAR = 4.0
_NUMBER = re.compile(r"[（(]?[0-9一二三四五六七八九十]{1,4}[）)]?[、.．]?")


def put_together(stretches: Sequence[Stretch]) -> list[Stretch]:
    """Return the paragraphs and tables with each table whole; ``pages`` of a table tells the row a page begins with."""
    whole: list[Stretch] = []
    for number, stretch in enumerate(stretches):
        before = whole[-1] if whole else None
        if stretch.grid is None and before and before.grid and is_continued_sign(stretch.text):
            following = stretches[number + 1] if number + 1 < len(stretches) else None
            if following and following.grid and _goes_on(before, following):
                continue
        if before and before.grid and stretch.grid and _goes_on(before, stretch):
            _add(before, stretch)
        else:
            whole.append(stretch)
    return whole


def _goes_on(before: Stretch, after: Stretch) -> bool:
    if before.grid is None or after.grid is None or after.pages[0][1] != before.pages[-1][1] + 1:
        return False
    first, second = before.grid.edges, after.grid.edges
    return len(first) == len(second) and all(
        abs(one - two) <= _NEAR for one, two in zip(_widths(first), _widths(second), strict=True)
    )


def _widths(edges: tuple[float, ...]) -> list[float]:
    return [edge - edges[0] for edge in edges]


def _add(before: Stretch, after: Stretch) -> None:
    first, second = before.grid, after.grid
    if first is None or second is None:
        return
    cells = _without_head(first, second)
    cells = _cut_row(first, cells)
    cells = _merged_on(first, cells)
    start = first.rows
    before.pages.append((start, after.pages[0][1]))
    first.cells += [replace(cell, row=cell.row + start) for cell in cells]
    first.rows += max((cell.row + cell.rows for cell in cells), default=0)
    first.bottom = second.bottom


def _without_head(first: Grid, second: Grid) -> list[GridCell]:
    """Return the cells of the second part without the rows that repeat the beginning of the first."""
    head = 0
    while head < min(first.rows, second.rows) and _row(first, head) == _row(second, head) and any(_row(first, head)):
        head += 1
    if not head:
        return second.cells
    return [replace(cell, row=cell.row - head) for cell in second.cells if cell.row >= head]


def _row(grid: Grid, number: int) -> list[tuple[int, int, str]]:
    return [(cell.column, cell.columns, re.sub(r"\s", "", cell.text)) for cell in grid.cells if cell.row == number]


def _cut_row(first: Grid, cells: list[GridCell]) -> list[GridCell]:
    """Put what the first row of the next page goes on with behind the last row, when its number is empty there."""
    column = _number_column(first)
    top = [cell for cell in cells if cell.row == 0]
    numbers = [cell for cell in top if cell.column == column]
    told = [cell for cell in top if cell.text]
    if column is None or not numbers or numbers[0].text or numbers[0].rows > 1 or not told:
        return cells
    last = {cell.column: place for place, cell in enumerate(first.cells) if cell.row + cell.rows == first.rows}
    if any(cell.column not in last for cell in told):
        return cells
    for cell in told:
        place = last[cell.column]
        first.cells[place] = replace(first.cells[place], text=first.cells[place].text + cell.text)
    return [replace(cell, row=cell.row - 1) for cell in cells if cell.row > 0]


def _number_column(grid: Grid) -> int | None:
    """Return the first column that holds numbers in most of its cells, else the first if it is filled in each row."""
    for column in range(min(3, len(grid.edges) - 1)):
        texts = [cell.text for cell in grid.cells if cell.column == column and cell.row > 0 and cell.text]
        if texts and sum(bool(_NUMBER.fullmatch(text)) for text in texts) * 3 >= len(texts) * 2:
            return column
    first = [cell for cell in grid.cells if cell.column == 0 and cell.row > 0]
    return 0 if len(first) > 1 and all(cell.text and cell.rows == 1 for cell in first) else None


def _merged_on(first: Grid, cells: list[GridCell]) -> list[GridCell]:
    """Let a merged cell reach on: its column begins the next page with an empty cell beside rows that say something."""
    rest = []
    for cell in cells:
        merged = not cell.text and cell.row == 0 and any(each.text for each in cells if each.row == 0)
        place = next(
            (
                place
                for place, each in enumerate(first.cells)
                if merged
                and each.row + each.rows == first.rows
                and each.column == cell.column
                and each.columns == cell.columns
                and (each.rows > 1 or cell.rows > 1)
                and each.text
            ),
            None,
        )
        if place is None:
            rest.append(cell)
        else:
            first.cells[place] = replace(first.cells[place], rows=first.cells[place].rows + cell.rows)
    return rest
