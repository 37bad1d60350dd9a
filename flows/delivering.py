"""Delivering what the outbox holds, after asking the ledger once more what is still wanted."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import RowMapping, select
from sqlmodel import Session

from config.clock import local_day
from config.database import table_of
from flows.audience import ROLE_WORDS, audience_of
from flows.context import FlowContext
from flows.reminders import rules_of
from notifications.channels import open_channels
from notifications.delivering import DeliverResult
from notifications.delivering import deliver as deliver_outbox
from notifications.models import Delivery
from notifications.notices import Line, QueuedItem
from notifications.owners import owner_name
from notifications.rendering import Letterhead
from planning.ledger import tasks
from planning.lifecycle import CHASABLE_STATES, OFF_STATES
from planning.reminding import next_sending_moment

deliveries = table_of(Delivery)
_CHUNK = 500
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
        letterhead=Letterhead(settings.office_name, settings.base_url, settings.office_contact),
        stop=context.stopping,
        sending_moment=lambda instant: next_sending_moment(instant, rules.pack, rules.calendar),
    )
    return asdict(result)


def no_longer_wanted(context: FlowContext, items: Sequence[QueuedItem]) -> dict[int, str]:
    """Return, by id, the planned notices that have lost their reason since, each with the code of why."""
    ids = {int(item.subject_ref.removeprefix("task:")) for item in items}
    with context.database.read() as session:
        found = _standing(session, sorted(ids))
        holders = audience_of(session, list(found.values()), local_day(context.clock.now())).by_post
    lost: dict[int, str] = {}
    for item in items:
        task = found.get(int(item.subject_ref.removeprefix("task:")))
        holder = holders.get(task["owner_post_id"]) if task else None
        reason = _reason_lost(item, task, str(holder.person_id) if holder else None)
        if reason:
            lost[item.id] = reason
    return lost


def _reason_lost(item: QueuedItem, task: RowMapping | None, holder_ref: str | None) -> str:
    if task is None or task["state"] in OFF_STATES:
        return "off"
    if task["state"] not in CHASABLE_STATES or task["chase_seq"] > item.version:
        return "satisfied"
    if Line.from_json(item.line).role == ROLE_WORDS["owner"] and holder_ref != item.recipient_ref:
        return "not_owner_any_more"
    return ""


def _standing(session: Session, ids: Sequence[int]) -> dict[int, RowMapping]:
    columns = (tasks.c.id, tasks.c.state, tasks.c.chase_seq, tasks.c.owner_post_id, tasks.c.leader_name)
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
