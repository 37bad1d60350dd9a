"""Reviews as they stood at a past instant: folded from the acts until then, exact like the ledger. Never writes."""

from datetime import datetime

from sqlalchemy import RowMapping, select, true
from sqlmodel import Session

from planning.people import actor_names
from planning.review.effects import fold
from planning.review.keeping import changes_by_review, documents, reviews
from planning.review.model import Change
from planning.review.proposal import load
from planning.review.rights import Part
from planning.review.view import ReviewLine


def reviews_as_of(session: Session, before: datetime, part: Part | None = None) -> list[ReviewLine]:
    """Return the reviews (of a part of the house) opened before an instant as they stood then, newest change first."""
    query = (
        select(reviews, documents.c.name.label("document_name"))
        .join(documents, documents.c.id == reviews.c.document_id)
        .where(reviews.c.opened_at < before, true() if part is None else part.condition)
        .order_by(reviews.c.id.desc())
    )
    rows = list(session.connection().execute(query).mappings())
    changes = changes_by_review(session, [row["id"] for row in rows])
    names = actor_names(session, [row["opened_by"] for row in rows])
    lines = [
        _line(row, [each for each in changes.get(row["id"], ()) if each.at < before], names[row["opened_by"]])
        for row in rows
    ]
    return sorted(lines, key=lambda line: (line.changed_at, line.id), reverse=True)


def _line(row: RowMapping, changes: list[Change], opened_by: str) -> ReviewLine:
    state = fold(load(row["proposal"]), changes)
    last = changes[-1] if changes else None
    return ReviewLine(
        row["id"], row["document_name"], state.plan_name, row["year"], state.stage, row["plan_id"],
        row["amends_plan_id"], state.counts, row["opened_at"], opened_by, last.at if last else row["opened_at"],
        last.name if last else opened_by,
    )  # fmt: skip
