"""Signing a frozen report and issuing it: who put their name under which digest, and when. Writes, never commits.

A period goes frozen → signed → issued. What is signed is the digest the signer saw, so a report frozen again meanwhile
is not signed by mistake; after the first signature nothing can be frozen again. The snapshot itself never changes:
signatures stand beside it.
"""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, update
from sqlmodel import Session

from config.database import add_unless_there, table_of
from config.errors import Conflict, DubanError
from config.language import label
from planning.access.audit import write_down
from planning.models import Period, Signature, Snapshot
from planning.people import Actor
from planning.rights import MAY

periods = table_of(Period)
snapshots = table_of(Snapshot)
signatures = table_of(Signature)


def sign(session: Session, snapshot_id: int, seen: str, actor: Actor, now: datetime, *, note: str = "") -> None:
    """Put somebody's name under a report whose digest they saw; signing it twice is signing it once.

    Raises:
        DubanError: ``not-allowed``, ``snapshot-missing``, ``report-not-final``, ``report-superseded``,
            ``snapshot-altered``.
        Conflict: ``report-changed`` when the digest is another one than was seen.
    """
    row = _ready(session, snapshot_id, seen, actor, "sign")
    if row.state not in {"frozen", "signed"}:
        code = "report-issued-already" if row.state == "issued" else "report-not-final"
        raise DubanError(code, period=row.code, state=label("period_state", row.state))
    _put_down(session, row, "signed", actor, now, note)
    _move(session, row, "frozen", "signed")


def issue(session: Session, snapshot_id: int, seen: str, actor: Actor, now: datetime) -> None:
    """Issue a signed report (印发): from now on everybody may read it. Issuing it twice is issuing it once.

    Raises:
        DubanError: as ``sign``, and ``report-unsigned``.
        Conflict: ``report-changed``.
    """
    row = _ready(session, snapshot_id, seen, actor, "issue")
    if row.state == "issued":
        return
    signed = {each.act for each in signatures_of(session, [snapshot_id])}
    if row.state != "signed" or "signed" not in signed:
        raise DubanError("report-unsigned", period=row.code)
    _put_down(session, row, "issued", actor, now, "")
    _move(session, row, "signed", "issued")


def signatures_of(session: Session, snapshot_ids: Iterable[int]) -> list[Row[Any]]:
    """Return the signatures under some snapshots, in order of time; one query for all."""
    query = (
        select(signatures)
        .where(signatures.c.snapshot_id.in_(set(snapshot_ids)))
        .order_by(signatures.c.at, signatures.c.id)
    )
    return list(session.connection().execute(query))


def standing_of(acts: Iterable[str]) -> str:
    """Return how far a snapshot has come by the acts under it: frozen, signed or issued."""
    done = set(acts)
    return next((state for state in ("issued", "signed") if state in done), "frozen")


def _ready(session: Session, snapshot_id: int, seen: str, actor: Actor, right: str) -> Row[Any]:
    """Return the snapshot with its period, locked, once it is sure that this very report is meant and whole."""
    if not actor.roles & MAY[right]:
        raise DubanError("not-allowed", name=actor.name)
    query = (
        select(
            snapshots.c.id, snapshots.c.version, snapshots.c.sha256, snapshots.c.content,
            periods.c.id.label("period_id"), periods.c.code, periods.c.state,
        )
        .join(periods, periods.c.id == snapshots.c.period_id)
        .where(snapshots.c.id == snapshot_id)
        .with_for_update(of=periods)
    )  # fmt: skip
    row = session.connection().execute(query).first()
    if row is None:
        raise DubanError("snapshot-missing")
    if row.sha256 != seen:
        raise Conflict("report-changed", period=row.code)
    found = hashlib.sha256(row.content.encode()).hexdigest()
    if found != row.sha256:
        raise DubanError("snapshot-altered", name=f"{row.code} v{row.version}", expected=row.sha256, found=found)
    newest = select(func.max(snapshots.c.version)).where(snapshots.c.period_id == row.period_id)
    if session.connection().execute(newest).scalar() != row.version:
        raise DubanError("report-superseded", period=row.code, version=row.version)
    return row


def _put_down(session: Session, row: Row[Any], act: str, actor: Actor, now: datetime, note: str) -> None:
    told = {
        "snapshot_id": row.id, "act": act, "person_ref": actor.ref, "person_name": actor.name,
        "on_behalf_of": actor.on_behalf_of, "sha256": row.sha256, "note": note.strip(), "at": now,
    }  # fmt: skip
    add_unless_there(session, signatures, [told])
    detail = {"period": row.code, "version": row.version, "sha256": row.sha256}
    write_down(session, actor, f"report-{act}", now, subject=f"snapshot:{row.id}", detail=detail)


def _move(session: Session, row: Row[Any], before: str, after: str) -> None:
    if row.state == before:
        changed = update(periods).where(periods.c.id == row.period_id, periods.c.state == before)
        session.connection().execute(changed.values(state=after))
