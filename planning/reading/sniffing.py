"""What kind of file this is: by its first bytes where they say so, by the end of its name where they do not."""

import io
import zipfile
from dataclasses import dataclass

from config.errors import CallError, DubanError

_HEAD = 1_024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_OLD_WORD = "WordDocument".encode("utf-16-le")
_OLD_WORKBOOK = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"II*\0", b"MM\0*")
_OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Format:
    """A format that is read: its key, what people call it, how its names end, its media type, module and function."""

    key: str
    label: str
    suffixes: tuple[str, ...]
    media_type: str
    reader: str


FORMATS = (
    Format("text", "纯文本", (".txt",), "text/plain", "plaintext:read_plain_text"),
    Format("markdown", "Markdown 文本", (".md", ".markdown"), "text/markdown", "markdown_text:read_markdown"),
    Format("html", "网页", (".html", ".htm"), "text/html", "hypertext:read_html"),
    Format("word", "Word 文档", (".docx",), f"{_OFFICE}wordprocessingml.document", "word:read_word"),
    Format("workbook", "Excel 工作簿", (".xlsx", ".xlsm"), f"{_OFFICE}spreadsheetml.sheet", "workbook:read_workbook"),
    Format("csv", "CSV 表格", (".csv", ".tsv"), "text/csv", "csvfile:read_csv"),
    Format("pdf", "PDF 文件", (".pdf",), "application/pdf", "pdf:read_pdf"),
)
SUFFIXES = tuple(suffix for each in FORMATS for suffix in each.suffixes)
_BY_KEY = {each.key: each for each in FORMATS}
_BY_SUFFIX = {suffix: each for each in FORMATS for suffix in each.suffixes}
_REFUSED = {
    ".doc": "document-old-word", ".dot": "document-old-word", ".wps": "document-old-word",
    ".xls": "document-old-workbook", ".et": "document-old-workbook",
    ".jpg": "document-picture", ".jpeg": "document-picture", ".png": "document-picture", ".tif": "document-picture",
    ".tiff": "document-picture", ".bmp": "document-picture", ".gif": "document-picture",
    ".docm": "document-format-unread", ".rtf": "document-format-unread", ".odt": "document-format-unread",
    ".ofd": "document-format-unread", ".ods": "document-format-unread", ".ppt": "document-format-unread",
    ".pptx": "document-format-unread", ".zip": "document-format-unread", ".rar": "document-format-unread",
}  # fmt: skip


def format_of(data: bytes, name: str, suffix: str) -> Format:
    """Return the format of a file: what its content is, else what its name says.

    Raises:
        CallError: a format that is not read; the sentence says what to save it as.
        DubanError: ``archive-encrypted`` for a file locked with a password.
    """
    found = _by_content(data, name, suffix)
    if found:
        return _BY_KEY[found]
    if suffix in _REFUSED:
        raise CallError(_REFUSED[suffix], name=name, suffix=suffix)
    if suffix not in _BY_SUFFIX:
        raise CallError("document-format-unknown", name=name, suffix=suffix or "无后缀")
    return _BY_SUFFIX[suffix]


def _by_content(data: bytes, name: str, suffix: str) -> str | None:
    head = data[:_HEAD]
    if head.startswith(_OLE):
        _refuse_compound(data, name)
    if head.startswith(_PICTURES):
        raise CallError("document-picture", name=name)
    if head.startswith(b"{\\rtf"):
        raise CallError("document-format-unread", name=name, suffix="RTF")
    # What was put before a PDF by a mail gateway does no harm; a text that speaks of PDF files is none.
    if head.startswith(b"%PDF-") or (suffix == ".pdf" and b"%PDF-" in head):
        return "pdf"
    if head.startswith(b"PK\3\4"):
        return _in_archive(data)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return "html" if start.startswith((b"<!doctype html", b"<html")) else None


def _refuse_compound(data: bytes, name: str) -> None:
    """Refuse a compound file (Word and Excel before 2007, or a locked newer one) by what it holds."""
    if _ENCRYPTED_PACKAGE in data:
        raise DubanError("archive-encrypted", name=name)
    old_workbook = _OLD_WORD not in data and any(stream in data for stream in _OLD_WORKBOOK)
    raise CallError("document-old-workbook" if old_workbook else "document-old-word", name=name)


def _in_archive(data: bytes) -> str | None:
    """Return what an Office archive holds, by the names of its parts; None when it cannot be told."""
    try:
        names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    except (zipfile.BadZipFile, ValueError, OverflowError, EOFError, NotImplementedError):
        return None
    if any(part.startswith("word/") for part in names):
        return "word"
    return "workbook" if any(part.startswith("xl/") for part in names) else None
