"""Sending a form of the unit that carries a task: once, however often it is pressed, and never over a change unseen.

The form carries a key of its own, which the event keeps; a second arrival finds the first. Writes, never commits.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import Session

from config.errors import Conflict
from planning.attachments import KeptFile, attach
from planning.drafts import drop_draft, place_of
from planning.ledger import Ledger, current_state, event_from, events, events_of, locked_state
from planning.lifecycle import Event, Payload, TaskState
from planning.people import Actor
from planning.rules import Rules

#: Events that change nothing about what a form was filled in for.
_BESIDE = frozenset({"redated", "carried", "sourced", "paired", "unpaired", "classified"})


@dataclass(frozen=True)
class MarkedLedger(Ledger):
    """A pen that adds marks (the form's key, its files, the way it came) to the event of one task."""

    task_id: int = 0
    marks: Payload = field(default_factory=dict)

    def record(self, task_id: int, kind: str, payload: Payload, *, expected_seq: int | None = None) -> TaskState:
        """Add an event with the marks, when it is of the task."""
        marked = {**payload, **self.marks} if task_id == self.task_id else payload
        return super().record(task_id, kind, marked, expected_seq=expected_seq)


@dataclass(frozen=True)
class Sending:
    """What comes with a form: its task, what it is for, its one-time key, and the last event its sender has seen.

    Without ``seen`` (a button outside a form) whatever happened before is taken as known. ``said`` is a digest of what
    the form says, by which a form changed after it was sent is told from one that comes twice.
    """

    task_id: int
    purpose: str
    once: str
    seen: int | None = None
    files: Sequence[KeptFile] = ()
    via: str = ""
    kept: Sequence[str] = ()
    said: str = ""

    @property
    def marks(self) -> Payload:
        """What the event keeps beside what the act says."""
        given = {
            "once": self.once, "said": self.said, "via": self.via, "kept": list(self.kept),
            "files": [file.named() for file in self.files],
        }  # fmt: skip
        return {name: value for name, value in given.items() if value}


class Sent(NamedTuple):
    """The event a form became; ``again`` when it had been sent before."""

    seq: int
    again: bool


def send(
    session: Session, rules: Rules, actor: Actor, now: datetime, given: Sending, act: Callable[[Ledger], TaskState]
) -> Sent:
    """Do the act of a form in the open transaction and return its event.

    Raises:
        Conflict: ``report-overtaken`` when something happened to the task that the sender has not seen;
            ``report-changed-after`` when the form was sent before and says something else now.
        DubanError: as the act.
    """
    lock(session, given.task_id)
    first = sent_before(session, given.task_id, given.once)
    if first is not None:
        _require_same(session, given, first)
        return Sent(first, again=True)
    if given.seen is not None and changes_since(session, given.task_id, given.seen):
        number = current_state(session, given.task_id).number
        raise Conflict("report-overtaken", number=number)
    after = act(MarkedLedger(session, rules, actor, now, given.task_id, given.marks))
    attach(session, given.task_id, after.seq, given.files, actor.ref, now)
    drop_draft(session, actor.ref, place_of(given.task_id, given.purpose))
    return Sent(after.seq, again=False)


def sent_before(session: Session, task_id: int, once: str) -> int | None:
    """Return the event a form with this key became, none when it has not been sent."""
    if not once:
        return None
    query = select(events.c.seq).where(events.c.task_id == task_id, events.c.payload.contains(f'"once":"{once}"'))
    return session.connection().execute(query.order_by(events.c.seq).limit(1)).scalar()


def _require_same(session: Session, given: Sending, seq: int) -> None:
    """Do nothing when a form says what it said when it became an event.

    Raises:
        Conflict: ``report-changed-after``.
    """
    before = next(event.payload for event in events_of(session, given.task_id) if event.seq == seq)
    known = {file["sha256"] for file in before.get("files", ())}
    is_new = any(file.sha256 not in known for file in given.files)
    if is_new or (given.said and before.get("said", given.said) != given.said):
        raise Conflict("report-changed-after", seq=seq)


def changes_since(session: Session, task_id: int, seen: int) -> list[Event]:
    """Return what happened to a task after an event, as far as it matters to who fills in a form, in order."""
    query = select(events).where(events.c.task_id == task_id, events.c.seq > seen).order_by(events.c.seq)
    found = [event_from(row) for row in session.connection().execute(query)]
    return [event for event in found if event.kind not in _BESIDE]


def lock(session: Session, task_id: int) -> None:
    """Lock the task, its item before it, as every act does: of two arrivals of one form the second waits here."""
    locked_state(session, task_id)
