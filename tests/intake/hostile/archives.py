"""Archives that bomb, lie or climb, in the clothes of a Word file and of a workbook."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from functools import partial

from tests.intake.hostile.case import Case
from tests.intake.sheet_files import inline, raw_book
from tests.intake.word_files import packed, paragraph, word_file

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SECTOR = 512


def word_with(parts: Mapping[str, bytes]) -> bytes:
    """Give a good Word file with more parts."""
    return word_file(paragraph("1.开办职工夜校。"), extra=dict(parts))


def book_with(parts: Mapping[str, bytes]) -> bytes:
    """Give a good workbook with more parts."""
    rows = f'<row r="1">{inline("A1", "序号")}{inline("B1", "工作任务")}</row>'
    rows += f'<row r="2">{inline("A2", "1")}{inline("B2", "开办职工夜校。")}</row>'
    return raw_book(f"<sheetData>{rows}</sheetData>", extra=parts)


def nested(depth: int) -> bytes:
    """Give an archive within an archive and so on, a bomb in the innermost."""
    inner = packed({"zeros.bin": bytes(20_000_000)})
    for number in range(depth):
        inner = packed({f"{number}-{copy}.zip": inner for copy in range(4)})
    return inner


def overlapping(parts: int) -> bytes:
    """Give an archive whose directory names one packed part many times over."""
    plain = b"".join(zlib.crc32(bytes([number % 256])).to_bytes(4, "big") * 12 for number in range(200_000))
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    body = packer.compress(plain) + packer.flush()
    check = zlib.crc32(plain)
    local = struct.pack("<4s5H3I2H", b"PK\3\4", 20, 0, 8, 0, 33, check, len(body), len(plain), 10, 0) + b"word/a.xml"
    names = [f"word/{number:05}".encode() for number in range(parts)]
    directory = b"".join(
        struct.pack("<4s6H3I5H2I", b"PK\1\2", 20, 20, 0, 8, 0, 33, check, len(body), len(plain), 10, 0, 0, 0, 0, 0, 0)
        + name
        for name in names
    )
    start = len(local) + len(body)
    end = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, parts, parts, len(directory), start, 0)
    return local + body + directory + end


def lying(make: Callable[[Mapping[str, bytes]], bytes], part: str) -> bytes:
    """Give a file one part of which says it is a thousand bytes long and is far longer."""
    data = make({part: b"<a>" + b"<b/>" * 60_000 + b"</a>"})
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        size = archive.getinfo(part).file_size
    return data.replace(struct.pack("<I", size), struct.pack("<I", 1_000))


def boasting(make: Callable[[Mapping[str, bytes]], bytes], part: str) -> bytes:
    """Give a small file one part of which says it is nearly four gigabytes long."""
    data = make({part: b"<a>" + b"x" * 70_001 + b"</a>"})
    return data.replace(struct.pack("<I", 70_008), struct.pack("<I", 0xFFFF_FFF0))


def locked() -> bytes:
    """Give the compound file in which Office keeps a document that has a password, its streams named as there."""
    names = ("Root Entry", "EncryptedPackage", "EncryptionInfo", "\6DataSpaces")
    entries = b"".join(
        name.encode("utf-16-le").ljust(64, b"\0")
        + struct.pack("<HB", 2 * len(name) + 2, 5 if not place else 2)
        + bytes(61)
        for place, name in enumerate(names)
    )
    head = _OLE + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(_SECTOR - 34)
    return head + b"\xff" * _SECTOR + entries.ljust(_SECTOR, b"\0") + bytes(range(256)) * 40


def old_word() -> bytes:
    """Give a compound file as Word wrote before 2007."""
    return _OLE + bytes(1_000) + "WordDocument".encode("utf-16-le") + bytes(4_000)


def old_workbook() -> bytes:
    """Give a compound file as Excel wrote before 2007."""
    return _OLE + bytes(1_000) + "Workbook".encode("utf-16-le") + bytes(4_000)


def with_bomb(make: Callable[[Mapping[str, bytes]], bytes]) -> bytes:
    """Give a file that carries an archive of archives of bombs."""
    return make({"customXml/a.zip": nested(3)})


def pictures() -> bytes:
    """Give an archive that holds a picture and nothing else."""
    return packed({"1.jpg": b"\xff\xd8\xff" * 900})


def flat_bomb(make: Callable[[Mapping[str, bytes]], bytes]) -> bytes:
    """Give a file with one part of a hundred megabytes of nothing."""
    return make({"customXml/item1.xml": b"<a>" + b" " * 100_000_000 + b"</a>"})


def spread_bomb(make: Callable[[Mapping[str, bytes]], bytes]) -> bytes:
    """Give a file whose parts are each just too small to be looked at and together far too many bytes."""
    return make({f"customXml/item{number}.xml": bytes(99_000) for number in range(2_500)})


_ENTITIES = b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>'
_LAUGHS = (
    b"<!DOCTYPE a [<!ENTITY l0 'ha'>"
    + b"".join(b"<!ENTITY l%d '%s'>" % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 12))
    + b"]><a>&l11;</a>"
)
_QUADRATIC = b"<!DOCTYPE a [<!ENTITY x '" + b"x" * 50_000 + b"'>]><a>" + b"&x;" * 8_000 + b"</a>"
_PARAMETER = b"<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1:9/x.dtd'> %p;]><a/>"

_KINDS = (("计划.docx", word_with, "word/styles.xml"), ("计划.xlsx", book_with, "xl/theme/theme1.xml"))


def _both() -> list[Case]:
    cases = []
    for name, make, part in _KINDS:
        declared = {
            "an external entity": _ENTITIES,
            "the billion laughs": _LAUGHS,
            "quadratic expansion": _QUADRATIC,
            "an external parameter entity": _PARAMETER,
            "laughs in UTF-16": _LAUGHS.decode().encode("utf-16"),
        }
        cases += [
            Case(what, name, partial(make, {part: xml}), ("archive-external-entity",)) for what, xml in declared.items()
        ]
        paths = ("../../evil.xml", "/etc/cron.d/evil", "C:\\evil.exe", "word\\..\\..\\evil")
        cases += [Case(f"a path {path}", name, partial(make, {path: b"x"}), ("archive-unsafe-name",)) for path in paths]
        cases += [
            Case("a flat bomb", name, partial(flat_bomb, make), ("archive-compression-suspicious",)),
            Case("a bomb of small parts", name, partial(spread_bomb, make), ("archive-unpacks-too-large",)),
            Case("a size that is too small", name, partial(lying, make, part), ("archive-damaged",)),
            Case("a size that is too large", name, partial(boasting, make, part), ("archive-unpacks-too-large",)),
            Case("nested bombs", name, partial(with_bomb, make), has="开办职工夜校"),
            Case("overlapping parts", name, partial(overlapping, 15), ("archive-overlapping-parts",)),
            Case("overlapping parts without end", name, partial(overlapping, 3_000), ("archive-unpacks-too-large",)),
            Case("more parts than any file has", name, partial(overlapping, 6_000), ("archive-too-many-parts",)),
            Case("a password", name, locked, ("archive-encrypted",)),
            Case("pictures in an archive", name, pictures, ("docx-not-word", "sheet-not-workbook")),
        ]
    return cases


CASES = (
    *_both(),
    Case("Word of before 2007", "计划.docx", old_word, ("document-old-word",)),
    Case("Excel of before 2007", "计划.xlsx", old_workbook, ("document-old-workbook",)),
)
