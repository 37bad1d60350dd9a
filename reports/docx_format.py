"""The DOCX page after GB/T 9704-2012: styles with East-Asian font names, sections, page numbers, tables, a stable zip.

Fonts are named, not embedded: an office's Word or WPS has 小标宋, 仿宋_GB2312 and 楷体_GB2312, and fontTable.xml names
what to fall back to. Measured on the rendered page: exact pitch 28.95 pt and -0.25 pt of spacing give 22 lines of 28
characters.
"""

import zipfile
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import Section
from docx.shared import Mm
from docx.styles.style import ParagraphStyle

TITLE, SANS, KAI, BODY, SONG = "方正小标宋简体", "黑体", "楷体_GB2312", "仿宋_GB2312", "宋体"
FALLBACKS = {TITLE: SONG, KAI: "楷体", BODY: "仿宋"}
LATIN = "Times New Roman"
BODY_SIZE = 16  # points: 三号
PITCH_TWIPS = 579
TIGHTER = -5  # twentieths of a point between characters
# name: font, size in points, centred, first-line indent in hundredths of a character, outline level
STYLES: dict[str, tuple[str, float, str, int, int | None]] = {
    "Normal": (BODY, 16, "both", 0, None),
    "Duban Body": (BODY, 16, "both", 200, None),
    "Title": (TITLE, 22, "center", 0, None),
    "Duban Mark": (KAI, 16, "center", 0, None),
    "Heading 1": (SANS, 16, "both", 200, 0),
    "Heading 2": (KAI, 16, "both", 200, 1),
    "Duban Annex": (SANS, 16, "left", 0, None),
    "Duban Annex Title": (TITLE, 22, "center", 0, 0),
    "Caption": (SANS, 12, "center", 0, None),
    "Duban Table": (BODY, 10.5, "left", 0, None),
    "Duban Note": (SONG, 9, "left", 0, None),
}
EXACT = {"Normal", "Duban Body", "Title", "Duban Mark", "Heading 1", "Heading 2", "Duban Annex", "Duban Annex Title"}


def prepare(document: Document) -> None:
    """Give the empty document our styles, settings and font fallbacks."""
    for name, facts in STYLES.items():
        _style(document, name, *facts)
    document.settings.odd_and_even_pages_header_footer = True
    _fallbacks(document)


def _style(document: Document, name: str, font: str, size: float, side: str, indent: int, level: int | None) -> None:
    styles = document.styles
    style = styles[name] if name in styles else styles.add_style(name, 1)
    if not isinstance(style, ParagraphStyle):
        raise TypeError(name)
    if name.startswith("Duban"):
        style.base_style = styles["Normal"]
    fonts = f'w:ascii="{LATIN}" w:hAnsi="{LATIN}" w:cs="{LATIN}" w:eastAsia="{font}" w:hint="eastAsia"'
    spacing = f'<w:spacing w:val="{TIGHTER}"/>' if size == BODY_SIZE else ""
    _replace(
        style.element,
        "w:rPr",
        f'<w:rPr {nsdecls("w")}><w:rFonts {fonts}/><w:color w:val="000000"/>{spacing}'
        f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr>',
    )
    line = f'w:line="{PITCH_TWIPS}" w:lineRule="exact"' if name in EXACT else 'w:line="240" w:lineRule="auto"'
    gap = 'w:before="60" w:after="60"' if name == "Caption" else 'w:before="0" w:after="0"'
    keep = "<w:keepNext/>" if level is not None or name == "Duban Annex" else ""
    widow = '<w:widowControl w:val="0"/>'  # a full page has all its 22 lines
    # Titles and small print are not stretched to the grid of the body text.
    free = "" if name in EXACT and size == BODY_SIZE else '<w:snapToGrid w:val="0"/>'
    outline = f'<w:outlineLvl w:val="{level}"/>' if level is not None else ""
    _replace(
        style.element,
        "w:pPr",
        f'<w:pPr {nsdecls("w")}>{keep}{widow}{free}<w:spacing {gap} {line}/><w:ind w:firstLineChars="{indent}" '
        f'w:firstLine="{indent * 32 // 10}"/><w:jc w:val="{side}"/>{outline}</w:pPr>',
    )


def _replace(element: Any, tag: str, xml: str) -> None:  # noqa: ANN401 - lxml's elements of python-docx are untyped
    old = element.find(qn(tag))
    if old is not None:
        element.remove(old)
    new = parse_xml(xml)
    properties = element.find(qn("w:pPr"))
    if tag == "w:rPr" and properties is not None:
        properties.addnext(new)
    elif tag == "w:pPr" and element.find(qn("w:rPr")) is not None:
        element.find(qn("w:rPr")).addprevious(new)
    else:
        element.append(new)


def _fallbacks(document: Document) -> None:
    for part in document.part.package.iter_parts():
        if str(part.partname) == "/word/fontTable.xml":
            fonts = "".join(
                f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
                for name, other in FALLBACKS.items()
            )
            part._blob = part.blob.replace(b"</w:fonts>", fonts.encode() + b"</w:fonts>")  # noqa: SLF001 - no setter


def close_section(document: Document) -> None:
    """Make the paragraph that carries the newest section break too small to open a page of its own."""
    properties = document.element.body.xpath("./w:p/w:pPr[w:sectPr]")[-1]
    small = '<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    for element in reversed(parse_xml(f"<w:pPr {nsdecls('w')}>{small}</w:pPr>")):
        properties.insert(0, element)


def page(section: Section, *, wide: bool) -> None:
    """Set paper, margins, line grid and the page number of one section."""
    section.page_width, section.page_height = (Mm(297), Mm(210)) if wide else (Mm(210), Mm(297))
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    margins = (28, 26, 18, 18) if wide else (37, 35, 28, 26)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = map(Mm, margins)
    section.header_distance, section.footer_distance = Mm(15), Mm(18 if wide else 24)
    grid = section._sectPr.find(qn("w:docGrid"))  # noqa: SLF001 - python-docx has no grid
    if grid is not None:
        section._sectPr.remove(grid)  # noqa: SLF001 - see above
    section._sectPr.append(parse_xml(f'<w:docGrid {nsdecls("w")} w:type="lines" w:linePitch="{PITCH_TWIPS}"/>'))  # noqa: SLF001
    for footer, side in [(section.footer, "right"), (section.even_page_footer, "left")]:
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]._p  # noqa: SLF001 - the field needs XML
        paragraph.getparent().replace(paragraph, parse_xml(_page_number(side)))


def _page_number(side: str) -> str:
    fonts = f'<w:rPr><w:rFonts w:ascii="{SONG}" w:hAnsi="{SONG}" w:eastAsia="{SONG}"/><w:sz w:val="28"/></w:rPr>'
    field = "".join(
        f"<w:r>{fonts}{inner}</w:r>"
        for inner in (
            '<w:t xml:space="preserve">— </w:t>',
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>1</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
            '<w:t xml:space="preserve"> —</w:t>',
        )
    )
    edge = f'w:{side}Chars="100" w:{side}="280"'
    return f'<w:p {nsdecls("w")}><w:pPr><w:ind {edge}/><w:jc w:val="{side}"/></w:pPr>{field}</w:p>'


def runs(text: str, *, bold: bool = False, size: float | None = None, font: str = "", colour: str = "") -> str:
    """Return the XML of text in one run; line feeds become breaks, quotation marks stay full width."""
    fonts = f' w:eastAsia="{font}"' if font else ""
    inner = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    facts = f'<w:rFonts w:hint="eastAsia"{fonts}/>' + ("<w:b/><w:bCs/>" if bold else "")
    facts += f'<w:color w:val="{colour}"/>' if colour else ""
    facts += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    return f"<w:r><w:rPr>{facts}</w:rPr>{inner}</w:r>"


def stable(data: bytes) -> bytes:
    """Return the same package with sorted names and no times, so that equal documents are equal bytes."""
    result = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(result, "w") as target:
        for name in sorted(source.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            target.writestr(entry, source.read(name))
    return result.getvalue()
