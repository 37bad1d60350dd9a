"""Small pictures of attachments, made when first asked for and kept in the folder ``previews`` of the data folder.

They can be made again from the store at any time; the folder may be emptied.
"""

from pathlib import Path

from config.errors import DubanError
from config.files import write_whole
from planning.attachments import AttachedFile, Ways, made_apart
from planning.reading.encoding import decode

FOLDER = "previews"
_LINES, _CHARS, _BYTES = 40, 3_000, 64_000


def small_picture(file: AttachedFile, ways: Ways, data_dir: Path) -> bytes:
    """Return a WebP picture of at most 480 pixels a side, of a picture or of the first page of a PDF.

    Raises:
        DubanError: ``preview-impossible``, ``original-missing``.
    """
    kept = data_dir / FOLDER / file.sha256[:2] / f"{file.sha256}.webp"
    if kept.is_file():
        return kept.read_bytes()
    if not file.has_picture:
        raise DubanError("preview-impossible", name=file.name)
    made = made_apart("page" if file.kind == "pdf" else "small", read_kept(file, ways), file.name, ways)
    try:
        write_whole(kept, made)
    except OSError:
        return made  # a full disk or a folder that is read only: it is made again next time
    return made


def first_lines(file: AttachedFile, ways: Ways) -> str:
    """Return the first lines of a text.

    Raises:
        DubanError: ``preview-impossible``, ``original-missing``.
    """
    if file.kind != "text":
        raise DubanError("preview-impossible", name=file.name)
    text = decode(read_kept(file, ways)[:_BYTES]).text
    return "\n".join(text.splitlines()[:_LINES])[:_CHARS]


def read_kept(file: AttachedFile, ways: Ways) -> bytes:
    """Return the bytes of a file.

    Raises:
        DubanError: ``original-missing``.
    """
    try:
        return ways.store.read(file.sha256)
    except OSError as error:
        raise DubanError("original-missing", name=file.name) from error
