"""The sessions and tokens of an account: those alive, when last seen, and ending them. Writes, never commits."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlmodel import Session

from config.errors import CallError, DubanError
from planning.access.accounts import IDLE_LASTS, sign_ins
from planning.access.tokens import hash_of

#: How fresh the last sight of a session is kept: a page read does not write each time.
SEEN_EVERY = timedelta(minutes=5)
MOST_TOKENS = 20
_SHOWN = frozenset({"web", "api"})


@dataclass(frozen=True)
class LiveSession:
    """A session or token that still opens something."""

    id: int
    kind: str
    name: str
    strength: str
    address: str
    device: str
    created_at: datetime
    seen_at: datetime
    expires_at: datetime


def is_alive(now: datetime, idle: timedelta = IDLE_LASTS) -> ColumnElement[bool]:
    """Return the condition that a session or token opens something; a token for a program may rest for long."""
    return and_(
        sign_ins.c.revoked_at.is_(None),
        sign_ins.c.expires_at > now,
        or_(sign_ins.c.kind != "web", sign_ins.c.seen_at >= now - idle),
    )


def live_sessions(session: Session, account_id: int, now: datetime, idle: timedelta = IDLE_LASTS) -> list[LiveSession]:
    """Return the sessions and tokens of an account that are alive, the last seen first, at most a hundred."""
    columns = [sign_ins.c[name] for name in LiveSession.__dataclass_fields__]
    query = (
        select(*columns)
        .where(sign_ins.c.account_id == account_id, sign_ins.c.kind.in_(_SHOWN), is_alive(now, idle))
        .order_by(sign_ins.c.seen_at.desc(), sign_ins.c.id.desc())
        .limit(100)
    )
    return [LiveSession(*row) for row in session.connection().execute(query)]


def note_seen(session: Session, sign_in_id: int, now: datetime) -> None:
    """Write down that a session was used just now."""
    session.connection().execute(update(sign_ins).where(sign_ins.c.id == sign_in_id).values(seen_at=now))


def end_own(session: Session, account_id: int, sign_in_id: int, now: datetime) -> str:
    """End one of an account's sessions or tokens and return its kind.

    Raises:
        CallError: ``session-missing`` when it is not this account's, or ended before.
    """
    query = (
        update(sign_ins)
        .where(
            sign_ins.c.id == sign_in_id,
            sign_ins.c.account_id == account_id,
            sign_ins.c.kind.in_(_SHOWN),
            sign_ins.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
        .returning(sign_ins.c.kind)
    )
    kind: str | None = session.connection().execute(query).scalar()
    if kind is None:
        raise CallError("session-missing")
    return kind


def end_others(session: Session, account_id: int, now: datetime, *, but: int | None, kind: str) -> None:
    """End all of an account's sessions of a kind, but the one named."""
    query = update(sign_ins).where(
        sign_ins.c.account_id == account_id, sign_ins.c.kind == kind, sign_ins.c.revoked_at.is_(None)
    )
    session.connection().execute((query if but is None else query.where(sign_ins.c.id != but)).values(revoked_at=now))


def end_token(session: Session, token: str, now: datetime, *, kind: str) -> int | None:
    """End the session a token stands for while it is alive, and return its account; none when it was not."""
    query = (
        update(sign_ins)
        .where(sign_ins.c.token_hash == hash_of(token), sign_ins.c.kind == kind, is_alive(now))
        .values(revoked_at=now)
        .returning(sign_ins.c.account_id)
    )
    found = session.connection().execute(query).scalar()
    return int(found) if found is not None else None


def account_of(session: Session, token: str, *, kind: str = "web", alive_at: datetime | None = None) -> int | None:
    """Return the account of a token: of one alive at an instant, or also of one long ended; none of an unknown one."""
    if not token:
        return None
    query = select(sign_ins.c.account_id).where(sign_ins.c.token_hash == hash_of(token), sign_ins.c.kind == kind)
    if alive_at is not None:
        query = query.where(is_alive(alive_at))
    found = session.connection().execute(query).scalar()
    return int(found) if found is not None else None


def require_room_for_token(session: Session, account_id: int, now: datetime) -> None:
    """Do nothing when an account may have one more token.

    Raises:
        DubanError: ``token-too-many``.
    """
    query = select(func.count()).where(sign_ins.c.account_id == account_id, sign_ins.c.kind == "api", is_alive(now))
    if session.connection().execute(query).scalar_one() >= MOST_TOKENS:
        raise DubanError("token-too-many", most=MOST_TOKENS)
