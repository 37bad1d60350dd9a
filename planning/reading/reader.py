"""Reading a document: bytes in, text out. Pure: no file is opened here, no limit is invented here."""

import hashlib
from pathlib import PurePath

from config.errors import CallError, DubanError
from planning.reading.document import DocumentText, ReadingLimits
from planning.reading.plaintext import read_plain_text
from planning.reading.word import read_word

PLAIN_TEXT = "text/plain"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LATER = frozenset(
    {".pdf", ".xlsx", ".xls", ".et", ".csv", ".wps", ".docm", ".rtf", ".odt", ".ofd", ".html", ".htm", ".md"}
)


def read_document(data: bytes, name: str, limits: ReadingLimits) -> DocumentText:
    """Return the text of a .txt or .docx file; ``name`` decides the format, ``limits`` bound what is unpacked.

    Raises:
        CallError: the file is of a format not read (``document-format-unknown``, ``document-format-later``,
            ``document-old-word``).
        DubanError: the file itself fails: empty, too large, not text, damaged, hostile. Every code says what to do.
    """
    suffix = PurePath(name.replace("\\", "/")).suffix.lower()
    if suffix in (".doc", ".dot"):
        raise CallError("document-old-word", name=name)
    if suffix in _LATER:
        raise CallError("document-format-later", name=name, suffix=suffix)
    if suffix not in (".txt", ".docx"):
        raise CallError("document-format-unknown", name=name, suffix=suffix or "无后缀")
    if len(data) > limits.file_bytes:
        raise DubanError("document-too-large", name=name, size=len(data), limit=limits.file_bytes)
    if not data:
        raise DubanError("document-empty", name=name)
    builder = read_plain_text(data, name) if suffix == ".txt" else read_word(data, name, limits)
    text = builder.text
    if not text.strip():
        raise DubanError("document-empty" if suffix == ".txt" else "document-no-text", name=name)
    media_type = PLAIN_TEXT if suffix == ".txt" else WORD
    return DocumentText(name, media_type, hashlib.sha256(data).hexdigest(), text, tuple(builder.blocks))
