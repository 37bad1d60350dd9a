"""A review as it is shown, and what adopting it would do. Reads, never writes."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from planning.people import actor_names, units
from planning.review.fates import fates_of
from planning.review.keeping import (
    OpenedReview,
    load_review,
    plans,
)
from planning.review.registering import Homes, due_of, unit_named
from planning.review.undoing import last_undoable
from planning.review.view import PlacedIssue, Places, PreviewedItem, ReviewedDocument, ReviewView
from planning.rules import Rules


def review_view(session: Session, review_id: int) -> ReviewView:
    """Return a review in full.

    Raises:
        CallError: ``review-unknown``.
    """
    return shown(session, load_review(session, review_id))


def shown(session: Session, opened: OpenedReview) -> ReviewView:
    """Return a loaded review as it is shown."""
    row, document, state = opened.row, opened.document, opened.state
    fates = fates_of(session, opened)
    places = Places(document["text"], opened.proposal.landmarks)
    amends = session.connection().execute(select(plans.c.name).where(plans.c.id == row["amends_plan_id"])).scalar()
    return ReviewView(
        id=row["id"],
        document=ReviewedDocument(**{
            name: document[name] for name in ("id", "name", "sha256", "media_type", "size_bytes", "imported_at")
        }),
        text=document["text"],
        year=row["year"],
        plan_name=row["plan_name"],
        default_unit=row["default_unit"],
        plan_id=row["plan_id"],
        amends_plan_id=row["amends_plan_id"],
        amends=amends or "",
        state=row["state"],
        seq=row["seq"],
        items=state.items,
        results=opened.proposal.results,
        issues=tuple(PlacedIssue(**asdict(issue), place=places.words(issue.start)) for issue in state.issues),
        tables=state.tables,
        columns={int(table): meanings for table, meanings in state.columns.items()},
        counts=state.counts,
        changes=state.history,
        opened_at=row["opened_at"],
        opened_by=actor_names(session, [row["opened_by"]])[row["opened_by"]],
        changed_at=row["changed_at"],
        issued_on=opened.proposal.issued_on,
        landmarks=opened.proposal.landmarks,
        undoable=last_undoable(opened.changes),
        fates=fates.of,
        gone=fates.gone,
    )  # fmt: skip


def preview(session: Session, review_id: int, rules: Rules, today: date) -> dict[str, PreviewedItem]:
    """Return for each item that can be adopted what that would do, by its key; writes nothing."""
    del rules
    opened = load_review(session, review_id)
    items = [item for item in opened.state.items if not item.adopted_as]
    homes = Homes(session, items, today, opened.row["default_unit"])
    names = {row.id: row.name for row in session.connection().execute(select(units.c.id, units.c.name))}
    return {item.key: _previewed(homes, names, opened, item) for item in items}


def _previewed(homes: Homes, names: Mapping[int, str], opened: OpenedReview, item) -> PreviewedItem:  # type: ignore[no-untyped-def]  # noqa: ANN001
    unit_id = homes.unit_of(item)
    problems = []
    if unit_id is None:
        problems.append("unit-unknown" if unit_named(item) else "unit-missing")
    owner_id = homes.owner_of(item, unit_id) if unit_id is not None else None
    if item.owner and homes.post_id(item.owner) is None:
        problems.append("owner-unknown")
    elif owner_id is None and unit_id is not None:
        problems.append("owner-missing")
    return PreviewedItem(
        item.key, unit_id, names.get(unit_id or 0, unit_named(item) or ""), owner_id, homes.title_of(owner_id, names),
        due_of(item, opened.row["year"]), item.deadline is None, tuple(problems),
    )  # fmt: skip
