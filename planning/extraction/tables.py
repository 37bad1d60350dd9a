"""Tables of tasks (任务分解表): every table of a document read, its columns told by their headings, one task a row.

Where a table is not understood or holds no tasks, that is told; a person may say what its columns mean.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from config.errors import CallError
from planning.extraction.columns import Columns
from planning.extraction.model import Severity, TableReading
from planning.extraction.table_cards import card_of
from planning.extraction.table_grid import Grid, blanked, grid_of, tabbed_grids
from planning.extraction.table_header import Header, corrected, guessed, headers_of
from planning.extraction.table_kinds import kind_without_heading, no_tasks
from planning.extraction.table_rows import Row, read_rows, street_in
from planning.reading.document import Table

_ASIDE = re.compile(r".*(?:说明|参数|字典|选项|码表|数据源|下拉|备注|注释).*|处室名称|单位名称")
_ANY_SHEET = re.compile(r"(?:Sheet|工作表|表)\s*[0-9]*", re.IGNORECASE)
_LONGEST_TITLE = 60
_SHOWN = 20
_ABOVE = 10
"""Rows above a heading in which its title may stand."""


@dataclass(frozen=True)
class Flag:
    """Something to tell of a table: a code of the sentences, where, and its values."""

    severity: Severity
    code: str
    start: int
    end: int
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class TablesRead:
    """The tasks of all tables, what there is to tell of them, and how their columns were understood.

    ``prose`` is the text with the tables blanked out, every character at its place.
    """

    rows: tuple[Row, ...]
    flags: tuple[Flag, ...]
    readings: tuple[TableReading, ...]
    prose: str


def read_tables(text: str, tables: Sequence[Table] = (), columns: Columns | None = None) -> TablesRead:
    """Return the tasks of all tables: those given, and rows of the text set apart by tabs.

    Tables are numbered from 1 in the order of the text; one with another heading further down counts as another.

    Raises:
        CallError: a ``columns-…`` code when ``columns`` does not fit the tables.
    """
    grids = [grid for table in tables if (grid := grid_of(text, table)).rows and not _is_prose(grid)]
    prose = blanked(text, grids)
    grids += tabbed_grids(prose)
    reader = _Reader(text, columns or {})
    for grid in sorted(grids, key=lambda grid: grid.start):
        reader.grid(grid)
    unknown = sorted(set(columns or {}) - set(range(1, len(reader.readings) + 1)))
    if unknown:
        raise CallError("columns-no-table", table=unknown[0], count=len(reader.readings))
    return TablesRead(tuple(_with_sheets(reader.rows)), tuple(reader.flags), tuple(reader.readings), prose)


def _with_sheets(rows: list[Row]) -> list[Row]:
    """Return the rows with the name of their sheet as the top of their path where tasks stand on several sheets."""
    names = {row.sheet for row in rows}
    if len(names) == 1:
        return rows
    return [
        replace(row, path=(row.sheet, *row.path)) if row.sheet and not _ANY_SHEET.fullmatch(row.sheet) else row
        for row in rows
    ]


def _is_prose(grid: Grid) -> bool:
    """Return whether a table is only a frame around paragraphs: one column that is no list of notes or choices."""
    if len({spot.column for row in range(len(grid.rows)) for spot in grid.own(row)}) > 1:
        return False
    first = next((spot.text.text for row in range(len(grid.rows)) for spot in grid.own(row)), "")
    return not (_ASIDE.fullmatch(grid.name) or _ASIDE.fullmatch(first[:_SHOWN]))


class _Reader:
    def __init__(self, text: str, columns: Columns) -> None:
        self.rows: list[Row] = []
        self.flags: list[Flag] = []
        self.readings: list[TableReading] = []
        self._text, self._columns = text, columns

    def grid(self, grid: Grid) -> None:
        if len({spot.column for row in range(len(grid.rows)) for spot in grid.own(row)}) <= 1:
            return
        headers: list[Header | None] = list(headers_of(grid)) or [None]
        ends = [*(header.first for header in headers[1:] if header), len(grid.rows)]
        for header, end in zip(headers, ends, strict=True):
            self._block(grid, header, end)

    def _block(self, grid: Grid, header: Header | None, end: int) -> None:
        last = self.readings[-1] if self.readings else None
        titles = _titles(grid, header)
        same = bool(last and header and header.first > 0 and grid.tabbed is False and last.titles == titles)
        again = same and last is not None and self._grid_of_last == grid.start
        number = len(self.readings) if again else len(self.readings) + 1
        self._grid_of_last = grid.start
        told = self._columns.get(number, {})
        title = self._title(grid, header)
        reading = corrected(grid, number, header, told) if told else header
        why = "" if told else self._refusal(grid, reading, end, title)
        if reading is None and not told:
            reading = guessed(grid)
            why = "" if reading else kind_without_heading(grid, f"{grid.name} {title}")
        card = card_of(grid, title) if reading is None and not told else None
        why = "" if card else why
        rows = self._read(grid, reading, end, number, title) if reading and not why else [card] if card else []
        shown = TableReading(
            number,
            grid.name,
            tuple(range(reading.first, reading.last + 1)) if reading and reading.first >= 0 else (),
            titles,
            reading.meanings if reading else ("",) * grid.width,
            len(rows) + (last.items if again and last else 0),
        )
        self.readings[number - 1 :] = [shown]
        if why:
            self._flag("warning" if why == "table-unread" else "info", why, grid, heading=title[:_SHOWN])
        self.rows += [replace(row, sheet=grid.name) for row in rows]

    _grid_of_last = -1

    def _refusal(self, grid: Grid, header: Header | None, end: int, title: str) -> str:
        return (no_tasks(grid, header, end, f"{grid.name} {title}") or "") if header else ""

    def _read(self, grid: Grid, header: Header, end: int, number: int, title: str) -> list[Row]:
        block = read_rows(grid, header, end, street_in(grid.name) or street_in(title))
        if header.guessed and block.rows:
            self._flag("warning", "table-columns-guessed", grid, table=number, heading=title[:_SHOWN])
        if block.left_out:
            first = block.left_out[0]
            self.flags.append(
                Flag(
                    "info", "table-rows-left-out", first.start, first.end,
                    {"table": number, "count": len(block.left_out), "heading": first.text[:_SHOWN]},
                )
            )  # fmt: skip
        status = "、".join(header.headings[place].title for place in header.columns("status"))
        if status and block.rows:
            self._flag("info", "table-status-unread", grid, table=number, titles=status)
        self.flags += _order(block.rows)
        return block.rows

    def _title(self, grid: Grid, header: Header | None) -> str:
        """Return what stands above the heading of a table: its first row, else the line before the table."""
        first = header.first if header else 1
        above = [spot.text.text for row in range(max(first - _ABOVE, 0), first) for spot in grid.own(row)[:1]]
        line = self._text[max(grid.start - 2 * _LONGEST_TITLE, 0) : grid.start].rstrip().rpartition("\n")[2].strip()
        named = "" if "\t" in line or len(line) > _LONGEST_TITLE else line
        return above[0] if above else named or (header.headings[0].title if header and header.headings else "")

    def _flag(self, severity: Severity, code: str, grid: Grid, **values: object) -> None:
        first = next(spot.text for row in range(len(grid.rows)) for spot in grid.own(row))
        self.flags.append(Flag(severity, code, first.start, first.end, dict(values)))


def _titles(grid: Grid, header: Header | None) -> tuple[str, ...]:
    if header:
        return tuple(heading.title for heading in header.headings)
    first = grid.rows[0] if grid.rows else {}
    return tuple(first[c].text.text[:_SHOWN] if c in first else "" for c in range(grid.width))


def _order(rows: list[Row]) -> Iterator[Flag]:
    """Yield where numbers of rows in a table skip or repeat; a merged number stands for all its rows."""
    for before, after in pairwise(rows):
        if not (before.number.isdecimal() and after.number.isdecimal() and before.unit == after.unit):
            continue
        first, second = int(before.number), int(after.number)
        place = after.measure
        if second > first + 1:
            values: Mapping[str, object] = {"before": before.number, "after": after.number}
            yield Flag("info", "number-gap", place.start, place.end, dict(values))
        elif first == second and not after.shares_number:
            yield Flag("info", "number-repeated", place.start, place.end, {"number": after.number})
