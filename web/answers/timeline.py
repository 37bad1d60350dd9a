"""The timeline of a task: each event with who did it, for whom, what was said, and what it changed from and to."""

import dataclasses
import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select
from sqlmodel import Session

from config.clock import local_day
from config.language import label, phrase, spoken
from config.prepared import among, prepared
from planning.lifecycle import Event, TaskState, apply
from planning.page_queries import post_titles
from planning.people import actor_names, holdings, people, units
from web.answers.lines import Answer
from web.answers.telling import posts_named, tell
from web.answers.text_diff import Part, text_diff
from web.wording import day_words

#: Groups of kinds a timeline may be narrowed to, named by the labels ``timeline_group``.
GROUPS: dict[str, tuple[str, ...]] = {
    "reports": ("reported", "rolled_up", "submitted", "returned", "completed", "closed", "reopened"),
    "deadlines": ("extension_requested", "extension_decided", "due_set", "redated"),
    "instructions": ("instructed", "answered", "instruction_withdrawn"),
    "duties": ("registered", "adopted", "assigned", "accepted", "suspended", "resumed", "merged", "cancelled"),
    "plan": ("amended", "carried", "sourced", "paired", "unpaired", "classified"),
}
#: What a reader follows from event to event. Longer texts are compared word for word.
_FIELDS = (
    "progress", "due_on", "owner_post_id", "leader_name", "unit_id", "theme", "title", "text", "lead_units",
    "responsible_units", "support_units", "start_on", "item_number", "state",
)  # fmt: skip
_PROSE = frozenset({"title", "text"})
_REPORTED = ("done", "problem", "next_step")
#: Under which names ``tell`` says what a change shows with its old value too.
_SAID_AS = {
    "progress": ("进度",),
    "due_on": ("期限", "新期限", "完成时限"),
    "owner_post_id": ("责任岗位",),
    "leader_name": ("牵头领导",),
    "text": ("事项文字",),
    "lead_units": ("牵头单位",),
    "responsible_units": ("责任单位",),
    "support_units": ("配合单位",),
    "theme": ("主题",),
}
#: Word for word is compared in the newest events only: older ones are read rarely.
_MOST_COMPARED = 20
#: Below this share of the text that stayed, two texts are read better one by one.
_LEAST_SHARED = 0.25


class Told(Answer):
    """One thing an event says."""

    name: str
    text: str


class Stretch(Answer):
    """A stretch of two texts: ``same`` in both, ``gone`` from the first, or ``new`` in the second."""

    kind: str
    text: str


class Change(Answer):
    """What an event made of one thing: the value before and after; prose also as stretches."""

    field: str
    before: str
    after: str
    parts: tuple[Stretch, ...] = ()


class EventView(Answer):
    """One event of the ledger: who did what, when, on whose behalf, what was said, and what changed by it.

    ``compared`` holds the words of a report against those of the report before.
    """

    seq: int
    kind: str
    at: datetime
    actor: str
    actor_name: str
    on_behalf_of: str
    on_behalf_name: str
    says: tuple[Told, ...]
    changes: tuple[Change, ...] = ()
    compared: tuple[Change, ...] = ()
    payload: dict[str, Any]
    digest: str

    def __hash__(self) -> int:
        # Kept parts of pages are found by their event; its digest tells one from another.
        return hash((self.seq, self.digest))

    @property
    def remarks(self) -> tuple[Told, ...]:
        """What is said beyond the changes shown."""
        shown = {phrase(name) for change in self.changes for name in _SAID_AS.get(change.field, ())}
        return tuple(told for told in self.says if told.name not in shown)

    @property
    def group(self) -> str:
        """The group of the kind; empty for a kind of its own."""
        return next((name for name, kinds in GROUPS.items() if self.kind in kinds), "")


def event_views(session: Session, events: Sequence[Event], posts: Mapping[int, str] | None = None) -> list[EventView]:
    """Return the events of one task, all of them from its registration on, in their order.

    ``posts`` are the titles of the posts they name, when they are known.
    """
    told = _Names(session, events, posts)
    said = tuple(event.digest for event in events)
    asked = _Asked((spoken(), said, told.all()), events, told)
    return list(_views(asked) if all(said) else _views.__wrapped__(asked))


@dataclasses.dataclass(frozen=True)
class _Asked:
    """Events to show with the names they speak of; two are the same when digests, names and language are."""

    key: Hashable
    events: Sequence[Event] = dataclasses.field(compare=False)
    told: "_Names" = dataclasses.field(compare=False)


@lru_cache(maxsize=500)
def _views(asked: _Asked) -> tuple[EventView, ...]:
    """Fold the events and say what each of them says: once, because nothing of it changes under the same digests."""
    events, told = asked.events, asked.told
    views: list[EventView] = []
    state: TaskState | None = None
    report: Mapping[str, Any] = {}
    for place, event in enumerate(events):
        after = apply(state, event)
        is_new = len(events) - place <= _MOST_COMPARED
        views.append(
            EventView(
                seq=event.seq,
                kind=event.kind,
                at=event.at,
                actor=event.actor,
                actor_name=told.people[event.actor],
                on_behalf_of=event.on_behalf_of,
                on_behalf_name=told.people.get(event.on_behalf_of, ""),
                says=tuple(Told(name=name, text=text) for name, text in tell(event.kind, event.payload, told.posts)),
                changes=tuple(_changes(state, after, told, local_day(event.at), prose=is_new)) if state else (),
                compared=tuple(_compared(report, event.payload)) if event.kind == "reported" and is_new else (),
                payload=dict(event.payload),
                digest=event.digest,
            )
        )
        report = event.payload if event.kind == "reported" else report
        state = after
    return tuple(views)


class _Names:
    """The names events speak of: people, posts with their holders by day, units. Four queries for all."""

    def __init__(self, session: Session, events: Sequence[Event], posts: Mapping[int, str] | None) -> None:
        self.people = actor_names(session, {ref for each in events for ref in (each.actor, each.on_behalf_of) if ref})
        post_ids = posts_named(event.payload for event in events)
        self.posts = posts if posts is not None else post_titles(session, post_ids)
        self._held = list(_held(session, post_ids)) if post_ids else []
        named = {event.payload["unit_id"] for event in events if event.payload.get("unit_id")}
        several = len(named) > 1
        self.units = _unit_names(session, named) if several else {}

    def all(self) -> Hashable:
        """Return everything known of them, to tell them from others."""
        return (*(tuple(names.items()) for names in (self.people, self.posts, self.units)), tuple(self._held))

    def post(self, post_id: int, day: date) -> str:
        """Return a post with whoever held it on a day."""
        holders = (
            name for held, name, since, until in self._held if held == post_id and since <= day < (until or date.max)
        )
        holder = next(holders, "")
        title = self.posts.get(post_id, str(post_id))
        return f"{title}（{holder}）" if holder else title


def _unit_names(session: Session, unit_ids: Iterable[int]) -> dict[int, str]:
    query = select(units.c.id, units.c.short_name).where(units.c.id.in_(set(unit_ids)))
    return {row.id: row.short_name for row in session.connection().execute(query)}


def _held(session: Session, post_ids: Iterable[int]) -> Iterator[tuple[int, str, date, date | None]]:
    found = prepared(session, "held ever", _ever_held).run(session, {"posts": list(set(post_ids))})
    for row in found:
        yield row.post_id, row.name, row.since, row.until


def _ever_held() -> Select[Any]:
    query = select(holdings.c.post_id, people.c.name, holdings.c.since, holdings.c.until)
    return query.join(people, people.c.id == holdings.c.person_id).where(among(holdings.c.post_id, "posts"))


def _changes(before: TaskState, after: TaskState, names: _Names, day: date, *, prose: bool) -> Iterator[Change]:
    for field in _FIELDS:
        old, new = getattr(before, field), getattr(after, field)
        if old == new:
            continue
        shown = _SHOWN.get(field, _plain)
        parts = _stretches(text_diff(str(old), str(new))) if field in _PROSE and prose else ()
        yield Change(field=field, before=shown(old, names, day), after=shown(new, names, day), parts=parts)


def _compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for field in _REPORTED:
        old, new = str(before.get(field) or ""), str(after.get(field) or "")
        if not old or not new or old == new:
            continue
        parts = text_diff(old, new)
        same = sum(len(part.text) for part in parts if part.kind == "same")
        if same >= _LEAST_SHARED * len(new):
            yield Change(field=field, before=old, after=new, parts=_stretches(parts))


def _stretches(parts: Iterable[Part]) -> tuple[Stretch, ...]:
    return tuple(Stretch(kind=part.kind, text=part.text) for part in parts)


def _plain(value: object, _names: _Names, _day: date) -> str:
    return str(value or "")


def _listed(value: object, _names: _Names, _day: date) -> str:
    return "、".join(json.loads(str(value or "[]")))


def _on(value: date | None, _names: _Names, _day: date) -> str:
    return day_words(value) if value else ""


_SHOWN: dict[str, Callable[[Any, _Names, date], str]] = {
    "progress": lambda value, _names, _day: f"{value}%",
    "due_on": _on,
    "start_on": _on,
    "owner_post_id": lambda value, names, day: names.post(value, day) if value else "",
    "unit_id": lambda value, names, _day: names.units.get(value, str(value)),
    "lead_units": _listed,
    "responsible_units": _listed,
    "support_units": _listed,
    "state": lambda value, _names, _day: label("state", value),
}
