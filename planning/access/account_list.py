"""The people of the house with and without accounts, as an administrator looks through them. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, func, or_, select
from sqlmodel import Session

from config.clock import local_day
from planning.access.accounts import accounts
from planning.access.administering import units_below, waiting
from planning.people import held_on, holdings, people, posts, units

PAGE = 50


@dataclass(frozen=True)
class AccountLine:
    """A person of the house, or an account without a person; ``account_id`` is none where there is no account.

    ``posts`` are the posts held today, in words: none for who has left.
    """

    account_id: int | None
    login: str
    name: str
    posts: tuple[str, ...]
    is_admin: bool
    disabled: bool
    must_change: bool
    has_password: bool
    has_totp: bool
    signed_in_at: datetime | None
    locked_until: datetime | None


@dataclass(frozen=True)
class AccountFilter:
    """What is looked for: a part of name, number or sign-in name; a unit with all below it; a state of the account.

    ``state``: empty, with, without, locked is not asked of the database, disabled, or left (an account, no post).
    """

    text: str = ""
    unit_id: int | None = None
    state: str = ""


def account_lines(session: Session, wanted: AccountFilter, now: datetime, page: int) -> tuple[list[AccountLine], int]:
    """Return a page of people and accounts by number, at most ``PAGE``, and how many there are in all."""
    day = local_day(now)
    where = _conditions(session, wanted, day)
    total = session.connection().execute(_from(select(func.count())).where(*where)).scalar_one()
    columns = (
        people.c.id.label("person_id"), people.c.code, people.c.name.label("person"), accounts.c.id.label("account_id"),
        accounts.c.login, accounts.c.name, accounts.c.is_admin, accounts.c.disabled, accounts.c.must_change,
        accounts.c.password_hash, accounts.c.totp_secret, accounts.c.signed_in_at,
    )  # fmt: skip
    query = _from(select(*columns)).where(*where).order_by(people.c.code).limit(PAGE).offset((page - 1) * PAGE)
    rows = list(session.connection().execute(query))
    if page == 1:
        rows = _nobodys(session, wanted) + rows
    return _lines(session, rows, day, now), int(total)


def _from(query: Select[Any]) -> Select[Any]:
    return query.select_from(people).outerjoin(accounts, accounts.c.person_id == people.c.id)


def _conditions(session: Session, wanted: AccountFilter, day: date) -> list[ColumnElement[bool]]:
    held = exists().where(holdings.c.person_id == people.c.id, held_on(day))
    found: list[ColumnElement[bool]] = []
    if wanted.text:
        like = f"%{wanted.text.lower()}%"
        found.append(or_(*(func.lower(each).like(like) for each in (people.c.name, people.c.code, accounts.c.login))))
    if wanted.unit_id is not None:
        inside = posts.c.unit_id.in_(units_below(session, wanted.unit_id))
        found.append(held.where(posts.c.id == holdings.c.post_id, inside))
    match wanted.state:
        case "with":
            found.append(accounts.c.id.is_not(None))
        case "without":
            found.append(and_(accounts.c.id.is_(None), held))
        case "disabled":
            found.append(accounts.c.disabled.is_(True))
        case "left":
            found.append(and_(accounts.c.id.is_not(None), ~held))
        case _:
            found.append(or_(accounts.c.id.is_not(None), held))
    return found


def _nobodys(session: Session, wanted: AccountFilter) -> list[Row[Any]]:
    """Return the accounts of no person of the roster: there are few, such as the first administrator's."""
    if wanted.unit_id is not None or wanted.state == "without":
        return []
    query = select(
        people.c.id.label("person_id"), people.c.code, people.c.name.label("person"), accounts.c.id.label("account_id"),
        accounts.c.login, accounts.c.name, accounts.c.is_admin, accounts.c.disabled, accounts.c.must_change,
        accounts.c.password_hash, accounts.c.totp_secret, accounts.c.signed_in_at,
    ).select_from(accounts).outerjoin(people, people.c.id == accounts.c.person_id).where(
        accounts.c.person_id.is_(None)
    )  # fmt: skip
    if wanted.state == "disabled":
        query = query.where(accounts.c.disabled.is_(True))
    if wanted.text:
        like = f"%{wanted.text.lower()}%"
        query = query.where(or_(func.lower(accounts.c.login).like(like), func.lower(accounts.c.name).like(like)))
    return list(session.connection().execute(query.order_by(accounts.c.login).limit(PAGE)))


def _lines(session: Session, rows: list[Row[Any]], day: date, now: datetime) -> list[AccountLine]:
    held = _posts(session, [row.person_id for row in rows if row.person_id is not None], day)
    waits = waiting(session, [(row.account_id, row.login) for row in rows if row.account_id is not None], now)
    return [
        AccountLine(
            account_id=row.account_id,
            login=row.login or row.code,
            name=row.person or row.name,
            posts=tuple(held.get(row.person_id, ())),
            is_admin=bool(row.is_admin),
            disabled=bool(row.disabled),
            must_change=bool(row.must_change),
            has_password=bool(row.password_hash),
            has_totp=bool(row.totp_secret),
            signed_in_at=row.signed_in_at,
            locked_until=waits.get(row.account_id),
        )
        for row in rows
    ]


def _posts(session: Session, person_ids: list[int], day: date) -> dict[int, list[str]]:
    query = (
        select(holdings.c.person_id, units.c.short_name, posts.c.name)
        .join(posts, posts.c.id == holdings.c.post_id)
        .join(units, units.c.id == posts.c.unit_id)
        .where(holdings.c.person_id.in_(person_ids), held_on(day))
        .order_by(posts.c.id)
    )
    found: dict[int, list[str]] = {}
    for row in session.connection().execute(query):
        found.setdefault(row.person_id, []).append(f"{row.short_name} · {row.name}")
    return found
