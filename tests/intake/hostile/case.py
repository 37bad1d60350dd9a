"""A hostile file and what a careful clerk would wish to come of it."""

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field

from config.settings import Limits


@dataclass(frozen=True)
class Case:
    """One file: what it is, its name, how it is made, and what comes of it.

    Attributes:
        refused: the codes it may be refused with; empty when it is read.
        has: what the text must hold; ``lacks``: what it must not.
        notes: codes of what must be told with the text or with the items.
        items: how many items must be found, None where it does not matter.
        limits: the bounds it is read in, narrower than usual where the point is a bound.
    """

    what: str
    name: str
    make: Callable[[], bytes]
    refused: tuple[str, ...] = ()
    has: str = ""
    lacks: str = "\0"
    notes: tuple[str, ...] = ()
    items: int | None = None
    limits: Limits = field(default_factory=Limits)


def unpacked(data: bytes) -> bytes:
    """Give an archive with the same parts stored as they are, so that no ratio gives it away."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, part in parts_of(data).items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return target.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """Give the parts of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {entry.filename: archive.read(entry) for entry in archive.infolist()}
