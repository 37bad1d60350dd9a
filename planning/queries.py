"""Questions about tasks, asked as sets over indexed date columns; lists are read as rows, not as objects.

Each takes the table it reads (live, or as of a past instant) and the day on which lights are looked at. No answer
is averaged; lists are ordered and bounded by the caller.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, bindparam, case, func, or_, select
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.database import table_of
from config.prepared import day_named, prepared
from config.remembering import remembered
from planning.ledger import events, tasks
from planning.lifecycle import CHASABLE_STATES, FINISHED_STATES, LAWFUL, LIVE_STATES
from planning.light_sql import light_case
from planning.models import Document, Outcome, Plan, Unit
from planning.narrowing import TaskFilter, conditions

units = table_of(Unit)
plans = table_of(Plan)
documents = table_of(Document)
outcomes = table_of(Outcome)

#: Columns a list needs; the long texts stay where they are.
LIST_COLUMNS = (
    "id", "number", "plan_id", "unit_id", "parent_id", "kind", "item_number", "title", "state", "owner_post_id",
    "start_on", "due_on", "original_due_on", "due_basis", "due_provisional", "progress", "extensions", "returns",
    "last_report_on", "last_period", "submitted_on", "finished_on", "late", "answer_by", "missing", "yellow_on",
    "orange_on", "red_on", "turns", "seq",
)  # fmt: skip


def light_counts(session: Session, table: FromClause, day: date, *, unit_id: int | None = None) -> dict[str, int]:
    """Return how many items show each light on a day."""
    light = light_case(table.c, day)
    query = select(light.label("light"), func.count()).where(_counted(table)).group_by("light")
    if unit_id is not None:
        query = query.where(table.c.unit_id == unit_id)
    return {row[0]: row[1] for row in session.connection().execute(query)}


def unit_light_counts(session: Session, table: FromClause, day: date) -> list[RowMapping]:
    """Return, for each unit that has items and each light: ``unit_id, light, items, progress_total``."""
    asked = prepared(session, ("unit light counts", table), lambda: _unit_light_counts(table))
    return list(asked.run(session, {"day": day}).mappings().all())


def _unit_light_counts(table: FromClause) -> Select[Any]:
    return (
        select(
            table.c.unit_id, light_case(table.c, day_named("day")).label("light"), func.count().label("items"),
            func.sum(table.c.progress).label("progress_total"),
        )
        .where(_counted(table))
        .group_by(table.c.unit_id, "light")
        .order_by(table.c.unit_id)
    )  # fmt: skip


def state_counts(session: Session, table: FromClause) -> dict[str, int]:
    """Return how many items are in each state."""
    query = select(table.c.state, func.count()).where(table.c.kind == "item").group_by(table.c.state)
    return {row[0]: row[1] for row in session.connection().execute(query)}


def list_tasks(
    session: Session, table: FromClause, day: date, wanted: TaskFilter, *, limit: int, offset: int = 0
) -> list[RowMapping]:
    """Return one page of tasks with unit and light, the most urgent first: red, orange, yellow, then by due date."""
    light = light_case(table.c, day).label("light")
    query = (
        select(*(table.c[name] for name in LIST_COLUMNS), units.c.short_name.label("unit_name"), light)
        .join(units, units.c.id == table.c.unit_id)
        .where(*conditions(table, day, wanted))
        .order_by(*_order(table, day, wanted.sort))
        .limit(limit)
        .offset(offset)
    )
    return list(session.connection().execute(query).mappings().all())


def count_tasks(session: Session, table: FromClause, day: date, wanted: TaskFilter) -> int:
    """Return how many tasks a filter leaves."""
    query = select(func.count()).select_from(table).where(*conditions(table, day, wanted))
    return int(session.connection().execute(query).scalar_one())


def due_on_days(session: Session, table: FromClause, days: Sequence[date]) -> list[RowMapping]:
    """Return chased tasks due on one of the days, by id: what a run of the ladder has to look at."""
    query = _chased(table).where(table.c.due_on.in_(days)).order_by(table.c.id)
    return list(session.connection().execute(query).mappings().all())


def oldest_due(session: Session, table: FromClause) -> date | None:
    """Return the earliest due day among chased tasks."""
    days = [
        session.connection().execute(select(func.min(table.c.due_on)).where(table.c.state == state)).scalar()
        for state in CHASABLE_STATES
    ]
    return min((day for day in days if day is not None), default=None)


def silent_in(session: Session, table: FromClause, period: str, registered_by: date) -> list[RowMapping]:
    """Return chased items that owe a report for a quarter and have not sent one."""
    query = _chased(table).where(
        table.c.kind == "item",
        table.c.first_period <= period,
        table.c.start_on <= registered_by,
        or_(table.c.last_period.is_(None), table.c.last_period < period),
    )
    return list(session.connection().execute(query.order_by(table.c.id)).mappings().all())


def awaiting_answer(session: Session, table: FromClause, until: date) -> list[RowMapping]:
    """Return tasks whose instruction must be answered by ``until`` or earlier, and still can be."""
    query = _listed(table).where(table.c.answer_by.is_not(None), table.c.answer_by <= until)
    found = session.connection().execute(query.order_by(table.c.answer_by, table.c.id)).mappings()
    # The few that were merged or cancelled are left out here: with states in the question SQLite reads every task.
    return [row for row in found if row["state"] in LAWFUL["answered"]]


def last_instructions(session: Session, task_ids: Sequence[int]) -> dict[int, RowMapping]:
    """Return the last instruction of each task that has one: ``task_id, seq, payload``."""
    query = (
        select(events.c.task_id, events.c.seq, events.c.payload)
        .where(events.c.task_id.in_(task_ids), events.c.kind == "instructed")
        .order_by(events.c.task_id, events.c.seq)
    )
    return {row["task_id"]: row for row in session.connection().execute(query).mappings()}


def events_between(
    session: Session, table: FromClause, kinds: Sequence[str], first: datetime, before: datetime
) -> list[RowMapping]:
    """Return the events of some kinds on items, oldest first, from an instant on and before another.

    Each comes with its task as it stands: ``event_seq, event_kind, event_payload, event_actor, event_for, event_at``
    beside the columns of a list.
    """
    names = {"seq": "seq", "kind": "kind", "payload": "payload", "actor": "actor", "on_behalf_of": "for", "at": "at"}
    query = (
        _listed(table)
        .add_columns(
            table.c.extension_proposed_on, *(events.c[name].label(f"event_{told}") for name, told in names.items())
        )
        .join(events, events.c.task_id == table.c.id)
        .where(events.c.at >= first, events.c.at < before, events.c.kind.in_(kinds), table.c.kind == "item")
        .order_by(events.c.at, events.c.task_id, events.c.seq)
    )
    return list(session.connection().execute(query).mappings().all())


def task_row(session: Session, table: FromClause, task_id: int, day: date) -> RowMapping | None:
    """Return one task in full with unit, plan and light; none when it did not exist then."""
    asked = prepared(session, ("task", table), lambda: _one_task(table))
    return asked.run(session, {"of_task": task_id, "day": day}).mappings().first()


def _one_task(table: FromClause) -> Select[Any]:
    return (
        select(
            *table.columns, units.c.short_name.label("unit_name"), units.c.name.label("unit_full_name"),
            plans.c.name.label("plan_name"), plans.c.year.label("plan_year"),
            light_case(table.c, day_named("day")).label("light"),
        )
        .join(units, units.c.id == table.c.unit_id)
        .join(plans, plans.c.id == table.c.plan_id)
        .where(table.c.id == bindparam("of_task"))
    )  # fmt: skip


def task_id_of(session: Session, ref: str) -> int | None:
    """Return the task with a number (``2017-003``) or, failing that, with an id."""
    found = session.connection().execute(select(tasks.c.id).where(tasks.c.number == ref)).scalar()
    if found is None and ref.isdecimal() and len(ref) < 10:  # noqa: PLR2004 - more digits than any id
        found = session.connection().execute(select(tasks.c.id).where(tasks.c.id == int(ref))).scalar()
    return found


def deliverables_of(session: Session, table: FromClause, task_id: int, day: date) -> list[RowMapping]:
    """Return the deliverables of an item in their order, with light."""
    asked = prepared(session, ("deliverables", table), lambda: _deliverables(table))
    return list(asked.run(session, {"of_task": task_id, "day": day}).mappings().all())


def _deliverables(table: FromClause) -> Select[Any]:
    light = light_case(table.c, day_named("day")).label("light")
    query = select(*(table.c[name] for name in LIST_COLUMNS), table.c.text, light)
    return query.where(table.c.parent_id == bindparam("of_task")).order_by(table.c.position)


def open_tasks_of_post(session: Session, post_id: int) -> list[RowMapping]:
    """Return the unfinished items a post answers for, earliest due first: what a successor takes over."""
    query = _listed(tasks).where(
        tasks.c.owner_post_id == post_id, tasks.c.kind == "item", tasks.c.state.in_((*LIVE_STATES, "suspended"))
    )
    return list(session.connection().execute(query.order_by(tasks.c.due_on, tasks.c.id)).mappings().all())


def registered_of_plan(session: Session, plan: str) -> list[int]:
    """Return the items of a plan that are registered and not yet handed out."""
    query = (
        select(tasks.c.id)
        .join(plans, plans.c.id == tasks.c.plan_id)
        .where(plans.c.name == plan, tasks.c.kind == "item", tasks.c.state == "registered")
        .order_by(tasks.c.id)
    )
    return list(session.connection().execute(query).scalars())


def unit_rows(session: Session, *, kind: str | None = None) -> list[RowMapping]:
    """Return units in the order of the roster."""
    query = select(units).order_by(units.c.position, units.c.id)
    if kind is not None:
        query = query.where(units.c.kind == bindparam("kind"))
    asked = prepared(session, ("units", kind is None), lambda: query)
    given = {} if kind is None else {"kind": kind}
    return list(
        remembered(session, ("units", kind), lambda: tuple(asked.run(session, given).mappings().all()), settled=True)
    )


def plan_rows(session: Session) -> list[RowMapping]:
    """Return plans with the name and digest of their document, newest first."""
    asked = prepared(session, "plans", _plans)
    return list(remembered(session, "plans", lambda: tuple(asked.run(session).mappings().all()), settled=True))


def _plans() -> Select[Any]:
    return (
        select(*plans.columns, documents.c.name.label("document_name"), documents.c.sha256)
        .join(documents, documents.c.id == plans.c.document_id)
        .order_by(plans.c.id.desc())
    )


def last_event_at(session: Session) -> datetime | None:
    """Return the instant of the newest event of the ledger."""
    found: datetime | None = (
        prepared(session, "last event", lambda: select(func.max(events.c.at))).run(session).scalar()
    )
    return found


def _counted(table: FromClause) -> ColumnElement[bool]:
    return (table.c.kind == "item") & table.c.state.in_((*LIVE_STATES, *FINISHED_STATES))


def _listed(table: FromClause) -> Select[Any]:
    columns = (*LIST_COLUMNS, "due_version", "chase_seq", "leader_name")
    return select(*(table.c[name] for name in columns), units.c.short_name.label("unit_name")).join(
        units, units.c.id == table.c.unit_id
    )


def _chased(table: FromClause) -> Select[Any]:
    # Nothing that is chased is finished; said so, an index gives it in the order of deadlines.
    return _listed(table).where(table.c.finished_on.is_(None), table.c.chased, table.c.state.in_(CHASABLE_STATES))


def _order(table: FromClause, day: date, sort: str) -> tuple[ColumnElement[Any], ...]:
    """Return the order of a list: one of ``narrowing.SORTS``, ties by id."""
    by_due = (table.c.due_on, table.c.id)
    orders: dict[str, tuple[ColumnElement[Any], ...]] = {
        "due": by_due,
        "number": (table.c.number, table.c.id),
        "progress": (table.c.progress, *by_due),
        "report": (table.c.last_report_on.is_not(None), table.c.last_report_on, *by_due),
    }
    return orders.get(sort, (_urgency(table, day), *by_due))


def _urgency(table: FromClause, day: date) -> ColumnElement[int]:
    order = {"red": 0, "orange": 1, "yellow": 2, "green": 3, "grey": 4, "blue": 5}
    return case(order, value=light_case(table.c, day), else_=6)
