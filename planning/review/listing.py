"""Reviews as lines of a list: how far each has come, at the cost of the lines shown.

How many items stand where is folded from the acts on a review. Every act raises the review's number, so a process folds
a review once after each act, and reads neither what was proposed nor the acts of one it knows.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, Select, and_, func, select, true
from sqlmodel import Session

from config.remembering import memory_of
from planning.people import actor_names
from planning.review.effects import fold
from planning.review.keeping import changes_by_review, documents, review_changes, reviews
from planning.review.proposal import load
from planning.review.rights import Part
from planning.review.view import ReviewLine

_SHOWN = (
    "id", "plan_name", "year", "state", "plan_id", "amends_plan_id", "seq", "opened_at", "opened_by", "changed_at",
)  # fmt: skip
Counts = Mapping[str, int]


def list_reviews(
    session: Session,
    *,
    states: Iterable[str] = ("open", "adopted", "discarded"),
    part: Part | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[ReviewLine]:
    """Return the reviews (of a part of the house), newest change first; ``limit`` of them after ``offset``."""
    query = lines_query(part).where(reviews.c.state.in_(list(states)))
    query = query.order_by(reviews.c.changed_at.desc(), reviews.c.id.desc()).limit(limit).offset(offset)
    return lines_of(session, list(session.connection().execute(query).mappings()))


def count_reviews(session: Session, *, states: Iterable[str], part: Part | None = None) -> int:
    """Return how many reviews (of a part of the house) ``list_reviews`` has in all."""
    query = select(func.count()).where(reviews.c.state.in_(list(states)), true() if part is None else part.condition)
    return int(session.connection().execute(query).scalar_one())


def lines_query(part: Part | None) -> Select[Any]:
    """Return the question for reviews (of a part of the house) as ``lines_of`` takes them, in no order."""
    return (
        select(
            *(reviews.c[name] for name in _SHOWN),
            documents.c.name.label("document_name"),
            review_changes.c.actor_name.label("changed_by"),
        )
        .join(documents, documents.c.id == reviews.c.document_id)
        .outerjoin(
            review_changes, and_(review_changes.c.review_id == reviews.c.id, review_changes.c.seq == reviews.c.seq)
        )
        .where(true() if part is None else part.condition)
    )


def lines_of(session: Session, rows: Sequence[RowMapping]) -> list[ReviewLine]:
    """Return reviews as they stand as lines, in the order given."""
    counts = _counts(session, rows)
    names = actor_names(session, [row["opened_by"] for row in rows])
    return [_line(row, counts[row["id"]], names[row["opened_by"]]) for row in rows]


def _line(row: RowMapping, counts: Counts, opened_by: str) -> ReviewLine:
    return ReviewLine(
        row["id"], row["document_name"], row["plan_name"], row["year"], row["state"], row["plan_id"],
        row["amends_plan_id"], counts, row["opened_at"], opened_by, row["changed_at"], row["changed_by"] or opened_by,
    )  # fmt: skip


def _counts(session: Session, rows: Iterable[RowMapping]) -> dict[int, Counts]:
    """Return how many items of each review stand where; those known since their last act are not read."""
    memory, found, unknown = memory_of(session), {}, {}
    for row in rows:
        known = memory.find(("review counts", row["id"]), row["seq"]) if memory is not None else None
        if known is None:
            unknown[row["id"]] = row["seq"]
        else:
            found[row["id"]] = known.value
    for review_id, counts in _folded(session, list(unknown)).items():
        found[review_id] = counts
        if memory is not None:
            memory.keep(("review counts", review_id), unknown[review_id], counts)
    return found


def _folded(session: Session, review_ids: Sequence[int]) -> dict[int, Counts]:
    if not review_ids:
        return {}
    changes = changes_by_review(session, review_ids)
    query = select(reviews.c.id, reviews.c.proposal).where(reviews.c.id.in_(review_ids))
    return {
        row.id: fold(load(row.proposal), changes.get(row.id, ())).counts for row in session.connection().execute(query)
    }
