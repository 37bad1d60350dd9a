"""What kind of file an attachment is, by its content alone, and under what name it is kept. Pure.

The name somebody gave a file decides nothing: its end is put right by what the content is. Taken are pictures, PDF,
Office files without macros, and plain text; pages and drawings that can carry scripts are not.
"""

import io
import re
import zipfile
from dataclasses import dataclass
from typing import Protocol

from config.errors import DubanError

_OFFICE = "application/vnd.openxmlformats-officedocument."
#: media type → the end a name gets, and how people speak of it (labels ``attachment_kind``).
KINDS = {
    "image/jpeg": (".jpg", "picture"),
    "image/png": (".png", "picture"),
    "image/webp": (".webp", "picture"),
    "application/pdf": (".pdf", "pdf"),
    f"{_OFFICE}wordprocessingml.document": (".docx", "word"),
    f"{_OFFICE}spreadsheetml.sheet": (".xlsx", "workbook"),
    f"{_OFFICE}presentationml.presentation": (".pptx", "slides"),
    "text/plain": (".txt", "text"),
}
#: Pictures are written anew: those of the left come out as those of the right.
PICTURES = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png", b"GIF8": "image/png", b"BM": "image/png"}
ACCEPT = ".jpg,.jpeg,.png,.webp,.gif,.pdf,.docx,.xlsx,.pptx,.txt"
_PARTS = {
    "word/": f"{_OFFICE}wordprocessingml.document",
    "xl/": f"{_OFFICE}spreadsheetml.sheet",
    "ppt/": f"{_OFFICE}presentationml.presentation",
}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: How photographs begin that some phones keep in a form few programs can open.
_HEIC = frozenset({b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypmif1", b"ftypheif", b"ftypmsf1"})
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|svg|script|body|head|iframe|\?xml|!--)", re.IGNORECASE)
_HEAD, _MOST_NAME = 4_096, 80
_ARCHIVES = (b"PK\3\4", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]")
_RESERVED = re.compile(r'[<>:"|?*\\/]+')
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


class AttachmentLimits(Protocol):
    """What attachments are held to."""

    @property
    def file_bytes(self) -> int:
        """Largest file."""

    @property
    def files(self) -> int:
        """Most files with one report."""

    @property
    def pixels(self) -> int:
        """Most pixels of a picture."""


@dataclass(frozen=True)
class Kind:
    """A file's media type as it will be kept, and whether its picture must be written anew first."""

    media_type: str
    is_picture: bool = False


def kind_of(data: bytes, name: str, limits: AttachmentLimits) -> Kind:
    """Return what a file is.

    Raises:
        DubanError: ``attachment-empty``, ``attachment-too-large``, ``attachment-refused``, ``attachment-macros``,
            ``attachment-heic``, ``attachment-old-office``, ``attachment-archive``.
    """
    if not data:
        raise DubanError("attachment-empty", name=name)
    if len(data) > limits.file_bytes:
        raise DubanError("attachment-too-large", name=name, megabytes=limits.file_bytes // 1_000_000)
    picture = _picture_of(data)
    if picture:
        return Kind(picture, is_picture=True)
    if data[4:12] in _HEIC:
        raise DubanError("attachment-heic", name=name)
    if data.startswith(b"%PDF-"):
        return Kind("application/pdf")
    if data.startswith(_OLE):
        raise DubanError("attachment-old-office", name=name)
    if data.startswith(_ARCHIVES):
        return Kind(_office_of(data, name))
    if not _is_text(data) or _MARKUP.search(data[:_HEAD]):
        raise DubanError("attachment-refused", name=name)
    return Kind("text/plain")


def _picture_of(data: bytes) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((media_type for sign, media_type in PICTURES.items() if data.startswith(sign)), None)


def cleaned_name(name: str, media_type: str) -> str:
    """Return a name any system can keep: no folders, no signs that cannot be seen, the end its content asks for."""
    base = _UNSEEN.sub("", name).replace("\\", "/").rpartition("/")[2]
    base = _RESERVED.sub("_", base).strip(" .")
    suffix = KINDS[media_type][0]
    stem, dot, end = base.rpartition(".")
    if not dot or not end.isascii() or len(end) > len(".webp"):
        stem = base
    stem = stem.strip(" .")[: _MOST_NAME - len(suffix)].strip(" .") or "附件"
    return f"_{stem}{suffix}" if _DEVICES.match(stem) else f"{stem}{suffix}"


def _office_of(data: bytes, name: str) -> str:
    """Return which Office file an archive is; only its list of parts is read.

    Raises:
        DubanError: ``attachment-archive`` for any other archive, ``attachment-macros``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [part.filename for part in archive.infolist()]
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise DubanError("attachment-archive", name=name) from error
    if any(part.lower().endswith("vbaproject.bin") for part in parts):
        raise DubanError("attachment-macros", name=name)
    found = [media for folder, media in _PARTS.items() if any(part.startswith(folder) for part in parts)]
    if "[Content_Types].xml" not in parts or not found:
        raise DubanError("attachment-archive", name=name)
    return found[0]


def _is_text(data: bytes) -> bool:
    if b"\0" in data:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return not any(sign < " " and sign not in "\r\n\t\f" for sign in text)
    return False
