"""Attempts to come in, counted before they are made, so that guesses at the same time are counted too.

After ``LOCK_AFTER`` wrong ones in a row a name waits, twice as long each time; an address that fails too often within
``WINDOW`` waits as well. A name nobody has is counted like any other: nothing tells whether it exists. A subject is
``login:…`` (passwords) or ``code:…`` (codes of an account). Writes, never commits.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session

from config.database import table_of
from config.errors import DubanError
from planning.access.accounts import From
from planning.access.models import Secret, SignInFailure

failures = table_of(SignInFailure)
_secrets = table_of(Secret)

LOCK_AFTER, LOCK_FOR, LONGEST_LOCK = 5, timedelta(minutes=5), timedelta(hours=4)
WINDOW, MOST_FROM_ADDRESS = timedelta(minutes=15), 60
#: After a day without a wrong attempt a name begins anew.
_REMEMBERED = timedelta(days=1)


def of_login(login: str) -> str:
    """Return what wrong passwords of a sign-in name are counted under."""
    return f"login:{login.strip().lower()[:64]}"


def of_code(account_id: int) -> str:
    """Return what wrong codes of an account are counted under."""
    return f"code:{account_id}"


def begin_attempt(session: Session, subject: str, came: From, now: datetime) -> DubanError | None:
    """Count an attempt as wrong until ``was_right`` is told; or return why it may not be made, and count nothing.

    The answer is ``sign-in-locked`` or ``sign-in-too-often``, with the minutes to wait.
    """
    _one_at_a_time(session)
    until = locks(session, [subject], now).get(subject)
    if until is not None:
        return DubanError("sign-in-locked", minutes=_minutes(until - now))
    if _from_address(session, came, now) >= MOST_FROM_ADDRESS:
        return DubanError("sign-in-too-often", minutes=_minutes(WINDOW))
    connection = session.connection()
    connection.execute(delete(failures).where(failures.c.at <= now - _REMEMBERED))
    connection.execute(insert(failures), [{"subject": each, "at": now} for each in (subject, _of(came))])
    return None


def was_right(session: Session, subject: str, came: From, begun: datetime) -> None:
    """Take back the attempt begun then, and what was wrong before it."""
    connection = session.connection()
    connection.execute(delete(failures).where(failures.c.subject == subject))
    connection.execute(delete(failures).where(failures.c.subject == _of(came), failures.c.at == begun))


def unlock(session: Session, subjects: Iterable[str]) -> None:
    """Forget the wrong attempts of these subjects."""
    session.connection().execute(delete(failures).where(failures.c.subject.in_(list(subjects))))


def locks(session: Session, subjects: Iterable[str], now: datetime) -> dict[str, datetime]:
    """Return until when each of the subjects waits; those that do not are left out."""
    query = (
        select(failures.c.subject, func.count().label("wrong"), func.max(failures.c.at).label("last"))
        .where(failures.c.subject.in_(list(subjects)), failures.c.at > now - _REMEMBERED)
        .group_by(failures.c.subject)
        .having(func.count() >= LOCK_AFTER)
    )
    found = {row.subject: row.last + _lasts(row.wrong) for row in session.connection().execute(query)}
    return {subject: until for subject, until in found.items() if until > now}


def _lasts(wrong: int) -> timedelta:
    doubled = 1 << min(wrong - LOCK_AFTER, 8)
    return min(LOCK_FOR * doubled, LONGEST_LOCK)


def _from_address(session: Session, came: From, now: datetime) -> int:
    query = select(func.count()).where(failures.c.subject == _of(came), failures.c.at > now - WINDOW)
    return int(session.connection().execute(query).scalar_one())


def _of(came: From) -> str:
    return f"address:{came.address}"


def _one_at_a_time(session: Session) -> None:
    """Let attempts pass one by one for the moment they are counted: SQLite's writers do so anyway."""
    session.connection().execute(select(_secrets.c.name).where(_secrets.c.name == "signing").with_for_update())


def _minutes(span: timedelta) -> int:
    return max(1, -int(-span.total_seconds() // 60))
