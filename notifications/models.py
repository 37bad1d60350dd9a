"""Tables of the outbox: digests to send, the decision about every single notice, and addresses that refuse mail.

Values are checked before a row is built (``notifications.notices``); table classes do not validate.
"""

from datetime import date, datetime

from sqlalchemy import Index, Text
from sqlmodel import Field, SQLModel


class Delivery(SQLModel, table=True):
    """One digest to one person, for one day, through one channel.

    ``state``: queued → claimed → sent; failed (will be tried again), dead (given up or refused), cancelled (nothing
    left to say), suppressed (kept back by a rule, named in ``reason``).
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index(None, "state", "next_attempt_at"),
        Index(None, "recipient_ref", "day"),
        Index(None, "unit_ref", "day"),
        Index(None, "address"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """``person|day|channel``."""
    recipient_ref: str
    recipient_name: str
    unit_ref: str = ""
    """The unit whose burden this counts towards; empty when no cap applies."""
    day: date
    """The day in Shanghai the digest is for."""
    channel: str
    address: str
    message_id: str
    """The Message-ID without angle brackets; the same on every attempt."""
    state: str = "queued"
    attempts: int = 0
    """Attempts begun; a process that dies in the middle of one has used it."""
    lease_owner: str | None = None
    lease_until: datetime | None = None
    not_before: datetime
    next_attempt_at: datetime
    reason: str = ""
    """Why it is in this state, a code of the label table ``notice_reason``."""
    error_code: str = ""
    """The last failure, a code of the sentence table."""
    last_error: str = Field(default="", sa_type=Text)
    """What the other side said at the last failure, shortened, without secrets."""
    receipt: str = Field(default="", sa_type=Text)
    """What the channel answered when it took the message: the server's reply, the file's name."""
    subject: str = ""
    created_at: datetime
    sent_at: datetime | None = None
    parts: str = Field(default="", sa_type=Text)
    """What was sent, as JSON ``{"text": …, "html": …}``; empty until then."""


class NoticeItem(SQLModel, table=True):
    """One matter to be told to one person through one channel, with what was decided about it and why.

    ``decision``: planned, sent, skipped (a rule kept it back), cancelled (no longer wanted).
    """

    __tablename__ = "notice_item"
    __table_args__ = (Index(None, "delivery_id"), Index(None, "subject_ref"), Index(None, "recipient_ref"))

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    """``item|rung|due version|recipient|channel``: the same notice is never decided twice."""
    delivery_id: int | None = Field(default=None, foreign_key="delivery.id")
    recipient_ref: str
    channel: str
    decision: str
    reason: str = ""
    """Why not, a code of the label table ``notice_reason``; empty when planned or sent."""
    subject_ref: str
    """What it is about, such as ``task:12``."""
    version: int = 0
    """The state of the matter the notice was planned from (for a task: the ledger's ``seq``)."""
    severity: str
    topic: str
    line: str = Field(sa_type=Text)
    """What the person reads, as JSON (``notifications.notices.Line``)."""
    created_at: datetime
    decided_at: datetime
    """When the decision was last changed."""


class BlockedAddress(SQLModel, table=True):
    """An address that refused mail for good. Nothing goes there until somebody lifts the block."""

    __tablename__ = "blocked_address"

    channel: str = Field(primary_key=True)
    address: str = Field(primary_key=True)
    reason: str = Field(default="", sa_type=Text)
    since: datetime
