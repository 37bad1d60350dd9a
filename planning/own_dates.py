"""The dates of somebody's own tasks: deadlines, answers to instructions, period updates. Reads, never writes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlmodel import Session

from planning.ledger import events, tasks
from planning.lifecycle import CHASABLE_STATES, LIVE_STATES
from planning.periods import parse_period, period_after, period_of
from planning.rules import Rules

_MOST = 2_000


@dataclass(frozen=True)
class OwnDate:
    """A day of a task. ``kind``: due, answer or update (of a period, for ``count`` items; no task of its own).

    ``version`` rises when the day moves; ``changed_at`` is when the task last changed.
    """

    kind: str
    on: date
    key: str
    version: int
    changed_at: datetime
    number: str = ""
    title: str = ""
    task_id: int | None = None
    provisional: bool = False
    count: int = 1


def own_dates(session: Session, post_ids: Collection[int], rules: Rules, today: date) -> list[OwnDate]:
    """Return the days to come or missed of the tasks some posts answer for, in order of time."""
    query = (
        select(
            tasks.c.id, tasks.c.number, tasks.c.title, tasks.c.kind, tasks.c.chased, tasks.c.state, tasks.c.due_on,
            tasks.c.due_version, tasks.c.due_provisional, tasks.c.answer_by, tasks.c.first_period,
            tasks.c.last_period, tasks.c.start_on, tasks.c.seq, events.c.at,
        )
        .join(events, (events.c.task_id == tasks.c.id) & (events.c.seq == tasks.c.seq))
        .where(
            tasks.c.owner_post_id.in_(post_ids),
            or_(tasks.c.state.in_(LIVE_STATES), tasks.c.answer_by.is_not(None)),
        )
        .order_by(tasks.c.due_on, tasks.c.id)
        .limit(_MOST)
    )  # fmt: skip
    found: list[OwnDate] = []
    owed: dict[str, list[datetime]] = {}
    for row in session.connection().execute(query):
        told = {"number": row.number, "title": row.title, "task_id": row.id, "changed_at": row.at}
        if row.chased and row.state in CHASABLE_STATES:
            key, version = f"task-{row.id}-due", row.due_version
            found.append(OwnDate("due", row.due_on, key, version, provisional=row.due_provisional, **told))
        if row.answer_by is not None:
            found.append(OwnDate("answer", row.answer_by, f"task-{row.id}-answer", row.seq, **told))
        if row.kind == "item" and row.state in CHASABLE_STATES:
            owed.setdefault(_owed(row.first_period, row.last_period, rules, today), []).append(row.at)
    found += [_update(code, changed, rules) for code, changed in owed.items()]
    return sorted(found, key=lambda each: (each.on, each.key))


def _owed(first_period: str, last_period: str | None, rules: Rules, today: date) -> str:
    """Return the period whose update comes next: the first one owed, and none that is long past."""
    after = str(period_after(last_period, rules.pack)) if last_period else first_period
    return max(first_period, after, str(period_of(today, rules.pack).previous()))


def _update(code: str, changed: list[datetime], rules: Rules) -> OwnDate:
    on = parse_period(code).report_due_on(rules.calendar)
    return OwnDate("update", on, f"update-{code}", 0, max(changed), number=code, count=len(changed))
