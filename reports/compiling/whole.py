"""The whole report: every part from one reading of the ledger, put together as a snapshot."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from config.language import sentence
from planning.periods import Quarter
from planning.rules import Rules
from reports.compiling.changes import changes_of
from reports.compiling.comparing import earlier_quarters, trend_of
from reports.compiling.correcting import corrections_of
from reports.compiling.decisions import decisions_of, highlights_of
from reports.compiling.definitions import definitions_of, rules_of
from reports.compiling.filing import last_cut_off, owed_updates, reporting_of, supplements
from reports.compiling.frame import Frame, period_fact
from reports.compiling.history import is_counted
from reports.compiling.places import Places
from reports.compiling.printed import printed_reports
from reports.compiling.records import Records, read_records
from reports.compiling.standing import standing_of, totals_of
from reports.compiling.streets import Counted, empty_streets, streets_of
from reports.snapshot import Ledger, Reporting, Snapshot


def compile_snapshot(
    session: Session,
    rules: Rules,
    quarter: Quarter,
    as_of: date,
    *,
    drawn_up_on: date,
    office_name: str,
    now: datetime | None = None,
) -> Snapshot:
    """Return everything the quarter's report says, as known at the end of ``as_of``. Writes nothing.

    A fixed number of queries, whatever the number of tasks. Facts recorded later never show. With ``now`` a day that is
    not over yet is cut off at the newest event. A ledger without items gives a report of zeros.
    """
    records = read_records(session, as_of, earlier_quarters(quarter), now)
    frame, places = Frame(rules, quarter, as_of, records.until), Places(records.units)
    counted = _counted(records, frame)
    owed = owed_updates(records.items, frame, places)
    silent = {each.task_id for each in owed if each.received_on is None}
    found = streets_of(counted, records, frame, places, silent)
    streets = tuple(street for _, street in found)
    owing = [(unit["id"], street.short_name) for unit, street in found if street.items]
    suspended = sum(item.last.state == "suspended" for item in records.items)
    trend = trend_of(records.items, quarter, records.frozen, rules)
    return Snapshot(
        schema_version=1,
        period=period_fact(quarter),
        next_period=period_fact(quarter.next()),
        as_of=as_of,
        drawn_up_on=drawn_up_on,
        **_heading(records, frame, office_name, {each.item.last.plan_id for each in counted}),
        definitions=tuple(definitions_of(frame, empty_streets((unit for unit, _ in found), records.units), suspended)),
        rules=rules_of(rules, [as_of, quarter.last, *(each.item.last.due_on for each in counted)]),
        ledger=Ledger(root=records.root.sha256, events=records.root.events, sealed_at=records.until),
        reporting=_reporting(records, frame, places, reporting_of(owed, owing, frame)),
        totals=totals_of(each.standing for each in counted),
        previous=trend[0] if trend else None,
        earlier=tuple(reversed(trend[1:])),
        streets=streets,
        highlights=tuple(highlights_of(streets, frame)),
        changes=tuple(changes_of(records.items, quarter, places, records.names)),
        corrections=tuple(corrections_of(records.items, printed_reports(records.frozen), places)),
        decisions=tuple(decisions_of(records.items, frame, places)),
    )


def _counted(records: Records, frame: Frame) -> Sequence[Counted]:
    standings = (
        (item, standing_of(item.last, frame.as_of, frame.rules))
        for item in records.items
        if is_counted(item.last, frame.quarter)
    )
    return [Counted(item, standing) for item, standing in standings if standing is not None]


def _reporting(records: Records, frame: Frame, places: Places, rates: Reporting) -> Reporting:
    """Add what arrived too late for the last report."""
    cut_off = last_cut_off(frame, records.frozen.get(str(frame.quarter.previous())))
    return rates.model_copy(update={"supplements": tuple(supplements(records.items, frame, cut_off, places))})


def _heading(records: Records, frame: Frame, office_name: str, plan_ids: set[int]) -> dict[str, Any]:
    districts = [unit for unit in records.units.values() if unit["kind"] == "district"]
    top = min(districts, key=lambda unit: (unit["parent_id"] is not None, unit["position"], unit["id"]), default=None)
    district = sentence("report-district") if top is None else top["name"]
    return {
        "title": sentence("report-title", district=district, period=period_fact(frame.quarter).label),
        "addressee": sentence("report-addressee", district=district),
        "district": district,
        "office": office_name,
        "basis": tuple(f"《{records.plans[plan_id]['name'].strip('《》')}》" for plan_id in sorted(plan_ids)),
    }
