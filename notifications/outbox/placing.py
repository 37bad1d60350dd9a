"""Which digest a notice goes into: one for each person, day and channel, and never into one that has gone out."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from sqlalchemy import Row, select
from sqlmodel import Session

from notifications.notices import Notice, Recipient
from notifications.outbox.tables import DELIVERY, in_chunks

Fate = Literal["new", "joined", "revived"]


@dataclass(slots=True)
class Digest:
    """A digest being put together. ``reason`` is set when a rule keeps it back."""

    recipient: Recipient
    channel: str
    day: date
    notices: list[Notice] = field(default_factory=list)
    fate: Fate = "new"
    id: int | None = None
    reason: str = ""

    @property
    def key(self) -> str:
        """``person|day|channel``."""
        return f"{self.recipient.ref}|{self.day.isoformat()}|{self.channel}"

    @property
    def rank(self) -> int:
        """The rank of its most urgent notice."""
        return min(notice.rank for notice in self.notices)

    def message_id(self, site: str) -> str:
        """Return the Message-ID without brackets: the same for one digest to one address, on every attempt."""
        secret = hashlib.sha256(f"{site}|{self.key}|{self.recipient.address}".encode()).hexdigest()
        return f"{self.day:%Y%m%d}.{secret[:24]}@{site}"


def gather(notices: Sequence[Notice], day: date) -> list[Digest]:
    """Return one digest for each person and channel, most urgent first; the notices keep their order."""
    digests: dict[tuple[str, str], Digest] = {}
    for notice in notices:
        name = (notice.recipient.ref, notice.channel)
        if name not in digests:
            digests[name] = Digest(notice.recipient, notice.channel, day)
        digests[name].notices.append(notice)
    return sorted(digests.values(), key=lambda digest: (digest.rank, digest.recipient.ref, digest.channel))


def place(session: Session, digests: Sequence[Digest], next_day: Callable[[date], date]) -> None:
    """Decide for each digest its day and whether it is new or joins a waiting one.

    A digest that was ever tried may have reached its reader, so its day is over: the next one is asked for.

    Raises:
        ValueError: ``next_day`` does not move forward.
    """
    waiting = list(digests)
    while waiting:
        rows = _existing(session, waiting)
        waiting = [digest for digest in waiting if not _fits(digest, rows.get(digest.key))]
        for digest in waiting:
            later = next_day(digest.day)
            if later <= digest.day:
                raise ValueError(f"next_day({digest.day}) gave {later}")
            digest.day = later


def _existing(session: Session, digests: Sequence[Digest]) -> dict[str, Row[tuple[str, int, str, int]]]:
    # FOR UPDATE (PostgreSQL): a deliverer that wants one of them waits until this transaction's items are in.
    columns = (DELIVERY.c.key, DELIVERY.c.id, DELIVERY.c.state, DELIVERY.c.attempts)
    return {
        row.key: row
        for keys in in_chunks(digest.key for digest in digests)
        for row in session.connection().execute(select(*columns).where(DELIVERY.c.key.in_(keys)).with_for_update())
    }


def _fits(digest: Digest, row: Row[tuple[str, int, str, int]] | None) -> bool:
    if row is None:
        return True
    if row.attempts or row.state not in {"queued", "cancelled", "suppressed"}:
        return False
    digest.id = row.id
    digest.fate = "joined" if row.state == "queued" else "revived"
    return True
