"""What a list of tasks is narrowed to, and the conditions on rows it means: the one table behind every drill-down.

A figure on a page and the list it leads to count the same rows because both are asked through here. Pure SQL over the
table handed in (live, or as of a past day).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BindParameter, ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.sql.expression import FromClause

from planning.lifecycle import CHASABLE_STATES, FINISHED_STATES, LIVE_STATES
from planning.light_sql import light_case
from planning.people import held_on, holdings, people, posts, units

#: What stands for "no theme" where a theme is named.
NO_THEME = "none"
SORTS = ("urgency", "due", "number", "progress", "report")


@dataclass(frozen=True)
class TaskFilter:
    """What a list of tasks is narrowed to; empty means everything.

    Attributes:
        below: Units under ``unit_id`` too.
        theme: A theme, or ``NO_THEME`` for tasks without one.
        person: Name or staff number of whoever holds the owning post on the day.
        vacant: Only live tasks without an owning post, or whose post nobody holds on the day.
        waiting: ``submitted``, ``extension`` or ``instruction``.
        chased: Only what is chased: with deliverables of a deadline of their own.
        overdue: Only what is chased and was due before the day.
        silent: A period (``2017Q2``) whose update is owed and not there; ``silent_by`` is its last day.
        red_since: Only items red on the day that turned so on this day or later.
        counted: Only what the boards count by light: neither drafts nor suspended, merged or cancelled.
        unanswered: Only those with an instruction that should have been answered before the day.
        extended: Only those extended so often or more.
        sort: One of ``SORTS``.
    """

    unit_id: int | None = None
    plan_id: int | None = None
    state: str | None = None
    light: str | None = None
    text: str | None = None
    due_from: date | None = None
    due_to: date | None = None
    overdue: bool = False
    items_only: bool = True
    below: bool = False
    theme: str | None = None
    person: str | None = None
    post_id: int | None = None
    vacant: bool = False
    waiting: str | None = None
    chased: bool = False
    provisional: bool = False
    silent: str | None = None
    silent_by: date | None = None
    red_since: date | None = None
    counted: bool = False
    unanswered: bool = False
    extended: int | None = None
    sort: str = "urgency"


#: Filters that leave few rows, which an index of theirs finds.
_FEW = ("waiting", "vacant", "person", "post_id", "provisional")

Condition = Callable[[FromClause, date, TaskFilter], ColumnElement[bool]]


def conditions(table: FromClause, day: date, wanted: TaskFilter) -> list[ColumnElement[bool]]:
    """Return what a row must fulfil to pass the filter on a day."""
    # What is chased may be a deliverable with a deadline of its own: the figures of overdue and due count it too.
    few = any(getattr(wanted, name) for name in _FEW)
    kind = unled(table.c.kind) if few else table.c.kind
    items = [kind == "item"] if wanted.items_only and not (wanted.overdue or wanted.chased) else []
    return items + [made(table, day, wanted) for name, made in _CONDITIONS.items() if _is_given(getattr(wanted, name))]


def _is_given(value: object) -> bool:
    # The place of a value to be given when the statement is run stands for a value.
    return isinstance(value, BindParameter) or bool(value)


def is_chased(table: FromClause) -> ColumnElement[bool]:
    """Return the condition that somebody is reminded of the task's deadline."""
    return table.c.chased & table.c.state.in_(CHASABLE_STATES)


def asks_extension(table: FromClause) -> ColumnElement[bool]:
    """Return the condition that an extension was asked for and waits for a decision."""
    # As a range, for which both databases take the index of the few that have one.
    return (table.c.extension_proposed_on > date.min) & unled(table.c.state).in_(LIVE_STATES)


def is_vacant(table: FromClause, day: date) -> ColumnElement[bool]:
    """Return the condition that nobody holds the owning post of a live task on a day, or that it has none."""
    held = exists().where(holdings.c.post_id == posts.c.id, held_on(day))
    # Of the few posts nobody holds, not of the many tasks: the index of owners finds theirs.
    nobody = or_(table.c.owner_post_id.is_(None), table.c.owner_post_id.in_(select(posts.c.id).where(~held)))
    return unled(table.c.state).in_(LIVE_STATES) & nobody


def unled(column: ColumnElement[str]) -> ColumnElement[str]:
    """Return a column's value in a form no index is taken for: another condition of the question finds fewer rows."""
    return column.concat("")


def is_silent(table: FromClause, period: str, begun_by: date) -> ColumnElement[bool]:
    """Return the condition that an item owes the update of a period and has not sent it."""
    return and_(
        table.c.kind == "item",
        table.c.state.in_(LIVE_STATES),
        table.c.first_period <= period,
        table.c.start_on <= begun_by,
        or_(table.c.last_period.is_(None), table.c.last_period < period),
    )


def _waiting(table: FromClause, day: date, wanted: TaskFilter) -> ColumnElement[bool]:
    del day
    if wanted.waiting == "submitted":
        return table.c.state == "submitted"
    return asks_extension(table) if wanted.waiting == "extension" else table.c.answer_by > date.min


def _unit(table: FromClause, day: date, wanted: TaskFilter) -> ColumnElement[bool]:
    del day
    if not wanted.below:
        return table.c.unit_id == wanted.unit_id
    top = select(units.c.id).where(units.c.id == wanted.unit_id).cte("unit_and_below", recursive=True)
    return table.c.unit_id.in_(select(top.union(_under(top)).c.id))


def _under(top: FromClause) -> Select[tuple[int]]:
    return select(units.c.id).join(top, units.c.parent_id == top.c.id)


def _text(table: FromClause, day: date, wanted: TaskFilter) -> ColumnElement[bool]:
    del day
    # Without regard to case, which SQLite's LIKE never has and PostgreSQL's always.
    return or_(table.c.text.icontains(wanted.text, autoescape=True), table.c.number == wanted.text)


def _person(table: FromClause, day: date, wanted: TaskFilter) -> ColumnElement[bool]:
    held = (
        select(holdings.c.post_id)
        .join(people, people.c.id == holdings.c.person_id)
        .where(or_(people.c.name == wanted.person, people.c.code == wanted.person), held_on(day))
    )
    return table.c.owner_post_id.in_(held)


def _silent(table: FromClause, day: date, wanted: TaskFilter) -> ColumnElement[bool]:
    return is_silent(table, wanted.silent or "", wanted.silent_by or day)


_CONDITIONS: dict[str, Condition] = {
    "unit_id": _unit,
    "plan_id": lambda table, _day, wanted: table.c.plan_id == wanted.plan_id,
    "state": lambda table, _day, wanted: table.c.state == wanted.state,
    "light": lambda table, day, wanted: light_case(table.c, day) == wanted.light,
    "text": _text,
    "due_from": lambda table, _day, wanted: table.c.due_on >= wanted.due_from,
    "due_to": lambda table, _day, wanted: table.c.due_on <= wanted.due_to,
    "overdue": lambda table, day, _wanted: is_chased(table) & (table.c.due_on < day),
    "theme": lambda table, _day, wanted: table.c.theme == ("" if wanted.theme == NO_THEME else wanted.theme),
    "person": _person,
    "post_id": lambda table, _day, wanted: table.c.owner_post_id == wanted.post_id,
    "vacant": lambda table, day, _wanted: is_vacant(table, day),
    "waiting": _waiting,
    "chased": lambda table, _day, _wanted: is_chased(table),
    "provisional": lambda table, _day, _wanted: table.c.due_provisional & table.c.state.in_(LIVE_STATES),
    "silent": _silent,
    "counted": lambda table, _day, _wanted: table.c.state.in_((*LIVE_STATES, *FINISHED_STATES)),
    "unanswered": lambda table, day, _wanted: table.c.answer_by < day,
    "extended": lambda table, _day, wanted: table.c.extensions >= wanted.extended,
    "red_since": lambda table, day, wanted: (
        table.c.red_on.between(wanted.red_since, day) & (light_case(table.c, day) == "red")
    ),
}
