"""From lines to paragraphs: broken words joined, numbers read, captions and page numbers left out.

A line continues the one before when that one stopped in the middle of a sentence, or when the whole document is
set to one width and the line before is full. Headings and numbered lines begin anew, unless the number cannot be
one here (a broken "3、5号楼").
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from planning.extraction.bodies import BODY
from planning.extraction.furniture import before_contact, is_aside, is_noise
from planning.extraction.headings import DECORATED, kind_of, unit_of
from planning.extraction.marks import Mark, read_mark, read_spaced
from planning.extraction.particulars import PARTICULARS
from planning.extraction.passage import Passage, fold, join
from planning.extraction.responsibility import is_closed, is_left_open, says_who_at_end
from planning.extraction.table_grid import row_lines

_STOP = re.compile(r"[。!?;:…]\Z|(?<=[一-鿿)])[.]\Z")
"""What ends a sentence; a full stop as in English too, where it cannot stand in a number."""
_ABOVE = re.compile(r"(?:以上|上述)[一-鿿]")
"""Words that begin a sentence of their own behind an entry that ends with a comma (…归档,/以上问题…)."""
_ANEW = frozenset({"cn", "(cn)"})
"""Numbers no sentence breaks off before, so that one given twice is a slip."""
_CLOSES = "”’》)〕】]"
_GOES_ON = tuple(",、。;:!?)”’》〕】%…")
_STOPS_OPEN = tuple(",、(“‘《〔【")
_RUN_IN = re.compile(r"[。;]\s*(?=[0-9(一二三四五六七八九十])")
_HEADING_BELOW = re.compile(r"(?<![,、:])\s+(?=\((?:一|1)\)|(?:1|一)[、.](?![0-9]))")
"""Where the first heading below begins in the line of the one above: 二、深化改革 （一）健全机制."""
_LONGEST_HEADING = 45
_BEGINNING = 80
_LONGEST_TITLE = 25
_SMALLEST_WIDTH, _WIDEST = 10, 60
_FEW = 2
_SEVERAL = 5
_HEADING_STYLES = ("cn", "(cn)", "chapter", "article")
_LABEL = re.compile(
    r"[一-鿿]{0,4}(?:目标|任务|内容|措施|要求|标准|时间|地点|范围|对象|方式|步骤|举措|成效)[一-鿿]{0,2}:"
)
"""What a line about one side of a task begins with; it goes on with no other."""
_NAME_GAP = re.compile(r"[:、,;。\s]+")


@dataclass(frozen=True)
class Line:
    """One line of the source without white space at its ends; ``indented`` when it began with some."""

    text: str
    start: int
    indented: bool


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: ``whole`` as it stands, ``body`` without its number."""

    mark: Mark | None
    whole: Passage

    @cached_property
    def body(self) -> Passage:
        """The text behind the number."""
        return self.whole.cut(self.mark.length) if self.mark else self.whole

    @property
    def folded(self) -> str:
        """The text in half-width form."""
        return self.body.folded

    @property
    def complete(self) -> bool:
        """The text ends like a sentence, not like a heading or a caption."""
        return ends_sentence(self.folded) or says_who_at_end(self.folded) or is_left_open(self.folded)


def ends_sentence(folded: str) -> bool:
    """Return whether a folded text ends with a stop, also one inside closing quotes or brackets."""
    bare = folded.rstrip(_CLOSES)
    return _STOP.search(bare) is not None or (bare != folded and bare[-1:] not in ("", *_STOPS_OPEN) and "," in bare)


def read_paragraphs(text: str) -> list[Paragraph]:
    """Return the paragraphs of a text in order. Costs time linear in its length."""
    lines = list(_lines(text))
    marks = [read_mark(fold(line.text[:_BEGINNING])) for line in lines]
    if any(mark and mark.style.startswith("d.d") for mark in marks):
        marks = [mark or _spaced(line) for line, mark in zip(lines, marks, strict=True)]
    layout = _Layout(_set_width(lines), _sentence_styles(lines, marks), sum(line.indented for line in lines) > _FEW)
    groups: list[tuple[Mark | None, list[Line]]] = []
    values: dict[str, int] = {}
    for line, found in zip(lines, marks, strict=True):
        mark = found if found and found.value else read_mark(fold(line.text[:_BEGINNING]), values.get("d", 0) + 1)
        mark = mark or found
        if groups and _continues(groups[-1], line, mark, values, layout):
            groups[-1][1].append(line)
            continue
        if mark:
            values[mark.style] = mark.value
        groups.append((mark, [line]))
    return [part for mark, members in groups for part in _split_run_in(_paragraph(mark, members))]


def _spaced(line: Line) -> Mark | None:
    short = len(line.text) <= _LONGEST_TITLE and not ends_sentence(fold(line.text))
    return read_spaced(fold(line.text)) if short else None


def _lines(text: str) -> Iterator[Line]:
    at = 0
    lines = text.split("\n")
    for raw, row in zip(lines, row_lines(lines), strict=True):
        bare = raw.strip(" \t\r\f\v\u3000\xa0\ufeff\u200b")
        if bare and not row and not (len(bare) <= _BEGINNING and is_noise(fold(bare))):
            lead = len(raw) - len(raw.lstrip(" \t\r\f\v\u3000\xa0\ufeff\u200b"))
            yield Line(bare, at + lead, lead > 0)
        at += len(raw) + 1


@dataclass(frozen=True)
class _Layout:
    """What holds for the whole document: the width it is set to (0 if none), which numbers stand before sentences."""

    width: int
    sentence_styles: frozenset[str]
    indents: bool
    """Paragraphs are set in, so that a line which is not goes on with the one before."""


def _sentence_styles(lines: list[Line], marks: list[Mark | None]) -> frozenset[str]:
    """Return the styles of number that mostly stand before whole sentences, so that one without a stop is broken.

    More than three fifths of the others must; a single one tells nothing.
    """
    all_of: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for line, mark in zip(lines, marks, strict=True):
        if mark:
            all_of[mark.style] += 1
            whole[mark.style] += ends_sentence(fold(line.text[-_BEGINNING:]))
    return frozenset(style for style, count in all_of.items() if whole[style] * 5 > (count - 1) * 3)


def _set_width(lines: list[Line]) -> int:
    """Return the number of characters a full line has when the text is hard-wrapped, else 0."""
    if len(lines) < 8:  # noqa: PLR2004 - too few lines to tell
        return 0
    counts = Counter(len(line.text) for line in lines)
    width = max(counts)
    full = sum(counts[width - less] for less in range(3))
    # Many short lines hide the width; then full ones that stop in mid-sentence give it away.
    broken = sum(len(line.text) >= width - 2 and not ends_sentence(fold(line.text)) for line in lines)
    set_to_it = full * 5 >= len(lines) * 2 or (full >= _SEVERAL and broken * 5 >= full * 4)
    return width if _SMALLEST_WIDTH <= width <= _WIDEST and set_to_it else 0


def _continues(
    group: tuple[Mark | None, list[Line]], line: Line, mark: Mark | None, values: dict[str, int], layout: _Layout
) -> bool:
    before_mark, members = group
    before = fold(members[-1].text)
    text = fold(line.text[:_BEGINNING])
    if mark:
        last = values.get(mark.style, -1)
        expected = mark.value in (0, 1, last + 1) or (mark.value == last and mark.style in _ANEW)
        possible = expected or says_who_at_end(before) or is_left_open(before)
        broken = not ends_sentence(before) and "," in before and not _is_title(before_mark, members, before)
        return broken and not possible
    if _begins_anew(before_mark, before, text):
        return False
    if text.startswith(_GOES_ON) or before.endswith(_STOPS_OPEN) or _completes(before, text):
        return True
    if layout.width and len(before) >= layout.width - 2:
        return _full_line_goes_on(line, text, before, layout)
    heading = len(members) == 1 and _is_heading(before[before_mark.length if before_mark else 0 :])
    if heading or says_who_at_end(before) or ends_sentence(before) or _is_heading(text):
        return False
    return len(members) > 1 or _breaks_off(before_mark, before, layout)


def _begins_anew(mark: Mark | None, before: str, text: str) -> bool:
    """Return whether a line without a number begins a paragraph, whatever the line before it ends with."""
    if PARTICULARS.match(text) or _LABEL.match(text) or is_aside(text) or is_closed(before):
        return True
    return mark is not None and before.endswith(",") and _ABOVE.match(text) is not None


def _is_title(mark: Mark | None, members: list[Line], before: str) -> bool:
    """Return whether a line is the whole of a numbered heading (七、保障民生，提高水平), no broken sentence."""
    return mark is not None and mark.style in _HEADING_STYLES and len(members) == 1 and len(before) <= _LONGEST_HEADING


def _completes(before: str, text: str) -> bool:
    """Return whether a line has the end of the bracket or name that the line before it broke off.

    So has a bracket in a line of its own that says who answers for the sentence above.
    """
    if text.startswith("(") and is_closed(text) and ends_sentence(before):
        return True
    return _closes_bracket(before, text) or bool(PARTICULARS.match(before) and _completes_name(before, text))


def _completes_name(before: str, text: str) -> bool:
    """Return whether the last name of a line that says who is broken and the next line has its end."""
    last = _NAME_GAP.split(before)[-1]
    return not BODY.fullmatch(last) and BODY.fullmatch(last + _NAME_GAP.split(text)[0]) is not None


def _closes_bracket(before: str, text: str) -> bool:
    """Return whether a line closes the bracket the line before it left open."""
    opened, closed = before.rfind("("), text.find(")")
    return opened > before.rfind(")") and closed >= 0 and (text.find("(") == -1 or closed < text.find("("))


def _full_line_goes_on(line: Line, text: str, before: str, layout: _Layout) -> bool:
    """Return whether a line goes on with a full one before it, in a text set to one width."""
    if layout.indents and not line.indented and not ends_sentence(before):
        return True
    caption = ends_sentence(before) and len(text) < layout.width - 2 and not ends_sentence(text)
    return not line.indented and not caption and not _is_heading(text)


def _is_heading(folded: str) -> bool:
    if len(folded) > _LONGEST_HEADING or PARTICULARS.match(folded):
        return False
    return bool(DECORATED.match(folded)) or kind_of(folded) is not None or unit_of(folded) is not None


def _breaks_off(mark: Mark | None, before: str, layout: _Layout) -> bool:
    """Return whether a text without a final stop stops in mid-sentence rather than being a heading."""
    if "。" in before or (mark and mark.style in layout.sentence_styles):
        return True
    if mark and mark.style in _HEADING_STYLES:
        return len(before) > _LONGEST_HEADING
    if mark:
        return "," in before or len(before) > _LONGEST_TITLE
    halves = before.split(",")
    balanced = len(halves) == 2 and abs(len(halves[0]) - len(halves[1])) <= 1  # noqa: PLR2004 - 提高认识，加强领导
    return "," in before and not balanced


def _paragraph(mark: Mark | None, members: list[Line]) -> Paragraph:
    whole = join([Passage.of(line.text, line.start) for line in members])
    return Paragraph(mark, whole.cut(0, before_contact(whole.folded)))


def _split_run_in(paragraph: Paragraph) -> Iterator[Paragraph]:
    """Yield the entries of a list that was set in one paragraph (1.…。2.…。); only the very next number splits."""
    mark, whole = paragraph.mark, paragraph.whole
    below = _HEADING_BELOW.search(whole.folded, 0, _LONGEST_HEADING) if mark and mark.style in _HEADING_STYLES else None
    if mark and below and (first := read_mark(whole.folded[below.end() :])) and first.style != mark.style:
        yield Paragraph(mark, whole.cut(0, below.start()))
        yield from _split_run_in(Paragraph(first, whole.cut(below.end())))
        return
    if mark is None or mark.inner or not mark.value:
        yield paragraph
        return
    begin = 0
    for stop in _RUN_IN.finditer(whole.folded):
        following = read_mark(whole.folded[stop.end() : stop.end() + 12])
        if following and (following.style, following.value) == (mark.style, mark.value + 1):
            yield Paragraph(mark, whole.cut(begin, stop.end()))
            mark, begin = following, stop.end()
    yield Paragraph(mark, whole.cut(begin)) if begin else paragraph
