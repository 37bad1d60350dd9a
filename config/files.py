"""Files that are there whole or not at all, and why the system refused one."""

import os
from contextlib import suppress
from errno import errorcode
from pathlib import Path

from config.errors import DubanError
from config.language import labels


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, and its folder if need be; what was there before is replaced.

    The bytes go under a passing name beside it, to the disk, and only then under their own: a reader, a crash or a full
    disk never leaves half of them. The passing name is nobody else's, so two writers do not spoil each other's file.

    Raises:
        OSError: It could not be written; nothing is left behind.
    """
    draft = path.with_name(f".{os.urandom(8).hex()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def write_file(path: Path, data: bytes) -> None:
    """Write a file somebody asked for, as ``write_whole`` does.

    Raises:
        DubanError: ``file-unwritable``.
    """
    try:
        write_whole(path, data)
    except OSError as error:
        raise DubanError("file-unwritable", path=path, detail=reason_of(error)) from error


def marks_of(folder: Path | None, suffix: str) -> tuple[tuple[str, int, int, int], ...]:
    """Return name, inode, time of the last change and size of a folder's files with a suffix; empty without it.

    Two answers differ when a file was added, replaced, changed or taken away.
    """
    if folder is None:
        return ()
    try:
        with os.scandir(folder) as entries:
            found = [(entry.name, entry.stat()) for entry in entries if entry.name.endswith(suffix)]
    except OSError:
        return ()
    return tuple(sorted((name, told.st_ino, told.st_mtime_ns, told.st_size) for name, told in found))


def reason_of(error: OSError) -> str:
    """Return in a few words why the system refused."""
    return labels("os_error").get(errorcode.get(error.errno or 0, "")) or error.strerror or str(error)
