"""Accounts and their sessions: making one, giving it a password, a session begun and ended. Writes, never commits.

How passwords are tried and counted stands in ``planning.access.attempts``.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlmodel import Session

from config.database import table_of
from config.errors import CallError, DubanError
from planning.access.models import Account, SignIn
from planning.access.passwords import hash_password, require_good_password
from planning.access.tokens import hash_of, new_token
from planning.people import OFFICE, SYSTEM, people

accounts = table_of(Account)
sign_ins = table_of(SignIn)

SESSION_LASTS, IDLE_LASTS = timedelta(days=14), timedelta(days=3)
#: How long an ended session is kept before its row goes; the audit trail tells of it for longer.
_KEPT = timedelta(days=90)


@dataclass(frozen=True)
class From:
    """Where a request comes from, as far as it says: network address and browser."""

    address: str = ""
    device: str = ""


def make_account(
    session: Session,
    *,
    login: str,
    name: str,
    now: datetime,
    person_id: int | None = None,
    password: str = "",
    password_hash: str = "",
    is_admin: bool = False,
    must_change: bool = False,
) -> int:
    """Make an account and return its id; without a password nobody comes in by one.

    ``password_hash`` may be given in place of the password, hashed before the transaction.

    Raises:
        DubanError: ``login-taken``, ``login-invalid``, ``login-reserved``, ``person-has-account``, ``password-…``.
    """
    login = login.strip()
    if not login or len(login) > 64 or any(sign.isspace() for sign in login):  # noqa: PLR2004 - shown in one line
        raise DubanError("login-invalid", login=login)
    connection = session.connection()
    if connection.execute(select(accounts.c.id).where(func.lower(accounts.c.login) == login.lower())).first():
        raise DubanError("login-taken", login=login)
    if person_id is None and _is_reference(session, login):
        raise DubanError("login-reserved", login=login)
    if (
        person_id is not None
        and connection.execute(select(accounts.c.id).where(accounts.c.person_id == person_id)).first()
    ):
        raise DubanError("person-has-account", name=name)
    if password:
        require_good_password(password, login=login, name=name)
    row = Account(
        login=login,
        name=name,
        person_id=person_id,
        is_admin=is_admin,
        must_change=must_change,
        password_hash=hash_password(password) if password else password_hash,
        created_at=now,
    )
    session.add(row)
    session.flush()
    assert row.id is not None  # noqa: S101 - flushed
    return row.id


def _is_reference(session: Session, login: str) -> bool:
    """Tell whether the ledger knows somebody else by a name: who has no staff number acts under the sign-in name."""
    if login.lower() in {OFFICE.ref, SYSTEM.ref}:
        return True
    query = select(people.c.id).where(func.lower(people.c.code) == login.lower())
    return session.connection().execute(query).first() is not None


def is_set_up(session: Session) -> bool:
    """Tell whether there is any account yet; without one the first visitor makes the administrator's."""
    return session.connection().execute(select(accounts.c.id).limit(1)).first() is not None


def begin_session(
    session: Session,
    account_id: int,
    came: From,
    now: datetime,
    *,
    strength: str = "password",
    kind: str = "web",
    name: str = "",
    lasts: timedelta = SESSION_LASTS,
) -> str:
    """Begin a session and return its token, told only this once.

    ``kind``: web, api (a token for a program), half (the password was right, the code is still asked for) or invite
    (a link behind which somebody chooses the first password).
    """
    token = new_token()
    session.connection().execute(
        delete(sign_ins).where(sign_ins.c.account_id == account_id, sign_ins.c.expires_at < now - _KEPT)
    )
    row = {
        "token_hash": hash_of(token), "account_id": account_id, "kind": kind, "name": name, "strength": strength,
        "address": came.address, "device": came.device[:200], "created_at": now, "seen_at": now,
        "expires_at": now + lasts,
    }  # fmt: skip
    session.connection().execute(insert(sign_ins), [row])
    if kind == "web":
        session.connection().execute(update(accounts).where(accounts.c.id == account_id).values(signed_in_at=now))
    return token


def end_session(session: Session, sign_in_id: int, now: datetime) -> None:
    """Revoke a session or token; from now on it opens nothing."""
    session.connection().execute(
        update(sign_ins).where(sign_ins.c.id == sign_in_id, sign_ins.c.revoked_at.is_(None)).values(revoked_at=now)
    )


def end_sessions(session: Session, account_id: int, now: datetime, *, but: int | None = None) -> None:
    """Revoke all sessions and tokens of an account, but one when it is named."""
    query = update(sign_ins).where(sign_ins.c.account_id == account_id, sign_ins.c.revoked_at.is_(None))
    if but is not None:
        query = query.where(sign_ins.c.id != but)
    session.connection().execute(query.values(revoked_at=now))


def account_by_login(session: Session, login: str) -> int:
    """Return the account with a sign-in name.

    Raises:
        CallError: ``account-unknown``.
    """
    found = id_of_login(session, login)
    if found is None:
        raise CallError("account-unknown", login=login)
    return found


def id_of_login(session: Session, login: str) -> int | None:
    """Return the account with a sign-in name, in large or small letters; none when there is none."""
    query = select(accounts.c.id).where(func.lower(accounts.c.login) == login.strip().lower())
    found = session.connection().execute(query).scalar()
    return int(found) if found is not None else None


def set_password(session: Session, account_id: int, kept: str, *, must_change: bool = False) -> None:
    """Give an account the hash of a new password, made before the transaction: making it takes a sixth of a second."""
    given = {"password_hash": kept, "must_change": must_change}
    session.connection().execute(update(accounts).where(accounts.c.id == account_id).values(**given))


def account_row(session: Session, account_id: int) -> Row[Any]:
    """Return an account as it is kept.

    Raises:
        CallError: ``account-missing``.
    """
    found = session.connection().execute(select(accounts).where(accounts.c.id == account_id)).first()
    if found is None:
        raise CallError("account-missing")
    return found
