"""The outline of a document: a tree of headings and numbered entries, and which unit each part belongs to.

Numbering levels are learned from the order in which they appear, so 一、→（一）→1. and 第一条→1)→(1) read the same.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from planning.extraction.furniture import (
    begins_attachment,
    begins_notes,
    day_of_line,
    ends_document,
    is_aside,
    is_handing_in,
    lists_attachments,
)
from planning.extraction.headings import DECORATED, Kind, bare, kind_of, unit_of
from planning.extraction.marks import Mark
from planning.extraction.paragraphs import Paragraph
from planning.extraction.particulars import PARTICULARS
from planning.extraction.passage import Passage
from planning.extraction.responsibility import is_closed, is_left_open

_DEEP = frozenset({"article", "ordinal", "stage", "d", "(d)", "d)", "d.d1", "d.d2", "d.d3", "bullet"})
_DIGITS = frozenset({"d", "(d)", "d)"})
_LONGEST_HEADING = 40
_LONGEST_TITLE = 24
_ABOUT = re.compile(r"关于.{2,80}的?(?:通\s*知|意\s*见|方\s*案|函|请\s*示|报\s*告|决\s*定|要\s*点)")
_TITLE_BEFORE_TEXT = re.compile(r"【?(?P<head>[^:【】]{1,24})(?:】\s*:?|:)\s*(?=\S)")
_OF_THOSE_ABOVE = re.compile(
    r"(?:以上|上述)(?!由|[各两0-9二三四五六七八九十]*(?:个?方面|[项条点])|工作|任务|内容|事项)[一-鿿]"
)
"""Words behind a list that say what becomes of what it found (以上隐患，…); 以上三项… is part of its last entry."""
_ROOT, _DECORATED, _UNIT, _SECTION, _SUBHEADING, _ENTRY = range(6)
"""How far down a node stands; entries nest among themselves by the style of their numbers."""


@dataclass
class Node:
    """A heading or a numbered entry with what stands under it. The root has no paragraph.

    ``label`` is set where one line is two headings (a unit and what is announced of it).
    """

    paragraph: Paragraph | None = None
    rank: int = _ROOT
    kind: Kind | None = None
    unit: str | None = None
    label: str = ""
    body: list[Paragraph] = field(default_factory=list)
    closing: list[Paragraph] = field(default_factory=list)
    children: list["Node"] = field(default_factory=list)

    @property
    def mark(self) -> Mark | None:
        """The number of an entry; None for a heading without one."""
        return self.paragraph.mark if self.paragraph else None

    @property
    def title(self) -> Passage | None:
        """The first sentence of the paragraph: the heading proper."""
        if self.paragraph is None:
            return None
        body = self.paragraph.body
        stop = body.folded.find("。")
        return body.cut(0, stop) if 0 < stop <= _LONGEST_HEADING else body

    @property
    def deep(self) -> bool:
        """A number of the kind that stands before sentences (1. (1) -), not before sections (一、 （一）)."""
        return self.mark is not None and self.mark.style in _DEEP

    def walk(self) -> Iterator["Node"]:
        """Yield this node and everything below it in reading order."""
        yield self
        for child in self.children:
            yield from child.walk()


def build_outline(paragraphs: list[Paragraph]) -> Node:
    """Return the root of the outline of these paragraphs."""
    builder = _Builder()
    for position, paragraph in enumerate(paragraphs):
        following = paragraphs[position + 1] if position + 1 < len(paragraphs) else None
        builder.add(paragraph, following, _next_mark(paragraphs, position) if not paragraph.mark else None)
    return builder.root


def _next_mark(paragraphs: list[Paragraph], position: int) -> Mark | None:
    """Return the next number within a few paragraphs, unless a heading comes first."""
    for paragraph in paragraphs[position + 1 : position + 6]:
        if paragraph.mark and not paragraph.mark.inner:
            return paragraph.mark
        if not paragraph.complete and not paragraph.mark:
            return None
    return None


class _Builder:
    """Keeps the path from the root to the entry being read."""

    def __init__(self) -> None:
        self.root = Node()
        self.path = [self.root]
        self.closing: list[Paragraph] | None = None
        """Where the last paragraph went when it stood behind the entries of a list."""
        self.ended = False
        """The signature has been read and nothing new has begun."""
        self.holds: set[tuple[str, str]] = set()
        """Which style of number has been seen directly above which."""
        self.attachments = 0
        """The number of the last line read of the list of attachments."""

    def add(self, paragraph: Paragraph, following: Paragraph | None, next_mark: Mark | None) -> None:
        if self._attachment(paragraph) or (not paragraph.mark and self._furniture(paragraph, following)):
            return
        if self.ended and paragraph.mark and paragraph.mark.style == "bullet":
            return  # links and the like behind the signature
        self.ended = False
        if paragraph.mark and paragraph.mark.inner and self.closing is not None:
            self.closing.append(paragraph)  # 一是… behind closing words belongs to them
            return
        self.closing = None
        if paragraph.mark:
            self._entry(paragraph, paragraph.mark)
        elif not (self._heading(paragraph, following) or self._heading_with_text(paragraph, next_mark)):
            self._text(paragraph, next_mark)

    def _attachment(self, paragraph: Paragraph) -> bool:
        """Return whether this is the next line of the list of attachments under the text."""
        mark = paragraph.mark
        if self.attachments and mark and mark.value == self.attachments + 1 and not paragraph.complete:
            self.attachments += 1
            return True
        self.attachments = int(mark is None and lists_attachments(paragraph.folded))
        return bool(self.attachments)

    def _furniture(self, paragraph: Paragraph, following: Paragraph | None) -> bool:
        """Return whether this is no part of the plan, after leaving the part it ends."""
        text = paragraph.folded
        signature = not paragraph.complete and following is not None and not following.mark
        signed = signature and following is not None and day_of_line(following.folded) is not None
        if ends_document(text) or begins_attachment(text) or day_of_line(text) or (signed and kind_of(text) is None):
            del self.path[1:]
            self.ended = not begins_attachment(text)
            return True
        if begins_notes(text):
            self._leave_entries()
            self._pop_to(rank=_SECTION)
            self._push(Node(paragraph, _SECTION, Kind.FRAME))
            return True
        return is_aside(text)

    def _push(self, node: Node) -> None:
        self.path[-1].children.append(node)
        self.path.append(node)

    def _pop_to(self, *, rank: int) -> None:
        while len(self.path) > 1 and rank <= self.path[-1].rank < _ENTRY:
            self.path.pop()

    def _entry(self, paragraph: Paragraph, mark: Mark) -> None:
        level = next((i for i, node in enumerate(self.path) if node.mark and node.mark.style == mark.style), 0)
        level = level or self._level_of_list(mark)
        if level:
            del self.path[level:]
        while (top := self.path[-1].mark) and (mark.style, top.style) in self.holds:
            self.path.pop()  # the list is one of those that hold such entries
        if top and not mark.inner:
            self.holds.add((top.style, mark.style))
        node = Node(paragraph, _ENTRY)
        title = node.title
        if title and not paragraph.complete:
            named = unit_of(title.folded)
            node.unit, node.kind = (_written(title, named[0]), named[1]) if named else (None, kind_of(title.folded))
        elif title:
            node.kind = kind_of(title.folded) or _kind_before_colon(title.folded)
        self._push(node)

    def _level_of_list(self, mark: Mark) -> int:
        """Return where a list stands that a number goes on with in another dress (1. 2. （3）); 0 if none does."""
        return next(
            (
                at
                for at, node in enumerate(self.path)
                if node.mark and {node.mark.style, mark.style} <= _DIGITS and node.mark.value == mark.value - 1 > 0
            ),
            0,
        )

    def _heading(self, paragraph: Paragraph, following: Paragraph | None) -> bool:
        text = paragraph.folded
        if (paragraph.complete and not text.endswith((":", "】"))) or len(text) > _LONGEST_HEADING:
            return False
        named = unit_of(text)
        issues = named and following and _ABOUT.match(following.folded)  # some office / 关于…的通知
        if PARTICULARS.match(text) or issues:
            return False
        kind = named[1] if named else kind_of(text)
        unit = _written(paragraph.body, named[0]) if named else None
        below = kind is not None and not named and any(node.unit for node in self.path)
        if DECORATED.match(text) and not below:
            del self.path[1:]
            self._push(Node(paragraph, _DECORATED, kind, unit))
        elif named:
            self._leave_entries_for_unit()
            self._push(Node(paragraph, _UNIT, None, unit, unit or ""))
            if kind:
                section = bare(text).removeprefix(named[0]).strip(" :")
                self._push(Node(paragraph, _SECTION, kind, label=_written(paragraph.body, section)))
        elif kind:
            if kind is Kind.FRAME and text.endswith(":"):
                self._leave_deep()
            elif not self._announces(text):
                self._leave_entries()
            self._pop_to(rank=_SECTION)
            self._push(Node(paragraph, _SECTION, kind))
        elif self._is_subheading(paragraph, following):
            self._leave_entries()
            self._pop_to(rank=_SUBHEADING)
            self._push(Node(paragraph, _SUBHEADING, None))
        else:
            return False
        return True

    def _heading_with_text(self, paragraph: Paragraph, next_mark: Mark | None) -> bool:
        """Take a heading of a unit's results or plan with its text in one line (下阶段目标计划:新增服务点5个。)."""
        title = _TITLE_BEFORE_TEXT.match(paragraph.folded)
        kind = kind_of(title["head"]) if title else None
        if title is None or kind not in (Kind.RESULT, Kind.PLAN) or not any(node.unit for node in self.path):
            return False
        self._leave_entries()
        self._pop_to(rank=_SECTION)
        self._push(Node(Paragraph(None, paragraph.whole.cut(*title.span("head"))), _SECTION, kind))
        self._text(Paragraph(None, paragraph.whole.cut(title.end())), next_mark)
        return True

    def _announces(self, text: str) -> bool:
        """Return whether a heading with a colon (整改措施：) stands under the numbered heading just read."""
        holder = next((node for node in reversed(self.path) if node.rank != _SECTION), self.root)
        while self.path[-1].deep and text.endswith(":"):
            self.path.pop()
        return text.endswith(":") and holder.rank == _ENTRY and not holder.deep and not holder.body

    def _leave_deep(self) -> None:
        """Go up from the sentences of a list (1. 2.) to the section: 有下列情形之一的: is part of it."""
        while len(self.path) > 1 and self.path[-1].deep:
            self.path.pop()

    def _leave_entries_for_unit(self) -> None:
        """Go up to where unit headings stand: beside the last one, below an ornament or an empty numbered heading."""
        beside = next((i for i, node in enumerate(self.path) if node.rank == _UNIT), 0)
        if beside:
            del self.path[beside:]
            return
        while len(self.path) > 1 and self.path[-1].rank != _DECORATED:
            top = self.path[-1]
            holds_units = any(child.rank == _UNIT for child in top.children)
            heading = top.rank == _ENTRY and not top.deep and top.paragraph and not top.paragraph.complete
            if heading and (holds_units or not (top.children or top.body)):
                return
            self.path.pop()

    def _leave_entries(self) -> None:
        """Go up from numbered entries to the heading, the numbered unit or the numbered results they stand under."""
        while len(self.path) > 1 and self.path[-1].rank == _ENTRY:
            if self.path[-1].unit or self.path[-1].kind is Kind.RESULT:
                return
            self.path.pop()

    def _is_subheading(self, paragraph: Paragraph, following: Paragraph | None) -> bool:
        if paragraph.complete:
            return False
        if self._inherited() is Kind.RESULT:
            return True
        if not any(_ROOT < node.rank < _ENTRY for node in self.path):
            return False
        entries = [node for node in self.path if node.rank == _ENTRY]
        if self._titles_a_paragraph(paragraph, following):
            return True
        return following is not None and following.mark is not None and len(entries) <= 1

    def _titles_a_paragraph(self, paragraph: Paragraph, following: Paragraph | None) -> bool:
        """Return whether a short line names the paragraph behind it, in a plan whose tasks have no numbers."""
        top = self.path[-1]
        under = self.path[-2] if top.rank == _SUBHEADING else top
        return (
            under.rank == _SECTION
            and under.kind is Kind.PLAN
            and not any(child.mark for child in under.children)
            and len(paragraph.folded) <= _LONGEST_TITLE
            and not any(stop in paragraph.folded for stop in ",;:")
            and following is not None
            and following.mark is None
            and following.complete
        )

    def _inherited(self) -> Kind | None:
        return next((node.kind for node in reversed(self.path) if node.kind), None)

    def _text(self, paragraph: Paragraph, next_mark: Mark | None) -> None:
        top = self.path[-1]
        if top.rank == _ENTRY and PARTICULARS.match(paragraph.folded):
            top.body.append(paragraph)
            return
        while top.mark and top.mark.inner:
            self.path.pop()
            top = self.path[-1]
        if top.rank == _ENTRY and next_mark is None and is_handing_in(paragraph.folded) and _has_text(top):
            del self.path[1:]  # it is said of the whole plan
            self._close(self.root, paragraph)
            return
        said = top.rank == _ENTRY and top.paragraph and (top.paragraph.complete or any(p.complete for p in top.body))
        goes_on = (
            paragraph.complete
            and top.mark
            and next_mark
            and (next_mark.style, next_mark.value) == (top.mark.style, top.mark.value + 1)
        )
        heading = top.paragraph and not top.paragraph.complete
        if top.rank == _ENTRY and self._is_closed(top) and _titles_tasks(top) and paragraph.complete:
            top.body.append(paragraph)
        elif top.rank == _ENTRY and self._is_closed(top):
            self.path.pop()
            self._close(self.path[-1], paragraph)
        elif top.rank == _ENTRY and _entries_below(top):
            self._close(top, paragraph)
        elif top.deep and _OF_THOSE_ABOVE.match(paragraph.folded):
            self._close(self.path[-2], paragraph)
        elif not said or goes_on or (heading and paragraph.complete) or self._is_set_like_the_one_before(top):
            top.body.append(paragraph)
        else:
            self._close(self.path[-2], paragraph)

    def _is_set_like_the_one_before(self, node: Node) -> bool:
        """Return whether a heading with a stop (（四）清理渠道。) stands behind one with its text in the next line."""
        beside = self.path[-2].children[-2:]
        if len(beside) < 2 or node.body or node.children or node.deep:  # noqa: PLR2004 - itself and the one before
            return False
        both = [other.paragraph.folded for other in beside if other.paragraph and other.mark and node.mark]
        alike = beside[0].mark and node.mark and beside[0].mark.style == node.mark.style
        short = all(len(text) <= _LONGEST_HEADING and text.endswith("。") for text in both)
        return bool(alike and short and beside[0].body and not beside[0].children)

    @staticmethod
    def _is_closed(node: Node) -> bool:
        last = node.body[-1] if node.body else node.paragraph
        return last is not None and (is_closed(last.folded) or is_left_open(last.folded))

    def _close(self, node: Node, paragraph: Paragraph) -> None:
        node.closing.append(paragraph)
        self.closing = node.closing


def _kind_before_colon(folded: str) -> Kind | None:
    """Return what a heading announces that stands before its text in one line (指导思想:以…为指导), if no tasks."""
    head, colon, _ = folded[:_LONGEST_TITLE].partition(":")
    kind = kind_of(head) if colon else None
    return kind if kind in (Kind.FRAME, Kind.RESULT) else None


def _titles_tasks(node: Node) -> bool:
    """Return whether a heading stands above paragraphs that each say who answers: each is a task."""
    return bool(node.paragraph and not node.deep and not node.paragraph.complete and node.body)


def _has_text(node: Node) -> bool:
    return bool(node.body or node.children or (node.paragraph and node.paragraph.complete))


def _written(passage: Passage, folded: str) -> str:
    """Return some words of a passage, known in half-width and simplified form, as the source writes them."""
    at = passage.folded.find(folded)
    return passage.text[at : at + len(folded)] if at >= 0 else folded


def _entries_below(node: Node) -> bool:
    return any(child.mark and not child.mark.inner for child in node.children)


def heading_text(node: Node) -> str:
    """Return how a node is written in a heading path: number and heading, without ornaments."""
    if node.label or node.paragraph is None or node.title is None:
        return node.label
    mark = node.mark
    number = {"cn": "{}、", "(cn)": "{}", "d": "{}."}.get(mark.style, "{} ").format(mark.shown) if mark else ""
    title = node.title.text.strip().rstrip("：:")
    return number + (title if mark else _undecorated(title))


def _undecorated(title: str) -> str:
    plain = bare(title)
    return plain or title
