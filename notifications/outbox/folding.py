"""After an outage of the mail server: what waits from earlier days goes into today's digest, never beside it.

A notice about a matter that today's digest speaks of is superseded (only the highest rung goes out); the others move.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session

from notifications.notices import matter_of, rung_of
from notifications.outbox.placing import Digest
from notifications.outbox.tables import DELIVERY, ITEM, WAITING, in_chunks


def fold_older(session: Session, digests: Sequence[Digest], now: datetime) -> int:
    """Fold older unsent digests of the same person and channel into the given ones; return the notices superseded."""
    targets = {(digest.recipient.ref, digest.channel): digest for digest in digests}
    older = _older(session, targets)
    superseded, moved = _sort_items(session, older)
    connection = session.connection()
    for ids in in_chunks(superseded):
        values = {"decision": "cancelled", "reason": "superseded", "decided_at": now}
        connection.execute(update(ITEM).where(ITEM.c.id.in_(ids)).values(values))
    for target, items in moved.items():
        for ids in in_chunks(items):
            connection.execute(update(ITEM).where(ITEM.c.id.in_(ids)).values(delivery_id=target))
    for ids in in_chunks(older):
        gone = {"state": "cancelled", "reason": "superseded"}
        connection.execute(update(DELIVERY).where(DELIVERY.c.id.in_(ids)).values(gone))
    return len(superseded)


def _older(session: Session, targets: dict[tuple[str, str], Digest]) -> dict[int, Digest]:
    columns = (DELIVERY.c.id, DELIVERY.c.recipient_ref, DELIVERY.c.channel, DELIVERY.c.day)
    found: dict[int, Digest] = {}
    for people in in_chunks(sorted({ref for ref, _ in targets})):
        question = select(*columns).where(DELIVERY.c.recipient_ref.in_(people), DELIVERY.c.state.in_(WAITING))
        for row in session.connection().execute(question.with_for_update()):
            digest = targets.get((row.recipient_ref, row.channel))
            if digest is not None and row.day < digest.day:
                found[row.id] = digest
    return found


def _sort_items(session: Session, older: dict[int, Digest]) -> tuple[list[int], dict[int, list[int]]]:
    superseded: list[int] = []
    moved: dict[int, list[int]] = {}
    told = {
        id(digest): {matter_of(notice.subject_ref, notice.effective_topic, notice.rung) for notice in digest.notices}
        for digest in older.values()
    }
    columns = (ITEM.c.id, ITEM.c.delivery_id, ITEM.c.key, ITEM.c.subject_ref, ITEM.c.topic)
    for ids in in_chunks(older):
        question = select(*columns).where(ITEM.c.delivery_id.in_(ids), ITEM.c.decision == "planned")
        for row in session.connection().execute(question):
            digest = older[row.delivery_id]
            matter = matter_of(row.subject_ref, row.topic, rung_of(row.key))
            if matter in told[id(digest)] or digest.id is None:
                superseded.append(row.id)
            else:
                moved.setdefault(digest.id, []).append(row.id)
    return superseded, moved
