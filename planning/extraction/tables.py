"""Tables of tasks (任务分解表): one item a row, columns told by their headings. Reads the tab-separated rows of a text.

A cell left empty under a task of the same number takes what stands above it (the reader writes a merged cell once);
同上 does so anywhere.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from planning.extraction.model import TableReading
from planning.extraction.passage import Passage
from planning.reading.document import Table

Columns = Mapping[int, Mapping[str, str]]
"""What a person says columns mean: for a table's number, the meaning of each column letter (A, B …)."""

_COLUMNS = {
    "number": r"序号|编号|项号",
    "deadline": r".*(?:时限|期限|完成时间|时间节点|时间要求|进度安排|完成日期)",
    "support": r"(?:配合|协办|协同|参与|参加|协助)(?:单位|部门|科室)?",
    "lead": r"牵头(?:责任)?(?:单位|部门|科室)?|主办(?:单位|部门)?|主责(?:单位|部门)?",
    "leader": r"(?:牵头|责任|分管|联系|包案)领导",
    "responsible": r".*(?:责任|承办|负责|落实|实施)(?:单位|部门|主体|科室|人)|单位分工|单位|部门",
    "unit": r"街道|乡镇|镇街|(?:街道|单位|乡镇)名称|报送单位",
    "task": r".*(?:重点任务|任务名称|项目|任务类别|类别|重点工作|改革任务)",
    "measure": r".*(?:措施|内容|工作任务|具体任务|事项|举措|具体工作|目标要求|主要任务|工作要点|具体要求|任务)",
}
_PATTERNS = {column: re.compile(pattern) for column, pattern in _COLUMNS.items()}
_FEWEST_CELLS = 3
_SAME = re.compile(r"同上|同前|[\"〃″]")
_CARRIED = ("task", "unit", "responsible", "lead", "support", "leader", "deadline")


@dataclass(frozen=True)
class Row:
    """One task of a table: the cells by column, and the group (重点任务) it stands in."""

    cells: dict[str, Passage]
    number: str
    task: str


def row_lines(lines: list[str]) -> list[bool]:
    """Return for each line whether it is a row of a table of at least three columns (an indented line is not)."""
    rows: list[bool] = []
    width = 0
    for line in lines:
        tabs = line.count("\t")
        filled = sum(1 for cell in line.split("\t") if cell.strip()) if tabs else 0
        row = tabs >= _FEWEST_CELLS - 1 and (filled > 1 or tabs == width)
        width = tabs if row else 0
        rows.append(row)
    return rows


@dataclass(frozen=True)
class TablesRead:
    """The tasks of all tables, the beginnings of those not understood, how columns were understood, and the rest.

    ``prose`` is the text with the tables blanked out, every character at its place.
    """

    rows: tuple[Row, ...]
    unread: tuple[Passage, ...]
    readings: tuple[TableReading, ...]
    prose: str


def read_tables(text: str, tables: Sequence[Table] = (), columns: Columns | None = None) -> TablesRead:
    """Return the tasks of all tables whose heading row is understood, and the first rows of those that are not."""
    del tables, columns
    rows: list[Row] = []
    unread: list[Passage] = []
    for table in _tables(text):
        header = next((i for i, cells in enumerate(table[:3]) if _columns(cells)), None)
        if header is None:
            unread += [cell for cells in table[:1] for cell in cells if cell.text][:1]
            continue
        rows += _rows(table[header + 1 :], _columns(table[header]))
    return TablesRead(tuple(rows), tuple(unread), (), text)


def _tables(text: str) -> Iterator[list[list[Passage]]]:
    table: list[list[Passage]] = []
    at = 0
    lines = text.split("\n")
    for line, row in zip(lines, row_lines(lines), strict=True):
        if row:
            table.append(list(_cells(line, at)))
        elif table:
            yield table
            table = []
        at += len(line) + 1
    if table:
        yield table


def _cells(line: str, at: int) -> Iterator[Passage]:
    for cell in line.split("\t"):
        yield Passage.of(cell, at).cut(0)
        at += len(cell) + 1


def _columns(cells: list[Passage]) -> dict[str, int]:
    """Return which column stands where; empty unless there is a task and somebody or some time for it."""
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        title = re.sub(r"[\s()]", "", cell.folded)
        column = next((c for c, pattern in _PATTERNS.items() if c not in found and pattern.fullmatch(title)), None)
        if column and len(title) <= 12:  # noqa: PLR2004 - a heading is short
            found[column] = place
    if "measure" not in found and "task" in found:
        found["measure"] = found.pop("task")
    told = {"deadline", "responsible", "lead", "number", "unit"} & found.keys()
    return found if "measure" in found and told else {}


def _rows(table: list[list[Passage]], columns: dict[str, int]) -> Iterator[Row]:
    above: dict[str, Passage] = {}
    last: dict[str, Passage] = {}
    number = ""
    for cells in table:
        row = {column: cells[place] for column, place in columns.items() if place < len(cells)}
        said = row.get("number")
        if said and said.text:
            number, above = said.text, {c: p for c, p in above.items() if c == "unit"}
        for column in _CARRIED:
            cell = row.get(column)
            if cell is not None and not cell.text:
                row[column] = above.get(column, cell)
            elif cell is not None and _SAME.fullmatch(cell.folded):
                row[column] = last.get(column, cell)
        above |= {column: row[column] for column in _CARRIED if column in row and row[column].text}
        last |= above
        if row["measure"].text:
            yield Row(row, number, row["task"].text if "task" in row else "")
