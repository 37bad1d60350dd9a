"""A review as an act finds it, and the items an act names. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from config.errors import DubanError
from planning.review.model import (
    Change,
    Payload,
    Proposal,
    ProposedItem,
    ReviewState,
)
from planning.review.proposal import values_of
from planning.review.rereading import Source

#: What is read from the text again when it was corrected; a date set by hand keeps its words and basis.
DEADLINE = ("deadline", "deadline_text", "deadline_basis", "start_on", "next_on", "last_on")


@dataclass(frozen=True)
class Bench:
    """What an act is prepared on: the review as it stands, its changes, its document, and what was read in that."""

    state: ReviewState
    changes: Sequence[Change]
    source: Source
    proposal: Proposal


def item_on(bench: Bench, key: str) -> ProposedItem:
    """Return the item with a key that is not adopted yet.

    Raises:
        DubanError: ``review-item-unknown``, ``review-item-adopted``.
    """
    item = bench.state.by_key.get(str(key))
    if item is None:
        raise DubanError("review-item-unknown", key=key)
    if item.adopted_as:
        raise DubanError("review-item-adopted", key=key, number=item.adopted_as)
    return item


def items_on(bench: Bench, said: Payload) -> list[ProposedItem]:
    """Return the items an act names, in the order it names them.

    Raises:
        DubanError: ``review-item-missing``.
    """
    keys = said.get("keys") or ([said["key"]] if said.get("key") else [])
    if not keys:
        raise DubanError("review-item-missing")
    return [item_on(bench, key) for key in dict.fromkeys(keys)]


def as_kept(item: ProposedItem) -> dict[str, Any]:
    """Return an item made by an act as it is kept, with what was decided and set by hand on its sources."""
    kept = ("decision", "owner", "match", "due_choice")
    return {
        **values_of(item),
        **{name: getattr(item, name) for name in kept},
        "by_hand": sorted(item.by_hand),
    }


def require_no_merged(bench: Bench, keys: Sequence[str]) -> None:
    """Let nothing happen to items others were merged into that would leave these without a place."""
    for key in keys:
        inside = [item.key for item in bench.state.items if item.merge_into == key]
        if inside:
            raise DubanError("review-merged-into", key=key, inside="、".join(inside))
