"""A clerk with a workbook: the columns are shown, can be corrected, and what goes out again does no harm."""

import io
import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from tests.commands.desk import Desk
from tests.intake.sheet_files import book

HEAD = ["序号", "街道", "任务名称", "工作内容", "责任单位", "完成时限"]
DANGEROUS = [
    "=cmd|' /C calc'!A0",
    "+1+2月走访企业",
    "-1项制度要修订",
    "@SUM(A1:A9)完成汇总",
    '=HYPERLINK("http://x.example","开办夜校")',
]


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """A workbook of two tasks of two streets."""
    file = tmp_path / "任务清单.xlsx"
    rows: list[list[object]] = [
        [*HEAD],
        [1, "月桥街道", "夜校", "开设8个班，6月底前完成。", "月桥街道", date(2017, 6, 30)],
        [2, "砚池街道", "驿站", "新建3家", "砚池街道", "年底前"],
    ]
    file.write_bytes(book(("清单", rows)))
    return file


def test_extract_says_how_the_columns_were_understood_in_the_form_it_takes_back(desk: Desk, workbook: Path) -> None:
    told = desk.done("extract", workbook, "--year", 2017)
    line = next(line for line in told.split("\n") if line.startswith("第 1 张表"))
    assert line == (
        "第 1 张表（工作表“清单”）读出 2 项：A=序号（序号），B=所属单位（街道），C=事项名称（任务名称），"
        "D=任务内容（工作内容），E=责任单位（责任单位），F=完成时限（完成时限）"
    )
    again = desk.json("extract", workbook, "--year", 2017, "--columns", line.partition("：")[2])
    assert again == desk.json("extract", workbook, "--year", 2017)


def test_a_correction_changes_the_items_for_extract_and_import_alike(
    office: Desk, workbook: Path, tmp_path: Path
) -> None:
    file = tmp_path / "列.json"
    file.write_text('{"1": {"C": "不使用", "D": "任务内容"}}', encoding="utf-8")
    read = office.json("extract", workbook, "--year", 2017, "--columns", file)
    assert [item["text"] for item in read["items"]] == ["开设8个班，6月底前完成。", "新建3家"]
    made = office.json("import", workbook, "--year", 2017, "--columns", "1:C=不使用")
    with closing(sqlite3.connect(office.folder / "duban.db")) as connection:
        [columns] = connection.execute("SELECT columns FROM review WHERE id = ?", [made["review_id"]]).fetchone()
    assert list(json.loads(columns)["1"]) == ["C"]
    assert [task["title"] for task in made["tasks"]] == ["开设8个班", "新建3家"]


@pytest.mark.parametrize("words", ["1:C=天气", "9:C=任务内容", "C", "没有.json"])
def test_a_wrong_correction_is_refused_with_what_to_type(desk: Desk, workbook: Path, words: str) -> None:
    said = desk("extract", workbook, "--year", 2017, "--columns", words)
    assert said.code == 2
    assert said.err.startswith("错误：")
    assert not said.out


def test_texts_that_look_like_formulas_stay_texts_from_one_workbook_to_the_other(office: Desk, tmp_path: Path) -> None:
    file = tmp_path / "清单.xlsx"
    rows: list[list[object]] = [["序号", "街道", "工作内容", "责任单位", "完成时限"]]
    rows += [[n, "月桥街道", text, "月桥街道", "6月底"] for n, text in enumerate(DANGEROUS, start=1)]
    file.write_bytes(_as_text(rows))
    assert len(office.json("import", file, "--year", 2017, "--assign")["tasks"]) == len(DANGEROUS)
    files = office.on(date(2017, 6, 30)).json("report", "2017Q2", "--format", "xlsx", "--out", tmp_path / "out")[
        "files"
    ]
    written = next(Path(name) for name in files if name.endswith(".xlsx"))

    cells = [cell for sheet in load_workbook(written).worksheets for row in sheet.iter_rows() for cell in row]
    for text in DANGEROUS:
        assert any(text[:6] in str(cell.value) for cell in cells)
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    with zipfile.ZipFile(written) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)
        assert not [name for name in archive.namelist() if "externalLink" in name]


def _as_text(rows: list[list[object]]) -> bytes:
    """Pack rows whose texts stay texts although they begin with an equals sign."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"strings_to_formulas": False, "strings_to_urls": False}) as made:
        sheet = made.add_worksheet("清单")
        for place, row in enumerate(rows):
            sheet.write_row(place, 0, row)
    return buffer.getvalue()
