"""The outbox as people look at it: digests by state and day, why some did not go, and addresses that refuse mail."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, func, null, select
from sqlmodel import Session

from config.clock import end_of_day
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
    """Which messages a reader asks for: a state, the day they are for, part of the recipient's name.

    ``as_of`` leaves those made by the end of that day. Of a state only the newest is kept: what was sent later was
    still queued then, the others have the state of today.
    """

    state: str | None = None
    day: date | None = None
    person: str | None = None
    page: int = 1
    as_of: date | None = None

    @property
    def before(self) -> datetime | None:
        """The instant by which messages were made; none for now."""
        return end_of_day(self.as_of) if self.as_of is not None else None

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
        "as_of": day,
    }
    return DeliveryQuestion(
        **{name: read(name, given[name].strip()) for name, read in readers.items() if given.get(name, "").strip()}
    )


def delivery_list(session: Session, asked: DeliveryQuestion, most: int = PAGE_SIZE) -> DeliveryList:
    """Read one page of messages, with the notices that never became one and the addresses that are blocked."""
    around, state = _conditions(asked), _state(asked.before)
    counted = select(state, func.count()).where(*around).group_by(state)
    connection = session.connection()
    states = {row[0]: row[1] for row in connection.execute(counted)}
    total = states.get(asked.state, 0) if asked.state else sum(states.values())
    query = _lines(before=asked.before).where(*around)
    if asked.state:
        query = query.where(state == asked.state)
    query = query.order_by(deliveries.c.day.desc(), deliveries.c.id.desc())
    rows = connection.execute(query.limit(most).offset((asked.page - 1) * most)).mappings()
    alone = [notices.c.delivery_id.is_(None), notices.c.decision == "skipped"]
    if asked.before is not None:
        alone.append(notices.c.decided_at < asked.before)
    blocks = select(blocked).order_by(blocked.c.since.desc())
    refused = connection.execute(blocks).mappings() if asked.before is None else ()
    return DeliveryList(
        total=total,
        page=asked.page,
        pages=max(1, -(-total // most)),
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


def _state(before: datetime | None) -> ColumnElement[str]:
    """Return the state of a message, now or as far as it is known of an earlier instant."""
    return deliveries.c.state if before is None else _known_then(deliveries.c.state, "queued", before)


def _known_then(column: ColumnElement[Any], otherwise: Any, before: datetime) -> ColumnElement[Any]:  # noqa: ANN401 - any column's value
    return case((deliveries.c.sent_at >= before, otherwise), else_=column)


def _lines(*, full: bool = False, before: datetime | None = None) -> Select[Any]:
    names = ("id", "day", "channel", "address", "error_code", "attempts", "created_at", "next_attempt_at")
    more = ("message_id", "receipt", "last_error", "parts") if full else ()
    told: dict[str, ColumnElement[Any]] = {name: deliveries.c[name] for name in ("reason", "subject", "sent_at")}
    if before is not None:
        told = {
            "reason": _known_then(told["reason"], "", before),
            "subject": _known_then(told["subject"], "", before),
            "sent_at": _known_then(told["sent_at"], null(), before),
        }
    return select(
        *(deliveries.c[name] for name in (*names, *more)),
        _state(before).label("state"),
        *(column.label(name) for name, column in told.items()),
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
    if asked.before is not None:
        found.append(deliveries.c.created_at < asked.before)
    if asked.day is not None:
        found.append(deliveries.c.day == asked.day)
    if asked.person:
        found.append(deliveries.c.recipient_name.contains(asked.person, autoescape=True))
    return found
