"""Workbooks are read as the person at the screen sees them, in bounded time whatever they declare."""

import io
import time
import tracemalloc
from datetime import date, datetime

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from config.errors import CallError, DubanError
from config.settings import Limits
from planning.reading import DocumentText, read_document
from planning.reading.sheet_cells import column_letters, column_number
from planning.reading.sheet_numbers import shown_by
from tests.intake.sheet_files import book, inline, raw_book, saved

LIMITS = Limits()


def read(data: bytes, limits: Limits = LIMITS, name: str = "清单.xlsx") -> DocumentText:
    return read_document(data, name, limits)


def lines(data: bytes) -> list[list[str]]:
    return [line.split("\t") for line in read(data).text.split("\n")]


def notes(data: bytes) -> list[tuple[str, dict[str, str]]]:
    return [(note.code, dict(note.values)) for note in read(data).notes]


def test_every_row_is_a_line_and_every_sheet_a_table_with_its_name() -> None:
    document = read(book(("清单", [["序号", "任务"], [1, "开办夜校"]]), ("备查", [["甲", "乙"], ["丙", "丁"]])))
    assert document.text == "序号\t任务\n1\t开办夜校\n甲\t乙\n丙\t丁"
    assert [table.name for table in document.tables] == ["清单", "备查"]
    second = document.tables[1]
    assert document.text[second.start : second.end] == "甲\t乙\n丙\t丁"
    assert document.place_of(document.text.index("开办")) == "工作表“清单”第2行"
    assert document.place_of(document.text.index("丁")) == "工作表“备查”第2行"


def test_a_merged_cell_stands_once_and_tells_what_it_covers() -> None:
    rows: list[list[object]] = [["标题", None, None], ["序号", "类别", "任务"], [1, "宣传", "甲事"], [2, None, "乙事"]]
    document = read(book(("表", rows), merges={"表": ["A1:C1", "B3:B4"]}))
    cells = {(cell.row, cell.column): cell for cell in document.tables[0].cells}
    assert (cells[0, 0].rows, cells[0, 0].columns) == (1, 3)
    assert (cells[2, 1].rows, cells[2, 1].columns) == (2, 1)
    assert (3, 1) not in cells
    assert (0, 1) not in cells
    assert document.text.split("\n")[3] == "2\t\t乙事"


def test_what_hides_under_a_merged_cell_is_not_read() -> None:
    sheet = (
        f"<sheetData><row r='1'>{inline('A1', '看得见')}{inline('B1', '看不见')}{inline('C1', '末')}</row></sheetData>"
        "<mergeCells><mergeCell ref='A1:B1'/></mergeCells>"
    )
    assert read(raw_book(sheet)).text == "看得见\t\t末"


@pytest.mark.parametrize(
    ("code", "value", "shown"),
    [
        ("General", 12, "12"), ("General", 0.35, "0.35"), ("General", 1234567890123, "1234567890123"),
        ("0%", 0.35, "35%"), ("0.0%", 0.955, "95.5%"), ("0.00", 3.14159, "3.14"), ("00", 7, "07"),
        ("#,##0", 12345.6, "12,346"), ('0"户"', 26, "26户"), ('"第"0"项"', 3, "第3项"), ("0.0#", 2.5, "2.5"),
        ("#,##0,", 5_200_000, "5,200"), ("@", 12, "12"), ("0_);(0)", -4, "-4"), ("[Red]0.0", 1.25, "1.3"),
    ],
)  # fmt: skip
def test_numbers_are_read_as_their_format_shows_them(code: str, value: float, shown: str) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append([value, "末"])
    sheet["A1"].number_format = code
    assert lines(saved(workbook))[0][0] == shown


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("yyyy-mm-dd", "2017年6月30日"), ("m/d/yy", "2017年6月30日"), ("yyyy年m月", "2017年6月"), ("m月d日", "6月30日"),
        ("mmm-yy", "2017年6月"), ("yyyy/m/d h:mm", "2017年6月30日 17:30"), ("[$-804]yyyy年m月d日;@", "2017年6月30日"),
        ('yyyy"年"m"月"d"日"', "2017年6月30日"), ("yyyy", "2017年"), ("h:mm", "17:30"),
    ],
)  # fmt: skip
def test_dates_are_written_the_chinese_way_and_show_no_year_that_the_reader_does_not_see(code: str, shown: str) -> None:
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.append([datetime(2017, 6, 30, 17, 30), "末"])  # noqa: DTZ001 - a cell of a sheet knows no zone
    sheet["A1"].number_format = code
    assert lines(saved(workbook))[0][0] == shown


def test_dates_counted_from_1904_are_the_same_days() -> None:
    workbook = Workbook()
    workbook.epoch = CALENDAR_MAC_1904
    workbook.worksheets[0].append([date(2017, 6, 30), "末"])
    assert lines(saved(workbook))[0][0] == "2017年6月30日"


def test_the_day_numbers_before_march_1900_allow_for_the_day_that_never_was() -> None:
    days = shown_by(14, None, from_1904=False)
    assert [days("1"), days("59"), days("61")] == ["1900年1月1日", "1900年2月28日", "1900年3月1日"]
    assert days("99999999") == "99999999"
    assert days("-3") == "-3"


def test_texts_of_several_runs_are_whole_and_readings_above_them_left_out() -> None:
    strings = (
        "<si><r><t>开办</t></r><r><rPr><b/></rPr><t>职工夜校</t></r><rPh sb='0' eb='2'><t>kaiban</t></rPh></si>"
        "<si><t>第一行_x000D_\n第二行</t></si>"
    )
    cells = "<c r='A1' t='s'><v>0</v></c><c r='B1' t='s'><v>1</v></c><c r='C1' t='s'><v>99</v></c>"
    assert read(raw_book(f"<sheetData><row r='1'>{cells}</row></sheetData>", strings=strings)).text == (
        "开办职工夜校\t第一行 第二行"
    )
    workbook = Workbook()
    rich = CellRichText("甲", TextBlock(InlineFont(b=True), "乙"))
    workbook.worksheets[0].append([rich, True, "丙"])
    assert lines(saved(workbook)) == [["甲乙", "TRUE", "丙"]]


def test_a_formula_gives_its_kept_value_and_one_without_is_told_with_its_place() -> None:
    sheet = (
        "<sheetData><row r='3'><c r='A3'><f>1+1</f><v>2</v></c><c r='B3' t='str'><f>A1&amp;\"x\"</f><v>甲x</v></c>"
        "<c r='C3'><f>SUM(A1:A2)</f></c><c r='D3' t='e'><f>A0</f><v>#REF!</v></c>"
        f"{inline('E3', '末')}</row></sheetData>"
    )
    data = raw_book(sheet)
    assert lines(data) == [["2", "甲x", "", "", "末"]]
    assert notes(data) == [
        ("sheet-formula-without-value", {"sheet": "表1", "cells": "C3"}),
        ("sheet-cell-error", {"sheet": "表1", "cells": "D3（#REF!）"}),
    ]


def test_hidden_sheets_rows_and_columns_are_left_out_and_told() -> None:
    workbook = load_workbook(io.BytesIO(book(("清单", [["甲", "乙", "丙"]] * 5), ("旧表", [["废", "废"]]))))
    sheet = workbook["清单"]
    for row in (2, 3, 5):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["B"].hidden = True
    workbook["旧表"].sheet_state = "veryHidden"
    data = saved(workbook)
    assert lines(data) == [["甲", "", "丙"], ["甲", "", "丙"]]
    assert notes(data) == [
        ("sheet-hidden", {"sheet": "清单", "what": "第 2-3、5 行、第 B 列"}),
        ("sheet-hidden", {"sheet": "旧表", "what": "整张工作表"}),
    ]


def test_a_merged_cell_whose_first_row_is_hidden_shows_in_the_next() -> None:
    rows: list[list[object]] = [["序号", "类别"], [1, "宣传"], [2, None]]
    workbook = load_workbook(io.BytesIO(book(("表", rows), merges={"表": ["B2:B3"]})))
    workbook["表"].row_dimensions[2].hidden = True
    assert lines(saved(workbook)) == [["序号", "类别"], ["2", "宣传"]]


def test_line_breaks_and_invisible_signs_in_a_cell_leave_one_line() -> None:
    data = book(("表", [["牵头：甲\n配合：乙、丙", "开\u200b办\t夜校", "末"]]))
    assert lines(data) == [["牵头：甲 配合：乙、丙", "开办 夜校", "末"]]
    assert "text-invisible-removed" in [code for code, _ in notes(data)]


def test_sheets_written_without_places_with_prefixes_and_out_of_the_usual_folder_are_read() -> None:
    sheet = "<sheetData><row><c t='inlineStr'><is><t>甲</t></is></c><c><v>2</v></c></row></sheetData>"
    data = raw_book(sheet)
    assert read(data).text == "甲\t2"
    prefixed = sheet.replace("<", "<x:").replace("<x:/", "</x:")
    root = f'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{prefixed}</x:worksheet>'
    assert read(raw_book("", extra={"xl/worksheets/sheet1.xml": root.encode()})).text == "甲\t2"


def test_a_million_declared_empty_rows_and_columns_cost_nothing() -> None:
    empty = "".join(f'<row r="{r}" s="1"><c r="A{r}" s="1"/><c r="XFD{r}" s="1"/></row>' for r in range(3, 60_000))
    sheet = (
        "<dimension ref='A1:XFD1048576'/><cols><col min='1' max='16384' width='9'/></cols><sheetData>"
        f"<row r='1'>{inline('A1', '甲')}{inline('B1', '乙')}</row>{empty}"
        "<row r='1048576'><c r='A1048576' s='1'/></row>"
        "</sheetData><mergeCells><mergeCell ref='A1:A1048576'/><mergeCell ref='C1:XFD1048576'/></mergeCells>"
    )
    data = raw_book(sheet)
    begun = time.process_time()
    assert read(data, Limits(compression_ratio=1_000)).text == "甲\t乙"
    assert time.process_time() - begun < 2


def test_a_far_column_does_not_make_every_line_wide() -> None:
    rows = "".join(f"<row r='{r}'>{inline(f'A{r}', '甲')}{inline(f'XFD{r}', '乙')}</row>" for r in range(1, 200))
    assert set(read(raw_book(f"<sheetData>{rows}</sheetData>")).text.split("\n")) == {"甲\t乙"}


def test_too_many_rows_and_too_much_text_are_refused_before_they_fill_the_memory() -> None:
    many = book(("表", [["甲", "乙"]] * 101))
    with pytest.raises(DubanError) as caught:
        read(many, Limits(sheet_rows=100))
    assert caught.value.code == "sheet-too-many-rows"
    cells = "".join(f"<row r='{r}'><c r='A{r}' t='s'><v>0</v></c></row>" for r in range(1, 20_000))
    repeated = raw_book(f"<sheetData>{cells}</sheetData>", strings=f"<si><t>{'长' * 30_000}</t></si>")
    tracemalloc.start()
    with pytest.raises(DubanError) as caught:
        read(repeated, Limits(compression_ratio=10_000))
    assert caught.value.code == "document-text-too-long"
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()


def test_a_book_that_is_none_says_what_to_do() -> None:
    with pytest.raises(CallError) as binary:
        read(raw_book("", extra={"xl/workbook.bin": b"\0"}))
    assert binary.value.code == "sheet-binary"
    with pytest.raises(DubanError) as cut:
        read(raw_book("", extra={"xl/worksheets/sheet1.xml": b"<worksheet><sheetData><row"}))
    assert cut.value.code == "archive-damaged"
    assert "请" in str(cut.value)
    with pytest.raises(DubanError) as nothing:
        read(raw_book("<sheetData/>"))
    assert nothing.value.code == "document-no-text"


def test_links_to_other_files_and_macros_are_not_followed() -> None:
    target = b'Type="x/externalLink" Target="file:///x" TargetMode="External"'
    link = b'<Relationships><Relationship Id="r9" ' + target + b"/></Relationships>"
    sheet = f"<sheetData><row r='1'>{inline('A1', '甲')}<c r='B1'><f>[1]Sheet1!A1</f><v>5</v></c></row></sheetData>"
    data = raw_book(sheet, extra={"xl/vbaProject.bin": b"\0\1", "xl/externalLinks/_rels/x.rels": link})
    assert read(data, name="清单.xlsm").text == "甲\t5"


def test_column_letters_count_on_behind_z() -> None:
    assert [column_letters(n) for n in (1, 26, 27, 702, 703, 16_384)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]
    assert all(column_number(column_letters(n)) == n for n in range(1, 16_385, 97))
