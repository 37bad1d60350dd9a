"""Word documents: the text a reader of the page sees, with the numbers Word only shows."""

import pytest

from config.settings import Limits
from planning.reading import DocumentText, read_document
from planning.reading.numerals import FORMATS
from tests.intake.data import PLANS, needs
from tests.intake.word_files import level, paragraph, word_file


def read(body: str, numbering: str = "", styles: str = "") -> DocumentText:
    return read_document(word_file(body, numbering=numbering, styles=styles), "计划.docx", Limits())


def lines(body: str, numbering: str = "", styles: str = "") -> list[str]:
    return read(body, numbering, styles).text.split("\n")


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "chineseCountingThousand", "%1、", style="Section")
    + level(1, "chineseCounting", "（%2）")
    + level(2, "decimal", "%3.")
    + level(3, "decimalEnclosedCircleChinese", "%4")
    + level(4, "decimal", "%3.%5")
    + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="2"><w:startOverride w:val="7"/></w:lvlOverride></w:num>'
)
STYLES = (
    '<w:style w:styleId="Base"><w:name w:val="heading 1"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="Section"><w:name w:val="Section"/><w:basedOn w:val="Base"/></w:style>'
)


def test_automatic_numbers_are_reconstructed_level_by_level() -> None:
    body = "".join(paragraph(f"段{i}", number=(1, depth)) for i, depth in enumerate((0, 1, 2, 2, 1, 2, 3, 3, 4, 0, 1)))
    assert lines(body, numbering=NUMBERING) == [
        "一、段0",
        "（一）段1",
        "1. 段2",
        "2. 段3",
        "（二）段4",
        "1. 段5",
        "① 段6",
        "② 段7",
        "1.1 段8",
        "二、段9",
        "（一）段10",
    ]


def test_a_number_can_come_from_a_style_and_the_style_it_is_based_on() -> None:
    body = paragraph("目标", style="Section") + paragraph("正文") + paragraph("措施", style="Section")
    assert lines(body, numbering=NUMBERING, styles=STYLES) == ["一、目标", "正文", "二、措施"]


def test_an_override_begins_again_where_it_says_and_goes_on() -> None:
    body = "".join(paragraph(text, number=(num, 2)) for text, num in (("甲", 1), ("乙", 2), ("丙", 2)))
    assert lines(body, numbering=NUMBERING) == ["1. 甲", "7. 乙", "8. 丙"]


def test_a_number_switched_off_is_not_shown() -> None:
    assert lines(paragraph("正文", number=(0, 0)), numbering=NUMBERING) == ["正文"]


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        ("chineseCounting", 10, "十"),
        ("chineseCounting", 21, "二十一"),
        ("chineseCountingThousand", 105, "一百〇五"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographDigital", 12, "一二"),
        ("ideographTraditional", 3, "丙"),
        ("decimalEnclosedCircleChinese", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "21"),
        ("decimalFullWidth", 12, "１２"),
        ("upperRoman", 14, "XIV"),
        ("lowerLetter", 28, "bb"),
        ("decimalZero", 7, "07"),
    ],
)
def test_number_formats_are_written_as_word_writes_them(form: str, value: int, shown: str) -> None:
    assert FORMATS[form](value) == shown


def test_insertions_and_split_runs_are_kept_deletions_fields_and_notes_are_not() -> None:
    body = (
        "<w:p><w:r><w:t>开办</w:t></w:r><w:r><w:t>职工</w:t></w:r>"
        "<w:ins><w:r><w:t>夜校</w:t></w:r></w:ins><w:del><w:r><w:delText>食堂</w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>旧句</w:t></w:r></w:moveFrom>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><w:hyperlink><w:r><w:t>，六期</w:t></w:r></w:hyperlink>"
        "<w:sdt><w:sdtContent><w:r><w:t>。</w:t></w:r></w:sdtContent></w:sdt></w:p>"
    )
    assert lines(body) == ["开办职工夜校，六期。"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    deleted = "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>开办职工</w:t></w:r></w:p>"
    body = deleted + paragraph("夜校。")
    assert lines(body) == ["开办职工夜校。"]


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    box = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>"
    body = (
        f"<w:p><w:r><w:t>正文</w:t><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert lines(body) == ["正文", "框内"]


def cell(text: str, merge: str = "") -> str:
    return f"<w:tc><w:tcPr>{merge}</w:tcPr>{paragraph(text)}</w:tc>"


def test_a_table_row_is_a_line_and_a_merged_cell_stands_once() -> None:
    begin, go_on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = (
        f"<w:tbl><w:tr>{cell('序号')}{cell('任务')}{cell('时限')}</w:tr>"
        f"<w:tr>{cell('1', begin)}{cell('开办夜校')}{cell('9月底前')}</w:tr>"
        f"<w:tr>{cell('', go_on)}{cell('建设驿站')}{cell('')}</w:tr></w:tbl>"
    )
    found = read(paragraph("任务表") + body)
    assert found.text.split("\n") == ["任务表", "序号\t任务\t时限", "1\t开办夜校\t9月底前", "\t建设驿站\t"]
    assert [found.text[b.start : b.end] for b in found.blocks if b.kind == "table_cell"] == [
        "序号",
        "任务",
        "时限",
        "1",
        "开办夜校",
        "9月底前",
        "建设驿站",
    ]


def test_a_table_of_one_column_is_only_layout() -> None:
    body = f"<w:tbl><w:tr><w:tc>{paragraph('标题')}{paragraph('正文。')}</w:tc></w:tr></w:tbl>"
    assert [block.kind for block in read(body).blocks] == ["paragraph", "paragraph"]


def test_headings_carry_their_level_and_blocks_slice_to_their_text() -> None:
    found = read(paragraph("总则", style="Base") + paragraph("正文。"), numbering=NUMBERING, styles=STYLES)
    assert [(found.text[b.start : b.end], b.kind, b.level) for b in found.blocks] == [
        ("一、总则", "heading", 1),
        ("正文。", "paragraph", 0),
    ]


@pytest.mark.parametrize("name", ["01-职工文化建设示范工程-2011", "10-促进就业若干意见-2018"])
def test_a_real_document_reads_as_its_plain_text_but_for_blank_lines_and_a_caption(name: str) -> None:
    plain = needs(PLANS / f"{name}.txt").read_text(encoding="utf-8")
    found = read_document(needs(PLANS / f"{name}.docx").read_bytes(), f"{name}.docx", Limits())
    expected = [line for line in plain.split("\n") if line.strip()]
    assert [line for line in found.text.split("\n") if not line.startswith("图为")] == expected
