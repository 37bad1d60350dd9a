"""What the outbox holds, as rows for a list: the newest digests, and the addresses nothing goes to."""

from sqlalchemy import RowMapping, select
from sqlmodel import Session

from notifications.outbox.tables import BLOCKED, DELIVERY

_SHOWN = ("id", "day", "recipient_name", "channel", "address", "state", "reason", "attempts", "subject", "sent_at")


def newest_deliveries(session: Session, limit: int, *, state: str | None = None) -> list[RowMapping]:
    """Return at most ``limit`` digests, newest first, of one state when asked; without their text."""
    query = select(*(DELIVERY.c[name] for name in _SHOWN)).order_by(DELIVERY.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(DELIVERY.c.state == state)
    return list(session.connection().execute(query).mappings().all())


def blocked_addresses(session: Session) -> list[RowMapping]:
    """Return the addresses that refused mail for good, with the reason and since when."""
    return list(session.connection().execute(select(BLOCKED).order_by(BLOCKED.c.since)).mappings().all())
