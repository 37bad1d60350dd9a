"""As-of views: the tasks as they were known at a past instant, exact, from the ledger.

Every query takes the table it reads as a parameter. For a past instant that is a temporary table of the same shape,
folded from the events before it, so that no question is written twice.
"""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from itertools import groupby

from sqlalchemy import Boolean, Column, Date, Integer, MetaData, String, Table, insert, select, text
from sqlmodel import Session

from planning.ledger import event_from, events, tasks
from planning.lifecycle import TaskState, fold

_BATCH = 1_000


def tasks_as_of(session: Session, instant: datetime | None, plan_id: int | None = None) -> Table:
    """Return the table of tasks as known before ``instant``; the live table when nothing happened since.

    With ``plan_id`` a table of the past holds that plan's tasks only: the others are not folded.

    A temporary table lives as long as the session's connection holds it; ids are those of the live tasks.
    """
    if instant is None:
        return tasks
    later = session.connection().execute(select(events.c.id).where(events.c.at >= instant).limit(1)).first()
    if later is None:
        return tasks
    table = _empty_copy(session, f"task_as_of_{instant.astimezone(UTC):%Y%m%d%H%M%S%f}_{plan_id or ''}")
    batch: list[dict[str, object]] = []
    for task_id, state in states_as_of(session, instant, plan_id):
        batch.append({"id": task_id, **asdict(state)})
        if len(batch) == _BATCH:
            session.connection().execute(insert(table), batch)
            batch = []
    if batch:
        session.connection().execute(insert(table), batch)
    return table


def states_as_of(session: Session, instant: datetime, plan_id: int | None = None) -> Iterator[tuple[int, TaskState]]:
    """Yield every task (of one plan, if named) that was registered before ``instant``, as it was then, by id."""
    query = select(events).where(events.c.at < instant).order_by(events.c.task_id, events.c.seq)
    if plan_id is not None:  # a task stays with its plan
        query = query.where(events.c.task_id.in_(select(tasks.c.id).where(tasks.c.plan_id == plan_id)))
    rows = session.connection().execute(query, execution_options={"yield_per": _BATCH})
    for task_id, own in groupby(map(event_from, rows), key=lambda event: event.task_id):
        yield task_id, fold(list(own))


def _empty_copy(session: Session, name: str) -> Table:
    """Create a temporary table with the columns of ``task``, without its constraints and indexes."""
    plain = {bool: Boolean, int: Integer}
    columns = [
        Column(column.name, Date() if isinstance(column.type, Date) else plain.get(_python(column), String)())
        for column in tasks.columns
    ]
    table = Table(name, MetaData(), *columns, prefixes=["TEMPORARY"])
    connection = session.connection()
    connection.execute(text(f"DROP TABLE IF EXISTS {name}"))
    table.create(connection)
    return table


def _python(column: Column[object]) -> type:
    try:
        return column.type.python_type
    except NotImplementedError:
        return str
