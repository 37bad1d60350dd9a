"""The streets of a report: their counts, their items in plan order, the results of their plans. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping

from reports.compiling.frame import Frame
from reports.compiling.history import ItemHistory
from reports.compiling.items import figures_kept, item_of, source_of
from reports.compiling.places import Places
from reports.compiling.records import Records
from reports.compiling.standing import Standing, totals_of
from reports.snapshot import Result, Street


@dataclass(frozen=True)
class Counted:
    """An item that counts, with how it stands at the cut-off."""

    item: ItemHistory
    standing: Standing


def streets_of(
    counted: Sequence[Counted], records: Records, frame: Frame, places: Places, silent: set[int]
) -> list[tuple[RowMapping, Street]]:
    """Return the streets that have items or results, in the order of the roster, each with its unit.

    ``silent`` holds the items whose update was owed and has not come.
    """
    items: dict[int, list[Counted]] = {}
    for each in counted:
        items.setdefault(places.street_of(each.item.last.unit_id)["id"], []).append(each)
    results = _results(records, {each.item.last.plan_id for each in counted}, places)
    units = sorted((records.units[unit_id] for unit_id in items.keys() | results.keys()), key=_in_roster)
    return [
        (unit, _street(unit, items.get(unit["id"], []), results.get(unit["id"], []), records, frame, places, silent))
        for unit in units
    ]


def empty_streets(found: Iterable[RowMapping], units: Mapping[int, RowMapping]) -> list[str]:
    """Return the streets that are not among those found, in the order of the roster."""
    there = {unit["id"] for unit in found}
    return [
        unit["short_name"]
        for unit in sorted(units.values(), key=_in_roster)
        if unit["kind"] == "street" and unit["id"] not in there
    ]


def _street(
    unit: RowMapping,
    counted: list[Counted],
    results: list[Result],
    records: Records,
    frame: Frame,
    places: Places,
    silent: set[int],
) -> Street:
    return Street(
        code=str(unit["id"]),
        name=unit["name"],
        short_name=unit["short_name"],
        totals=totals_of(each.standing for each in counted),
        items=tuple(
            item_of(
                each.item,
                each.standing,
                frame,
                places,
                records.documents,
                reported=each.item.own.task_id not in silent,
            )
            for each in counted
        ),
        results=tuple(results),
    )


def _results(records: Records, plan_ids: set[int], places: Places) -> dict[int, list[Result]]:
    """Return the results of the plans the report speaks of, by street."""
    found: dict[int, list[Result]] = {}
    for row in records.outcomes:
        document = records.documents.get(records.plans[row["plan_id"]]["document_id"])
        if row["plan_id"] in plan_ids:
            found.setdefault(places.street_of(row["unit_id"])["id"], []).append(
                Result(
                    heading=row["heading"],
                    text=row["text"],
                    figures=figures_kept(row["quantities"]),
                    source=source_of(document, row["source_start"], row["source_end"]) if document else None,
                )
            )
    return found


def _in_roster(unit: RowMapping) -> tuple[int, int]:
    return unit["position"], unit["id"]
