"""PDF files that are locked, broken, unreadable or mean harm: refused or noted with a sentence, in bounded time."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import DubanError
from config.language import codes
from config.settings import Limits
from planning.reading import read_document
from planning.reading.document import DocumentText
from planning.reading.pdf_lzw import lzw_size
from tests.intake.pdf_files import column_source, locked_pdf, page_pdf, raw_pdf, set_pdf, shown, stream

PLAN = shown("1. Open a night school.")
GOOD = set_pdf(column_source(["1.开办职工夜校。", "2.新建服务站点。"]))
PICTURE = stream(
    bytes([9, 99, 200]), b"/Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceRGB/BitsPerComponent 8"
)
WITH_PICTURE = b"/XObject<</X 6 0 R>>"
FULL_PAGE = b"q 595 0 0 842 0 0 cm /X Do Q\n"


def read(data: bytes, limits: Limits | None = None) -> DocumentText:
    return read_document(data, "计划.pdf", limits or Limits())


def refused(data: bytes, limits: Limits | None = None) -> str:
    begun = time.perf_counter()
    with pytest.raises(DubanError) as caught:
        read(data, limits)
    assert time.perf_counter() - begun < 10
    assert "计划.pdf" in str(caught.value)
    assert "请" in str(caught.value)
    return caught.value.code


def outcome(data: bytes) -> str:
    try:
        read(data)
    except DubanError as error:
        return error.code
    return "read"


def notes(document: DocumentText) -> dict[str, dict[str, str]]:
    return {note.code: dict(note.values) for note in document.notes}


def test_the_good_file_is_read_without_a_note() -> None:
    document = read(GOOD)
    assert document.text == "1.开办职工夜校。\n2.新建服务站点。"
    assert document.notes == ()


def test_a_file_with_a_password_is_refused_and_one_that_only_forbids_changes_is_read() -> None:
    assert refused(locked_pdf(PLAN, b"secret")) == "pdf-encrypted"
    assert read(locked_pdf(PLAN, b"")).text == "1. Open a night school."


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.95])
def test_a_file_that_was_cut_off_is_refused(share: float) -> None:
    assert refused(GOOD[: int(len(GOOD) * share)]) == "pdf-damaged"


def test_a_file_that_is_broken_inside_is_refused_with_the_place() -> None:
    data = page_pdf(PLAN)
    at = data.index(b"stream\n") + 12
    with pytest.raises(DubanError, match="第 4 号对象"):
        read(data[:at] + bytes(12) + data[at + 12 :])
    assert refused(b"%PDF-1.7\n" + bytes(range(256)) * 40) == "pdf-damaged"
    assert refused(raw_pdf([b"<</Type/Catalog>>"])) == "pdf-damaged"


def test_a_scan_is_refused_and_single_pages_of_pictures_are_told() -> None:
    assert refused(page_pdf(FULL_PAGE, page=WITH_PICTURE, more=(PICTURE,))) == "pdf-scan"
    told = set_pdf("第一页。#pagebreak()#rect(fill: gray)#pagebreak()#rect(fill: gray)#pagebreak()第四页。")
    assert notes(read(told)) == {"pdf-pages-without-text": {"pages": "2-3"}}


def test_a_scan_with_recognised_text_is_read_with_a_warning() -> None:
    data = page_pdf(FULL_PAGE + shown("1. Open a night school.", before="3 Tr"), page=WITH_PICTURE, more=(PICTURE,))
    document = read(data)
    assert document.text == "1. Open a night school."
    assert notes(document) == {"pdf-recognised-text": {"pages": "1"}}


@pytest.mark.parametrize(
    "hidden",
    [
        shown("secret", y=600, before="3 Tr"),
        shown("secret", y=600, before="1 1 1 rg"),
        shown("secret", y=600, size=0.1),
        shown("secret", x=700),
    ],
    ids=["not painted", "white", "tiny", "beside the page"],
)
def test_text_that_nobody_sees_is_told_and_not_mixed_in(hidden: bytes) -> None:
    document = read(page_pdf(PLAN + hidden))
    assert document.text == "1. Open a night school."
    assert notes(document) == {"pdf-hidden-text": {"pages": "1", "text": "secret"}}


def test_struck_text_is_told_and_not_mixed_in() -> None:
    source = column_source(["1.资助#strike[3000]5000名职工。", "2.#underline[新建]服务站点。"]).replace("\\#", "#")
    document = read(set_pdf(source))
    assert document.text == "1.资助5000名职工。\n2.新建服务站点。"
    assert notes(document) == {"pdf-struck-text": {"pages": "1", "text": "3000"}}


def test_white_text_on_a_dark_ground_is_read() -> None:
    assert read(page_pdf(b"0 0 0 rg 60 700 300 40 re f\n" + shown("Task", before="1 1 1 rg"))).text == "Task"


def test_a_watermark_is_told_and_not_mixed_in() -> None:
    slanted = b"BT /F1 40 Tf 0.7 0.7 -0.7 0.7 200 300 Tm (draft) Tj ET\n"
    document = read(page_pdf(PLAN + slanted))
    assert document.text == "1. Open a night school."
    assert notes(document) == {"pdf-turned-text": {"pages": "1", "text": "draft"}}


def test_a_page_that_lies_on_its_side_is_read_upright() -> None:
    lines = [f"{number}. Open night school number {number}." for number in range(1, 5)]
    on_side = b"".join(
        f"BT /F1 12 Tf 0 1 -1 0 {100 + 20 * number} 100 Tm ({line}) Tj ET\n".encode()
        for number, line in enumerate(lines)
    )
    assert read(page_pdf(on_side)).text.split("\n") == lines
    assert read(page_pdf(on_side, entries=b"/Rotate 90")).text.split("\n") == lines


def test_text_set_downwards_in_the_margin_is_told_and_not_mixed_in() -> None:
    source = column_source(["1.开办职工夜校。", "2.新建服务站点。"])
    margin = "#place(top + right, dx: 40pt, stack(spacing: 1pt, ..([机], [密], [文], [件])))\n"
    document = read(set_pdf(source + margin))
    assert document.text == "1.开办职工夜校。\n2.新建服务站点。"
    assert notes(document) == {"pdf-turned-text": {"pages": "1", "text": "机密文件"}}


def unmapped_pdf(text: bytes) -> bytes:
    """Write a PDF with a line in a font that is not embedded and has no map from its signs to Unicode."""
    system = b"<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
    return page_pdf(
        PLAN + b"BT /F2 12 Tf 72 600 Td <" + text + b"> Tj ET",
        more=(
            b"<</Type/Font/Subtype/Type0/BaseFont/FZ/Encoding/Identity-H/DescendantFonts[7 0 R]>>",
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/FZ/FontDescriptor 8 0 R/CIDSystemInfo" + system + b">>",
            b"<</Type/FontDescriptor/FontName/FZ/Flags 4/FontBBox[0 0 9 9]/ItalicAngle 0/Ascent 9/Descent 0/StemV 8>>",
        ),
    )


def test_a_font_that_does_not_tell_its_signs_is_refused_instead_of_read_as_rubbish() -> None:
    assert refused(unmapped_pdf(b"0123045607890ABC0DEF" * 8)) == "pdf-unmapped-font"


def test_a_font_named_by_a_chinese_encoding_is_read_without_being_embedded() -> None:
    data = unmapped_pdf("开办职工夜校".encode("gbk").hex().encode())
    data = data.replace(b"/Identity-H", b"/GBK-EUC-H").replace(b"(Identity)/Supplement 0", b"(GB1)/Supplement 2")
    assert "开办职工夜校" in read(data).text


def test_radicals_that_fonts_give_instead_of_characters_become_the_characters() -> None:
    names = b"".join(b"<%04x> <%04x>\n" % (number, ord(sign)) for number, sign in enumerate("⼀⼯会⻔⼾", 1))
    unicode_map = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def /CMapType 2 def\n"
        b"1 begincodespacerange <0000> <FFFF> endcodespacerange 5 beginbfchar\n" + names + b"endbfchar endcmap end end"
    )
    data = unmapped_pdf(b"00010002000300040005").replace(b"/DescendantFonts", b"/ToUnicode 9 0 R/DescendantFonts")
    assert "一工会门户" in read(with_object_9(data, stream(unicode_map))).text


def with_object_9(data: bytes, body: bytes) -> bytes:
    """Add an object without entering it anywhere, as in a file whose directory of objects has to be built anew."""
    return data.replace(b"xref\n", b"9 0 obj\n" + body + b"\nendobj\nxref\n", 1).replace(b"/Size 9", b"/Size 10")


def test_streams_that_unpack_to_too_much_are_refused_before_they_are_read() -> None:
    small = Limits(unpacked_bytes=1_000_000)
    assert refused(page_pdf(PLAN + b" " * 5_000_000), small) == "pdf-unpacks-too-large"
    assert read(page_pdf(PLAN + b" " * 500_000), small).text == "1. Open a night school."
    nested = raw_pdf([b"<</Type/Catalog/Pages 2 0 R>>", b"<<>>", stream(b" " * 50_000_000, packed=2)])
    assert refused(nested, small) == "pdf-unpacks-too-large"
    hidden_name = page_pdf(PLAN + b" " * 5_000_000).replace(b"/FlateDecode", b"/Fl#61teDecode")
    assert refused(hidden_name, small) == "pdf-unpacks-too-large"
    assert refused(raw_pdf([b"<</Type/Catalog>>", in_ascii(b" " * 5_000_000)]), small) == "pdf-unpacks-too-large"


def in_ascii(data: bytes) -> bytes:
    packed = stream(data).split(b"stream\n")[1].rsplit(b"\nend", 1)[0]
    return b"<</Filter[/ASCIIHexDecode/FlateDecode]/Length %d>>\nstream\n%s>\nendstream" % (
        2 * len(packed) + 1,
        packed.hex().encode(),
    )


def test_the_size_of_an_lzw_stream_is_known_without_unpacking_it() -> None:
    assert lzw_size(bytes([0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01]), 1_000) == 10  # ISO 32000-1, 7.4.4.2
    assert lzw_size(bytes(4_000_000), 1_000_000) > 1_000_000


def test_too_many_pages_are_refused_whether_they_are_there_or_only_declared() -> None:
    assert refused(page_pdf(PLAN, pages=6), Limits(pdf_pages=5)) == "pdf-too-many-pages"
    declared = page_pdf(PLAN).replace(b"/Count 1", b"/Count 900000")
    assert refused(declared) == "pdf-too-many-pages"


def test_pages_and_drawings_that_contain_themselves_end() -> None:
    circle = page_pdf(PLAN, pages=2).replace(b"[3 0 R 3 0 R]", b"[2 0 R 3 0 R]")
    assert refused(circle) == "pdf-damaged"
    itself = stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>")
    assert outcome(page_pdf(PLAN + b"/X Do", page=WITH_PICTURE, more=(itself,))) in ("read", "pdf-draws-without-end")


@pytest.mark.parametrize("through", ["directly", "by other objects"])
def test_drawings_that_draw_each_other_a_billion_times_are_refused(through: str) -> None:
    depth, forms = 12, []
    for number in range(depth):
        target = b"%d 0 R" % (7 + number)
        inside = b"<</XObject<</X %s>>>>" % target if through == "directly" else b"%d 0 R" % (20 + number)
        head = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources" + inside
        forms.append(stream(b"/X Do " * 10 if number < depth - 1 else b"0 0 m", head))
    others = [b"null"] * 2 + [b"<</XObject<</X %d 0 R>>>>" % (7 + number) for number in range(depth)]
    data = page_pdf(PLAN + b"/X Do", page=WITH_PICTURE, more=(*forms, *others))
    assert refused(data) == "pdf-draws-without-end"


def test_scripts_and_attachments_are_never_looked_at() -> None:
    data = page_pdf(PLAN).replace(
        b"/Type/Catalog", b"/Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>/Names<</EmbeddedFiles 9 0 R>>"
    )
    assert read(data).text == "1. Open a night school."


def test_longer_text_than_allowed_is_refused_while_reading() -> None:
    assert refused(GOOD, Limits(text_chars=5)) == "document-text-too-long"


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=12))
def test_a_file_with_some_bytes_changed_is_read_or_refused_with_a_code(at: int, noise: bytes) -> None:
    data = GOOD[:at] + noise + GOOD[at + len(noise) :]
    assert outcome(data) in codes() | {"read"}
