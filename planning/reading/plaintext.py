"""Plain text files: which encoding they are in, and whether they are text at all."""

import codecs
import re
from collections.abc import Iterator

from config.errors import DubanError
from planning.reading.document import Progress, ReadingLimits, TextBuilder, silent

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
_UNSEEN = re.compile("[\ufeff\u200b\u200c\u200d\u2060\u00ad]")
_LINE_END = re.compile("\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")


def read_plain_text(data: bytes, name: str, limits: ReadingLimits, progress: Progress = silent) -> TextBuilder:
    """Return the lines of a text file (UTF-8 or UTF-16 with or without its mark, else GB18030).

    Raises:
        DubanError: ``text-encoding`` when no encoding fits, ``text-binary`` when control characters show it is no text.
    """
    text = _decode(data, name)
    if len(text) > limits.text_chars:
        raise DubanError("document-text-too-long", name=name, chars=len(text), limit=limits.text_chars)
    control = _CONTROL.search(text)
    if control:
        raise DubanError("text-binary", name=name, position=len(text[: control.start()].encode("utf-8", "replace")) + 1)
    builder = TextBuilder()
    for line in _lines(text):
        builder.line([line], "paragraph")
    progress(1, 1)
    return builder


def clean(text: str) -> str:
    """Return the text with every kind of line end as a line feed and without invisible characters."""
    return _UNSEEN.sub("", _LINE_END.sub("\n", text))


def _lines(text: str) -> Iterator[str]:
    for line in clean(text).strip("\n").split("\n"):
        yield line.rstrip()


def _decode(data: bytes, name: str) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strictly(data[len(bom) :], encoding, name)
    zero = data.find(b"\0")
    if zero >= 0:
        raise DubanError("text-binary", name=name, position=zero + 1)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _strictly(data, "gb18030", name)


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DubanError("text-encoding", name=name, position=error.start + 1) from error
