"""Which parts of an outline are items, which are results so far, and which are left out and why."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from planning.extraction.deadlines import read_deadline
from planning.extraction.headings import Kind
from planning.extraction.outline import Node, heading_text
from planning.extraction.paragraphs import Paragraph
from planning.extraction.passage import Passage, join
from planning.extraction.responsibility import NOBODY, Responsibility, named_above, named_in_sentence, split_off

Why = Literal["numbered", "unnumbered-item", "task-in-prose"]
_SENTENCE = re.compile(r"[^。]+。?")
_NO_SUBJECT = re.compile(r"[于并在]")
_PREAMBLE = re.compile(r"(?:为|根据|依据|遵照).*(?:制定|如下|决定|通知|提出)")
_HANDS_IN = re.compile(r"报|提交|反馈|上交|完成|落实|办结|制定|出台")
_ADDRESSEE = re.compile(r"[^。;!?]{4,120}:")


@dataclass(frozen=True)
class Candidate:
    """The text of an item and what stands around it. ``responsibility`` is what headings or neighbours say of it."""

    node: Node | None
    passage: Passage
    unit: str | None
    path: tuple[str, ...]
    why: Why = "numbered"
    responsibility: Responsibility = NOBODY


@dataclass(frozen=True)
class Achievement:
    """A stretch of results under its heading."""

    unit: str | None
    heading: str
    passage: Passage


@dataclass(frozen=True)
class LeftOut:
    """A heading whose numbered entries are no items."""

    heading: Passage
    count: int


@dataclass
class Selection:
    """What was found, in reading order."""

    candidates: list[Candidate] = field(default_factory=list)
    achievements: list[Achievement] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    introductions: list[Passage] = field(default_factory=list)


@dataclass(frozen=True)
class _Place:
    """Where in the outline we are: what headings above say."""

    kind: Kind | None = None
    unit: str | None = None
    path: tuple[str, ...] = ()
    responsibility: Responsibility = NOBODY


def select(root: Node, year: int) -> Selection:
    """Return the items, results and left-out sections of an outline. ``year`` is needed to recognise deadlines."""
    selector = _Selector(year)
    selector.prose(root.body, _Place(), root)
    for child in root.children:
        selector.visit(child, _Place())
    selector.prose(root.closing, _Place(), root)
    selector.found.candidates.sort(key=lambda candidate: candidate.passage.start)
    return selector.found


class _Selector:
    def __init__(self, year: int) -> None:
        self.year = year
        self.found = Selection()

    def visit(self, node: Node, above: _Place) -> None:
        place = self._place(node, above)
        if place.kind is Kind.RESULT:
            self._results(node, place)
        elif node.mark is None:
            self._section(node, place)
        elif _entries(node) and not _holds_parts(node):
            self._heading(node, place)
        else:
            self._leaf(node, place, above)

    def _place(self, node: Node, above: _Place) -> _Place:
        kind = node.kind
        sentence = node.deep and not _entries(node)
        if sentence and above.kind in (Kind.PLAN, Kind.RESULT) and kind is not Kind.FRAME:
            kind = None
        starts_anew = node.mark is None and node.unit is None and node.rank <= 1
        unit = node.unit or (None if starts_anew else above.unit)
        return _Place(
            kind or (None if starts_anew else above.kind), unit, (*above.path, heading_text(node)), above.responsibility
        )

    def _section(self, node: Node, place: _Place) -> None:
        for child in node.children:
            self.visit(child, place)
        if place.kind is Kind.PLAN and not any(below.mark for below in node.walk()):
            self.found.candidates += [
                Candidate(None, paragraph.body, place.unit, place.path, "unnumbered-item")
                for paragraph in node.body
                if paragraph.complete
            ]
        elif place.kind not in (Kind.FRAME, Kind.SAFEGUARD):
            self.prose(node.body + node.closing, place, None)

    def _heading(self, node: Node, place: _Place) -> None:
        assert node.paragraph  # noqa: S101 - entries have one
        rest, named = split_off(node.paragraph.body, first_leads=False)
        path = (*place.path[:-1], heading_text(node)) if len(rest) == len(node.paragraph.body) else place.path
        inside = replace(place, responsibility=named if named.stated else place.responsibility, path=path)
        before = len(self.found.candidates)
        for child in node.children:
            self.visit(child, inside)
        for paragraph in node.closing:
            self._answer_for(before, named_above(paragraph.folded))
        self._closing(node, place)
        left = sum(1 for child in node.walk() if child is not node and child.mark and not child.mark.inner)
        left -= len(self.found.candidates) - before
        if node.kind in (Kind.FRAME, Kind.SAFEGUARD, Kind.PROCEDURE) and left > 0:
            self.found.left_out.append(LeftOut(node.paragraph.body, left))

    def _closing(self, node: Node, place: _Place) -> None:
        """Look for tasks behind the last entry; say so where a heading has sentences of its own."""
        assert node.paragraph  # noqa: S101 - entries have one
        if place.kind not in (Kind.FRAME, Kind.SAFEGUARD):
            self.prose(node.closing, place, None)
        said = node.paragraph.folded
        if node.paragraph.complete and not said.endswith(":"):
            self.found.introductions.append(node.paragraph.body)

    def _answer_for(self, first: int, who: Responsibility) -> None:
        if who.stated:
            found = self.found.candidates
            found[first:] = [replace(candidate, responsibility=who) for candidate in found[first:]]

    def _leaf(self, node: Node, place: _Place, above: _Place) -> None:
        if place.kind is Kind.PROCEDURE and not node.deep:
            self.prose(node.body, place, None)
        elif self._is_item(node, place):
            path = above.path if node.deep or node.kind is not Kind.PLAN else place.path
            self.found.candidates.append(
                Candidate(node, _text_of(node), place.unit, path, responsibility=place.responsibility)
            )
        elif node.paragraph and node.paragraph.complete and above.kind in (None, Kind.PLAN):
            self.found.left_out.append(LeftOut(node.paragraph.body, 1))

    def _is_item(self, node: Node, place: _Place) -> bool:
        assert node.paragraph  # noqa: S101 - entries have one
        if place.kind is Kind.FRAME or (place.kind is Kind.AIM and not (node.deep and node.kind is None)):
            return False
        whole = _text_of(node)
        if place.kind in (Kind.SAFEGUARD, Kind.PROCEDURE):
            stated = split_off(whole, first_leads=False)[1].stated
            return stated or self._has_limit(whole.text)
        return bool(node.deep or node.body or node.paragraph.complete) and len(whole) > 1

    def _has_limit(self, text: str) -> bool:
        deadline = read_deadline(text, self.year)
        return deadline.basis == "explicit" and deadline.text.endswith("前") and bool(_HANDS_IN.search(text))

    def prose(self, paragraphs: list[Paragraph], place: _Place, root: Node | None) -> None:
        """Find tasks in running text: a sentence with a limit (…前); in a procedure also one obliging named bodies."""
        addressees: tuple[str, ...] = ()
        for paragraph in paragraphs:
            if (
                root
                and _ADDRESSEE.fullmatch(paragraph.folded)
                and named_in_sentence(paragraph.folded[:-1] + "应").stated
            ):
                addressees = named_in_sentence(paragraph.folded[:-1] + "应").responsible
            for passage in self._tasks(paragraph.body, place):
                named = named_in_sentence(passage.folded)
                who = named if named.stated else Responsibility(addressees)
                self.found.candidates.append(Candidate(None, passage, place.unit, place.path, "task-in-prose", who))

    def _tasks(self, body: Passage, place: _Place) -> Iterator[Passage]:
        spans = [match.span() for match in _SENTENCE.finditer(body.folded)]
        for position, (start, end) in enumerate(spans):
            sentence = body.folded[start:end]
            if _PREAMBLE.match(sentence):
                continue
            if self._has_limit(sentence):
                alone = position == 0 or not _NO_SUBJECT.match(sentence)
                yield body.cut(start if alone else spans[position - 1][0], end)
            elif place.kind is Kind.PROCEDURE and named_in_sentence(sentence).stated:
                yield body.cut(start, end)

    def _results(self, node: Node, place: _Place) -> None:
        heading = heading_text(node) if node.kind is None else ""
        own = [node.paragraph.body] if node.mark and node.paragraph and node.paragraph.complete else []
        passages = own + [paragraph.body for paragraph in node.body]
        if passages:
            self.found.achievements.append(Achievement(place.unit, "" if own else heading, join(passages, "\n")))
        for child in node.children:
            self.visit(child, place)


def _entries(node: Node) -> list[Node]:
    return [child for child in node.children if child.mark and not child.mark.inner]


def _holds_parts(node: Node) -> bool:
    """Return whether the numbered entries below a node are parts of its sentence (…：1.…；2.…；3.…。), not items."""
    entries = _entries(node)
    if not node.deep or not node.paragraph:
        return False
    if all(entry.mark and entry.mark.style == "bullet" for entry in entries):
        return True
    said = node.paragraph.folded
    return (
        node.paragraph.complete
        and not said.endswith(":")
        and all(entry.paragraph and entry.paragraph.folded.endswith(";") for entry in entries[:-1])
    )


def _text_of(node: Node) -> Passage:
    """Return the whole text of an entry: its sentence, its paragraphs and its parts with their numbers."""
    assert node.paragraph  # noqa: S101 - entries have one
    only_heading = node.kind is Kind.PLAN and not node.paragraph.complete and bool(node.body)
    passages = [] if only_heading else [node.paragraph.body]
    passages += [paragraph.body for paragraph in node.body]
    passages += [below.paragraph.whole for child in node.children for below in child.walk() if below.paragraph]
    return join([passage for passage in passages if passage.text] or [node.paragraph.whole], "\n")
