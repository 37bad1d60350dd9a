"""Plain text: the encodings Chinese offices use, and files that are no text."""

import codecs
import hashlib
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import CallError, DubanError
from config.language import codes
from config.settings import Limits
from planning.reading import read_document
from planning.reading.cleaning import clean_text
from planning.reading.plaintext import line_numbers, read_plain_text

WORDS = "一、目标计划\n1.开办职工夜校。"


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        codecs.BOM_UTF8 + WORDS.encode(),
        codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"),
        WORDS.encode("utf-16-le"),
        WORDS.encode("utf-16-be"),
        codecs.BOM_UTF32_LE + WORDS.encode("utf-32-le"),
        codecs.BOM_UTF8 + WORDS.encode("gb18030"),
        WORDS.encode("gb18030"),
        WORDS.replace("\n", "\r\n").encode(),
        WORDS.replace("\n", "\r").encode("gb18030"),
        WORDS.replace("\n", "\u2028").encode(),
        ("\ufeff" + WORDS.replace("职工", "职\u200b工")).encode(),
    ],
)
def test_every_usual_encoding_and_line_end_gives_the_same_text(data: bytes) -> None:
    assert read_document(data, "计划.txt", Limits()).text == WORDS


def test_the_digest_is_of_the_bytes_and_blocks_slice_to_lines() -> None:
    data = WORDS.encode()
    found = read_document(data, "计划.TXT", Limits())
    assert found.sha256 == hashlib.sha256(data).hexdigest()
    assert found.media_type == "text/plain"
    assert [found.text[b.start : b.end] for b in found.blocks] == WORDS.split("\n")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "document-empty"),
        (b" \r\n\t ", "document-empty"),
        (codecs.BOM_UTF8, "document-empty"),
        (b"\x00\x01\x02", "text-binary"),
        ("计划\x00".encode(), "text-binary"),
        ("计划\x07书".encode(), "text-binary"),
        (b"\xff\xff\xff", "text-encoding"),
        (codecs.BOM_UTF16_LE + b"\x00", "text-encoding"),
        (bytes(range(256)) * 40, "text-binary"),
        (bytes(range(128, 256)) * 40, "text-encoding"),
        (b"MZ\x90\x00" + bytes(2_000), "text-binary"),
    ],
)
def test_what_is_no_text_is_refused_with_a_sentence(data: bytes, code: str) -> None:
    with pytest.raises(DubanError) as caught:
        read_document(data, "计划.txt", Limits())
    assert (caught.value.code, caught.value.exit_code) == (code, 1)
    assert "计划.txt" in str(caught.value)
    assert "请" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("计划.doc", "document-old-word"),
        ("计划.XLS", "document-old-workbook"),
        ("计划.jpg", "document-picture"),
        ("计划.odt", "document-format-unread"),
        ("计划.exe", "document-format-unknown"),
        ("计划", "document-format-unknown"),
        ("a.txt/计划", "document-format-unknown"),
    ],
)
def test_another_format_is_a_wrong_call_that_says_how_to_save_it(name: str, code: str) -> None:
    with pytest.raises(CallError) as caught:
        read_document(WORDS.encode(), name, Limits())
    assert (caught.value.code, caught.value.exit_code) == (code, 2)
    assert any(suffix in str(caught.value) for suffix in (".docx", ".xlsx"))


def test_a_file_over_the_limit_is_refused() -> None:
    with pytest.raises(DubanError, match="超过上限 5 字节"):
        read_document(b"123456", "计划.txt", Limits(file_bytes=5))


@given(
    st.text(
        alphabet=st.characters(codec="gb18030", exclude_categories=["Cc", "Cf", "Cs", "Zl", "Zp", "Cn"]), min_size=1
    )
)
def test_gb18030_text_is_never_garbled(text: str) -> None:
    data = text.encode("gb18030")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        found = read_document(data, "计划.txt", Limits())
        assert found.text == clean_text(text).rstrip()


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_code(data: bytes) -> None:
    try:
        found = read_document(data, "计划.txt", Limits())
    except DubanError as error:
        assert error.code in codes()  # noqa: PT017 - either outcome is right
    else:
        assert found.text.strip()


def noted(data: bytes) -> tuple[str, list[tuple[str, str, dict[str, str]]]]:
    found = read_document(data, "计划.txt", Limits())
    return found.text, [(note.code, found.text[note.start : note.end], dict(note.values)) for note in found.notes]


LINES = ("一、重点工作", "1.开办职工夜校，六期。", "2.建设爱心驿站十个。", "3.慰问困难职工。", "责任单位：总工会")


@given(st.lists(st.sampled_from(LINES), min_size=3, max_size=12), st.sampled_from(LINES), st.integers(1, 11))
def test_a_line_pasted_in_another_encoding_is_read_and_told(lines: list[str], pasted: str, at: int) -> None:
    at = min(at, len(lines) - 1)
    for main, other in (("gb18030", "utf-8"), ("utf-8", "gb18030")):
        raw = [line.encode(main) for line in ("督办工作计划（二〇一七年度）", *lines[:at])]
        raw += [pasted.encode(other), *(line.encode(main) for line in lines[at:]), "各单位要认真落实。".encode(main)]
        text, notes = noted(b"\n".join(raw))
        assert text.split("\n") == [
            "督办工作计划（二〇一七年度）",
            *lines[:at],
            pasted,
            *lines[at:],
            "各单位要认真落实。",
        ]
        assert notes == [("text-mixed-encoding", pasted, {"lines": f"第{at + 2}行"})]


def test_traditional_text_in_big5_is_read() -> None:
    text = (
        "一、工作目標計畫\n1.開辦職工夜校，每年六期，由總工會負責，九月底前完成。\n2.建設愛心驛站十個，各區總工會配合。"
    )
    assert noted(text.encode("big5")) == (text, [])


def test_a_broken_byte_costs_one_sign_and_is_told_with_its_line() -> None:
    raw = bytearray("一、目标计划\n1.开办职工夜校，全年六期，每期十课。\n2.建设爱心驿站。".encode())
    raw[raw.index("夜".encode()) + 1] = 0xFF
    text, notes = noted(bytes(raw))
    assert re.fullmatch("一、目标计划\n1.开办职工\ufffd+校，全年六期，每期十课。\n2.建设爱心驿站。", text)
    assert notes[0][0] == "text-unreadable-signs"
    assert notes[1] == ("text-broken-bytes", text.split("\n")[1], {"lines": "第2行"})


def test_a_few_nul_bytes_in_good_text_are_removed_and_told() -> None:
    text, notes = noted("\n\n一、目标计划\n1.开办职工\x00夜校，全年六期。".encode())
    assert text == "一、目标计划\n1.开办职工夜校，全年六期。"
    assert notes == [("text-nul-removed", "1.开办职工夜校，全年六期。", {"count": "1"})]


def test_lines_are_counted_as_an_editor_counts_them() -> None:
    found = read_document("\n \n一、目标\n\n1.夜校。".encode(), "计划.txt", Limits())
    assert (found.place_of(0), found.place_of(found.text.index("夜校"))) == ("第3行", "第5行")


def test_letters_in_reversed_order_are_read_as_stored_and_told() -> None:
    text, notes = noted("一、目标计划\n1.\u202e校夜办开\u202c。".encode())
    assert text == "一、目标计划\n1.校夜办开。"
    assert [code for code, _, _ in notes] == ["text-direction-removed"]


@pytest.mark.parametrize(
    "data",
    [
        "开办夜校，".encode() * 1_300_000,
        "开办夜校，".encode() * 1_300_000 + b"\xff",
        ("开办夜校，" * 1_900_000).encode("gb18030"),
        ("开办夜校，" * 1_300_000).encode("utf-16-le"),
        b"\n" * 4_000_000 + "开办夜校".encode(),
        b"\r" * 4_000_000 + "开办夜校".encode(),
        "开\u200b办夜\x00校\u202e，开办职工夜校每年六期".encode() * 300_000,
    ],
    ids=["plain", "broken", "gb18030", "utf-16", "line feeds", "carriage returns", "unseen"],
)
def test_twenty_megabytes_in_one_line_or_in_millions_are_read_in_bounded_time(data: bytes) -> None:
    began = time.process_time()
    found = read_plain_text(data, "计划.txt", Limits(text_chars=30_000_000))
    assert time.process_time() - began < 4
    assert found.text.startswith("开办夜校")


def test_line_numbers_are_drawn_together_and_cut_short() -> None:
    assert line_numbers([3, 5, 6, 7, 9]) == "第3、5—7、9行"
    assert line_numbers(range(1, 100, 2)).endswith("、39行等50行")
