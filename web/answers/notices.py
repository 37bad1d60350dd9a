"""What was told, or decided not to be told, about a task: to whom, when, and why not."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlmodel import Session

from config.database import table_of
from config.prepared import prepared
from config.rows import Row
from notifications.models import Delivery, NoticeItem
from notifications.notices import rung_of
from planning.people import people
from web.answers.lines import Answer

deliveries = table_of(Delivery)
notices = table_of(NoticeItem)

_MOST = 200


class NoticeView(Answer):
    """One matter told, or not told, to one person.

    ``decision`` and ``reason`` are codes of the labels ``decision`` and ``notice_reason``; ``rung`` is the step of the
    ladder (``T-3``). ``task_id`` is none when the matter is not a task.
    """

    id: int
    delivery_id: int | None
    delivery_state: str
    day: date | None
    sent_at: datetime | None
    recipient: str
    channel: str
    rung: str
    decision: str
    reason: str
    severity: str
    topic: str
    title: str
    status: str
    action: str
    role: str
    path: str
    task_id: int | None
    decided_at: datetime


def notices_about(session: Session, subject: str, *, before: datetime | None = None) -> list[NoticeView]:
    """Read what was decided about a matter (before an instant), the newest first (at most 200)."""
    asked = prepared(session, ("notices about", before is None), lambda: _about(everything=before is None))
    given = {"subject": subject} | ({} if before is None else {"before": before})
    views = _views(session, asked.run(session, given).mappings().all())
    return views if before is None else [_then(view, before) for view in views]


def _about(*, everything: bool) -> Select[Any]:
    query = _joined().where(notices.c.subject_ref == bindparam("subject"))
    if not everything:
        query = query.where(notices.c.created_at < bindparam("before", type_=notices.c.created_at.type))
    return query.order_by(notices.c.id.desc()).limit(_MOST)


def read_notices(
    session: Session, wanted: Sequence[ColumnElement[bool]], *, limit: int, before: datetime | None = None
) -> list[NoticeView]:
    """Read notices that fit all conditions, the newest first, with the names of those they are for.

    Before an instant: those made by then. Only the newest decision is kept; what was decided later was still planned.
    """
    query = _joined().where(*wanted).order_by(notices.c.id.desc()).limit(limit)
    if before is None:
        return _views(session, session.connection().execute(query).mappings().all())
    rows = session.connection().execute(query.where(notices.c.created_at < before)).mappings().all()
    return [_then(view, before) for view in _views(session, rows)]


def _then(view: NoticeView, before: datetime) -> NoticeView:
    if view.decided_at < before:
        return view
    return view.model_copy(update={"decision": "planned", "reason": "", "sent_at": None, "delivery_state": ""})


def _views(session: Session, rows: Sequence[Row]) -> list[NoticeView]:
    names = _names(session, rows)
    return [_view(row, names) for row in rows]


def _joined() -> Select[Any]:
    own = ("id", "key", "delivery_id", "recipient_ref", "channel", "decision", "reason", "subject_ref", "severity")
    return select(
        *(notices.c[name] for name in (*own, "topic", "line", "decided_at")),
        deliveries.c.state.label("delivery_state"),
        deliveries.c.day,
        deliveries.c.sent_at,
        deliveries.c.recipient_name,
    ).outerjoin(deliveries, deliveries.c.id == notices.c.delivery_id)


def _names(session: Session, rows: Iterable[Row]) -> dict[str, str]:
    """Return the names of recipients whose notice never became a message."""
    wanted = {
        int(row["recipient_ref"]) for row in rows if not row["recipient_name"] and row["recipient_ref"].isdecimal()
    }
    if not wanted:
        return {}
    found = session.connection().execute(select(people.c.id, people.c.name).where(people.c.id.in_(wanted)))
    return {str(row.id): row.name for row in found}


def _view(row: Row, names: Mapping[str, str]) -> NoticeView:
    line = json.loads(row["line"])
    kind, _, subject = row["subject_ref"].partition(":")
    return NoticeView(
        **{name: row[name] for name in _SAME},
        delivery_state=row["delivery_state"] or "",
        recipient=row["recipient_name"] or names.get(row["recipient_ref"], row["recipient_ref"]),
        rung=rung_of(row["key"]),
        title=line.get("title", ""),
        status=line.get("status", ""),
        action=line.get("action", ""),
        role=line.get("role", ""),
        path=line.get("path", ""),
        task_id=int(subject) if kind == "task" and subject.isdecimal() else None,
    )


_SAME = (
    "id", "delivery_id", "day", "sent_at", "channel", "decision", "reason", "severity", "topic", "decided_at",
)  # fmt: skip
