"""Large plans to measure with: a Word file and a PDF of 200 pages, a workbook of 10 000 rows."""

import io
import json
from pathlib import Path

LARGE = {"docx": "200 pages", "pdf": "200 pages", "xlsx": "10 000 rows"}
_STREETS, _ITEMS = 40, 65
_FONTS = Path(__file__).resolve().parents[1] / "reports" / "fonts"
_TYPST = """
#let data = json(bytes(sys.inputs.data))
#set page(paper: "a4", header: [云河区总工会改革计划], numbering: "— 1 —", columns: 2)
#set text(font: "Noto Serif SC", size: 12pt, lang: "zh")
#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: 11pt)
#for line in data { par(line) }
"""


def make_large(kind: str, file: Path) -> None:
    """Write the large document of a kind."""
    {"docx": _word, "pdf": _pdf, "xlsx": _workbook}[kind](file)


def _item(street: int, number: int) -> str:
    return (
        f"{number}.{number % 12 + 1}月底前组织第{street}街道职工开展技能培训{number * 3 + street}人次，"
        f"建立职工书屋{number % 7 + 1}家，走访困难职工家庭{street + number}户，完善服务台账，"
        f"由第{street}街道总工会牵头，区职工服务中心配合。"
    )


def _lines() -> list[str]:
    lines = []
    for street in range(1, _STREETS + 1):
        lines += [f"第{street}街道总工会", "目标计划", *(_item(street, number) for number in range(1, _ITEMS + 1))]
    return lines


def _word(file: Path) -> None:
    import docx  # noqa: PLC0415 - only for this kind

    document = docx.Document()
    for line in _lines():
        document.add_paragraph(line)
    for _ in range(10):
        table = document.add_table(rows=1, cols=5)
        for cell, title in zip(
            table.rows[0].cells, ("序号", "工作任务", "责任单位", "配合单位", "完成时限"), strict=True
        ):
            cell.text = title
        for number in range(1, 41):
            row = (str(number), f"编制职工服务清单{number}项。", "区职工服务中心", "各街道总工会", "9月底前")
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.text = words
    target = io.BytesIO()
    document.save(target)
    file.write_bytes(target.getvalue())


def _pdf(file: Path) -> None:
    import typst  # noqa: PLC0415 - only for this kind

    lines = _lines()
    data = json.dumps(lines + lines[: len(lines) // 4], ensure_ascii=False)
    made: bytes = typst.compile(
        _TYPST.encode(),
        font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(_FONTS)]),
        ignore_system_fonts=True,
        sys_inputs={"data": data},
        format="pdf",
    )
    file.write_bytes(made)


def _workbook(file: Path) -> None:
    import xlsxwriter  # noqa: PLC0415 - only for this kind

    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet("任务分解表")
    sheet.merge_range("A1:H1", "云河区总工会改革任务分解表")
    sheet.write_row(1, 0, ("序号", "类别", "项目名称", "工作内容", "牵头单位", "配合单位", "完成时限", "备注"))
    for number in range(1, 10_001):
        words = (number, f"第{number // 50 + 1}类", f"项目{number}", _item(number % 40 + 1, number % 60 + 1)[2:],
                 "区总工会", "各街道总工会、区职工服务中心", f"2017年{number % 12 + 1}月底前", "")  # fmt: skip
        sheet.write_row(number + 1, 0, words)
    book.close()
