"""The guard in front of PDF files: what can be known of one before a library opens it.

Every packed stream is unpacked here once, piece by piece and kept nowhere, so that what the library will unpack is
known to stay within the limits and to be whole. Streams of encrypted files cannot be looked into; they are bounded by
the process that reads.
"""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from config.errors import DubanError
from planning.reading.document import ReadingLimits
from planning.reading.pdf_lzw import lzw_size

_STREAM = re.compile(rb">>\s*stream\r?\n")
_FILTERS = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]*\]|/[A-Za-z0-9]+)")
_NAME = re.compile(rb"/([A-Za-z0-9]+)")
_HEX_SIGN = re.compile(rb"#([0-9A-Fa-f]{2})")
_NUMBER = re.compile(rb"(\d+)\s+\d+\s+obj\b")
_LONGEST_DICTIONARY = 8_192
_CHUNK = 16_384
_RUN_LENGTH = 64
_FLATE = ("FlateDecode", "Fl")
_LZW = ("LZWDecode", "LZW")
_PICTURES = ("DCTDecode", "DCT", "JPXDecode", "CCITTFaxDecode", "CCF", "JBIG2Decode")


@dataclass(frozen=True, slots=True)
class _Packed:
    """A stream: the number of its object, its filters from the outside in, its bytes, whether it is a picture."""

    number: int
    filters: tuple[str, ...]
    data: memoryview
    picture: bool


def check_pdf(data: bytes, name: str, limits: ReadingLimits) -> None:
    """Refuse a PDF that is cut off, broken inside, or unpacks to more than the limits allow.

    Raises:
        DubanError: ``pdf-damaged`` or ``pdf-unpacks-too-large``.
    """
    last = max(data.rfind(b"%%EOF"), data.rfind(b"startxref"))
    if last < 0 or last < data.rfind(b"endobj") or last < data.rfind(b"endstream"):
        raise DubanError("pdf-damaged", name=name, place="文件末尾（没有传完整）")
    if is_encrypted(data):
        return
    total = 0
    for packed in _streams(data):
        size = _unpacked_size(packed, name, limits.unpacked_bytes - total)
        if not packed.picture:
            total += size
        if size > limits.unpacked_bytes or total > limits.unpacked_bytes:
            raise DubanError("pdf-unpacks-too-large", name=name, number=packed.number, limit=limits.unpacked_bytes)


def is_encrypted(data: bytes) -> bool:
    """Return whether a file says that it is encrypted."""
    return b"/Encrypt" in data


def _streams(data: bytes) -> Iterator[_Packed]:
    view = memoryview(data)
    at = 0
    while found := _STREAM.search(data, at):
        end = data.find(b"endstream", found.end())
        end = len(data) if end < 0 else end
        begin = max(data.rfind(b" obj", at, found.start()), found.start() - _LONGEST_DICTIONARY, at)
        head = _HEX_SIGN.sub(lambda match: bytes([int(match[1], 16)]), data[begin : found.start() + 2])
        numbers = _NUMBER.findall(data[max(begin - 20, 0) : begin + 5])
        filters = _FILTERS.search(head)
        names = tuple(each.decode() for each in _NAME.findall(filters[1])) if filters else ()
        picture = b"/Image" in head or any(each in _PICTURES for each in names)
        yield _Packed(int(numbers[-1]) if numbers else 0, names, view[found.end() : end], picture)
        at = end


def _unpacked_size(packed: _Packed, name: str, most: int) -> int:
    """Return how large a stream is unpacked, in bytes; counting ends beyond ``most``."""
    stages = list(packed.filters)
    data: bytes | memoryview = packed.data
    while stages and stages[0] in ("ASCII85Decode", "A85", "ASCIIHexDecode", "AHx"):
        data = _from_ascii(bytes(data), stages.pop(0))
    if not stages or stages[0] in _PICTURES:
        return len(data)
    if stages[0] in _LZW:
        return lzw_size(bytes(data), most)
    if stages[0] in ("RunLengthDecode", "RL"):
        return len(data) * _RUN_LENGTH if len(data) * _RUN_LENGTH > most else len(data)
    flates = next((number for number, stage in enumerate(stages) if stage not in _FLATE), len(stages))
    if not flates:
        return len(data)
    try:
        return _flate_size(data, flates, most)
    except zlib.error as error:
        if packed.picture or "incorrect data check" in str(error):
            return len(data)
        raise DubanError("pdf-damaged", name=name, place=f"第 {packed.number} 号对象") from error


def _from_ascii(data: bytes, stage: str) -> bytes:
    try:
        if stage in ("ASCII85Decode", "A85"):
            return base64.a85decode(data.split(b"~>")[0].strip().removeprefix(b"<~"))
        return binascii.unhexlify(re.sub(rb"\s", b"", data.split(b">")[0]))
    except (ValueError, binascii.Error):
        return data


def _flate_size(data: bytes | memoryview, stages: int, most: int) -> int:
    chain = [zlib.decompressobj() for _ in range(stages)]
    largest = 0
    sizes = [0] * stages
    for at in range(0, len(data), _CHUNK):
        pieces: Sequence[bytes | memoryview] = [data[at : at + _CHUNK]]
        for stage, unpacker in enumerate(chain):
            pieces = list(_unpack(unpacker, pieces, most - sizes[stage]))
            sizes[stage] += sum(map(len, pieces))
        largest = max(sizes)
        if largest > most or chain[0].eof:
            break
    return largest


def _unpack(unpacker: "zlib._Decompress", pieces: Sequence[bytes | memoryview], most: int) -> Iterator[bytes]:
    taken = 0
    for piece in pieces:
        rest: bytes | memoryview = piece
        while rest and not unpacker.eof and taken <= most:
            out = unpacker.decompress(rest, 1_000_000)
            taken += len(out)
            yield out
            rest = unpacker.unconsumed_tail
