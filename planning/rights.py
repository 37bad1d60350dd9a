"""Who may do what to a task: the one table, and the question asked of it before an act. Reads, never writes.

Two kinds of acts: those of the unit that carries a task (who holds the owning post or one in the unit, or stands in for
one of them; the office may record what it was told), and those that judge or direct, which are the office's and the
leading group's alone. Rules about one and the same person (own work, completing and closing) stand with the acts.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlmodel import Session

from config.clock import local_day
from config.errors import DubanError
from config.language import label
from planning.lifecycle import TaskState
from planning.people import Actor, held_on, holdings, people, posts, units

DIRECTING = frozenset({"office", "leader"})
#: Acts of the unit that carries the task. Every other act directs or judges.
OF_THE_UNIT = frozenset({"accepted", "reported", "submitted", "extension_requested", "answered"})

OFFICE, LEADER, HEAD, STAFF = "office", "leader", "unit_head", "staff"
ASSESSOR, AUDITOR, ADMIN = "assessor", "auditor", "administrator"
_ALL = frozenset({OFFICE, LEADER, HEAD, STAFF, ASSESSOR, AUDITOR, ADMIN})
#: What is no act on a task: who may see or do it. Everything a page or the API offers asks this table.
MAY = {
    "overview": _ALL,
    "tasks": _ALL,
    "plans": _ALL,
    "documents": _ALL,
    "reports": _ALL,
    "own-tasks": frozenset({HEAD, STAFF}),
    "desk": frozenset({OFFICE}),
    "register": frozenset({OFFICE, LEADER, ASSESSOR, AUDITOR}),
    "export": frozenset({OFFICE, LEADER, ASSESSOR, AUDITOR}),
    "import": frozenset({OFFICE}),
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
    "audit": frozenset({AUDITOR, ADMIN, OFFICE}),
    "admin": frozenset({OFFICE, AUDITOR, ADMIN}),
}


def require_right(session: Session, actor: Actor, kind: str, state: TaskState, now: datetime) -> None:
    """Do nothing when the actor may do the act to the task at this instant.

    Raises:
        DubanError: ``act-of-the-office`` or ``act-of-the-unit``, naming the person, the act and the task.
    """
    if actor.roles & DIRECTING or _holds(session, actor, posts.c.role.in_(DIRECTING), now):
        return
    told = {"name": actor.name, "act": label("event", kind), "number": state.number}
    if kind not in OF_THE_UNIT:
        raise DubanError("act-of-the-office", **told)
    # The owning post may stand elsewhere: a street's liaison answers for the items of its stations.
    carries = (posts.c.unit_id == state.unit_id) | (posts.c.id == state.owner_post_id)
    if not _holds(session, actor, carries, now):
        unit = session.connection().execute(select(units.c.short_name).where(units.c.id == state.unit_id)).scalar_one()
        raise DubanError("act-of-the-unit", unit=unit, **told)


def _holds(session: Session, actor: Actor, post: ColumnElement[bool], now: datetime) -> bool:
    """Tell whether the actor, or whom the actor stands in for, holds such a post."""
    stands_in = (people.c.code == actor.on_behalf_of) & held_on(local_day(now))
    query = (
        select(posts.c.id)
        .outerjoin(holdings, holdings.c.post_id == posts.c.id)
        .outerjoin(people, people.c.id == holdings.c.person_id)
        .where(post, or_(posts.c.id.in_(actor.post_ids), stands_in))
        .limit(1)
    )
    return session.connection().execute(query).first() is not None
