"""Reviews as they stood at a past instant: folded from the acts until then, exact like the ledger. Never writes.

One that nobody has changed since stands as it did and is told as ``planning.review.listing`` tells it; the others
are folded from their acts.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, select
from sqlmodel import Session

from planning.people import actor_names
from planning.review.effects import fold
from planning.review.keeping import changes_by_review, reviews
from planning.review.listing import lines_of, lines_query
from planning.review.model import Change
from planning.review.proposal import load
from planning.review.rights import Part
from planning.review.view import ReviewLine


def reviews_as_of(
    session: Session, before: datetime, part: Part | None = None, *, open_ones: bool, limit: int | None = None
) -> list[ReviewLine]:
    """Return the reviews (of a part of the house) that were open before an instant, or those ended, as they stood then.

    Newest change first, ``limit`` of them.
    """
    since = lines_query(part).where(reviews.c.opened_at < before, reviews.c.changed_at >= before)
    query = lines_query(part).where(reviews.c.changed_at < before)
    query = query.where(reviews.c.state == "open" if open_ones else reviews.c.state != "open")
    query = query.order_by(reviews.c.changed_at.desc(), reviews.c.id.desc()).limit(limit)
    connection = session.connection()
    lines = lines_of(session, list(connection.execute(query).mappings()))
    lines += _folded(session, list(connection.execute(since).mappings()), before)
    wanted = [line for line in lines if (line.state == "open") == open_ones]
    return sorted(wanted, key=lambda line: (line.changed_at, line.id), reverse=True)[:limit]


def _folded(session: Session, rows: Sequence[RowMapping], before: datetime) -> list[ReviewLine]:
    ids = [row["id"] for row in rows]
    changes = changes_by_review(session, ids)
    query = select(reviews.c.id, reviews.c.proposal).where(reviews.c.id.in_(ids))
    proposals = {row.id: row.proposal for row in session.connection().execute(query)}
    names = actor_names(session, [row["opened_by"] for row in rows])
    return [
        _line(row, proposals[row["id"]], _until(changes.get(row["id"], ()), before), names[row["opened_by"]])
        for row in rows
    ]


def _until(changes: Sequence[Change], before: datetime) -> list[Change]:
    return [change for change in changes if change.at < before]


def _line(row: RowMapping, proposal: str, changes: Sequence[Change], opened_by: str) -> ReviewLine:
    state = fold(load(proposal), changes)
    last = changes[-1] if changes else None
    return ReviewLine(
        row["id"], row["document_name"], state.plan_name, row["year"], state.stage, row["plan_id"],
        row["amends_plan_id"], state.counts, row["opened_at"], opened_by, last.at if last else row["opened_at"],
        last.name if last else opened_by,
    )  # fmt: skip
