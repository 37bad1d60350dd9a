"""The report as a workbook to calculate and filter with; text stays text, whatever it begins with."""

from datetime import datetime
from io import BytesIO
from typing import Any
from unicodedata import east_asian_width

import xlsxwriter

from config.language import label
from reports.blocks import Annex, Chart, Heading, Paragraph, Report, Table
from reports.charts import COLOURS
from reports.snapshot import LIGHTS, Light

FONT = "宋体"
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
WIDTH = 150  # characters over which the weights of a table's columns are spread
OVERVIEW_WIDTHS = [24, 15, 15, 18, 18, 18]
PROSE_WIDTH = 80
TINTS: dict[Light, str] = {
    "red": "#F7D4D0",
    "orange": "#FBDCC4",
    "yellow": "#FFF0B8",
    "green": "#D5EBDD",
    "blue": "#D3E3F5",
    "grey": "#E6E8EB",
}
LONG_CELL = 32_000  # a cell holds 32,767 characters


def render(report: Report, made_at: datetime) -> bytes:
    """Return the workbook: 总览, 报告正文, 各街道, 任务台账, 慢序时, 按序时, 口径; equal reports give equal bytes."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, OPTIONS)
    book.set_properties({"title": report.heading, "author": report.signature, "created": made_at})
    sheets = _Sheets(book)
    tables = {block.name: block for block in report.every_block() if isinstance(block, Table)}
    annexes = {annex.number: annex for annex in report.annexes}
    sheets.overview(report, tables)
    sheets.prose(report)
    sheets.listing("各街道", tables.get("lights"), "各街道亮灯情况（项）")
    sheets.annex("任务台账", annexes[3])
    sheets.annex("慢序时", annexes[1])
    sheets.annex("按序时", annexes[2])
    sheets.stacked("口径", [block for block in annexes[4].blocks if isinstance(block, Table)])
    book.close()
    return buffer.getvalue()


def _height(text: str, width: int) -> int:
    """Return the row height in points for text wrapped in a column so many half-width characters wide."""
    lines = sum(1 + _halves(line) // max(width - 2, 2) for line in text.split("\n"))
    return min(16 * lines + 2, 400)


def _halves(text: str) -> int:
    return sum(2 if east_asian_width(each) in "WFA" else 1 for each in text)


class _Sheets:
    """Writes the sheets of one workbook."""

    def __init__(self, book: Any) -> None:  # noqa: ANN401 - the writer is untyped
        self.book = book
        plain = {"font_name": FONT, "font_size": 10.5, "valign": "vcenter", "text_wrap": True}
        ruled = plain | {"border": 1, "border_color": "#808080"}
        self.formats = {
            "title": book.add_format(plain | {"bold": True, "font_size": 16, "align": "center"}),
            "heading": book.add_format({"font_name": FONT, "font_size": 14, "bold": True}),
            "note": book.add_format({"font_name": FONT, "font_size": 9}),
            "caption": book.add_format(plain | {"bold": True, "font_size": 12}),
            "plain": book.add_format(plain | {"valign": "top"}),
            "head": book.add_format(ruled | {"bold": True, "align": "center", "bg_color": "#EEF1F4"}),
            "left": book.add_format(ruled | {"align": "left"}),
            "center": book.add_format(ruled | {"align": "center"}),
            "right": book.add_format(ruled | {"align": "right"}),
            "percent": book.add_format(ruled | {"align": "center", "num_format": '0"%"'}),
        }
        for light, tint in TINTS.items():
            self.formats[light] = book.add_format(ruled | {"bg_color": tint, "align": "center"})

    def overview(self, report: Report, tables: dict[str, Table]) -> None:
        """Write the counts of the quarter, who reported, the next deadlines and a native chart."""
        sheet = self._sheet("总览", wide=False)
        for at, width in enumerate(OVERVIEW_WIDTHS):
            sheet.set_column(at, at, width)
        sheet.merge_range(0, 0, 0, 5, report.heading + report.mark, self.formats["title"])
        sheet.set_row(0, 30)
        sheet.fit_to_pages(1, 1)
        row = 2
        for name in ("totals", "reporting", "due"):
            if name in tables:
                row = self._table(sheet, row, tables[name], OVERVIEW_WIDTHS) + 1
        for note in report.notes:
            sheet.write_string(row, 0, note, self.formats["note"])
            row += 1
        if "lights" in tables:
            self._chart(sheet, row + 1, tables["lights"])

    def prose(self, report: Report) -> None:
        """Write all words of the body, one paragraph a row, with the names of tables and charts in their places."""
        sheet = self._sheet("报告正文", wide=False)
        sheet.set_column(0, 0, PROSE_WIDTH)
        lines = [(report.heading + report.mark, "title"), (report.number, "plain"), (report.addressee, "plain")]
        for block in report.blocks:
            if isinstance(block, Heading):
                lines.append((block.text, "caption"))
            elif isinstance(block, Paragraph):
                lines.append((block.lead + block.text, "plain"))
            else:
                lines.append((f"（{block.caption}）" + (block.alt if isinstance(block, Chart) else ""), "plain"))
        lines += [(f"附件：{annex.number}.{annex.title}", "plain") for annex in report.annexes]
        lines += [(text, "plain") for text in (report.signature, report.signed_on, *report.notes)]
        for row, (text, style) in enumerate(line for line in lines if line[0]):
            sheet.write_string(row, 0, text[:LONG_CELL], self.formats[style])
            sheet.set_row(row, _height(text, PROSE_WIDTH))

    def annex(self, name: str, annex: Annex) -> None:
        """Write the one table of an annex as a filterable list."""
        table = next(block for block in annex.blocks if isinstance(block, Table))
        self.listing(name, table, f"{annex.title}（{table.caption}）")

    def listing(self, name: str, table: Table | None, title: str) -> None:
        """Write one table with frozen head, filter and repeated head in print."""
        sheet = self._sheet(name, wide=True)
        sheet.write_string(0, 0, title, self.formats["heading"])
        if table is None or not table.rows:
            sheet.write_string(1, 0, "无。", self.formats["plain"])
            return
        last = self._rows(sheet, 1, table, self._widths(sheet, table))
        sheet.freeze_panes(2, 2)
        sheet.autofilter(1, 0, last - 1 - table.total, len(table.columns) - 1)
        sheet.repeat_rows(1)

    def stacked(self, name: str, tables: list[Table]) -> None:
        """Write several tables one below the other."""
        sheet = self._sheet(name, wide=False)
        row = 0
        for table in tables:
            row = self._table(sheet, row, table, self._widths(sheet, table)) + 1

    def _sheet(self, name: str, *, wide: bool) -> Any:  # noqa: ANN401 - the writer is untyped
        sheet = self.book.add_worksheet(name)
        sheet.set_paper(9)
        sheet.set_landscape() if wide else sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.7, bottom=0.7)
        sheet.set_footer('&C&"宋体"&10第&P页，共&N页')
        sheet.hide_gridlines(2)
        return sheet

    def _widths(self, sheet: Any, table: Table) -> list[int]:  # noqa: ANN401 - the writer is untyped
        whole = sum(column.weight for column in table.columns)
        widths = [max(7, min(64, WIDTH * column.weight // whole)) for column in table.columns]
        for at, width in enumerate(widths):
            sheet.set_column(at, at, width)
        return widths

    def _table(self, sheet: Any, row: int, table: Table, widths: list[int]) -> int:  # noqa: ANN401 - untyped writer
        sheet.write_string(row, 0, table.caption, self.formats["heading"])
        return self._rows(sheet, row + 1, table, widths)

    def _rows(self, sheet: Any, row: int, table: Table, widths: list[int]) -> int:  # noqa: ANN401 - untyped writer
        for at, column in enumerate(table.columns):
            sheet.write_string(row, at, column.title, self.formats["head"])
        sheet.set_row(row, 34 if any("\n" in column.title for column in table.columns) else 18)
        for cells in table.rows:
            row += 1
            for at, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
                if cell.light:
                    sheet.write_string(row, at, cell.text, self.formats[cell.light])
                elif isinstance(cell.value, int) and cell.text == str(cell.value):
                    sheet.write_number(row, at, cell.value, self.formats[column.align])
                elif isinstance(cell.value, int) and cell.text == f"{cell.value}%":
                    sheet.write_number(row, at, cell.value, self.formats["percent"])
                else:
                    sheet.write_string(row, at, cell.text[:LONG_CELL], self.formats[column.align])
            sheet.set_row(row, max(map(_height, (cell.text for cell in cells), widths)))
        return row + 1

    def _chart(self, sheet: Any, row: int, table: Table) -> None:  # noqa: ANN401 - the writer is untyped
        chart = self.book.add_chart({"type": "bar", "subtype": "stacked"})
        last = 1 + len(table.rows) - table.total
        colours = {label("light", light): COLOURS[light] for light in LIGHTS}
        for at, column in enumerate(table.columns):
            if column.title in colours:
                chart.add_series(
                    {
                        "name": column.title,
                        "categories": ["各街道", 2, 0, last, 0],
                        "values": ["各街道", 2, at, last, at],
                        "fill": {"color": colours[column.title]},
                        "gap": 40,
                    }
                )
        chart.set_title({"name": table.caption, "name_font": {"name": FONT, "size": 12}, "overlay": False})
        chart.set_y_axis({"reverse": True, "num_font": {"name": FONT}})
        chart.set_x_axis({"major_unit": 1, "num_font": {"name": FONT}, "major_gridlines": {"visible": True}})
        chart.set_legend({"position": "bottom", "font": {"name": FONT}})
        chart.set_size({"width": 760, "height": 60 + 26 * max(len(table.rows), 6)})
        sheet.insert_chart(row, 0, chart, {"description": table.caption})
