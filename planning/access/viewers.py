"""Who looks and acts in a request: the account behind a session, its person's posts and roles, and what it may see.

What somebody sees follows from the posts held today: a leader, the office, assessors, auditors and administrators see
everything under the unit their post serves (a department serves the unit above it); everybody else their own unit and
what lies under it. Standing in for somebody, one sees and may do what that person sees and may do.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, Table, and_, bindparam, exists, false, func, or_, select
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.clock import local_day
from config.database import revisions, table_of
from config.prepared import among, day_named, prepared
from config.remembering import State, note_state, remembered
from planning.access.accounts import IDLE_LASTS, accounts, sign_ins
from planning.access.models import StandIn
from planning.access.tokens import hash_of
from planning.models import Task
from planning.people import Actor, people
from planning.reach import HeldPost, posts_of, reach_and_sight
from planning.rights import ADMIN, MAY, OF_THE_HOUSE

__all__ = [
    "EVERYTHING", "HeldPost", "Principal", "Scope", "Viewer", "acting", "by_units", "in_force", "posts_of",
    "principals_of", "scope_of", "stand_ins", "viewer_by_token",
]  # fmt: skip

stand_ins, tasks = table_of(StandIn), table_of(Task)


@dataclass(frozen=True)
class Scope:
    """What is visible: the tasks of these units (none: of all), and those the posts answer for."""

    units: frozenset[int] | None = None
    posts: frozenset[int] = frozenset()

    def has_unit(self, unit_id: int | None) -> bool:
        """Tell whether the tasks of a unit are visible."""
        return self.units is None or unit_id in self.units

    def of(self, table: Table, *, led: bool = True) -> FromClause:
        """Return the visible part of a table of tasks, to be read like the table itself.

        Not ``led`` by the units, the database finds few tasks by another condition first, and then those of the units.
        """
        if self.units is None:
            return table
        return _visible(table, self, led=led) if table is tasks else _part_of(table, self, led=led)


def _part_of(table: Table, scope: Scope, *, led: bool) -> FromClause:
    unit_id = table.c.unit_id if led else table.c.unit_id + 0  # no index is taken for a sum
    own = unit_id.in_(scope.units) if scope.units else false()
    shown = or_(own, table.c.owner_post_id.in_(scope.posts)) if scope.posts else own
    return select(table).where(shown).subquery(table.name)


def by_units(session: Session, scope: Scope) -> Scope:
    """Return what is visible of the tasks as they stand by units alone, where the posts answer for nothing elsewhere.

    Nearly every post answers for tasks of its own units only; the database then finds them along the index of units.
    """
    if scope.units is None or not scope.posts:
        return scope
    given = {"posts": list(scope.posts), "units": list(scope.units)}
    question = prepared(session, "answered elsewhere", _answered_elsewhere)
    found = remembered(session, ("answered elsewhere", scope), lambda: question.run(session, given).first())
    return scope if found is not None else Scope(scope.units)


def _answered_elsewhere() -> Select[Any]:
    elsewhere = ~among(tasks.c.unit_id, "units")
    return select(tasks.c.id).where(among(tasks.c.owner_post_id, "posts"), elsewhere).limit(1)


#: The same part of the live table each time, so that questions asked of it before are known again.
_visible = lru_cache(maxsize=256)(_part_of)
EVERYTHING = Scope()


@dataclass(frozen=True)
class Principal:
    """A person somebody may stand in for, until a day (inclusive)."""

    id: int
    code: str
    name: str
    until: date


@dataclass(frozen=True)
class Viewer:
    """Somebody signed in.

    ``actor`` is how the ledger and the audit trail know who acts; ``standing_in_for`` names the person acted for.
    ``strength`` is how the session began: password, totp or oidc. ``principals`` are those one may stand in for today.
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
    expires_at: datetime | None = None
    principals: tuple[Principal, ...] = ()

    @property
    def roles(self) -> frozenset[str]:
        """The roles one acts in."""
        return self.actor.roles

    def may(self, what: str) -> bool:
        """Tell whether one of the roles may do something (a key of ``planning.rights.MAY``).

        What is done to the whole house takes a role that reaches all of it: a street's own office keeps no roster.
        """
        held = self.actor.roles & MAY[what]
        if what not in OF_THE_HOUSE:
            return bool(held)
        reach = self.actor.reach or {}
        return any(role in reach and reach[role] is None for role in held)


def viewer_by_token(
    session: Session, token: str, now: datetime, *, kind: str = "web", idle: timedelta = IDLE_LASTS
) -> Viewer | None:
    """Return who a session's token stands for; none when it is unknown, ended, expired or its account disabled."""
    given = hash_of(token)
    seen = prepared(session, "seen", _seen).run(session, {"hash": given}).first()
    if seen is None or (kind == "web" and seen.seen_at < now - idle):
        return None
    day = local_day(now)
    note_state(session, State(seen.every, seen.settled) if seen.settled is not None else None)
    found = remembered(session, ("viewer", given, kind, day), lambda: _read(session, given, kind, day), settled=True)
    if found is None or found.expires_at is None or found.expires_at <= now:
        return None
    return replace(found, seen_at=seen.seen_at)


def _read(session: Session, token_hash: str, kind: str, day: date) -> Viewer | None:
    given = {"hash": token_hash, "kind": kind, "day": day}
    row = prepared(session, "viewer", _sessions).run(session, given).first()
    return None if row is None else _viewer(session, row, day)


def _seen() -> Select[Any]:
    """Return the question for what changes without anything else changing, and for the state of the database."""
    every, settled = revisions.alias(), revisions.alias()
    return (
        select(sign_ins.c.seen_at, every.c.number.label("every"), settled.c.number.label("settled"))
        .select_from(sign_ins)
        .outerjoin(every, every.c.id == 1)
        .outerjoin(settled, settled.c.id == 2)  # noqa: PLR2004 - as the table says
        .where(sign_ins.c.token_hash == bindparam("hash"))
    )


def _sessions() -> Select[Any]:
    return (
        select(
            sign_ins, accounts.c.login, accounts.c.name.label("account_name"), accounts.c.person_id,
            accounts.c.is_admin, accounts.c.language, accounts.c.must_change, accounts.c.totp_secret,
            people.c.code, people.c.name.label("person"),
            exists()
            .where(stand_ins.c.deputy_id == accounts.c.person_id, in_force(day_named("day")))
            .label("is_deputy"),
        )
        .join(accounts, accounts.c.id == sign_ins.c.account_id)
        .outerjoin(people, people.c.id == accounts.c.person_id)
        .where(
            sign_ins.c.token_hash == bindparam("hash"),
            sign_ins.c.kind == bindparam("kind"),
            sign_ins.c.revoked_at.is_(None),
            accounts.c.disabled.is_(False),
        )
    )  # fmt: skip


def _viewer(session: Session, row: Row[Any], day: date) -> Viewer:
    granted = principals_of(session, row.person_id, day) if row.is_deputy else ()
    principal = next((each for each in granted if each.id == row.standing_in_for), None)
    held = posts_of(session, principal.id if principal is not None else row.person_id, day)
    actor, scope = acting(
        session,
        row.code or row.login,
        row.person or row.account_name,
        held,
        principal=principal.code if principal is not None else "",
        own=posts_of(session, row.person_id, day) if principal is not None else (),
    )
    if row.is_admin and principal is None:
        reach = {**(actor.reach or {}), ADMIN: None}
        actor, scope = replace(actor, roles=actor.roles | {ADMIN}, reach=reach), EVERYTHING
    return Viewer(
        account_id=row.account_id,
        sign_in_id=row.id,
        login=row.login,
        name=actor.name,
        person_id=row.person_id,
        actor=actor,
        scope=scope,
        posts=held,
        standing_in_for=principal.name if principal is not None else "",
        strength=row.strength,
        kind=row.kind,
        language=row.language,
        must_change=row.must_change,
        has_totp=bool(row.totp_secret),
        seen_at=row.seen_at,
        expires_at=row.expires_at,
        principals=granted,
    )


def acting(
    session: Session,
    code: str,
    name: str,
    held: tuple[HeldPost, ...],
    *,
    principal: str = "",
    own: tuple[HeldPost, ...] = (),
) -> tuple[Actor, Scope]:
    """Return how somebody acts with posts, and what is seen with them; rights on tasks then take no more query.

    ``principal`` is the staff number of the person the posts are those of, when that is another one; ``own`` are then
    the posts of one's own.
    """
    reach, sight = reach_and_sight(session, held)
    post_ids = frozenset(post.id for post in held)
    roles = frozenset(post.role for post in held)
    own_ids = frozenset(post.id for post in own)
    scope = EVERYTHING if sight is None else Scope(sight, post_ids)
    return Actor(code, name, roles, post_ids, principal, own_ids, reach), scope


def principals_of(session: Session, person_id: int | None, day: date) -> tuple[Principal, ...]:
    """Return whom a person may stand in for on a day, in the order of the roster."""
    query = (
        select(people.c.id, people.c.code, people.c.name, func.max(stand_ins.c.until))
        .join(stand_ins, stand_ins.c.person_id == people.c.id)
        .where(stand_ins.c.deputy_id == person_id, in_force(day))
        .group_by(people.c.id, people.c.code, people.c.name)
        .order_by(people.c.id)
    )
    return tuple(Principal(*row) for row in session.connection().execute(query))


def in_force(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Return the condition that a stand-in is granted for a day."""
    return and_(stand_ins.c.since <= day, stand_ins.c.until >= day, stand_ins.c.revoked_at.is_(None))


def scope_of(session: Session, held: Iterable[HeldPost]) -> Scope:
    """Return what the holder of these posts sees."""
    return acting(session, "", "", tuple(held))[1]
