"""The ledger (台账): the only code that adds events and the only code that changes a task.

Each event is chained to the previous one of its task by a digest; the ``task`` row is changed in the same transaction
by ``lifecycle.apply``. ``(task_id, seq)`` is unique, so of two people acting on the same task at once the second gets
a ``Conflict`` and nothing is written. Functions write but do not commit.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Insert, Row, Select, Update, bindparam, insert, select, update
from sqlalchemy.sql.dml import ReturningUpdate
from sqlmodel import Session

from config.database import table_of
from config.errors import Conflict, DubanError
from config.prepared import insert_of, prepared
from planning.lifecycle import FIELDS, FOLLOWED, Event, Payload, TaskState, apply, require_lawful
from planning.models import Task, TaskEvent
from planning.people import Actor
from planning.rules import Rules
from planning.tally import add_changes, changes
from planning.word_index import keep_words, move_words

_BATCH = 1_000
tasks = table_of(Task)
events = table_of(TaskEvent)


@dataclass(frozen=True)
class Draft:
    """An event about to be written, and the task before and after it."""

    event: Event
    before: TaskState
    after: TaskState


@dataclass(frozen=True)
class Ledger:
    """One person's pen for one use case: who writes, for whom, at which instant, by which rules."""

    session: Session
    rules: Rules
    actor: Actor
    now: datetime

    def record(self, task_id: int, kind: str, payload: Payload, *, expected_seq: int | None = None) -> TaskState:
        """Add an event and change the task with it; deliverables follow their item where the act says so.

        Args:
            task_id: The task.
            kind: The kind of event, lawful in the task's present state.
            payload: What happened, JSON values only.
            expected_seq: The last event the writer has seen; none when it does not matter.

        Raises:
            DubanError: ``act-not-lawful``, ``follows-its-item``.
            Conflict: ``task-changed`` when another writer was first.
        """
        state = current_state(self.session, task_id, lock=True)
        if expected_seq is not None and expected_seq != state.seq:
            raise Conflict("task-changed", number=state.number, found=state.seq, expected=expected_seq)
        after = self._write(task_id, state, kind, payload)
        if kind in FOLLOWED and state.parent_id is None:
            for child_id, child in standing_children_of(self.session, task_id):
                self._write(child_id, child, kind, {**payload, "follows": state.number}, follows=True)
        return after

    def register(self, payloads: Sequence[Payload]) -> list[int]:
        """Begin one task for each payload (``lifecycle.REGISTERED_FIELDS``) and return their ids in order."""
        ids: list[int] = []
        for start in range(0, len(payloads), _BATCH):
            ids += self._register_batch(payloads[start : start + _BATCH])
        return ids

    def _register_batch(self, payloads: Sequence[Payload]) -> list[int]:
        connection = self.session.connection()
        begun = [apply(None, self._event(0, 1, "registered", payload, "")) for payload in payloads]
        dated = [{**payload, "turns": self.rules.turns(state)} for payload, state in zip(payloads, begun, strict=True)]
        rows = [asdict(apply(None, self._event(0, 1, "registered", payload, ""))) for payload in dated]
        returned = connection.execute(insert(tasks).returning(tasks.c.id, sort_by_parameter_order=True), rows)
        ids = list(returned.scalars())
        written = [
            self._event(task_id, 1, "registered", payload, "") for task_id, payload in zip(ids, dated, strict=True)
        ]
        connection.execute(insert(events), [_row_of(event) for event in written])
        keep_words(self.session, [(event, event.payload["unit_id"]) for event in written])
        # Only now are the ids known that the digests cover.
        connection.execute(
            update(tasks).where(tasks.c.id == bindparam("task")).values(digest=bindparam("sealed")),
            [{"task": event.task_id, "sealed": event.digest} for event in written],
        )
        add_changes(self.session, changes((), [TaskState(**row) for row in rows]))
        return ids

    def _write(
        self, task_id: int, state: TaskState, kind: str, payload: Payload, *, follows: bool = False
    ) -> TaskState:
        last = prepared(self.session, "event-last", _last_instant)
        written_at = last.run(self.session, {"of_task": task_id, "seen_seq": state.seq}).scalar()
        draft = self.draft(task_id, state, kind, payload, written_at, follows=follows)
        after = draft.after
        self._change(task_id, state, after)
        prepared(self.session, "event-added", _adding).run(self.session, _row_of(draft.event))
        add_changes(self.session, changes((state,), (after,)))
        move_words(self.session, [(task_id, state, after)])
        keep_words(self.session, [(draft.event, after.unit_id)])
        return after

    def draft(
        self,
        task_id: int,
        state: TaskState,
        kind: str,
        payload: Payload,
        last_at: datetime | None,
        *,
        follows: bool = False,
    ) -> Draft:
        """Return the event that is to follow a task's last one, of the instant ``last_at``; writes nothing.

        It happens now, or with the task's last event when a clock was ahead or a writer waited: as-of views and seals
        cut a task's events at an instant, and that leaves no gap only if their times never go back.

        Raises:
            DubanError: ``act-not-lawful``, ``follows-its-item``.
        """
        require_lawful(state, kind, follows=follows)
        at = self.now if last_at is None else max(last_at, self.now)
        event = self._event(task_id, state.seq + 1, kind, payload, state.digest, at)
        turns = self.rules.turns(apply(state, event))
        if turns != json.loads(state.turns):
            event = self._event(task_id, state.seq + 1, kind, {**payload, "turns": turns}, state.digest, at)
        return Draft(event, state, apply(state, event))

    def write_drafts(self, drafts: Sequence[Draft]) -> None:
        """Write drafts in their order and change each task to what its last one makes of it: a few statements for all.

        The tasks are locked, and the first draft of each is drawn from the task as it stands.
        """
        if not drafts:
            return
        before = {draft.event.task_id: draft.before for draft in reversed(drafts)}
        after = {draft.event.task_id: draft.after for draft in drafts}
        turned = {task_id: (before[task_id], after[task_id]) for task_id in after}
        connection = self.session.connection()
        names = [name for name in FIELDS if any(getattr(a, name) != getattr(b, name) for b, a in turned.values())]
        connection.execute(_changing_many(names), [
            {"of_task": task_id, "seen_seq": old.seq, **{f"new_{name}": getattr(new, name) for name in names}}
            for task_id, (old, new) in turned.items()
        ])  # fmt: skip
        connection.execute(insert(events), [_row_of(draft.event) for draft in drafts])
        add_changes(self.session, changes(before.values(), after.values()))
        keep_words(self.session, [(draft.event, draft.after.unit_id) for draft in drafts])
        move_words(self.session, [(draft.event.task_id, draft.before, draft.after) for draft in drafts])

    def _change(self, task_id: int, before: TaskState, after: TaskState) -> None:
        """Change the row of a task, the differing columns only; nobody may have changed it meanwhile."""
        new = {name: value for name in FIELDS if (value := getattr(after, name)) != getattr(before, name)}
        changing = prepared(self.session, ("task-changed", tuple(new)), lambda: _changing(tuple(new)))
        values = {**new, "of_task": task_id, "seen_seq": before.seq}
        if changing.run(self.session, values).first() is None:
            raise Conflict("task-changed", number=before.number, found=before.seq + 1, expected=before.seq)

    def _event(
        self, task_id: int, seq: int, kind: str, payload: Payload, previous: str, at: datetime | None = None
    ) -> Event:
        # In UTC as the database gives it back, because the digest covers the instant as text.
        when = (at or self.now).astimezone(UTC)
        blank = Event(task_id, seq, kind, payload, self.actor.ref, self.actor.on_behalf_of, when, "")
        return replace(blank, digest=digest_of(blank, previous))


def digest_of(event: Event, previous: str) -> str:
    """Return the SHA-256 that chains an event to the digest of the one before it (empty for the first)."""
    covered = {
        "task": event.task_id,
        "seq": event.seq,
        "kind": event.kind,
        "payload": event.payload,
        "actor": event.actor,
        "for": event.on_behalf_of,
        "at": event.at.isoformat(),
        "previous": previous,
    }
    return hashlib.sha256(_json(covered).encode()).hexdigest()


def current_state(session: Session, task_id: int, *, lock: bool = False) -> TaskState:
    """Return the task as it stands; with ``lock`` another writer waits until this transaction ends.

    Raises:
        DubanError: ``task-unknown``.
    """
    row = prepared(session, ("state", lock), lambda: _state_of(lock=lock)).run(session, {"of_task": task_id}).first()
    if row is None:
        raise DubanError("task-unknown", ref=task_id)
    return TaskState(*row)


def locked_state(session: Session, task_id: int) -> TaskState:
    """Return the locked task; the item of a deliverable is locked before it.

    Everybody locks in this order, so that nobody waits in a circle and a roll-up counts every deliverable. SQLite has
    one writer at a time, who holds everything already.

    Raises:
        DubanError: ``task-unknown``.
    """
    if session.get_bind().dialect.name != "sqlite":
        parent_id = prepared(session, "parent", _parent).run(session, {"of_task": task_id}).scalar()
        if parent_id is not None:
            current_state(session, parent_id, lock=True)
    return current_state(session, task_id, lock=True)


def _parent() -> Select[Any]:
    return select(tasks.c.parent_id).where(tasks.c.id == bindparam("of_task"))


def _state_of(*, lock: bool) -> Select[Any]:
    query = select(*(tasks.c[name] for name in FIELDS)).where(tasks.c.id == bindparam("of_task"))
    return query.with_for_update() if lock else query


def _last_instant() -> Select[Any]:
    return select(events.c.at).where(events.c.task_id == bindparam("of_task"), events.c.seq == bindparam("seen_seq"))


def _changing(names: Sequence[str]) -> ReturningUpdate[Any]:
    return (
        update(tasks)
        .where(tasks.c.id == bindparam("of_task"), tasks.c.seq == bindparam("seen_seq"))
        .values({name: bindparam(name) for name in names})
        .returning(tasks.c.id)
    )


def _changing_many(names: Sequence[str]) -> Update:
    return (
        update(tasks)
        .where(tasks.c.id == bindparam("of_task"), tasks.c.seq == bindparam("seen_seq"))
        .values({name: bindparam(f"new_{name}") for name in names})
    )


def _children() -> Select[Any]:
    query = select(tasks.c.id, *(tasks.c[name] for name in FIELDS)).where(tasks.c.parent_id == bindparam("of_task"))
    return query.order_by(tasks.c.position)


def _adding() -> Insert:
    return insert_of(events, *(column.name for column in events.columns if column.name != "id"))


def children_of(session: Session, task_id: int) -> list[tuple[int, TaskState]]:
    """Return the deliverables of an item in their order, each with its id."""
    rows = prepared(session, "children", _children).run(session, {"of_task": task_id})
    return [(task_id, TaskState(*fields)) for task_id, *fields in rows]


def standing_children_of(session: Session, task_id: int) -> list[tuple[int, TaskState]]:
    """Return the deliverables an item still promises: those a new version of its plan ended are left out."""
    return [(child_id, child) for child_id, child in children_of(session, task_id) if child.state != "cancelled"]


def events_of(session: Session, task_id: int, *, before: datetime | None = None) -> list[Event]:
    """Return a task's events in order, up to (not including) an instant when one is given."""
    asked = prepared(session, ("events", before is None), lambda: _events(everything=before is None))
    given = {"of_task": task_id} | ({} if before is None else {"before": before})
    return [event_from(row) for row in asked.run(session, given)]


def _events(*, everything: bool) -> Select[Any]:
    query = select(events).where(events.c.task_id == bindparam("of_task")).order_by(events.c.seq)
    return query if everything else query.where(events.c.at < bindparam("before", type_=events.c.at.type))


def event_from(row: Row[Any]) -> Event:
    """Return the event a row of ``task_event`` holds."""
    return Event(
        row.task_id, row.seq, row.kind, json.loads(row.payload), row.actor, row.on_behalf_of, row.at, row.digest
    )


def _row_of(event: Event) -> dict[str, object]:
    return {**asdict(event), "payload": _json(dict(event.payload))}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
