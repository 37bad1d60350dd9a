"""The packed streams of a PDF file, found without a library and unpacked piece by piece."""

import base64
import binascii
import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planning.reading.pdf_lzw import lzw_size

_STREAM = re.compile(rb">>\s*stream\r?\n")
_FILTERS = re.compile(rb"/(?:Filter|F)\s*(\[[^\]]*\]|/[A-Za-z0-9]+)")
_NAME = re.compile(rb"/([A-Za-z0-9]+)")
_HEX_SIGN = re.compile(rb"#([0-9A-Fa-f]{2})")
_NUMBER = re.compile(rb"(\d{1,10})\s+\d+\s+obj\b")
_LONGEST_HEAD = 8_192
_CHUNK = 16_384
_PIECE = 1_000_000
_RUN_LENGTH = 64
_ZLIB_HEAD, _ZLIB_TAIL = 2, 32
_FLATE = ("FlateDecode", "Fl")
_LZW = ("LZWDecode", "LZW")
_ASCII = ("ASCII85Decode", "A85", "ASCIIHexDecode", "AHx")
_PICTURES = ("DCTDecode", "DCT", "JPXDecode", "CCITTFaxDecode", "CCF", "JBIG2Decode")


@dataclass(frozen=True, slots=True)
class Stream:
    """A stream: the number of its object (0 if unknown), its dictionary, its filters from the outside in, its bytes."""

    number: int
    head: bytes
    filters: tuple[str, ...]
    data: memoryview

    @property
    def picture(self) -> bool:
        """It holds a picture, which reading text never unpacks."""
        return b"/Image" in self.head or any(each in _PICTURES for each in self.filters)

    def size(self, most: int) -> int:
        """Return its size unpacked, in bytes; counting ends beyond ``most``. Nothing unpacked is kept.

        Raises:
            zlib.error: it is broken inside.
        """
        data, rest = self._without_ascii()
        if rest and rest[0] in _LZW:
            return lzw_size(bytes(data), most)
        if rest and rest[0] in ("RunLengthDecode", "RL"):
            longest = len(data) * _RUN_LENGTH
            return longest if longest > most else len(data)
        stages = next((number for number, stage in enumerate(rest) if stage not in _FLATE), len(rest))
        return _flate_size(data, stages, most) if stages else len(data)

    def content(self) -> bytes:
        """Return it unpacked, as far as it is whole; call this only when ``size`` has shown it to be harmless."""
        data, rest = self._without_ascii()
        content = bytes(data)
        for stage in rest:
            if stage not in _FLATE:
                break
            try:
                content = zlib.decompressobj().decompress(content)
            except zlib.error:
                break
        return content

    def _without_ascii(self) -> tuple[bytes | memoryview, list[str]]:
        stages = list(self.filters)
        data: bytes | memoryview = self.data
        while stages and stages[0] in _ASCII:
            data = _from_ascii(bytes(data), stages.pop(0))
        return data, stages


def streams_of(data: bytes) -> Iterator[Stream]:
    """Yield the streams of a file in the order they stand in it."""
    view = memoryview(data)
    at = 0
    while found := _STREAM.search(data, at):
        end = data.find(b"endstream", found.end())
        end = len(data) if end < 0 else end
        begin = max(data.rfind(b" obj", at, found.start()), found.start() - _LONGEST_HEAD, at)
        head = _HEX_SIGN.sub(lambda match: bytes([int(match[1], 16)]), data[begin : found.start() + 2])
        numbers = _NUMBER.findall(data[max(begin - 20, 0) : begin + 5])
        filters = _FILTERS.search(head)
        names = tuple(each.decode() for each in _NAME.findall(filters[1])) if filters else ()
        yield Stream(int(numbers[-1]) if numbers else 0, head, names, view[found.end() : end])
        at = end


def _from_ascii(data: bytes, stage: str) -> bytes:
    try:
        if stage in ("ASCII85Decode", "A85"):
            return base64.a85decode(data.split(b"~>")[0].strip().removeprefix(b"<~"))
        return binascii.unhexlify(re.sub(rb"\s", b"", data.split(b">")[0]))
    except ValueError:
        return data


def _flate_size(data: bytes | memoryview, stages: int, most: int) -> int:
    """Return the largest size of any stage. The first is read without its check sum, which many files have wrong."""
    chain = [zlib.decompressobj(-zlib.MAX_WBITS), *(zlib.decompressobj() for _ in range(stages - 1))]
    sizes = [0] * stages
    left = 0
    for at in range(_ZLIB_HEAD, len(data), _CHUNK):
        pieces: Sequence[bytes | memoryview] = [data[at : at + _CHUNK]]
        for stage, unpacker in enumerate(chain):
            pieces = list(_unpack(unpacker, pieces, most - sizes[stage]))
            sizes[stage] += sum(map(len, pieces))
        if max(sizes) > most or chain[0].eof:
            left = len(chain[0].unused_data) + max(len(data) - at - _CHUNK, 0)
            break
    broken = not chain[0].eof or left > _ZLIB_TAIL
    if broken and max(sizes) <= most and bytes(data).strip():
        raise zlib.error("cut off")
    return max(sizes)


def _unpack(unpacker: "zlib._Decompress", pieces: Sequence[bytes | memoryview], most: int) -> Iterator[bytes]:
    taken = 0
    for piece in pieces:
        rest: bytes | memoryview = piece
        while rest and not unpacker.eof and taken <= most:
            out = unpacker.decompress(rest, _PIECE)
            taken += len(out)
            yield out
            rest = unpacker.unconsumed_tail
