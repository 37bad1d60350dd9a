"""What claimed digests have to say."""

from collections.abc import Sequence

from sqlalchemy import select

from config.database import Database
from notifications.notices import QueuedItem
from notifications.outbox.tables import ITEM, in_chunks

_COLUMNS = tuple(ITEM.c[name] for name in QueuedItem._fields)


def read_items(database: Database, delivery_ids: Sequence[int]) -> list[QueuedItem]:
    """Return the planned notices of these digests in the order they were planned; may be empty."""
    items: list[QueuedItem] = []
    with database.read() as session:
        for ids in in_chunks(delivery_ids):
            question = select(*_COLUMNS).where(ITEM.c.delivery_id.in_(ids), ITEM.c.decision == "planned")
            items += [QueuedItem(*row) for row in session.connection().execute(question.order_by(ITEM.c.id))]
    return items
