"""What the reports before said of each item, as they were frozen. Pure.

Only the items somebody asks for are read out of a frozen content: most have nothing to be put right.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping

from planning.periods import Quarter
from reports.snapshot import Item


@dataclass(frozen=True)
class Printed:
    """A frozen report: its quarter, its cut-off day, the first instant it no longer knew of, its items by number."""

    quarter: Quarter
    as_of: date
    until: datetime
    items: Mapping[str, Mapping[str, Any]]

    def item(self, uid: str) -> Item | None:
        """Return an item as it was printed; none when the report did not list it."""
        found = self.items.get(uid)
        return None if found is None else Item.model_validate(found)


def printed_reports(frozen: Mapping[str, RowMapping]) -> list[Printed]:
    """Return the frozen reports among those of earlier quarters, the newest quarter first."""
    found = [_printed(code, json.loads(row["content"]), row["as_of"]) for code, row in frozen.items()]
    return sorted(found, key=lambda each: each.quarter.first, reverse=True)


def sealed_at(row: RowMapping) -> datetime:
    """Return the first instant a frozen report no longer knew of.

    Frozen on its cut-off day it is sealed before that day is over; what the rest of the day brought is late, too.
    """
    return _instant(json.loads(row["content"]))


def _printed(code: str, content: Mapping[str, Any], as_of: date) -> Printed:
    items = {item["uid"]: item for street in content.get("streets", ()) for item in street.get("items", ())}
    return Printed(Quarter.parse(code), as_of, _instant(content), items)


def _instant(content: Mapping[str, Any]) -> datetime:
    return datetime.fromisoformat(content["ledger"]["sealed_at"])
