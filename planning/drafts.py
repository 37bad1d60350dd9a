"""Drafts: what somebody has typed into a form and not sent, kept so that a closed browser loses nothing.

One per person and form; kept for ``KEPT_FOR``, dropped when the form is sent. Writes, never commits.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlmodel import Session

from config.database import put, table_of
from config.errors import DubanError
from planning.access.models import Draft

drafts = table_of(Draft)
KEPT_FOR = timedelta(days=60)
_MOST_CHARS = 100_000
Fields = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class SavedDraft:
    """The fields as typed, and when they were saved."""

    fields: Fields
    saved_at: datetime


def place_of(task_id: int, purpose: str) -> str:
    """Return the place of a form on a task: ``report-12``."""
    return f"{purpose}-{task_id}"


def save_draft(session: Session, owner: str, place: str, fields: Fields, now: datetime) -> None:
    """Keep what is typed in place of what was kept before; drafts nobody came back to are removed on the way.

    Raises:
        DubanError: ``draft-too-large``.
    """
    text = json.dumps({name: list(values) for name, values in fields.items()}, ensure_ascii=False)
    if len(text) > _MOST_CHARS:
        raise DubanError("draft-too-large", most=_MOST_CHARS // 10_000)
    session.connection().execute(delete(drafts).where(drafts.c.owner == owner, drafts.c.saved_at < now - KEPT_FOR))
    put(session, drafts, ("owner", "place"), {"owner": owner, "place": place, "fields": text, "saved_at": now})


def draft_at(session: Session, owner: str, place: str, now: datetime) -> SavedDraft | None:
    """Return what somebody left at a place; none when that was too long ago."""
    query = select(drafts).where(drafts.c.owner == owner, drafts.c.place == place, drafts.c.saved_at >= now - KEPT_FOR)
    row = session.connection().execute(query).first()
    return None if row is None else SavedDraft(json.loads(row.fields), row.saved_at)


def drop_draft(session: Session, owner: str, place: str) -> None:
    """Forget what was typed at a place."""
    session.connection().execute(delete(drafts).where(drafts.c.owner == owner, drafts.c.place == place))


def drafts_of(session: Session, owner: str, now: datetime) -> dict[str, datetime]:
    """Return the places somebody has a draft at, with when it was saved."""
    query = select(drafts.c.place, drafts.c.saved_at).where(
        drafts.c.owner == owner, drafts.c.saved_at >= now - KEPT_FOR
    )
    return {row.place: row.saved_at for row in session.connection().execute(query)}
