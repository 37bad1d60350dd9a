"""Who may work on a review: the office and the leading group, or who stands in for one of them, for their own units.

Who reaches everything works on every review. The office of a part of the house, such as a street's own, works on those
begun by people of that part, for a unit of that part; it registers items there and nowhere else. A review that others
began for one of its units it may read, as long as the document speaks of no other unit.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlmodel import Session

from config.clock import local_day
from config.database import table_of
from config.errors import CallError, DubanError
from planning.ledger import tasks
from planning.models import Review
from planning.people import Actor, held_on, holdings, known_units, people, posts, units
from planning.rights import units_of_right

_reviews = table_of(Review)


@dataclass(frozen=True)
class Part:
    """The part of the house whose plans somebody works on: its units, their names, and the people who hold posts.

    Its reviews are those its own people began; with ``led_by_others`` those others began for one of its units.
    """

    unit_ids: frozenset[int]
    names: frozenset[str]
    refs: frozenset[str]
    led_by_others: bool = False

    def has(self, review: Mapping[str, Any]) -> bool:
        """Tell whether a review (``default_unit``, ``opened_by``) is one of this part."""
        return review["default_unit"] in self.names and (review["opened_by"] in self.refs) != self.led_by_others

    @property
    def condition(self) -> ColumnElement[bool]:
        """The same, asked of the table of reviews."""
        own = _reviews.c.opened_by.in_(self.refs)
        return and_(_reviews.c.default_unit.in_(self.names), not_(own) if self.led_by_others else own)

    @property
    def of_others(self) -> "Part":
        """The same part with the reviews that others began for it: its office reads them and changes nothing."""
        return replace(self, led_by_others=True)


def require_directing(session: Session, actor: Actor, now: datetime) -> Part | None:
    """Return the part of the house whose plans somebody may import and review; none for all of it.

    No query when that is known (``Actor.reach``) and is everything.

    Raises:
        DubanError: ``review-of-the-office``.
    """
    reached = units_of_right(session, actor, "import", now)
    if reached is None:
        return None
    if not reached:
        raise DubanError("review-of-the-office", name=actor.name)
    return _part(session, actor, reached, local_day(now))


def require_review(session: Session, part: Part | None, review_id: int) -> None:
    """Do nothing when a review is one of a part of the house (none: of all of it).

    Raises:
        CallError: ``review-unknown``, as if it were not there.
    """
    if part is None:
        return
    query = select(_reviews.c.id).where(_reviews.c.id == review_id, part.condition)
    if session.connection().execute(query).first() is None:
        raise CallError("review-unknown", review=review_id)


def names_only(session: Session, part: Part, units_named: Iterable[str | None]) -> bool:
    """Tell whether the units named belong to a part of the house; names nobody knows are nobody's."""
    known = known_units(session)
    return all(known.get(name or "") in {None, *part.unit_ids} for name in units_named)


def is_reviewed(session: Session, part: Part | None, document_id: int) -> bool:
    """Tell whether a document is under review in a part of the house."""
    query = select(_reviews.c.id).where(_reviews.c.document_id == document_id)
    query = query if part is None else query.where(part.condition)
    return session.connection().execute(query.limit(1)).first() is not None


def home_of(session: Session, part: Part | None, given: str) -> str:
    """Return the unit that items without one go to: as given; in a part of the house its topmost unless given.

    Raises:
        DubanError: ``import-elsewhere``.
    """
    if part is None:
        return given
    if not given:
        query = select(units.c.name).where(
            units.c.id.in_(part.unit_ids), or_(units.c.parent_id.is_(None), units.c.parent_id.not_in(part.unit_ids))
        )
        given = session.connection().execute(query.order_by(units.c.position, units.c.id)).scalars().first() or ""
    if given not in part.names:
        raise DubanError("import-elsewhere", units=given)
    return given


def require_own_plan(session: Session, part: Part | None, plan_id: int | None) -> None:
    """Do nothing when all items of a plan belong to a part of the house.

    Raises:
        CallError: ``review-plan-unknown``, as if it were not there.
    """
    if part is None or plan_id is None:
        return
    query = select(tasks.c.id).where(tasks.c.plan_id == plan_id)
    known = session.connection().execute(query.limit(1)).first()
    others = session.connection().execute(query.where(tasks.c.unit_id.not_in(part.unit_ids)).limit(1)).first()
    if known is None or others is not None:
        raise CallError("review-plan-unknown", plan=plan_id)


def plans_of_others(session: Session, part: Part | None) -> set[int]:
    """Return the plans with items outside a part of the house: who works for that part does not amend them."""
    if part is None:
        return set()
    query = select(tasks.c.plan_id).where(tasks.c.unit_id.not_in(part.unit_ids)).distinct()
    return set(session.connection().execute(query).scalars())


def require_own_units(
    session: Session, part: Part | None, unit_ids: Iterable[int], post_ids: Iterable[int | None]
) -> None:
    """Do nothing when units, and the units of posts, belong to a part of the house.

    Raises:
        DubanError: ``import-elsewhere``, naming the others.
    """
    if part is None:
        return
    of_posts = select(posts.c.unit_id).where(posts.c.id.in_({each for each in post_ids if each is not None}))
    meant = set(unit_ids) | set(session.connection().execute(of_posts).scalars())
    others = meant - part.unit_ids
    if others:
        named = select(units.c.short_name).where(units.c.id.in_(others)).order_by(units.c.position, units.c.id)
        raise DubanError("import-elsewhere", units="、".join(session.connection().execute(named).scalars()))


def _part(session: Session, actor: Actor, unit_ids: frozenset[int], day: date) -> Part:
    names = frozenset(name for name, unit_id in known_units(session).items() if unit_id in unit_ids)
    query = (
        select(people.c.code)
        .join(holdings, holdings.c.person_id == people.c.id)
        .join(posts, posts.c.id == holdings.c.post_id)
        .where(posts.c.unit_id.in_(unit_ids), held_on(day))
    )
    return Part(unit_ids, names, frozenset({actor.ref, *session.connection().execute(query).scalars()}))
