"""Claiming a batch for a while, and getting back what a dead process held."""

from collections.abc import Callable, Collection, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select, update
from sqlmodel import Session

from config.database import Database
from notifications.outbox.recording import give_up
from notifications.outbox.tables import DELIVERY, WAITING, in_chunks
from notifications.retrying import MOST_ATTEMPTS


class Claimed(NamedTuple):
    """A digest this process alone may send until its lease ends. ``attempts`` counts the one about to be made."""

    id: int
    recipient_ref: str
    recipient_name: str
    day: date
    channel: str
    address: str
    message_id: str
    attempts: int


_COLUMNS = tuple(DELIVERY.c[name] for name in Claimed._fields)


def claim(
    database: Database,
    now: datetime,
    owner: str,
    limit: int,
    lease: timedelta,
    *,
    channels: Collection[str] | None = None,
) -> list[Claimed]:
    """Take up to ``limit`` digests that are due, oldest first; two processes never get the same one.

    The update demands the old state once more and only what it returns counts.
    """
    due = select(DELIVERY.c.id).where(DELIVERY.c.state.in_(WAITING), DELIVERY.c.next_attempt_at <= now)
    if channels is not None:
        due = due.where(DELIVERY.c.channel.in_(sorted(channels)))
    due = due.order_by(DELIVERY.c.next_attempt_at, DELIVERY.c.id).limit(limit).with_for_update(skip_locked=True)
    values = {"state": "claimed", "lease_owner": owner, "lease_until": now + lease}
    with database.write() as session:
        connection = session.connection()
        ids = connection.execute(due).scalars().all()
        taken = update(DELIVERY).where(DELIVERY.c.id.in_(ids), DELIVERY.c.state.in_(WAITING))
        taken = taken.values(**values, attempts=DELIVERY.c.attempts + 1)
        rows = [Claimed(*row) for row in connection.execute(taken.returning(*_COLUMNS))] if ids else []
    return sorted(rows)


def put_back(
    database: Database,
    ids: Sequence[int],
    owner: str,
    *,
    next_attempt_at: datetime | None = None,
    code: str = "",
    detail: str = "",
) -> None:
    """Return claimed digests that were not tried; the attempt does not count. With a code: why the channel rests."""
    if not ids:
        return
    values: dict[str, object] = {"state": "queued", "lease_owner": None, "lease_until": None}
    if next_attempt_at is not None:
        values["next_attempt_at"] = next_attempt_at
    if code:
        values |= {"error_code": code, "last_error": detail}
    with database.write() as session:
        for chunk in in_chunks(ids):
            held = (DELIVERY.c.id.in_(chunk), DELIVERY.c.state == "claimed", DELIVERY.c.lease_owner == owner)
            statement = update(DELIVERY).where(*held).values(**values, attempts=DELIVERY.c.attempts - 1)
            session.connection().execute(statement)


def return_expired(database: Database, now: datetime, *, gone: Callable[[str], bool] = lambda _owner: False) -> int:
    """Return to the queue what is held past its lease or by a process known to be gone; return how many.

    An attempt that was begun counts, so a message that kills its sender is given up in the end.
    """
    columns = (DELIVERY.c.id, DELIVERY.c.lease_owner, DELIVERY.c.lease_until, DELIVERY.c.attempts)
    with database.read() as session:
        held = session.connection().execute(select(*columns).where(DELIVERY.c.state == "claimed")).all()
    dead = {owner for owner in {row.lease_owner for row in held} if gone(owner)}
    lost = [row for row in held if row.lease_until <= now or row.lease_owner in dead]
    if not lost:
        return 0
    with database.write() as session:
        return sum(_return(session, row.id, row.lease_owner, row.attempts, now) for row in lost)


def _return(session: Session, delivery_id: int, owner: str, attempts: int, now: datetime) -> int:
    held = (DELIVERY.c.id == delivery_id, DELIVERY.c.state == "claimed", DELIVERY.c.lease_owner == owner)
    values: dict[str, object] = {"state": "queued", "lease_owner": None, "lease_until": None, "next_attempt_at": now}
    if attempts >= MOST_ATTEMPTS:
        values |= {"state": "dead", "reason": "gave_up"}
    found = session.connection().execute(update(DELIVERY).where(*held).values(values).returning(DELIVERY.c.id)).all()
    if found and attempts >= MOST_ATTEMPTS:
        give_up(session, delivery_id, "gave_up", now)
    return len(found)
