"""A new reading of the same document after the meaning of columns was corrected: what is carried over. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from planning.extraction import Extraction
from planning.review.model import Change, ProposedItem, ReviewState
from planning.review.proposal import propose, values_of


def remapped(
    state: ReviewState,
    changes: Sequence[Change],
    extraction: Extraction,
    columns: Mapping[int, Mapping[str, str]],
) -> dict[str, Any]:
    """Return the change that puts a new reading in the place of the old one.

    An item at the same place keeps its key and what people set by hand; what was adopted, marked by hand, or made of
    items that are all read again stays as it is. Of the others those with a person's work on them are listed as lost.
    """
    fresh = propose(extraction).items
    old = {(item.start, item.end): item for item in state.items if not item.adopted_as}
    made = [item for item in state.items if item.adopted_as or _made_by_hand(item)]
    covered = [item for item in fresh if any(_covers(one, item) for one in made)]
    kept = [one for one in made if one.adopted_as or _marked(one) or any(_covers(one, item) for item in fresh)]
    number = _highest(state, changes)
    items = []
    for item in fresh:
        if item in covered:
            continue
        before = old.get((item.start, item.end))
        if before is not None and before not in made:
            items.append(_carried(before, item))
        else:
            number += 1
            key = f"d{number}" if item.doubtful else str(number)
            items.append({**values_of(item), "key": key, "origin": [key]})
    here = {values["key"] for values in items} | {item.key for item in kept}
    lost = [item.key for item in state.items if item.key not in here and (item.changes or item.decision != "open")]
    return {
        "columns": {str(table): dict(meanings) for table, meanings in columns.items()},
        "issues": [asdict(issue) for issue in extraction.issues],
        "tables": [asdict(table) for table in extraction.columns],
        "items": items,
        "kept": [item.key for item in kept],
        "lost": lost,
    }


def _made_by_hand(item: ProposedItem) -> bool:
    return item.origin != (item.key,) or _marked(item)


def _marked(item: ProposedItem) -> bool:
    """Tell whether an item was marked in the document by hand: it may lie within another one."""
    return item.key.startswith("n")


def _covers(made: ProposedItem, fresh: ProposedItem) -> bool:
    """Tell whether what people made already stands for what is read at its place."""
    if _marked(made):
        return made.start <= fresh.start and fresh.end <= made.end
    return made.start < fresh.end and fresh.start < made.end


def _carried(before: ProposedItem, item: ProposedItem) -> dict[str, Any]:
    """Return the new reading of an item with its key, what was set by hand kept."""
    values = values_of(item)
    own = values_of(before)
    return {**values, **{name: own[name] for name in before.by_hand if name in own}, "key": before.key}


def _highest(state: ReviewState, changes: Sequence[Change]) -> int:
    """Return the highest number any item was ever called by."""
    keys = [item.key for item in state.items]
    keys += [values["key"] for change in changes if change.kind == "remapped" for values in change.payload["items"]]
    numbers = [int(key.lstrip("dn").rstrip("abcdefghijklmnopqrstuvwxyz") or 0) for key in keys if key.lstrip("dn")]
    return max(numbers, default=0)
