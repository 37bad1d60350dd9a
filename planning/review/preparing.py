"""What an act on a review will do, worked out before it is written: checked, and everything it changes told. Pure.

``prepare`` takes what a person says (payload) and returns what is kept: the same with all its effects in it.
"""

import itertools
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from config.errors import CallError, DubanError
from config.language import label
from planning.extraction.passage import Passage
from planning.review.effects import FINAL, blocking, effective, fold
from planning.review.model import (
    DECISIONS,
    EDITABLE,
    LONGEST_NAME,
    Change,
    Payload,
    Proposal,
    ProposedItem,
    ReviewState,
    from_json,
    to_json,
)
from planning.review.proposal import proposed, values_of
from planning.review.rereading import Source, passage_of, read_parts, read_stretch

#: What is read from the text again when it was corrected; a date set by hand keeps its words and basis.
_DEADLINE = ("deadline", "deadline_text", "deadline_basis", "start_on", "next_on", "last_on")
_LISTS = frozenset({"path", "responsible", "lead", "support"})
_BETWEEN = re.compile(r"[、，,；;\n]+")
_MOST_PARTS = 26


@dataclass(frozen=True)
class Bench:
    """What an act is prepared on: the review as it stands, its changes, its document, and what was read in that."""

    state: ReviewState
    changes: Sequence[Change]
    source: Source
    proposal: Proposal


def prepare(bench: Bench, kind: str, said: Payload) -> dict[str, Any]:
    """Return what is kept of an act.

    Raises:
        DubanError: what is not possible, in words: an unknown item, one already adopted, a place outside the text …
        CallError: ``review-act-unknown``.
    """
    if kind not in _PREPARED:
        raise CallError("review-act-unknown", kind=kind, known="、".join(_PREPARED))
    if bench.state.discarded and kind != "reopened":
        raise DubanError("review-discarded")
    return _PREPARED[kind](bench, said)


def _item(bench: Bench, key: str) -> ProposedItem:
    item = bench.state.by_key.get(str(key))
    if item is None:
        raise DubanError("review-item-unknown", key=key)
    if item.adopted_as:
        raise DubanError("review-item-adopted", key=key, number=item.adopted_as)
    return item


def _items(bench: Bench, said: Payload) -> list[ProposedItem]:
    keys = said.get("keys") or ([said["key"]] if said.get("key") else [])
    if not keys:
        raise DubanError("review-item-missing")
    return [_item(bench, key) for key in dict.fromkeys(keys)]


def _edited(bench: Bench, said: Payload) -> dict[str, Any]:
    item = _item(bench, said.get("key", ""))
    fields = {name: _value(item.key, name, value) for name, value in said.get("fields", {}).items()}
    fields = {name: value for name, value in fields.items() if to_json(name, getattr(item, name)) != value}
    if not fields:
        raise DubanError("review-nothing-changed", key=item.key)
    _require_places(fields, item, len(bench.source.text))
    return {"key": item.key, "fields": fields, "read": _read_again(item, fields, bench.source)}


def _require_places(fields: Mapping[str, Any], item: ProposedItem, chars: int) -> None:
    """Do nothing when the item and its deliverables lie within the document: pages and the ledger point there."""
    places = [(fields.get("start", item.start), fields.get("end", item.end))]
    places += [(part["start"], part["end"]) for part in fields.get("deliverables", ())]
    for start, end in places:
        if not 0 <= start < end <= chars:
            raise DubanError("review-stretch-empty", start=start, end=end)


def _read_again(item: ProposedItem, fields: Mapping[str, Any], source: Source) -> dict[str, Any]:
    """Return what a corrected text says anew, and what else follows from a date set by hand."""
    read: dict[str, Any] = {}
    hand = item.by_hand | fields.keys()
    if "text" in fields:
        passage = passage_of(fields["text"], source, item.start, item.end)
        read = {name: to_json(name, value) for name, value in read_parts(passage, source).items()}
        stated_elsewhere = item.deadline and item.deadline_text and item.deadline_text not in item.text
        if "deadline" in hand or (stated_elsewhere and not read["deadline"]):
            read = {name: value for name, value in read.items() if name not in _DEADLINE}
    if "deadline" in fields:
        read |= {"deadline_basis": "explicit" if fields["deadline"] else "none"}
        read |= dict.fromkeys(("next_on", "last_on"))
        if not fields["deadline"]:
            read |= {"start_on": None}
    return {name: value for name, value in read.items() if name not in hand}


def _value(key: str, name: str, value: Any) -> Any:  # noqa: ANN401 - whatever a form or a file gives
    """Return a field set by hand as a JSON value."""
    if name not in EDITABLE:
        raise DubanError("review-field-unknown", key=key, field=name, known="、".join(EDITABLE))
    try:
        return checked(name, value)
    except (TypeError, ValueError, KeyError) as error:
        shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        raise DubanError("review-field-invalid", key=key, field=label("item_field", name), value=shown) from error


def checked(name: str, value: Any) -> Any:  # noqa: ANN401, PLR0911 - as above; one case for each kind of field
    """Return a field set by hand as it is kept.

    Raises:
        TypeError, ValueError, KeyError: it cannot be one.
    """
    match name:
        case "text":
            if not str(value).strip():
                raise ValueError(name)
            return " ".join(str(value).split()) if "\n" in str(value) else str(value).strip()
        case "deadline" | "start_on":
            return date.fromisoformat(str(value)).isoformat() if value else None
        case "start" | "end":
            return int(value)
        case "deliverables":
            return [{"text": str(p["text"]), "start": int(p["start"]), "end": int(p["end"])} for p in value]
        case "quantities":
            return to_json(name, from_json(name, [_figured(figure) for figure in value]))
        case "unit" | "number":
            return str(value).strip() or None if value is not None else None
        case _ if name in _LISTS:
            parts = _BETWEEN.split(value) if isinstance(value, str) else [str(part) for part in value]
            return list(dict.fromkeys(part.strip() for part in parts if part.strip()))
        case _:
            return str(value or "").strip()


def _figured(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return a figure set by hand as it is kept: what is not said of it is as for any figure."""
    known = {name: said[name] for name in ("bound", "to") if said.get(name) is not None}
    figure = {"value": said["value"], "unit": str(said["unit"]), "of": str(said["of"]), **known}
    return {name: _number(value) if name in ("value", "to") else value for name, value in figure.items()}


def _number(value: Any) -> int | str:  # noqa: ANN401 - a JSON number or text
    text = str(value)
    if not re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", text):
        raise ValueError(text)
    exact = Decimal(text)
    return int(exact) if exact == exact.to_integral_value() else text


def _split(bench: Bench, said: Payload) -> dict[str, Any]:
    item = _item(bench, said.get("key", ""))
    _require_no_merged(bench, [item.key])
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
        parts.append(_made(replace(own, key=f"{item.key}{chr(ord('a') + position)}", text=piece)))
    return {"key": item.key, "at": places, "parts": parts}


def _part_of(item: ProposedItem, part: Passage, source: Source) -> ProposedItem:
    """Return an item made of a part of another's text: a date stated outside the text, or by hand, is everybody's."""
    read = read_parts(part, source)
    elsewhere = item.deadline_text and item.deadline_text not in item.text
    if "deadline" in item.by_hand or (elsewhere and not read["deadline"]):
        read |= {name: getattr(item, name) for name in _DEADLINE}
    decision = "open" if item.decision == "merge" else item.decision
    return replace(item, start=part.start, end=part.end, decision=decision, merge_into="", **read)


def _joined(bench: Bench, said: Payload) -> dict[str, Any]:
    items = _items(bench, said)
    if len(items) == 1:
        raise DubanError("review-join-one", key=items[0].key)
    _require_no_merged(bench, [item.key for item in items])
    _require_one_choice(items)
    return {"keys": [item.key for item in items], "item": _made(_read_joined(_join(items), items, bench.source))}


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
        read = {name: value for name, value in read.items() if name not in _DEADLINE}
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
        **{name: getattr(latest, name) for name in _DEADLINE},
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


def _made(item: ProposedItem) -> dict[str, Any]:
    """Return an item made by an act as it is kept, with what was decided and set by hand on its sources."""
    kept = ("decision", "owner", "match", "due_choice")
    return {
        **values_of(item),
        **{name: getattr(item, name) for name in kept},
        "by_hand": sorted(item.by_hand),
    }


def _decided(bench: Bench, said: Payload) -> dict[str, Any]:
    decision = said.get("decision", "")
    if decision not in DECISIONS:
        raise DubanError("review-decision-unknown", decision=decision, known="、".join(DECISIONS))
    items = _items(bench, said)
    into = str(said.get("into") or "").strip()
    if decision == "merge":
        for item in items:
            _require_mergeable(bench, item, into, said.get("tracked", ()))
        _require_no_merged(bench, [item.key for item in items])
    elif decision != "keep":
        _require_no_merged(bench, [item.key for item in items])
    return {"keys": [item.key for item in items], "decision": decision, "into": into if decision == "merge" else ""}


def _require_mergeable(bench: Bench, item: ProposedItem, into: str, tracked: Sequence[str]) -> None:
    """Let an item go into another that stands for itself, or into a task; ``tracked`` are the numbers there are."""
    if into == item.key:
        raise DubanError("review-merge-itself", key=item.key)
    target = bench.state.by_key.get(into)
    if target is None:
        if into not in tracked:
            raise DubanError("review-merge-unknown", key=item.key, into=into)
    elif target.decision in ("merge", "drop"):
        raise DubanError(
            "review-merge-off", key=item.key, into=into, decision=label("review_decision", target.decision)
        )


def _require_no_merged(bench: Bench, keys: Sequence[str]) -> None:
    """Let nothing happen to items others were merged into that would leave these without a place."""
    for key in keys:
        inside = [item.key for item in bench.state.items if item.merge_into == key]
        if inside:
            raise DubanError("review-merged-into", key=key, inside="、".join(inside))


def _added(bench: Bench, said: Payload) -> dict[str, Any]:
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
    return {"key": made.key, "start": start, "end": end, "item": _made(made)}


def _neighbour(items: Sequence[ProposedItem], start: int) -> ProposedItem | None:
    before = [item for item in items if item.start <= start]
    return before[-1] if before else next(iter(items), None)


def _owner_set(bench: Bench, said: Payload) -> dict[str, Any]:
    return {"keys": [item.key for item in _items(bench, said)], "owner": str(said.get("owner") or "").strip()}


def _undone(bench: Bench, said: Payload) -> dict[str, Any]:
    of = {change.seq: change for change in bench.changes}
    seq = int(said.get("seq") or last_undoable(bench.changes) or 0)
    if not seq:
        raise DubanError("review-undo-nothing")
    if seq not in of:
        raise DubanError("review-undo-unknown", seq=seq)
    if of[seq].kind in FINAL:
        raise DubanError("review-undo-never", seq=seq, act=label("review_change", of[seq].kind))
    if seq not in effective(bench.changes):
        raise DubanError("review-undo-done", seq=seq)
    later = blocking(bench.changes, seq)
    if later is not None and later.kind in FINAL:
        raise DubanError("review-undo-final", seq=seq, later=later.seq, act=label("review_change", later.kind))
    if later is not None:
        raise DubanError(
            "review-undo-blocked", seq=seq, later=later.seq, act=label("review_change", later.kind), name=later.name
        )
    _require_merged_somewhere(bench, replace(of[seq], seq=len(bench.changes) + 1, kind="undone", payload={"seq": seq}))
    return {"seq": seq}


def _require_merged_somewhere(bench: Bench, undoing: Change) -> None:
    """Let every item go into one that stands: undoing an older act could leave two in each other."""
    state = fold(bench.proposal, [*bench.changes, undoing])
    for item in state.items:
        target = state.by_key.get(item.merge_into)
        if target is not None and target.decision in ("merge", "drop"):
            decision = label("review_decision", target.decision)
            raise DubanError("review-merge-off", key=item.key, into=target.key, decision=decision)


def last_undoable(changes: Sequence[Change]) -> int | None:
    """Return the number of the newest change that stands and can be undone now; undoing itself does not count."""
    standing = effective(changes)
    for change in reversed(changes):
        if change.seq in standing and change.kind not in {*FINAL, "undone"} and blocking(changes, change.seq) is None:
            return change.seq
    return None


def _discarded(bench: Bench, said: Payload) -> dict[str, Any]:
    done = [item.adopted_as for item in bench.state.items if item.adopted_as]
    if done:
        raise DubanError("review-discard-adopted", count=len(done), number=done[0])
    return {"reason": str(said.get("reason") or "").strip()}


def _reopened(bench: Bench, said: Payload) -> dict[str, Any]:
    del said
    if not bench.state.discarded:
        raise DubanError("review-not-discarded")
    return {}


def _named(bench: Bench, said: Payload) -> dict[str, Any]:
    given = {name: str(said[name]).strip() for name in ("plan_name", "default_unit") if name in said}
    if any(item.adopted_as for item in bench.state.items):
        given.pop("plan_name", None)
    if not given or ("plan_name" in given and not 0 < len(given["plan_name"]) <= LONGEST_NAME):
        raise DubanError("review-name-empty", most=LONGEST_NAME)
    return given


def _matched(bench: Bench, said: Payload) -> dict[str, Any]:
    number = str(said.get("number") or "").strip()
    if number and number not in said.get("tracked", ()):
        raise DubanError("review-match-unknown", number=number)
    key = _item(bench, said.get("key", "")).key
    taken = (item.key for item in bench.state.items if number in {item.match, item.adopted_as} and item.key != key)
    other = next(taken, None) if number else None
    if other:
        raise DubanError("review-match-taken", number=number, key=other)
    return {"key": key, "number": number}


def _due_chosen(bench: Bench, said: Payload) -> dict[str, Any]:
    if said.get("choice") not in ("later", "plan", "present"):
        raise DubanError("review-due-choice-unknown", choice=said.get("choice"))
    return {"keys": [item.key for item in _items(bench, said)], "choice": said["choice"]}


def _gone_decided(bench: Bench, said: Payload) -> dict[str, Any]:
    del bench
    numbers, choice = [str(number) for number in said.get("numbers", ())], said.get("choice")
    reason = str(said.get("reason") or "").strip()
    for number in numbers:
        if number not in said.get("tracked", ()):
            raise DubanError("review-match-unknown", number=number)
    if not numbers or choice not in ("keep", "cancel"):
        raise DubanError("review-gone-choice-unknown", choice=choice)
    return {"numbers": numbers, "choice": choice, "reason": reason}


_PREPARED: dict[str, Callable[[Bench, Payload], dict[str, Any]]] = {
    "edited": _edited,
    "split": _split,
    "joined": _joined,
    "decided": _decided,
    "added": _added,
    "owner_set": _owner_set,
    "undone": _undone,
    "discarded": _discarded,
    "reopened": _reopened,
    "named": _named,
    "matched": _matched,
    "due_chosen": _due_chosen,
    "gone_decided": _gone_decided,
}
