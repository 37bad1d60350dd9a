"""Slots: the instants at which a trigger is due. Pure; the same for one process and for many."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Protocol

_TICK = timedelta(microseconds=1)
_WINDOWS = tuple(timedelta(days=days) for days in (0.1, 2, 40, 400, 2000))


class Trigger(Protocol):
    """What APScheduler's triggers answer."""

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime | None:
        """Return the first instant at or after ``now``, or None when there is none."""
        ...


def due_slots(trigger: Trigger, last: datetime, now: datetime) -> Iterator[datetime]:
    """Yield every slot in (last, now], oldest first, as UTC instants."""
    due = trigger.get_next_fire_time(None, last + _TICK)
    while due is not None and due <= now:
        slot = due.astimezone(UTC)
        yield slot
        due = trigger.get_next_fire_time(None, slot + _TICK)


def latest_due(trigger: Trigger, last: datetime, now: datetime) -> datetime | None:
    """Return the newest slot in (last, now] as a UTC instant, or None when nothing was due.

    Looks back in growing windows, so that a trigger of every five minutes costs no more after a year of standstill.
    """
    for window in _WINDOWS:
        since = max(last, now - window)
        newest = None
        for slot in due_slots(trigger, since, now):
            newest = slot
        if newest is not None or since == last:
            return newest
    return None


def next_slots(trigger: Trigger, now: datetime, count: int) -> list[datetime]:
    """Return the next ``count`` slots after ``now``, as UTC instants; fewer when the trigger ends."""
    found: list[datetime] = []
    while len(found) < count:
        due = trigger.get_next_fire_time(None, (found[-1] if found else now) + _TICK)
        if due is None:
            break
        found.append(due.astimezone(UTC))
    return found
