"""Who owed an update for the quarter, who sent it and when; and what arrived too late for the reports before. Pure.

An item owes an update when it was in hand at the end of the day the updates were due. Reporting completion counts as an
update, because nothing else can be reported afterwards.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import attrgetter

from sqlalchemy import RowMapping

from config.clock import end_of_day
from planning.lifecycle import CHASABLE_STATES, Event, TaskState
from planning.periods import Quarter, parse_period
from reports.compiling.frame import Frame
from reports.compiling.history import ItemHistory, day_of, quarter_reported
from reports.compiling.places import Places, number_of
from reports.compiling.printed import sealed_at
from reports.compiling.updates import gist
from reports.snapshot import Reporting, StreetReporting, Supplement


@dataclass(frozen=True)
class Owed:
    """An update that an item owed; ``received_on`` is the day of the first one, none when nothing came."""

    task_id: int
    street_id: int
    received_on: date | None


def owed_updates(items: Iterable[ItemHistory], frame: Frame, places: Places) -> list[Owed]:
    """Return what each item owed for the quarter, in the order of the items."""
    reckoned = min(end_of_day(frame.due_on), frame.until)
    found = []
    for item in items:
        state = item.own.at(reckoned)
        if state is not None and _owes(state, frame.quarter):
            street = places.street_of(item.last.unit_id)
            found.append(Owed(item.own.task_id, street["id"], _received_on(item, frame.quarter)))
    return found


def reporting_of(owed: Iterable[Owed], streets: Iterable[tuple[int, str]], frame: Frame) -> Reporting:
    """Return the two rates over the streets, and each street's own figures.

    Args:
        owed: The updates owed.
        streets: Id and name of the streets to list, in order; one that owed nothing is listed and not counted.
        frame: The quarter and its cut-off.
    """
    by_street: dict[int, list[Owed]] = {}
    for each in owed:
        by_street.setdefault(each.street_id, []).append(each)
    rows = tuple(_street_row(name, by_street.get(street_id, []), frame) for street_id, name in streets)
    return Reporting(
        due=sum(row.due > 0 for row in rows),
        received=sum(row.received > 0 for row in rows),
        on_time=sum(row.workdays_late == 0 for row in rows),
        deadline_on=frame.due_on,
        streets=rows,
    )


def supplements(items: Iterable[ItemHistory], frame: Frame, after: datetime, places: Places) -> Iterator[Supplement]:
    """Yield, item by item, the reports for earlier quarters that came after the last report had been sealed."""
    for item in items:
        late = [event for event in item.reports() if event.at >= after and quarter_reported(event) < frame.quarter]
        for _, together in groupby(late, key=attrgetter("at")):
            yield _supplement(item.last, list(together), frame, places)


def last_cut_off(frame: Frame, frozen: RowMapping | None) -> datetime:
    """Return up to when the last quarter's report knew the ledger: as it was frozen, else the end of its grace."""
    if frozen is not None:
        return sealed_at(frozen)
    return end_of_day(frame.quarter.previous().grace_until(frame.rules.pack, frame.rules.calendar))


def _owes(state: TaskState, quarter: Quarter) -> bool:
    if state.kind != "item" or state.start_on > quarter.last:
        return False
    if parse_period(state.first_period).first > quarter.last:
        return False
    submitted = state.state == "submitted" and state.submitted_on is not None and state.submitted_on >= quarter.first
    return submitted or state.state in CHASABLE_STATES


def _received_on(item: ItemHistory, quarter: Quarter) -> date | None:
    reported = [day_of(event) for event in item.reports() if quarter_reported(event) == quarter]
    submitted = [day_of(event) for event in item.own.of_kind("submitted")]
    return min([*reported, *(day for day in submitted if day >= quarter.first)], default=None)


def _street_row(name: str, owed: list[Owed], frame: Frame) -> StreetReporting:
    days = [each.received_on for each in owed if each.received_on is not None]
    # What is still missing is late by now; so a street that sent a part is never in time, and late by what it owes.
    judged = days if len(days) == len(owed) else [*days, max(frame.as_of, *days)] if days else []
    return StreetReporting(
        street=name,
        due=len(owed),
        received=len(days),
        on_time=sum(day <= frame.due_on for day in days),
        received_on=max(days, default=None),
        workdays_late=max((frame.workdays_late(frame.due_on, day) for day in judged), default=None),
    )


def _supplement(state: TaskState, together: list[Event], frame: Frame, places: Places) -> Supplement:
    quarter, day = quarter_reported(together[0]), day_of(together[0])
    return Supplement(
        street=places.street_name(state),
        number=number_of(state),
        title=state.title,
        text=gist(together),
        period=quarter.words,
        received_on=day,
        workdays_late=frame.workdays_late(quarter.report_due_on(frame.rules.calendar), day),
    )
