"""The store of uploaded bytes, content-addressed: a file's name is the SHA-256 of what is in it."""

from pathlib import Path

from config.errors import DubanError
from config.files import reason_of, write_whole


class Store:
    """Files below ``<data folder>/objects``, two levels deep. Nothing in it is ever changed or removed."""

    def __init__(self, data_dir: Path) -> None:
        self.root = data_dir / "objects"

    def path(self, sha256: str) -> Path:
        """Return where the bytes with this digest lie."""
        return self.root / sha256[:2] / sha256

    def keep(self, data: bytes, sha256: str) -> None:
        """Keep the bytes; whole or not at all, and nothing when they are already there.

        Raises:
            DubanError: ``data-dir-read-only``.
        """
        target = self.path(sha256)
        if target.exists():
            return
        try:
            write_whole(target, data)
        except OSError as error:
            raise DubanError("data-dir-read-only", path=self.root, detail=reason_of(error)) from error

    def read(self, sha256: str) -> bytes:
        """Return the bytes with this digest."""
        return self.path(sha256).read_bytes()
