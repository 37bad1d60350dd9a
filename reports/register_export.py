"""The register as a file, as it was seen: the same filter, columns, order and day; CSV as a stream, XLSX as a file.

Memory does not grow with the rows. Cells that spreadsheet programs would take for formulas are made text.
"""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.language import label
from planning.narrowing import TaskFilter
from planning.register_queries import register_batches
from planning.roster_file import MAY_TEMPT, as_text
from reports.register_rows import CELLS, Reader, columns_of_a_file

_MARK = "\ufeff"
"""Without this sign at the beginning spreadsheet programs read UTF-8 as something else."""
_WIDTHS = {
    "title": 28, "measures": 44, "outcome": 28, "done": 44, "problem": 32, "next_step": 32, "light": 18, "state": 9,
    "number": 14, "theme": 14, "leader": 10, "owner": 10, "expected": 9, "progress": 7, "evidence": 6, "due_mark": 6,
}  # fmt: skip
_PERCENTS = frozenset({"expected", "progress"})
_USUAL_WIDTH, _LONGEST = 16, 32_767
Cell = str | int | date


def cells(
    session: Session, table: FromClause, day: date, before: datetime | None, wanted: TaskFilter, columns: Sequence[str]
) -> Iterator[list[list[Cell]]]:
    """Yield the rows of the register as cells of a file, many at once."""
    reader = Reader(session, table, day, before, columns)
    makers = [CELLS[name] for name in columns_of_a_file(columns)]
    for batch in register_batches(session, table, day, wanted):
        yield [[make(row) for make in makers] for row in reader.rows(batch)]


def heads(columns: Sequence[str]) -> list[str]:
    """Return the heads of a file's columns."""
    return [_head(name) for name in columns_of_a_file(columns)]


def _head(name: str) -> str:
    """Return the head of a column; numbers stay numbers, so it is the head that says they are percents."""
    word = label("register_column", name)
    return label("register_mark", "percent").format(column=word) if name in _PERCENTS else word


def csv_pieces(head: Sequence[str], batches: Iterator[list[list[Cell]]]) -> Iterator[bytes]:
    """Yield a CSV file in pieces: UTF-8 with its mark, lines ended as spreadsheet programs write them."""
    yield (_MARK + _lines([list(head)])).encode()
    for rows in batches:
        yield _lines(rows).encode()


def _lines(rows: Sequence[Sequence[Cell]]) -> str:
    written = io.StringIO()
    csv.writer(written).writerows(
        [as_text(cell) if isinstance(cell, str) and cell[:1] in MAY_TEMPT else cell for cell in row] for row in rows
    )
    return written.getvalue()


def write_xlsx(path: Path, title: str, columns: Sequence[str], batches: Iterator[list[list[Cell]]]) -> None:
    """Write a workbook with one sheet: frozen head and first columns, a filter, dates as dates, landscape in print."""
    from xlsxwriter import Workbook  # noqa: PLC0415 - only when a workbook is asked for

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(str(path), options) as book:
        sheet = book.add_worksheet(title)
        plain = book.add_format({"valign": "top", "text_wrap": True})
        days = book.add_format({"valign": "top", "num_format": "yyyy-mm-dd"})
        names = columns_of_a_file(columns)
        _lay_out(sheet, names)
        head = book.add_format({"bold": True, "bg_color": "#E9EDF2", "border": 1, "text_wrap": True})
        sheet.write_row(0, 0, heads(columns), head)
        at = 0
        for rows in batches:
            for row in rows:
                at += 1
                _write_row(sheet, at, row, plain, days)
        sheet.autofilter(0, 0, at, len(names) - 1)


def _lay_out(sheet: Any, names: Sequence[str]) -> None:  # noqa: ANN401 - the writer is untyped
    for at, name in enumerate(names):
        sheet.set_column(at, at, _WIDTHS.get(name, _USUAL_WIDTH))
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _write_row(sheet: Any, at: int, row: Sequence[Cell], plain: Any, days: Any) -> None:  # noqa: ANN401 - as above
    for column, cell in enumerate(row):
        if isinstance(cell, str):
            sheet.write_string(at, column, cell[:_LONGEST], plain)
        elif isinstance(cell, int):
            sheet.write_number(at, column, cell, plain)
        else:
            sheet.write_datetime(at, column, cell, days)
