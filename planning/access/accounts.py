"""Accounts and how they come in: making one, a password tried, a session begun, seen and ended. Writes, never commits.

After ``LOCK_AFTER`` wrong passwords in a row an account is locked for a while that doubles; an address or a name that
fails too often within ``WINDOW`` waits. Whether it was the name or the password that was wrong is never told.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, insert, select, update
from sqlmodel import Session

from config.database import table_of
from config.errors import CallError, DubanError
from planning.access.models import Account, SignIn, SignInFailure
from planning.access.passwords import check_password, hash_password, require_good_password
from planning.access.tokens import hash_of, new_token

accounts = table_of(Account)
sign_ins = table_of(SignIn)
failures = table_of(SignInFailure)

LOCK_AFTER, LOCK_FOR, LONGEST_LOCK = 5, timedelta(minutes=5), timedelta(hours=4)
WINDOW, MOST_FROM_ADDRESS, MOST_FOR_LOGIN = timedelta(minutes=15), 60, 20
SESSION_LASTS, IDLE_LASTS = timedelta(days=14), timedelta(days=3)


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
        DubanError: ``login-taken``, ``login-invalid``, ``person-has-account``, ``password-…``.
    """
    login = login.strip()
    if not login or len(login) > 64 or any(sign.isspace() for sign in login):  # noqa: PLR2004 - shown in one line
        raise DubanError("login-invalid", login=login)
    connection = session.connection()
    if connection.execute(select(accounts.c.id).where(accounts.c.login == login)).first():
        raise DubanError("login-taken", login=login)
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


def is_set_up(session: Session) -> bool:
    """Tell whether there is any account yet; without one the first visitor makes the administrator's."""
    return session.connection().execute(select(accounts.c.id).limit(1)).first() is not None


def try_password(session: Session, login: str, password: str, came: From, now: datetime) -> int | DubanError:
    """Return the account a name and password stand for, or why not; what was tried is written down either way.

    The answer is a value, so that the count of failures is committed with it: ``sign-in-wrong``, ``sign-in-locked``,
    ``sign-in-too-often``, ``account-disabled`` (told only to who knows the password).
    """
    if too_often(session, login, came, now):
        return DubanError("sign-in-too-often", minutes=int(WINDOW.total_seconds() // 60))
    row = (
        session.connection()
        .execute(select(accounts).where(accounts.c.login == login.strip()).with_for_update())
        .first()
    )
    if row is not None and row.locked_until is not None and row.locked_until > now:
        return DubanError("sign-in-locked", minutes=_minutes(row.locked_until - now))
    right, renewed = check_password(password, row.password_hash if row is not None else "")
    if row is None or not right:
        note_failure(session, login, came, now)
        if row is not None:
            _count_failure(session, row.id, row.failures + 1, now)
        return DubanError("sign-in-wrong")
    if row.disabled:
        return DubanError("account-disabled")
    changed = {"failures": 0, "locked_until": None, **({"password_hash": renewed} if renewed else {})}
    session.connection().execute(update(accounts).where(accounts.c.id == row.id).values(**changed))
    return int(row.id)


def note_failure(session: Session, login: str, came: From, now: datetime) -> None:
    """Count a wrong attempt against the name and the address it came from."""
    subjects = [f"login:{login.strip().casefold()[:64]}", f"address:{came.address}"]
    session.connection().execute(insert(failures), [{"subject": subject, "at": now} for subject in subjects])


def too_often(session: Session, login: str, came: From, now: datetime) -> bool:
    """Tell whether a name or an address has failed too often of late."""
    counted = (
        session.connection()
        .execute(
            select(failures.c.subject, func.count())
            .where(
                failures.c.subject.in_([f"login:{login.strip().casefold()[:64]}", f"address:{came.address}"]),
                failures.c.at > now - WINDOW,
            )
            .group_by(failures.c.subject)
        )
        .all()
    )
    most = {"login": MOST_FOR_LOGIN, "address": MOST_FROM_ADDRESS}
    return any(count >= most[subject.partition(":")[0]] for subject, count in counted)


def _count_failure(session: Session, account_id: int, count: int, now: datetime) -> None:
    locked = None
    if count >= LOCK_AFTER:
        locked = now + min(LOCK_FOR * 2 ** min(count - LOCK_AFTER, 8), LONGEST_LOCK)
    session.connection().execute(
        update(accounts).where(accounts.c.id == account_id).values(failures=count, locked_until=locked)
    )


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
    """Begin a session (or, with ``kind`` api, make a token for a program) and return its token, told only this once."""
    token = new_token()
    row = {
        "token_hash": hash_of(token), "account_id": account_id, "kind": kind, "name": name, "strength": strength,
        "address": came.address, "device": came.device[:200], "created_at": now, "seen_at": now,
        "expires_at": now + lasts,
    }  # fmt: skip
    session.connection().execute(insert(sign_ins), [row])
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
    found = session.connection().execute(select(accounts.c.id).where(accounts.c.login == login)).scalar()
    if found is None:
        raise CallError("account-unknown", login=login)
    return int(found)


def set_password(session: Session, account_id: int, password: str, *, must_change: bool = False) -> None:
    """Give an account a password, and lift its lock.

    Raises:
        DubanError: ``password-short``, ``password-long`` or ``password-common``.
    """
    row = session.connection().execute(select(accounts).where(accounts.c.id == account_id)).one()
    require_good_password(password, login=row.login, name=row.name)
    given = {"password_hash": hash_password(password), "must_change": must_change, "failures": 0, "locked_until": None}
    session.connection().execute(update(accounts).where(accounts.c.id == account_id).values(**given))


def _minutes(span: timedelta) -> int:
    return max(1, -int(-span.total_seconds() // 60))
