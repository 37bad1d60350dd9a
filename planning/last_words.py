"""The newest events of some kinds for several tasks at once: what was last reported, asked for or handed over."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select, true
from sqlmodel import Session

from planning.ledger import event_from, events
from planning.lifecycle import Event

LastWords = Mapping[tuple[int, str], Event]


def last_words(
    session: Session, task_ids: Iterable[int], kinds: Sequence[str], before: datetime | None = None
) -> LastWords:
    """Return the newest event of each kind of each task (before an instant), by task and kind: one query for all."""
    wanted = sorted(set(task_ids))
    if not wanted:
        return {}
    known = true() if before is None else events.c.at < before
    newest = (
        select(events.c.task_id, func.max(events.c.seq).label("seq"))
        .where(events.c.task_id.in_(wanted), events.c.kind.in_(kinds), known)
        .group_by(events.c.task_id, events.c.kind)
        .subquery()
    )
    query = select(events).join(newest, (events.c.task_id == newest.c.task_id) & (events.c.seq == newest.c.seq))
    found = (event_from(row) for row in session.connection().execute(query))
    return {(event.task_id, event.kind): event for event in found}
