"""The tasks somebody answers for, what must be done first in front, each with the reason and the form that does it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta

from config.rows import Row
from planning import my_queries
from planning.access.viewers import Viewer
from planning.drafts import drafts_of, place_of
from planning.lights import LightRow, light_on
from planning.my_tasks import NOW, WHEN, Ask, Asker, MyTask, Part, topic_counts, topics_asked
from planning.rights import HEAD
from planning.rules import Rules
from web.answers.lines import Answer, TaskLine, line_of, owner_names
from web.answers.notices import NoticeView, notices, read_notices
from web.answers.reporting import ACTS
from web.moment import Look

PAGE_SIZE = 50
_FINISHED, _NOTICES = 20, 50
_PARTS_AHEAD = timedelta(days=14)
#: Topics that are counted on top; the rest only says how things stand.
_COUNTED = ("overdue", "answer", "returned", "due", "update", "accept", "complete", "submitted")


class AskView(Answer):
    """One thing asked, in words; ``act`` is the form that does it, empty when there is nothing to do."""

    when: str
    topic: str
    act: str
    words: str


class MyLine(Answer):
    """One task with everything asked about it, the first in front; ``own`` when one's own post answers for it.

    ``drafts`` are the forms on it that were begun and not sent, with when they were saved.
    """

    line: TaskLine
    asks: tuple[AskView, ...]
    own: bool
    drafts: tuple[tuple[str, datetime], ...]

    @property
    def first(self) -> AskView:
        """What must be done first."""
        return self.asks[0]


class MyGroup(Answer):
    """The tasks of one urgency (labels ``my_when``)."""

    when: str
    lines: tuple[MyLine, ...]


class MyTasks(Answer):
    """The page of own tasks. ``counts`` are of all tasks by topic, those that are none left out."""

    day: date
    groups: tuple[MyGroup, ...]
    counts: dict[str, int]
    total: int
    shown: int
    page: int
    pages: int
    finished: tuple[TaskLine, ...]
    finished_total: int
    posts: tuple[str, ...]
    is_head: bool
    urgent: int


def my_tasks(
    look: Look, rules: Rules, now: datetime, *, topic: str = "", page: int = 1, most: int = PAGE_SIZE
) -> MyTasks:
    """Read the tasks of who looks, put in order; ``most`` are on a page."""
    viewer, session = look.viewer, look.session
    posts, unit_ids = {post.id for post in viewer.posts}, headed_units(viewer)
    rows = my_queries.open_tasks(session, look.table, look.day, posts, unit_ids)
    facts = _facts(look, rows)
    asker = Asker(look.day, rules)
    asked = [(row, asker.asks(fact)) for row, fact in zip(rows, facts, strict=True)]
    asked.sort(key=lambda each: (each[1][0].rank, each[0]["due_on"], each[0]["id"]))
    wanted = [each for each in asked if not topic or topic in topics_asked(each[1])]
    shown = wanted[(page - 1) * most : page * most]
    finished = my_queries.finished_tasks(session, look.table, look.day, posts, unit_ids, limit=_FINISHED)
    owners = owner_names(session, [*(row for row, _ in shown), *finished], look.day)
    drafts = drafts_of(session, viewer.actor.ref, now) if look.as_of is None else {}
    lines = [(asks[0].when, _my_line(row, asks, owners, posts, drafts, look.day)) for row, asks in shown]
    counts = topic_counts([asks for _, asks in asked])
    return MyTasks(
        day=look.day,
        groups=tuple(_groups(lines)),
        counts={name: counts[name] for name in _COUNTED if counts[name]},
        total=len(asked),
        shown=len(wanted),
        page=page,
        pages=max(1, -(-len(wanted) // most)),
        finished=tuple(line_of(row, look.day, owners) for row in finished),
        finished_total=my_queries.finished_count(session, look.table, posts, unit_ids),
        posts=tuple(f"{post.unit}{post.name}" for post in viewer.posts),
        is_head=bool(unit_ids),
        urgent=sum(asks[0].when == NOW for _, asks in asked),
    )


def headed_units(viewer: Viewer) -> frozenset[int]:
    """Return the units whose tasks somebody looks after as their head."""
    if HEAD not in viewer.roles or viewer.scope.units is None:
        return frozenset({post.unit_id for post in viewer.posts if post.role == HEAD})
    return viewer.scope.units


def my_notices(look: Look) -> list[NoticeView]:
    """Read what was told, or not told, to who looks, the newest first."""
    if look.viewer.person_id is None:
        return []
    wanted = [notices.c.recipient_ref == str(look.viewer.person_id)]
    return read_notices(look.session, wanted, limit=_NOTICES, before=look.before)


def facts_of(row: Row, day: date, reason: str = "", parts: Sequence[Part] = ()) -> MyTask:
    """Return what the order depends on, from a row of a list."""
    return MyTask(
        state=row["state"],
        start_on=row["start_on"],
        due_on=row["due_on"],
        progress=row["progress"],
        answer_by=row["answer_by"],
        first_period=row["first_period"],
        last_period=row["last_period"],
        extension_proposed_on=row["extension_proposed_on"],
        returned_for=reason,
        behind=light_on(day, LightRow.of(row)).reason == "lag",
        parts=tuple(parts),
    )


def _facts(look: Look, rows: Sequence[Row]) -> list[MyTask]:
    ids = [row["id"] for row in rows]
    parts = my_queries.open_parts(look.session, look.table, ids, look.day + _PARTS_AHEAD) if ids else {}
    returned = [row["id"] for row in rows if row["state"] == "returned"]
    reasons = my_queries.return_reasons(look.session, returned, look.before) if returned else {}
    return [facts_of(row, look.day, reasons.get(row["id"], ""), parts.get(row["id"], ())) for row in rows]


def _my_line(
    row: Row,
    asks: Sequence[Ask],
    owners: Mapping[int, str],
    posts: Iterable[int],
    drafts: Mapping[str, datetime],
    day: date,
) -> MyLine:
    places = ((purpose, place_of(row["id"], purpose)) for purpose in ACTS)
    return MyLine(
        line=line_of(row, day, owners),
        asks=tuple(AskView(when=ask.when, topic=ask.topic, act=ask.act, words=ask.words) for ask in asks),
        own=row["owner_post_id"] in posts,
        drafts=tuple((purpose, drafts[place]) for purpose, place in places if place in drafts),
    )


def _groups(lines: Iterable[tuple[str, MyLine]]) -> list[MyGroup]:
    found: dict[str, list[MyLine]] = {when: [] for when in WHEN}
    for when, line in lines:
        found[when].append(line)
    return [MyGroup(when=when, lines=tuple(each)) for when, each in found.items() if each]
