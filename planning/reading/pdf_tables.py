"""Ruled tables of a PDF page: the grid its rulings make, cells merged where no ruling divides them, text in each."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planning.reading.pdf_parts import Grid, GridCell, Page, Ruling, Word, em_of, joined, row_of, rows_of

_NEAR = 3.0
_SHORT = 6.0
_MOST_RULINGS = 5_000
_MOST_CELLS = 20_000
_PADDING = 6.0
_LAYOUT_CELLS = 3
_LAYOUT_CHARS = 400
_OPENS = "（(《“‘〈【〔"
_CLOSES = "，、。；：！？）)》”’〉】〕%％"
_ATOM = rf"[{re.escape(_OPENS)}]*(?:[A-Za-z0-9.%]+|.)[{re.escape(_CLOSES)}]*"
_LEADING = re.compile(rf"{_ATOM}(?:(?:(?<=[“”‘’])|(?=[“”‘’])){_ATOM})*")
"""What is never parted at the end of a line; many programs break neither before nor behind a quotation mark."""


@dataclass(frozen=True, slots=True)
class _Area:
    """Grid squares that no ruling divides: rows top..bottom and columns left..right, the ends not included."""

    top: int
    bottom: int
    left: int
    right: int


def take_tables(page: Page, before: Grid | None = None) -> None:
    """Put the ruled tables of a page into ``page.grids`` and take their words out of ``page.words``.

    A frame around text, a table of one column and a frame that lays out articles are no tables; their words stay.
    ``before`` is the last table of the page before: what goes on with its columns is a table with one cell filled, too.
    """
    for level, upright in _nets(page.rulings[:_MOST_RULINGS]):
        xs, ys = _places(ruling.at for ruling in upright), _places(ruling.at for ruling in level)
        xs = _places([*xs, *(x for ruling in level for x in (ruling.start, ruling.end))])
        ys = _places([*ys, *(y for ruling in upright for y in (ruling.start, ruling.end))])
        if len(xs) > 2 and len(ys) > 1 and len(xs) * len(ys) <= _MOST_CELLS:  # noqa: PLR2004 - two columns
            _take(page, before, xs, ys, _areas(xs, ys, level, upright))


def _nets(rulings: Sequence[Ruling]) -> list[tuple[list[Ruling], list[Ruling]]]:
    """Return the rulings that cross or touch each other, directly or through others; each net has both directions."""
    level = _merged(ruling for ruling in rulings if ruling.level)
    upright = _merged(ruling for ruling in rulings if not ruling.level)
    heads = list(range(len(level) + len(upright)))

    def head(index: int) -> int:
        while heads[index] != index:
            heads[index] = heads[heads[index]]
            index = heads[index]
        return index

    for row, across in enumerate(level):
        for column, down in enumerate(upright, len(level)):
            if _meet(across, down):
                heads[head(row)] = head(column)
    nets: dict[int, tuple[list[Ruling], list[Ruling]]] = {}
    for index, ruling in enumerate([*level, *upright]):
        nets.setdefault(head(index), ([], []))[0 if ruling.level else 1].append(ruling)
    return sorted(
        (net for net in nets.values() if len(net[0]) > 1 and net[1]), key=lambda net: (net[0][0].at, net[0][0].start)
    )


def _meet(across: Ruling, down: Ruling) -> bool:
    return across.start - _NEAR <= down.at <= across.end + _NEAR and down.start - _NEAR <= across.at <= down.end + _NEAR


def _merged(rulings: Iterable[Ruling]) -> list[Ruling]:
    """Return the rulings with pieces of one line put together; what stays too short is no ruling of a table."""
    merged: list[Ruling] = []
    rest = sorted(rulings, key=lambda ruling: ruling.at)
    while rest:
        at = rest[0].at
        line = sorted((ruling for ruling in rest if ruling.at - at <= _NEAR / 2), key=lambda ruling: ruling.start)
        rest = rest[len(line) :]
        start, end = line[0].start, line[0].end
        for ruling in line[1:]:
            if ruling.start <= end + _NEAR:
                end = max(end, ruling.end)
            else:
                merged.append(Ruling(ruling.level, at, start, end))
                start, end = ruling.start, ruling.end
        merged.append(Ruling(line[0].level, at, start, end))
    return [ruling for ruling in merged if ruling.end - ruling.start > _SHORT]


def _places(values: Iterable[float]) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _NEAR:
            places.append(value)
    return places


def _areas(xs: list[float], ys: list[float], level: list[Ruling], upright: list[Ruling]) -> list[_Area]:
    """Return the cells in reading order; a square already in a cell is never in another."""
    taken: set[tuple[int, int]] = set()
    areas = []
    walls = _walls(xs, ys, upright)
    floors = _walls(ys, xs, level)
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            right = column + 1
            while right < len(xs) - 1 and (right, row) not in walls and (row, right) not in taken:
                right += 1
            bottom = row + 1
            while bottom < len(ys) - 1 and not any((bottom, each) in floors for each in range(column, right)):
                if any(
                    (bottom, each) in taken or (each > column and (each, bottom) in walls)
                    for each in range(column, right)
                ):
                    break
                bottom += 1
            taken.update((r, c) for r in range(row, bottom) for c in range(column, right))
            areas.append(_Area(row, bottom, column, right))
    return areas


def _walls(across: list[float], along: list[float], rulings: list[Ruling]) -> set[tuple[int, int]]:
    """Return which divisions are drawn: (number of the place across, number of the stretch along)."""
    found = set()
    for number, at in enumerate(across):
        lines = [ruling for ruling in rulings if abs(ruling.at - at) <= _NEAR]
        for stretch, (start, end) in enumerate(pairwise(along)):
            middle = (start + end) / 2
            if any(line.start <= middle <= line.end for line in lines):
                found.add((number, stretch))
    return found


def _take(page: Page, before: Grid | None, xs: list[float], ys: list[float], areas: list[_Area]) -> None:
    inside: list[list[Word]] = [[] for _ in areas]
    where = {
        (row, column): number
        for number, area in enumerate(areas)
        for row in range(area.top, area.bottom)
        for column in range(area.left, area.right)
    }
    rest: list[Word] = []
    for word in page.words:
        square = (_stretch(ys, (word.top + word.bottom) / 2), _stretch(xs, (word.x0 + word.x1) / 2))
        (inside[where[square]] if square in where else rest).append(word)
    if any(inside) and (_is_table(areas, inside) or (before and not page.grids and _same_columns(before, xs, areas))):
        page.words = rest
        page.grids.append(_grid(xs, ys, areas, inside))


def _is_table(areas: list[_Area], inside: list[list[Word]]) -> bool:
    told = [area for area, words in zip(areas, inside, strict=True) if words]
    chars = sum(len(word.text) for words in inside for word in words)
    columns = {area.left for area in told}
    return len(columns) > 1 and (len(told) > _LAYOUT_CELLS or chars <= _LAYOUT_CHARS)


def _same_columns(before: Grid, xs: list[float], areas: list[_Area]) -> bool:
    edges = [*(xs[column] for column in sorted({area.left for area in areas})), xs[-1]]
    return len(edges) == len(before.edges) and all(
        abs(one - two) <= _NEAR for one, two in zip(edges, before.edges, strict=True)
    )


def _stretch(places: list[float], at: float) -> int:
    """Return between which two places a point lies, counted from 0; -1 when outside."""
    for number, (start, end) in enumerate(pairwise(places)):
        if start - 1 <= at < end:
            return number
    return -1


def _grid(xs: list[float], ys: list[float], areas: list[_Area], inside: list[list[Word]]) -> Grid:
    widest = _widest(xs, areas, inside)
    texts = [
        _cell_text(words, widest.get((area.left, area.right), xs[area.right] - xs[area.left]))
        for area, words in zip(areas, inside, strict=True)
    ]
    rows = sorted({area.top for area, text in zip(areas, texts, strict=True) if text})
    columns = sorted({area.left for area in areas})
    cells = []
    for area, text in zip(areas, texts, strict=True):
        covered = [number for number, row in enumerate(rows) if area.top <= row < area.bottom]
        over = [number for number, column in enumerate(columns) if area.left <= column < area.right]
        if covered and over:
            cells.append(GridCell(covered[0], over[0], len(covered), len(over), text))
    cells.sort(key=lambda cell: (cell.row, cell.column))
    words = [word for each in inside for word in each]
    edges = tuple(xs[column] for column in columns)
    return Grid(xs[0], xs[-1], ys[0], ys[-1], (*edges, xs[-1]), len(rows), cells, em_of(words))


def _widest(xs: list[float], areas: list[_Area], inside: list[list[Word]]) -> dict[tuple[int, int], float]:
    """Return how long a line may be in the cells of the same columns: as the longest is, or as the cell leaves room."""
    widest: dict[tuple[int, int], float] = {}
    room: dict[tuple[int, int], float] = {}
    limit: dict[tuple[int, int], float] = {}
    for area, words in zip(areas, inside, strict=True):
        columns, width = (area.left, area.right), xs[area.right] - xs[area.left]
        limit[columns] = width
        for row in rows_of(words):
            start = min(word.x0 for word in row)
            widest[columns] = max(widest.get(columns, 0), max(word.x1 for word in row) - start)
            room[columns] = max(room.get(columns, 0), width - 2 * min(max(start - xs[area.left], 0), _PADDING))
    return {columns: min(max(width, room[columns]), limit[columns]) for columns, width in widest.items()}


def _cell_text(words: list[Word], widest: float) -> str:
    """Return the lines of a cell as one; a space where the next word would still have fitted on the line before."""
    text, before = "", None
    for line in map(row_of, rows_of(words)):
        if before is None:
            text = line.text
        elif widest - (before.x1 - before.x0) > width_of_first(line.text, line.size) + 0.4 * line.size:
            text += " " + line.text
        else:
            text = run_on(text, line.text)
        before = line
    return text


def width_of_first(text: str, size: float) -> float:
    """Return how much room the beginning of a line needs that could not have been parted from it, in points."""
    found = _LEADING.match(text)
    return sum(size * (0.55 if sign.isascii() else 1.0) for sign in (found[0] if found else text[:1]))


def run_on(before: str, after: str) -> str:
    """Return a text with its next line; only two Latin words get a space between, for figures are broken anywhere."""
    if before[-1:].isdigit() and after[:1].isdigit():
        return before + after
    return joined(before, after, 1.0 if before[-1:].isascii() and after[:1].isascii() else 0.0, 2.0)
