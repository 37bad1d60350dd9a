"""How the running text of a PDF is set: its size, its indents, its distances, the edges of its columns."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from planning.reading.pdf_parts import Column, Word, em_of

MARK = re.compile(
    r"[（(]?(?:[0-9０-９]{1,3}|[一二三四五六七八九十百]{1,4})[）)、.．]|[①-⑳㈠-㈩⑴-⒇]|第[一二三四五六七八九十百0-9]{1,4}[章节条部]|[●■◆★▪•]"
)
_DEEPEST_INDENT = 5.0
_FEW, _MANY = 3, 6
_NARROWEST = 8
WIDER = 1.22
"""Lines this many times the usual distance apart stand in two paragraphs."""
_MOST_SAMPLES = 20_000


@dataclass(slots=True)
class Line:
    """A line with its place in its column."""

    word: Word
    column: Column
    pitch: float
    """How far below the line before in the same column, in points; 0 for the first."""
    right: float
    """How far lines of this column reach."""

    @property
    def indent(self) -> float:
        """How far in it begins, in ems."""
        return (self.word.x0 - self.column.left) / self.word.size

    @property
    def centred(self) -> bool:
        """It stands in the middle of its column."""
        left, right = self.word.x0 - self.column.left, self.right - self.word.x1
        return left > 1.5 * self.word.size and abs(left - right) < 1.2 * self.word.size


@dataclass(frozen=True, slots=True)
class Manner:
    """How a document is set.

    Attributes:
        size: of the running text, in points.
        font: of the running text.
        indented: paragraphs begin with an indent.
        hanging: numbers stand out to the left of their paragraphs.
        pitch: usual distance of lines, in ems of the running text.
        spaced: paragraphs stand apart by more than the usual distance.
    """

    size: float
    font: str
    bold: bool
    indented: bool
    hanging: bool
    pitch: float
    spaced: bool


def manner_of(columns: Sequence[Column]) -> Manner:
    """Return how the documents' running text is set, judged by all its lines."""
    words = [part for column in columns for part in column.parts if isinstance(part, Word)][:_MOST_SAMPLES]
    sizes: Counter[float] = Counter()
    fonts: Counter[tuple[str, bool]] = Counter()
    for word in words:
        sizes[round(word.size * 2) / 2] += len(word.text)
        fonts[word.font, word.bold] += len(word.text)
    size = sizes.most_common(1)[0][0] if sizes else 10.0
    font, bold = fonts.most_common(1)[0][0] if fonts else ("", False)
    lines = [line for line in lines_of(columns) if abs(line.word.size - size) < 0.08 * size]
    pitches = Counter(round(line.pitch / size, 1) for line in lines if 0.8 * size < line.pitch < 4 * size)
    pitch = pitches.most_common(1)[0][0] if pitches else 1.5
    # Tight lines are the pitch, though many short paragraphs stand further apart than their lines.
    pitch = min([pitch, *(each for each, count in pitches.items() if count * 6 >= sum(pitches.values()))])
    inner = [line for line in lines if not line.centred and line.indent < _DEEPEST_INDENT]
    in_by_two = [line for line in inner if 1.2 <= line.indent <= 3.2]  # noqa: PLR2004 - about two signs
    marked = [line for line in inner if MARK.match(line.word.text)]
    hanging = sum(line.indent < 0.5 for line in marked) * 5 >= len(marked) * 3 and len(marked) > 2  # noqa: PLR2004
    unmarked = [line for line in inner if not MARK.match(line.word.text)]
    hanging = hanging and sum(line.indent >= 0.8 for line in unmarked) * 5 >= len(unmarked) * 3  # noqa: PLR2004
    wide = sum(line.pitch > pitch * WIDER * size for line in lines)
    return Manner(
        size,
        font,
        bold,
        not hanging and len(in_by_two) * 12 >= len(inner) and len(in_by_two) > 1,
        hanging,
        pitch,
        wide * 10 >= len(lines),
    )


def lines_of(columns: Iterable[Column]) -> Iterator[Line]:
    """Yield the lines of columns in reading order, without the tables."""
    for column in columns:
        before = None
        right = _right_of(column)
        for part in column.parts:
            if isinstance(part, Word):
                yield Line(part, column, part.base - before if before is not None else 0.0, right)
                before = part.base
            else:
                before = None


def _right_of(column: Column) -> float:
    """Return how far the lines of a column reach: where many of them end, or else where its region ends."""
    words = [part for part in column.parts if isinstance(part, Word)]
    if not words:
        return column.right
    ends = sorted((word.x1 for word in words), reverse=True)
    em = em_of(words)
    for end in ends:
        full = sum(end - em < each <= end for each in ends)
        if full >= _FEW and full * 4 >= len(ends) and end - column.left > _NARROWEST * em:
            return end
    return max(column.right, ends[0])


def settle(columns: Sequence[Column]) -> None:
    """Give columns of a few lines the edges of a long one that stands as they do, for their own tell little."""
    counts = [len(column.parts) for column in columns]
    long = [column for column, count in zip(columns, counts, strict=True) if count >= _MANY]
    edges = sorted({(column.left, _right_of(column)) for column in long})
    for column, count in zip(columns, counts, strict=True):
        words = [part for part in column.parts if isinstance(part, Word)]
        if count >= _MANY or not words:
            continue
        em = em_of(words)
        near = [
            edge for edge in edges if -0.3 * em < column.left - edge[0] < 3 * em and edge[1] > column.right - 0.5 * em
        ]
        if near:
            left, right = min(near, key=lambda edge: (edge[1] - column.right, column.left - edge[0]))
            column.left, column.right = min(left, column.left), right
