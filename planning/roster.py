"""The roster: units, posts and people brought in from a file, changed, and shown. Writes but does not commit."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, true
from sqlmodel import Session, col
from sqlmodel import select as select_rows

from config.errors import CallError, DubanError
from config.language import label
from planning.models import Holding, Person, Post, Unit
from planning.people import holdings, known_units, people, posts, units
from planning.roster_file import COLUMNS, RosterRow, as_text, circles


@dataclass
class RosterChange:
    """What an import did."""

    units_added: int = 0
    posts_added: int = 0
    people_added: int = 0
    changed: int = 0
    handed_over: int = 0

    @property
    def is_nothing(self) -> bool:
        """Whether the roster was already as the file says."""
        return self == RosterChange()


def store_roster(session: Session, rows: Sequence[RosterRow], today: date) -> RosterChange:
    """Bring the roster in line with checked rows; units, posts and people not named stay as they are.

    A post with a new holder is handed over on the day the row names (or today): its open items go with it. A unit has
    one liaison post: the one named now.

    Raises:
        DubanError: ``roster-invalid`` when a superior is unknown or the units no longer form a tree.
    """
    change = RosterChange()
    unit_ids = _store_units(session, rows, change)
    person_ids = _store_people(session, rows, change)
    before = {(post.unit_id, post.name) for post in session.exec(select_rows(Post))}
    post_ids = _store_posts(session, rows, unit_ids, change)
    for row in rows:
        if row.post and row.code:
            post = (unit_ids[row.unit], row.post)
            told = change if post in before else RosterChange()  # the first holder of a new post is no hand-over
            hand_over_post(session, post_ids[post], person_ids[row.code], row.since, today, told)
    session.flush()
    return change


def hand_over_post(
    session: Session, post_id: int, person_id: int, since: date | None, today: date, change: RosterChange
) -> None:
    """Let a person hold a post from a day on; the former holder's time ends that day. Nothing when already so.

    Naming today's holder again leaves a hand-over planned for a day to come as it is.
    """
    holds_today = session.exec(
        select_rows(Holding).where(
            Holding.post_id == post_id,
            Holding.person_id == person_id,
            Holding.since <= today,
            col(Holding.until) > today,
        )
    ).first()
    if holds_today is not None and (since is None or since <= today):
        return
    held = session.exec(
        select_rows(Holding).where(Holding.post_id == post_id, col(Holding.until).is_(None))
    ).one_or_none()
    if held is not None and held.person_id == person_id:
        return
    # The first holder was there before the roster was; a successor begins on the day of the hand-over.
    begins = since or (today if held is not None else date(1990, 1, 1))
    if held is not None:
        begins = max(begins, held.since)
        held.until = begins
        session.add(held)
    change.handed_over += 1
    session.add(Holding(post_id=post_id, person_id=person_id, since=begins))
    session.flush()


def post_by_name(session: Session, ref: str) -> int:
    """Return the post written ``unit/post`` (the unit's full name, or a short one no other unit shares).

    Raises:
        CallError: ``post-unknown``.
    """
    unit, _, post = ref.partition("/")
    found = (
        session.connection()
        .execute(select(posts.c.id).where(posts.c.unit_id == known_units(session).get(unit), posts.c.name == post))
        .first()
    )
    if found is None:
        raise CallError("post-unknown", ref=ref)
    return int(found.id)


def roster_rows(session: Session, on: date, within: frozenset[int] | None = None) -> list[dict[str, str]]:
    """Return the roster of a day (of some units) as rows of the file format, to be imported again."""
    superior = units.alias("superior")
    query = (
        select(
            units.c.name.label("单位"), units.c.short_name.label("简称"), units.c.kind,
            superior.c.name.label("上级单位"),
            posts.c.name.label("岗位"), posts.c.role, posts.c.is_liaison, people.c.code.label("工号"),
            people.c.name.label("姓名"), people.c.mobile.label("手机"), people.c.mail.label("邮箱"),
            people.c.robot.label("机器人"), holdings.c.since,
        )
        .select_from(units)
        .outerjoin(superior, superior.c.id == units.c.parent_id)
        .outerjoin(posts, posts.c.unit_id == units.c.id)
        .outerjoin(
            holdings,
            (holdings.c.post_id == posts.c.id)
            & (holdings.c.since <= on)
            & (holdings.c.until.is_(None) | (holdings.c.until > on)),
        )
        .outerjoin(people, people.c.id == holdings.c.person_id)
        .where(true() if within is None else units.c.id.in_(within))
        .order_by(units.c.position, units.c.id, posts.c.id)
    )  # fmt: skip
    found = session.connection().execute(query).mappings()
    return [
        {column: str(row[column] or "") for column in COLUMNS if column in row}
        | {
            "单位类别": label("unit_kind", row["kind"]),
            "角色": label("role", row["role"]) if row["role"] else "",
            "联络岗": ("是" if row["is_liaison"] else "否") if row["岗位"] else "",
            "任职起": row["since"].isoformat() if row["since"] else "",
        }
        for row in found
    ]


def roster_csv(session: Session, on: date, within: frozenset[int] | None = None) -> bytes:
    """Return the roster of a day as CSV (UTF-8 with BOM) that spreadsheet programs open rightly and take for text.

    ``within``: only of some units.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows(
        {column: as_text(cell) for column, cell in row.items()} for row in roster_rows(session, on, within)
    )
    return out.getvalue().encode("utf-8-sig")


def _store_units(session: Session, rows: Sequence[RosterRow], change: RosterChange) -> dict[str, int]:
    known = {unit.name: unit for unit in session.exec(select_rows(Unit))}
    added = {row.unit for row in rows} - known.keys()
    short_names = {row.unit: row.short_name for row in rows if row.short_name != row.unit}
    for row in rows:
        unit = known.get(row.unit)
        if unit is None:
            unit = known[row.unit] = Unit(name=row.unit, short_name=row.unit, kind=row.kind, position=len(known))
            change.units_added += 1
        short_name = short_names.get(row.unit, unit.short_name)
        if (unit.short_name, unit.kind) != (short_name, row.kind):
            change.changed += row.unit not in added
            unit.short_name, unit.kind = short_name, row.kind
        session.add(unit)
    session.flush()
    names = known_units(session)
    for row in rows:
        if row.parent and names.get(row.parent) is None:
            raise _invalid(f"  第 {row.line} 行：上级单位“{row.parent}”不在名册中，或为几个单位共用的简称")
        unit = known[row.unit]
        if row.parent and unit.parent_id != names[row.parent]:
            change.changed += row.unit not in added
            unit.parent_id = names[row.parent]
            session.add(unit)
    session.flush()
    _require_tree(list(known.values()))
    return {name: unit.id for name, unit in known.items() if unit.id is not None}


def _require_tree(found: Sequence[Unit]) -> None:
    """Do nothing when no unit stands above itself, also by way of units the file does not name."""
    names = {unit.id: unit.name for unit in found}
    rings = circles({unit.name: names[unit.parent_id] for unit in found if unit.parent_id is not None})
    if rings:
        raise _invalid(*(f"  单位“{unit}”的上级关系成环，请检查“上级单位”" for unit in rings))


def _invalid(*problems: str) -> DubanError:
    return DubanError("roster-invalid", file="", count=len(problems), problems="\n".join(problems))


def _store_people(session: Session, rows: Sequence[RosterRow], change: RosterChange) -> dict[str, int]:
    known = {person.code: person for person in session.exec(select_rows(Person))}
    told: dict[str, dict[str, str]] = {}
    for row in rows:
        if row.code:  # somebody on two lines: the first address given counts
            addresses = told.setdefault(row.code, {"name": row.name})
            for field, value in (("mail", row.mail), ("mobile", row.mobile), ("robot", row.robot)):
                if value is not None:
                    addresses[field] = addresses.get(field) or value
    for code, given in told.items():
        person = known.get(code)
        if person is None:
            person = known[code] = Person.model_validate({"code": code, **given})
            change.people_added += 1
        elif any(getattr(person, field) != value for field, value in given.items()):
            for field, value in given.items():
                setattr(person, field, value)
            change.changed += 1
        session.add(person)
    session.flush()
    return {code: person.id for code, person in known.items() if person.id is not None}


def _store_posts(
    session: Session, rows: Sequence[RosterRow], unit_ids: dict[str, int], change: RosterChange
) -> dict[tuple[int, str], int]:
    known = {(post.unit_id, post.name): post for post in session.exec(select_rows(Post))}
    for row in rows:
        if not row.post:
            continue
        key = (unit_ids[row.unit], row.post)
        post = known.get(key)
        if post is None:
            is_liaison = bool(row.is_liaison)
            post = known[key] = Post(unit_id=key[0], name=row.post, role=row.role, is_liaison=is_liaison)
            change.posts_added += 1
        is_liaison = post.is_liaison if row.is_liaison is None else row.is_liaison
        if (post.role, post.is_liaison) != (row.role, is_liaison):
            post.role, post.is_liaison = row.role, is_liaison
            change.changed += 1
        session.add(post)
    liaisons = {(unit_ids[row.unit], row.post) for row in rows if row.is_liaison}
    for unit_id, name in liaisons:
        for post in known.values():
            if post.unit_id == unit_id and post.name != name and post.is_liaison:
                post.is_liaison = False
                change.changed += 1
                session.add(post)
    session.flush()
    return {key: post.id for key, post in known.items() if post.id is not None}
