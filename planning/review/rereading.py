"""Reading a piece of a document again: a stretch marked by hand, a part of an item, a text that was corrected. Pure."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from rapidfuzz.distance import Indel

from planning.extraction import Item, read_deadline
from planning.extraction.charged import named_in_sentence
from planning.extraction.clauses import deliverables
from planning.extraction.marks import read_mark
from planning.extraction.model import Deliverable
from planning.extraction.passage import Passage, join
from planning.extraction.quantities import quantities
from planning.extraction.responsibility import first_unit_leads, split_off

_ANALYSED = 5_000
"""Characters of one item that are looked into, as when a document is read."""


@dataclass(frozen=True)
class Source:
    """The document a piece belongs to: its text, the year of the plan, and the day of issue."""

    text: str
    year: int
    issued_on: date | None = None


def passage_of(text: str, source: Source, start: int, end: int) -> Passage:
    """Return an item's text as a passage that knows where in the document each character stands.

    Characters a person wrote stand where the nearest one of the document before them stands.
    """
    there = source.text[start:end]
    starts, sources = [0], [start]
    for block in Indel.opcodes(there[: 2 * _ANALYSED], text[: 2 * _ANALYSED]):
        if block.tag == "equal":
            starts.append(block.dest_start)
            sources.append(start + block.src_start)
        elif block.tag == "insert":
            at = max(start, start + block.src_start - 1)
            for step in range(block.dest_end - block.dest_start):
                starts.append(block.dest_start + step)
                sources.append(at)
    places = dict(zip(starts, sources, strict=True))  # of two at one place the later says where it is
    return Passage(text, tuple(places), tuple(places.values()))


def read_parts(passage: Passage, source: Source) -> dict[str, Any]:
    """Return what a text itself says: deadline with its words, deliverables, figures, as fields of an item."""
    analysed = passage.cut(0, _ANALYSED)
    deadline = read_deadline(analysed.text, source.year, source.issued_on)
    return {
        "deadline": deadline.on,
        "deadline_text": deadline.text,
        "deadline_basis": deadline.basis,
        "start_on": deadline.start_on if deadline.on else None,
        "next_on": deadline.next_on,
        "last_on": deadline.last_on,
        "deliverables": tuple(Deliverable(p.text, p.start, p.end) for p in deliverables(analysed)),
        "quantities": quantities(analysed.text),
    }


def read_stretch(source: Source, start: int, end: int) -> Item:
    """Return the item a stretch of the document states: its number, who answers, and all else it says itself."""
    lines, at = [], start
    for line in source.text[start:end].split("\n"):
        passage = Passage.of(line.replace("\t", " "), at).cut(0)
        lines += [passage] if passage.text else []
        at += len(line) + 1
    whole = join(lines)
    mark = read_mark(whole.folded)
    body = whole.cut(mark.length) if mark else whole
    text, named = split_off(body, first_leads=first_unit_leads(source.text))
    if not named.stated:
        named = named_in_sentence(text.folded)
    item = Item(
        None, (mark.shown or None) if mark else None, (), text.text, text.start, text.end,
        named.responsible, named.lead, named.support, named.leader,
    )  # fmt: skip
    read = read_parts(text, source)
    if not read["deadline"]:
        outside = read_parts(body, source)  # （完成时限：6月底前） stands behind the text
        read |= {name: value for name, value in outside.items() if name not in ("deliverables", "quantities")}
    return replace(item, **read)
