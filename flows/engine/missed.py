"""Making up for standstill: which slot of a job is to be carried out now, and which ones are passed over."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from config.database import Database
from flows import runs
from flows.run_history import newest_slot, unfinished
from flows.schedules import Schedule
from flows.slots import Trigger, due_slots, latest_due

_COUNTED = timedelta(days=31)
_EVER = timedelta(days=1000)

FIRST_START = "first-start"
TOO_LATE = "too-late"


@dataclass(frozen=True)
class Due:
    """A slot to carry out now, and the newest one known before: what lies between is passed over."""

    slot: datetime
    known: datetime


def due_now(database: Database, schedule: Schedule, trigger: Trigger, owner: str, now: datetime) -> Due | None:
    """Return what the job owes at this moment: its newest missed slot, or the newest one that broke off; else None.

    A slot older than the job's lateness is written down as skipped. On the very first start the newest past slot is
    written down as skipped too: from then on a standstill is noticed, even one before the first run.
    """
    known = newest_slot(database, schedule.id)
    if known is None:
        before = latest_due(trigger, now - _EVER, now)
        if before is not None:
            runs.skip(database, schedule.id, before, owner, now, FIRST_START)
        return None
    missed = latest_due(trigger, known, now)
    slot = missed or unfinished(database, schedule.id)
    if slot is None:
        return None
    if slot + schedule.lateness < now:
        runs.skip(database, schedule.id, slot, owner, now, TOO_LATE)
        return None
    return Due(slot, known)


def passed_over(trigger: Trigger, due: Due) -> str:
    """Return JSON text on the slots nobody will carry out because of this one: how many, first and last; or nothing.

    Counted for the last 31 days only; a longer standstill of a job of every few minutes says no more by its number.
    """
    since = max(due.known, due.slot - _COUNTED)
    older = list(takewhile(lambda slot: slot < due.slot, due_slots(trigger, since, due.slot)))
    if not older:
        return ""
    return json.dumps({"count": len(older), "first": older[0].isoformat(), "last": older[-1].isoformat()})
