"""Dates computed anew when a calendar or a rule pack changes: which tasks would turn on other days, and their events.

The days on which a task turns are stored with it, by the rules of the moment. Nothing moves silently: a task whose days
change gets an event ``redated``, whose digest covers the new days. Due dates themselves are never touched.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice

from sqlalchemy import select
from sqlmodel import Session

from config.database import Database
from planning.ledger import Ledger, tasks
from planning.lifecycle import FIELDS, LIVE_STATES, TaskState
from planning.lights import LightRow, first_days, light_on, read_turns
from planning.people import Actor
from planning.rules import Rules

_BATCH = 500


def tasks_that_turn_otherwise(session: Session, rules: Rules, *, most: int | None = None) -> list[int]:
    """Return the ids of live tasks whose days of turning are others by these rules, at most so many.

    Reads every live task once, in batches.
    """
    found: list[int] = []
    for task_id, state in _live(session):
        if rules.turns(state) != json.loads(state.turns):
            found.append(task_id)
            if most is not None and len(found) >= most:
                break
    return found


@dataclass
class LightsMoved:
    """Which lights other rules would show on a day: (light now, light then) → tasks, of so many that were looked at."""

    moved: Counter[tuple[str, str]] = field(default_factory=Counter)
    looked_at: int = 0
    is_bounded: bool = False


def lights_moved(session: Session, rules: Rules, day: date, *, most: int) -> LightsMoved:
    """Return how many live tasks would show another light on a day by these rules; looks at most at so many."""
    found = LightsMoved()
    for _, state in islice(_live(session), most):
        found.looked_at += 1
        then_turns = json.dumps(rules.turns(state))
        now, then = _colour(state, state.turns, day), _colour(state, then_turns, day)
        if now != then:
            found.moved[now, then] += 1
    found.is_bounded = found.looked_at == most
    return found


def _colour(state: TaskState, turns: str, day: date) -> str:
    since = first_days(read_turns(turns))
    yellow, orange, red = (since.get(colour) for colour in ("yellow", "orange", "red"))
    row = LightRow(state.state, state.start_on, state.due_on, state.finished_on, yellow, orange, red)
    return light_on(day, row).colour


def redate(database: Database, rules: Rules, actor: Actor, now: datetime, *, reason: str) -> int:
    """Give every live task its days by these rules, in short transactions; return how many changed.

    Broken off half-way it can be done again: what has its days already is left alone.
    """
    with database.read() as session:
        ids = tasks_that_turn_otherwise(session, rules)
    for start in range(0, len(ids), _BATCH):
        _redate_some(database, rules, actor, now, ids[start : start + _BATCH], reason)
    return len(ids)


def _redate_some(
    database: Database, rules: Rules, actor: Actor, now: datetime, ids: Sequence[int], reason: str
) -> None:
    with database.write() as session:
        ledger = Ledger(session, rules, actor, now)
        for task_id in ids:
            ledger.record(task_id, "redated", {"reason": reason})


def _live(session: Session) -> Iterator[tuple[int, TaskState]]:
    names = [tasks.c[name] for name in FIELDS]
    last = 0
    while True:
        query = (
            select(tasks.c.id, *names)
            .where(tasks.c.id > last, tasks.c.state.in_(LIVE_STATES))
            .order_by(tasks.c.id)
            .limit(_BATCH)
        )
        rows = list(session.connection().execute(query).mappings().all())
        for row in rows:
            yield row["id"], TaskState(**{name: row[name] for name in FIELDS})
        if len(rows) < _BATCH:
            return
        last = rows[-1]["id"]
