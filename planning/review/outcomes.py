"""The results a document reports, kept with the plan it becomes. Writes but does not commit."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import insert, select

from config.database import table_of
from planning.extraction import Result
from planning.indicators import keep_results
from planning.ledger import Ledger
from planning.models import Outcome
from planning.review.achieved import achieved_on
from planning.review.keeping import OpenedReview
from planning.review.registering import (
    Homes,
    as_text,
)

outcomes = table_of(Outcome)


def store_outcomes(ledger: Ledger, opened: OpenedReview, plan_id: int, homes: Homes) -> int:
    """Keep the results a document reports, with the last day of the time each tells of; return how many are new.

    What an earlier version of the plan reported in the same words is kept already.
    """
    connection = ledger.session.connection()
    known = select(outcomes.c.unit_id, outcomes.c.heading, outcomes.c.text).where(outcomes.c.plan_id == plan_id)
    kept = {tuple(row) for row in connection.execute(known)}
    found = [_outcome(opened, result, homes) | {"plan_id": plan_id} for result in opened.proposal.results]
    rows = [row for row in found if (row["unit_id"], row["heading"], row["text"]) not in kept]
    if rows:
        connection.execute(insert(outcomes), rows)
        keep_results(ledger.session, plan_id)
    return len(rows)


def _outcome(opened: OpenedReview, result: Result, homes: Homes) -> dict[str, Any]:
    return {
        "heading": result.heading or "", "text": result.text, "document_id": opened.row["document_id"],
        "achieved_on": achieved_on(result.heading, result.text, opened.proposal.issued_on),
        "unit_id": homes.unit_id(result.unit) if result.unit else None,
        "source_start": result.start, "source_end": result.end,
        "quantities": as_text([asdict(quantity) for quantity in result.quantities]),
    }  # fmt: skip
