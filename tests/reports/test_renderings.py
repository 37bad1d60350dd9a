import ctypes
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm

from config.errors import CallError
from reports.blocks import Heading, Paragraph, Table
from reports.composing import compose
from reports.rendering import FORMATS, Format, produce, render
from reports.sealing import digest_of, load, seal
from reports.snapshot import Highlight, Snapshot
from tests.reports.reading import pages, without_blanks, words_of


@pytest.fixture(scope="module")
def rendered(sample: Snapshot) -> dict[Format, bytes]:
    return {fmt: render(sample, fmt) for fmt in FORMATS}


@pytest.mark.parametrize("fmt", FORMATS)
def test_rendering_twice_gives_the_same_bytes(sample: Snapshot, rendered: dict[Format, bytes], fmt: Format) -> None:
    assert render(load(seal(sample)), fmt) == rendered[fmt]


@pytest.mark.parametrize("fmt", ["docx", "xlsx"])
def test_no_packed_file_carries_the_time_of_writing(rendered: dict[Format, bytes], fmt: Format) -> None:
    with zipfile.ZipFile(BytesIO(rendered[fmt])) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2017-07-05T00:00:00Z" in package.read("docProps/core.xml")


@pytest.mark.parametrize("fmt", FORMATS)
def test_every_heading_and_paragraph_stands_in_every_format(
    sample: Snapshot, rendered: dict[Format, bytes], fmt: Format
) -> None:
    words = words_of(fmt, rendered[fmt])
    report = compose(sample)
    for block in report.blocks:
        if isinstance(block, Heading):
            assert without_blanks(block.text) in words
        elif isinstance(block, Paragraph):
            assert without_blanks(block.lead + block.text) in words
    for text in (report.heading, report.addressee, report.signature, report.signed_on, digest_of(sample)):
        assert without_blanks(text) in words


@pytest.mark.parametrize("fmt", ["docx", "html", "xlsx"])
def test_every_cell_of_every_table_stands_in_every_format(
    sample: Snapshot, rendered: dict[Format, bytes], fmt: Format
) -> None:
    words = words_of(fmt, rendered[fmt])
    for block in compose(sample).every_block():
        if isinstance(block, Table):
            for row in block.rows:
                for cell in row:
                    assert without_blanks(cell.text).rstrip("%") in words


def test_every_short_cell_and_caption_stands_in_the_pdf(sample: Snapshot, rendered: dict[Format, bytes]) -> None:
    words = words_of("pdf", rendered["pdf"])
    for block in compose(sample).every_block():
        if isinstance(block, Table):
            assert without_blanks(block.caption) in words
            for row in block.rows:
                assert all(cell.text in words for cell in row if len(cell.text) <= 3)


def test_text_that_looks_like_a_formula_stays_text(rendered: dict[Format, bytes]) -> None:
    book = openpyxl.load_workbook(BytesIO(rendered["xlsx"]))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=1+1") for cell in cells)
    assert any(str(cell.value).startswith("@") for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n"}


@pytest.mark.parametrize("fmt", FORMATS)
def test_markup_in_a_title_is_neither_lost_nor_obeyed(rendered: dict[Format, bytes], fmt: Format) -> None:
    assert "公开<A&B>互助保障" in words_of(fmt, rendered[fmt])
    if fmt == "html":
        assert b"<A&B>" not in rendered[fmt]


def test_the_workbook_can_be_filtered_frozen_and_printed(sample: Snapshot, rendered: dict[Format, bytes]) -> None:
    book = openpyxl.load_workbook(BytesIO(rendered["xlsx"]))
    assert book.sheetnames == ["总览", "报告正文", "各街道", "任务台账", "慢序时", "按序时", "口径"]
    register = book["任务台账"]
    assert register.freeze_panes == "C3"
    assert register.auto_filter.ref == f"A2:O{2 + sample.totals.total}"
    assert register.page_setup.orientation == "landscape"
    assert register.print_title_rows == "$2:$2"
    assert sum(isinstance(row[0].value, int) for row in register.iter_rows()) == sample.totals.total
    with zipfile.ZipFile(BytesIO(rendered["xlsx"])) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    assert chart.count("<c:ser>") == 5
    assert "红灯" in chart


def test_only_vendored_faces_are_in_the_pdf_and_all_of_them_embedded(rendered: dict[Format, bytes]) -> None:
    fonts = set(_fonts(rendered["pdf"]))
    names = {re.sub("^[A-Z]{6}\\+", "", name) for name, _ in fonts}
    assert names == {"NotoSerifSC-Regular", "NotoSerifSC-Bold", "NotoSansSC-Regular", "LXGWWenKai-Regular"}
    assert all(embedded for _, embedded in fonts)


def _fonts(data: bytes) -> Iterator[tuple[str, bool]]:
    document = pypdfium2.PdfDocument(data)
    for page in document:
        for thing in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=5):
            font = pdfium.FPDFTextObj_GetFont(thing.raw)
            name = ctypes.create_string_buffer(100)
            pdfium.FPDFFont_GetBaseFontName(font, name, 100)
            yield name.value.decode(), bool(pdfium.FPDFFont_GetIsEmbedded(font))
        page.close()
    document.close()


def test_a_full_page_has_22_lines_of_28_characters(sample: Snapshot) -> None:
    text = Highlight(street="月桥街道", title="经验", text="督办改革任务进展情况报告" * 150)
    body = pages(render(sample.model_copy(update={"highlights": (text,)}), "pdf"))
    full = [page.strip().split("\n") for page in body if without_blanks(page).count("督办改革任务进展情况报告") > 45]
    assert len(full) >= 1
    for *lines, number in full:
        assert re.fullmatch(r"— \d+ —", number)
        assert len(lines) == 22
        assert [len(line) for line in lines[1:-1]] == [28] * 20


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(rendered: dict[Format, bytes]) -> None:
    document = pypdfium2.PdfDocument(rendered["pdf"])
    for at in range(8):
        page = document[at]
        view = page.get_textpage()
        found = view.search(f"— {at + 1} —").get_next()
        left = view.get_charbox(found[0])[0]
        assert (left > page.get_width() / 2) == (at % 2 == 0)
        view.close()
        page.close()
    document.close()


def test_the_document_has_the_prescribed_page_and_font_names(rendered: dict[Format, bytes]) -> None:
    document = docx.Document(BytesIO(rendered["docx"]))
    section = document.sections[0]
    sizes = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    assert [round((size or Mm(0)).mm) for size in sizes] == [210, 297, 37, 35]
    assert document.settings.odd_and_even_pages_header_footer
    faces = {"Title": "方正小标宋简体", "Heading 1": "黑体", "Heading 2": "楷体_GB2312", "Duban Body": "仿宋_GB2312"}
    for style, face in faces.items():
        fonts = document.styles[style].element.find(qn("w:rPr")).find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) == face
    assert document.styles["Duban Body"].element.find(qn("w:pPr")).find(qn("w:spacing")).get(qn("w:line")) == "579"


def test_pictures_in_the_document_have_words_for_those_who_do_not_see_them(
    sample: Snapshot, rendered: dict[Format, bytes]
) -> None:
    document = docx.Document(BytesIO(rendered["docx"]))
    words = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]  # noqa: SLF001 - no public name
    assert len(words) == 2
    assert all(street.short_name in words[0] for street in sample.streets)


def test_the_page_asks_nobody_for_anything(rendered: dict[Format, bytes]) -> None:
    page = rendered["html"].decode()
    addresses = set(re.findall(r"https?://[^\"' )]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert page.count("<svg") == 2


def test_a_character_without_glyph_is_marked_and_warned_of_instead_of_a_box(sample: Snapshot) -> None:
    odd = sample.model_copy(update={"decisions": ("采用😀图标",)})
    result = produce(odd, "pdf")
    assert len(result.warnings) == 1
    assert "😀" in result.warnings[0]
    assert "采用〓图标。" in words_of("pdf", result.data)
    assert produce(sample, "pdf").warnings == ()
    assert "采用😀图标。" in words_of("html", render(odd, "html"))


def test_an_office_may_bring_its_own_fonts_but_the_folder_must_exist(sample: Snapshot, tmp_path: Path) -> None:
    assert render(sample, "pdf", fonts_dir=tmp_path) == render(sample, "pdf")
    with pytest.raises(CallError) as caught:
        render(sample, "pdf", fonts_dir=tmp_path / "none")
    assert caught.value.code == "report-fonts-dir-missing"


def test_an_unknown_format_names_the_known_ones(sample: Snapshot) -> None:
    with pytest.raises(CallError) as caught:
        render(sample, "wps")  # type: ignore[arg-type]
    assert caught.value.values["known"] == "docx、pdf、html、xlsx"


def test_without_draft_mark_the_words_are_the_same_otherwise(sample: Snapshot, rendered: dict[Format, bytes]) -> None:
    final = words_of("html", render(sample, "html", draft=False))
    assert words_of("html", rendered["html"]).replace("（稿）", "") == final
