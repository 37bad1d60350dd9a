"""Reminding by hand (催办): a row of the outbox for the owner of each task, once a day; nothing is sent here.

A person asked for it, so the burden cap does not count; it goes out on a working day, else on the next one, in the
digest of that day. A report in between makes it needless (``flows.tidings``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import RowMapping, select
from sqlmodel import Session

from config.clock import at_local, local_day
from config.errors import DubanError
from config.language import CHINESE, label, speaking
from notifications import outbox
from notifications.notices import Line, Notice, Recipient, Severity
from notifications.outbox.tables import DELIVERY, ITEM, in_chunks
from planning.access.viewers import Viewer
from planning.ledger import tasks
from planning.lights import LightRow, light_on
from planning.people import Recipient as Holder
from planning.people import holders_of, units
from planning.queries import LIST_COLUMNS
from planning.rules import Rules
from web.ports import Services
from web.wording import distance_words

#: The step of no ladder: asked for by a person, one for each day.
URGED = "urge"
_SEVERITIES: dict[str, Severity] = {"red": "red", "orange": "red", "yellow": "yellow"}


@dataclass(frozen=True)
class Urged:
    """What became of one reminder: a code of the labels ``remind_fate``, and the day of the message it stands in."""

    fate: str
    on: date | None = None


def urge(
    session: Session, services: Services, viewer: Viewer, task_ids: Sequence[int], note: str = ""
) -> dict[int, Urged | DubanError]:
    """Plan a reminder for each task and return what became of it; a vacant post is told as a fault. Does not commit."""
    now = services.clock.now()
    today = local_day(now)
    rows = _rows(session, task_ids)
    holders = holders_of(session, {row["owner_post_id"] for row in rows} - {None}, today)
    faults: dict[int, Urged | DubanError] = {
        row["id"]: DubanError("remind-vacant", number=row["number"])
        for row in rows
        if row["owner_post_id"] not in holders
    }
    with speaking(CHINESE):  # messages are Chinese whatever language the page speaks
        notices = {
            row["id"]: _notice(services, viewer, row, holders[row["owner_post_id"]], today, note)
            for row in rows
            if row["id"] not in faults
        }
    known = _fates(session, [notice.key for notice in notices.values()]).keys()
    _plan(session, services.rules, list(notices.values()), now)
    fates = _fates(session, [notice.key for notice in notices.values()])
    told = {
        task_id: Urged("known") if notice.key in known else fates[notice.key] for task_id, notice in notices.items()
    }
    return faults | told


def _rows(session: Session, task_ids: Sequence[int]) -> list[RowMapping]:
    columns = (*(tasks.c[name] for name in LIST_COLUMNS), tasks.c.due_version, units.c.short_name.label("unit_name"))
    query = select(*columns).join(units, units.c.id == tasks.c.unit_id)
    return [
        row
        for ids in in_chunks(task_ids)
        for row in session.connection().execute(query.where(tasks.c.id.in_(ids))).mappings()
    ]


def _notice(
    services: Services, viewer: Viewer, row: RowMapping, holder: Holder, today: date, note: str
) -> Notice:  # fmt: skip
    standing = distance_words(row["due_on"], today, services.rules.calendar)
    words = {"number": row["number"], "title": row["title"], "unit": row["unit_name"]}
    line = Line(
        title=label("remind", "title").format(**words),
        status=label("remind", "status").format(asker=viewer.name, standing=standing),
        detail=note,
        action=label("remind", "action"),
        path=f"/tasks/{row['parent_id'] or row['id']}",
        role=label("remind", "role"),
    )
    return Notice(
        subject_ref=f"task:{row['id']}",
        rung=f"{URGED}-{today:%Y%m%d}",
        due_version=row["due_version"],
        recipient=Recipient(ref=str(holder.person_id), name=holder.name, address=holder.mail),
        channel=services.settings.channel,
        severity=_SEVERITIES.get(light_on(today, LightRow.of(row)).colour, "info"),
        line=line,
        version=row["seq"],
        topic="decision",
    )


def _plan(session: Session, rules: Rules, notices: Sequence[Notice], now: datetime) -> None:
    if notices:
        day = rules.calendar.on_or_after(local_day(now))
        outbox.plan(
            session,
            notices,
            now=now,
            day=day,
            not_before=at_local(day, rules.pack.sending.sending_time),
            cap=None,
            next_day=lambda each: rules.calendar.add(each, 1),
        )


def _fates(session: Session, keys: Iterable[str]) -> dict[str, Urged]:
    """Return what the outbox has decided about notices it knows, by key."""
    query = select(ITEM.c.key, ITEM.c.decision, ITEM.c.reason, DELIVERY.c.day).outerjoin(
        DELIVERY, DELIVERY.c.id == ITEM.c.delivery_id
    )
    return {
        row.key: Urged("planned", row.day) if row.decision in {"planned", "sent"} else Urged(row.reason)
        for chunk in in_chunks(keys)
        for row in session.connection().execute(query.where(ITEM.c.key.in_(chunk)))
    }
