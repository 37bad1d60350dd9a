"""The quarters before: their totals as frozen, else as the ledger knew them when they ended. Pure."""

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import RowMapping

from config.clock import end_of_day
from planning.periods import Quarter
from planning.rules import Rules
from reports.compiling.history import ItemHistory, is_counted
from reports.compiling.standing import standing_of, totals_of
from reports.snapshot import Totals, TrendPoint

#: How many quarters before the reported one the trend shows.
SHOWN = 4


def earlier_quarters(quarter: Quarter) -> tuple[Quarter, ...]:
    """Return the quarters the trend shows before a quarter, the nearest first."""
    found = [quarter.previous()]
    while len(found) < SHOWN:
        found.append(found[-1].previous())
    return tuple(found)


def trend_of(
    items: Iterable[ItemHistory], quarter: Quarter, frozen: Mapping[str, RowMapping], rules: Rules
) -> list[TrendPoint]:
    """Return the quarters before, the nearest first, as far back as a snapshot or the ledger reaches without a gap."""
    lives, found = list(items), []
    for earlier in earlier_quarters(quarter):
        row = frozen.get(str(earlier))
        totals = _frozen_totals(row) if row is not None else _totals_then(lives, earlier, rules)
        if totals is None:
            break
        found.append(TrendPoint(label=earlier.words, totals=totals))
    return found


def _frozen_totals(row: RowMapping) -> Totals:
    return Totals.model_validate(json.loads(row["content"])["totals"])


def _totals_then(items: list[ItemHistory], quarter: Quarter, rules: Rules) -> Totals | None:
    """Count the items as known at the quarter's end; none when the ledger knew none."""
    instant = end_of_day(quarter.last)
    states = [state for item in items if (state := item.own.at(instant)) is not None]
    standings = (standing_of(state, quarter.last, rules) for state in states if is_counted(state, quarter))
    totals = totals_of(standing for standing in standings if standing is not None)
    return totals if totals.total else None
