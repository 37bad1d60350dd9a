"""Who may do what: the one table, role by act, and the question asked of it before an act. Reads, never writes.

A role reaches only so far (``planning.reach``): a wide one over the units its post serves, a unit head over the own
unit and what lies under it, staff over the own unit; and whoever holds the post that answers for a task carries it
wherever it stands. Rules about one and the same person are here too; they bind every role.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from config.clock import local_day
from config.errors import DubanError
from config.language import label
from planning.lifecycle import TaskState
from planning.people import Actor, units
from planning.reach import Reach, posts_acted_with, reach_and_sight

OFFICE, LEADER, HEAD, STAFF = "office", "leader", "unit_head", "staff"
ASSESSOR, AUDITOR, ADMIN = "assessor", "auditor", "administrator"
_ALL = frozenset({OFFICE, LEADER, HEAD, STAFF, ASSESSOR, AUDITOR, ADMIN})
ROLES = (LEADER, OFFICE, HEAD, STAFF, ASSESSOR, AUDITOR, ADMIN)

DIRECTING = frozenset({OFFICE, LEADER})
_CARRYING = frozenset({OFFICE, HEAD, STAFF})
#: Acts on a task → the roles that may do them within their reach. Assessors and auditors read, administrators keep
#: accounts: none of them acts on a task. A unit head hands work on within the unit (``require_assignable``).
ACTS: Mapping[str, frozenset[str]] = {
    "adopted": DIRECTING,
    "assigned": DIRECTING | {HEAD},
    "accepted": _CARRYING,
    "reported": _CARRYING,
    "submitted": _CARRYING,
    "returned": DIRECTING,
    "completed": DIRECTING,
    "closed": DIRECTING,
    "extension_requested": _CARRYING,
    "extension_decided": DIRECTING,
    "due_set": DIRECTING,
    "instructed": DIRECTING,
    "instruction_withdrawn": DIRECTING,
    "reopened": DIRECTING,
    "answered": _CARRYING,
    "suspended": DIRECTING,
    "resumed": DIRECTING,
    "merged": DIRECTING,
    "cancelled": DIRECTING,
    "paired": DIRECTING,
    "unpaired": DIRECTING,
    "classified": DIRECTING,
}
#: Acts of the unit that carries the task: the holder of the post that answers for it may do them too.
OF_THE_UNIT = frozenset({"accepted", "reported", "submitted", "extension_requested", "answered"})
_OF_THE_JUDGE = frozenset({"returned", "completed"})
_OF_THE_DEADLINE = frozenset({"extension_decided", "due_set"})

#: What is no act on a task: who may see or do it. Everything a page or the API offers asks this table.
MAY = {
    "overview": _ALL,
    "tasks": _ALL,
    "plans": _ALL,
    "documents": _ALL,
    "reports": _ALL,
    "reports.unissued": frozenset({OFFICE, LEADER, ASSESSOR, AUDITOR}),
    "own-tasks": frozenset({HEAD, STAFF}),
    "desk": frozenset({OFFICE}),
    "register": frozenset({OFFICE, LEADER, ASSESSOR, AUDITOR}),
    "export": frozenset({OFFICE, LEADER, ASSESSOR, AUDITOR}),
    "import": frozenset({OFFICE, LEADER}),
    "boards": frozenset({OFFICE, LEADER, ASSESSOR, AUDITOR}),
    "classify": frozenset({OFFICE}),
    "instruct": frozenset({LEADER, OFFICE}),
    "freeze": frozenset({OFFICE}),
    "sign": frozenset({LEADER}),
    "issue": frozenset({OFFICE}),
    "share": frozenset({OFFICE, LEADER}),
    "messages": frozenset({OFFICE, AUDITOR, ADMIN}),
    "messages.lift": frozenset({OFFICE, ADMIN}),
    "runs": frozenset({OFFICE, AUDITOR, ADMIN}),
    "runs.start": frozenset({OFFICE, ADMIN}),
    "roster": frozenset({OFFICE, AUDITOR, ADMIN}),
    "roster.edit": frozenset({OFFICE, ADMIN}),
    "rules": frozenset({OFFICE, LEADER, AUDITOR, ADMIN}),
    "rules.edit": frozenset({OFFICE, ADMIN}),
    "stand-ins": frozenset({OFFICE, ADMIN}),
    "accounts": frozenset({ADMIN}),
    "leaders.appoint": frozenset({LEADER, ADMIN}),
    "audit": frozenset({AUDITOR, ADMIN, OFFICE}),
    "admin": frozenset({OFFICE, AUDITOR, ADMIN}),
    "system": frozenset({OFFICE, AUDITOR, ADMIN}),
}

#: What reaches every unit, or tells of all of them, whatever the post serves: only a role that reaches everything may.
OF_THE_HOUSE = frozenset(
    {
        "accounts",
        "leaders.appoint",
        "roster.edit",
        "rules.edit",
        "runs.start",
        "messages",
        "messages.lift",
        "reports.unissued",
    }
    | {"freeze", "sign", "issue", "share", "runs", "system"}
)


def units_of_right(session: Session, actor: Actor, what: str, now: datetime) -> frozenset[int] | None:
    """Return the units for which an actor has a right of ``MAY``; none for all units, empty without the right.

    No query when the actor's reach is known.
    """
    reach, _ = _reach_of(session, actor, now)
    return _together(reach, MAY[what] & reach.keys())


def _together(reach: Reach, roles: Iterable[str]) -> frozenset[int] | None:
    parts = [reach[role] for role in roles]
    if any(part is None for part in parts):
        return None
    return frozenset(unit_id for part in parts for unit_id in part or ())


def require_right(session: Session, actor: Actor, kind: str, state: TaskState, now: datetime) -> None:
    """Do nothing when the actor may do the act to the task at this instant.

    No query when the actor's reach is known (``Actor.reach``).

    Raises:
        DubanError: ``act-of-the-office`` or ``act-of-the-unit``, naming the person, the act and the task.
    """
    reach, post_ids = _reach_of(session, actor, now)
    carries = kind in OF_THE_UNIT and state.owner_post_id in post_ids
    if carries or any(_reaches(reach, role, state.unit_id) for role in ACTS[kind]):
        return
    told = {"name": actor.name, "act": label("event", kind), "number": state.number}
    if kind not in OF_THE_UNIT:
        raise DubanError("act-of-the-office", **told)
    unit = session.connection().execute(select(units.c.short_name).where(units.c.id == state.unit_id)).scalar_one()
    raise DubanError("act-of-the-unit", unit=unit, **told)


def require_other_person(actor: Actor, kind: str, state: TaskState, completed_for: str = "") -> None:
    """Do nothing unless the act is one that nobody may do to own work, whatever the role.

    The owner neither judges the work nor moves its deadline; who completed a task does not close it out. A stand-in
    is bound as both: as oneself and as the person stood in for; ``completed_for`` is whom the one who completed a task
    stood in for.

    Raises:
        DubanError: ``own-work-not-judged``, ``owner-cannot-move-deadline`` or ``close-by-same-person``.
    """
    owns = state.owner_post_id is not None and state.owner_post_id in actor.post_ids | actor.own_post_ids
    if owns and kind in _OF_THE_JUDGE:
        raise DubanError("own-work-not-judged", name=actor.name, number=state.number, act=label("event", kind))
    if owns and kind in _OF_THE_DEADLINE:
        raise DubanError("owner-cannot-move-deadline")
    completing = {state.completed_by, completed_for} - {"", None}
    if kind == "closed" and state.state == "completed" and completing & {actor.ref, actor.on_behalf_of}:
        raise DubanError("close-by-same-person", name=actor.name)


def require_assignable(session: Session, actor: Actor, state: TaskState, unit_id: int, now: datetime) -> None:
    """Do nothing when the actor may hand the task to a post of a unit (``assignable_units``).

    Raises:
        DubanError: ``act-of-the-office`` or ``assign-within-unit``.
    """
    within = assignable_units(session, actor, state, now)
    if within is None or unit_id in within:
        return
    if not within and state.state == "registered":
        raise DubanError("act-of-the-office", name=actor.name, act=label("event", "assigned"), number=state.number)
    raise DubanError("assign-within-unit", name=actor.name, number=state.number)


def assignable_units(session: Session, actor: Actor, state: TaskState | None, now: datetime) -> frozenset[int] | None:
    """Return the units to whose posts the actor may hand a task (any task: without one); none for all of them.

    Who directs the task hands it to all units within reach, a unit head too; but the first hand-over of a task, to the
    unit, is the office's.
    """
    reach, _ = _reach_of(session, actor, now)
    roles = [role for role in DIRECTING if role in reach and (state is None or _reaches(reach, role, state.unit_id))]
    if HEAD in reach and (state is None or state.state != "registered"):
        roles.append(HEAD)
    return _together(reach, roles)


def _reaches(reach: Reach, role: str, unit_id: int) -> bool:
    if role not in reach:
        return False
    within = reach[role]
    return within is None or unit_id in within


def _reach_of(session: Session, actor: Actor, now: datetime) -> tuple[Reach, frozenset[int]]:
    """Return how far the roles of an actor go, and the posts acted with: as known, or looked up in the roster."""
    if actor.reach is not None:
        return actor.reach, actor.post_ids
    if not actor.post_ids and not actor.on_behalf_of:  # roles that come from no post go everywhere
        return dict.fromkeys(actor.roles), actor.post_ids
    held = posts_acted_with(session, actor, local_day(now))
    reach, _ = reach_and_sight(session, held)
    return reach, frozenset(post.id for post in held)
