"""The guard in front of .docx and .xlsx files: everything that can be known of an archive without unpacking it.

It bounds what the reader behind it can ever unpack: the archive's own directory is trusted for sizes because the
standard library never inflates a part beyond the size its entry declares. Parts may not share packed bytes, nor a name;
an archive inside the archive is never opened.
"""

import io
import lzma
import re
import struct
import zipfile
import zlib
from typing import IO
from xml.parsers import expat

from config.errors import DubanError
from planning.reading.document import ReadingLimits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG = 0x1
_UNSAFE = re.compile(r"(?:^|[/\\])\.\.(?:[/\\]|$)|^[/\\]|^[A-Za-z]:|\0")
_SMALL_PART = 100_000
"""A part of this size is harmless whatever its ratio; empty styles compress a hundredfold."""
_LOCAL_HEADER = 30
"""Bytes that stand before a part at least, its name not counted."""
_CHUNK = 65_536
_LONGEST_NAME = 100
UNPACKING_FAULTS = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, LookupError, NotImplementedError, OSError,
    RuntimeError, ValueError,
)  # fmt: skip
"""What the standard library raises on a broken archive; ``ValueError`` for places outside the file."""


def open_archive(data: bytes, name: str, limits: ReadingLimits) -> zipfile.ZipFile:
    """Return the opened archive once its directory and the beginning of each part have been found harmless.

    Raises:
        DubanError: a ``archive-…`` code saying what is wrong; ``document-old-word`` for an old Word file.
    """
    if data.startswith(_OLE):
        raise DubanError("archive-encrypted" if _ENCRYPTED_PACKAGE in data else "document-old-word", name=name)
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except UNPACKING_FAULTS as error:
        raise DubanError("archive-not-zip", name=name) from error
    _check_directory(archive.infolist(), name, limits)
    _check_layout(archive, name)
    for entry in archive.infolist():
        _check_prolog(archive, entry, name)
    return archive


def _check_directory(entries: list[zipfile.ZipInfo], name: str, limits: ReadingLimits) -> None:
    if len(entries) > limits.archive_entries:
        raise DubanError("archive-too-many-parts", name=name, count=len(entries), limit=limits.archive_entries)
    total = sum(entry.file_size for entry in entries)
    if total > limits.unpacked_bytes:
        raise DubanError("archive-unpacks-too-large", name=name, size=total, limit=limits.unpacked_bytes)
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED_FLAG:
            raise DubanError("archive-encrypted", name=name)
        if _UNSAFE.search(entry.orig_filename) or _UNSAFE.search(entry.filename):
            raise DubanError("archive-unsafe-name", name=name, part=entry.filename[:_LONGEST_NAME])
        ratio = entry.file_size // max(entry.compress_size, 1)
        if entry.file_size > _SMALL_PART and ratio > limits.compression_ratio:
            raise DubanError(
                "archive-compression-suspicious",
                name=name,
                part=entry.filename[:_LONGEST_NAME],
                ratio=ratio,
                limit=limits.compression_ratio,
            )


def _check_layout(archive: zipfile.ZipFile, name: str) -> None:
    """Refuse parts that share their packed bytes (a bomb whose every single part looks harmless) or their name."""
    behind, names = archive.start_dir, set[str]()
    for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset, reverse=True):
        if entry.header_offset + _LOCAL_HEADER + entry.compress_size > behind:
            raise DubanError("archive-overlapping-parts", name=name, part=entry.filename[:_LONGEST_NAME])
        if entry.filename in names:
            raise DubanError("archive-damaged", name=name, part=entry.filename[:_LONGEST_NAME])
        behind = entry.header_offset
        names.add(entry.filename)


def _check_prolog(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> None:
    """Refuse a part with a document type declaration, which can only stand before the first element."""
    seen: list[str] = []
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = lambda *_: seen.append("doctype")
    parser.StartElementHandler = lambda *_: seen.append("element")
    try:
        with archive.open(entry) as part:
            _feed_prolog(parser, part, seen)
    except UNPACKING_FAULTS as error:
        raise DubanError("archive-damaged", name=name, part=entry.filename[:_LONGEST_NAME]) from error
    if "doctype" in seen:
        raise DubanError("archive-external-entity", name=name, part=entry.filename[:_LONGEST_NAME])


def _feed_prolog(parser: expat.XMLParserType, part: IO[bytes], seen: list[str]) -> None:
    """Parse until the first element or declaration; a part that is no XML (a picture) has no prolog to fear."""
    chunk = b" "
    while chunk and not seen:
        chunk = part.read(_CHUNK)
        try:
            parser.Parse(chunk, not chunk)
        except expat.ExpatError:
            return
