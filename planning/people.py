"""Who acts: people, the posts they hold on a day, and the units they belong to."""

from collections import Counter
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Row, Select, and_, func, or_, select
from sqlmodel import Session

from config.database import table_of
from config.errors import CallError
from config.prepared import among, day_named, prepared
from config.remembering import remembered
from planning.models import Holding, Person, Post, Unit

people = table_of(Person)
posts = table_of(Post)
holdings = table_of(Holding)
units = table_of(Unit)


@dataclass(frozen=True)
class Actor:
    """Somebody who acts: reference for the ledger (staff number), name, roles and posts acted with that day.

    A stand-in signed in acts with the posts of ``on_behalf_of``; ``own_post_ids`` are those of one's own, whose work
    one does not judge either. ``reach`` says how far each role goes (units, or none for all); without, it is looked up.
    """

    ref: str
    name: str
    roles: frozenset[str] = frozenset()
    post_ids: frozenset[int] = frozenset()
    on_behalf_of: str = ""
    own_post_ids: frozenset[int] = frozenset()
    reach: Mapping[str, frozenset[int] | None] | None = field(default=None, compare=False, repr=False)


#: The person at the keyboard of the office's machine, when no name is given.
OFFICE = Actor(ref="office", name="督办办公室", roles=frozenset({"office"}), reach={"office": None})
#: Scheduled work.
SYSTEM = Actor(ref="system", name="系统", roles=frozenset({"office"}), reach={"office": None})


@dataclass(frozen=True)
class Recipient:
    """The holder of a post, as a message sees them."""

    person_id: int
    code: str
    name: str
    unit_id: int
    unit_name: str
    mail: str
    mobile: str
    robot: str
    post_id: int


def actor_by(session: Session, ref: str | None, on: date, *, on_behalf_of: str | None = None) -> Actor:
    """Return the actor a staff number or name stands for, with the roles held on a day; the office when none is given.

    On behalf of somebody, one acts with the posts of both.

    Raises:
        CallError: ``person-unknown`` or ``person-ambiguous``.
    """
    principal = person_by(session, on_behalf_of) if on_behalf_of else None
    code = principal.code if principal is not None else ""
    _, deputised = _posts_and_roles(session, principal, on)
    if ref is None or ref == OFFICE.ref:
        return replace(OFFICE, post_ids=deputised, on_behalf_of=code)
    person = person_by(session, ref)
    roles, own = _posts_and_roles(session, person, on)
    return Actor(person.code, person.name, roles, own | deputised, code, own if code else frozenset())


def _posts_and_roles(session: Session, person: Person | None, on: date) -> tuple[frozenset[str], frozenset[int]]:
    """Return the roles and posts a person has on a day."""
    if person is None:
        return frozenset(), frozenset()
    held = (
        session.connection()
        .execute(
            select(posts.c.id, posts.c.role)
            .join(holdings, holdings.c.post_id == posts.c.id)
            .where(holdings.c.person_id == person.id, held_on(on))
        )
        .all()
    )
    return frozenset(row.role for row in held), frozenset(row.id for row in held)


def actor_names(session: Session, refs: Iterable[str]) -> dict[str, str]:
    """Return the name behind each reference of the ledger; unknown ones stand for themselves.

    A reference is a staff number, or the sign-in name of an account without a person, such as the first one made.
    """
    wanted = set(refs)
    found = prepared(session, "names", _named).run(session, {"refs": list(wanted)})
    names = {OFFICE.ref: OFFICE.name, SYSTEM.ref: SYSTEM.name}
    return (
        {ref: ref for ref in wanted}
        | {ref: names[ref] for ref in wanted & names.keys()}
        | {row.code: row.name for row in found}
    )


def _named() -> CompoundSelect[Any]:
    from planning.access.models import Account  # noqa: PLC0415 - commands that read lists do without these tables

    accounts = table_of(Account)
    nobodys = select(accounts.c.login, accounts.c.name).where(
        among(accounts.c.login, "refs"), accounts.c.person_id.is_(None)
    )
    return select(people.c.code, people.c.name).where(among(people.c.code, "refs")).union_all(nobodys)


def holders_of(session: Session, post_ids: Iterable[int], on: date) -> dict[int, Recipient]:
    """Return who holds each of the posts on a day; vacant posts are left out."""
    wanted = frozenset(post_ids)
    return dict(remembered(session, ("holders", wanted, on), lambda: _holders_of(session, wanted, on), settled=True))


def _holders_of(session: Session, post_ids: AbstractSet[int], on: date) -> dict[int, Recipient]:
    asked = prepared(session, "holders", lambda: _recipients(day_named("day")).where(among(posts.c.id, "posts")))
    return {row.post_id: _recipient(row) for row in asked.run(session, {"day": on, "posts": list(post_ids)})}


def holders_of_role(session: Session, role: str, on: date) -> list[Recipient]:
    """Return everybody who holds a post with a role on a day, each once, in the order of the roster."""
    found = session.connection().execute(_recipients(on).where(posts.c.role == role).order_by(posts.c.id)).all()
    return list({row.person_id: _recipient(row) for row in reversed(found)}.values())[::-1]


def colleagues(session: Session, unit_ids: AbstractSet[int] | None, on: date, *, limit: int = 300) -> list[Recipient]:
    """Return people who hold a post in one of the units (none: in any) on a day, each once, by unit and post."""
    query = _recipients(on).order_by(units.c.position, units.c.id, posts.c.id).limit(limit)
    if unit_ids is not None:
        query = query.where(posts.c.unit_id.in_(unit_ids))
    found = session.connection().execute(query).all()
    return list({row.person_id: _recipient(row) for row in reversed(found)}.values())[::-1]


def holds_post_in(session: Session, person_id: int, unit_ids: AbstractSet[int] | None, on: date) -> bool:
    """Tell whether a person holds a post in one of the units (none: in any) on a day."""
    query = _recipients(on).where(people.c.id == person_id).limit(1)
    if unit_ids is not None:
        query = query.where(posts.c.unit_id.in_(unit_ids))
    return session.connection().execute(query).first() is not None


def people_named(session: Session, names: Iterable[str], on: date) -> dict[str, Recipient]:
    """Return the people with one of the names who hold a post that day; a name carried by two people is left out."""
    found = session.connection().execute(_recipients(on).where(people.c.name.in_(set(names)))).all()
    by_name: dict[str, dict[int, Recipient]] = {}
    for row in found:
        by_name.setdefault(row.name, {})[row.person_id] = _recipient(row)
    return {name: next(iter(same.values())) for name, same in by_name.items() if len(same) == 1}


def posts_of_people(session: Session, names: Iterable[str], on: date) -> dict[tuple[int, str], int]:
    """Return, by unit and name, the post somebody holds in that unit that day; not when two there have the name."""
    found = session.connection().execute(
        _recipients(on).where(people.c.name.in_(set(names))).order_by(posts.c.id.desc())
    )
    held: dict[tuple[int, str], dict[int, int]] = {}
    for row in found:
        held.setdefault((row.unit_id, row.name), {})[row.person_id] = row.post_id
    return {key: next(iter(by_person.values())) for key, by_person in held.items() if len(by_person) == 1}


def liaison_posts(session: Session) -> dict[int, int]:
    """Return the liaison post of each unit that has one."""
    found = session.connection().execute(select(posts.c.unit_id, posts.c.id).where(posts.c.is_liaison))
    return {row.unit_id: row.id for row in found}


def unit_by_name(session: Session, name: str) -> int:
    """Return the unit with a full or short name.

    Raises:
        CallError: ``unit-unknown``.
    """
    found = known_units(session).get(name)
    if found is None:
        raise CallError("unit-unknown", ref=name)
    return found


def known_units(session: Session) -> dict[str, int]:
    """Return every name that means one unit (full, or a short one no other unit shares) with its id."""
    rows = session.connection().execute(select(units.c.id, units.c.name, units.c.short_name)).all()
    sharing = Counter(row.short_name for row in rows)
    short = {row.short_name: row.id for row in rows if sharing[row.short_name] == 1}
    return short | {row.name: row.id for row in rows}


def person_by(session: Session, ref: str) -> Person:
    """Return the person with a staff number or, failing that, a name.

    Raises:
        CallError: ``person-unknown`` or ``person-ambiguous``.
    """
    query = select(people).where(or_(people.c.code == ref, people.c.name == ref))
    found = session.connection().execute(query).all()
    exact = [row for row in found if row.code == ref] or list(found)
    if not exact:
        raise CallError("person-unknown", ref=ref)
    if len(exact) > 1:
        raise CallError("person-ambiguous", ref=ref, codes="、".join(row.code for row in exact))
    return Person(**exact[0]._mapping)  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping


def held_on(day: date | ColumnElement[date]) -> ColumnElement[bool]:
    """Return the condition that a holding is in force on a day."""
    return and_(holdings.c.since <= day, or_(holdings.c.until.is_(None), holdings.c.until > day))


def vacant_since(session: Session, post_ids: Iterable[int], day: date) -> dict[int, date]:
    """Return, by id of the post, the day its last holder had left by ``day``; posts nobody ever held are not in it."""
    left = select(holdings.c.post_id, func.max(holdings.c.until)).where(
        holdings.c.post_id.in_(sorted(post_ids)), holdings.c.until <= day
    )
    return {row[0]: row[1] for row in session.connection().execute(left.group_by(holdings.c.post_id))}


def _recipients(on: date | ColumnElement[date]) -> Select[Any]:
    return (
        select(
            posts.c.id.label("post_id"), people.c.id.label("person_id"), people.c.code, people.c.name,
            people.c.mail, people.c.mobile, people.c.robot, posts.c.unit_id, units.c.name.label("unit_name"),
        )
        .join(holdings, holdings.c.post_id == posts.c.id)
        .join(people, people.c.id == holdings.c.person_id)
        .join(units, units.c.id == posts.c.unit_id)
        .where(held_on(on))
    )  # fmt: skip


def _recipient(row: Row[Any]) -> Recipient:
    given = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    names = ("person_id", "code", "name", "unit_id", "unit_name", "mail", "mobile", "robot", "post_id")
    return Recipient(**{name: given[name] for name in names})
