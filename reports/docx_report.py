"""The report as DOCX, to be edited, numbered and stamped by the office: the layout is in ``docx_format``."""

from datetime import datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Mm
from docx.text.paragraph import Paragraph as Line

from reports.blocks import Annex, Block, Chart, Heading, Paragraph, Report, Table
from reports.charts import COLOURS
from reports.docx_format import SANS, close_section, page, prepare, runs, stable
from reports.drawing import png
from reports.typefaces import Typefaces

WIDTH_TWIPS = {False: 8844, True: 14797}  # 156 mm and 261 mm
LINES_KEPT_WHOLE = 14
CHARACTERS_ACROSS = 80


def render(report: Report, made_at: datetime, typefaces: Typefaces) -> bytes:
    """Return the DOCX; the same report gives the same bytes. Only the charts use the faces, as pictures."""
    document = docx.Document()
    prepare(document)
    _properties(document, report, made_at)
    page(document.sections[0], wide=False)
    _head(document, report)
    for block in report.blocks:
        _add(document, block, typefaces, wide=False)
        if isinstance(block, Table):
            _line(document, "Duban Note")
    _foot(document, report)
    for annex in report.annexes:
        _annex(document, annex, typefaces)
    buffer = BytesIO()
    document.save(buffer)
    return stable(buffer.getvalue())


def _properties(document: Document, report: Report, made_at: datetime) -> None:
    facts = document.core_properties
    facts.title, facts.author, facts.last_modified_by = report.heading, report.signature, report.signature
    facts.created = facts.modified = made_at
    facts.revision, facts.language, facts.comments, facts.keywords = 1, "zh-CN", "", ""


def _line(document: Document, style: str, text: str = "", lead: str = "") -> Line:
    line = document.add_paragraph(style=style)
    for part, bold in [(lead, True), (text, False)]:
        if part:
            line._p.append(parse_xml(_wrapped(runs(part, bold=bold))))  # noqa: SLF001 - runs carry font hints
    return line


def _wrapped(run: str) -> str:
    return run.replace("<w:r>", f"<w:r {nsdecls('w')}>", 1)


def _head(document: Document, report: Report) -> None:
    _line(document, "Title", report.title)
    if report.mark:
        _line(document, "Duban Mark", report.mark)
    if report.number:
        _line(document, "Duban Mark", report.number)
    _line(document, "Normal")
    _line(document, "Normal", report.addressee)


def _foot(document: Document, report: Report) -> None:
    _line(document, "Normal")
    for at, annex in enumerate(report.annexes):
        label = "附件：" if at == 0 else "　　　"
        line = _line(document, "Duban Body", f"{label}{annex.number}.{annex.title}")
        line.paragraph_format.keep_with_next = True
    for _ in range(2):
        _line(document, "Normal").paragraph_format.keep_with_next = True
    for text, indent in [(report.signature, 200), (report.signed_on, 400)]:
        line = _line(document, "Normal", text)
        line.paragraph_format.keep_with_next = text == report.signature
        _shift_left(line, indent)
    _line(document, "Normal")
    for note in report.notes:
        _line(document, "Duban Note", note)


def _shift_left(line: Line, characters: int) -> None:
    properties = line._p.get_or_add_pPr()  # noqa: SLF001 - indents in characters need XML
    twips = characters * 32 // 10
    properties.append(parse_xml(f'<w:ind {nsdecls("w")} w:rightChars="{characters}" w:right="{twips}"/>'))
    properties.append(parse_xml(f'<w:jc {nsdecls("w")} w:val="right"/>'))


def _annex(document: Document, annex: Annex, typefaces: Typefaces) -> None:
    section = document.add_section(WD_SECTION.NEW_PAGE)
    close_section(document)
    page(section, wide=annex.wide)
    _line(document, "Duban Annex", f"附件{annex.number}")
    _line(document, "Duban Annex Title", annex.title)
    for at, block in enumerate(annex.blocks):
        if at:
            _line(document, "Duban Note")
        _add(document, block, typefaces, wide=annex.wide)


def _add(document: Document, block: Block, typefaces: Typefaces, *, wide: bool) -> None:
    if isinstance(block, Heading):
        _line(document, f"Heading {block.level}", block.text)
    elif isinstance(block, Paragraph):
        _line(document, "Duban Body", block.text, block.lead)
    elif isinstance(block, Chart):
        _chart(document, block, typefaces)
    elif block.rows:
        _line(document, "Caption", block.caption).paragraph_format.keep_with_next = True
        document.element.body.insert(-1, parse_xml(_table(block, wide=wide)))
    else:
        _line(document, "Duban Body", f"{block.caption}。无。")


def _chart(document: Document, chart: Chart, typefaces: Typefaces) -> None:
    line = document.add_paragraph(style="Caption")
    line.paragraph_format.keep_with_next = True
    picture = line.add_run().add_picture(BytesIO(png(chart, typefaces)), width=Mm(154))
    facts = picture._inline.docPr  # noqa: SLF001 - python-docx has no alternative text
    facts.set("descr", chart.alt)
    facts.set("title", chart.caption)
    _line(document, "Caption", chart.caption)


def _table(table: Table, *, wide: bool) -> str:
    whole = sum(column.weight for column in table.columns)
    widths = [WIDTH_TWIPS[wide] * column.weight // whole for column in table.columns]
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:space="0" w:color="555555"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    size = 9 if wide else 10.5
    head = "".join(
        _cell(runs(column.title, size=size, font=SANS), width, "center", fill="EEF1F4")
        for column, width in zip(table.columns, widths, strict=True)
    )
    rows = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    for at, row in enumerate(table.rows):
        strong = table.total and at == len(table.rows) - 1
        cells = "".join(
            _cell(
                (runs("● ", size=size, colour=COLOURS[cell.light].lstrip("#")) if cell.light else "")
                + runs(cell.text, size=size, font=SANS if strong else ""),
                width,
                column.align,
                level="top" if wide else "center",
            )
            for cell, column, width in zip(row, table.columns, widths, strict=True)
        )
        kept = "<w:cantSplit/>" if table.lines_in(row, CHARACTERS_ACROSS) <= LINES_KEPT_WHOLE else ""
        rows.append(f"<w:tr><w:trPr>{kept}</w:trPr>{cells}</w:tr>")
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    margins = '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/>{margins}'
        f'<w:tblCaption w:val="{table.caption}"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def _cell(inner: str, width: int, side: str, *, fill: str = "", level: str = "center") -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}<w:vAlign w:val="{level}"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="DubanTable"/><w:jc w:val="{side}"/></w:pPr>{inner}</w:p></w:tc>'
    )
