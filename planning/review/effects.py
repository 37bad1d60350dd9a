"""A review is a fold: the proposal as read, and every act of a person on it, in order. Pure.

What an act does was worked out when it was done and stands in its payload (a part's own deadline, say), so that a later
version of the reading changes no review. An act that was undone is left out of the fold; what others did since stays.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from planning.extraction import Issue
from planning.review.model import (
    Change,
    FieldChange,
    GoneChoice,
    Proposal,
    ProposedItem,
    ReviewState,
    ToldChange,
    to_json,
)
from planning.review.proposal import in_order, item_of, tables_of

#: Acts that make items of other items: what was done to these before can only be undone after them.
STRUCTURAL = frozenset({"split", "joined", "added", "remapped", "adopted"})
#: Acts that are not undone: adopting is in the ledger, and the others have their opposite.
FINAL = frozenset({"adopted", "discarded", "reopened"})
_EVERYTHING = "*"


def fold(proposal: Proposal, changes: Sequence[Change]) -> ReviewState:
    """Return what the changes, in order, make of a proposal."""
    standing = effective(changes)
    folding = _Folding(proposal)
    told = [folding.apply(change, undone=change.seq not in standing) for change in changes]
    return ReviewState(
        items=tuple(in_order(folding.items.values())),
        seq=changes[-1].seq if changes else 0,
        discarded=folding.discarded,
        plan_name=folding.plan_name,
        default_unit=folding.default_unit,
        issues=folding.issues,
        tables=folding.tables,
        columns=folding.columns,
        gone=folding.gone,
        history=tuple(reversed(told)),
    )


def effective(changes: Sequence[Change]) -> frozenset[int]:
    """Return the numbers of the changes that stand: not undone, or undone and taken up again."""
    dead: set[int] = set()
    for change in reversed(changes):
        if change.kind == "undone" and change.seq not in dead:
            dead ^= {change.payload["seq"]}
    return frozenset(change.seq for change in changes if change.seq not in dead)


def blocking(changes: Sequence[Change], seq: int) -> Change | None:
    """Return the change that has to be undone before the one with number ``seq`` can be; None when it can be now.

    That is a later one on the same items when one of the two made items of others, and the adoption that began the plan
    under its name or ended the tasks that are gone.
    """
    of = {change.seq: change for change in changes}
    change = of[seq]
    while change.kind == "undone":
        change = of[change.payload["seq"]]
    standing = effective(changes)
    for later in reversed(changes):
        if later.seq <= change.seq or later.seq not in standing or later.kind == "undone":
            continue
        if _carried_out(change, later):
            return later
        if (change.kind in STRUCTURAL or later.kind in STRUCTURAL) and _overlap(touched(change), touched(later)):
            return later
    return None


def _carried_out(change: Change, later: Change) -> bool:
    """Return whether a later adoption did what the change says of the plan or of tasks that are gone."""
    if later.kind != "adopted":
        return False
    if change.kind == "gone_decided":
        return not set(change.payload["numbers"]).isdisjoint(later.payload.get("ended", ()))
    return change.kind == "named"


def touched(change: Change) -> frozenset[str]:
    """Return the keys of the items a change is about, those it made among them; ``*`` is all of them."""
    said = change.payload
    match change.kind:
        case "remapped":
            return frozenset({_EVERYTHING})
        case "split":
            return frozenset({said["key"], *(part["key"] for part in said["parts"])})
        case "adopted":
            return frozenset(said["adopted"])
        case "decided":
            return frozenset({*said["keys"], *([said["into"]] if said.get("into") else [])})
        case _:
            return frozenset(said.get("keys", ())) | ({said["key"]} if "key" in said else set())


def _overlap(one: frozenset[str], other: frozenset[str]) -> bool:
    if _EVERYTHING in one or _EVERYTHING in other:
        return bool(one and other)
    return bool(one & other)


@dataclass
class _Seen:
    """What one change did, for the history."""

    keys: list[str]
    details: list[tuple[str, FieldChange]]
    note: str = ""


class _Folding:
    """The review while its changes are applied one after the other."""

    def __init__(self, proposal: Proposal) -> None:
        self.items = {item.key: item for item in proposal.items}
        self.issues = proposal.issues
        self.tables = proposal.tables
        self.columns = proposal.columns
        self.plan_name = proposal.plan_name
        self.default_unit = proposal.default_unit
        self.discarded = False
        self.gone: dict[str, GoneChoice] = {}

    def apply(self, change: Change, *, undone: bool) -> ToldChange:
        seen = _Seen([], [])
        if undone:
            seen.keys = sorted(touched(change) - {_EVERYTHING})
        else:
            _EFFECTS[change.kind](self, change, seen)
        return ToldChange(
            change.seq, change.kind, change.by, change.name, change.at, tuple(dict.fromkeys(seen.keys)),
            tuple(seen.details), undone, seen.note,
        )  # fmt: skip

    def put(
        self, key: str, change: Change, seen: _Seen, values: dict[str, Any], *, by_hand: Iterable[str] = ()
    ) -> None:
        """Set fields of an item, given as JSON values, and note for each what it was."""
        item = self.items[key]
        seen.keys.append(key)
        after = item.with_values(values)
        made = [
            FieldChange(change.by, change.name, change.at, name, to_json(name, getattr(item, name)), value, change.seq)
            for name, value in values.items()
            if getattr(item, name) != getattr(after, name)
        ]
        seen.details += [(key, each) for each in made]
        self.items[key] = replace(after, changes=(*item.changes, *made), by_hand=item.by_hand | frozenset(by_hand))

    def make(self, values: dict[str, Any], sources: Sequence[ProposedItem], change: Change, seen: _Seen) -> None:
        """Put a new item in place, made of others (or of none): it keeps what was changed on them."""
        given = dict(values)
        hand = frozenset(given.pop("by_hand", ()))
        item = item_of(given)
        mark = FieldChange(
            change.by, change.name, change.at, change.kind, [source.key for source in sources], item.text, change.seq
        )
        history = tuple(each for source in sources for each in source.changes)
        self.items[item.key] = replace(item, changes=(*history, mark), by_hand=hand)
        seen.keys.append(item.key)
        seen.details.append((item.key, mark))


def _edited(folding: _Folding, change: Change, seen: _Seen) -> None:
    said = change.payload
    folding.put(said["key"], change, seen, {**said["read"], **said["fields"]}, by_hand=said["fields"])


def _split(folding: _Folding, change: Change, seen: _Seen) -> None:
    whole = folding.items.pop(change.payload["key"])
    for part in change.payload["parts"]:
        folding.make(part, [whole], change, seen)


def _joined(folding: _Folding, change: Change, seen: _Seen) -> None:
    sources = [folding.items.pop(key) for key in change.payload["keys"]]
    folding.make(change.payload["item"], sources, change, seen)


def _decided(folding: _Folding, change: Change, seen: _Seen) -> None:
    said = change.payload
    for key in said["keys"]:
        folding.put(key, change, seen, {"decision": said["decision"], "merge_into": said.get("into", "")})
    seen.note = said.get("into", "")


def _added(folding: _Folding, change: Change, seen: _Seen) -> None:
    folding.make(change.payload["item"], [], change, seen)


def _owner_set(folding: _Folding, change: Change, seen: _Seen) -> None:
    for key in change.payload["keys"]:
        folding.put(key, change, seen, {"owner": change.payload["owner"]}, by_hand=["owner"])


def _remapped(folding: _Folding, change: Change, seen: _Seen) -> None:
    """Take the new reading; items that were there before keep what people did to them."""
    said = change.payload
    before = folding.items
    folding.items = {}
    for values in said["items"]:
        if values["key"] in before:
            folding.items[values["key"]] = before[values["key"]]
            fresh = {name: value for name, value in values.items() if name not in {"key", "origin", "doubtful"}}
            folding.put(values["key"], change, seen, fresh)
        else:
            folding.make(values, [], change, seen)
    folding.items |= {key: before[key] for key in said["kept"]}
    folding.issues = tuple(Issue(**issue) for issue in said["issues"])
    folding.tables = tables_of(said["tables"])
    folding.columns = said["columns"]
    seen.note = "、".join(said["lost"])


def _undone(folding: _Folding, change: Change, seen: _Seen) -> None:
    del folding
    seen.note = str(change.payload["seq"])


def _adopted(folding: _Folding, change: Change, seen: _Seen) -> None:
    for key, number in change.payload["adopted"].items():
        folding.put(key, change, seen, {"adopted_as": number})


def _discarded(folding: _Folding, change: Change, seen: _Seen) -> None:
    folding.discarded = True
    seen.note = change.payload.get("reason", "")


def _reopened(folding: _Folding, change: Change, seen: _Seen) -> None:
    del change, seen
    folding.discarded = False


def _named(folding: _Folding, change: Change, seen: _Seen) -> None:
    folding.plan_name = change.payload.get("plan_name", folding.plan_name)
    folding.default_unit = change.payload.get("default_unit", folding.default_unit)
    seen.note = "，".join(value for value in (folding.plan_name, folding.default_unit) if value)


def _matched(folding: _Folding, change: Change, seen: _Seen) -> None:
    folding.put(change.payload["key"], change, seen, {"match": change.payload["number"]}, by_hand=["match"])


def _due_chosen(folding: _Folding, change: Change, seen: _Seen) -> None:
    for key in change.payload["keys"]:
        folding.put(key, change, seen, {"due_choice": change.payload["choice"]})


def _gone_decided(folding: _Folding, change: Change, seen: _Seen) -> None:
    said = change.payload
    for number in said["numbers"]:
        folding.gone[number] = GoneChoice(said["choice"], said.get("reason", ""))
    seen.note = "、".join(said["numbers"])


_EFFECTS: dict[str, Callable[[_Folding, Change, _Seen], None]] = {
    "edited": _edited,
    "split": _split,
    "joined": _joined,
    "decided": _decided,
    "added": _added,
    "owner_set": _owner_set,
    "remapped": _remapped,
    "undone": _undone,
    "adopted": _adopted,
    "discarded": _discarded,
    "reopened": _reopened,
    "named": _named,
    "matched": _matched,
    "due_chosen": _due_chosen,
    "gone_decided": _gone_decided,
}
KINDS = tuple(_EFFECTS)
