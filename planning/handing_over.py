"""Handing a post over: what its holder has open, as a sheet for the successor, and the act itself. Never commits.

Tasks are bound to the post, so they go with it; reminders and digests ask who holds the post on the day they are sent.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.clock import local_day
from config.errors import DubanError
from config.rows import Row
from planning.access.audit import write_down
from planning.last_words import last_words
from planning.lifecycle import LIVE_STATES, Event
from planning.people import Actor, held_on, holdings, people, posts, units
from planning.queries import LIST_COLUMNS
from planning.roster import RosterChange, hand_over_post

#: The longest list of a sheet; one post answers for far less.
MOST_ITEMS = 500
FARTHEST = timedelta(days=366)
_STANDING = (*LIVE_STATES, "suspended")
_SAID = ("reported", "instructed", "extension_requested")


@dataclass(frozen=True)
class PostHolder:
    """A post with who holds it: ``since`` and ``until`` (exclusive) bound the holding."""

    id: int
    name: str
    unit_id: int
    unit: str
    person_id: int | None = None
    person: str = ""
    since: date | None = None
    until: date | None = None
    code: str = ""


@dataclass(frozen=True)
class OpenItem:
    """An open item with the last word of its holder, and what waits for an answer or a decision."""

    row: Row
    reported: Event | None
    instruction: Event | None
    extension: Event | None


@dataclass(frozen=True)
class Sheet:
    """What a hand-over sheet says of a post: its holder of the day, who comes next, the open items, urgent first."""

    post: PostHolder
    successor: PostHolder | None
    items: Sequence[OpenItem]


def post_on(session: Session, post_id: int, day: date) -> PostHolder:
    """Return a post with who holds it on a day.

    Raises:
        DubanError: ``post-missing``.
    """
    return _of_day(_holders(session, post_id, day), day)


def sheet_of(session: Session, table: FromClause, post_id: int, day: date, before: datetime | None = None) -> Sheet:
    """Return the sheet of a post; of a past day with what was said ``before`` its end.

    Raises:
        DubanError: ``post-missing``.
    """
    holders = _holders(session, post_id, day)
    rows = _open_items(session, table, post_id)
    said = last_words(session, [row["id"] for row in rows], _SAID, before)
    items = [
        OpenItem(
            row,
            said.get((row["id"], "reported")),
            said.get((row["id"], "instructed")) if row["answer_by"] is not None else None,
            said.get((row["id"], "extension_requested")) if row["extension_proposed_on"] is not None else None,
        )
        for row in rows
    ]
    coming = [each for each in holders if each.since is not None and each.since > day]
    return Sheet(_of_day(holders, day), coming[0] if coming else None, items)


def hand_over(session: Session, actor: Actor, post_id: int, person_id: int, since: date, now: datetime) -> None:
    """Let a successor hold a post from a day on, with all its open items; an audit record tells from whom to whom.

    Raises:
        DubanError: ``post-missing``, ``hand-over-same``, ``hand-over-day``.
    """
    day = local_day(now)
    before = post_on(session, post_id, day)
    name = session.connection().execute(select(people.c.name).where(people.c.id == person_id)).scalar_one()
    if before.person_id == person_id:
        raise DubanError("hand-over-same", name=name)
    if (before.since is not None and since < before.since) or since > day + FARTHEST:
        raise DubanError("hand-over-day", since=before.since or "")
    change = RosterChange()
    hand_over_post(session, post_id, person_id, since, day, change)
    if not change.handed_over:
        raise DubanError("hand-over-same", name=name)
    detail = {"post": f"{before.unit} · {before.name}", "from": before.person, "to": name, "since": since}
    write_down(session, actor, "post-handed-over", now, subject=f"post:{post_id}", detail=detail)


def _of_day(holders: Sequence[PostHolder], day: date) -> PostHolder:
    """Return the post with the holder of a day, or vacant."""
    for each in holders:
        if each.since is not None and each.since <= day and (each.until is None or each.until > day):
            return each
    first = holders[0]
    return PostHolder(first.id, first.name, first.unit_id, first.unit)


def _holders(session: Session, post_id: int, day: date) -> list[PostHolder]:
    """Return the post with its holders of a day and after it, in order; one line without a holder when vacant."""
    still = or_(held_on(day), holdings.c.since > day)
    query = (
        select(
            posts.c.id, posts.c.name, posts.c.unit_id, units.c.short_name, people.c.id.label("person_id"),
            people.c.name.label("person"), people.c.code, holdings.c.since, holdings.c.until,
        )
        .join(units, units.c.id == posts.c.unit_id)
        .outerjoin(holdings, (holdings.c.post_id == posts.c.id) & still)
        .outerjoin(people, people.c.id == holdings.c.person_id)
        .where(posts.c.id == post_id)
        .order_by(holdings.c.since)
    )  # fmt: skip
    found = session.connection().execute(query).all()
    if not found:
        raise DubanError("post-missing")
    return [
        PostHolder(
            row[0], row[1], row[2], row[3], row.person_id, row.person or "", row.since, row.until, row.code or ""
        )
        for row in found
    ]


def _open_items(session: Session, table: FromClause, post_id: int) -> list[Row]:
    query = (
        select(
            *(table.c[name] for name in LIST_COLUMNS),
            table.c.extension_proposed_on,
            units.c.short_name.label("unit_name"),
        )
        .join(units, units.c.id == table.c.unit_id)
        .where(table.c.owner_post_id == post_id, table.c.kind == "item", table.c.state.in_(_STANDING))
        .order_by(table.c.red_on.is_(None), table.c.red_on, table.c.due_on, table.c.id)
        .limit(MOST_ITEMS)
    )
    return list(session.connection().execute(query).mappings().all())
