"""One act on many tasks in one transaction: what would be done and what is left out and why, then doing it.

What the preview says is decided by ``planning.offering``; doing it goes through the acts themselves, each within a
savepoint, so that a task a rule speaks against is left out and the others are done all the same.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import RowMapping, select
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.errors import Conflict, DubanError
from planning import acts
from planning.ledger import Ledger, tasks
from planning.lifecycle import FIELDS, TaskState
from planning.narrowing import TaskFilter, conditions
from planning.offering import objection
from planning.people import Actor

#: So many at once: one transaction stays short, and a person can read what was done.
MOST = 500
#: Acts that may be done to many: name → the act of ``offering`` whose rules count.
BULK_ACTS = {
    "assign": "assign",
    "deadline": "deadline",
    "confirm": "deadline",
    "remind": "remind",
    "suspend": "suspend",
    "classify": "classify",
}
_CHUNK = 500


@dataclass(frozen=True)
class Wish:
    """What is to be done to each of the tasks; a post left out leaves each task's own."""

    act: str
    owner_post_id: int | None = None
    due_on: date | None = None
    text: str = ""
    theme: str = ""


@dataclass(frozen=True)
class Verdict:
    """One task and what is, or was, to become of it: ``fault`` says why it is left out."""

    task_id: int
    number: str
    title: str
    seq: int
    state: str
    due_on: date
    fault: DubanError | None = None


def matching(
    session: Session, table: FromClause, day: date, wanted: TaskFilter, *, limit: int = MOST + 1
) -> list[int]:  # fmt: skip
    """Return the tasks a filter leaves in a table (those a viewer may see), by id, at most so many."""
    query = select(table.c.id).where(*conditions(table, day, wanted)).order_by(table.c.id).limit(limit)
    return list(session.connection().execute(query).scalars())


def preview(
    session: Session, table: FromClause, actor: Actor, now: datetime, wish: Wish, ids: Sequence[int]
) -> list[Verdict]:
    """Return what the wish would do to each of the tasks that stand in a table, in the order of their numbers."""
    found = _rows(session, table, ids)
    return [_verdict(row, _objection(session, actor, now, wish, _state(row))) for row in found]


def carry_out(ledger: Ledger, wish: Wish, seen: Mapping[int, int]) -> list[Verdict]:
    """Do the wish to each task (id → the last event seen) and return what became of each. Does not commit.

    A task somebody changed since is left out (``bulk-changed``), and so is one a rule speaks against.
    """
    rows = _rows(ledger.session, tasks, sorted(seen), lock=True)
    return [_verdict(row, _tried(ledger, wish, row, seen[row["id"]])) for row in rows]


def _tried(ledger: Ledger, wish: Wish, row: RowMapping, seen: int) -> DubanError | None:
    if row["seq"] != seen:
        return DubanError("bulk-changed", number=row["number"])
    fault = _objection(ledger.session, ledger.actor, ledger.now, wish, _state(row))
    if fault is not None:
        return fault
    try:
        with ledger.session.begin_nested():
            _CARRIERS[wish.act](ledger, row["id"], wish, row)
    except Conflict:
        return DubanError("bulk-changed", number=row["number"])
    except DubanError as error:
        return error
    return None


def _objection(session: Session, actor: Actor, now: datetime, wish: Wish, state: TaskState) -> DubanError | None:
    if wish.act == "confirm" and not state.due_provisional:
        return DubanError("bulk-not-provisional", number=state.number)
    if wish.due_on is not None and wish.due_on < state.start_on:
        return DubanError("due-date-past", due_on=wish.due_on, start_on=state.start_on)
    return objection(session, actor, BULK_ACTS[wish.act], state, now)


def _rows(session: Session, table: FromClause, ids: Sequence[int], *, lock: bool = False) -> list[RowMapping]:
    query = select(table.c.id, *(table.c[name] for name in FIELDS)).order_by(table.c.id)
    query = query.with_for_update() if lock else query
    found = [
        row
        for start in range(0, len(ids), _CHUNK)
        for row in session.connection().execute(query.where(table.c.id.in_(ids[start : start + _CHUNK]))).mappings()
    ]
    return sorted(found, key=lambda row: (str(row["number"]), int(row["id"])))


def _state(row: RowMapping) -> TaskState:
    return TaskState(**{name: row[name] for name in FIELDS})


def _verdict(row: RowMapping, fault: DubanError | None) -> Verdict:
    return Verdict(row["id"], row["number"], row["title"], row["seq"], row["state"], row["due_on"], fault)


def _assign(ledger: Ledger, task_id: int, wish: Wish, _row: RowMapping) -> TaskState:
    return acts.assign(ledger, task_id, owner_post_id=wish.owner_post_id)


def _deadline(ledger: Ledger, task_id: int, wish: Wish, row: RowMapping) -> TaskState:
    return acts.set_deadline(ledger, task_id, due_on=wish.due_on or row["due_on"], note=wish.text)


_CARRIERS: dict[str, Callable[[Ledger, int, Wish, RowMapping], TaskState]] = {
    "assign": _assign,
    "deadline": _deadline,
    "confirm": _deadline,
    "suspend": lambda ledger, task_id, wish, _row: acts.suspend(ledger, task_id, reason=wish.text),
    "classify": lambda ledger, task_id, wish, _row: acts.classify(ledger, task_id, theme=wish.theme),
}
