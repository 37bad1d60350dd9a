"""The outbox's tables for set-based statements, and the few statements both databases spell differently."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from sqlalchemy import func, select
from sqlmodel import Session

from config.database import table_of
from notifications.models import BlockedAddress, Delivery, NoticeItem

DELIVERY = table_of(Delivery)
ITEM = table_of(NoticeItem)
BLOCKED = table_of(BlockedAddress)

WAITING = ("queued", "failed")
"""States from which a delivery may be claimed."""

_CHUNK = 500
_PLANNERS_LOCK = 0x6475_6261_6E01
"""Any constant of our own: PostgreSQL's advisory lock for planners."""

T = TypeVar("T")


def in_chunks(values: Iterable[T], size: int = _CHUNK) -> Iterator[Sequence[T]]:
    """Yield the values in lists that fit into one ``IN (…)``."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def take_turn(session: Session) -> None:
    """Let planners go one after the other until their transactions end. SQLite's writers do so by themselves."""
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(select(func.pg_advisory_xact_lock(_PLANNERS_LOCK)))
