"""The form of one act on a task: what it is about, what is chosen from, what was typed, and what changed meanwhile."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session

from config.errors import CallError, DubanError
from planning.last_words import last_words
from planning.ledger import current_state, events_of
from planning.lifecycle import LIVE_STATES, TaskState
from planning.offering import DIRECTING_ACTS, objection
from planning.queries import task_row
from planning.rights import assignable_units
from planning.rules import Rules
from web.answers.lines import TaskLine, lines_of
from web.answers.review_posts import PostChoice, by_unit, post_choices
from web.answers.timeline import EventView, event_views
from web.moment import Look

_MOST_TARGETS = 200
_MOST_CHANGES = 10
_DAYS_A_MONTH = 30
#: Codes of the rule pack's terms that are customary for instructions.
_ANSWER_TERMS = "instruction-"
#: What the person deciding reads beside the form.
_LAST_WORDS = ("reported", "submitted", "extension_requested", "instructed", "answered")


@dataclass(frozen=True)
class Term:
    """A customary term to choose: its name and the day it leads to."""

    title: str
    on: date


@dataclass(frozen=True)
class Typed:
    """What was sent with a form that could not be carried out, and why."""

    values: Mapping[str, str] = field(default_factory=dict)
    seen: int | None = None
    fault: str = ""


@dataclass(frozen=True)
class ActView:
    """Everything the form of an act shows. ``changed`` is what others did since the form was opened, newest first."""

    act: str
    day: date
    line: TaskLine
    state: TaskState
    values: Mapping[str, str]
    back: str
    fault: str
    barred: str
    last: Sequence[EventView]
    changed: Sequence[EventView]
    posts: Mapping[str, Sequence[PostChoice]]
    targets: Sequence[tuple[str, str]]
    themes: Sequence[str]
    terms: Sequence[Term]

    @property
    def seq(self) -> int:
        """The last event the form knows of."""
        return self.line.seq

    def answer_by(self, days: int | None) -> str:
        """Return the day an answer is asked for by: what was typed, else the term of so many days, else the usual."""
        typed = self.values.get("answer_by", "")
        if typed or not self.terms:
            return typed
        asked = [term for term in self.terms if days and (term.on - self.day).days == days]
        return (asked or self.terms[len(self.terms) // 2 :])[0].on.isoformat()


def act_view(look: Look, rules: Rules, now: datetime, task_id: int, act: str, typed: Typed, back: str) -> ActView:
    """Read the form of an act at an instant.

    Raises:
        CallError: ``act-unknown``.
        DubanError: ``task-missing`` also for a task the viewer may not see.
    """
    if act not in DIRECTING_ACTS:
        raise CallError("act-unknown", act=act)
    row = task_row(look.session, look.table, task_id, look.day)
    if row is None:
        raise DubanError("task-missing", task=task_id)
    state = current_state(look.session, task_id)
    barred = objection(look.session, look.viewer.actor, act, state, now)
    return ActView(
        act=act,
        day=look.day,
        line=lines_of(look.session, [row], look.day)[0],
        state=state,
        values=_defaults(state) | dict(typed.values),
        back=back or f"/tasks/{task_id}",
        fault=typed.fault,
        barred=str(barred) if barred and not typed.fault else "",
        last=_last(look.session, task_id),
        changed=_changed(look.session, task_id, typed.seen),
        posts=_posts(look, state, now) if act == "assign" else {},
        targets=_targets(look, state, task_id) if act == "merge" else (),
        themes=[theme.name for theme in rules.themes] if act == "classify" else (),
        terms=_terms(rules, look.day) if act == "instruct" else (),
    )


def _defaults(state: TaskState) -> dict[str, str]:
    """Return what the fields of the forms hold before anything is typed."""
    proposed = state.extension_proposed_on
    empty = dict.fromkeys(("note", "reason", "text", "into", "decision", "return_reason", "reopen", "answer_by"), "")
    return empty | {
        "owner": str(state.owner_post_id or ""),
        "leader": state.leader_name,
        "due_on": (proposed or state.due_on).isoformat(),
        "theme": state.theme,
    }


def _last(session: Session, task_id: int) -> list[EventView]:
    """Return the newest event of each kind that bears on a decision, the latest first."""
    newest = {event.seq for event in last_words(session, [task_id], _LAST_WORDS).values()}
    views = event_views(session, events_of(session, task_id)) if newest else []
    return [view for view in reversed(views) if view.seq in newest]


def _changed(session: Session, task_id: int, seen: int | None) -> list[EventView]:
    if seen is None:
        return []
    since = [view for view in event_views(session, events_of(session, task_id)) if view.seq > seen]
    return since[::-1][:_MOST_CHANGES]


def _posts(look: Look, state: TaskState, now: datetime) -> dict[str, Sequence[PostChoice]]:
    """Return the posts the viewer may give a task to, by unit."""
    within = assignable_units(look.session, look.viewer.actor, state, now)
    return by_unit(post_choices(look.session, look.day, within))


def _targets(look: Look, state: TaskState, task_id: int) -> list[tuple[str, str]]:
    """Return the items of the same unit a task may be merged into."""
    seen = look.table.c
    query = (
        select(seen.number, seen.title)
        .where(seen.unit_id == state.unit_id, seen.state.in_(LIVE_STATES), seen.kind == "item", seen.id != task_id)
        .order_by(seen.number)
        .limit(_MOST_TARGETS)
    )
    return [(row.number, row.title) for row in look.session.connection().execute(query)]


def _terms(rules: Rules, day: date) -> list[Term]:
    """Return the customary terms for an answer, each with the day it leads to."""
    classes = (each for each in rules.pack.deadline_classes if each.code.startswith(_ANSWER_TERMS))
    return [Term(each.title, _after(rules, day, each.amount, each.unit)) for each in classes]


def _after(rules: Rules, day: date, amount: int, unit: str) -> date:
    if unit == "workdays":
        return rules.calendar.add(day, amount)
    return day + timedelta(days=amount * (_DAYS_A_MONTH if unit == "months" else 1))
