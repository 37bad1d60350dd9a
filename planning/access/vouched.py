"""Whom an identity provider vouches for: its person found in the roster, the account linked. Writes, never commits.

No right comes from a provider: what somebody may do follows from the posts of the roster.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlmodel import Session

from config.errors import DubanError
from planning.access.accounts import accounts, make_account
from planning.people import people


@dataclass(frozen=True)
class Vouched:
    """What a provider says of somebody: its own number for them, and what the roster may know them by."""

    issuer: str
    subject: str
    staff_number: str = ""
    mail: str = ""


def vouched_by(claims: Mapping[str, Any], staff_claim: str) -> Vouched:
    """Return what the claims of a token say; a mail address only when the provider has confirmed it."""
    number = claims.get(staff_claim, "") if staff_claim else ""
    mail = claims.get("email", "") if claims.get("email_verified") is True else ""
    return Vouched(
        str(claims["iss"]),
        str(claims["sub"]),
        str(number).strip() if isinstance(number, str | int) else "",
        str(mail).strip().lower(),
    )


def account_vouched_for(session: Session, who: Vouched, now: datetime) -> tuple[int, bool]:
    """Return the account of whom a provider vouches for, and whether it was linked just now.

    Raises:
        DubanError: ``oidc-nobody``, ``oidc-ambiguous``, ``oidc-other``, ``account-disabled``; and of making an account.
    """
    query = select(accounts.c.id, accounts.c.disabled).where(
        accounts.c.oidc_issuer == who.issuer, accounts.c.oidc_subject == who.subject
    )
    known = session.connection().execute(query).first()
    if known is not None:
        if known.disabled:
            raise DubanError("account-disabled")
        return int(known.id), False
    return _link(session, _person(session, who), who, now), True


def _person(session: Session, who: Vouched) -> Row[Any]:
    """Return the one person of the roster with the staff number; without a number, with the mail address."""
    query = select(people.c.id, people.c.code, people.c.name)
    if who.staff_number:
        query = query.where(people.c.code == who.staff_number)
    elif who.mail:
        query = query.where(func.lower(people.c.mail) == who.mail)
    else:
        raise DubanError("oidc-nobody")
    found = session.connection().execute(query.limit(2)).all()
    if not found:
        raise DubanError("oidc-nobody")
    if len(found) > 1:
        raise DubanError("oidc-ambiguous")
    return found[0]


def _link(session: Session, person: Row[Any], who: Vouched, now: datetime) -> int:
    """Let the provider vouch for a person's account from now on; it is made when there is none."""
    connection = session.connection()
    query = select(accounts.c.id, accounts.c.disabled, accounts.c.oidc_subject)
    row = connection.execute(query.where(accounts.c.person_id == person.id)).first()
    if row is not None and row.disabled:
        raise DubanError("account-disabled")
    if row is not None and row.oidc_subject:
        raise DubanError("oidc-other")
    number = row.id if row is not None else None
    if number is None:
        number = make_account(session, login=person.code, name=person.name, now=now, person_id=person.id)
    given = {"oidc_issuer": who.issuer, "oidc_subject": who.subject}
    connection.execute(update(accounts).where(accounts.c.id == number).values(**given))
    return int(number)
