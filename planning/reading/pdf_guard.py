"""The guard in front of PDF files: what can be known of one before a library opens it.

Every packed stream is unpacked here once, piece by piece and kept nowhere, so that what the library will unpack is
known to stay within the limits and to be whole. Streams of encrypted files cannot be looked into; they are bounded by
the process that reads.
"""

import zlib

from config.errors import DubanError
from planning.reading.document import ReadingLimits
from planning.reading.pdf_forms import most_drawings
from planning.reading.pdf_streams import Stream, streams_of

_MOST_DRAWINGS = 300_000


def check_pdf(data: bytes, name: str, limits: ReadingLimits) -> None:
    """Refuse a PDF that is cut off, broken inside, unpacks to more than the limits allow or draws without end.

    Raises:
        DubanError: ``pdf-damaged``, ``pdf-unpacks-too-large`` or ``pdf-draws-without-end``.
    """
    last = max(data.rfind(b"%%EOF"), data.rfind(b"startxref"))
    if last < 0 or last < data.rfind(b"endobj") or last < data.rfind(b"endstream"):
        raise DubanError("pdf-damaged", name=name, place="文件末尾（没有传完整）")
    if is_encrypted(data):
        return
    streams = list(streams_of(data))
    total = 0
    for stream in streams:
        size = _size(stream, name, limits.unpacked_bytes - total)
        total += 0 if stream.picture else size
        if total > limits.unpacked_bytes:
            raise DubanError("pdf-unpacks-too-large", name=name, number=stream.number, limit=limits.unpacked_bytes)
    if most_drawings(data, streams) > _MOST_DRAWINGS:
        raise DubanError("pdf-draws-without-end", name=name)


def is_encrypted(data: bytes) -> bool:
    """Return whether a file says of itself that it is encrypted."""
    return b"/Encrypt" in data


def _size(stream: Stream, name: str, most: int) -> int:
    """Return the unpacked size of what reading may unpack."""
    if stream.picture:
        return 0
    try:
        return stream.size(most)
    except zlib.error as error:
        raise DubanError("pdf-damaged", name=name, place=f"第 {stream.number} 号对象") from error
