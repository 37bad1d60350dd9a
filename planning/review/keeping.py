"""The rows of reviews and their changes: read, locked and added to. Writes but does not commit."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import RowMapping, insert, select, text, update
from sqlmodel import Session

from config.database import table_of
from config.errors import CallError, Conflict
from config.language import label
from planning.batches import batched
from planning.models import Document, Plan, Review, ReviewChange
from planning.people import Actor
from planning.review.effects import fold
from planning.review.model import Change, Payload, Proposal, ReviewState
from planning.review.proposal import load
from planning.review.rereading import Source

reviews = table_of(Review)
review_changes = table_of(ReviewChange)
documents = table_of(Document)
plans = table_of(Plan)


@dataclass(frozen=True)
class OpenedReview:
    """A review as kept: its row, its document's row, what was read, every change, and what they make of it."""

    row: RowMapping
    document: RowMapping
    proposal: Proposal
    changes: Sequence[Change]
    state: ReviewState

    @property
    def source(self) -> Source:
        """The document as a piece of it is read again."""
        return Source(self.document["text"], self.row["year"], self.proposal.issued_on)


def take_turn(session: Session) -> None:
    """Let one import go after the other, so that numbers and documents are not given twice. SQLite's writers do so."""
    if session.connection().dialect.name == "postgresql":
        session.connection().execute(text("LOCK TABLE plan IN SHARE ROW EXCLUSIVE MODE"))


def load_review(session: Session, review_id: int, *, lock: bool = False) -> OpenedReview:
    """Return a review; with ``lock`` another writer waits until this transaction ends.

    Raises:
        CallError: ``review-unknown``.
    """
    connection = session.connection()
    query = select(reviews).where(reviews.c.id == review_id)
    row = connection.execute(query.with_for_update() if lock else query).mappings().first()
    if row is None:
        raise CallError("review-unknown", review=review_id)
    document = connection.execute(select(documents).where(documents.c.id == row["document_id"])).mappings().one()
    proposal, changes = load(row["proposal"]), changes_of(session, review_id)
    return OpenedReview(row, document, proposal, changes, fold(proposal, changes))


def changes_of(session: Session, review_id: int) -> list[Change]:
    """Return the changes of a review in order."""
    return changes_by_review(session, [review_id]).get(review_id, [])


def changes_by_review(session: Session, review_ids: Sequence[int]) -> dict[int, list[Change]]:
    """Return the changes of reviews in order, by the review; one without any is left out."""
    found: dict[int, list[Change]] = {}
    for ids in batched(review_ids):
        query = select(review_changes).where(review_changes.c.review_id.in_(ids)).order_by(review_changes.c.seq)
        for row in session.connection().execute(query):
            said = json.loads(row.payload)
            change = Change(row.seq, row.kind, said, row.actor, row.actor_name, row.at, row.on_behalf_of)
            found.setdefault(row.review_id, []).append(change)
    return found


def add_change(
    session: Session,
    opened: OpenedReview,
    kind: str,
    payload: Payload,
    actor: Actor,
    now: datetime,
    **values: object,
) -> OpenedReview:
    """Write one change and what it makes of the review's row (``values`` beside that); return the review after it.

    Raises:
        Conflict: ``review-changed`` when another writer was first.
    """
    seq, review_id = opened.row["seq"] + 1, opened.row["id"]
    change = Change(seq, kind, payload, actor.ref, actor.name, now.astimezone(UTC), actor.on_behalf_of)
    changes = [*opened.changes, change]
    state = fold(opened.proposal, changes)
    told = {
        "seq": seq, "changed_at": change.at, "state": state.stage, "plan_name": state.plan_name,
        "default_unit": state.default_unit, "columns": json.dumps(state.columns, ensure_ascii=False), **values,
    }  # fmt: skip
    connection = session.connection()
    changed = connection.execute(
        update(reviews)
        .where(reviews.c.id == review_id, reviews.c.seq == opened.row["seq"])
        .values(told)
        .returning(*reviews.c)
    )
    row = changed.mappings().first()
    if row is None:
        raise conflict(changes_of(session, review_id), opened.row["seq"])
    connection.execute(
        insert(review_changes).values(
            review_id=review_id, seq=seq, kind=kind, payload=json.dumps(payload, ensure_ascii=False), actor=actor.ref,
            actor_name=actor.name, on_behalf_of=actor.on_behalf_of, at=change.at,
        )
    )  # fmt: skip
    return OpenedReview(row, opened.document, opened.proposal, changes, state)


def conflict(changes: Sequence[Change], seen: int) -> Conflict:
    """Return the conflict that tells what others changed since change number ``seen``."""
    since = [change for change in changes if change.seq > seen]
    what = "；".join(
        f"{change.name}{label('review_change', change.kind)}{_keys(change.payload)}" for change in since[:5]
    )
    return Conflict("review-changed", count=len(since), what=what, found=changes[-1].seq if changes else 0, seen=seen)


def _keys(payload: Payload) -> str:
    keys = payload.get("keys") or ([payload["key"]] if "key" in payload else [])
    return f"第 {'、'.join(keys[:5])} 项" if keys else ""
