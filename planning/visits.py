"""When somebody last looked at a page: what is new there is new since then. Writes, never commits."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session

from config.database import put, table_of
from planning.access.models import LastVisit

visits = table_of(LastVisit)
#: Looking again within this time is the same visit.
APART = timedelta(minutes=30)
#: A visit that goes on is written down no more often than this: looking at a page is mostly reading.
NOTED_EVERY = timedelta(minutes=5)


def last_visit(session: Session, owner: str, page: str, now: datetime) -> tuple[datetime | None, bool]:
    """Return when the visit before the present one was, and whether the present one is still to be noted."""
    query = select(visits.c.at, visits.c.before).where(visits.c.owner == owner, visits.c.page == page)
    row = session.connection().execute(query).first()
    if row is None:
        return None, True
    if now - row.at >= APART:
        return row.at, True
    return row.before, now - row.at >= NOTED_EVERY


def note_visit(session: Session, owner: str, page: str, now: datetime) -> None:
    """Write down that somebody looks at a page now; two tabs opened at once are one visit."""
    before, _ = last_visit(session, owner, page, now)
    row = {"owner": owner, "page": page, "at": now, "before": before}
    put(session, visits, ("owner", "page"), row)
