"""One task in full: its clarities, people, deadline history, light, deliverables, timeline, source and reminders."""

import json
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from config.errors import DubanError
from config.language import phrase
from config.rows import Row
from planning import page_queries, queries
from planning.ledger import events_of, tasks
from planning.lifecycle import Event
from planning.lights import RANK, read_turns, time_points
from planning.people import holders_of
from web.answers.lines import Answer, TaskLine, line_of
from web.answers.notices import NoticeView, notices_about
from web.answers.source import Source, source_of
from web.answers.telling import posts_named
from web.answers.timeline import GROUPS, EventView, Told, event_views
from web.moment import Look


class Clarity(Answer):
    """One of the six clarities: what is known, and whether it is ``clear``, ``provisional`` or ``missing``."""

    code: str
    text: str
    state: str


class DeadlineStep(Answer):
    """One step in the history of a deadline: set, asked to be moved, moved, or left."""

    kind: str
    at: datetime
    actor_name: str
    due_on: date | None
    says: tuple[Told, ...]


class TurnView(Answer):
    """A day on which the task turns, or has turned, if nothing happens."""

    light: str
    on: date
    reason: str


class TaskDetail(Answer):
    """A task in full, as known at the moment looked at. ``time_share`` is 序时进度 in whole percent."""

    day: date
    as_of: date | None
    line: TaskLine
    text: str
    path: tuple[str, ...]
    item_number: str
    plan: str
    parent_id: int | None
    parent_number: str
    parent_title: str
    owner_post: str
    owner_mobile: str
    leader_name: str
    lead_units: tuple[str, ...]
    responsible_units: tuple[str, ...]
    support_units: tuple[str, ...]
    clarities: tuple[Clarity, ...]
    quantities: tuple[dict[str, Any], ...]
    time_share: int
    due_basis: str
    due_text: str
    last_period: str | None
    last_period_late: bool
    returns: int
    extension_proposed_on: date | None
    closed_on: date | None
    merged_into_id: int | None
    merged_into: str
    turns: tuple[TurnView, ...]
    deliverables: tuple[TaskLine, ...]
    deadlines: tuple[DeadlineStep, ...]
    events: tuple[EventView, ...]
    source: Source
    notices: tuple[NoticeView, ...]

    def __hash__(self) -> int:
        # Kept parts of pages are found by it; its line tells one from another quickly.
        return hash((self.line, self.as_of, len(self.notices)))

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups of kinds its events are of, in the order of ``timeline.GROUPS``."""
        return tuple(name for name in GROUPS if any(event.group == name for event in self.events))

    @property
    def unclear(self) -> int:
        """How many of the six clarities are missing or provisional."""
        return sum(clarity.state != "clear" for clarity in self.clarities)

    @property
    def worsening(self) -> tuple[TurnView, ...]:
        """The turns that make the light worse than all turns before them, in order of time."""
        found: list[TurnView] = []
        for turn in sorted(self.turns, key=lambda each: (each.on, -RANK[each.light])):
            if RANK[turn.light] > max((RANK[before.light] for before in found), default=0):
                found.append(turn)
        return tuple(found)


_DEADLINE_KINDS = ("registered", "extension_requested", "extension_decided", "due_set")


def task_detail(look: Look, task_id: int) -> TaskDetail:
    """Read a task in full.

    Raises:
        DubanError: ``task-missing``, or ``task-not-yet`` when it was registered after the day looked at.
    """
    return look.remembered(("task", task_id), lambda: _task_detail(look, task_id))


def _task_detail(look: Look, task_id: int) -> TaskDetail:
    session, day = look.session, look.day
    row = queries.task_row(session, look.table, task_id, day)
    if row is None:
        raise _absent(look, task_id)
    events = events_of(session, task_id, before=look.before)
    children = queries.deliverables_of(session, look.table, task_id, day)
    related = _related(look, {row["parent_id"], row["merged_into_id"]} - {None})
    parent, merged = related.get(row["parent_id"], ("", "")), related.get(row["merged_into_id"], ("", ""))
    posts = page_queries.post_titles(session, _owner(row) | posts_named(event.payload for event in events))
    views = event_views(session, events, posts)
    holders = holders_of(session, {each["owner_post_id"] for each in (row, *children)} - {None}, day)
    holder = holders.get(row["owner_post_id"])
    owners = {post_id: held.name for post_id, held in holders.items()}
    line = line_of(row, day, owners)
    owner_post = posts.get(row["owner_post_id"], "")
    return TaskDetail(
        **{name: row[name] for name in _SAME},
        day=day,
        as_of=look.as_of,
        line=line,
        path=tuple(json.loads(row["path"])),
        plan=row["plan_name"],
        parent_number=parent[0],
        parent_title=parent[1],
        owner_post=owner_post,
        owner_mobile=holder.mobile if holder else "",
        lead_units=tuple(json.loads(row["lead_units"])),
        responsible_units=tuple(json.loads(row["responsible_units"])),
        support_units=tuple(json.loads(row["support_units"])),
        clarities=_clarities(row, line, owner_post),
        quantities=tuple(json.loads(row["quantities"])),
        time_share=time_points(row["start_on"], row["due_on"], day),
        merged_into=merged[0],
        turns=tuple(TurnView(light=turn.colour, on=turn.on, reason=turn.reason) for turn in read_turns(row["turns"])),
        deliverables=tuple(line_of({**child, "unit_name": row["unit_name"]}, day, owners) for child in children),
        deadlines=tuple(
            _deadline_step(event, view) for event, view in zip(events, views, strict=True) if _dates(event)
        ),
        events=tuple(reversed(views)),
        source=source_of(session, row["document_id"], row["source_start"], row["source_end"]),
        notices=tuple(notices_about(session, f"task:{task_id}", before=look.before)),
    )


_SAME = (
    "text", "item_number", "parent_id", "leader_name", "due_basis", "due_text", "last_period", "last_period_late",
    "returns", "extension_proposed_on", "closed_on", "merged_into_id",
)  # fmt: skip


def _absent(look: Look, task_id: int) -> DubanError:
    known = look.viewer.scope.of(tasks).c
    query = select(known.number).where(known.id == task_id)
    number = look.session.connection().execute(query).scalar() if look.as_of else None
    if number is None:
        return DubanError("task-missing", task=task_id)
    return DubanError("task-not-yet", number=number, day=look.as_of)


def _related(look: Look, task_ids: set[int]) -> dict[int, tuple[str, str]]:
    """Return number and title of the tasks among these that the viewer may see."""
    if not task_ids:
        return {}
    seen = look.table.c
    query = select(seen.id, seen.number, seen.title).where(seen.id.in_(task_ids))
    return {row.id: (row.number, row.title) for row in look.session.connection().execute(query)}


def _owner(row: Row) -> set[int]:
    return {row["owner_post_id"]} - {None}


def _clarities(row: Row, line: TaskLine, owner_post: str) -> tuple[Clarity, ...]:
    """Return the six clarities: what the text lacked counts as clear once somebody has supplied it."""
    units = [*json.loads(row["lead_units"]), *json.loads(row["responsible_units"])]
    who = "、".join(dict.fromkeys([*units, line.unit] if units else [line.unit]))
    due = line.due_on.isoformat()
    return (
        _clarity("matter", row["title"], line),
        Clarity(code="leader", text=row["leader_name"], state="clear" if row["leader_name"] else "missing"),
        Clarity(
            code="responsible",
            text="，".join(filter(None, (who, owner_post, line.owner))),
            state="missing" if "responsible" in line.missing and not owner_post else "clear",
        ),
        _clarity("measures", phrase("见事项原文及成果") if "measures" not in line.missing else "", line),
        _clarity("outcome", phrase("见事项原文及成果") if "outcome" not in line.missing else "", line),
        Clarity(code="deadline", text=due, state="provisional" if row["due_provisional"] else "clear"),
    )


def _clarity(code: str, text: str, line: TaskLine) -> Clarity:
    return Clarity(code=code, text=text, state="missing" if code in line.missing else "clear")


def _dates(event: Event) -> bool:
    return event.kind in _DEADLINE_KINDS


def _deadline_step(event: Event, view: EventView) -> DeadlineStep:
    due = event.payload.get("due_on") or event.payload.get("proposed_on")
    shown_as_date = {phrase(name) for name in _SHOWN_AS_DATE}
    return DeadlineStep(
        kind=event.kind,
        at=event.at,
        actor_name=view.actor_name,
        due_on=date.fromisoformat(due) if due else None,
        says=tuple(told for told in view.says if told.name not in shown_as_date),
    )


_SHOWN_AS_DATE = frozenset({"期限", "新期限", "拟延至", "完成时限", "责任岗位", "当时进度"})
