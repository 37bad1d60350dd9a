"""A lock file: one process on this machine at a time. The system frees it when the process dies, however it dies."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Taken(Exception):  # noqa: N818 - an expected answer, not a fault
    """Another process holds the lock."""


@contextmanager
def exclusive(file: Path) -> Iterator[None]:
    """Hold the lock inside the block.

    Raises:
        Taken: Another process holds it.
        OSError: The file could not be made.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a+b") as handle:
        try:
            _lock(handle.fileno())
        except OSError as error:
            raise Taken(f"{file.name} is held by another process") from error
        yield


if os.name == "nt":

    def _lock(descriptor: int) -> None:
        import msvcrt  # noqa: PLC0415 - only there is it installed

        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]

else:

    def _lock(descriptor: int) -> None:
        import fcntl  # noqa: PLC0415 - only here is it installed

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
