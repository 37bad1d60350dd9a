"""Dates computed anew when a calendar or a rule pack changes: which tasks would turn on other days, and their events.

The days on which a task turns are stored with it, by the rules of the moment. Nothing moves silently: a task whose days
change gets an event ``redated``, whose digest covers the new days. Due dates themselves are never touched.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from config.database import Database
from planning.ledger import Ledger, tasks
from planning.lifecycle import FIELDS, LIVE_STATES, TaskState
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
        rows = list(session.connection().execute(query).mappings())
        for row in rows:
            yield row["id"], TaskState(**{name: row[name] for name in FIELDS})
        if len(rows) < _BATCH:
            return
        last = rows[-1]["id"]
