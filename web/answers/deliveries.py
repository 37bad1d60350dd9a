"""The outbox as people look at it: digests by state and day, why some did not go, and addresses that refuse mail."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, func, select
from sqlmodel import Session

from config.database import table_of
from config.errors import DubanError
from config.language import CHINESE, speaking
from notifications import outbox
from notifications.models import BlockedAddress
from notifications.rendering import Letterhead, render
from web.addresses import address
from web.answers.lines import Answer
from web.answers.notices import NoticeView, deliveries, notices, read_notices
from web.asking import PAGE_SIZE, day, one_of, page_number, plain_text
from web.ports import Services

blocked = table_of(BlockedAddress)
_UNSENT_SHOWN = 50
_ITEMS_SHOWN = 500


@dataclass(frozen=True)
class DeliveryQuestion:
    """Which messages a reader asks for: a state, the day they are for, part of the recipient's name."""

    state: str | None = None
    day: date | None = None
    person: str | None = None
    page: int = 1

    def address(self, **changed: object) -> str:
        """Return the address of this question with some parameters changed; a changed filter begins at page 1."""
        asked = asdict(self) | {"page": self.page if self.page > 1 and not changed.keys() - {"page"} else None}
        return address("/deliveries", **(asked | changed))


class DeliveryLine(Answer):
    """One message to one person for one day. ``told`` and ``untold`` count the matters in it."""

    id: int
    day: date
    recipient: str
    channel: str
    address: str
    state: str
    reason: str
    error_code: str
    subject: str
    attempts: int
    told: int
    untold: int
    created_at: datetime
    next_attempt_at: datetime
    sent_at: datetime | None


class BlockedLine(Answer):
    """An address nothing goes to any more, because it refused mail for good."""

    channel: str
    address: str
    reason: str
    since: datetime


class DeliveryList(Answer):
    """One page of messages, the newest first; ``states`` counts all that the day and person leave."""

    total: int
    page: int
    pages: int
    states: dict[str, int]
    deliveries: tuple[DeliveryLine, ...]
    unsent: tuple[NoticeView, ...]
    unsent_total: int
    blocked: tuple[BlockedLine, ...]


class DeliveryDetail(Answer):
    """A message in full: what it says or will say, its matters, and what the other side answered."""

    line: DeliveryLine
    message_id: str
    receipt: str
    last_error: str
    preview: str
    is_draft: bool
    notices: tuple[NoticeView, ...]


def delivery_question(given: Mapping[str, str]) -> DeliveryQuestion:
    """Read the filters of the list of messages.

    Raises:
        CallError: ``filter-invalid``.
    """
    readers: dict[str, Any] = {
        "state": one_of("delivery_state"),
        "day": day,
        "person": plain_text,
        "page": page_number,
    }
    return DeliveryQuestion(
        **{name: read(name, given[name].strip()) for name, read in readers.items() if given.get(name, "").strip()}
    )


def delivery_list(session: Session, asked: DeliveryQuestion) -> DeliveryList:
    """Read one page of messages, with the notices that never became one and the addresses that are blocked."""
    around = _conditions(asked)
    counted = select(deliveries.c.state, func.count()).where(*around).group_by(deliveries.c.state)
    connection = session.connection()
    states = {row[0]: row[1] for row in connection.execute(counted)}
    total = states.get(asked.state, 0) if asked.state else sum(states.values())
    query = _lines().where(*around)
    if asked.state:
        query = query.where(deliveries.c.state == asked.state)
    query = query.order_by(deliveries.c.day.desc(), deliveries.c.id.desc())
    rows = connection.execute(query.limit(PAGE_SIZE).offset((asked.page - 1) * PAGE_SIZE)).mappings()
    alone = (notices.c.delivery_id.is_(None), notices.c.decision == "skipped")
    refused = connection.execute(select(blocked).order_by(blocked.c.since.desc())).mappings()
    return DeliveryList(
        total=total,
        page=asked.page,
        pages=max(1, -(-total // PAGE_SIZE)),
        states=states,
        deliveries=tuple(DeliveryLine(**row) for row in rows),
        unsent=tuple(read_notices(session, alone, limit=_UNSENT_SHOWN)),
        unsent_total=connection.execute(select(func.count()).select_from(notices).where(*alone)).scalar_one(),
        blocked=tuple(BlockedLine(**row) for row in refused),
    )


def delivery_detail(services: Services, delivery_id: int) -> DeliveryDetail:
    """Read a message in full; one that has not gone yet is written out as it would go now.

    Raises:
        DubanError: ``delivery-missing``.
    """
    with services.database.read() as session:
        row = session.connection().execute(_lines(full=True).where(deliveries.c.id == delivery_id)).mappings().first()
        if row is None:
            raise DubanError("delivery-missing")
        items = read_notices(session, [notices.c.delivery_id == delivery_id], limit=_ITEMS_SHOWN)
    line = DeliveryLine(**{name: row[name] for name in DeliveryLine.model_fields})
    sent = json.loads(row["parts"]).get("text", "") if row["parts"] else ""
    return DeliveryDetail(
        line=line,
        message_id=row["message_id"],
        receipt=row["receipt"],
        last_error=row["last_error"],
        preview=sent or _draft(services, line),
        is_draft=not sent,
        notices=tuple(reversed(items)),
    )


def _draft(services: Services, line: DeliveryLine) -> str:
    items = outbox.read_items(services.database, [line.id])
    if not items:
        return ""
    letterhead = Letterhead.of(services.settings)
    with speaking(CHINESE):  # as it will be sent, whatever language the page speaks
        return render(items, recipient_name=line.recipient, day=line.day, letterhead=letterhead).text


def _lines(*, full: bool = False) -> Select[Any]:
    names = ("id", "day", "channel", "address", "state", "reason", "error_code", "subject", "attempts", "created_at")
    more = ("message_id", "receipt", "last_error", "parts") if full else ()
    return select(
        *(deliveries.c[name] for name in (*names, "next_attempt_at", "sent_at", *more)),
        deliveries.c.recipient_name.label("recipient"),
        _matters("planned", "sent").label("told"),
        _matters("skipped", "cancelled").label("untold"),
    )


def _matters(*decisions: str) -> ScalarSelect[int]:
    """Count a message's matters with one of the decisions; asked for the rows of one page only, over an index."""
    own = (notices.c.delivery_id == deliveries.c.id, notices.c.decision.in_(decisions))
    return select(func.count()).select_from(notices).where(*own).correlate(deliveries).scalar_subquery()


def _conditions(asked: DeliveryQuestion) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if asked.day is not None:
        found.append(deliveries.c.day == asked.day)
    if asked.person:
        found.append(deliveries.c.recipient_name.contains(asked.person, autoescape=True))
    return found
