"""The roster as the pages of the administration show it: the tree of units, a unit, a post, people, a person."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, func, or_, select, true
from sqlmodel import Session

from config.errors import DubanError
from planning.access.accounts import accounts
from planning.people import held_on, holdings, people, posts, units
from planning.roster_editing import PERSON_FIELDS, POST_FIELDS, UNIT_FIELDS, open_items_of, seen_of
from web.answers.lines import Answer
from web.asking import PAGE_SIZE

_MOST_UNITS = 5_000
#: The units of the part of the house somebody keeps or reads the roster of; none for all of it.
Within = frozenset[int] | None


class UnitRow(Answer):
    """A unit in the tree, ``depth`` levels down, with how many posts it has and how many of them are vacant."""

    id: int
    name: str
    short_name: str
    kind: str
    depth: int
    posts: int
    vacant: int


class PostRow(Answer):
    """A post with who holds it today, and from when somebody else does."""

    id: int
    name: str
    role: str
    is_liaison: bool
    unit_id: int
    unit: str
    person_id: int | None = None
    person: str = ""
    since: date | None = None
    next_person: str = ""
    next_since: date | None = None


class Term(Answer):
    """A time in which somebody held a post; ``until`` is the first day not held any more."""

    post_id: int
    post: str
    unit: str
    role: str
    person_id: int
    person: str
    since: date
    until: date | None


class PersonRow(Answer):
    """A person with what they hold today."""

    id: int
    code: str
    name: str
    mail: str
    mobile: str
    holds: str
    has_account: bool


def unit_tree(session: Session, day: date, within: Within = None) -> list[UnitRow]:
    """Return all units (of a part of the house), each under its superior, in the order of the roster."""
    connection = session.connection()
    query = select(units).order_by(units.c.position, units.c.id).limit(_MOST_UNITS)
    rows = list(connection.execute(query.where(inside(units.c.id, within))).mappings().all())
    counted = select(posts.c.unit_id, func.count().label("posts"), func.count(holdings.c.id).label("held"))
    held = counted.outerjoin(holdings, (holdings.c.post_id == posts.c.id) & held_on(day)).group_by(posts.c.unit_id)
    counts = {row.unit_id: (row.posts, row.posts - row.held) for row in connection.execute(held)}
    shown = {row["id"] for row in rows}
    below: dict[int | None, list[RowMapping]] = {}
    for row in rows:  # what stands under nothing that is shown stands at the top
        below.setdefault(row["parent_id"] if row["parent_id"] in shown else None, []).append(row)
    return list(_walk(below, None, 0, counts))


def _walk(
    below: Mapping[int | None, list[RowMapping]], above: int | None, depth: int, counts: Mapping[int, tuple[int, int]]
) -> Iterable[UnitRow]:
    for row in below.get(above, ()):
        in_all, vacant = counts.get(row["id"], (0, 0))
        names = {name: row[name] for name in ("id", "name", "short_name", "kind")}
        yield UnitRow(**names, depth=depth, posts=in_all, vacant=vacant)
        yield from _walk(below, row["id"], depth + 1, counts)


def unit_shown(session: Session, unit_id: int, day: date, within: Within = None) -> dict[str, Any]:
    """Return a unit with its superior, its posts and the units under it.

    Raises:
        DubanError: ``roster-row-missing``, also for a unit of another part of the house.
    """
    row = _row(session, unit_id)
    _require_in(within, unit_id)
    parents = select(units.c.id, units.c.short_name).where(units.c.parent_id == unit_id).order_by(units.c.position)
    return {
        "unit": dict(row),
        "seen": seen_of(dict(row), UNIT_FIELDS),
        "posts": post_rows(session, day, unit_id=unit_id),
        "parts": [(each.id, each.short_name) for each in session.connection().execute(parents)],
        "superiors": [(each.id, each.short_name) for each in unit_tree(session, day, within) if each.id != unit_id],
    }


def _row(session: Session, unit_id: int) -> RowMapping:
    row = session.connection().execute(select(units).where(units.c.id == unit_id)).mappings().first()
    if row is None:
        raise DubanError("roster-row-missing")
    return row


def post_rows(session: Session, day: date, *, unit_id: int | None = None, post_id: int | None = None) -> list[PostRow]:
    """Return the posts of a unit, or one post, with their holders."""
    query = select(
        posts.c.id, posts.c.name, posts.c.role, posts.c.is_liaison, posts.c.unit_id, units.c.short_name.label("unit")
    ).join(units, units.c.id == posts.c.unit_id)
    query = query.where(posts.c.unit_id == unit_id) if post_id is None else query.where(posts.c.id == post_id)
    rows = list(session.connection().execute(query.order_by(posts.c.id)).mappings().all())
    terms = terms_of(session, post_ids=[row["id"] for row in rows])
    held = {term.post_id: term for term in terms if term.since <= day and (term.until is None or term.until > day)}
    to_come = {
        term.post_id: term for term in sorted(terms, key=lambda term: term.since, reverse=True) if term.since > day
    }
    return [_post_row(row, held.get(row["id"]), to_come.get(row["id"])) for row in rows]


def _post_row(row: RowMapping, now: Term | None, soon: Term | None) -> PostRow:
    return PostRow(
        id=row["id"],
        name=row["name"],
        role=row["role"],
        is_liaison=row["is_liaison"],
        unit_id=row["unit_id"],
        unit=row["unit"],
        person_id=now.person_id if now else None,
        person=now.person if now else "",
        since=now.since if now else None,
        next_person=soon.person if soon else "",
        next_since=soon.since if soon else None,
    )


def post_shown(session: Session, post_id: int, day: date, within: Within = None) -> dict[str, Any]:
    """Return a post with everybody who held it and how many open items it answers for.

    Raises:
        DubanError: ``roster-row-missing``, also for a post of another part of the house.
    """
    found = post_rows(session, day, post_id=post_id)
    if not found:
        raise DubanError("roster-row-missing")
    post = found[0]
    _require_in(within, post.unit_id)
    return {
        "post": post,
        "seen": seen_of(post.model_dump(), POST_FIELDS),
        "terms": terms_of(session, post_ids=[post_id]),
        "open_items": open_items_of(session, post_id),
    }


def terms_of(
    session: Session, *, post_ids: list[int] | None = None, person_id: int | None = None, within: Within = None
) -> list[Term]:
    """Return who held these posts, or what a person held (in a part of the house), the newest first."""
    query = (
        select(
            posts.c.id.label("post_id"), posts.c.name.label("post"), posts.c.role, units.c.short_name.label("unit"),
            people.c.id.label("person_id"), people.c.name.label("person"), holdings.c.since, holdings.c.until,
        )
        .select_from(holdings)
        .join(posts, posts.c.id == holdings.c.post_id)
        .join(units, units.c.id == posts.c.unit_id)
        .join(people, people.c.id == holdings.c.person_id)
        .where(inside(posts.c.unit_id, within))
        .order_by(holdings.c.since.desc(), holdings.c.id.desc())
    )  # fmt: skip
    query = (
        query.where(holdings.c.person_id == person_id) if post_ids is None else query.where(posts.c.id.in_(post_ids))
    )
    return [Term(**row) for row in session.connection().execute(query).mappings()]


def people_page(
    session: Session, text: str, page: int, day: date, within: Within = None
) -> tuple[list[PersonRow], int]:
    """Return one page of the people whose name, number or unit holds a text, and how many there are.

    ``within``: only those with a post in a part of the house.
    """
    query = select(people).order_by(people.c.code)
    if within is not None:
        query = query.where(people.c.id.in_(seated(within, day)))
    if text:
        in_unit = (
            select(holdings.c.person_id)
            .join(posts, posts.c.id == holdings.c.post_id)
            .join(units, units.c.id == posts.c.unit_id)
            .where(held_on(day), units.c.name.icontains(text, autoescape=True))
        )
        named = people.c.name.icontains(text, autoescape=True) | people.c.code.icontains(text, autoescape=True)
        query = query.where(or_(named, people.c.id.in_(in_unit)))
    connection = session.connection()
    total = connection.execute(select(func.count()).select_from(query.subquery())).scalar_one()
    rows = list(connection.execute(query.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)).mappings().all())
    ids = [row["id"] for row in rows]
    held = _held(session, ids, day, within)
    with_account = set(connection.execute(select(accounts.c.person_id).where(accounts.c.person_id.in_(ids))).scalars())
    names = ("id", "code", "name", "mail", "mobile")
    return [
        PersonRow(
            **{name: row[name] for name in names},
            holds="；".join(held.get(row["id"], ())),
            has_account=row["id"] in with_account,
        )
        for row in rows
    ], int(total)


def _held(session: Session, ids: list[int], day: date, within: Within) -> dict[int, list[str]]:
    query = (
        select(holdings.c.person_id, units.c.short_name, posts.c.name)
        .join(posts, posts.c.id == holdings.c.post_id)
        .join(units, units.c.id == posts.c.unit_id)
        .where(holdings.c.person_id.in_(ids), held_on(day), inside(posts.c.unit_id, within))
        .order_by(posts.c.id)
    )
    found: dict[int, list[str]] = {}
    for row in session.connection().execute(query):
        found.setdefault(row.person_id, []).append(f"{row.short_name} · {row.name}")
    return found


def person_shown(session: Session, person_id: int, day: date, within: Within = None) -> dict[str, Any]:
    """Return a person with all posts held so far (in a part of the house).

    Raises:
        DubanError: ``roster-row-missing``, also for somebody without a post in that part.
    """
    query = select(people).where(people.c.id == person_id)
    if within is not None:
        query = query.where(people.c.id.in_(seated(within, day)))
    row = session.connection().execute(query).mappings().first()
    if row is None:
        raise DubanError("roster-row-missing")
    return {
        "person": dict(row),
        "seen": seen_of(dict(row), PERSON_FIELDS),
        "terms": terms_of(session, person_id=person_id, within=within),
    }


def seated(within: frozenset[int], day: date) -> Select[tuple[int]]:
    """Return who holds a post in some units, on a day or after it."""
    return (
        select(holdings.c.person_id)
        .join(posts, posts.c.id == holdings.c.post_id)
        .where(posts.c.unit_id.in_(within), or_(holdings.c.until.is_(None), holdings.c.until > day))
    )


def inside(column: ColumnElement[Any], within: Within) -> ColumnElement[bool]:
    """Return the condition that a unit's id is that of one of the part; always true for all of it."""
    return true() if within is None else column.in_(within)


def _require_in(within: Within, unit_id: int) -> None:
    if within is not None and unit_id not in within:
        raise DubanError("roster-row-missing")
