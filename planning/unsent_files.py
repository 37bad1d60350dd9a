"""Files that came with a form which was never sent: forgotten once nothing names them and they are old.

A file is kept before the act it belongs to is written, so that a form that comes back need not be filled again. What an
event, an attachment, a document or a draft names stays for ever.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlmodel import Session

from config.database import Database, table_of
from planning.attachments import attachments
from planning.batches import batched
from planning.drafts import drafts
from planning.ledger import events
from planning.models import Document
from planning.store import Store

documents = table_of(Document)
#: Longer than a form stands open in a browser; a form sent later says that the file has to be chosen again.
KEPT_FOR = timedelta(days=30)
_MOST_AT_ONCE, _ASKED_TOGETHER = 500, 20


def forget_unsent(database: Database, store: Store, now: datetime) -> int:
    """Remove files received more than ``KEPT_FOR`` ago that nothing names; return how many, at most 500 at a time."""
    before = now - KEPT_FOR
    old = sorted(store.received_before(before))
    with database.read() as session:
        found = unnamed_of(session, old)
        if len(found) == len(old):
            return 0  # a database that knows none of them is perhaps not the one that belongs to this folder
        unnamed = found[:_MOST_AT_ONCE]
        unnamed = [sha256 for sha256 in unnamed if sha256 not in _told_of(session, unnamed)]
    return sum(store.forget(sha256, before) for sha256 in unnamed)


def unnamed_of(session: Session, digests: Sequence[str]) -> list[str]:
    """Return the digests that neither a document nor an attachment has."""
    named: set[str] = set()
    for some in batched(digests):
        for table in (documents, attachments):
            found = session.connection().execute(select(table.c.sha256).where(table.c.sha256.in_(some)))
            named |= set(found.scalars())
    return [sha256 for sha256 in digests if sha256 not in named]


def _told_of(session: Session, digests: Sequence[str]) -> set[str]:
    """Return the digests that the text of an event or a draft has; asked of the few files that are left."""
    told: set[str] = set()
    for at in range(0, len(digests), _ASKED_TOGETHER):
        some = digests[at : at + _ASKED_TOGETHER]
        for column in (events.c.payload, drafts.c.fields):
            query = select(column).where(or_(*(column.contains(sha256) for sha256 in some)))
            for text in session.connection().execute(query).scalars():
                told |= {sha256 for sha256 in some if sha256 in text}
    return told
