"""What an entry of an outline says: its whole text; whether what stands below it are parts of it or tasks."""

import re
from collections.abc import Iterator

from planning.extraction.headings import Kind
from planning.extraction.outline import Node
from planning.extraction.paragraphs import Paragraph
from planning.extraction.particulars import PARTICULARS, particulars_of
from planning.extraction.passage import Passage, join
from planning.extraction.responsibility import split_off

_MEASURES = re.compile(r"(?:整改|具体|工作|落实|主要|推进)?(?:措施|举措)\s*:\s*(?=\S)")


def titles_of_tasks(root: Node) -> frozenset[str]:
    """Return the styles of number whose headings stand above paragraphs of which most say at their end who answers."""
    found: set[str] = set()
    for node in root.walk():
        if node.mark and not node.deep and len(node.body) > 1 and node.paragraph and not node.paragraph.complete:
            said = [says_who(passage) for passage in with_particulars(node.body)]
            if len(said) > 1 and sum(said) * 2 > len(said):
                found.add(node.mark.style)
    return frozenset(found)


def says_who(passage: Passage) -> bool:
    """Return whether a text says at its end who answers."""
    return particulars_of(passage) is not None or split_off(passage, first_leads=False)[1].stated


def with_particulars(body: list[Paragraph]) -> Iterator[Passage]:
    """Yield the complete paragraphs, each with the lines behind it that say who and when."""
    group: list[Passage] = []
    for paragraph in body:
        if PARTICULARS.match(paragraph.folded):
            if group:
                group.append(paragraph.body)
        elif paragraph.complete:
            if group:
                yield join(group, "\n")
            group = [paragraph.body]
    if group:
        yield join(group, "\n")


def entries_below(node: Node) -> list[Node]:
    """Return the numbered entries directly below a node, without the parts of its sentence (①, 一是)."""
    return [child for child in node.children if child.mark and not child.mark.inner]


def holds_parts(node: Node) -> bool:
    """Return whether the numbered entries below a node are parts of its sentence (…：1.…；2.…；3.…。), not items."""
    entries = entries_below(node)
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


def text_of(node: Node) -> Passage:
    """Return the whole text of an entry: its sentence, its paragraphs and its parts with their numbers."""
    assert node.paragraph  # noqa: S101 - entries have one
    measures = next((n for n, paragraph in enumerate(node.body) if _MEASURES.match(paragraph.folded)), None)
    only_heading = (node.kind is Kind.PLAN or measures is not None) and not node.paragraph.complete and bool(node.body)
    passages = [] if only_heading else [node.paragraph.body]
    passages += [paragraph.body for paragraph in node.body[measures or 0 :]]
    if measures is not None:
        label = _MEASURES.match(passages[-len(node.body[measures:])].folded)
        passages[-len(node.body[measures:])] = passages[-len(node.body[measures:])].cut(label.end() if label else 0)
    passages += [below.paragraph.whole for child in node.children for below in child.walk() if below.paragraph]
    passages.sort(key=lambda passage: passage.start)  # a paragraph may stand behind the parts
    return join([passage for passage in passages if passage.text] or [node.paragraph.whole], "\n")
