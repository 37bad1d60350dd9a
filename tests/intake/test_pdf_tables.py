"""Ruled tables of PDF files: their cells, merged ones, over several pages, and the text around them once."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.settings import Limits
from planning.reading import read_document
from planning.reading.document import DocumentText, Table
from tests.intake.pdf_files import page_pdf, set_pdf, shown

PAGE = "#set page(width: 500pt, height: 600pt, margin: 50pt)\n"
LONG = "推进职工之家规范化建设并组织开展技能竞赛和困难职工帮扶活动"


def read(source: str) -> DocumentText:
    return read_document(set_pdf(PAGE + source), "计划.pdf", Limits())


def cells(document: DocumentText, table: Table) -> list[list[tuple[int, int, str]]]:
    """Return the cells of a table by rows: how many rows and columns each covers, and its text without spaces."""
    rows: dict[int, list[tuple[int, int, str]]] = {}
    for cell in table.cells:
        text = "".join(document.text[cell.start : cell.end].split())
        rows.setdefault(cell.row, []).append((cell.rows, cell.columns, text))
    return [rows.get(row, []) for row in range(max(rows) + 1)]


def texts(document: DocumentText, table: Table) -> list[list[str]]:
    return [[text for _, _, text in row] for row in cells(document, table)]


def table(rows: list[list[str]], columns: str = "(40pt, 180pt, 100pt, 80pt)", more: str = "") -> str:
    inside = ", ".join(f"[{text}]" for row in rows for text in row)
    return f"#table(columns: {columns}, {more}{inside})\n"


HEADER = ["序号", "工作任务", "责任单位", "完成时限"]


def test_a_table_is_read_cell_by_cell_between_the_text_around_it() -> None:
    rows = [HEADER, ["1", LONG * 2, "区总工会", "6月底前"], ["2", "开办职工夜校", "各街道工会", ""]]
    document = read(f"重点任务分解表\n\n{table(rows)}\n附注：按季度报送。\n")
    assert len(document.tables) == 1
    assert texts(document, document.tables[0]) == rows
    lines = document.text.split("\n")
    assert lines[0] == "重点任务分解表"
    assert lines[-1] == "附注：按季度报送。"
    assert "".join(document.text.split()).count(LONG) == 2
    start, end = document.tables[0].start, document.tables[0].end
    assert document.text[start:end].split("\n") == lines[1:4]
    assert {block.kind for block in document.blocks if start <= block.start < end} == {"table_cell"}


def test_merged_cells_are_found_from_the_rulings() -> None:
    source = (
        "#table(columns: (60pt, 60pt, 120pt, 120pt),\n"
        "table.cell(rowspan: 2)[类别], table.cell(rowspan: 2)[序号], table.cell(colspan: 2)[责任分工],\n"
        "[牵头单位], [配合单位],\n"
        "table.cell(rowspan: 2)[建家], [1], [区总工会], [区教育局],\n"
        "[2], table.cell(colspan: 2)[各街道工会])\n"
    )
    document = read(source)
    assert cells(document, document.tables[0]) == [
        [(2, 1, "类别"), (2, 1, "序号"), (1, 2, "责任分工")],
        [(1, 1, "牵头单位"), (1, 1, "配合单位")],
        [(2, 1, "建家"), (1, 1, "1"), (1, 1, "区总工会"), (1, 1, "区教育局")],
        [(1, 1, "2"), (1, 2, "各街道工会")],
    ]
    assert document.text.split("\n")[1] == "\t\t牵头单位\t配合单位"


@pytest.mark.parametrize("repeat", [True, False])
def test_a_table_over_several_pages_is_one_table_with_one_head(repeat: bool) -> None:  # noqa: FBT001 - a case
    body = [[str(number), f"{LONG}第{number}批", "区总工会", f"{number % 12 + 1}月底前"] for number in range(1, 61)]
    head = "table.header(" + ", ".join(f"[{text}]" for text in HEADER) + "), " if repeat else ""
    document = read(table(body if repeat else [HEADER, *body], more=head))
    assert len(document.landmarks) > 2
    assert len(document.tables) == 1
    assert texts(document, document.tables[0]) == [HEADER, *body]
    page_of_last = document.place_of(document.tables[0].cells[-1].start)
    assert page_of_last == document.landmarks[-1].label


def test_a_row_that_is_cut_by_the_end_of_a_page_is_made_whole() -> None:
    body = [[str(number), f"{LONG * 9}第{number}批", "区总工会", "年底前"] for number in range(1, 9)]
    document = read(table([HEADER, *body]))
    assert len(document.landmarks) > 2
    assert texts(document, document.tables[0]) == [HEADER, *body]


def test_a_merged_cell_reaches_over_the_end_of_a_page() -> None:
    rows = "".join(f"[{number}], [{LONG}], [区总工会], " for number in range(1, 31))
    document = read(f"#table(columns: (40pt, 40pt, 180pt, 100pt), table.cell(rowspan: 30)[建家], {rows})\n")
    assert len(document.tables) == 1
    first = document.tables[0].cells[0]
    assert (document.text[first.start : first.end], first.rows) == ("建家", 30)
    assert len([cell for cell in document.tables[0].cells if cell.column == 1]) == 30


def test_two_tables_of_different_columns_stay_two() -> None:
    document = read(
        table([HEADER, ["1", "甲", "乙", "丙"]]) + table([["街道", "事项"], ["清源街道", "建家"]], "(150pt, 150pt)")
    )
    assert [texts(document, each) for each in document.tables] == [
        [HEADER, ["1", "甲", "乙", "丙"]],
        [["街道", "事项"], ["清源街道", "建家"]],
    ]


def test_lines_of_a_cell_that_were_broken_on_purpose_stay_apart() -> None:
    document = read(table([HEADER, ["1", LONG, "牵头：区总工会 \\ 配合：区教育局", "年底"]]))
    assert "牵头：区总工会 配合：区教育局" in document.text


def test_a_frame_around_text_is_no_table() -> None:
    document = read(f"#rect(width: 100%)[{LONG}。]\n\n#table(columns: 1, [甲], [乙])\n")
    assert document.tables == ()
    assert document.text.split("\n")[0] == LONG + "。"


def test_a_table_drawn_with_thin_filled_boxes_is_read_too() -> None:
    boxes = b"".join(
        b"%d %d %s re f\n" % (x, y, size)
        for x, y, size in [
            *((72, y, b"300 0.5") for y in (700, 670, 640)),
            *((x, 640, b"0.5 60") for x in (72, 172, 372)),
        ]
    )
    content = boxes + b"".join(
        shown(text, x=x, y=y)
        for text, x, y in (("No", 80, 680), ("Task", 180, 680), ("1", 80, 650), ("School", 180, 650))
    )
    document = read_document(page_pdf(content), "计划.pdf", Limits())
    assert texts(document, document.tables[0]) == [["No", "Task"], ["1", "School"]]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    widths=st.lists(st.integers(45, 110), min_size=2, max_size=4),
    lengths=st.lists(st.lists(st.integers(0, 40), min_size=4, max_size=4), min_size=2, max_size=30),
)
def test_any_table_gives_every_cell_exactly_once(widths: list[int], lengths: list[list[int]]) -> None:
    words = "街道工会职工夜校技能竞赛困难帮扶法律援助集体协商女工关爱服务站点建家规范"
    rows = [
        ["甲" * (not column) + words[:length] for column, length in enumerate(line[: len(widths)])] for line in lengths
    ]
    rows[0] = [f"第{column}列" for column in range(len(widths))]
    rows = [[f"{number}号" + row[0][1:] if number else row[0], *row[1:]] for number, row in enumerate(rows)]
    document = read("#set page(height: auto)\n" + table(rows, f"({', '.join(f'{width}pt' for width in widths)})"))
    assert "".join("".join(cell for cell in row) for row in texts(document, document.tables[0])) == "".join(
        "".join(row) for row in rows
    )
