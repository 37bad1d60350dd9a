"""Writing planned digests and decided notices, set by set."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from sqlalchemy import bindparam, insert, update
from sqlmodel import Session

from config.database import add_unless_there
from notifications.notices import Notice
from notifications.outbox.placing import Digest, Fate
from notifications.outbox.tables import DELIVERY, ITEM

_JOINED = ("recipient_name", "unit_ref", "address", "message_id")
"""Never tried yet, so the newest address of the person holds, and the Message-ID that goes with it."""

_CHANGING: dict[Fate, tuple[str, ...]] = {
    "joined": _JOINED,
    "revived": (*_JOINED, "state", "reason", "not_before", "next_attempt_at"),
}


def write_digests(
    session: Session, digests: Sequence[Digest], now: datetime, starts: Callable[[date], datetime], site: str
) -> None:
    """Insert the new digests, giving each its ``id``, and bring the waiting ones up to date.

    ``starts`` gives the instant on a day before which its digests are not sent.
    """
    rows = [_row(digest, now, starts(digest.day), site) for digest in digests]
    new = [row for digest, row in zip(digests, rows, strict=True) if digest.fate == "new"]
    if new:
        written = session.connection().execute(insert(DELIVERY).returning(DELIVERY.c.key, DELIVERY.c.id), new)
        ids = {row.key: row.id for row in written}
        for digest in digests:
            digest.id = digest.id or ids[digest.key]
    for fate, columns in _CHANGING.items():
        changed = [
            {name: row[name] for name in columns} | {"row_id": digest.id}
            for digest, row in zip(digests, rows, strict=True)
            if digest.fate == fate
        ]
        if changed:
            statement = update(DELIVERY).where(DELIVERY.c.id == bindparam("row_id"))
            session.connection().execute(statement.values({name: bindparam(name) for name in columns}), changed)


def _row(digest: Digest, now: datetime, starts: datetime, site: str) -> dict[str, object]:
    return {
        "key": digest.key,
        "recipient_ref": digest.recipient.ref,
        "recipient_name": digest.recipient.name,
        "unit_ref": digest.recipient.unit_ref,
        "day": digest.day,
        "channel": digest.channel,
        "address": digest.recipient.address,
        "message_id": digest.message_id(site),
        "state": "suppressed" if digest.reason else "queued",
        "attempts": 0,
        "not_before": starts,
        "next_attempt_at": starts,
        "reason": digest.reason,
        "created_at": now,
    }


def write_items(
    session: Session, notices: Sequence[Notice], reasons: dict[str, str], digests: Sequence[Digest], now: datetime
) -> None:
    """Insert a decided row for every notice: planned with its digest, or skipped with the reason."""
    homes = {notice.key: digest for digest in digests for notice in digest.notices}
    rows: list[dict[str, object]] = []
    for notice in notices:
        home = homes.get(notice.key)
        reason = home.reason if home else reasons[notice.key]
        rows.append(
            {
                "key": notice.key,
                "delivery_id": home.id if home else None,
                "recipient_ref": notice.recipient.ref,
                "channel": notice.channel,
                "decision": "skipped" if reason else "planned",
                "reason": reason,
                "subject_ref": notice.subject_ref,
                "version": notice.version,
                "severity": notice.severity,
                "topic": notice.effective_topic,
                "line": notice.line.as_json(),
                "created_at": now,
                "decided_at": now,
            }
        )
    add_unless_there(session, ITEM, rows)
