"""Events of many tasks written together: what ``Ledger.record`` does to each, in a few statements for all of them.

A new version of a plan carries thousands of tasks on; asking and writing for each of them would take minutes. The
events, and their order, are those of recording one after the other. Writes but does not commit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import Session

from config.errors import DubanError
from planning.batches import batched
from planning.ledger import Draft, Ledger, events, tasks
from planning.lifecycle import FIELDS, FOLLOWED, Payload, TaskState

_Standing = tuple[TaskState, datetime | None]


@dataclass(frozen=True)
class Entry:
    """One event to be written: of which task, its kind, and what happened in JSON values."""

    task_id: int
    kind: str
    payload: Payload


def record_all(ledger: Ledger, entries: Sequence[Entry]) -> dict[int, TaskState]:
    """Add events in their order, deliverables following their item, and return by id each task named after all of them.

    Raises:
        DubanError: ``task-unknown``; ``act-not-lawful``, ``follows-its-item`` of the first it holds for. Nothing is
            written then.
    """
    writing = _Writing(ledger, _locked(ledger.session, {entry.task_id for entry in entries}))
    followed = {entry.task_id for entry in entries if entry.kind in FOLLOWED}
    children = writing.take_children(followed)
    for entry in entries:
        after = writing.add(entry)
        if entry.kind in FOLLOWED and after.parent_id is None:
            for child_id in children.get(entry.task_id, ()):
                writing.follow(child_id, entry, after.number)
    ledger.write_drafts(writing.drafts)
    return {entry.task_id: writing.standing[entry.task_id][0] for entry in entries}


class _Writing:
    """Tasks as they stand between the events that are about to be written."""

    def __init__(self, ledger: Ledger, standing: dict[int, _Standing]) -> None:
        self.ledger = ledger
        self.standing = standing
        self.drafts: list[Draft] = []

    def take_children(self, item_ids: Iterable[int]) -> dict[int, list[int]]:
        """Lock the deliverables of items and return their ids by the item's, in their order."""
        found = _locked_children(self.ledger.session, sorted(item_ids))
        by_item: dict[int, list[int]] = {}
        for child_id, standing in sorted(found.items(), key=lambda each: each[1][0].position):
            self.standing[child_id] = self.standing.get(child_id, standing)
            by_item.setdefault(standing[0].parent_id or 0, []).append(child_id)
        return by_item

    def add(self, entry: Entry, *, follows: bool = False) -> TaskState:
        if entry.task_id not in self.standing:
            raise DubanError("task-unknown", ref=entry.task_id)
        state, last_at = self.standing[entry.task_id]
        draft = self.ledger.draft(entry.task_id, state, entry.kind, entry.payload, last_at, follows=follows)
        self.drafts.append(draft)
        self.standing[entry.task_id] = draft.after, draft.event.at
        return draft.after

    def follow(self, child_id: int, entry: Entry, number: str) -> None:
        """Let a deliverable that its item still promises follow it."""
        if self.standing[child_id][0].state != "cancelled":
            self.add(Entry(child_id, entry.kind, {**entry.payload, "follows": number}), follows=True)


def _locked(session: Session, ids: Iterable[int]) -> dict[int, _Standing]:
    """Return tasks as they stand with the instant of their last event, locked: items before their deliverables."""
    found: dict[int, _Standing] = {}
    for some in batched(sorted(ids)):
        found |= _standing(session, tasks.c.id.in_(some), tasks.c.parent_id.is_not(None), tasks.c.id)
    return found


def _locked_children(session: Session, ids: Sequence[int]) -> dict[int, _Standing]:
    found: dict[int, _Standing] = {}
    for some in batched(ids):
        found |= _standing(session, tasks.c.parent_id.in_(some), tasks.c.id)
    return found


def _standing(session: Session, condition: ColumnElement[bool], *order: ColumnElement[Any]) -> dict[int, _Standing]:
    connection = session.connection()
    query = select(tasks.c.id, *(tasks.c[name] for name in FIELDS)).where(condition).order_by(*order)
    states = {task_id: TaskState(*fields) for task_id, *fields in connection.execute(query.with_for_update())}
    # Asked only now: while the lock was waited for, another writer may have added an event.
    last = select(events.c.task_id, events.c.at).join(
        tasks, and_(tasks.c.id == events.c.task_id, tasks.c.seq == events.c.seq)
    )
    at = {row.task_id: row.at for row in connection.execute(last.where(condition))}
    return {task_id: (state, at.get(task_id)) for task_id, state in states.items()}
