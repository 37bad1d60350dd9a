"""Sign-ins for the demonstration: one person of the sample roster for each role, all with the same simple password.

Only the demonstration has such accounts; a real house begins with the administrator of its first set-up.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypedDict

from sqlalchemy import select
from sqlmodel import Session

from config.clock import local_day
from config.language import label
from planning.access.accounts import accounts, make_account
from planning.access.audit import write_down
from planning.access.homes import home_of
from planning.access.passwords import hash_password
from planning.access.viewers import posts_of
from planning.people import SYSTEM, person_by

PASSWORD = "duban-demo"  # noqa: S105 - printed on purpose, good for invented data alone
#: Role → staff number in the sample roster. The clerk is not the office's head: completing and closing take two.
PLAYERS = {
    "leader": "YH001",
    "office": "YH005",
    "unit_head": "YH014",
    "staff": "YH015",
    "assessor": "YH013",
    "auditor": "YH012",
    "administrator": "YH007",
}


class DemoAccount(TypedDict):
    """One sign-in, as the terminal tells it; ``home`` is the path of the page it begins on."""

    role: str
    name: str
    login: str
    password: str
    home: str


def seat_players(session: Session, now: datetime) -> list[DemoAccount]:
    """Make the accounts that are not there yet, and return all of them."""
    kept = hash_password(PASSWORD)
    return [_seat(session, role, code, kept, now) for role, code in PLAYERS.items()]


def _seat(session: Session, role: str, code: str, kept: str, now: datetime) -> DemoAccount:
    person = person_by(session, code)
    roles = frozenset(post.role for post in posts_of(session, person.id, local_day(now)))
    if session.connection().execute(select(accounts.c.id).where(accounts.c.login == code)).first() is None:
        made = make_account(session, login=code, name=person.name, now=now, person_id=person.id, password_hash=kept)
        write_down(session, SYSTEM, "account-made", now, subject=f"account:{made}", detail={"login": code})
    return {"role": role, "name": person.name, "login": code, "password": PASSWORD, "home": home_of(roles)}


def account_lines(told: Sequence[DemoAccount]) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield the rows of the table on the terminal: role, name, sign-in name, password, first page."""
    for each in told:
        yield label("role", each["role"]), each["name"], each["login"], each["password"], each["home"]
