"""From lines of columns to paragraphs, as far as geometry tells: indents, full lines, gaps, sizes and weights.

Where it does not tell, a line stays a line; what reads the text joins what stops in the middle of a sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from planning.reading.pdf_manner import MARK, WIDER, Line, Manner, lines_of
from planning.reading.pdf_parts import Column, Grid, Word
from planning.reading.pdf_tables import run_on, width_of_first

_INDENT = 1.0
_CAPTION = re.compile(
    r"[▲△▼▽◀▶◄►↑↓←→].{0,80}|(?:图|表|附图)\s*[0-9一二三四五六七八九十]+(?:[-—.][0-9]+)?[\s:：].{0,60}|图为.{0,80}"
    r"|[上下左右]图.{0,60}|.{0,60}[（(](?:资料图|资料图片|资料照片|图片由.{1,20}|.{0,8}摄)[）)]"
)
_CONTINUED = re.compile(r"[（(]?(?:续表|续上表|接上表|接上页|续)\s*[0-9一二三四五六七八九十]*[）)]?")
_STOPS = ("。", "！", "？", "；", "!", "?", ";", "：", ":", "…")
_CLOSES = "”’》）)】〕"
_SMALL = 0.92
_TITLE = 1.25


@dataclass(slots=True)
class Stretch:
    """Lines that make one paragraph, and where in its text each page begins; or a table."""

    lines: list[Word] = field(default_factory=list)
    text: str = ""
    pages: list[tuple[int, int]] = field(default_factory=list)
    grid: Grid | None = None
    centred: bool = False


def stretches(columns: Sequence[Column], manner: Manner) -> Iterator[Stretch]:
    """Yield the paragraphs and tables of a document in reading order; no empty one.

    A caption, a footnote or a table that stands in the middle of a paragraph follows it.
    """
    running: Stretch | None = None
    last: Line | None = None
    aside: list[Stretch] = []
    aside_last: Line | None = None
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


def _stream(columns: Sequence[Column]) -> Iterator["Line | Stretch"]:
    for column in columns:
        lines = iter(list(lines_of([column])))
        for part in column.parts:
            if isinstance(part, Word):
                line = next(lines)
                if part.text.strip():
                    yield line
            else:
                yield Stretch(grid=part, pages=[(0, column.page)])


def _begin(line: Line) -> Stretch:
    return Stretch([line.word], line.word.text.strip(), [(0, line.column.page)], None, line.centred)


def _append(stretch: Stretch, line: Line) -> None:
    after = line.word.text.strip()
    whole = run_on(stretch.text, after)
    if stretch.pages[-1][1] != line.column.page:
        stretch.pages.append((len(whole) - len(after), line.column.page))
    stretch.text = whole
    stretch.lines.append(line.word)


def _stands_aside(line: Line, manner: Manner) -> bool:
    return bool(_CAPTION.fullmatch(line.word.text.strip())) or line.word.size < _SMALL * manner.size


def _same_aside(before: Line, line: Line) -> bool:
    return (
        line.column is before.column
        and not _CAPTION.fullmatch(line.word.text.strip())
        and abs(before.word.size - line.word.size) < 0.05 * line.word.size
        and 0 < line.word.base - before.word.base < 2 * line.word.size
        and _is_full(before, line)
        and line.indent < _INDENT
    )


def _is_full(before: Line, line: Line) -> bool:
    """Return whether the beginning of a line would not have fitted on the line before."""
    room = before.right - before.word.x1
    return room < width_of_first(line.word.text, before.word.size) + 0.35 * before.word.size


def _open_ended(line: Line) -> bool:
    return line.right - line.word.x1 < 2 * line.word.size and not _ends(line.word.text)


def _ends(text: str) -> bool:
    return text.rstrip(_CLOSES + " ").endswith(_STOPS)


def _continues(running: Stretch, before: Line, line: Line, manner: Manner, *, parted: bool) -> bool:
    """Return whether a line surely belongs to the paragraph that the line before belongs to."""
    together = line.column is before.column and not parted
    if not _alike(before.word, line.word) or (together and _gap(line, manner)):
        return False
    marked = bool(MARK.match(line.word.text))
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


def _gap(line: Line, manner: Manner) -> bool:
    return line.pitch > (manner.pitch * WIDER + 0.05) * line.word.size


def _is_block(running: Stretch, before: Line, line: Line) -> bool:
    """Return whether a paragraph is set in as a whole, not by its first line."""
    level = abs(line.indent - before.indent) < 0.3  # noqa: PLR2004 - a third of a sign
    return level and len(running.lines) > 1 and line.column is before.column


def is_continued_sign(text: str) -> bool:
    """Return whether a line only says that a table goes on (续表)."""
    return bool(_CONTINUED.fullmatch(text.strip()))
