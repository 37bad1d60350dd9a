"""Items made of others or of a stretch of the document: split, joined, added; each is read again. Pure."""

import itertools
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from config.errors import DubanError
from config.language import label
from planning.extraction.passage import Passage
from planning.review.bench import DEADLINE, Bench, as_kept, item_on, items_on, require_no_merged
from planning.review.model import (
    Payload,
    ProposedItem,
)
from planning.review.proposal import proposed
from planning.review.rereading import Source, passage_of, read_parts, read_stretch

_MOST_PARTS = 26


def split(bench: Bench, said: Payload) -> dict[str, Any]:
    """Return the parts an item is cut into at places of its text, each read again.

    Raises:
        DubanError: ``review-split-place``, ``review-split-many``.
    """
    item = item_on(bench, said.get("key", ""))
    require_no_merged(bench, [item.key])
    places = said.get("at", ())
    places = sorted({int(at) for at in ([places] if isinstance(places, int | str) else places)})
    edges = [0, *places, len(item.text)]
    pieces = [item.text[a:b] for a, b in itertools.pairwise(edges)]
    if not places or any(not piece.strip() for piece in pieces):
        raise DubanError("review-split-place", key=item.key, length=len(item.text))
    if len(pieces) > _MOST_PARTS:
        raise DubanError("review-split-many", key=item.key, most=_MOST_PARTS)
    passage = passage_of(item.text, bench.source, item.start, item.end)
    parts = []
    for position, (piece, a, b) in enumerate(zip(pieces, edges, edges[1:], strict=False)):
        own = _part_of(item, passage.cut(a, b), bench.source)
        # The pieces as they were cut: put together again they are the text.
        parts.append(as_kept(replace(own, key=f"{item.key}{chr(ord('a') + position)}", text=piece)))
    return {"key": item.key, "at": places, "parts": parts}


def _part_of(item: ProposedItem, part: Passage, source: Source) -> ProposedItem:
    """Return an item made of a part of another's text: a date stated outside the text, or by hand, is everybody's."""
    read = read_parts(part, source)
    elsewhere = item.deadline_text and item.deadline_text not in item.text
    if "deadline" in item.by_hand or (elsewhere and not read["deadline"]):
        read |= {name: getattr(item, name) for name in DEADLINE}
    decision = "open" if item.decision == "merge" else item.decision
    return replace(item, start=part.start, end=part.end, decision=decision, merge_into="", **read)


def joined(bench: Bench, said: Payload) -> dict[str, Any]:
    """Return the one item that several become, in the order given.

    Raises:
        DubanError: ``review-join-one``.
    """
    items = items_on(bench, said)
    if len(items) == 1:
        raise DubanError("review-join-one", key=items[0].key)
    require_no_merged(bench, [item.key for item in items])
    _require_one_choice(items)
    return {"keys": [item.key for item in items], "item": as_kept(_read_joined(_join(items), items, bench.source))}


def _require_one_choice(items: Sequence[ProposedItem]) -> None:
    """Do nothing when the task to go on as, and the date to keep, were chosen alike on all that chose one.

    Raises:
        DubanError: ``review-join-matched``, ``review-join-due``.
    """
    keys = "、".join(item.key for item in items)
    matches = list(dict.fromkeys(item.match for item in items if item.match is not None))
    if len(matches) > 1:
        numbers = "、".join(number or label("fate", "new") for number in matches)
        raise DubanError("review-join-matched", keys=keys, numbers=numbers)
    if len({item.due_choice for item in items if item.due_choice}) > 1:
        raise DubanError("review-join-due", keys=keys)


def _read_joined(joined: ProposedItem, items: Sequence[ProposedItem], source: Source) -> ProposedItem:
    """Read the joined text again: a cut may have gone through a date. What was set by hand or elsewhere stays."""
    read = read_parts(passage_of(joined.text, source, joined.start, joined.end), source)
    shared = any(item.deadline_text and item.deadline_text not in item.text for item in items)
    if "deadline" in joined.by_hand or shared:
        read = {name: value for name, value in read.items() if name not in DEADLINE}
    return replace(joined, **{name: value for name, value in read.items() if name not in joined.by_hand})


def _join(items: Sequence[ProposedItem]) -> ProposedItem:
    first = items[0]
    latest = max((item for item in items if item.deadline), key=lambda item: item.deadline or date.min, default=first)
    return replace(
        first,
        text=_joined_text(items),
        start=min(item.start for item in items),
        end=max(item.end for item in items),
        origin=_every(items, "origin"),
        unit=next((item.unit for item in items if item.unit), None),
        responsible=_every(items, "responsible"),
        lead=_every(items, "lead"),
        support=_every(items, "support"),
        leader=next((item.leader for item in items if item.leader), ""),
        owner=next((item.owner for item in items if item.owner), ""),
        **{name: getattr(latest, name) for name in DEADLINE},
        deliverables=tuple(each for item in items for each in item.deliverables),
        quantities=tuple(each for item in items for each in item.quantities),
        confidence=min(item.confidence for item in items),
        reasons=_every(items, "reasons"),
        doubtful=all(item.doubtful for item in items),
        decision=first.decision if len({item.decision for item in items}) == 1 and not first.merge_into else "open",
        merge_into="",
        match=next((item.match for item in items if item.match is not None), None),
        due_choice=next((item.due_choice for item in items if item.due_choice), ""),
        by_hand=frozenset().union(*(item.by_hand for item in items)),
    )


def _joined_text(items: Sequence[ProposedItem]) -> str:
    """Return the texts one behind the other: parts of one item as they were, others set apart by a stop."""
    text = items[0].text
    for before, item in itertools.pairwise(items):
        apart = not set(before.origin) & set(item.origin) and not re.search(r"[。；;！？.]\s*$", text)
        text += ("；" if apart else "") + item.text
    return text


def _every(items: Sequence[ProposedItem], name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each for item in items for each in getattr(item, name)))


def added(bench: Bench, said: Payload) -> dict[str, Any]:
    """Return the item that a stretch of the document becomes.

    Raises:
        DubanError: ``review-stretch-empty``.
    """
    start, end = int(said.get("start", 0)), int(said.get("end", 0))
    if not 0 <= start < end <= len(bench.source.text) or not bench.source.text[start:end].strip():
        raise DubanError("review-stretch-empty", start=start, end=end)
    item = read_stretch(bench.source, start, end)
    if not item.text.strip():
        raise DubanError("review-stretch-empty", start=start, end=end)
    count = sum(change.kind == "added" for change in bench.changes)
    near = _neighbour(bench.state.items, item.start)
    if near is not None:
        item = replace(item, unit=near.unit, path=near.path)
    made = replace(proposed(item, f"n{count + 1}"), decision=said.get("decision", "keep"))
    return {"key": made.key, "start": start, "end": end, "item": as_kept(made)}


def _neighbour(items: Sequence[ProposedItem], start: int) -> ProposedItem | None:
    before = [item for item in items if item.start <= start]
    return before[-1] if before else next(iter(items), None)
