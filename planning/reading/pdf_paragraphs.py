"""From lines of columns to paragraphs, as far as geometry tells: indents, full lines, gaps, sizes and weights.

Where it does not tell, a line stays a line; what reads the text joins what stops in the middle of a sentence.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from planning.reading.pdf_parts import Column, Grid, Word, em_of
from planning.reading.pdf_tables import run_on, width_of_first

_INDENT = 1.0
_DEEPEST_INDENT = 5.0
_MARK = re.compile(
    r"[（(]?(?:[0-9０-９]{1,3}|[一二三四五六七八九十百]{1,4})[）)、.．]|[①-⑳㈠-㈩⑴-⒇]|第[一二三四五六七八九十百0-9]{1,4}[章节条部]|[●■◆★▪•]"
)
_CAPTION = re.compile(
    r"[▲△▼▽◀▶◄►↑↓←→].{0,80}|(?:图|表|附图)\s*[0-9一二三四五六七八九十]+(?:[-—.][0-9]+)?[\s:：].{0,60}|图为.{0,80}"
    r"|[上下左右]图.{0,60}|.{0,60}[（(](?:资料图|资料图片|资料照片|图片由.{1,20}|.{0,8}摄)[）)]"
)
_CONTINUED = re.compile(r"[（(]?(?:续表|续上表|接上表|接上页|续)\s*[0-9一二三四五六七八九十]*[）)]?")
_STOPS = ("。", "！", "？", "；", "!", "?", ";", "：", ":", "…")
_CLOSES = "”’》）)】〕"
_SMALL = 0.92
_FEW = 3
_MANY = 6
_NARROWEST = 8
_TITLE = 1.25
_WIDER = 1.22
_MOST_SAMPLES = 20_000


@dataclass(slots=True)
class Stretch:
    """Lines that make one paragraph, and where in its text each page begins; or a table."""

    lines: list[Word] = field(default_factory=list)
    text: str = ""
    pages: list[tuple[int, int]] = field(default_factory=list)
    grid: Grid | None = None
    centred: bool = False


@dataclass(slots=True)
class _Line:
    word: Word
    column: Column
    pitch: float
    """How far below the line before in the same column, in points; 0 for the first."""
    right: float
    """How far lines of this column reach."""

    @property
    def indent(self) -> float:
        return (self.word.x0 - self.column.left) / self.word.size

    @property
    def centred(self) -> bool:
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
    lines = [line for line in _lines(columns) if abs(line.word.size - size) < 0.08 * size]
    pitches = Counter(round(line.pitch / size, 1) for line in lines if 0.8 * size < line.pitch < 4 * size)
    pitch = pitches.most_common(1)[0][0] if pitches else 1.5
    # Tight lines are the pitch, though many short paragraphs stand further apart than their lines.
    pitch = min([pitch, *(each for each, count in pitches.items() if count * 6 >= sum(pitches.values()))])
    inner = [line for line in lines if not line.centred and line.indent < _DEEPEST_INDENT]
    in_by_two = [line for line in inner if 1.2 <= line.indent <= 3.2]  # noqa: PLR2004 - about two signs
    marked = [line for line in inner if _MARK.match(line.word.text)]
    hanging = sum(line.indent < 0.5 for line in marked) * 5 >= len(marked) * 3 and len(marked) > 2  # noqa: PLR2004
    unmarked = [line for line in inner if not _MARK.match(line.word.text)]
    hanging = hanging and sum(line.indent >= 0.8 for line in unmarked) * 5 >= len(unmarked) * 3  # noqa: PLR2004
    wide = sum(line.pitch > pitch * _WIDER * size for line in lines)
    return Manner(
        size,
        font,
        bold,
        not hanging and len(in_by_two) * 12 >= len(inner) and len(in_by_two) > 1,
        hanging,
        pitch,
        wide * 10 >= len(lines),
    )


def _lines(columns: Iterable[Column]) -> Iterator[_Line]:
    for column in columns:
        before = None
        right = _right_of(column)
        for part in column.parts:
            if isinstance(part, Word):
                yield _Line(part, column, part.base - before if before is not None else 0.0, right)
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


def stretches(columns: Sequence[Column], manner: Manner) -> Iterator[Stretch]:
    """Yield the paragraphs and tables of a document in reading order; no empty one.

    A caption, a footnote or a table that stands in the middle of a paragraph follows it.
    """
    running: Stretch | None = None
    last: _Line | None = None
    aside: list[Stretch] = []
    aside_last: _Line | None = None
    for line in _stream(columns):
        if isinstance(line, Stretch):
            if not aside and (running is None or last is None or not _open_ended(last)):
                if running:
                    yield running
                running, last = None, None
                yield line
            else:
                aside.append(line)
            aside_last = None
            continue
        if _stands_aside(line, manner):
            if aside and aside_last and _same_aside(aside_last, line):
                _append(aside[-1], line)
            else:
                aside.append(_begin(line))
            aside_last = line
            continue
        aside_last = None
        if running and last and _continues(running, last, line, manner, parted=bool(aside)):
            _append(running, line)
        else:
            if running:
                yield running
            yield from aside
            aside = []
            running = _begin(line)
        last = line
    if running:
        yield running
    yield from aside


def _stream(columns: Sequence[Column]) -> Iterator["_Line | Stretch"]:
    for column in columns:
        lines = iter(list(_lines([column])))
        for part in column.parts:
            if isinstance(part, Word):
                line = next(lines)
                if part.text.strip():
                    yield line
            else:
                yield Stretch(grid=part, pages=[(0, column.page)])


def _begin(line: _Line) -> Stretch:
    return Stretch([line.word], line.word.text.strip(), [(0, line.column.page)], None, line.centred)


def _append(stretch: Stretch, line: _Line) -> None:
    after = line.word.text.strip()
    whole = run_on(stretch.text, after)
    if stretch.pages[-1][1] != line.column.page:
        stretch.pages.append((len(whole) - len(after), line.column.page))
    stretch.text = whole
    stretch.lines.append(line.word)


def _stands_aside(line: _Line, manner: Manner) -> bool:
    return bool(_CAPTION.fullmatch(line.word.text.strip())) or line.word.size < _SMALL * manner.size


def _same_aside(before: _Line, line: _Line) -> bool:
    return (
        line.column is before.column
        and not _CAPTION.fullmatch(line.word.text.strip())
        and abs(before.word.size - line.word.size) < 0.05 * line.word.size
        and 0 < line.word.base - before.word.base < 2 * line.word.size
        and _is_full(before, line)
        and line.indent < _INDENT
    )


def _is_full(before: _Line, line: _Line) -> bool:
    """Return whether the beginning of a line would not have fitted on the line before."""
    room = before.right - before.word.x1
    return room < width_of_first(line.word.text, before.word.size) + 0.35 * before.word.size


def _open_ended(line: _Line) -> bool:
    return line.right - line.word.x1 < 2 * line.word.size and not _ends(line.word.text)


def _ends(text: str) -> bool:
    return text.rstrip(_CLOSES + " ").endswith(_STOPS)


def _continues(running: Stretch, before: _Line, line: _Line, manner: Manner, *, parted: bool) -> bool:
    """Return whether a line surely belongs to the paragraph that the line before belongs to."""
    together = line.column is before.column and not parted
    if not _alike(before.word, line.word) or (together and _gap(line, manner)):
        return False
    marked = bool(_MARK.match(line.word.text))
    if running.centred and line.centred:
        return together and line.word.size > _TITLE * manner.size and not marked
    if line.centred or not _is_full(before, line):
        return False
    if manner.hanging or line.indent >= _INDENT:
        inner = line.indent >= _INDENT or before.indent < _INDENT
        return not marked and (inner if manner.hanging else _is_block(running, before, line))
    if manner.indented:
        return not (running.centred and line.word.size > _TITLE * manner.size)
    return not marked and ((together and manner.spaced) or not _ends(before.word.text))


def _alike(first: Word, second: Word) -> bool:
    return abs(first.size - second.size) <= 0.07 * max(first.size, second.size) and first.bold == second.bold


def _gap(line: _Line, manner: Manner) -> bool:
    return line.pitch > (manner.pitch * _WIDER + 0.05) * line.word.size


def _is_block(running: Stretch, before: _Line, line: _Line) -> bool:
    """Return whether a paragraph is set in as a whole, not by its first line."""
    level = abs(line.indent - before.indent) < 0.3  # noqa: PLR2004 - a third of a sign
    return level and len(running.lines) > 1 and line.column is before.column


def is_continued_sign(text: str) -> bool:
    """Return whether a line only says that a table goes on (续表)."""
    return bool(_CONTINUED.fullmatch(text.strip()))
