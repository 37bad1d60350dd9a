"""The plan a review becomes, and the version its document is; both begun when they are not yet. Does not commit."""

from datetime import date

from sqlalchemy import RowMapping, insert, select

from config.database import table_of
from config.errors import CallError, DubanError
from planning.ledger import Ledger
from planning.models import PlanVersion
from planning.review.keeping import OpenedReview, plans, reviews
from planning.review.opening import adopted_before

versions = table_of(PlanVersion)


def plan_of(ledger: Ledger, opened: OpenedReview) -> tuple[int, str, int]:
    """Return the plan of a review with its name and the version its document is; both begun when they are not yet.

    Raises:
        DubanError: ``plan-adopted-already`` when another review of the same bytes was adopted meanwhile.
        CallError: ``plan-name-taken``.
    """
    connection, row = ledger.session.connection(), opened.row
    if row["plan_id"] is None:
        _require_new_bytes(ledger, opened)
    plan_id = row["plan_id"] or row["amends_plan_id"] or _begin_plan(ledger, row)
    name = connection.execute(select(plans.c.name).where(plans.c.id == plan_id)).scalar_one()
    query = select(versions.c.version, versions.c.document_id).where(versions.c.plan_id == plan_id)
    known = connection.execute(query).all()
    mine = [each.version for each in known if each.document_id == row["document_id"]]
    if mine:
        return plan_id, name, max(mine)
    version = max((each.version for each in known), default=0) + 1
    add_version(ledger, plan_id, version, row["document_id"])
    return plan_id, name, version


def _require_new_bytes(ledger: Ledger, opened: OpenedReview) -> None:
    """Refuse a review that was put aside and taken up again after another one of the same bytes was adopted."""
    document, year = opened.document, opened.row["year"]
    adopted = adopted_before(ledger.session, document["sha256"], year)
    if adopted is not None:
        same = select(reviews.c.id).where(reviews.c.document_id == document["id"], reviews.c.year == year)
        before = ledger.session.connection().execute(same.where(reviews.c.plan_id.is_not(None))).scalar()
        raise DubanError("plan-adopted-already", file=document["name"], plan=adopted, review=before or 0)


def _begin_plan(ledger: Ledger, row: RowMapping) -> int:
    connection = ledger.session.connection()
    if connection.execute(select(plans.c.id).where(plans.c.name == row["plan_name"])).first() is not None:
        raise CallError("plan-name-taken", name=row["plan_name"])
    plan = {
        "name": row["plan_name"], "year": row["year"], "starts_on": date(row["year"], 1, 1),
        "ends_on": date(row["year"], 12, 31), "document_id": row["document_id"],
    }  # fmt: skip
    return int(connection.execute(insert(plans).values(plan).returning(plans.c.id)).scalar_one())


def add_version(ledger: Ledger, plan_id: int, version: int, document_id: int, note: str = "") -> None:
    """Write down by which document a version of a plan was approved."""
    ledger.session.connection().execute(
        insert(versions).values(
            plan_id=plan_id, version=version, document_id=document_id, adopted_at=ledger.now,
            adopted_by=ledger.actor.ref, note=note,
        )
    )  # fmt: skip
