"""Which parts of an outline are items, which are results so far, which are doubtful, and which are left out and why."""

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace

from planning.extraction.candidates import Achievement, Candidate, LeftOut, Selection, Why
from planning.extraction.charged import named_above, named_in_sentence
from planning.extraction.clauses import deliverables
from planning.extraction.deadlines import read_deadline
from planning.extraction.entries import (
    entries_below,
    holds_parts,
    says_who,
    text_of,
    titles_of_tasks,
    with_particulars,
)
from planning.extraction.headings import Kind
from planning.extraction.outline import Node, heading_text
from planning.extraction.paragraphs import Paragraph
from planning.extraction.particulars import particulars_of, stated_limit
from planning.extraction.passage import Passage, join
from planning.extraction.prose import PREAMBLE, Prose, sets_limit
from planning.extraction.quantities import quantities
from planning.extraction.responsibility import NOBODY, Responsibility, named_in_lines, split_off

_FIRST = re.compile(r"(?:^|(?<=[。;\n]))\s*([一二三四五六七八九十]{1,3}是)[,、]?")
_LONGEST_LOOK = 2_000
_STAGE = re.compile(r"\([^()]*(?:[0-9一二三四五六七八九十]月|[0-9]年|季度|半年)[^()]*\)")
# What rules say of themselves: why they are made, whom they bind, since when.
_PROVISION = re.compile(
    r"(?:为了?|根据)[^。]{2,120}制定(?:本|此)(?:办法|规定|细则|制度|方案|意见|规则|标准)|本(?:办法|规定|细则|制度|方案|意见|规则|标准|通知)"
    r"(?:所称|适用|由[^。]{2,30}负责解释|自[^。]{2,20}(?:施行|执行|实施)|的?解释权)"
)
_AIMS = re.compile(r"(?:总体|主要|工作|预期|发展)?目标(?:任务)?|任务目标")
_FEW = 3
_BESIDE = 50
_SHORTEST_TASK = 8


@dataclass(frozen=True)
class _Place:
    """Where in the outline we are: what headings above say."""

    kind: Kind | None = None
    unit: str | None = None
    path: tuple[str, ...] = ()
    responsibility: Responsibility = NOBODY


def select(root: Node, year: int, rows: Iterable[int] = ()) -> Selection:
    """Return the items, doubtful readings, results and left-out sections of an outline.

    ``year`` is needed to recognise deadlines; ``rows`` is where the rows of tables begin, which stand apart.
    """
    selector = _Selector(year, sorted(rows), titles_of_tasks(root))
    selector.prose(root.body, _Place(), root)
    for child in root.children:
        selector.visit(child, _Place(), root)
    selector.prose(root.closing, _Place(), root)
    selector.finish(root)
    return selector.found


class _Selector:
    def __init__(self, year: int, rows: list[int], titles: frozenset[str]) -> None:
        self.year = year
        self.rows = rows
        self.titles = titles
        """The styles of number whose headings stand above several paragraphs that each are a task."""
        self.addressees = NOBODY
        """Whom the document is for; what it asks of everybody behind its last section is asked of them."""
        self.found = Selection()

    def visit(self, node: Node, above: _Place, parent: Node) -> None:
        place = self._place(node, above)
        if place.kind is Kind.RESULT:
            self._results(node, place)
        elif node.mark is None:
            self._section(node, place)
        elif any(child.mark is None for child in node.children) or (entries_below(node) and not holds_parts(node)):
            self._heading(node, place)
        else:
            self._leaf(node, place, above, parent)

    def finish(self, root: Node) -> None:
        """Sort what was found; a sentence that obliges everybody in general counts only where there is little else."""
        found = self.found
        firm = [c for c in found.candidates if c.why != "general-subject"]
        if len(firm) >= _FEW:
            found.doubtful += [c for c in found.candidates if c.why == "general-subject"]
            found.candidates = firm
        else:
            found.candidates = [
                replace(c, why="task-in-prose") if c.why == "general-subject" else c for c in found.candidates
            ]
        if not found.candidates and not found.doubtful:
            found.doubtful += [
                Candidate(None, paragraph.body, None, (), "paragraph-with-action")
                for node in root.walk()
                if node.kind not in (Kind.FRAME, Kind.RESULT)
                for paragraph in node.body + node.closing
                if paragraph.complete
                and not paragraph.folded.endswith(":")
                and _acts(paragraph.body)
                and not PREAMBLE.match(paragraph.folded)
            ]
        for part in (found.candidates, found.doubtful):
            part.sort(key=lambda candidate: candidate.passage.start)

    def _place(self, node: Node, above: _Place) -> _Place:
        kind = node.kind
        sentence = node.deep and not entries_below(node)
        if sentence and above.kind in (Kind.PLAN, Kind.RESULT) and kind is not Kind.FRAME:
            kind = None
        if kind is Kind.SAFEGUARD and node.title and _STAGE.search(node.title.folded):
            kind = None  # 组织实施（6月至11月） is a stage, not the safeguards
        told = not node.deep and node.paragraph is not None and node.paragraph.complete
        if told and node.title and _AIMS.fullmatch(node.title.folded):
            kind = Kind.AIM  # 目标任务。到… beside the principles, in one paragraph
        if node.kind is Kind.PLAN and self._is_mere_aim(node):
            kind = Kind.AIM
        starts_anew = node.mark is None and node.unit is None and node.rank <= 1
        unit = node.unit or (None if starts_anew else above.unit)
        return _Place(
            kind or (None if starts_anew else above.kind), unit, (*above.path, heading_text(node)), above.responsibility
        )

    def _is_mere_aim(self, node: Node) -> bool:
        """Return whether a heading such as 目标任务 holds one paragraph that promises nothing to count or date."""
        if node.deep or node.children or len(node.body) != 1 or not (node.title and _AIMS.fullmatch(node.title.folded)):
            return False
        said = node.body[0].body
        return not (
            quantities(said.text[:_LONGEST_LOOK]) or self._is_dated(said) or named_in_sentence(said.text).stated
        )

    def _section(self, node: Node, place: _Place) -> None:
        before = len(self.found.candidates)
        plan = place.kind is Kind.PLAN and not any(below.mark and not below.mark.inner for below in node.walk())
        for child in node.children:
            if plan and child.mark:
                self._inner(child, place)
            else:
                self.visit(child, place, node)
        if plan:
            self._unnumbered(node.body, place)
        elif place.kind not in (Kind.FRAME, Kind.SAFEGUARD):
            self.prose(node.body + node.closing, place, None)
        self._share(before, node)

    def _unnumbered(self, body: list[Paragraph], place: _Place) -> None:
        for passage in with_particulars(body):
            self.found.candidates.append(Candidate(None, passage, place.unit, place.path, "unnumbered-item"))

    def _inner(self, node: Node, place: _Place) -> None:
        """Take 一是…。二是…。 that stand directly under the heading of a plan as its items."""
        assert node.paragraph  # noqa: S101 - entries have one
        whole = join([node.paragraph.whole, *(paragraph.body for paragraph in node.body)], "\n")
        starts = list(_FIRST.finditer(whole.folded)) if node.paragraph.mark else []
        ends = [*(match.start() for match in starts[1:]), len(whole)]
        for match, end in zip(starts, ends, strict=False):
            passage = whole.cut(match.end(), end)
            self.found.candidates.append(
                Candidate(None, passage, place.unit, place.path, "numbered", place.responsibility, None, match[1])
            )
        if not starts:
            self.found.candidates.append(Candidate(node, text_of(node), place.unit, place.path, "numbered"))

    def _heading(self, node: Node, place: _Place) -> None:
        assert node.paragraph  # noqa: S101 - entries have one
        rest, named = split_off(node.paragraph.body, first_leads=False)
        path = (*place.path[:-1], heading_text(node)) if len(rest) == len(node.paragraph.body) else place.path
        inside = replace(place, responsibility=named if named.stated else place.responsibility, path=path)
        before = len(self.found.candidates)
        for child in node.children:
            self.visit(child, inside, node)
        for paragraph in node.closing:
            if above := named_above(paragraph.body.text[-_LONGEST_LOOK:]):
                last = len(self.found.candidates) - above.count
                self._answer_for(max(before, last) if above.count else before, above.who)
        self._spread(before)
        self._share(before, node)
        self._closing(node, place)
        left = sum(1 for child in node.walk() if child is not node and child.mark and not child.mark.inner)
        left -= len(self.found.candidates) - before
        if node.kind in (Kind.FRAME, Kind.SAFEGUARD, Kind.PROCEDURE) and left > 0:
            self.found.left_out.append(LeftOut(node.paragraph.body, left))

    def _closing(self, node: Node, place: _Place) -> None:
        """Look for tasks behind the last entry; say so where a heading has sentences of its own."""
        assert node.paragraph  # noqa: S101 - entries have one
        if place.kind is not Kind.FRAME:
            self.prose(node.closing, place, None)
        said = node.paragraph.folded
        own = [node.paragraph.body] if node.paragraph.complete and not said.endswith(":") else []
        self.found.introductions += own
        more = own if node.title and len(said) > len(node.title) + _SHORTEST_TASK else []
        for passage in more + [paragraph.body for paragraph in node.body if paragraph.complete]:
            figures = quantities(passage.text[:_LONGEST_LOOK])
            binding = figures or named_in_sentence(passage.text[:_LONGEST_LOOK]).stated or self._is_dated(passage)
            if place.kind not in (Kind.FRAME, Kind.RESULT) and binding and _acts(passage):
                self._doubt(passage, place, "introduction-task")

    def _spread(self, first: int) -> None:
        """Give what the last line of an entry says of it and of those above (以上三项由某单位负责) to all of them."""
        found = self.found.candidates
        for at in range(first, len(found)):
            passage, node = found[at].passage, found[at].node
            above = named_above(passage.text) if len(passage) <= _LONGEST_LOOK else None
            if above is None or above.start == 0:
                continue
            parts = sum(1 for child in node.children if child.mark) if node else 0
            begin = max(first, at + 1 - above.count) if above.count else first
            found[at] = replace(found[at], passage=passage.cut(0, above.start))
            for each in range(at if parts == above.count > 0 else begin, at + 1):
                found[each] = replace(found[each], responsibility=above.who)

    def _answer_for(self, first: int, who: Responsibility) -> None:
        if who.stated:
            found = self.found.candidates
            found[first:] = [replace(candidate, responsibility=who) for candidate in found[first:]]

    def _share(self, first: int, holder: Node) -> None:
        """Give what stands under the last entry alone (责任部室：… 整改时限：…) to all entries of the list."""
        found = self.found.candidates
        direct = {id(child) for child in holder.children} | {id(None)}
        listed = [i for i in range(first, len(found)) if id(found[i].node) in direct]
        if len(listed) < 2:  # noqa: PLR2004 - nothing to share
            return
        said = particulars_of(found[listed[-1]].passage)
        if said is None or any(says_who(found[i].passage) for i in listed[:-1]):
            return
        who, limit = named_in_lines(said.text), stated_limit(said)
        for i in listed[:-1]:
            own = found[i].responsibility
            found[i] = replace(found[i], responsibility=who if who.stated else own, limit=limit)

    def _leaf(self, node: Node, place: _Place, above: _Place, parent: Node) -> None:
        assert node.paragraph  # noqa: S101 - entries have one
        if _PROVISION.match(node.paragraph.folded):
            self.found.left_out.append(LeftOut(node.paragraph.body, 1))
        elif self._holds_rows(node):
            self.prose(node.body, place, None)
        elif place.kind is Kind.PROCEDURE and not node.deep and not node.paragraph.complete:
            self.prose(node.body, place, None)
            self._doubt_if_acts(node, place)
        elif self._is_list_of_duties(node, place, parent) or self._is_list_of_tasks(node, place):
            self._unnumbered(node.body, place)
        elif node.kind is Kind.PLAN and not node.paragraph.complete and len(node.children) > 1:
            for child in node.children:  # 一是…。二是…。 under the heading of a plan
                self._inner(child, place)
        elif self._is_item(node, place):
            path = above.path if node.deep or node.kind is not Kind.PLAN else place.path
            self.found.candidates.append(
                Candidate(node, text_of(node), place.unit, path, responsibility=place.responsibility)
            )
        else:
            self._doubt_if_acts(node, place)
            if node.paragraph.complete and above.kind in (None, Kind.PLAN):
                self.found.left_out.append(LeftOut(node.paragraph.body, 1))

    def _holds_rows(self, node: Node) -> bool:
        """Return whether a table stands between a heading and the words behind it: its rows are the items."""
        assert node.paragraph  # noqa: S101 - entries have one
        if node.paragraph.complete or not node.body:
            return False
        return bisect_left(self.rows, node.body[-1].whole.start) > bisect_left(self.rows, node.paragraph.whole.start)

    def _is_list_of_duties(self, node: Node, place: _Place, parent: Node) -> bool:
        """Return whether the paragraphs under a heading each oblige somebody by name, as the entries beside it do."""
        assert node.paragraph  # noqa: S101 - entries have one
        beside = (other for other in parent.children[:_BESIDE] if other is not node and other.kind is None)
        return (
            place.kind in (None, Kind.PLAN)
            and not node.deep
            and not node.paragraph.complete
            and len(node.body) > 1
            and any(entries_below(other) for other in beside)
            and all(named_in_sentence(paragraph.body.text).stated for paragraph in node.body)
        )

    def _is_list_of_tasks(self, node: Node, place: _Place) -> bool:
        """Return whether the paragraphs under a heading each say at their end who answers, or one does as elsewhere."""
        assert node.paragraph  # noqa: S101 - entries have one
        assert node.mark  # noqa: S101 - as above
        return (
            place.kind in (None, Kind.PLAN)
            and not node.paragraph.complete
            and node.mark.style in self.titles
            and any(says_who(passage) for passage in with_particulars(node.body))
        )

    def _doubt_if_acts(self, node: Node, place: _Place) -> None:
        whole = text_of(node)
        if place.kind is Kind.AIM and (self._is_dated(whole) or quantities(whole.text[:_LONGEST_LOOK])):
            self._doubt(whole, place, "aim-with-figures", node)
        elif place.kind is Kind.SAFEGUARD and _acts(whole):
            self._doubt(whole, place, "safeguard-without-unit", node)
        elif place.kind is Kind.PROCEDURE and _acts(whole):
            self._doubt(whole, place, "procedure-sentence", node)

    def _doubt(self, passage: Passage, place: _Place, why: Why, node: Node | None = None) -> None:
        taken = any(c.passage.start < passage.end and passage.start < c.passage.end for c in self.found.candidates[-8:])
        if not taken:
            self.found.doubtful.append(Candidate(node, passage, place.unit, place.path, why))

    def _is_dated(self, passage: Passage) -> bool:
        deadline = read_deadline(passage.text[:_LONGEST_LOOK], self.year)
        return deadline.on is not None and deadline.basis == "explicit"

    def _is_item(self, node: Node, place: _Place) -> bool:
        assert node.paragraph  # noqa: S101 - entries have one
        if place.kind is Kind.FRAME or (place.kind is Kind.AIM and not (node.deep and node.kind is None)):
            return False
        whole = text_of(node)
        if node.mark and node.mark.style == "bullet" and not (place.path[:-1] or node.paragraph.complete):
            return False
        if place.kind in (Kind.SAFEGUARD, Kind.PROCEDURE):
            stated = split_off(whole, first_leads=False)[1].stated
            return stated or sets_limit(whole.text, self.year)
        return bool(node.deep or node.body or node.paragraph.complete) and len(whole) > 1

    def prose(self, paragraphs: list[Paragraph], place: _Place, root: Node | None) -> None:
        """Take the tasks of running text; the words before the first heading (``root``) name whom a notice is for."""
        notice, procedure = root is not None, place.kind is Kind.PROCEDURE
        prose = Prose(self.year, procedure, notice, self.addressees if notice else NOBODY)
        for task in prose.tasks(paragraphs):
            self.found.candidates.append(
                Candidate(None, task.passage, place.unit, place.path, task.why, task.responsibility)
            )
        self.found.too_long += prose.too_long
        self.addressees = prose.addressees if notice else self.addressees

    def _results(self, node: Node, place: _Place) -> None:
        heading = heading_text(node) if node.kind is None else ""
        own = [node.paragraph.body] if node.mark and node.paragraph and node.paragraph.complete else []
        passages = own + [paragraph.body for paragraph in node.body]
        if passages:
            self.found.achievements.append(Achievement(place.unit, "" if own else heading, join(passages, "\n")))
        for child in node.children:
            self.visit(child, place, node)


def _acts(passage: Passage) -> bool:
    """Return whether a text says that something is to be done."""
    return bool(deliverables(passage.cut(0, _LONGEST_LOOK)))
