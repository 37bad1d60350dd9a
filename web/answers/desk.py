"""The desk of the office: what waits for a decision by kind, each row with the facts that decide it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import RowMapping, Select, func, select
from sqlmodel import Session

from config.clock import at_local, local_day
from config.database import table_of
from config.language import labels
from notifications.models import BlockedAddress, Delivery
from planning import desk
from planning.attachments import AttachedFile, attachments
from planning.last_words import LastWords, last_words
from planning.lifecycle import Event
from planning.page_queries import post_titles
from planning.people import actor_names, vacant_since
from planning.review.listing import list_reviews
from planning.review.past import reviews_as_of
from planning.review.rights import Part, require_directing
from planning.review.view import ReviewLine
from web.addresses import address
from web.answers.lines import TaskLine, line_of, owner_names
from web.answers.telling import Told, posts_named, tell
from web.asking import one_of, optional_day, page_number
from web.moment import Look

deliveries = table_of(Delivery)
blocked = table_of(BlockedAddress)

PAGE_SIZE = 20
RECENT = timedelta(days=30)
UNDELIVERED, REVIEW = "undelivered", "review"
#: Kinds no history is kept of: when a report was looked at, and when a message was given up.
NOT_KEPT = frozenset({desk.NEWS, UNDELIVERED})
#: Which events decide a row: kind of the desk → kinds of events, the most telling first.
_DECIDED_BY = {
    "submitted": ("submitted", "reported"),
    "extension": ("extension_requested", "reported"),
    "receipt": ("assigned",),
    "completed": ("completed", "submitted"),
    desk.NEWS: ("reported", "answered", "instructed"),
}
#: Since when something waits that no event of the above tells: the newest event of these kinds.
_BEGUN_BY = {"registered": ("registered", "adopted"), "draft": ("registered",), "provisional": ("registered",)}
#: The acts offered in a row; the first is what is usually done.
ACTS: dict[str, tuple[str, ...]] = {
    "submitted": ("complete", "return"),
    "extension": ("extension",),
    desk.NEWS: ("read", "instruct"),
    "registered": ("assign", "deadline"),
    "receipt": ("remind", "assign"),
    "completed": ("close",),
    "draft": ("adopt", "cancel"),
    "provisional": ("confirm", "deadline"),
    "vacant": ("assign",),
}


@dataclass(frozen=True)
class DeskQuestion:
    """Which part of the desk is looked at; without a kind the first that has anything."""

    kind: str | None = None
    page: int = 1
    as_of: date | None = None

    def address(self, **changed: object) -> str:
        """Return the address of this question with some parameters changed; another kind begins at page 1."""
        page = self.page if self.page > 1 else None
        asked: dict[str, object] = {"kind": self.kind, "page": page, "as_of": self.as_of}
        if "kind" in changed:
            asked["page"] = None
        return address("/desk", **(asked | changed))


@dataclass(frozen=True)
class Said:
    """What was said with an event that bears on the decision, with the files sent."""

    seq: int
    kind: str
    at: datetime
    by: str
    says: Sequence[Told]
    files: Sequence[AttachedFile] = ()


@dataclass(frozen=True)
class DeskRow:
    """One thing that waits: the task, since when and for how many days, what was said, the acts offered."""

    line: TaskLine
    since: date | datetime | None
    said: Sequence[Said]
    acts: Sequence[str]
    own: bool = False
    extension_on: date | None = None
    due_text: str = ""
    seen: int = 0
    days: int = 0


@dataclass(frozen=True)
class Unsent:
    """A message that did not get through, or an address nothing goes to any more (``id`` none)."""

    id: int | None
    recipient: str
    address: str
    channel: str
    since: date | datetime
    reason: str


@dataclass(frozen=True)
class Desk:
    """One part of the desk. ``counts`` are bounded by ``desk.MOST``.

    ``untold`` are the kinds nothing is known of on a past day: no history is kept of them.
    """

    day: date
    kind: str
    counts: Mapping[str, int]
    page: int
    pages: int
    rows: Sequence[DeskRow] = ()
    reviews: Sequence[ReviewLine] = ()
    unsent: Sequence[Unsent] = field(default_factory=tuple)
    untold: frozenset[str] = frozenset()

    @property
    def total(self) -> int:
        """How many wait in this part."""
        return self.counts[self.kind]

    @property
    def most(self) -> int:
        """From here on a count says "or more"."""
        return desk.MOST


def desk_question(given: Mapping[str, str]) -> DeskQuestion:
    """Read the kind and page of an address.

    Raises:
        CallError: ``filter-invalid``.
    """
    kind, page = given.get("kind", "").strip(), given.get("page", "").strip()
    number = page_number("page", page) if page else 1
    return DeskQuestion(one_of("desk")("kind", kind) if kind else None, number, optional_day(given, "as_of"))


def desk_of(look: Look, asked: DeskQuestion, most: int = PAGE_SIZE) -> Desk:
    """Read one part of the desk, ``most`` on a page; the number of queries does not depend on how much waits."""
    actor = look.viewer.actor
    who = (actor.ref, actor.on_behalf_of, look.viewer.may("messages"))
    return look.remembered(("desk", asked, who, most), lambda: _desk_of(look, asked, most))


def _desk_of(look: Look, asked: DeskQuestion, most: int) -> Desk:
    since = at_local(look.day - RECENT, time(0))
    part = _part(look)
    found = desk.counts(look.session, look.table, look.day, since, part.condition if part is not None else None)
    # Messages go to people of every unit; whether one lay undelivered on a past day is not kept.
    tells_of_all = look.viewer.may("messages") and look.as_of is None
    found[UNDELIVERED] = _count_unsent(look) if tells_of_all else 0
    if look.before is not None:
        found |= {desk.NEWS: 0, REVIEW: min(len(_reviews_then(look, look.before)), desk.MOST)}
    counts = {kind: found[kind] for kind in labels("desk")}
    kind = asked.kind or next((name for name, count in counts.items() if count), "submitted")
    pages = max(1, -(-counts[kind] // most))
    untold = frozenset() if look.as_of is None else NOT_KEPT
    shown = Desk(look.day, kind, counts, min(asked.page, pages), pages, untold=untold)
    if kind in untold:
        return shown
    if kind == REVIEW:
        return replace(shown, reviews=_reviews(look, ((shown.page - 1) * most, most)))
    if kind == UNDELIVERED and tells_of_all:
        return replace(shown, unsent=_unsent(look, shown.page, most))
    return (
        shown if kind == UNDELIVERED else replace(shown, rows=_rows(look, kind, since, ((shown.page - 1) * most, most)))
    )


def _part(look: Look) -> Part | None:
    """Return the part of the house whose reviews belong on this desk; none for all of it."""
    return require_directing(look.session, look.viewer.actor, at_local(look.today, time(0)))


def _reviews(look: Look, place: tuple[int, int]) -> Sequence[ReviewLine]:
    offset, limit = place
    if look.before is not None:
        return _reviews_then(look, look.before)[offset : offset + limit]
    return list_reviews(look.session, states=("open",), part=_part(look), limit=limit, offset=offset)


def _reviews_then(look: Look, before: datetime) -> Sequence[ReviewLine]:
    """Return the reviews that were open, by what was done to them until then."""
    return reviews_as_of(look.session, before, _part(look), open_ones=True)


def _rows(look: Look, kind: str, since: datetime, place: tuple[int, int]) -> list[DeskRow]:
    session, day, (offset, limit) = look.session, look.day, place
    if kind == desk.NEWS:
        rows = desk.news_rows(session, look.table, since, limit=limit, offset=offset)
    else:
        rows = desk.task_rows(session, look.table, day, kind, limit=limit, offset=offset)
    ids = [row["id"] for row in rows]
    words = last_words(session, ids, _DECIDED_BY.get(kind, ()), look.before)
    owners, said = owner_names(session, rows, day), _Saying(session, words.values())
    begun = _begun(look, kind, rows)
    return [
        _row(look, kind, row, line_of(row, day, owners), said, _told(kind, row, words), begun.get(row["id"]))
        for row in rows
    ]


def _begun(look: Look, kind: str, rows: Sequence[RowMapping]) -> Mapping[int, date | datetime]:
    """Return since when the tasks wait, by id, where no event that decides them says it: one query for all."""
    if kind == "vacant":
        left = vacant_since(look.session, {row["owner_post_id"] for row in rows} - {None}, look.day)
        return {row["id"]: left[row["owner_post_id"]] for row in rows if row["owner_post_id"] in left}
    if kind not in _BEGUN_BY:
        return {}
    begun = last_words(look.session, [row["id"] for row in rows], _BEGUN_BY[kind], look.before)
    newest = sorted(begun.values(), key=lambda event: event.at)
    return {event.task_id: event.at for event in newest}


def _told(kind: str, row: RowMapping, words: LastWords) -> list[Event]:
    """Return the events that decide a row, the most telling first."""
    found = [words[row["id"], name] for name in _DECIDED_BY.get(kind, ()) if (row["id"], name) in words]
    if kind == desk.NEWS:
        # An answer is read beside the instruction; of an old one nothing is said again.
        newest = sorted(found, key=lambda event: -event.seq)
        answered = row["event_kind"] == "answered"
        return [event for event in newest if event.seq == row["event_seq"] or (answered and event.kind == "instructed")]
    return found


def _row(
    look: Look,
    kind: str,
    row: RowMapping,
    line: TaskLine,
    said: "_Saying",
    told: Sequence[Event],
    begun: date | datetime | None,
) -> DeskRow:
    since = told[0].at if told else begun
    own = kind == "completed" and row["completed_by"] in {look.viewer.actor.ref, look.viewer.actor.on_behalf_of}
    return DeskRow(
        line=line,
        since=since,
        said=[said.of(event) for event in told],
        acts=() if own or look.as_of is not None else ACTS[kind],
        own=own,
        extension_on=row["extension_proposed_on"] if kind == "extension" else None,
        due_text=str(row["due_text"]) if kind == "provisional" else "",
        seen=told[0].seq if told else line.seq,
        days=(look.day - _day_of(since)).days if since else 0,
    )


def _day_of(since: date | datetime) -> date:
    return local_day(since) if isinstance(since, datetime) else since


class _Saying:
    """Events in words, with names and files: three queries for all of them."""

    def __init__(self, session: Session, told: Iterable[Event]) -> None:
        events = list(told)
        self._names = actor_names(session, {event.actor for event in events}) if events else {}
        self._posts = post_titles(session, posts_named(event.payload for event in events)) if events else {}
        self._files: dict[tuple[int, int], list[AttachedFile]] = {}
        columns = [attachments.c[name] for name in AttachedFile._fields]
        query = select(*columns).where(attachments.c.task_id.in_({event.task_id for event in events}))
        for row in session.connection().execute(query.order_by(attachments.c.id)) if events else ():
            self._files.setdefault((row.task_id, row.seq), []).append(AttachedFile(*row))

    def of(self, event: Event) -> Said:
        """Return what an event said."""
        return Said(
            event.seq,
            event.kind,
            event.at,
            self._names[event.actor],
            tell(event.kind, event.payload, self._posts),
            self._files.get((event.task_id, event.seq), ()),
        )


def _count_unsent(look: Look) -> int:
    dead = select(func.count()).select_from(_dead(look).limit(desk.MOST).subquery()).scalar_subquery()
    refused = select(func.count()).select_from(blocked).scalar_subquery()
    return int(look.session.connection().execute(select(dead + refused)).scalar_one())


def _dead(look: Look) -> Select[tuple[int]]:
    return select(deliveries.c.id).where(deliveries.c.state == "dead", deliveries.c.day >= look.day - RECENT)


def _unsent(look: Look, page: int, most: int) -> list[Unsent]:
    """Return the addresses that refuse messages, then one page of the messages that did not get through."""
    connection = look.session.connection()
    refused = connection.execute(select(blocked).order_by(blocked.c.since.desc()).limit(most)).all()
    query = _dead(look).with_only_columns(
        *(deliveries.c[name] for name in ("id", "recipient_name", "address", "channel", "day", "last_error"))
    )
    lost = connection.execute(query.order_by(deliveries.c.id.desc()).limit(most).offset((page - 1) * most))
    return [
        *(Unsent(None, "", row.address, row.channel, row.since, row.reason) for row in refused if page == 1),
        *(Unsent(row.id, row.recipient_name, row.address, row.channel, row.day, row.last_error) for row in lost),
    ]
