"""From an extraction to a proposal and its JSON, which is kept with the review and never changes."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import Any

from planning.extraction import Extraction, Issue, Item, Result
from planning.extraction.model import TableReading
from planning.review.model import ITEM_FIELDS, Proposal, ProposedItem, from_json, to_json

#: Beside what the reading gives: what makes an item of a review its own.
_OWN_FIELDS = ("key", "origin", "doubtful")


def propose(
    extraction: Extraction,
    landmarks: Iterable[tuple[int, str]] = (),
    *,
    plan_name: str = "",
    default_unit: str = "",
    columns: Mapping[int, Mapping[str, str]] | None = None,
) -> Proposal:
    """Return the items of an extraction with their keys, the doubtful ones among them, in the document's order."""
    sure = [proposed(item, str(position)) for position, item in enumerate(extraction.items, start=1)]
    doubtful = [proposed(item, f"d{n}", doubtful=True) for n, item in enumerate(extraction.doubtful, start=1)]
    return Proposal(
        tuple(in_order([*sure, *doubtful])),
        extraction.results,
        extraction.issues,
        extraction.columns,
        extraction.issued_on,
        tuple(landmarks),
        plan_name,
        default_unit,
        {str(table): dict(meanings) for table, meanings in (columns or {}).items()},
    )


def proposed(item: Item, key: str, *, doubtful: bool = False) -> ProposedItem:
    """Return an item of a reading as a proposed one."""
    given = {name: getattr(item, name) for name in ITEM_FIELDS}
    return ProposedItem(key=key, origin=(key,), doubtful=doubtful, **given)


def in_order(items: Iterable[ProposedItem]) -> list[ProposedItem]:
    """Return items in the order of the document; those at one place as they were given."""
    return sorted(items, key=lambda item: item.start)


def values_of(item: ProposedItem) -> dict[str, Any]:
    """Return all the reading gives of an item, with its key, as JSON values."""
    return {name: to_json(name, getattr(item, name)) for name in (*_OWN_FIELDS, *ITEM_FIELDS)}


def item_of(values: Mapping[str, Any]) -> ProposedItem:
    """Return the item that ``values_of`` wrote down."""
    return ProposedItem(**{name: from_json(name, value) for name, value in values.items()})


def dump(proposal: Proposal) -> str:
    """Return a proposal as JSON text."""
    value = {
        "items": [values_of(item) for item in proposal.items],
        "results": [
            {**asdict(result), "quantities": to_json("quantities", result.quantities)} for result in proposal.results
        ],
        "issues": [asdict(issue) for issue in proposal.issues],
        "tables": [asdict(table) for table in proposal.tables],
        "issued_on": to_json("issued_on", proposal.issued_on),
        "landmarks": proposal.landmarks,
        "plan_name": proposal.plan_name,
        "default_unit": proposal.default_unit,
        "columns": proposal.columns,
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=8)
def load(text: str) -> Proposal:
    """Return the proposal that ``dump`` wrote down. The last few are remembered: a proposal never changes."""
    value = json.loads(text)
    return Proposal(
        tuple(item_of(item) for item in value["items"]),
        tuple(Result(**{**r, "quantities": from_json("quantities", r["quantities"])}) for r in value["results"]),
        tuple(Issue(**issue) for issue in value["issues"]),
        tables_of(value["tables"]),
        date.fromisoformat(value["issued_on"]) if value["issued_on"] else None,
        tuple((at, words) for at, words in value["landmarks"]),
        value["plan_name"],
        value["default_unit"],
        value.get("columns", {}),
    )


def tables_of(values: Iterable[Mapping[str, Any]]) -> tuple[TableReading, ...]:
    """Return how tables were understood, from JSON values."""
    given: list[dict[str, Any]] = [
        {name: tuple(value) if isinstance(value, list) else value for name, value in table.items()} for table in values
    ]
    return tuple(TableReading(**table) for table in given)
