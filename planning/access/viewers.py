"""Who looks and acts in a request: the account behind a session, its person's posts and roles, and what it may see.

What somebody sees follows from the posts held today: a leader, the office, assessors, auditors and administrators see
everything under the unit their post serves (a department serves the unit above it); everybody else their own unit and
what lies under it. Standing in for somebody, one sees and may do what that person sees and may do.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, Table, and_, false, or_, select
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.clock import local_day
from config.database import table_of
from planning.access.accounts import IDLE_LASTS, accounts, sign_ins
from planning.access.models import StandIn
from planning.access.tokens import hash_of
from planning.people import Actor, held_on, holdings, people, posts, units
from planning.rights import MAY

stand_ins = table_of(StandIn)
#: Roles that see everything under the unit their post serves.
WIDE = frozenset({"leader", "office", "assessor", "auditor", "administrator"})


@dataclass(frozen=True)
class HeldPost:
    """A post held today."""

    id: int
    name: str
    role: str
    unit_id: int
    unit: str


@dataclass(frozen=True)
class Scope:
    """What is visible: the tasks of these units (none: of all), and those the posts answer for."""

    units: frozenset[int] | None = None
    posts: frozenset[int] = frozenset()

    def has_unit(self, unit_id: int | None) -> bool:
        """Tell whether the tasks of a unit are visible."""
        return self.units is None or unit_id in self.units

    def of(self, table: Table) -> FromClause:
        """Return the visible part of a table of tasks, to be read like the table itself."""
        if self.units is None:
            return table
        own = table.c.unit_id.in_(self.units) if self.units else false()
        return select(table).where(or_(own, table.c.owner_post_id.in_(self.posts))).subquery(table.name)


EVERYTHING = Scope()


@dataclass(frozen=True)
class Viewer:
    """Somebody signed in.

    ``actor`` is how the ledger and the audit trail know who acts; ``standing_in_for`` names the person acted for.
    ``strength`` is how the session began: password, totp or oidc.
    """

    account_id: int
    sign_in_id: int
    login: str
    name: str
    person_id: int | None
    actor: Actor
    scope: Scope
    posts: tuple[HeldPost, ...] = ()
    standing_in_for: str = ""
    strength: str = "password"
    kind: str = "web"
    language: str = "zh"
    must_change: bool = False
    has_totp: bool = False
    seen_at: datetime | None = None

    @property
    def roles(self) -> frozenset[str]:
        """The roles one acts in."""
        return self.actor.roles

    def may(self, what: str) -> bool:
        """Tell whether one of the roles may do something (a key of ``planning.rights.MAY``)."""
        return bool(self.actor.roles & MAY[what])


def viewer_by_token(
    session: Session, token: str, now: datetime, *, kind: str = "web", idle: timedelta = IDLE_LASTS
) -> Viewer | None:
    """Return who a session's token stands for; none when it is unknown, ended, expired or its account disabled."""
    query = (
        select(
            sign_ins, accounts.c.login, accounts.c.name.label("account_name"), accounts.c.person_id,
            accounts.c.is_admin, accounts.c.language, accounts.c.must_change, accounts.c.totp_secret,
            people.c.code, people.c.name.label("person"),
        )
        .join(accounts, accounts.c.id == sign_ins.c.account_id)
        .outerjoin(people, people.c.id == accounts.c.person_id)
        .where(
            sign_ins.c.token_hash == hash_of(token),
            sign_ins.c.kind == kind,
            sign_ins.c.revoked_at.is_(None),
            sign_ins.c.expires_at > now,
            accounts.c.disabled.is_(False),
        )
    )  # fmt: skip
    row = session.connection().execute(query).first()
    if row is None or (kind == "web" and row.seen_at < now - idle):
        return None
    return _viewer(session, row, local_day(now))


def _viewer(session: Session, row: Row[Any], day: date) -> Viewer:
    principal = _principal(session, row, day)
    held = posts_of(session, principal.id if principal is not None else row.person_id, day)
    roles = frozenset(post.role for post in held)
    if row.is_admin and principal is None:
        roles |= {"administrator"}
    actor = Actor(
        row.code or row.login,
        row.person or row.account_name,
        roles,
        frozenset(post.id for post in held),
        principal.code if principal is not None else "",
    )
    return Viewer(
        account_id=row.account_id,
        sign_in_id=row.id,
        login=row.login,
        name=actor.name,
        person_id=row.person_id,
        actor=actor,
        scope=EVERYTHING if row.is_admin and principal is None else scope_of(session, held),
        posts=held,
        standing_in_for=principal.name if principal is not None else "",
        strength=row.strength,
        kind=row.kind,
        language=row.language,
        must_change=row.must_change,
        has_totp=bool(row.totp_secret),
        seen_at=row.seen_at,
    )


def _principal(session: Session, row: Row[Any], day: date) -> Row[Any] | None:
    """Return the person a session stands in for, while that is granted."""
    if row.standing_in_for is None or row.person_id is None:
        return None
    query = (
        select(people.c.id, people.c.code, people.c.name)
        .join(stand_ins, stand_ins.c.person_id == people.c.id)
        .where(
            people.c.id == row.standing_in_for,
            stand_ins.c.deputy_id == row.person_id,
            stand_ins.c.since <= day,
            stand_ins.c.until >= day,
            stand_ins.c.revoked_at.is_(None),
        )
    )
    return session.connection().execute(query).first()


def posts_of(session: Session, person_id: int | None, day: date) -> tuple[HeldPost, ...]:
    """Return the posts a person holds on a day, in the order of the roster."""
    if person_id is None:
        return ()
    query = (
        select(posts.c.id, posts.c.name, posts.c.role, posts.c.unit_id, units.c.short_name)
        .join(holdings, holdings.c.post_id == posts.c.id)
        .join(units, units.c.id == posts.c.unit_id)
        .where(and_(holdings.c.person_id == person_id, held_on(day)))
        .order_by(posts.c.id)
    )
    return tuple(HeldPost(*row) for row in session.connection().execute(query))


def scope_of(session: Session, held: Iterable[HeldPost]) -> Scope:
    """Return what the holder of these posts sees."""
    held = tuple(held)
    rows = session.connection().execute(select(units.c.id, units.c.parent_id, units.c.kind)).all()
    parents = {row.id: row.parent_id for row in rows}
    kinds = {row.id: row.kind for row in rows}
    roots = set()
    for post in held:
        serves = post.unit_id
        if post.role in WIDE and kinds[serves] == "department" and parents[serves] is not None:
            serves = parents[serves]
        if post.role in WIDE and parents[serves] is None:
            return EVERYTHING
        roots.add(serves)
    below = frozenset(unit_id for unit_id in parents if roots & _line_up(unit_id, parents))
    return Scope(below, frozenset(post.id for post in held))


def _line_up(unit_id: int, parents: dict[int, int | None]) -> set[int]:
    """Return a unit and all units above it."""
    line = set()
    above: int | None = unit_id
    while above is not None and above not in line:
        line.add(above)
        above = parents.get(above)
    return line
