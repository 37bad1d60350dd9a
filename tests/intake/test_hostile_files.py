"""Files that are broken or mean harm: refused with a sentence, before anything is unpacked, in bounded time."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.errors import CallError, DubanError
from config.language import codes
from config.settings import Limits
from planning.extraction import extract
from planning.reading import read_document
from tests.intake.word_files import packed, paragraph, word_file

GOOD = word_file(paragraph("1.开办职工夜校。"))


def refused(data: bytes, limits: Limits | None = None, name: str = "计划.docx") -> DubanError:
    with pytest.raises(DubanError) as caught:
        read_document(data, name, limits or Limits())
    assert caught.value.exit_code == 1
    assert name in str(caught.value)
    assert "请" in str(caught.value)
    return caught.value


def test_the_good_file_is_read() -> None:
    assert read_document(GOOD, "计划.docx", Limits()).text == "1.开办职工夜校。"


@pytest.mark.parametrize(
    "data",
    [GOOD[: len(GOOD) // 2], GOOD[:100], b"PK\x03\x04", b"not a zip at all", GOOD[200:-300]],
    ids=["first half", "first bytes", "mark alone", "plain text", "neither head nor tail"],
)
def test_a_truncated_file_or_no_archive_is_refused(data: bytes) -> None:
    assert refused(data).code in ("archive-not-zip", "archive-damaged")


def test_damaged_bytes_inside_an_archive_are_refused() -> None:
    at = GOOD.index(b"word/document.xml") + 25
    assert refused(GOOD[:at] + bytes(20) + GOOD[at + 20 :]).code in (
        "archive-damaged",
        "docx-not-word",
        "archive-not-zip",
    )


def test_a_bomb_is_refused_by_ratio_without_being_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = word_file(paragraph("字"), extra={"word/media/a.xml": b"<a>" + b" " * 30_000_000 + b"</a>"})
    opened: list[object] = []
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda _archive, name, *_: opened.append(name))
    assert refused(bomb).code == "archive-compression-suspicious"
    assert opened == []


def test_a_bomb_is_refused_by_total_size() -> None:
    bomb = word_file(paragraph("字"), extra={f"word/media/{i}.xml": b" " * 90_000 for i in range(30)})
    assert refused(bomb, Limits(unpacked_bytes=1_000_000)).code == "archive-unpacks-too-large"


def test_a_part_that_lies_about_its_size_is_not_unpacked_further() -> None:
    data = bytearray(word_file(paragraph("字" * 60_000)))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        entry = archive.getinfo("word/document.xml")
    true_size = entry.file_size.to_bytes(4, "little")
    assert true_size in data
    lying = bytes(data).replace(true_size, (1_000).to_bytes(4, "little"))
    assert refused(lying).code in ("archive-damaged", "docx-not-word")


def test_too_many_parts_are_refused() -> None:
    crowd = word_file(paragraph("字"), extra={f"word/media/{i}": b"" for i in range(40)})
    assert refused(crowd, Limits(archive_entries=20)).code == "archive-too-many-parts"


@pytest.mark.parametrize("name", ["../evil.xml", "word/../../evil.xml", "/etc/evil.xml", "C:/evil.xml", "..\\evil.xml"])
def test_names_that_leave_the_archive_are_refused(name: str) -> None:
    assert refused(word_file(paragraph("字"), extra={name: b"x"})).code == "archive-unsafe-name"


ENTITY = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "prolog", [ENTITY, f"<!--{' ' * 90_000}-->{ENTITY}", "<!DOCTYPE a>", f'<?xml version="1.0"?>{ENTITY}']
)
def test_document_type_declarations_are_refused_wherever_they_stand(prolog: str) -> None:
    assert refused(word_file(paragraph("字"), prolog=prolog)).code == "archive-external-entity"


def test_a_declaration_in_another_encoding_or_part_is_refused_too() -> None:
    part = f'<?xml version="1.0" encoding="UTF-16"?>{ENTITY}<a/>'.encode("utf-16")
    assert refused(word_file(paragraph("字"), extra={"customXml/item1.xml": part})).code == "archive-external-entity"


def test_parts_that_share_their_packed_bytes_are_refused() -> None:
    data = word_file(paragraph("字"), extra={"word/media/a.bin": bytes(90_000), "word/media/b.bin": bytes(90_000)})
    first, second = (data.index(b"word/media/" + part) - 30 for part in (b"a", b"b"))
    shared = data.replace(second.to_bytes(4, "little") + b"word/media/b", first.to_bytes(4, "little") + b"word/media/b")
    assert shared != data
    assert refused(shared).code == "archive-overlapping-parts"


def test_two_parts_of_one_name_are_refused() -> None:
    data = word_file(paragraph("字"), extra={"word/documenT.xml": b"<a/>"})
    assert refused(data.replace(b"documenT", b"document")).code == "archive-damaged"


def test_an_archive_within_the_archive_is_never_opened() -> None:
    bomb = packed({f"{i}.bin": bytes(90_000) for i in range(200)})
    data = word_file(paragraph("字"), extra={"word/embeddings/sheet.xlsx": bomb})
    assert read_document(data, "计划.docx", Limits(unpacked_bytes=200_000)).text == "字"


def test_an_encrypted_file_says_so() -> None:
    data = bytearray(GOOD)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(signature)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(signature, at + 1)
    assert refused(bytes(data)).code == "archive-encrypted"
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100)
    assert refused(compound + "EncryptedPackage".encode("utf-16-le")).code == "archive-encrypted"
    with pytest.raises(CallError) as caught:
        read_document(compound, "计划.docx", Limits())
    assert caught.value.code == "document-old-word"


def test_another_kind_of_archive_is_no_word_document() -> None:
    assert refused(packed({"a.txt": b"x"})).code == "docx-not-word"
    assert refused(packed({"[Content_Types].xml": b"<Types/>"})).code == "docx-not-word"


def test_a_document_of_pictures_has_no_text() -> None:
    assert refused(word_file("<w:p/>")).code == "document-no-text"


def test_deeply_nested_markup_is_read_or_refused_but_never_crashes() -> None:
    depth = 5_000
    data = word_file("<w:sdt>" * depth + "</w:sdt>" * depth)
    assert refused(data).code in ("archive-damaged", "docx-not-word", "document-no-text")


@settings(max_examples=60)
@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_a_file_with_some_bytes_changed_is_read_or_refused_with_a_code(at: int, noise: bytes) -> None:
    data = GOOD[:at] + noise + GOOD[at + len(noise) :]
    try:
        read_document(data, "计划.docx", Limits())
    except DubanError as error:
        assert error.code.startswith(("doc", "archive-"))  # noqa: PT017 - either outcome is right, no other is


@given(
    st.sampled_from([".md", ".html", ".csv", ".docx", ".txt"]),
    st.binary(max_size=120),
    st.sampled_from([b"", b"<html>", b"PK\3\4", b"\xff\xfe", b"\xef\xbb\xbf", "计划".encode("gb18030")]),
)
def test_any_bytes_under_any_name_are_read_or_refused_with_a_code(suffix: str, data: bytes, mark: bytes) -> None:
    try:
        found = read_document(mark + data, f"计划{suffix}", Limits())
    except DubanError as error:
        assert error.code in codes()  # noqa: PT017 - either outcome is right
        assert "计划" in str(error)  # noqa: PT017 - as above
    else:
        assert found.text.strip()
        assert all(found.text[block.start : block.end].strip() for block in found.blocks)


@pytest.mark.parametrize(
    "line",
    [
        "1.开展活动，" * 1,
        "（",
        "，",
        "1.",
        "一、",
        "2017年",
        "（牵头单位：",
        "“",
        "第一百",
        "不断加强、",
        "请财政部和",
        " ",
        "共9",
    ],
)
def test_a_very_long_line_of_one_mark_is_read(line: str) -> None:
    # A pattern that looks back over the line for each mark would not come to an end here.
    text = "1.组织" + line * (500_000 // len(line))
    found = extract(text, year=2017)
    assert len(found.items) <= 1 or line == "1."
    data = text.encode()
    assert read_document(data, "计划.txt", Limits()).text == text.rstrip()


def test_a_text_of_twenty_megabytes_in_one_line_is_read() -> None:
    text = "2.建设驿站，" * (20_000_000 // 18)
    document = read_document(text.encode(), "计划.txt", Limits())
    assert extract(document.text, year=2017).chars == len(text)


def test_nul_and_control_characters_in_a_text_handed_over_are_survived() -> None:
    found = extract("目标计划\n1.开办\x00职工夜校\x07。\n\x00", year=2017)
    assert len(found.items) == 1
