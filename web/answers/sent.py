"""What became of a form: the event as it stands in the ledger, where it will be used, and what comes next."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session

from config.errors import DubanError
from planning import page_queries, queries
from planning.attachments import AttachedFile, attachments_by_seq
from planning.ledger import events_of
from planning.page_queries import periods, snapshots
from planning.rules import Rules
from web.answers.lines import Answer, TaskLine, line_of, owner_names
from web.answers.my import MyLine, my_tasks
from web.answers.reporting import ACTS
from web.answers.said_before import actors_of, who_did
from web.answers.telling import posts_named, tell
from web.moment import Look


class SentView(Answer):
    """One event just written; ``next_tasks`` are what who sent it has to do now.

    ``too_late`` tells that the report of its period was frozen before.
    """

    line: TaskLine
    seq: int
    kind: str
    at: datetime
    by: str
    period: str
    too_late: bool
    says: tuple[tuple[str, str], ...]
    digest: str
    files: tuple[AttachedFile, ...]
    next_tasks: tuple[MyLine, ...]


def sent_view(look: Look, rules: Rules, task_id: int, seq: int, now: datetime) -> SentView:
    """Read one event of a task.

    Raises:
        DubanError: ``task-missing``.
    """
    row = queries.task_row(look.session, look.table, task_id, look.day)
    event = next((each for each in events_of(look.session, task_id) if each.seq == seq), None)
    if row is None or event is None or event.kind not in ACTS.values():
        raise DubanError("task-missing", task=task_id)
    posts = page_queries.post_titles(look.session, posts_named([event.payload]))
    ahead = my_tasks(look, rules, now).groups if look.viewer.kind != "link" else ()
    urgent = [line for group in ahead for line in group.lines if line.first.act and line.line.id != task_id]
    return SentView(
        line=line_of(row, look.day, owner_names(look.session, [row], look.day)),
        seq=seq,
        kind=event.kind,
        at=event.at,
        by=who_did(event, actors_of(look.session, [event])),
        period=str(event.payload.get("period") or ""),
        too_late=_is_frozen(look.session, str(event.payload.get("period") or ""), event.at),
        says=tuple(tell(event.kind, event.payload, posts)),
        digest=event.digest,
        files=tuple(attachments_by_seq(look.session, task_id).get(seq, ())),
        next_tasks=tuple(urgent[:3]),
    )


def _is_frozen(session: Session, period: str, at: datetime) -> bool:
    """Tell whether the report of a period was frozen before an instant."""
    query = select(snapshots.c.id).join(periods, periods.c.id == snapshots.c.period_id)
    found = query.where(periods.c.code == period, snapshots.c.frozen_at < at).limit(1)
    return bool(period) and session.connection().execute(found).first() is not None
