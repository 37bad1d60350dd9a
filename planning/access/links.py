"""Links that let somebody read one thing without an account, until they expire or are revoked. Writes, never commits.

Only the hash of a link's token is kept; whoever made it is told the token once. The links in reminders, which let
somebody do one thing, are elsewhere (``planning.access.action_links``).
"""

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlmodel import Session

from config.database import table_of
from config.errors import DubanError
from planning.access.accounts import accounts
from planning.access.audit import write_down
from planning.access.models import Link
from planning.access.tokens import hash_of, new_token, signing_key, token_from
from planning.people import Actor

links = table_of(Link)
#: What a link may show: a plan, an issued report, or somebody's own dates as a calendar.
SHARED, CALENDAR = ("plan", "report"), "calendar"
_LISTED = 200


def make_link(
    session: Session,
    kind: str,
    subject_id: int,
    title: str,
    actor: Actor,
    now: datetime,
    lasts: timedelta | None,
    *,
    token: str = "",
) -> str:
    """Make a link to a plan, a report (a snapshot) or a person's calendar; return its token, told only this once.

    ``token`` is that of the form which asks for it (``form_token``): a form sent again, or a page read anew, makes no
    second link.
    """
    if token and is_in_force(session, token):
        return token
    token = token if token and not _was_made(session, token) else new_token()
    row = {
        "token_hash": hash_of(token), "kind": kind, "subject_id": subject_id, "title": title, "created_at": now,
        "created_by": actor.ref, "expires_at": now + lasts if lasts is not None else None, "revoked_by": "", "uses": 0,
    }  # fmt: skip
    made = session.connection().execute(insert(links).values(row).returning(links.c.id)).scalar_one()
    detail = {"kind": kind, "subject": subject_id, "title": title, "expires_at": row["expires_at"]}
    write_down(session, actor, "share-made", now, subject=f"link:{made}", detail=detail)
    return token


def form_token(session: Session, actor: Actor, *said: object) -> str:
    """Return the token of the link that a form asks for: of whoever sent it and what it says, a random key among it.

    Without the key (the last of what it says) there is none, and every sending makes a link of its own.
    """
    if not said[-1]:
        return ""
    return token_from(signing_key(session), "link", json.dumps([actor.ref, *map(str, said)], ensure_ascii=False))


def _was_made(session: Session, token: str) -> bool:
    query = select(links.c.id).where(links.c.token_hash == hash_of(token))
    return session.connection().execute(query).first() is not None


def is_in_force(session: Session, token: str) -> bool:
    """Tell whether a token's link has been made and not revoked."""
    query = select(links.c.id).where(links.c.token_hash == hash_of(token), links.c.revoked_at.is_(None))
    return session.connection().execute(query).first() is not None


def shared_links(session: Session) -> list[Row[Any]]:
    """Return the newest links to plans and reports, expired and revoked ones too."""
    query = select(links).where(links.c.kind.in_(SHARED)).order_by(links.c.id.desc()).limit(_LISTED)
    return list(session.connection().execute(query))


def calendar_link(session: Session, person_id: int) -> Row[Any] | None:
    """Return the link to somebody's calendar that is in force."""
    query = select(links).where(links.c.kind == CALENDAR, links.c.subject_id == person_id, links.c.revoked_at.is_(None))
    return session.connection().execute(query.order_by(links.c.id.desc()).limit(1)).first()


def revoke_link(session: Session, link_id: int, kinds: Collection[str], actor: Actor, now: datetime) -> None:
    """Revoke a link of one of these kinds: it opens nothing from now on. Revoking it again changes nothing.

    Raises:
        DubanError: ``share-missing``.
    """
    row = session.connection().execute(select(links).where(links.c.id == link_id, links.c.kind.in_(kinds))).first()
    if row is None:
        raise DubanError("share-missing")
    if row.revoked_at is None:
        changed = update(links).where(links.c.id == link_id).values(revoked_at=now, revoked_by=actor.ref)
        session.connection().execute(changed)
        write_down(session, actor, "share-revoked", now, subject=f"link:{link_id}", detail={"title": row.title})


def revoke_calendars(session: Session, person_id: int, actor: Actor, now: datetime) -> None:
    """Revoke every link to somebody's calendar."""
    query = select(links.c.id).where(
        links.c.kind == CALENDAR, links.c.subject_id == person_id, links.c.revoked_at.is_(None)
    )
    for link_id in session.connection().execute(query).scalars().all():
        revoke_link(session, link_id, (CALENDAR,), actor, now)


def open_link(session: Session, token: str, kinds: Collection[str], now: datetime) -> Row[Any]:
    """Return the link a token stands for.

    Raises:
        DubanError: ``share-missing``, ``share-expired`` or ``share-revoked``.
    """
    query = select(links).where(links.c.token_hash == hash_of(token), links.c.kind.in_(kinds))
    row = session.connection().execute(query).first()
    if row is None:
        raise DubanError("share-missing")
    if row.revoked_at is not None or (row.kind == CALENDAR and _is_disabled(session, row.subject_id)):
        raise DubanError("share-revoked")
    if row.expires_at is not None and row.expires_at <= now:
        raise DubanError("share-expired")
    return row


def note_use(session: Session, link_id: int, now: datetime) -> None:
    """Count one use of a link."""
    changed = update(links).where(links.c.id == link_id).values(uses=links.c.uses + 1, used_at=now)
    session.connection().execute(changed)


def _is_disabled(session: Session, person_id: int) -> bool:
    query = select(accounts.c.disabled).where(accounts.c.person_id == person_id)
    return bool(session.connection().execute(query).scalar())
