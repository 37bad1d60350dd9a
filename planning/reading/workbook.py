"""Excel workbooks: what the person at the screen sees, sheet by sheet, each as one table.

Left out and told: hidden sheets, rows and columns. Not looked at: macros, links to other files, charts, comments.
The libraries for this drop merged cells where they are fast, so the parts are read here (see ``sheet_parts``).
"""

from config.errors import DubanError
from planning.reading.archive import open_archive
from planning.reading.cleaning import Cleaner
from planning.reading.document import Progress, ReadingLimits, TextBuilder, silent
from planning.reading.sheet_cells import Room, SheetCells, book_values, column_letters, sheet_cells
from planning.reading.sheet_layout import MOST_CELLS, HiddenColumns, Layout, write_table
from planning.reading.sheet_parts import SheetPart, book_parts

_SHOWN_PLACES = 8


def read_workbook(data: bytes, name: str, limits: ReadingLimits, progress: Progress = silent) -> TextBuilder:
    """Return the lines of an .xlsx or .xlsm file: a table for each sheet that can be seen. Progress counts sheets.

    Raises:
        CallError: ``sheet-binary`` for a binary workbook (.xlsb).
        DubanError: an ``archive-…`` code, ``sheet-not-workbook``, ``sheet-too-many-rows``,
            ``sheet-too-many-cells``, ``document-text-too-long``.
    """
    builder = TextBuilder()
    cleaner = Cleaner(builder)
    with open_archive(data, name, limits) as archive:
        book = book_parts(archive, name)
        values, room = book_values(archive, book, name), Room(name, limits)
        for number, sheet in enumerate(book.sheets):
            progress(number, len(book.sheets))
            if sheet.hidden:
                builder.note("sheet-hidden", builder.length, builder.length, sheet=sheet.name, what="整张工作表")
                continue
            try:
                cells = sheet_cells(archive, sheet, values, room, name)
            except RecursionError as error:
                raise DubanError("archive-damaged", name=name, part=sheet.part) from error
            _write(builder, cleaner, sheet, cells, name)
        progress(len(book.sheets), len(book.sheets))
    cleaner.tell()
    return builder


def _write(builder: TextBuilder, cleaner: Cleaner, sheet: SheetPart, cells: SheetCells, name: str) -> None:
    start = builder.next_start
    hidden = _hidden(cells)
    for row in cells.rows.values():
        for column, text in row.items():
            row[column] = " ".join(cleaner.clean(text).split())
    layout = Layout(cells)
    if layout.places > MOST_CELLS:
        raise DubanError("sheet-too-many-cells", name=name, count=layout.places, limit=MOST_CELLS)
    write_table(builder, layout, sheet.name)
    if hidden:
        builder.note("sheet-hidden", start, start, sheet=sheet.name, what="、".join(hidden))
    if cells.valueless:
        _note_cells(builder, "sheet-formula-without-value", start, sheet.name, cells.valueless)
    if cells.errors:
        _note_cells(builder, "sheet-cell-error", start, sheet.name, [f"{at}（{said}）" for at, said in cells.errors])


def _note_cells(builder: TextBuilder, code: str, start: int, sheet: str, places: list[str]) -> None:
    told = "、".join(places[:_SHOWN_PLACES]) + (f" 等 {len(places)} 格" if len(places) > _SHOWN_PLACES else "")
    builder.note(code, start, start, sheet=sheet, cells=told)


def _hidden(cells: SheetCells) -> list[str]:
    """Return in words which hidden rows and columns say something."""
    rows = sorted(row for row in cells.hidden_rows if row in cells.rows)
    hidden = HiddenColumns(cells.hidden_columns)
    columns = sorted({column for row in cells.rows.values() for column in row if column in hidden})
    words = [f"第 {_ranges(rows)} 行"] if rows else []
    return [*words, f"第 {'、'.join(column_letters(c) for c in columns)} 列"] if columns else words


def _ranges(numbers: list[int]) -> str:
    """Return numbers as people write them: 5-7、9."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return "、".join(str(a) if a == b else f"{a}-{b}" for a, b in found)
