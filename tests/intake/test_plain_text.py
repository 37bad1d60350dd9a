"""Plain text: the encodings Chinese offices use, and files that are no text."""

import codecs
import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.errors import CallError, DubanError
from config.settings import Limits
from planning.reading import read_document

WORDS = "一、目标计划\n1.开办职工夜校。"


@pytest.mark.parametrize(
    "data",
    [
        WORDS.encode(),
        codecs.BOM_UTF8 + WORDS.encode(),
        codecs.BOM_UTF16_LE + WORDS.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + WORDS.encode("utf-16-be"),
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
        (codecs.BOM_UTF8 + b"\xb0\xa1", "text-encoding"),
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
        assert found.text == text.rstrip()


_REFUSALS = {"document-empty", "text-binary", "text-encoding", "document-format-unread", "document-picture"}


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_with_a_code(data: bytes) -> None:
    try:
        found = read_document(data, "计划.txt", Limits())
    except DubanError as error:
        assert error.code in _REFUSALS  # noqa: PT017 - either outcome is right
    else:
        assert found.text.strip()
