"""The shape of a Word table: which rows and cells are there after all revisions, and how far each cell reaches."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from planning.reading.xml import Element, attribute, below, is_on, name

_ROW, _CELL = name("w:tr"), name("w:tc")
_HOLDERS = frozenset(map(name, ("w:sdt", "w:sdtContent", "w:ins", "w:moveTo", "w:customXml", "w:smartTag")))
_WIDEST = 1_000
"""Most columns a cell may say it reaches over; Word itself stops at 63."""
_DIGITS = 9


@dataclass(frozen=True)
class WordCell:
    """A cell as it stands in its row: ``up`` when it belongs to the cell above, ``left`` to the one before."""

    element: Element
    span: int
    up: bool
    left: bool


@dataclass(frozen=True)
class WordRow:
    """A row with its cells; ``skipped`` grid columns stand empty before the first."""

    cells: tuple[WordCell, ...]
    skipped: int = 0
    hidden: bool = False


@dataclass
class Place:
    """A cell on the grid of its table, with how far it reaches and the cells it covers, of which nothing is seen."""

    cell: WordCell
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    covers: list[Element] = field(default_factory=list)


def rows_of(table: Element) -> Iterator[WordRow]:
    """Yield the rows of a table that are not deleted."""
    for row in _found(table, _ROW):
        properties = below(row, "w:trPr")
        if below(properties, "w:del") is None:
            skipped = _number(below(properties, "w:gridBefore"), 0)
            yield WordRow(tuple(_cells(row)), skipped, is_on(properties, "w:hidden"))


def lay_out(rows: Sequence[WordRow]) -> list[Place]:
    """Return each cell once, in reading order, at its place; a merged one reaches over the cells that belong to it."""
    places: list[Place] = []
    above: dict[int, Place] = {}
    for number, row in enumerate(rows):
        here: dict[int, Place] = {}
        column, last = row.skipped, None
        for cell in row.cells:
            if cell.left and last is not None and last.row == number:
                last.columns += cell.span
                last.covers.append(cell.element)
            elif cell.up and column in above:
                last = here[column] = above[column]
                last.rows = number - last.row + 1
                last.covers.append(cell.element)
            else:
                last = here[column] = Place(cell, number, column, columns=cell.span)
                places.append(last)
            column += cell.span
        above = here
    return places


def _cells(row: Element) -> Iterator[WordCell]:
    for cell in _found(row, _CELL):
        properties = below(cell, "w:tcPr")
        if below(properties, "w:cellDel") is None:
            span = _number(below(properties, "w:gridSpan"), 1)
            yield WordCell(cell, max(span, 1), _goes_on(properties, "w:vMerge"), _goes_on(properties, "w:hMerge"))


def _goes_on(properties: Element | None, kind: str) -> bool:
    merge = below(properties, kind)
    return merge is not None and attribute(merge, default="continue") == "continue"


def _number(element: Element | None, default: int) -> int:
    text = attribute(element)
    return min(int(text[:_DIGITS]), _WIDEST) if text.isascii() and text.isdigit() else default


def _found(parent: Element, tag: str) -> Iterator[Element]:
    """Yield the rows of a table or the cells of a row, looking through content controls and insertions."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _HOLDERS:
            yield from _found(child, tag)
