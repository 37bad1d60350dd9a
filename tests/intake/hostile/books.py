"""Workbooks that declare, nest and repeat beyond measure, and cells that would be formulas elsewhere."""

from planning.reading.sheet_cells import column_letters
from tests.intake.hostile.case import Case, unpacked
from tests.intake.sheet_files import book, inline, raw_book

FORMULAS = (
    '=HYPERLINK("http://127.0.0.1:9","点击")',
    "+1+cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1+9)",
    "\t=1+1",
    "\r=1+1",
    "=cmd|'/C calc'!'A1'",
    "＝1+1",
)
"""What becomes a formula when a program takes text for one; the first sign is what tempts it."""

_HEAD = f'<row r="1">{inline("A1", "序号")}{inline("B1", "工作任务")}{inline("C1", "责任单位")}</row>'
_ROW = f'<row r="2">{inline("A2", "1")}{inline("B2", "开办职工夜校。")}{inline("C2", "月桥街道")}</row>'
_GOOD = f"<sheetData>{_HEAD}{_ROW}</sheetData>"


def empties(rows: int) -> bytes:
    """Give a sheet with a task in its second row, so many styled empty rows, and a task behind them."""
    styled = "".join(
        f'<row r="{n}" s="3" customFormat="1" ht="14.4"><c r="A{n}" s="3"/><c r="B{n}" s="3"/></row>'
        for n in range(3, rows)
    )
    last = f'<row r="{rows}">{inline(f"A{rows}", "2")}{inline(f"B{rows}", "建立台账。")}</row>'
    return raw_book(f'<dimension ref="A1:XFD1048576"/><sheetData>{_HEAD}{_ROW}{styled}{last}</sheetData>')


def wide_empties() -> bytes:
    """Give a sheet with a row of 16 384 styled empty cells and columns declared to the last."""
    row = "".join(f'<c r="{column_letters(number)}3" s="1"/>' for number in range(1, 16_385))
    return raw_book(
        f'<cols><col min="1" max="16384" width="9"/></cols><sheetData>{_HEAD}{_ROW}<row r="3">{row}</row></sheetData>'
    )


def diagonal(rows: int) -> bytes:
    """Give a sheet with one cell in each of so many rows, each in another column."""
    cells = "".join(
        f'<row r="{n}">{inline(f"{column_letters((n - 1) % 16_384 + 1)}{n}", "字")}</row>' for n in range(1, rows + 1)
    )
    return raw_book(f"<sheetData>{cells}</sheetData>")


def repeated_string(cells: int) -> bytes:
    """Give a sheet whose many cells all show one long shared text."""
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, cells + 1))
    return unpacked(raw_book(f"<sheetData>{rows}</sheetData>", strings=f"<si><t>{'长' * 300_000}</t></si>"))


def many_strings(count: int) -> bytes:
    """Give a workbook with so many shared texts nobody uses."""
    return unpacked(raw_book(_GOOD, strings="<si><t>无人用</t></si>" * count))


def many_styles(count: int) -> bytes:
    """Give a workbook with so many styles and number formats."""
    formats = "".join(f'<numFmt numFmtId="{n}" formatCode="{"#,##0" * 20}"/>' for n in range(200, 200 + count))
    styles = "".join(f'<xf numFmtId="{200 + n}"/>' for n in range(count))
    return unpacked(raw_book(_GOOD, styles=f"<numFmts>{formats}</numFmts><cellXfs>{styles}</cellXfs>"))


def merges(count: int) -> bytes:
    """Give a sheet with so many merged ranges, each over the whole sheet."""
    ranges = '<mergeCell ref="A1:XFD1048576"/>' * count
    return unpacked(raw_book(f"{_GOOD}<mergeCells>{ranges}</mergeCells>"))


def merges_on_hidden_rows(count: int) -> bytes:
    """Give a sheet whose merged ranges begin in hidden rows, tens of thousands of each."""
    rows = "".join(f'<row r="{n}" hidden="1">{inline(f"A{n}", "合并")}</row>' for n in range(3, count))
    ranges = "".join(f'<mergeCell ref="A{n}:C9999999"/>' for n in range(3, count))
    return unpacked(raw_book(f"<sheetData>{_HEAD}{_ROW}{rows}</sheetData><mergeCells>{ranges}</mergeCells>"))


def hidden_columns(count: int) -> bytes:
    """Give a sheet with so many ranges of hidden columns and as many rows."""
    columns = '<col min="5" max="5" hidden="1"/>' * count
    rows = "".join(f'<row r="{n}">{inline(f"B{n}", "开办职工夜校。")}</row>' for n in range(2, count))
    return unpacked(raw_book(f"<cols>{columns}</cols><sheetData>{_HEAD}{rows}</sheetData>"))


def absurd_places() -> bytes:
    """Give a sheet whose rows, columns, styles and texts have numbers beyond all counting."""
    nine = "9" * 5_000
    cells = (
        f'<row r="{nine}"><c r="A{nine}" t="inlineStr"><is><t>远</t></is></c></row>'
        f'<row r="3"><c r="ZZZZZZ3" t="inlineStr"><is><t>远</t></is></c><c r="A3" t="s"><v>{nine}</v></c>'
        f'<c r="B3" s="{nine}"><v>{nine}</v></c><c r="C3"><v>1e999</v></c><c r="D3" t="d"><v>99999-01-01</v></c>'
        f'<c r="E3" t="inlineStr"><is><t>_xD800__xDC00__x0000_</t></is></c></row>'
    )
    columns = f'<cols><col min="{nine}" max="{nine}" hidden="1"/></cols>'
    return raw_book(
        f'{columns}<sheetData>{_HEAD}{_ROW}{cells}</sheetData><mergeCells><mergeCell ref="A{nine}:B1"/></mergeCells>',
        styles=f'<numFmts><numFmt numFmtId="{nine}" formatCode="0"/></numFmts>'
        f'<cellXfs><xf numFmtId="{nine}"/></cellXfs>',
    )


def deep_cells(depth: int) -> bytes:
    """Give a sheet whose cell nests an element so many times."""
    inside = "<r>" * depth + "<t>字</t>" + "</r>" * depth
    row = f'<row r="3"><c r="A3" t="inlineStr"><is>{inside}</is></c></row>'
    return unpacked(raw_book(f"<sheetData>{_HEAD}{_ROW}{row}</sheetData>"))


def formula_cells() -> bytes:
    """Give a sheet whose tasks are texts that would be formulas elsewhere, and real formulas."""
    cells = "".join(
        f'<row r="{n}">{inline(f"A{n}", str(n - 1))}{inline(f"B{n}", _escaped(text))}</row>'
        for n, text in enumerate(FORMULAS, 2)
    )
    real = (
        f'<row r="20">{inline("A20", "20")}<c r="B20" t="str"><f>HYPERLINK("x")</f><v>建立台账。</v></c></row>'
        f'<row r="21">{inline("A21", "21")}<c r="B21"><f>NOW()</f></c></row>'
        f'<row r="22">{inline("A22", "22")}<c r="B22" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'
    )
    return raw_book(f"<sheetData>{_HEAD}{cells}{real}</sheetData>")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\t", "&#9;").replace("\r", "&#13;")


def many_sheets(count: int) -> bytes:
    """Give a workbook of so many empty sheets and one that says something."""
    return raw_book(*["<sheetData/>"] * count, _GOOD)


CASES = (
    Case(
        "a million declared empty rows",
        "计划.xlsx",
        lambda: raw_book(f'<dimension ref="A1:XFD1048576"/>{_GOOD}'),
        items=1,
    ),
    Case("a million styled empty rows", "计划.xlsx", lambda: empties(1_048_576), items=2),
    Case("16 384 styled empty columns", "计划.xlsx", wide_empties, items=1),
    Case("a diagonal over the whole sheet", "计划.xlsx", lambda: diagonal(16_000), ("sheet-too-many-cells",)),
    Case("one long text in 100 000 cells", "计划.xlsx", lambda: repeated_string(90_000), ("document-text-too-long",)),
    Case("a million texts nobody uses", "计划.xlsx", lambda: many_strings(1_000_000), items=1),
    Case("60 000 styles", "计划.xlsx", lambda: many_styles(60_000), items=1),
    Case("500 000 merged ranges", "计划.xlsx", lambda: merges(500_000), has="序号"),
    Case(
        "merged ranges that begin in hidden rows",
        "计划.xlsx",
        lambda: merges_on_hidden_rows(30_000),
        has="序号",
        notes=("sheet-hidden",),
    ),
    Case("12 000 ranges of hidden columns", "计划.xlsx", lambda: hidden_columns(12_000), has="开办职工夜校"),
    Case("places beyond counting", "计划.xlsx", absurd_places, has="开办职工夜校"),
    Case("100 000 elements in one cell", "计划.xlsx", lambda: deep_cells(100_000), has="开办职工夜校"),
    Case(
        "formulas and texts like formulas",
        "计划.xlsx",
        formula_cells,
        has="=HYPERLINK",
        notes=("sheet-formula-without-value", "sheet-cell-error"),
    ),
    Case("2 000 empty sheets", "计划.xlsx", lambda: many_sheets(2_000), items=1),
    Case("more rows than are read", "计划.xlsx", lambda: book(("表", [["字"]] * 120_000)), ("sheet-too-many-rows",)),
    Case(
        "a script as text",
        "计划.xlsx",
        lambda: book(("<b>表&amp;", [["序号", "工作任务"], [1, "开办<script>alert(1)</script>夜校"]])),
        has="<script>alert(1)</script>",
        items=1,
    ),
    Case(
        "hidden signs",
        "计划.xlsx",
        lambda: book(("表", [["序号", "工作任务"], [1, "开办\u202e校夜\u202c，\u200b6月底前完成。"]])),
        has="开办校夜，6月底前完成。",
        lacks="\u202e",
        items=1,
        notes=("text-direction-removed", "text-invisible-removed"),
    ),
    Case("an empty workbook", "计划.xlsx", lambda: book(("表", [])), ("document-no-text",)),
)
