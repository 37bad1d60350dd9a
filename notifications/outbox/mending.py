"""What a person may do about a digest that did not go out: lift the block of an address, send again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session

from notifications.outbox.tables import BLOCKED, DELIVERY, ITEM, in_chunks


def unblock(session: Session, channel: str, address: str) -> bool:
    """Lift the block of an address; tell whether there was one. Writes but does not commit."""
    which = delete(BLOCKED).where(BLOCKED.c.channel == channel, BLOCKED.c.address == address)
    return session.connection().execute(which.returning(BLOCKED.c.address)).first() is not None


def requeue(session: Session, delivery_ids: Sequence[int], now: datetime) -> int:
    """Put given-up digests back into the queue with what they had to say; return how many. Does not commit.

    The Message-ID stays, so a reader whose server had taken the message after all sees it once.
    """
    count = 0
    for ids in in_chunks(delivery_ids):
        dead = update(DELIVERY).where(DELIVERY.c.id.in_(ids), DELIVERY.c.state == "dead")
        values = {"state": "queued", "attempts": 0, "reason": "", "next_attempt_at": now}
        found = session.connection().execute(dead.values(values).returning(DELIVERY.c.id)).scalars().all()
        unsaid = (
            ITEM.c.delivery_id.in_(found),
            ITEM.c.decision == "skipped",
            ITEM.c.reason.in_(("gave_up", "refused")),
        )
        session.connection().execute(update(ITEM).where(*unsaid).values(decision="planned", reason="", decided_at=now))
        count += len(found)
    return count
