"""The audit trail: what people did beside the ledger of tasks. Written in the transaction of what it tells of."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert
from sqlmodel import Session

from config.database import table_of
from planning.access.models import AuditRecord
from planning.people import Actor

records = table_of(AuditRecord)


def write_down(
    session: Session,
    actor: Actor,
    kind: str,
    now: datetime,
    *,
    subject: str = "",
    address: str = "",
    detail: Mapping[str, object] | None = None,
) -> None:
    """Add one record: who did what (a value of the labels ``audit``), to what, from where."""
    row = {
        "at": now, "kind": kind, "actor": actor.ref, "actor_name": actor.name, "on_behalf_of": actor.on_behalf_of,
        "subject": subject, "address": address,
        "detail": json.dumps(detail or {}, ensure_ascii=False, sort_keys=True, default=str),
    }  # fmt: skip
    session.connection().execute(insert(records), [row])
