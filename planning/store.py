"""The store of uploaded bytes, content-addressed: a file's name is the SHA-256 of what is in it."""

import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from config.errors import DubanError
from config.files import reason_of, write_whole


class Store:
    """Files below ``<data folder>/objects``, two levels deep; never changed, removed only when nothing names them."""

    def __init__(self, data_dir: Path) -> None:
        self.root = data_dir / "objects"

    def path(self, sha256: str) -> Path:
        """Return where the bytes with this digest lie."""
        return self.root / sha256[:2] / sha256

    def keep(self, data: bytes, sha256: str) -> None:
        """Keep the bytes; whole or not at all. When they are there already, they count as received now.

        Raises:
            DubanError: ``data-dir-read-only``.
        """
        target = self.path(sha256)
        if self.has(sha256):
            return
        try:
            write_whole(target, data)
        except OSError as error:
            raise DubanError("data-dir-read-only", path=self.root, detail=reason_of(error)) from error

    def has(self, sha256: str) -> bool:
        """Tell whether the bytes with this digest are there; they count as received now, and are not forgotten."""
        try:
            os.utime(self.path(sha256))
        except FileNotFoundError:
            return False
        except OSError:  # a folder that is read only
            return self.path(sha256).is_file()
        return True

    def received_before(self, instant: datetime) -> Iterator[str]:
        """Yield the digests of files received before an instant."""
        for file in self.root.glob("[0-9a-f][0-9a-f]/" + "[0-9a-f]" * 64):
            with suppress(OSError):
                if file.stat().st_mtime < instant.timestamp():
                    yield file.name

    def forget(self, sha256: str, received_before: datetime) -> bool:
        """Remove a file unless it was received again since; tell whether it is gone by this."""
        file = self.path(sha256)
        try:
            if file.stat().st_mtime >= received_before.timestamp():
                return False
            file.unlink()
        except OSError:
            return False
        return True

    def read(self, sha256: str) -> bytes:
        """Return the bytes with this digest."""
        return self.path(sha256).read_bytes()
