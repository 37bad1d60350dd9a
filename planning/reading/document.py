"""What reading a document gives: its text, and which stretch of it is a paragraph, a heading or a table cell."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

BlockKind = Literal["paragraph", "heading", "table_cell"]


class ReadingLimits(Protocol):
    """Bounds on a file from outside, checked before anything is unpacked (``config.settings.Limits`` is one)."""

    @property
    def file_bytes(self) -> int:
        """Largest file taken, in bytes."""

    @property
    def unpacked_bytes(self) -> int:
        """Largest sum of the unpacked parts of an archive, in bytes."""

    @property
    def archive_entries(self) -> int:
        """Largest number of parts in an archive."""

    @property
    def compression_ratio(self) -> int:
        """Largest ratio of unpacked to packed size of one part."""


@dataclass(frozen=True)
class Block:
    """A stretch of the text. ``level`` is the outline level of a heading (1 is highest), else 0."""

    start: int
    end: int
    kind: BlockKind
    level: int = 0


@dataclass(frozen=True)
class DocumentText:
    """The text of a document in reading order, with the digest of the bytes it came from.

    Lines end with a line feed. A table row is one line, its cells apart by tabs; a cell merged downwards stands in its
    first row and is empty in the others. Offsets of ``blocks`` count Unicode characters of ``text``.
    """

    name: str
    media_type: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]


class TextBuilder:
    """Collects pieces of text and notes where each begins and ends."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._length = 0
        self.blocks: list[Block] = []

    @property
    def text(self) -> str:
        """Everything collected so far."""
        return "".join(self._pieces)

    def line(self, cells: Iterable[str], kind: BlockKind, level: int = 0) -> None:
        """Add one line; several cells are set apart by tabs, and each that says something becomes a block."""
        if self._length:
            self._add("\n")
        for position, cell in enumerate(cells):
            if position:
                self._add("\t")
            if cell:
                self.blocks.append(Block(self._length, self._length + len(cell), kind, level))
                self._add(cell)

    def _add(self, piece: str) -> None:
        self._pieces.append(piece)
        self._length += len(piece)
