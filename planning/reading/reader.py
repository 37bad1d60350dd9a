"""Reading a document: bytes in, text out. Pure: no file is opened here, no limit is invented here.

What a file is, its content decides; a name that says otherwise is told as a note.
"""

import hashlib
from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath

from config.errors import DubanError
from planning.reading.document import DocumentText, Progress, ReadingLimits, TextBuilder, silent
from planning.reading.naming import is_turned, shown_name
from planning.reading.sniffing import Format, format_of

Reader = Callable[[bytes, str, ReadingLimits, Progress], TextBuilder]


def read_document(data: bytes, name: str, limits: ReadingLimits, progress: Progress = silent) -> DocumentText:
    """Return the text of a document (.txt .md .html .docx .xlsx .csv .pdf); ``limits`` bound what is unpacked.

    Raises:
        CallError: the file is of a format that is not read (``document-format-unknown``, ``document-old-word`` …).
        DubanError: the file itself fails: empty, too large, not text, damaged, hostile. Every code says what to do.
    """
    turned, name = is_turned(name), shown_name(name)
    suffix = PurePath(name).suffix.lower()
    if len(data) > limits.file_bytes:
        raise DubanError("document-too-large", name=name, size=len(data), limit=limits.file_bytes)
    if not data:
        raise DubanError("document-empty", name=name)
    found = format_of(data, name, suffix)
    builder = _read(found, data, name, limits, progress)
    if found.suffixes and suffix not in found.suffixes:
        builder.note("document-wrong-suffix", 0, 0, name=name, found=found.label, suffix=suffix or "无后缀")
    if turned:
        builder.note("document-name-turned", 0, 0, name=name)
    text = builder.text
    if not text.strip():
        raise DubanError("document-empty" if found.key == "text" else "document-no-text", name=name)
    if len(text) > limits.text_chars:
        raise DubanError("document-text-too-long", name=name, chars=len(text), limit=limits.text_chars)
    return DocumentText(
        name,
        found.media_type,
        hashlib.sha256(data).hexdigest(),
        text,
        tuple(builder.blocks),
        tuple(builder.tables),
        tuple(builder.landmarks),
        tuple(builder.notes),
    )


def _read(found: Format, data: bytes, name: str, limits: ReadingLimits, progress: Progress) -> TextBuilder:
    """Read with the format's reader, loaded when its first file comes: the libraries behind them take long to load."""
    module, _, function = found.reader.partition(":")
    reader: Reader = getattr(import_module(f"planning.reading.{module}"), function)
    return reader(data, name, limits, progress)
