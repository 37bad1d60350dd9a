"""Who acts on a page: until there is a sign-in, a person of the office chosen by hand and remembered in a cookie."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from sqlmodel import Session
from starlette.requests import Request

from config.errors import CallError
from planning.people import OFFICE, Actor, actor_by, holders_of_role
from planning.rights import DIRECTING

COOKIE = "duban_by"


@dataclass(frozen=True)
class Acting:
    """The person acting, and everybody who may be chosen (staff number, name and unit)."""

    actor: Actor
    choices: tuple[tuple[str, str], ...]


def ref_in(request: Request) -> str | None:
    """Return the staff number the cookie remembers; none for the office without a name."""
    return unquote(request.cookies.get(COOKIE, "")) or None


def actor_of(session: Session, request: Request, day: date) -> Actor:
    """Return who acts; the office where the one remembered is not known any more."""
    return actor_known(session, ref_in(request), day)


def actor_known(session: Session, ref: str | None, day: date) -> Actor:
    """Return the person a cookie remembers; the office where that one is not known any more."""
    try:
        return actor_by(session, ref, day)
    except CallError:
        return actor_by(session, None, day)


def acting(session: Session, request: Request, day: date) -> Acting:
    """Return who acts and who else may be chosen: the people of the office and of the leading group."""
    people = {
        each.code: f"{each.name}（{each.unit_name}）"
        for role in sorted(DIRECTING, reverse=True)
        for each in holders_of_role(session, role, day)
    }
    return Acting(actor_of(session, request, day), ((OFFICE.ref, OFFICE.name), *people.items()))
