# ruff: noqa: INP001 - a script of the checkout, not part of the product
"""Makes the Word and Excel files of the bundled sample from its text files: same text, same bytes, on any day.

``scripts/make_samples`` calls it after a text file was changed; ``--into DIR`` writes elsewhere, for the tests.
"""

import argparse
import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import docx
import xlsxwriter
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

SAMPLES = Path(__file__).resolve().parent.parent / "duban" / "samples"
MADE_AT = datetime(2017, 3, 27, 9, 0, tzinfo=UTC)
SENTENCE_ENDS = "。？！）"
CAPTION_AT_MOST = 20  # characters: a longer line without a full stop is a sentence torn by the page layout
NUMBERED_BY_WORD = ("砚池街道", "听泉街道")
KEPT_STYLES = ("Title", "Heading 1", "Heading 2", "Heading 3", "Caption", "Table Grid")
ITEM = re.compile(r"- (\d+)\.(.*)")
STREET = re.compile(r"(\S+) 现阶段工作成果")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph of the plan: its kind, its whole text, and for an item its number."""

    kind: str
    text: str
    number: str = ""


def is_torn(line: str) -> bool:
    """Return whether a line without a full stop goes on in the next one: items do, headings do not."""
    return line.startswith("- ") or (" " not in line and len(line) > CAPTION_AT_MOST)


def whole_lines(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the lines of the page with torn sentences joined, and whether a gap of two empty lines stands before."""
    torn, empty = "", 0
    for line in text.splitlines():
        if not line:
            empty += 1
            continue
        gap, empty = empty > 1, 0
        torn += line
        if torn[-1] in SENTENCE_ENDS or not is_torn(torn):
            yield torn, gap
            torn = ""


def blocks(text: str) -> Iterator[Block]:
    """Yield the paragraphs of the plan with what each of them is."""
    for line, after_gap in whole_lines(text):
        if item := ITEM.fullmatch(line):
            yield Block("item", item[2], item[1])
        elif line.startswith("■"):
            yield Block("part", line.strip("■"))
        elif STREET.fullmatch(line) or line == "目标计划":
            yield Block("street" if " " in line else "goals", line)
        elif line[-1] in SENTENCE_ENDS:
            yield Block("prose", line)
        elif " " in line:
            yield Block("title", line)
        else:
            yield Block("caption" if after_gap else "result", line)


def list_of_its_own(document: Document, number_id: int) -> None:
    """Define an automatic numbering 1. 2. 3. that begins anew."""
    numbering = document.part.numbering_part.element
    level = (
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
        '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="420" w:hanging="420"/></w:pPr></w:lvl>'
    )
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{number_id}">'
        f'<w:multiLevelType w:val="singleLevel"/>{level}</w:abstractNum>'
    )
    # The schema wants all definitions before the first use of one.
    numbering.insert(list(numbering).index(numbering.findall(qn("w:num"))[0]), abstract)
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{number_id}"><w:abstractNumId w:val="{number_id}"/></w:num>')
    )


def number_by_word(paragraph: Paragraph, number_id: int) -> None:
    """Let Word print the number before the paragraph."""
    paragraph._p.get_or_add_pPr().append(  # noqa: SLF001 - python-docx has no numbering of its own
        parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{number_id}"/></w:numPr>')
    )


def add_figures(document: Document, rows: list[dict[str, str]]) -> None:
    """Add the table of results of one street."""
    names = ("项目", "数量", "计量单位")
    table = document.add_table(rows=1, cols=len(names), style="Table Grid")
    for row in [dict(zip(names, names, strict=True)), *rows]:
        cells = table.rows[0].cells if row["项目"] == "项目" else table.add_row().cells
        for cell, name in zip(cells, names, strict=True):
            cell.text = row[name]


def dress(document: Document) -> None:
    """Give the styles Chinese fonts and the sober look of an official page."""
    for name, font, size in (
        ("Normal", "仿宋", 14), ("Title", "宋体", 20), ("Heading 1", "黑体", 18),
        ("Heading 2", "黑体", 16), ("Heading 3", "楷体", 14), ("Caption", "宋体", 10),
    ):  # fmt: skip
        style = document.styles[name]
        style.font.name, style.font.size = font, Pt(size)
        style.font.color.rgb = docx.shared.RGBColor(0, 0, 0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), font)


def plan_as_word(text: str, figures: list[dict[str, str]]) -> bytes:
    """Return the plan as a Word file: headings as styles, some items numbered by Word, one table of results."""
    styles = {"title": "Title", "part": "Heading 1", "street": "Heading 2", "goals": "Heading 2", "result": "Heading 3"}
    document = docx.Document()
    dress(document)
    street, number_id = "", 100
    for block in blocks(text):
        if block.kind == "street":
            street = block.text.split()[0]
        if block.kind == "goals":
            number_id += 1
            list_of_its_own(document, number_id)
            if rows := [row for row in figures if row["单位"] == street]:
                add_figures(document, rows)
        by_word = street in NUMBERED_BY_WORD
        typed = f"{block.number}.{block.text}" if block.number and not by_word else block.text
        paragraph = document.add_paragraph(typed, "Caption" if block.kind == "caption" else styles.get(block.kind))
        if block.kind == "item" and by_word:
            number_by_word(paragraph, number_id)
        if block.kind in {"title", "caption"}:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    lighten(document)
    sign(document)
    return saved(document)


def lighten(document: Document) -> None:
    """Drop what the empty template brings along and this page does not use: most of its styles and a picture."""
    for part in (document.part, document.part.package):
        for key, rel in list(part.rels.items()):
            if rel.reltype.endswith(("/stylesWithEffects", "/thumbnail", "/customXml")):
                del part.rels[key]
    styles = document.styles.element
    used = {style.style_id for style in document.styles if style.name in KEPT_STYLES}
    for style in styles.findall(qn("w:style")):
        if style.get(qn("w:styleId")) not in used and style.get(qn("w:default")) is None:
            styles.remove(style)
        elif (link := style.find(qn("w:link"))) is not None:
            style.remove(link)


def sign(document: Document) -> None:
    """Fill the properties, which would otherwise name the template's author and date."""
    core = document.core_properties
    core.title, core.author, core.last_modified_by = "云河区街道工会改革任务", "云河区总工会", "云河区总工会"
    core.comments, core.revision = "", 1
    core.created = core.modified = MADE_AT.replace(tzinfo=None)


def saved(document: Document) -> bytes:
    """Return the bytes of the document."""
    raw = io.BytesIO()
    document.save(raw)
    return repacked(raw.getvalue())


def repacked(package: bytes) -> bytes:
    """Return the zip without dates and without compression, whose output differs between zlib versions."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name)  # 1 January 1980
            entry.create_system = 0
            new.writestr(entry, old.read(name))
    return out.getvalue()


def roster_as_excel(rows: list[list[str]]) -> bytes:
    """Return the roster as an Excel file; every cell is text, so that no number loses its zeros."""
    raw = io.BytesIO()
    with xlsxwriter.Workbook(raw, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": MADE_AT.replace(tzinfo=None), "author": "云河区总工会"})
        sheet = book.add_worksheet("花名册")
        head, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
        for at, row in enumerate(rows):
            for column, value in enumerate(row):
                if value:
                    sheet.write_string(at, column, value, text if at else head)
        for column, values in enumerate(zip(*rows, strict=True)):
            sheet.set_column(column, column, 2 + max(len(v.encode("gb18030")) for v in values), text)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
    return repacked(raw.getvalue())


def tasks_as_excel(rows: list[list[str]]) -> bytes:
    """Return the table of tasks as offices lay it out: a title, two header rows, groups merged over their rows."""
    raw = io.BytesIO()
    names, body = rows[0], rows[1:]
    lead, support = names.index("牵头单位"), names.index("配合单位")
    with xlsxwriter.Workbook(raw, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"created": MADE_AT.replace(tzinfo=None), "author": "云河区总工会"})
        sheet = book.add_worksheet("任务分解表")
        title = book.add_format({"bold": True, "align": "center", "font_size": 16})
        head = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1})
        text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "vcenter", "border": 1})
        last = len(names) - 1
        sheet.merge_range(0, 0, 0, last, "云河区工会改革重点任务分解表（2017年）", title)
        sheet.merge_range(2, lead, 2, support, "责任分工", head)
        for column, name in enumerate(names):
            if column in {lead, support}:
                sheet.write_string(3, column, name, head)
            else:
                sheet.merge_range(2, column, 3, column, name, head)
        for column, width in enumerate((6, 12, 18, 48, 14, 30, 16, 14)):
            sheet.set_column(column, column, width, text)
        _write_groups(sheet, body, names.index("类别"), text)
    return repacked(raw.getvalue())


def _write_groups(sheet: Worksheet, body: list[list[str]], group: int, text: Format) -> None:
    """Write the rows below the headers; a group stands once, merged over its rows."""
    first = 4
    for at, row in enumerate(body):
        for column, value in enumerate(row):
            if column != group:
                sheet.write_string(first + at, column, value, text)
    for name in dict.fromkeys(row[group] for row in body):
        places = [first + at for at, row in enumerate(body) if row[group] == name]
        if len(places) > 1:
            sheet.merge_range(places[0], group, places[-1], group, name, text)
        else:
            sheet.write_string(places[0], group, name, text)


def main() -> None:
    """Write the files."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", type=Path, default=SAMPLES, help="folder to write to")
    into: Path = parser.parse_args().into
    with (SAMPLES / "figures-2017.csv").open(encoding="utf-8", newline="") as table:
        figures = list(csv.DictReader(table))
    plan = (SAMPLES / "plan-2017.txt").read_text(encoding="utf-8")
    (into / "plan-2017.docx").write_bytes(plan_as_word(plan, figures))
    with (SAMPLES / "roster.csv").open(encoding="utf-8-sig", newline="") as roster:
        (into / "roster.xlsx").write_bytes(roster_as_excel(list(csv.reader(roster))))
    with (SAMPLES / "tasks-2017.csv").open(encoding="utf-8-sig", newline="") as tasks:
        (into / "tasks-2017.xlsx").write_bytes(tasks_as_excel(list(csv.reader(tasks))))


if __name__ == "__main__":
    main()
