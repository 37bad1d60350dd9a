"""The roster changed by hand: units, posts and people, one at a time, with what each was before. Writes, never commits.

Every change returns the fields that became others as ``{field: [before, after]}``, for the audit trail; an empty answer
means that nothing changed. Who edits says which values were seen (``seen_of``), and is told when they have changed.
"""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Row, Table, func, insert, select, update
from sqlalchemy import delete as delete_rows
from sqlmodel import Session

from config.errors import CallError, Conflict, DubanError
from config.language import labels
from planning.ledger import tasks
from planning.lifecycle import LIVE_STATES
from planning.people import held_on, holdings, people, posts, units
from planning.roster_file import is_mail, is_mobile

UNIT_FIELDS = ("name", "short_name", "kind", "parent_id")
POST_FIELDS = ("name", "role", "is_liaison")
PERSON_FIELDS = ("name", "mail", "mobile", "robot")
_LONGEST = 100
Changes = dict[str, list[object]]


def seen_of(row: Mapping[str, Any] | Row[Any], fields: tuple[str, ...]) -> str:
    """Return a mark of the values a form was shown with."""
    values = row if isinstance(row, Mapping) else row._mapping  # noqa: SLF001 - SQLAlchemy's public name
    return hashlib.sha256(json.dumps([values[name] for name in fields], default=str).encode()).hexdigest()[:16]


def add_unit(session: Session, *, name: str, short_name: str, kind: str, parent_id: int | None) -> int:
    """Add a unit and return its id.

    Raises:
        DubanError: ``roster-name-empty``, ``unit-name-taken``, ``unit-needs-superior``.
        CallError: ``roster-choice-unknown``.
    """
    given = {"name": name, "short_name": short_name or name, "kind": kind, "parent_id": parent_id}
    _require_unit(session, None, given)
    position = session.connection().execute(select(func.count()).select_from(units)).scalar_one()
    return _added(session, units, {**given, "position": position})


def change_unit(session: Session, unit_id: int, given: Mapping[str, Any], *, seen: str) -> Changes:
    """Give a unit another name, short name, kind or superior.

    Raises:
        DubanError: as ``add_unit``; ``unit-circle`` when it would stand above itself.
        Conflict: ``roster-changed``.
    """
    row = _locked(session, units, unit_id, UNIT_FIELDS, seen)
    _require_unit(session, unit_id, given)
    return _changed(session, units, row, given, UNIT_FIELDS)


def remove_unit(session: Session, unit_id: int) -> str:
    """Take away a unit that nothing hangs on, and return its name.

    Raises:
        DubanError: ``unit-in-use`` saying what hangs on it.
    """
    row = _row(session, units, unit_id)
    hanging = {
        "tasks": _count(session, tasks, tasks.c.unit_id == unit_id),
        "posts": _count(session, posts, posts.c.unit_id == unit_id),
        "units": _count(session, units, units.c.parent_id == unit_id),
    }
    if any(hanging.values()):
        raise DubanError("unit-in-use", name=row.name, **hanging)
    session.connection().execute(delete_rows(units).where(units.c.id == unit_id))
    return str(row.name)


def add_post(session: Session, unit_id: int, *, name: str, role: str, is_liaison: bool) -> int:
    """Add a post to a unit and return its id; a unit's one liaison post is the one named last.

    Raises:
        DubanError: ``roster-name-empty``, ``post-name-taken``.
        CallError: ``roster-choice-unknown``.
    """
    _row(session, units, unit_id)
    given = {"name": name, "role": role, "is_liaison": is_liaison}
    _require_post(session, unit_id, None, given)
    made = _added(session, posts, {**given, "unit_id": unit_id})
    _keep_one_liaison(session, unit_id, made, is_liaison=is_liaison)
    return made


def change_post(session: Session, post_id: int, given: Mapping[str, Any], *, seen: str) -> Changes:
    """Give a post another name or role, or make it the unit's liaison. With the role its holder's rights change.

    Raises:
        DubanError: as ``add_post``.
        Conflict: ``roster-changed``.
    """
    row = _locked(session, posts, post_id, POST_FIELDS, seen)
    _require_post(session, row.unit_id, post_id, given)
    changes = _changed(session, posts, row, given, POST_FIELDS)
    _keep_one_liaison(session, row.unit_id, post_id, is_liaison=bool(given["is_liaison"]))
    return changes


def remove_post(session: Session, post_id: int) -> str:
    """Take away a post that was never held and answers for nothing, and return its name.

    Raises:
        DubanError: ``post-in-use``.
    """
    row = _row(session, posts, post_id)
    held = _count(session, holdings, holdings.c.post_id == post_id)
    answers = _count(session, tasks, tasks.c.owner_post_id == post_id)
    if held or answers:
        raise DubanError("post-in-use", name=row.name, held=held, tasks=answers)
    session.connection().execute(delete_rows(posts).where(posts.c.id == post_id))
    return str(row.name)


def vacate_post(session: Session, post_id: int, on: date) -> Changes:
    """Let the holder of a post leave it: from ``on`` on nobody holds it, and nobody begins later either.

    Raises:
        DubanError: ``post-vacant``.
    """
    query = select(holdings.c.id, holdings.c.since, people.c.name).join(people, people.c.id == holdings.c.person_id)
    row = session.connection().execute(query.where(holdings.c.post_id == post_id, held_on(on))).first()
    if row is None:
        raise DubanError("post-vacant")
    ends = max(on, row.since)
    session.connection().execute(update(holdings).where(holdings.c.id == row.id).values(until=ends))
    session.connection().execute(
        delete_rows(holdings).where(holdings.c.post_id == post_id, holdings.c.since >= ends, holdings.c.id != row.id)
    )
    return {"holder": [row.name, ""]}


def open_items_of(session: Session, post_id: int) -> int:
    """Return how many open items a post answers for; their deliverables are not counted beside them."""
    theirs = (tasks.c.owner_post_id == post_id) & tasks.c.state.in_(LIVE_STATES)
    return _count(session, tasks, theirs & tasks.c.parent_id.is_(None))


def add_person(session: Session, *, code: str, given: Mapping[str, str]) -> int:
    """Add a person with a staff number and return the id.

    Raises:
        DubanError: ``roster-name-empty``, ``person-code-taken``, ``mail-wrong``, ``mobile-wrong``.
    """
    if not code or len(code) > _LONGEST or any(sign.isspace() for sign in code):
        raise DubanError("person-code-wrong", code=code[:20])
    if _count(session, people, people.c.code == code):
        raise DubanError("person-code-taken", code=code)
    _require_person(given)
    return _added(session, people, {"code": code, **{name: given[name] for name in PERSON_FIELDS}})


def change_person(session: Session, person_id: int, given: Mapping[str, str], *, seen: str) -> Changes:
    """Give a person another name or other addresses.

    Raises:
        DubanError: ``roster-name-empty``, ``mail-wrong``, ``mobile-wrong``.
        Conflict: ``roster-changed``.
    """
    row = _locked(session, people, person_id, PERSON_FIELDS, seen)
    _require_person(given)
    return _changed(session, people, row, given, PERSON_FIELDS)


def _require_unit(session: Session, unit_id: int | None, given: Mapping[str, Any]) -> None:
    _require_name(given["name"])
    _require_name(given["short_name"])
    _require_choice("unit_kind", given["kind"])
    taken = (units.c.name == given["name"]) & (units.c.id != (unit_id or 0))
    if _count(session, units, taken):
        raise DubanError("unit-name-taken", name=given["name"])
    above = given["parent_id"]
    if above is None and _count(session, units, units.c.parent_id.is_(None) & (units.c.id != (unit_id or 0))):
        raise DubanError("unit-needs-superior", name=given["name"])
    parents = {row.id: row.parent_id for row in session.connection().execute(select(units.c.id, units.c.parent_id))}
    if above is not None and above not in parents:
        raise DubanError("roster-row-missing")
    while above is not None and unit_id is not None:
        if above == unit_id:
            raise DubanError("unit-circle", name=given["name"])
        above = parents[above]


def _require_post(session: Session, unit_id: int, post_id: int | None, given: Mapping[str, Any]) -> None:
    _require_name(given["name"])
    _require_choice("role", given["role"])
    same = (posts.c.unit_id == unit_id) & (posts.c.name == given["name"]) & (posts.c.id != (post_id or 0))
    if _count(session, posts, same):
        raise DubanError("post-name-taken", name=given["name"])


def _require_person(given: Mapping[str, str]) -> None:
    _require_name(given["name"])
    if given["mail"] and not is_mail(given["mail"]):
        raise DubanError("mail-wrong", mail=given["mail"][:60])
    if given["mobile"] and not is_mobile(given["mobile"]):
        raise DubanError("mobile-wrong", mobile=given["mobile"][:20])


def _require_name(name: str) -> None:
    if not name or len(name) > _LONGEST:
        raise DubanError("roster-name-empty", most=_LONGEST)


def _require_choice(kind: str, value: str) -> None:
    if value not in labels(kind):
        raise CallError("roster-choice-unknown", value=value[:20])


def _keep_one_liaison(session: Session, unit_id: int, post_id: int, *, is_liaison: bool) -> None:
    if is_liaison:
        others = (posts.c.unit_id == unit_id) & (posts.c.id != post_id)
        session.connection().execute(update(posts).where(others).values(is_liaison=False))


def _row(session: Session, table: Table, row_id: int) -> Row[Any]:
    found = session.connection().execute(select(table).where(table.c.id == row_id).with_for_update()).first()
    if found is None:
        raise DubanError("roster-row-missing")
    return found


def _locked(session: Session, table: Table, row_id: int, fields: tuple[str, ...], seen: str) -> Row[Any]:
    row = _row(session, table, row_id)
    if seen_of(row, fields) != seen:
        raise Conflict("roster-changed", name=row.name)
    return row


def _added(session: Session, table: Table, values: Mapping[str, Any]) -> int:
    return int(session.connection().execute(insert(table).values(**values).returning(table.c.id)).scalar_one())


def _changed(
    session: Session, table: Table, row: Row[Any], given: Mapping[str, Any], fields: tuple[str, ...]
) -> Changes:
    before = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
    changes: Changes = {name: [before[name], given[name]] for name in fields if before[name] != given[name]}
    if changes:
        values = {name: given[name] for name in changes}
        session.connection().execute(update(table).where(table.c.id == row.id).values(**values))
    return changes


def _count(session: Session, table: Table, condition: Any) -> int:  # noqa: ANN401 - an SQL condition
    return int(session.connection().execute(select(func.count()).select_from(table).where(condition)).scalar_one())
