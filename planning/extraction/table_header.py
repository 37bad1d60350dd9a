"""The heading rows of a table: where they are, how many levels they have, and what each column holds.

Rows above them (the title, a note, who fills it in) say nothing of tasks. A table may have several headings: the
first one repeated on a new page, or another table below the first.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from config.errors import CallError
from planning.extraction.columns import BODIES, Heading, column_of, heading_of, letters_of, meanings_of
from planning.extraction.table_grid import Grid, Spot
from planning.extraction.table_marks import names_body, with_marks

_LONGEST_TITLE = 24
_MOST_LEVELS = 3
_FEWEST_KNOWN = 2
_SAMPLE = 200
_PROBABLY, _SURELY = 0.5, 0.8
"""Which share of its words must be known in the first heading of a table, and in another further down."""
_TOLD = frozenset({*BODIES, "marked", "deadline", "number", "unit", "leader", "schedule"})
_MEASURES = frozenset({"action", "content", "problem"})
_MEASURING = re.compile(
    r"[个家人次名户件项场期班处座所万亿元份篇条间套台辆%‰]{1,3}|平方米|公里|人次|户次|小时|百分比|个百分点"
)
NUMBER = re.compile(r"[0-9]{1,4}[.、]?|\([0-9]{1,3}\)")
"""A cell that holds only the number of a task."""


@dataclass(frozen=True)
class Header:
    """The heading of a table: its rows, its columns, and what they hold; ``guessed`` when there were no headings."""

    first: int
    last: int
    headings: tuple[Heading, ...]
    meanings: tuple[str, ...]
    guessed: bool = False

    def columns(self, meaning: str) -> list[int]:
        """Return the places of the columns that hold something, from left to right."""
        return [place for place, held in enumerate(self.meanings) if held == meaning]

    def place(self, meaning: str) -> int | None:
        """Return the place of the first column that holds something; None if there is none."""
        return next(iter(self.columns(meaning)), None)


def headers_of(grid: Grid) -> list[Header]:
    """Return the headings of a table from top to bottom; none when no row reads like one."""
    found: list[Header] = []
    row = 0
    while row < len(grid.rows):
        header = _header_at(grid, row)
        if header and (not found or _known(header) >= _SURELY):
            found.append(header)
            row = header.last
        row += 1
    ends = [*(header.first for header in found[1:]), *([len(grid.rows)] if found else [])]
    return [_measured(grid, header, end) for header, end in zip(found, ends, strict=True)]


def _known(header: Header) -> float:
    """Return which share of the words of a heading are known."""
    titled = [heading for heading in header.headings if heading.words]
    return sum(1 for heading in titled if heading.kind) / max(len(titled), 1)


def _header_at(grid: Grid, row: int) -> Header | None:
    own = grid.own(row)
    if len(own) < _FEWEST_KNOWN or any(len(spot.text) > _LONGEST_TITLE for spot in own):
        return None
    if any(NUMBER.fullmatch(spot.text.folded) for spot in own) or not _speaks(own):
        return None
    last = _last_level(grid, row)
    headings = with_marks(grid, _headings(grid, row, last), last)
    kinds = [heading.kind for heading in headings]
    meanings = meanings_of(headings, [0.0] * len(headings))
    told = _TOLD & set(meanings) or kinds.count("milestone") > 1 or ("status" in kinds and _MEASURES & set(kinds))
    header = Header(row, last, tuple(headings), tuple(meanings))
    return header if "measure" in meanings and told and _known(header) >= _PROBABLY else None


def _speaks(own: list[Spot]) -> bool:
    """Return whether the words of a row are headings themselves, or stand over several columns."""
    known = sum(1 for s in own if s.columns > 1 or heading_of((s.text.text,)).kind or names_body(s.text.text))
    return known * 2 >= len(own)


def _last_level(grid: Grid, row: int) -> int:
    """Return the last row of the heading that begins in a row."""
    own = grid.own(row)
    wanted = max(spot.rows for spot in own) if grid.merged else 1
    if any(spot.columns > 1 for spot in own):
        wanted = max(wanted, 2)
    last = row
    for below in range(row + 1, min(row + _MOST_LEVELS, len(grid.rows))):
        reaching = {spot.column for spot in grid.reaching(below) if spot.row >= row}
        told = wanted > below - row
        if not (told or (not reaching and not grid.merged)) or not _is_level(grid, row, below, told=told):
            break
        last = below
    return last


def _is_level(grid: Grid, row: int, below: int, *, told: bool) -> bool:
    """Return whether a row below a heading is one more level of it: short words, no number of an item."""
    own = grid.own(below)
    if not own or any(len(spot.text) > _LONGEST_TITLE or NUMBER.fullmatch(spot.text.folded) for spot in own):
        return False
    known = sum(1 for spot in own if heading_of((spot.text.text,)).kind or names_body(spot.text.text))
    if told:
        return _stands_below(grid, row, own) and (known * 2 >= len(own) or _parts_what_is_above(grid, row, own))
    above = {spot.column for spot in grid.own(row)}
    return known == len(own) and any(spot.column not in above for spot in own)


def _stands_below(grid: Grid, row: int, own: list[Spot]) -> bool:
    """Return whether no cell of a row crosses the edges of the cells in the heading's first row."""
    reach = {id(spot): spot.column + spot.columns for spot in grid.rows[row].values()}
    ends = [reach.get(id(grid.rows[row].get(spot.column)), grid.width) for spot in own]
    return all(spot.columns == 1 or spot.column + spot.columns <= end for spot, end in zip(own, ends, strict=True))


def _parts_what_is_above(grid: Grid, row: int, own: list[Spot]) -> bool:
    """Return whether every cell of a row stands below a wide cell of the heading, or below none."""
    over = [grid.rows[row].get(spot.column) for spot in own]
    return all(spot is None or spot.columns > 1 or spot.rows > 1 for spot in over)


def _headings(grid: Grid, first: int, last: int) -> list[Heading]:
    headings = []
    inherited: str = ""
    for column in range(grid.width):
        words: list[str] = []
        for row in range(first, last + 1):
            spot = grid.rows[row].get(column)
            if spot and spot.row >= first and spot.text.text not in words:
                words.append(spot.text.text)
        top = grid.rows[first].get(column)
        if top is None and words and inherited and not grid.merged:
            words.insert(0, inherited)
        inherited = top.text.text if top else inherited
        headings.append(heading_of(tuple(words)))
    return headings


def _measured(grid: Grid, header: Header, end: int) -> Header:
    """Return a heading with its columns weighed by what the rows below say in each, down to the row ``end``."""
    said: list[list[str]] = [[] for _ in range(grid.width)]
    for row in range(header.last + 1, min(end, header.last + 1 + _SAMPLE)):
        for spot in grid.own(row):
            if spot.columns == 1:
                said[spot.column].append(spot.text.folded)
    numbered = any(heading.kind == "number" for heading in header.headings)
    headings = [_by_cells(heading, said[at], numbered=numbered) for at, heading in enumerate(header.headings)]
    lengths = [float(sum(map(len, texts))) for texts in said]
    return Header(header.first, header.last, tuple(headings), tuple(meanings_of(headings, lengths)))


def _by_cells(heading: Heading, said: list[str], *, numbered: bool) -> Heading:
    """Return the heading of a column with what its cells tell of it: numbers of tasks, or units of measurement."""
    if said and not numbered and _may_number(heading) and all(NUMBER.fullmatch(text) for text in said):
        return replace(heading, kind="number")
    measures = heading.kind in ("maker", "unit") and all(_MEASURING.fullmatch(text) for text in said)
    return replace(heading, kind="unused") if said and measures else heading


def _may_number(heading: Heading) -> bool:
    """Return whether a column of numbers may be the numbers of the tasks: without a heading, or 任务及编号."""
    return not heading.words or any(re.search("编号|序号", word) for word in heading.words)


def corrected(grid: Grid, table: int, header: Header | None, told: Mapping[str, str]) -> Header:
    """Return a heading with what a person says of its columns; without one the first row holds no task either.

    Raises:
        CallError: ``columns-no-column`` or ``columns-no-measure``.
    """
    base = header or Header(-1, -1, tuple(Heading((), "") for _ in range(grid.width)), ("",) * grid.width)
    meanings = list(base.meanings)
    taken = {meaning for meaning in told.values() if meaning != "unused"}
    single = taken & {"measure", "number", "deadline"}
    meanings = ["" if held in single else held for held in meanings]
    for letters, meaning in told.items():
        place = column_of(letters)
        if not 0 <= place < grid.width:
            raise CallError("columns-no-column", table=table, column=letters, last=letters_of(grid.width - 1))
        meanings[place] = "" if meaning == "unused" else meaning
    if "measure" not in meanings:
        if "task" not in meanings:
            raise CallError("columns-no-measure", table=table)
        meanings[meanings.index("task")] = "measure"
    return Header(base.first, base.last, base.headings, tuple(meanings))
