"""What an actor may do to a task now: the acts by the names addresses have, and why one cannot be done. Writes nothing.

The bar on a task's page offers exactly the acts nothing speaks against; acts in bulk leave out the tasks something
does. The acts themselves check again: what is asked here is what is told beforehand.
"""

from datetime import datetime

from sqlmodel import Session

from config.errors import DubanError
from config.language import label
from planning.lifecycle import CHASABLE_STATES, LAWFUL, TaskState
from planning.people import Actor
from planning.rights import require_assignable, require_other_person, require_right

#: acts of those who direct and judge: name in addresses → kind of event, the one asked for first leading.
DIRECTING_ACTS = {
    "adopt": "adopted",
    "complete": "completed",
    "return": "returned",
    "extension": "extension_decided",
    "close": "closed",
    "resume": "resumed",
    "assign": "assigned",
    "deadline": "due_set",
    "instruct": "instructed",
    "withdraw": "instruction_withdrawn",
    "remind": "reminded",
    "classify": "classified",
    "suspend": "suspended",
    "merge": "merged",
    "cancel": "cancelled",
}
#: acts of the unit that carries the task.
UNIT_ACTS = {
    "accept": "accepted",
    "report": "reported",
    "answer": "answered",
    "submit": "submitted",
    "extend": "extension_requested",
}
#: acts a deliverable has of its own; in all others it follows its item.
_OF_DELIVERABLES = frozenset({"deadline", "classify"})
#: no event of the ledger: reminding plans a message, which is asked for by whoever may move a deadline.
_ASKED_AS = {"reminded": "due_set"}


def offered(session: Session, actor: Actor, state: TaskState, now: datetime) -> list[str]:
    """Return the acts the actor may do to the task now, the one that is asked for first leading."""
    names = [*DIRECTING_ACTS, *UNIT_ACTS]
    return [name for name in names if objection(session, actor, name, state, now) is None]


def objection(session: Session, actor: Actor, act: str, state: TaskState, now: datetime) -> DubanError | None:
    """Return the rule that speaks against an act as things stand; none when it may be done."""
    kind = DIRECTING_ACTS.get(act) or UNIT_ACTS[act]
    told = _out_of_place(act, kind, state) or _nothing_to_decide(act, state)
    if told is not None:
        return told
    try:
        require_other_person(actor, kind, state)
        require_right(session, actor, _ASKED_AS.get(kind, kind), state, now)
        if kind == "assigned":
            require_assignable(session, actor, state, state.unit_id, now)
    except DubanError as fault:
        return fault
    return None


def _out_of_place(act: str, kind: str, state: TaskState) -> DubanError | None:
    if state.kind != "item" and act not in _OF_DELIVERABLES:
        return DubanError(
            "follows-its-item", number=state.number, parent=state.number.rpartition(".")[0], act=label("act", act)
        )
    if state.state in LAWFUL.get(kind, CHASABLE_STATES):
        return None
    return DubanError("act-not-lawful", number=state.number, state=label("state", state.state), act=label("act", act))


def _nothing_to_decide(act: str, state: TaskState) -> DubanError | None:
    if act == "extension" and state.extension_proposed_on is None:
        return DubanError("extension-none-pending", number=state.number)
    if act == "extend" and state.extension_proposed_on is not None:
        return DubanError("extension-already-pending", number=state.number, proposed=state.extension_proposed_on)
    if act == "answer" and state.answer_by is None:
        return DubanError("instruction-nothing-to-answer", number=state.number)
    if act == "withdraw" and state.answer_by is None:
        return DubanError("instruction-nothing-to-withdraw", number=state.number)
    return None
