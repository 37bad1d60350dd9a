"""A task's life up to the cut-off: its events, and what it was at any instant before. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from operator import attrgetter

from config.clock import local_day
from planning.lifecycle import FINISHED_STATES, LIVE_STATES, Event, TaskState, fold
from planning.periods import Month, Quarter, parse_period

REPORTS = ("reported", "rolled_up")


@dataclass(frozen=True)
class History:
    """The events of one task before the cut-off, in their order; there is at least the registration."""

    task_id: int
    events: tuple[Event, ...]

    @cached_property
    def last(self) -> TaskState:
        """The task as it stood at the cut-off."""
        return fold(list(self.events))

    def at(self, instant: datetime) -> TaskState | None:
        """Return the task as it was known before an instant; none when it was not registered yet."""
        known = [event for event in self.events if event.at < instant]
        if len(known) == len(self.events):
            return self.last
        return fold(known) if known else None

    def before(self, event: Event) -> TaskState:
        """Return the task as it stood when one of its events, not the first, was added."""
        return fold([known for known in self.events if known.seq < event.seq])

    def of_kind(self, *kinds: str) -> Iterator[Event]:
        """Yield the events of some kinds, in order."""
        return (event for event in self.events if event.kind in kinds)


@dataclass(frozen=True)
class ItemHistory:
    """An item with its deliverables in their order."""

    own: History
    parts: tuple[History, ...] = ()

    @property
    def all(self) -> tuple[History, ...]:
        """The item and its deliverables."""
        return (self.own, *self.parts)

    @property
    def last(self) -> TaskState:
        """The item as it stood at the cut-off."""
        return self.own.last

    def reports(self) -> list[Event]:
        """Return what was reported on the item or one of its deliverables, in order of time."""
        found = [event for history in self.all for event in history.of_kind(*REPORTS)]
        return sorted(found, key=attrgetter("at", "task_id", "seq"))


def is_counted(state: TaskState, quarter: Quarter) -> bool:
    """Tell whether a state is one of an item the report counts: alive, or finished in this year or later."""
    if state.kind != "item" or state.state not in (*LIVE_STATES, *FINISHED_STATES):
        return False
    return state.finished_on is None or state.finished_on >= date(quarter.year, 1, 1)


def day_of(event: Event) -> date:
    """Return the day of an event in Shanghai."""
    return local_day(event.at)


def period_reported(event: Event) -> Quarter | Month:
    """Return the period a report belongs to."""
    return parse_period(event.payload["period"])


def quarter_reported(event: Event) -> Quarter:
    """Return the quarter that a report's period ends in."""
    return Quarter.of(period_reported(event).last)
