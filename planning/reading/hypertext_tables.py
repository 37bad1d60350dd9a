"""Tables of a web page: told from those that only lay out the page, and put on a grid as browsers do."""

from collections import deque
from itertools import islice

from planning.reading.grid import Placed
from planning.reading.xml import Element

_WIDEST, _TALLEST = 1_000, 65_534
"""Browsers let a cell reach no farther (HTML standard §4.9.11)."""
_MOST_STEPS = 2_000_000
_LONGEST_CELL = 3_000
_PAGE_PARTS = ("h1", "h2", "h3", "article", "main", "nav")


def is_layout(table: Element) -> bool:
    """Return whether a table only lays out the page: it says so, has one column, holds a table or parts of a page."""
    if table.get("role", "") in ("presentation", "none") or _inside(table, "table"):
        return True
    widths = (sum(1 for cell in row if cell.tag in ("td", "th")) for row in table.iter("tr"))
    if all(width <= 1 for width in widths):
        return True
    return any(_inside(table, part) for part in _PAGE_PARTS) or any(_is_long(cell) for cell in table.iter("td"))


def _inside(element: Element, tag: str) -> bool:
    return any(True for _ in islice(element.iterdescendants(tag), 1))


def _is_long(cell: Element) -> bool:
    length = 0
    for text in cell.itertext():
        length += len(text)
        if length > _LONGEST_CELL:
            return True
    return False


def number_of(text: str, default: int, *, most: int) -> int:
    """Return a whole number written in an attribute, no farther from 0 than ``most``; else the default."""
    digits = text.strip().removeprefix("-").removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        return default
    value = min(int(digits[:18]), most)
    return -value if text.strip().startswith("-") else value


class Rows:
    """The rows of a table as they come; finds the column of each cell beside those that reach down from above."""

    def __init__(self) -> None:
        self.cells: list[Placed] = []
        self._row = -1
        self._column = self._steps = 0
        self._from_above: deque[tuple[int, int, int]] = deque()
        """Columns taken from above: the first, the one behind the last, and the first row that is free again."""
        self._reaching: list[tuple[int, int, int]] = []

    def begin(self) -> None:
        """Begin a new row."""
        self._row += 1
        self._column = 0
        going_on = [span for span in (*self._from_above, *self._reaching) if span[2] > self._row]
        self._steps += len(going_on)
        self._from_above = deque(sorted(going_on) if self._steps < _MOST_STEPS else ())
        self._reaching = []

    def add(self, element: Element, text: str) -> None:
        """Add the next cell of the row; one that would reach into another cell ends before it."""
        if self._row < 0:
            self.begin()
        while self._from_above and self._from_above[0][0] <= self._column:
            first = self._from_above.popleft()
            self._reaching.append(first)
            self._column = max(self._column, first[1])
        room = self._from_above[0][0] - self._column if self._from_above else _WIDEST
        columns = min(max(number_of(element.get("colspan", ""), 1, most=_WIDEST), 1), room)
        rows = number_of(element.get("rowspan", ""), 1, most=_TALLEST)
        rows = _TALLEST if rows == 0 else max(rows, 1)
        self.cells.append(Placed(self._row, self._column, text, rows, columns))
        if rows > 1:
            self._reaching.append((self._column, self._column + columns, self._row + rows))
        self._column += columns
