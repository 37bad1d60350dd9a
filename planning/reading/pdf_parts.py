"""What a page of a PDF is made of, measured in points from its upper left corner: words, rulings, tables, columns."""

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

_ASCII = re.compile(r"[A-Za-z0-9]")


@dataclass(slots=True)
class Word:
    """Signs set one after the other on one line in one style; ``base`` is the line they stand on.

    Attributes:
        font: the font's name without the prefix of its subset.
        bold: set heavier than regular.
        apart: marked by its maker as no part of the text (running head, page number).
    """

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    base: float
    size: float
    font: str
    bold: bool
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """A straight line along a row or a column: ``at`` across its direction, from ``start`` to ``end`` along it."""

    level: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a ruled table: its place in the grid and its text."""

    row: int
    column: int
    rows: int
    columns: int
    text: str


@dataclass(slots=True)
class Grid:
    """A ruled table on a page: where it stands, where its columns are divided, its cells in reading order."""

    x0: float
    x1: float
    top: float
    bottom: float
    edges: tuple[float, ...]
    rows: int
    cells: list[GridCell]
    size: float


@dataclass(slots=True)
class Page:
    """A page as it is printed.

    Attributes:
        hidden: text that a reader of the printed page does not see.
        turned: text that stands on its side or runs downwards.
        struck: text that is struck through.
        unmapped: signs of which the file does not say what they mean.
        drawn: the page shows a picture or a shape.
        unseen: words that are set but not painted.
        recognised: all its text lies unpainted over a picture, as recognition of a scan leaves it.
    """

    number: int
    width: float
    height: float
    words: list[Word] = field(default_factory=list)
    rulings: list[Ruling] = field(default_factory=list)
    grids: list[Grid] = field(default_factory=list)
    unseen: list[Word] = field(default_factory=list)
    hidden: str = ""
    turned: str = ""
    struck: str = ""
    signs: int = 0
    unmapped: int = 0
    drawn: bool = False
    recognised: bool = False


@dataclass(slots=True)
class Column:
    """Lines and tables below each other in reading order; ``left`` and ``right`` bound what may be set there."""

    page: int
    left: float
    right: float
    parts: list[Word | Grid]


def em_of(words: Sequence[Word]) -> float:
    """Return the usual size of the words, in points; 10 without words."""
    return statistics.median(word.size for word in words) if words else 10.0


def joined(before: str, after: str, gap: float, size: float) -> str:
    """Return two pieces of one line as one; what is set clearly apart gets one space between."""
    if not before or before[-1].isspace() or after[:1].isspace():
        return before + after
    latin = _ASCII.match(before[-1]) and _ASCII.match(after[:1])
    return before + (" " if gap > size * (0.2 if latin else 0.6) else "") + after


def row_of(words: Sequence[Word]) -> Word:
    """Return words of one line, from left to right, as one; the style is that of the most of its signs."""
    if len(words) == 1:
        return words[0]
    ordered = sorted(words, key=lambda word: word.x0)
    chief = max(ordered, key=lambda word: len(word.text))
    text = ordered[0].text
    for left, right in pairwise(ordered):
        text = joined(text, right.text, right.x0 - left.x1, min(left.size, right.size))
    heavy = sum(len(word.text) for word in ordered if word.bold)
    return Word(
        text,
        ordered[0].x0,
        max(word.x1 for word in ordered),
        min(word.top for word in ordered),
        max(word.bottom for word in ordered),
        chief.base,
        chief.size,
        chief.font,
        heavy * 2 > len(text),
        all(word.apart for word in ordered),
    )


def rows_of(words: Sequence[Word]) -> list[list[Word]]:
    """Return the words by the line they stand on, from above; raised and lowered signs belong to their line."""
    rows: list[list[Word]] = []
    base, size = 0.0, 0.0
    for word in sorted(words, key=lambda word: (word.base, word.x0)):
        if rows and word.base - base < 0.4 * max(size, word.size):
            rows[-1].append(word)
            size = max(size, word.size)
        else:
            rows.append([word])
            base, size = word.base, word.size
    return rows
