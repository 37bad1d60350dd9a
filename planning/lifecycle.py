"""What may happen to a task and what it becomes: states, the table of lawful acts, and ``apply(state, event)``.

Pure: no database, no clock. Source of the states and acts: the field's practice (立项 … 销号).
"Overdue" is derived from dates and is never a state.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from config.clock import local_day
from config.errors import DubanError
from config.language import label

Payload = Mapping[str, Any]

DRAFT = "draft"
OPEN_STATES = ("assigned", "accepted", "in_progress", "returned")
CHASABLE_STATES = ("registered", *OPEN_STATES)
FINISHED_STATES = ("completed", "closed")
OFF_STATES = ("draft", "suspended", "merged", "cancelled")
LIVE_STATES = (*CHASABLE_STATES, "submitted")
STATES = (*CHASABLE_STATES, "submitted", *FINISHED_STATES, *OFF_STATES)

RETURN_REASONS = ("facts_unclear", "problem_unsolved", "task_unfulfilled", "unlawful", "form_irregular")

#: event kind → the states it may happen in. ``registered`` begins a task and has no state before it.
LAWFUL: dict[str, tuple[str, ...]] = {
    "registered": (),
    "adopted": (DRAFT,),
    "assigned": CHASABLE_STATES,
    "accepted": ("assigned",),
    "reported": OPEN_STATES,
    "rolled_up": OPEN_STATES,
    "submitted": ("accepted", "in_progress"),
    "returned": ("submitted",),
    "completed": ("submitted",),
    "closed": ("completed",),
    "extension_requested": OPEN_STATES,
    "extension_decided": OPEN_STATES,
    "due_set": (*LIVE_STATES, DRAFT),
    "instructed": (*LIVE_STATES, *FINISHED_STATES, "suspended"),
    "reopened": FINISHED_STATES,
    "answered": (*LIVE_STATES, *FINISHED_STATES, "suspended"),
    "instruction_withdrawn": (*LIVE_STATES, *FINISHED_STATES, "suspended"),
    "suspended": (*CHASABLE_STATES, "submitted"),
    "resumed": ("suspended",),
    "merged": (*LIVE_STATES, "suspended", DRAFT),
    "cancelled": (*LIVE_STATES, "suspended", DRAFT),
    "redated": STATES,
    "amended": (*LIVE_STATES, *FINISHED_STATES, "suspended", DRAFT),
    "carried": STATES,
    "sourced": STATES,
    "paired": STATES,
    "unpaired": STATES,
    "classified": STATES,
}

#: the fields an amended document may change; a new due date comes with ``due_on`` and moves the due version.
AMENDABLE = (
    "unit_id", "item_number", "position", "title", "text", "path", "document_id", "source_start", "source_end",
    "quantities", "missing", "leader_name", "lead_units", "responsible_units", "support_units", "start_on",
    "due_on", "due_basis", "due_provisional", "due_text", "owner_post_id",
)  # fmt: skip

#: acts on an item that its deliverables follow.
FOLLOWED = (
    "adopted", "assigned", "accepted", "submitted", "returned", "completed", "closed", "reopened",
    "suspended", "resumed", "merged", "cancelled",
)  # fmt: skip

#: where a deliverable follows from although it could not go there by itself: owners report on some deliverables only,
#: or on one before the item is signed for.
FOLLOWS_FROM = {"accepted": OPEN_STATES, "submitted": OPEN_STATES}

#: facts after which a reminder already planned has lost its reason (an extension only when it is approved, an
#: amendment only when it moves the date).
SATISFYING = (
    "reported", "rolled_up", "submitted", "completed", "closed", "extension_decided", "due_set", "amended",
    "suspended", "merged", "cancelled",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TaskState:
    """A task at one moment: the same fields as the ``task`` table, except its id."""

    number: str
    plan_id: int
    unit_id: int
    parent_id: int | None
    kind: str
    chased: bool
    position: int
    item_number: str
    title: str
    text: str
    path: str
    document_id: int
    source_start: int
    source_end: int
    quantities: str
    missing: str
    state: str
    owner_post_id: int | None
    leader_name: str
    lead_units: str
    responsible_units: str
    support_units: str
    start_on: date
    due_on: date
    original_due_on: date
    due_version: int
    due_basis: str
    due_provisional: bool
    due_text: str
    progress: int
    extensions: int
    extension_proposed_on: date | None
    returns: int
    last_report_on: date | None
    first_period: str
    last_period: str | None
    last_period_late: bool
    submitted_on: date | None
    finished_on: date | None
    closed_on: date | None
    completed_by: str
    answer_by: date | None
    late: bool
    theme: str
    held_state: str
    held_progress: int
    merged_into_id: int | None
    yellow_on: date | None
    orange_on: date | None
    red_on: date | None
    turns: str
    seq: int
    chase_seq: int
    digest: str


FIELDS = tuple(field.name for field in fields(TaskState))
_values = attrgetter(*FIELDS)
REGISTERED_FIELDS = (
    "number", "plan_id", "unit_id", "parent_id", "kind", "chased", "position", "item_number", "title", "text", "path",
    "document_id", "source_start", "source_end", "quantities", "missing", "state", "owner_post_id", "leader_name",
    "lead_units", "responsible_units", "support_units", "start_on", "due_on", "due_basis", "due_provisional",
    "due_text", "first_period",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """A fact of the ledger without its place in the database."""

    task_id: int
    seq: int
    kind: str
    payload: Payload
    actor: str
    on_behalf_of: str
    at: datetime
    digest: str


def require_lawful(state: TaskState, kind: str, *, follows: bool = False) -> None:
    """Do nothing when ``kind`` may happen in the task's state, or to a deliverable that ``follows`` its item.

    Raises:
        DubanError: ``act-not-lawful`` naming the task, its state and the act.
    """
    lawful = FOLLOWS_FROM.get(kind, LAWFUL[kind]) if follows else LAWFUL[kind]
    if state.state not in lawful:
        raise DubanError(
            "act-not-lawful", number=state.number, state=label("state", state.state), act=label("event", kind)
        )


def apply(state: TaskState | None, event: Event) -> TaskState:
    """Return the task after the event. The only place that knows what an event does to a task."""
    after = _begin(event) if state is None else _CHANGES[event.kind](state, event.payload, local_day(event.at))
    turned = _turned(event.payload["turns"]) if "turns" in event.payload else {}
    chase_seq = event.seq if event.kind in SATISFYING and not _leaves_the_date(state, event) else after.chase_seq
    return replace(after, **turned, seq=event.seq, chase_seq=chase_seq, digest=event.digest)


def replace(state: TaskState, /, **changed: Any) -> TaskState:  # noqa: ANN401 - values of any field
    """Return a task with some fields changed; ``dataclasses.replace`` takes four times as long for so many fields."""
    return TaskState(**{**dict(zip(FIELDS, _values(state), strict=True)), **changed})


def _leaves_the_date(state: TaskState | None, event: Event) -> bool:
    """Return whether the event is one that satisfies a chase only by moving the date, and did not."""
    if event.kind == "extension_decided":
        return not event.payload["approved"]
    if event.kind != "amended" or state is None:
        return False
    # A provisional date that is stated now comes with its day, and that may be the same.
    return event.payload.get("due_on") in (None, state.due_on.isoformat())


def fold(events: list[Event]) -> TaskState:
    """Return what a task's events, in order and beginning with its registration, make of it."""
    state: TaskState | None = None
    for event in events:
        state = apply(state, event)
    if state is None:
        raise ValueError("a task has at least its registration")
    return state


def _day(value: object) -> date | None:
    return date.fromisoformat(str(value)) if value else None


def _begin(event: Event) -> TaskState:
    given = {name: event.payload[name] for name in REGISTERED_FIELDS}
    start_on, due_on = date.fromisoformat(given["start_on"]), date.fromisoformat(given["due_on"])
    given |= {"start_on": start_on, "due_on": due_on, "original_due_on": due_on}
    return TaskState(
        **given,
        due_version=1, progress=0, extensions=0, extension_proposed_on=None, returns=0, last_report_on=None,
        last_period=None, last_period_late=False, submitted_on=None, finished_on=None, closed_on=None,
        completed_by="", answer_by=None, late=False, theme=event.payload.get("theme", ""), held_state="",
        held_progress=0, merged_into_id=None,
        yellow_on=None, orange_on=None, red_on=None, turns="[]", seq=0, chase_seq=0, digest="",
    )  # fmt: skip


def _turned(turns: list[list[str]]) -> dict[str, object]:
    """Return what the days on which a task turns make of its fields."""
    first: dict[str, date] = {}
    for colour, on, _reason in turns:
        day = date.fromisoformat(on)
        first[colour] = min(day, first.get(colour, day))
    return {
        "turns": json.dumps(turns, ensure_ascii=False, separators=(",", ":")),
        "yellow_on": first.get("yellow"),
        "orange_on": first.get("orange"),
        "red_on": first.get("red"),
    }


def _adopted(state: TaskState, payload: Payload, day: date) -> TaskState:
    del day
    return replace(state, state="registered", first_period=payload.get("first_period", state.first_period))


def _assigned(state: TaskState, payload: Payload, day: date) -> TaskState:
    del day
    moved = state.state if state.state in OPEN_STATES and state.state != "assigned" else "assigned"
    return replace(
        state,
        state=moved,
        owner_post_id=payload.get("owner_post_id", state.owner_post_id),
        leader_name=payload.get("leader_name", state.leader_name),
        unit_id=payload.get("unit_id", state.unit_id),
    )


def _accepted(state: TaskState, payload: Payload, day: date) -> TaskState:
    del payload, day
    # A deliverable that follows its item may be further on already.
    return replace(state, state="accepted" if state.state == "assigned" else state.state)


def _reported(state: TaskState, payload: Payload, day: date) -> TaskState:
    progress = payload.get("progress")
    period, last = payload["period"], state.last_period or ""
    # Only the first report of the newest period tells whether it came late.
    return replace(
        state,
        state="in_progress",
        progress=state.progress if progress is None else progress,
        last_report_on=day,
        last_period=max(period, last),
        last_period_late=payload["late"] if period > last else state.last_period_late,
    )


def _rolled_up(state: TaskState, payload: Payload, day: date) -> TaskState:
    return _reported(state, payload, day)


def _submitted(state: TaskState, payload: Payload, day: date) -> TaskState:
    del payload
    return replace(state, state="submitted", submitted_on=day, held_progress=state.progress, progress=100)


def _returned(state: TaskState, payload: Payload, day: date) -> TaskState:
    del payload, day
    return replace(state, state="returned", submitted_on=None, progress=state.held_progress, returns=state.returns + 1)


def _completed(state: TaskState, payload: Payload, day: date) -> TaskState:
    finished_on = state.submitted_on or day
    return replace(
        state,
        state="completed",
        finished_on=finished_on,
        late=state.late or finished_on > state.due_on,
        completed_by=payload.get("completed_by", ""),
    )


def _closed(state: TaskState, payload: Payload, day: date) -> TaskState:
    del payload
    return replace(state, state="closed", closed_on=day)


def _extension_requested(state: TaskState, payload: Payload, day: date) -> TaskState:
    del day
    return replace(state, extension_proposed_on=_day(payload["proposed_on"]))


def _extension_decided(state: TaskState, payload: Payload, day: date) -> TaskState:
    if not payload["approved"]:
        return replace(state, extension_proposed_on=None)
    moved = _due_set(state, {**payload, "basis": "extended"}, day)
    return replace(moved, extensions=state.extensions + 1, extension_proposed_on=None)


def _due_set(state: TaskState, payload: Payload, day: date) -> TaskState:
    del day
    # A provisional date was nobody's word: the first one that is set is the original.
    confirmed = state.due_provisional and payload["basis"] != "extended"
    return replace(
        state,
        original_due_on=date.fromisoformat(payload["due_on"]) if confirmed else state.original_due_on,
        due_on=date.fromisoformat(payload["due_on"]),
        due_version=state.due_version + 1,
        due_basis=payload["basis"],
        due_provisional=False,
        chased=state.chased or bool(payload.get("chased")),
    )


def _instructed(state: TaskState, payload: Payload, day: date) -> TaskState:
    del day
    return replace(state, answer_by=_day(payload["answer_by"]))


def _reopened(state: TaskState, payload: Payload, day: date) -> TaskState:
    del day
    return replace(
        state,
        state="in_progress",
        finished_on=None,
        closed_on=None,
        submitted_on=None,
        completed_by="",
        first_period=payload.get("first_period", state.first_period),
    )


def _answered(state: TaskState, payload: Payload, day: date) -> TaskState:
    del payload, day
    return replace(state, answer_by=None)


def _suspended(state: TaskState, payload: Payload, day: date) -> TaskState:
    del payload, day
    return replace(state, state="suspended", held_state=state.state)


def _resumed(state: TaskState, payload: Payload, day: date) -> TaskState:
    del day
    return replace(
        state, state=state.held_state, held_state="", first_period=payload.get("first_period", state.first_period)
    )


def _merged(state: TaskState, payload: Payload, day: date) -> TaskState:
    del day
    return replace(state, state="merged", merged_into_id=payload["into_id"])


def _cancelled(state: TaskState, payload: Payload, day: date) -> TaskState:
    del payload, day
    return replace(state, state="cancelled")


def _amended(state: TaskState, payload: Payload, day: date) -> TaskState:
    """Take over what the amended document says; the first date that was anybody's word stays the original."""
    del day
    given = {name: payload[name] for name in AMENDABLE if name in payload}
    given |= {name: date.fromisoformat(given[name]) for name in ("start_on", "due_on") if name in given}
    if given.get("due_on", state.due_on) != state.due_on:
        original = given["due_on"] if state.due_provisional else state.original_due_on
        given |= {"original_due_on": original, "due_version": state.due_version + 1}
    return replace(state, **given)


def _carried(state: TaskState, payload: Payload, day: date) -> TaskState:
    """Take over where the unchanged item stands in the new document."""
    del day
    places = ("document_id", "source_start", "source_end", "item_number", "position", "path")
    return replace(state, **{name: payload[name] for name in places if name in payload})


def _classified(state: TaskState, payload: Payload, day: date) -> TaskState:
    """Put the task under another theme of the boards."""
    del day
    return replace(state, theme=payload["theme"])


def _noted(state: TaskState, payload: Payload, day: date) -> TaskState:
    """Leave the task as it is: the event itself is what is told (other dates of turning come with any event)."""
    del payload, day
    return state


_CHANGES: dict[str, Callable[[TaskState, Payload, date], TaskState]] = {
    "adopted": _adopted,
    "assigned": _assigned,
    "accepted": _accepted,
    "reported": _reported,
    "rolled_up": _rolled_up,
    "submitted": _submitted,
    "returned": _returned,
    "completed": _completed,
    "closed": _closed,
    "extension_requested": _extension_requested,
    "extension_decided": _extension_decided,
    "due_set": _due_set,
    "instructed": _instructed,
    "reopened": _reopened,
    "answered": _answered,
    "instruction_withdrawn": _answered,
    "suspended": _suspended,
    "resumed": _resumed,
    "merged": _merged,
    "cancelled": _cancelled,
    "redated": _noted,
    "amended": _amended,
    "carried": _carried,
    "sourced": _noted,
    "paired": _noted,
    "unpaired": _noted,
    "classified": _classified,
}
