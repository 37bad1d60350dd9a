"""Writing down what became of a digest, each in one short transaction of its own."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session

from config.database import Database, add_unless_there
from notifications.outbox.tables import BLOCKED, DELIVERY, ITEM, WAITING, in_chunks

_FREE: dict[str, object] = {"lease_owner": None, "lease_until": None}


def record_sent(
    database: Database,
    delivery_id: int,
    item_ids: Sequence[int],
    *,
    now: datetime,
    subject: str,
    parts: str,
    receipt: str = "",
) -> None:
    """Write that the digest went out with these notices: true even if the lease was lost meanwhile."""
    values = _FREE | {"state": "sent", "sent_at": now, "reason": "", "error_code": "", "last_error": ""}
    values |= {"subject": subject, "parts": parts, "receipt": receipt}
    with database.write() as session:
        connection = session.connection()
        connection.execute(update(DELIVERY).where(DELIVERY.c.id == delivery_id).values(values))
        for ids in in_chunks(item_ids):
            told = update(ITEM).where(ITEM.c.id.in_(ids))
            connection.execute(told.values(decision="sent", reason="", decided_at=now))


def record_retry(
    database: Database, delivery_id: int, owner: str, *, next_attempt_at: datetime, code: str, detail: str
) -> None:
    """Write that the attempt failed and when the next one is due."""
    values = _FREE | {"state": "failed", "next_attempt_at": next_attempt_at, "error_code": code, "last_error": detail}
    with database.write() as session:
        _close(session, delivery_id, owner, values)


def record_given_up(
    database: Database, delivery_id: int, owner: str, *, now: datetime, reason: str, code: str, detail: str
) -> None:
    """Write that no further attempt will be made; the notices keep the reason."""
    with database.write() as session:
        if _close(session, delivery_id, owner, _dead(reason, code, detail)):
            give_up(session, delivery_id, reason, now)


def record_refused(
    database: Database, delivery_id: int, owner: str, *, now: datetime, code: str, detail: str, block: bool = True
) -> None:
    """Write that the digest was refused for good. ``block``: its address refuses everything, so nothing goes there.

    What waits for a blocked address is kept back, with the reason.
    """
    with database.write() as session:
        if not _close(session, delivery_id, owner, _dead("refused", code, detail)):
            return
        give_up(session, delivery_id, "refused", now)
        if block:
            address = (DELIVERY.c.channel, DELIVERY.c.address)
            where = session.connection().execute(select(*address).where(DELIVERY.c.id == delivery_id)).one()
            row = {"channel": where.channel, "address": where.address, "reason": detail, "since": now}
            add_unless_there(session, BLOCKED, [row])
            _keep_back(session, where.channel, where.address, now)


def record_nothing_left(database: Database, ids: Sequence[int], owner: str) -> None:
    """Write that these digests have nothing left to say. They were not sent, so the attempt does not count."""
    values = _FREE | {"state": "cancelled", "reason": "nothing_left", "attempts": DELIVERY.c.attempts - 1}
    with database.write() as session:
        for delivery_id in ids:
            _close(session, delivery_id, owner, values)


def drop_items(database: Database, reasons: Mapping[int, str], *, now: datetime) -> None:
    """Cancel planned notices that are no longer wanted, each with its reason."""
    by_reason: dict[str, list[int]] = {}
    for item_id, reason in reasons.items():
        by_reason.setdefault(reason, []).append(item_id)
    with database.write() as session:
        for reason, items in by_reason.items():
            for ids in in_chunks(items):
                dropped = update(ITEM).where(ITEM.c.id.in_(ids), ITEM.c.decision == "planned")
                session.connection().execute(dropped.values(decision="cancelled", reason=reason, decided_at=now))


def give_up(session: Session, delivery_id: int, reason: str, now: datetime) -> None:
    """Mark what the digest still had to say as not sent, with the reason."""
    left = update(ITEM).where(ITEM.c.delivery_id == delivery_id, ITEM.c.decision == "planned")
    session.connection().execute(left.values(decision="skipped", reason=reason, decided_at=now))


def _dead(reason: str, code: str, detail: str) -> dict[str, object]:
    return _FREE | {"state": "dead", "reason": reason, "error_code": code, "last_error": detail}


def _close(session: Session, delivery_id: int, owner: str, values: Mapping[str, object]) -> bool:
    held = (DELIVERY.c.id == delivery_id, DELIVERY.c.state == "claimed", DELIVERY.c.lease_owner == owner)
    statement = update(DELIVERY).where(*held).values(dict(values)).returning(DELIVERY.c.id)
    return session.connection().execute(statement).first() is not None


def _keep_back(session: Session, channel: str, address: str, now: datetime) -> None:
    waiting = (DELIVERY.c.channel == channel, DELIVERY.c.address == address, DELIVERY.c.state.in_(WAITING))
    statement = update(DELIVERY).where(*waiting).values(state="suppressed", reason="address_blocked")
    for row in session.connection().execute(statement.returning(DELIVERY.c.id)).all():
        give_up(session, row.id, "address_blocked", now)
