"""What an administrator does with accounts: making them for a unit, letting people in anew, stopping and restoring.

Writes, never commits. Passwords are made and hashed before the transaction, because hashing takes long; whatever is
told only once (a link's token, an initial password) is returned and never kept.
"""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import exists, or_, select, update
from sqlmodel import Session

from config.clock import local_day
from config.errors import DubanError
from planning.access.accounts import (
    From,
    account_row,
    accounts,
    begin_session,
    end_sessions,
    make_account,
    set_password,
    sign_ins,
)
from planning.access.attempts import LOCK_AFTER, locks, logins_waiting, of_code, unlock, unlock_login
from planning.access.passwords import hash_password
from planning.people import held_on, holdings, people, posts, units
from planning.rights import ADMIN

INVITE_LASTS = timedelta(days=7)
MOST_AT_ONCE = 200
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class Unseated:
    """A person with a post and without an account; ``code`` is the staff number, which becomes the sign-in name."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class Slip:
    """What one person is handed, once: the token of a link, or an initial password."""

    account_id: int
    login: str
    name: str
    token: str = ""
    password: str = ""


@dataclass(frozen=True)
class Initial:
    """An initial password and its hash."""

    password: str
    kept: str


def initial_password() -> Initial:
    """Return a password to be changed at the first sign-in, such as ``k7qm-x2wp-dh4n`` (59 bits)."""
    password = "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(3))
    return Initial(password, hash_password(password))


def unseated(session: Session, unit_id: int | None, day: date) -> list[Unseated]:
    """Return who holds a post in a unit or below it (none: anywhere) and has no account, in the order of the roster."""
    query = (
        select(people.c.id, people.c.code, people.c.name)
        .join(holdings, holdings.c.person_id == people.c.id)
        .join(posts, posts.c.id == holdings.c.post_id)
        .where(held_on(day), ~exists().where(accounts.c.person_id == people.c.id))
        .group_by(people.c.id, people.c.code, people.c.name)
        .order_by(people.c.code)
        .limit(MOST_AT_ONCE)
    )
    if unit_id is not None:
        query = query.where(posts.c.unit_id.in_(units_below(session, unit_id)))
    return [Unseated(*row) for row in session.connection().execute(query)]


def units_below(session: Session, unit_id: int) -> frozenset[int]:
    """Return a unit and all units below it."""
    below: dict[int | None, list[int]] = {}
    for row in session.connection().execute(select(units.c.id, units.c.parent_id)):
        below.setdefault(row.parent_id, []).append(row.id)
    found, waiting = {unit_id}, [unit_id]
    while waiting:
        new = [each for each in below.get(waiting.pop(), []) if each not in found]
        found.update(new)
        waiting += new
    return frozenset(found)


def seat(
    session: Session, them: Sequence[Unseated], initial: Sequence[Initial], came: From, now: datetime
) -> list[Slip]:
    """Make an account for each person; with a link each, or with the initial passwords given, to be changed at once."""
    slips = []
    for at, person in enumerate(them):
        given = initial[at] if initial else None
        made = make_account(
            session,
            login=person.code,
            name=person.name,
            now=now,
            person_id=person.id,
            password_hash=given.kept if given else "",
            must_change=given is not None,
        )
        token = "" if given else invite(session, made, came, now)
        slips.append(Slip(made, person.code, person.name, token, given.password if given else ""))
    return slips


def invite(session: Session, account_id: int, came: From, now: datetime) -> str:
    """Return the token of a link behind which a password is chosen, once within a week; earlier links end."""
    earlier = update(sign_ins).where(sign_ins.c.account_id == account_id, sign_ins.c.kind == "invite")
    session.connection().execute(earlier.where(sign_ins.c.revoked_at.is_(None)).values(revoked_at=now))
    return begin_session(session, account_id, came, now, kind="invite", strength="password", lasts=INVITE_LASTS)


def let_in_anew(session: Session, account_id: int, initial: Initial | None, came: From, now: datetime) -> Slip:
    """End all sessions of an account, lift its waits, and return a new way in: an initial password, or else a link.

    The old password is gone either way; tokens for programs end too.
    """
    row = account_row(session, account_id)
    end_sessions(session, account_id, now)
    lift(session, account_id)
    set_password(session, account_id, initial.kept if initial else "", must_change=initial is not None)
    token = "" if initial else invite(session, account_id, came, now)
    return Slip(account_id, row.login, row.name, token, initial.password if initial else "")


def lift(session: Session, account_id: int) -> None:
    """Let somebody try again at once who waits after wrong passwords or codes."""
    unlock_login(session, account_row(session, account_id).login)
    unlock(session, [of_code(account_id)])


def stop(session: Session, account_id: int, now: datetime) -> None:
    """Let nobody in by an account any more, and end its sessions and tokens.

    Raises:
        DubanError: ``last-administrator``.
    """
    if not administrators(session, local_day(now)) - {account_id}:
        raise DubanError("last-administrator")
    session.connection().execute(update(accounts).where(accounts.c.id == account_id).values(disabled=True))
    end_sessions(session, account_id, now)


def restore(session: Session, account_id: int) -> None:
    """Let somebody in again by an account that was stopped."""
    session.connection().execute(update(accounts).where(accounts.c.id == account_id).values(disabled=False))


def administrators(session: Session, day: date) -> frozenset[int]:
    """Return the accounts that may administer accounts on a day, and are not stopped."""
    by_post = (
        exists()
        .where(holdings.c.person_id == accounts.c.person_id, held_on(day))
        .where(posts.c.id == holdings.c.post_id, posts.c.role == ADMIN)
    )
    query = select(accounts.c.id).where(accounts.c.disabled.is_(False), or_(accounts.c.is_admin.is_(True), by_post))
    return frozenset(session.connection().execute(query).scalars())


class Seat(NamedTuple):
    """A post with one who holds it, ever or to come (none: nobody does), and where their mail goes.

    How far the post reaches follows from where its unit stands: ``kind`` and ``parent_id``.
    """

    post_id: int
    unit_id: int
    kind: str
    parent_id: int | None
    code: str | None
    since: date | None
    mail: str | None
    until: date | None


def seats(session: Session, role: str = ADMIN) -> frozenset[Seat]:
    """Return every post of a role with all who hold it."""
    query = (
        select(
            posts.c.id, posts.c.unit_id, units.c.kind, units.c.parent_id, people.c.code, holdings.c.since,
            people.c.mail, holdings.c.until,
        )
        .join(units, units.c.id == posts.c.unit_id)
        .outerjoin(holdings, holdings.c.post_id == posts.c.id)
        .outerjoin(people, people.c.id == holdings.c.person_id)
        .where(posts.c.role == role)
    )  # fmt: skip
    return frozenset(Seat(*row) for row in session.connection().execute(query))


def has_seat(session: Session, person_id: int, day: date, role: str = ADMIN) -> bool:
    """Tell whether a person has a role (an administrator's) by a post, on a day or after it."""
    query = (
        select(posts.c.id)
        .join(holdings, holdings.c.post_id == posts.c.id)
        .where(posts.c.role == role, holdings.c.person_id == person_id)
        .where(or_(held_on(day), holdings.c.since > day))
    )
    return session.connection().execute(query.limit(1)).first() is not None


def waiting(session: Session, rows: Iterable[tuple[int, str]], now: datetime) -> dict[int, datetime]:
    """Return until when somebody waits to try again, for accounts given as number and sign-in name, by the number."""
    numbers = {login: number for number, login in rows}
    codes = {of_code(number): number for number in numbers.values()}
    by_name = logins_waiting(session, numbers, now)
    found = {codes[subject]: until for subject, until in locks(session, dict.fromkeys(codes, LOCK_AFTER), now).items()}
    for login, until in by_name.items():
        found[numbers[login]] = max(until, found.get(numbers[login], until))
    return found
