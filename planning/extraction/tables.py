"""Tables of tasks (任务分解表): every table of a document read, its columns told by their headings, one task a row.

Where a table is not understood or holds no tasks, that is told; a person may say what its columns mean.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from config.errors import CallError
from planning.extraction.columns import Columns
from planning.extraction.model import Severity, TableReading
from planning.extraction.table_cards import card_of
from planning.extraction.table_drafts import Row
from planning.extraction.table_flags import Flag, out_of_order
from planning.extraction.table_grid import Grid, blanked, grid_of, tabbed_grids
from planning.extraction.table_guess import guessed
from planning.extraction.table_header import Header, corrected, headers_of
from planning.extraction.table_kinds import kind_without_heading, no_tasks
from planning.extraction.table_past import is_past, left_open
from planning.extraction.table_rows import read_rows
from planning.extraction.table_sections import street_in
from planning.extraction.table_shapes import side_by_side, turned
from planning.extraction.table_targets import targets_of
from planning.reading.document import Table

_ASIDE = re.compile(r".*(?:说明|参数|字典|选项|码表|数据源|下拉|备注|注释).*|处室名称|单位名称")
_ANY_SHEET = re.compile(r"(?:Sheet|工作表|表)\s*[0-9]*", re.IGNORECASE)
_LONGEST_TITLE = 60
_SHOWN = 20
_ABOVE = 10
"""Rows above a heading in which its title may stand."""


@dataclass(frozen=True)
class TablesRead:
    """The tasks of all tables, what there is to tell of them, and how their columns were understood.

    ``results`` are rows of what is done already, ``doubtful`` those that may be no tasks; ``prose`` is the text with
    the tables blanked out, every character at its place.
    """

    rows: tuple[Row, ...]
    results: tuple[Row, ...]
    doubtful: tuple[Row, ...]
    flags: tuple[Flag, ...]
    readings: tuple[TableReading, ...]
    prose: str


def read_tables(
    text: str, tables: Sequence[Table] = (), columns: Columns | None = None, *, year: int = 0
) -> TablesRead:
    """Return the tasks of all tables: those given, and rows of the text set apart by tabs; ``year`` is the plan's.

    Tables are numbered from 1 in the order of the text; one with another heading further down counts as another.

    Raises:
        CallError: a ``columns-…`` code when ``columns`` does not fit the tables.
    """
    grids = [grid for table in tables if (grid := grid_of(text, table)).rows and not _is_prose(grid)]
    prose = blanked(text, grids)
    grids += tabbed_grids(prose)
    reader = _Reader(text, columns or {}, year)
    for grid in sorted(grids, key=lambda grid: grid.start):
        reader.grid(grid)
    unknown = sorted(set(columns or {}) - set(range(1, len(reader.readings) + 1)))
    if unknown:
        raise CallError("columns-no-table", table=unknown[0], count=len(reader.readings))
    rows = tuple(_with_sheets(reader.rows))
    flags, readings = tuple(reader.flags), tuple(reader.readings)
    return TablesRead(rows, tuple(reader.results), tuple(reader.doubtful), flags, readings, prose)


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
    if not grid.is_single_column():
        return False
    first = next((spot.text.text for row in range(len(grid.rows)) for spot in grid.own(row)), "")
    return not (_ASIDE.fullmatch(grid.name) or _ASIDE.fullmatch(first[:_SHOWN]))


class _Reader:
    def __init__(self, text: str, columns: Columns, year: int) -> None:
        self.rows: list[Row] = []
        self.results: list[Row] = []
        self.doubtful: list[Row] = []
        self.flags: list[Flag] = []
        self.readings: list[TableReading] = []
        self._text, self._columns, self._year = text, columns, year

    def grid(self, grid: Grid) -> None:
        if grid.is_single_column():
            return
        headers = headers_of(grid)
        for part in side_by_side(grid, headers[0]) if headers else [self._upright(grid)]:
            self._table(part, headers if part is grid else headers_of(part))

    def _upright(self, grid: Grid) -> Grid:
        """Return a table without a heading above, turned where its fields stand at its left."""
        side = turned(grid)
        if side is None or not headers_of(side):
            return grid
        self._flag("info", "table-transposed", grid, heading=self._title(grid, None)[:_SHOWN])
        return side

    def _table(self, grid: Grid, headers: list[Header]) -> None:
        ends = [*(header.first for header in headers[1:]), len(grid.rows)]
        blocks: list[Header | None] = [*headers] or [None]
        for header, end in zip(blocks, ends, strict=True):
            self._block(grid, header, end)

    def _block(self, grid: Grid, header: Header | None, end: int) -> None:
        titles = _titles(grid, header)
        number, again = self._number(grid, header, titles)
        told = self._columns.get(number, {})
        title = self._title(grid, header)
        named = f"{grid.name} {title}"
        reading = corrected(grid, number, header, told) if told else header
        past = bool(reading and not told and is_past(grid, reading, end, named, self._year))
        why = no_tasks(grid, reading, end, named) or "" if reading and not told and not past else ""
        if reading is None:
            reading = guessed(grid)
            why = "" if reading else kind_without_heading(grid, named)
        rows: list[Row] = []
        if reading and not why:
            rows = self._read(grid, reading, end, number, title)
        elif header is None and (card := card_of(grid, title)):
            rows, why = [card], ""
        elif why in ("table-statistics", "table-unread") and (targets := targets_of(grid, named)):
            self.doubtful += targets
            why = ""
        if past:
            rows = self._keep_results(rows, grid, title)
        before = self.readings[-1].items if again else 0
        lines = tuple(range(reading.first, reading.last + 1)) if reading and reading.first >= 0 else ()
        meanings = reading.meanings if reading else ("",) * grid.width
        shown = TableReading(number, grid.name, lines, titles, meanings, len(rows) + before)
        self.readings[number - 1 :] = [shown]
        if why:
            self._flag("warning" if why == "table-unread" else "info", why, grid, heading=title[:_SHOWN])
        self.rows += [replace(row, sheet=grid.name) for row in rows]

    def _number(self, grid: Grid, header: Header | None, titles: tuple[str, ...]) -> tuple[int, bool]:
        """Return the number of a table, and whether it goes on with the last one below its heading said again."""
        last = self.readings[-1] if self.readings else None
        same = bool(last and header and header.first > 0 and grid.tabbed is False and last.titles == titles)
        again = same and self._grid_of_last == grid.start
        self._grid_of_last = grid.start
        return len(self.readings) + (0 if again else 1), again

    def _keep_results(self, rows: list[Row], grid: Grid, title: str) -> list[Row]:
        """Keep what a table of results says is done, and return the rows it leaves open."""
        still = [row for row in rows if left_open(row.cell("status"))]
        done = [replace(row, path=(title, *row.path)) for row in rows if not left_open(row.cell("status"))]
        self.results += done
        if done:
            self._flag("info", "table-results", grid, heading=title[:_SHOWN], count=len(done))
        return still

    _grid_of_last = -1

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
        self.flags += out_of_order(block.rows)
        return block.rows

    def _title(self, grid: Grid, header: Header | None) -> str:
        """Return what stands above the heading of a table: its first row, else the line before the table."""
        first = header.first if header else int(len(grid.own(0)) == 1)
        above = [spot.text.text for row in range(max(first - _ABOVE, 0), first) for spot in grid.own(row)[:1]]
        line = self._text[max(grid.start - 2 * _LONGEST_TITLE, 0) : grid.start].rstrip().rpartition("\n")[2].strip()
        named = "" if "\t" in line or len(line) > _LONGEST_TITLE else line
        words = [heading.title for heading in header.headings] if header else [s.text.text for s in grid.own(0)]
        return next(iter([*above, *filter(None, [named]), *words]), "")

    def _flag(self, severity: Severity, code: str, grid: Grid, **values: object) -> None:
        first = next(spot.text for row in range(len(grid.rows)) for spot in grid.own(row))
        self.flags.append(Flag(severity, code, first.start, first.end, dict(values)))


def _titles(grid: Grid, header: Header | None) -> tuple[str, ...]:
    if header:
        return tuple(heading.title for heading in header.headings)
    first = grid.rows[0] if grid.rows else {}
    return tuple(first[c].text.text[:_SHOWN] if c in first else "" for c in range(grid.width))
