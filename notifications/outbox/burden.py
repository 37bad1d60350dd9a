"""The burden cap: at most so many digests for the people of one unit in one ISO week, the most urgent first."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlmodel import Session

from notifications.outbox.placing import Digest
from notifications.outbox.tables import DELIVERY, in_chunks

_COUNTED = ("queued", "claimed", "failed", "sent")


def keep_within_cap(session: Session, digests: Sequence[Digest], cap: int | None) -> None:
    """Mark with ``burden_cap`` the digests beyond the cap, in the order given; no cap, or no unit, no mark."""
    capped = [digest for digest in digests if digest.fate != "joined" and digest.recipient.unit_ref]
    if cap is None or not capped:
        return
    used: Counter[tuple[str, date]] = Counter()
    for monday in {_monday(digest.day) for digest in capped}:
        used += _used(session, monday, {digest.recipient.unit_ref for digest in capped})
    for digest in capped:
        week = (digest.recipient.unit_ref, _monday(digest.day))
        if used[week] >= cap:
            digest.reason = "burden_cap"
        else:
            used[week] += 1


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _used(session: Session, monday: date, units: set[str]) -> Counter[tuple[str, date]]:
    used: Counter[tuple[str, date]] = Counter()
    for chunk in in_chunks(sorted(units)):
        rows = session.connection().execute(
            select(DELIVERY.c.unit_ref, func.count())
            .where(
                DELIVERY.c.day.between(monday, monday + timedelta(days=6)),
                DELIVERY.c.state.in_(_COUNTED),
                DELIVERY.c.unit_ref.in_(chunk),
            )
            .group_by(DELIVERY.c.unit_ref)
        )
        used.update({(unit, monday): count for unit, count in rows})
    return used
