"""Tables of access: accounts and their sessions, stand-ins, links, secrets of this installation, the audit trail.

No future annotations here: SQLModel reads the types at class creation. Tokens are kept as SHA-256 only.
"""

import datetime as dt

from sqlalchemy import Index, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from config.remembering import lively


class Account(SQLModel, table=True):
    """A way in. Roles come from the posts of its person; ``is_admin`` makes an administrator without a post.

    ``totp_step`` is the last time step a code was taken from, so that no code works twice; ``recovery`` are hashes of
    the unused recovery codes, as JSON. Wrong attempts are counted in ``SignInFailure``.
    """

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(unique=True)
    name: str
    person_id: int | None = Field(default=None, foreign_key="person.id", unique=True)
    is_admin: bool = False
    password_hash: str = ""
    must_change: bool = False
    disabled: bool = False
    totp_secret: str = ""
    totp_step: int = 0
    recovery: str = Field(default="[]", sa_type=Text)
    oidc_issuer: str = ""
    oidc_subject: str = Field(default="", index=True)
    language: str = "zh"
    created_at: dt.datetime
    signed_in_at: dt.datetime | None = None


class SignIn(SQLModel, table=True):
    """A session of an account in one browser (``kind`` web), or a token for a program (``kind`` api).

    ``strength``: password, totp or oidc. ``standing_in_for`` is the person the session acts for at the moment.
    """

    __tablename__ = "sign_in"

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    kind: str = "web"
    name: str = ""
    strength: str
    standing_in_for: int | None = Field(default=None, foreign_key="person.id")
    address: str = ""
    device: str = ""
    created_at: dt.datetime
    seen_at: dt.datetime
    expires_at: dt.datetime
    revoked_at: dt.datetime | None = None


class SignInFailure(SQLModel, table=True):
    """A wrong attempt to come in, counted by ``subject`` (``planning.access.attempts``; ``link:…``) within a window."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (Index("ix_sign_in_failure_subject_at", "subject", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    subject: str
    at: dt.datetime


class Secret(SQLModel, table=True):
    """A secret of this installation, made on first use: the key that signs links and form tokens."""

    name: str = Field(primary_key=True)
    value: str


class StandIn(SQLModel, table=True):
    """A person who may act for another from a day on (inclusive) until another day (inclusive)."""

    __tablename__ = "stand_in"

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    deputy_id: int = Field(foreign_key="person.id", index=True)
    since: dt.date
    until: dt.date
    note: str = ""
    granted_by: str
    granted_at: dt.datetime
    revoked_at: dt.datetime | None = None


class Link(SQLModel, table=True):
    """A link that lets somebody read one thing without an account, until it expires or is revoked.

    ``kind``: plan, report (``subject_id`` of the plan or snapshot) or calendar (of the person).
    """

    id: int | None = Field(default=None, primary_key=True)
    token_hash: str = Field(unique=True)
    kind: str
    subject_id: int
    title: str
    created_at: dt.datetime
    created_by: str
    expires_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None
    revoked_by: str = ""
    used_at: dt.datetime | None = None
    uses: int = 0


class AuditRecord(SQLModel, table=True):
    """What somebody did that is no event of a task: signing in, changing accounts, posts or settings, taking data out.

    Rows are only ever added. ``subject`` names what it was done to (``account:3``, ``unit:7``); ``detail`` is JSON.
    """

    __tablename__ = "audit_record"
    __table_args__ = (Index("ix_audit_record_kind_at", "kind", "at"),)

    id: int | None = Field(default=None, primary_key=True)
    at: dt.datetime = Field(index=True)
    kind: str
    actor: str = Field(index=True)
    actor_name: str
    on_behalf_of: str = ""
    subject: str = ""
    detail: str = Field(default="{}", sa_type=Text)
    address: str = ""


class Draft(SQLModel, table=True):
    """What somebody has typed into a form and not sent yet: ``owner`` is the person's reference, ``place`` the form."""

    __table_args__ = (UniqueConstraint("owner", "place"),)

    id: int | None = Field(default=None, primary_key=True)
    owner: str
    place: str
    fields: str = Field(sa_type=Text)
    saved_at: dt.datetime


class SavedFilter(SQLModel, table=True):
    """A question somebody asks often, kept as the query of an address (``page`` is its path)."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("owner", "page", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    owner: str
    page: str
    name: str
    query: str = Field(sa_type=Text)
    shared: bool = False
    created_at: dt.datetime


class LastVisit(SQLModel, table=True):
    """When a person last looked at a page, and the time before: what is new is new since then."""

    __tablename__ = "last_visit"
    __table_args__ = (UniqueConstraint("owner", "page"),)

    id: int | None = Field(default=None, primary_key=True)
    owner: str
    page: str
    at: dt.datetime
    before: dt.datetime | None = None


lively("audit_record", "draft")
