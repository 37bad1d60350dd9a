"""Taking back what is no longer wanted: a report, a completion, an extension or a hand-over ends pending notices."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import exists, select, update
from sqlmodel import Session

from notifications.outbox.tables import DELIVERY, ITEM, WAITING, in_chunks


def cancel_items(
    session: Session, subject_refs: Iterable[str], reason: str, now: datetime, *, recipient_ref: str | None = None
) -> int:
    """Cancel the planned notices about these matters (of one person, when named); return how many.

    Writes but does not commit. Digests with nothing left to say are cancelled as well. What is being sent at this
    moment is not called back; the deliverer asks once more just before sending.
    """
    connection = session.connection()
    touched: set[int] = set()
    count = 0
    for refs in in_chunks(sorted(set(subject_refs))):
        waiting = select(DELIVERY.c.id).where(DELIVERY.c.state.in_(WAITING))
        question = update(ITEM).where(
            ITEM.c.subject_ref.in_(refs), ITEM.c.decision == "planned", ITEM.c.delivery_id.in_(waiting)
        )
        if recipient_ref is not None:
            question = question.where(ITEM.c.recipient_ref == recipient_ref)
        values = {"decision": "cancelled", "reason": reason, "decided_at": now}
        rows = connection.execute(question.values(values).returning(ITEM.c.delivery_id)).scalars().all()
        count += len(rows)
        touched.update(rows)
    cancel_empty(session, touched)
    return count


def cancel_empty(session: Session, delivery_ids: Iterable[int]) -> None:
    """Cancel those of the waiting digests that have nothing left to say."""
    something = exists().where(ITEM.c.delivery_id == DELIVERY.c.id, ITEM.c.decision == "planned")
    for ids in in_chunks(sorted(delivery_ids)):
        empty = update(DELIVERY).where(DELIVERY.c.id.in_(ids), DELIVERY.c.state.in_(WAITING), ~something)
        session.connection().execute(empty.values(state="cancelled", reason="nothing_left"))
