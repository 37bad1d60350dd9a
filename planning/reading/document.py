"""What reading a document gives: its text, which stretch of it is what, its tables, and what the reader noticed."""

from bisect import bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal, Protocol

BlockKind = Literal["paragraph", "heading", "table_cell"]
Progress = Callable[[int, int], None]
"""Told how many parts (pages, rows, paragraphs) of how many have been read; 0 of how many means not known."""


def silent(done: int, total: int) -> None:
    """Be told of progress and do nothing with it."""
    del done, total


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

    @property
    def text_chars(self) -> int:
        """Longest text taken from one document, in characters."""

    @property
    def sheet_rows(self) -> int:
        """Largest number of rows that say something in one workbook."""

    @property
    def pdf_pages(self) -> int:
        """Largest number of pages of a PDF."""


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text. ``level`` is the outline level of a heading (1 is highest), else 0."""

    start: int
    end: int
    kind: BlockKind
    level: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: where it stands (rows and columns count from 0), how far it reaches, and its text's place.

    A cell that says nothing has ``start == end``.
    """

    row: int
    column: int
    start: int
    end: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True)
class Table:
    """A table of the document: ``start`` and ``end`` enclose its lines in the text; ``name`` of a sheet, else empty.

    ``cells`` holds every cell once, in reading order; a merged one tells by ``rows`` and ``columns`` what it covers.
    Rows are numbered as the lines of the table in the text.
    """

    start: int
    end: int
    cells: tuple[Cell, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Landmark:
    """From this offset on, a person finds the text there in the file: 第3页, 工作表“清单”第12行."""

    start: int
    label: str


@dataclass(frozen=True)
class Note:
    """Something the reader noticed: a code of the sentences of intake, its values, and the place in the text."""

    code: str
    start: int
    end: int
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class DocumentText:
    """The text of a document in reading order, with the digest of the bytes it came from.

    Lines end with a line feed. A table row is one line, its cells apart by tabs; a merged cell stands in its first row
    and column and is empty in the others. All offsets count Unicode characters of ``text``.
    """

    name: str
    media_type: str
    sha256: str
    text: str
    blocks: tuple[Block, ...]
    tables: tuple[Table, ...] = ()
    landmarks: tuple[Landmark, ...] = ()
    notes: tuple[Note, ...] = ()

    def place_of(self, offset: int) -> str:
        """Return in words where an offset is found in the file; its line where the reader left no landmark."""
        place = bisect_right(self.landmarks, offset, key=lambda mark: mark.start)
        return self.landmarks[place - 1].label if place else f"第{self.text.count(chr(10), 0, offset) + 1}行"


class TextBuilder:
    """Collects pieces of text and notes where each begins and ends."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.tables: list[Table] = []
        self.landmarks: list[Landmark] = []
        self.notes: list[Note] = []

    @property
    def text(self) -> str:
        """Everything collected so far."""
        return "".join(self._pieces)

    @property
    def next_start(self) -> int:
        """Where the next line will begin."""
        return self.length + 1 if self.length else 0

    def line(self, cells: Iterable[str], kind: BlockKind, level: int = 0) -> list[tuple[int, int]]:
        """Add one line; several cells are set apart by tabs, and each that says something becomes a block.

        Returns:
            Where each cell's text begins and ends.
        """
        if self.length:
            self._add("\n")
        places = []
        for position, cell in enumerate(cells):
            if position:
                self._add("\t")
            places.append((self.length, self.length + len(cell)))
            if cell:
                self.blocks.append(Block(*places[-1], kind, level))
                self._add(cell)
        return places

    def landmark(self, label: str) -> None:
        """Say where in the file the next line is found."""
        self.landmarks.append(Landmark(self.next_start, label))

    def note(self, code: str, start: int, end: int, **values: object) -> None:
        """Say what was noticed between two offsets; what stands behind the last line is told at its end."""
        start, end = min(start, self.length), min(max(start, end), self.length)
        self.notes.append(Note(code, start, end, tuple((key, str(value)) for key, value in values.items())))

    def _add(self, piece: str) -> None:
        self._pieces.append(piece)
        self.length += len(piece)
