"""Delivering what the outbox holds, after asking the ledger once more what is still wanted."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import RowMapping, select
from sqlmodel import Session

from config.clock import local_day
from config.database import table_of
from flows import tidings
from flows.audience import ROLE_WORDS, Audience, audience_of
from flows.context import FlowContext
from flows.quick_links import quick_links
from flows.reminders import rules_of
from flows.requesting import asked_for
from notifications.channels import open_channels
from notifications.delivering import DeliverResult
from notifications.delivering import deliver as deliver_outbox
from notifications.models import Delivery
from notifications.notices import Line, QueuedItem, matter_of
from notifications.owners import owner_name
from notifications.rendering import Letterhead
from planning.ledger import tasks
from planning.lifecycle import CHASABLE_STATES, OFF_STATES
from planning.reminding import AUDIENCES, next_sending_moment

deliveries = table_of(Delivery)
_CHUNK = 500
_STANDING = (
    "id", "state", "chase_seq", "due_version", "last_period", "owner_post_id", "leader_name", "unit_id", "answer_by",
    "extension_proposed_on",
)  # fmt: skip
_WAITING = ("queued", "failed")


def deliver(context: FlowContext) -> dict[str, object]:
    """Send every digest that is due; never on a rest day or in quiet hours."""
    if context.dry_run:
        return {"waiting": _waiting(context)}
    settings, rules = context.settings, rules_of(context)
    result: DeliverResult = deliver_outbox(
        context.database,
        open_channels(settings.channel, data_dir=settings.data_dir, smtp=settings.smtp),
        now=context.clock.now,
        owner=owner_name(),
        still_wanted=lambda items: no_longer_wanted(context, items),
        letterhead=Letterhead.of(settings),
        stop=context.stopping,
        quick_links=lambda items: quick_links(context, items),
        sending_moment=lambda instant: next_sending_moment(instant, rules.pack, rules.calendar),
    )
    return asdict(result)


def no_longer_wanted(context: FlowContext, items: Sequence[QueuedItem]) -> dict[int, str]:
    """Return, by id, the planned notices that have lost their reason since, each with the code of why."""
    with context.database.read() as session:
        found = _standing(session, sorted({_task_id(item) for item in items}))
        audience = audience_of(session, list(found.values()), local_day(context.clock.now()))
    newest = {_line_of(item): item.id for item in sorted(items)}
    lost: dict[int, str] = {}
    for item in items:
        reason = _reason_lost(item, found.get(_task_id(item)), audience)
        if not reason and newest[_line_of(item)] != item.id:
            reason = "superseded"  # one put off until today, and today's own rung: one line a matter and person
        if reason:
            lost[item.id] = reason
    return lost


def _reason_lost(item: QueuedItem, task: RowMapping | None, audience: Audience) -> str:
    if task is None or task["state"] in OFF_STATES:
        return "off"
    chased = item.topic != tidings.TOPIC  # a decision is news in every state
    if chased and task["state"] not in CHASABLE_STATES:
        return "satisfied"
    if not _still_concerned(item, task, audience):
        return "not_owner_any_more"
    return _chase_lost(item, task) if chased else tidings.settled(item, task)


def _chase_lost(item: QueuedItem, task: RowMapping) -> str:
    if item.topic == "update":
        return "satisfied" if (task["last_period"] or "") >= asked_for(item) else ""
    if task["due_version"] != item.due_version:
        return "deadline_changed"
    return "satisfied" if task["chase_seq"] > item.version else ""


def _still_concerned(item: QueuedItem, task: RowMapping, audience: Audience) -> bool:
    """Tell whether the person still is to the task what the notice says; a vacant post may have been filled since."""
    word = Line.from_json(item.line).role
    return any(
        ROLE_WORDS[role] == word and str(person.person_id) == item.recipient_ref
        for name in AUDIENCES
        for role, person in audience.members(name, task)
    )


def _task_id(item: QueuedItem) -> int:
    return int(item.subject_ref.removeprefix("task:"))


def _line_of(item: QueuedItem) -> tuple[int, tuple[str, str]]:
    """Return which line of which digest an item is."""
    return item.delivery_id, matter_of(item.subject_ref, item.topic, item.rung)


def _standing(session: Session, ids: Sequence[int]) -> dict[int, RowMapping]:
    columns = [tasks.c[name] for name in _STANDING]
    found: dict[int, RowMapping] = {}
    for start in range(0, len(ids), _CHUNK):
        query = select(*columns).where(tasks.c.id.in_(ids[start : start + _CHUNK]))
        found |= {row["id"]: row for row in session.connection().execute(query).mappings()}
    return found


def _waiting(context: FlowContext) -> int:
    query = select(deliveries.c.id).where(
        deliveries.c.state.in_(_WAITING), deliveries.c.next_attempt_at <= context.clock.now()
    )
    with context.database.read() as session:
        return len(session.connection().execute(query).all())
