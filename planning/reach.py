"""How far a post reaches: the units whose tasks its holder sees, and those whose tasks the holder acts on. Reads only.

An installation is one tree of units. A post with a wide role (leader, office, assessor, auditor, administrator) serves
its unit and all that lies under it; in a department it serves the unit the department belongs to. At the top that is
everything. Whoever heads a unit answers for what lies under it; staff see it, and act for their own unit.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, bindparam, func, select
from sqlmodel import Session

from config.prepared import among, day_named, prepared
from config.remembering import remembered
from planning.people import Actor, held_on, holdings, people, posts, units

#: Roles that see and act on everything under the unit their post serves.
WIDE = frozenset({"leader", "office", "assessor", "auditor", "administrator"})
#: Where a street without a superior on record stands at the top of a tree, its posts do not serve the whole of it.
_LOWER = frozenset({"street", "community", "station"})
#: Role → the units it reaches; none for all of them.
Reach = Mapping[str, frozenset[int] | None]


@dataclass(frozen=True)
class HeldPost:
    """A post held; ``serves`` is the unit whose subtree it reaches, none when that is everything."""

    id: int
    name: str
    role: str
    unit_id: int
    unit: str
    serves: int | None = None


def posts_of(session: Session, person_id: int | None, day: date) -> tuple[HeldPost, ...]:
    """Return the posts a person holds on a day, in the order of the roster."""
    if person_id is None:
        return ()
    asked = prepared(
        session,
        "posts held",
        lambda: _holding((holdings.c.person_id == bindparam("person")) & held_on(day_named("day"))),
    )
    return _posts(asked.run(session, {"person": person_id, "day": day}))


def posts_acted_with(session: Session, actor: Actor, day: date) -> tuple[HeldPost, ...]:
    """Return the posts an actor acts with: those named, and those of whom the actor stands in for."""
    acted: ColumnElement[bool] = posts.c.id.in_(actor.post_ids)
    if actor.on_behalf_of:
        acted |= (people.c.code == actor.on_behalf_of) & held_on(day)
    return _held(session, acted)


def subtrees(session: Session, roots: Iterable[int]) -> dict[int, frozenset[int]]:
    """Return each unit with all that lies under it, in one query for all of them."""
    wanted = set(roots)
    if not wanted:
        return {}
    key = ("subtrees", frozenset(wanted))
    return dict(remembered(session, key, lambda: _under(session, wanted), settled=True))


def _under(session: Session, wanted: Collection[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {root: set() for root in wanted}
    for row in prepared(session, "subtrees", _subtrees).run(session, {"roots": list(wanted)}):
        found[row.root].add(row.id)
    return {root: frozenset(ids) for root, ids in found.items()}


def _subtrees() -> Select[Any]:
    top = select(units.c.id.label("root"), units.c.id.label("id")).where(among(units.c.id, "roots"))
    base = top.cte(recursive=True)
    under = base.union(select(base.c.root, units.c.id).join(base, units.c.parent_id == base.c.id))
    return select(under.c.root, under.c.id)


def reach_and_sight(
    session: Session, held: Iterable[HeldPost]
) -> tuple[dict[str, frozenset[int] | None], frozenset[int] | None]:
    """Return, for the holder of these posts, the units each role acts on, and the units whose tasks are seen.

    No query when the posts serve everything, one otherwise; one more for a wide role that serves a part, which may be
    all there is: a street that keeps a house of its own.
    """
    held = tuple(held)
    below = subtrees(session, {post.serves for post in held if post.serves is not None})
    part = {post.serves for post in held if post.role in WIDE and post.serves is not None}
    known = session.connection().execute(select(func.count()).select_from(units)).scalar_one() if part else 0
    held = tuple(
        replace(post, serves=None) if post.serves in part and len(below[post.serves]) == known else post
        for post in held
    )
    reach: dict[str, frozenset[int] | None] = {}
    sight: frozenset[int] | None = frozenset()
    for post in held:
        seen = below[post.serves] if post.serves is not None else None
        acted = frozenset({post.unit_id}) if post.role == "staff" else seen
        reach[post.role] = _joined(reach.get(post.role, frozenset()), acted)
        sight = _joined(sight, seen)
    return reach, sight


def _joined(one: frozenset[int] | None, other: frozenset[int] | None) -> frozenset[int] | None:
    return None if one is None or other is None else one | other


def _held(session: Session, condition: ColumnElement[bool]) -> tuple[HeldPost, ...]:
    return _posts(session.connection().execute(_holding(condition)))


def _holding(condition: ColumnElement[bool]) -> Select[Any]:
    above = units.alias()
    return (
        select(
            posts.c.id, posts.c.name, posts.c.role, posts.c.unit_id, units.c.short_name,
            units.c.kind, units.c.parent_id, above.c.parent_id.label("grandparent_id"),
        )
        .distinct()
        .join(units, units.c.id == posts.c.unit_id)
        .outerjoin(above, above.c.id == units.c.parent_id)
        .outerjoin(holdings, holdings.c.post_id == posts.c.id)
        .outerjoin(people, people.c.id == holdings.c.person_id)
        .where(condition)
        .order_by(posts.c.id)
    )  # fmt: skip


def _posts(rows: Iterable[Row[Any]]) -> tuple[HeldPost, ...]:
    return tuple(HeldPost(row.id, row.name, row.role, row.unit_id, row.short_name, _served(row)) for row in rows)


def _served(row: Row[Any]) -> int | None:
    """Return the unit whose subtree a post reaches; none for everything."""
    if row.role not in WIDE:
        return int(row.unit_id)
    in_department = row.kind == "department" and row.parent_id is not None
    unit_id, above = (row.parent_id, row.grandparent_id) if in_department else (row.unit_id, row.parent_id)
    return None if above is None and row.kind not in _LOWER else int(unit_id)
