"""What people did to a review, in words: who, when, which items, and each value before and after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from config.language import label, phrase
from planning.review.model import FieldChange, ProposedItem, ToldChange
from planning.review.view import ReviewView
from web.wording import instant_words

_FINAL = frozenset({"adopted", "discarded", "reopened", "undone"})
_CODED = {"decision": "review_decision", "due_choice": "due_choice"}
_MOST_LINES = 8
_LONGEST = 160
#: What only the program works with.
_NOT_TOLD = frozenset({"start", "end", "deadline_basis", "origin"})


@dataclass(frozen=True)
class ToldValue:
    """One value that was changed, in words."""

    name: str
    before: str
    after: str


@dataclass(frozen=True)
class Told:
    """One act in words."""

    seq: int
    kind: str
    name: str
    at: datetime
    keys: tuple[str, ...]
    lines: tuple[ToldValue, ...]
    undone: bool
    undoable: bool
    note: str


def told_changes(view: ReviewView, limit: int) -> list[Told]:
    """Return the newest acts in words, the newest first."""
    return [_told(change) for change in view.changes[:limit]]


def told_since(view: ReviewView, seq: int) -> list[str]:
    """Return in a sentence each what was done since a change, the oldest first."""
    return [
        f"{change.name} {instant_words(change.at)} {label('review_change', change.kind)}"
        + (phrase("（第 {numbers} 项）", numbers=phrase("、").join(change.keys[:5])) if change.keys else "")
        + _lines_in_words(change)
        for change in reversed(view.changes)
        if change.seq > seq
    ]


def touched_words(item: ProposedItem) -> str:
    """Return who changed an item last and when; empty when nobody did."""
    if not item.changes:
        return ""
    last = item.changes[-1]
    if last.field == "decision":
        value = value_words(last.field, last.after)
        return phrase("{who} {at} 定为{value}", who=last.name, at=instant_words(last.at), value=value)
    names = "、".join(dict.fromkeys(label("item_field", each.field) for each in _last_act(item)))
    return phrase("{who} {at} 改动：{names}", who=last.name, at=instant_words(last.at), names=names)


def value_words(field: str, value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Return a value of an item as people read it."""
    match value:
        case None | "" | [] | ():
            return ""
        case [dict(), *_]:
            words = "；".join(str(each.get("text") or f"{each['of']}{each['value']}{each['unit']}") for each in value)
        case list() | tuple():
            words = "、".join(str(each) for each in value)
        case _:
            words = label(_CODED[field], str(value)) if field in _CODED else str(value)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


def _last_act(item: ProposedItem) -> Iterator[FieldChange]:
    last = item.changes[-1]
    return (each for each in item.changes if each.seq == last.seq and each.field not in _NOT_TOLD)


def _told(change: ToldChange) -> Told:
    return Told(
        seq=change.seq,
        kind=change.kind,
        name=change.name,
        at=change.at,
        keys=change.keys,
        lines=tuple(_lines(change.details)),
        undone=change.undone,
        undoable=not change.undone and change.kind not in _FINAL,
        note=change.note,
    )


def _lines(details: Sequence[tuple[str, FieldChange]]) -> Iterator[ToldValue]:
    """Yield what changed; the same change of many items is told once."""
    told = {
        (
            label("item_field", each.field),
            value_words(each.field, each.before),
            value_words(each.field, each.after) or phrase("（空）"),
        ): None
        for _, each in details
        if each.field not in _NOT_TOLD
    }
    for name, before, after in list(told)[:_MOST_LINES]:
        yield ToldValue(name, before, after)


def _lines_in_words(change: ToldChange) -> str:
    told = [f"{each.name} {each.before or phrase('（空）')} → {each.after}" for each in _lines(change.details)]
    return f"：{'；'.join(told)}" if told else ""
