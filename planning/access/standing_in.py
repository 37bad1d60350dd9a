"""Standing in: a person may act for another for some days, granted by that person or by the office. Never commits.

A stand-in acts with the other's posts and no others, so that nothing passes on to a third; while somebody is stood in
for, that person is away and stands in for nobody. A grant ends by itself after its last day.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, insert, select, update
from sqlmodel import Session

from config.clock import local_day
from config.errors import Conflict, DubanError
from planning.access.accounts import sign_ins
from planning.access.audit import write_down
from planning.access.viewers import Viewer, principals_of, stand_ins
from planning.people import Actor, people

LONGEST_DAYS, MOST_NOTE, MOST_LISTED = 366, 200, 200


@dataclass(frozen=True)
class Granted:
    """A grant as it is listed; ``state`` is a value of the labels ``stand_in``."""

    id: int
    person_id: int
    person: str
    deputy_id: int
    deputy: str
    since: date
    until: date
    note: str
    state: str


def grant(
    session: Session,
    actor: Actor,
    *,
    person_id: int,
    deputy_id: int,
    since: date,
    until: date,
    note: str = "",
    now: datetime,
) -> int:
    """Let a deputy act for a person from a day until another, both inclusive; return the grant.

    Raises:
        DubanError: ``stand-in-oneself``, ``stand-in-days``, ``stand-in-chain``, ``stand-in-by-deputy``,
            ``stand-in-note``.
        Conflict: ``stand-in-known`` when the same is granted already.
    """
    names = _names(session, person_id, deputy_id)
    _require_sound(session, actor, names, person_id=person_id, deputy_id=deputy_id, span=(since, until), now=now)
    if len(note) > MOST_NOTE:
        raise DubanError("stand-in-note", most=MOST_NOTE)
    row = {
        "person_id": person_id, "deputy_id": deputy_id, "since": since, "until": until, "note": note,
        "granted_by": actor.ref, "granted_at": now,
    }  # fmt: skip
    made = session.connection().execute(insert(stand_ins).values(row).returning(stand_ins.c.id)).scalar_one()
    detail = {"person": names[person_id], "deputy": names[deputy_id], "since": since, "until": until, "note": note}
    write_down(session, actor, "stand-in-granted", now, subject=f"person:{person_id}", detail=detail)
    return int(made)


def revoke(session: Session, actor: Actor, grant_id: int, now: datetime) -> None:
    """End a grant at once; nothing when it has ended already.

    Raises:
        DubanError: ``stand-in-missing``.
    """
    row = granted_by_id(session, grant_id)
    ended = session.connection().execute(
        update(stand_ins)
        .where(stand_ins.c.id == grant_id, stand_ins.c.revoked_at.is_(None))
        .values(revoked_at=now)
        .returning(stand_ins.c.id)
    )
    if ended.first() is not None:
        detail = {"person_id": row.person_id, "deputy_id": row.deputy_id, "since": row.since, "until": row.until}
        write_down(session, actor, "stand-in-revoked", now, subject=f"person:{row.person_id}", detail=detail)


def granted_by_id(session: Session, grant_id: int) -> Row[Any]:
    """Return the row of a grant.

    Raises:
        DubanError: ``stand-in-missing``.
    """
    found = session.connection().execute(select(stand_ins).where(stand_ins.c.id == grant_id)).first()
    if found is None:
        raise DubanError("stand-in-missing")
    return found


def grants(session: Session, day: date, *, person_id: int | None = None) -> list[Granted]:
    """Return the newest grants, those of one person or of all; what is in force comes first."""
    person, deputy = people.alias(), people.alias()
    query = (
        select(stand_ins, person.c.name.label("person"), deputy.c.name.label("deputy"))
        .join(person, person.c.id == stand_ins.c.person_id)
        .join(deputy, deputy.c.id == stand_ins.c.deputy_id)
        .order_by(stand_ins.c.id.desc())
        .limit(MOST_LISTED)
    )
    if person_id is not None:
        query = query.where(stand_ins.c.person_id == person_id)
    listed = [
        Granted(
            row.id, row.person_id, row.person, row.deputy_id, row.deputy, row.since, row.until, row.note,
            _state(row, day),
        )
        for row in session.connection().execute(query)
    ]  # fmt: skip
    return sorted(listed, key=lambda each: _ORDER.index(each.state))


_ORDER = ("in_force", "to_come", "over", "revoked")


def _state(row: Row[Any], day: date) -> str:
    if row.revoked_at is not None:
        return "revoked"
    if row.until < day:
        return "over"
    return "to_come" if row.since > day else "in_force"


def stand_in_for(session: Session, viewer: Viewer, person_id: int | None, now: datetime) -> None:
    """Let a session act for somebody from now on; with nobody, for oneself again.

    Raises:
        DubanError: ``stand-in-not-granted``.
    """
    granted = {each.id: each for each in principals_of(session, viewer.person_id, local_day(now))}
    if person_id is not None and person_id not in granted:
        raise DubanError("stand-in-not-granted")
    session.connection().execute(
        update(sign_ins).where(sign_ins.c.id == viewer.sign_in_id).values(standing_in_for=person_id)
    )
    oneself = Actor(viewer.actor.ref, viewer.actor.name)
    detail = {"for": granted[person_id].name if person_id is not None else ""}
    write_down(session, oneself, "stood-in", now, subject=f"person:{person_id or viewer.person_id}", detail=detail)


def _names(session: Session, *person_ids: int) -> dict[int, str]:
    found = session.connection().execute(select(people.c.id, people.c.name).where(people.c.id.in_(person_ids)))
    names = {row.id: row.name for row in found}
    if missing := set(person_ids) - names.keys():
        raise DubanError("stand-in-nobody", id=min(missing))
    return names


def _require_sound(
    session: Session,
    actor: Actor,
    names: dict[int, str],
    *,
    person_id: int,
    deputy_id: int,
    span: tuple[date, date],
    now: datetime,
) -> None:
    since, until = span
    if actor.on_behalf_of:
        raise DubanError("stand-in-by-deputy", name=actor.name)
    if person_id == deputy_id:
        raise DubanError("stand-in-oneself", name=names[person_id])
    if until < since or until < local_day(now) or (until - since).days >= LONGEST_DAYS:
        raise DubanError("stand-in-days", most=LONGEST_DAYS)
    same = and_(stand_ins.c.person_id == person_id, stand_ins.c.deputy_id == deputy_id)
    if _overlaps(session, same, span):
        raise Conflict("stand-in-known", person=names[person_id], deputy=names[deputy_id])
    if _overlaps(session, stand_ins.c.person_id == deputy_id, span):
        raise DubanError("stand-in-chain", name=names[deputy_id])
    if _overlaps(session, stand_ins.c.deputy_id == person_id, span):
        raise DubanError("stand-in-chain", name=names[person_id])


def _overlaps(session: Session, condition: ColumnElement[bool], span: tuple[date, date]) -> bool:
    since, until = span
    meets = and_(stand_ins.c.since <= until, stand_ins.c.until >= since, stand_ins.c.revoked_at.is_(None))
    return session.connection().execute(select(stand_ins.c.id).where(condition, meets).limit(1)).first() is not None
