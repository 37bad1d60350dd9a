"""Reviews begun: a document's bytes have one open review a year. Writes but does not commit."""

import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import PurePath

from sqlalchemy import insert, select
from sqlmodel import Session

from config.database import table_of
from config.errors import CallError, DubanError
from planning.extraction import Extraction
from planning.models import PlanVersion
from planning.people import Actor
from planning.plan_years import require_plan_year
from planning.reading import DocumentText
from planning.review.acting import act, remap
from planning.review.keeping import (
    documents,
    load_review,
    plans,
    reviews,
    take_turn,
)
from planning.review.model import LONGEST_NAME
from planning.review.proposal import dump, propose
from planning.review.registering import Homes
from planning.review.rights import (
    home_of,
    require_directing,
    require_own_plan,
)

plan_versions = table_of(PlanVersion)


def open_review(
    session: Session,
    actor: Actor,
    now: datetime,
    document: DocumentText,
    size: int,
    extraction: Extraction,
    *,
    year: int,
    plan_name: str | None = None,
    default_unit: str = "",
    amends_plan_id: int | None = None,
    columns: Mapping[int, Mapping[str, str]] | None = None,
) -> int:
    """Begin the review of a document, or return the open one of the same bytes and year. The caller keeps the bytes.

    ``columns`` is what a person said of the columns of its tables before it was read. What is said of a review that is
    open already (name, default unit, columns) are acts on it.

    Raises:
        CallError: ``plan-year-invalid``, ``unit-unknown`` (the default unit), ``review-plan-unknown`` (amended).
        DubanError: ``plan-adopted-already`` telling the plan and how to go on; ``review-of-the-office``;
            ``review-open-otherwise`` when the open one is not to become a version of the plan amended;
            ``review-open-columns`` when it knows more of the columns than was said; ``review-name-empty``;
            ``import-elsewhere``, ``import-by-others`` for who imports only plans of a part of the house.
    """
    plan_name = (plan_name or "").strip()
    if len(plan_name) > LONGEST_NAME:
        raise DubanError("review-name-empty", most=LONGEST_NAME)
    require_plan_year(year)
    part = require_directing(session, actor, now)
    default_unit = home_of(session, part, default_unit)
    require_own_plan(session, part, amends_plan_id)
    take_turn(session)
    before = review_of(session, document.sha256, year)
    if part is not None and before is not None and not part.has(before._mapping):  # noqa: SLF001 - SQLAlchemy's public name
        raise DubanError("import-by-others", file=document.name)
    if before is not None and before.state == "open":
        if amends_plan_id not in (None, before.amends_plan_id):
            raise DubanError("review-open-otherwise", file=document.name, review=before.id)
        _name_open(session, before.id, plan_name, default_unit, actor, now)
        _remap_open(session, before.id, columns, extraction, actor, now)
        return int(before.id)
    adopted = adopted_before(session, document.sha256, year)
    if adopted is not None:
        again = before.id if before is not None else 0
        raise DubanError("plan-adopted-already", file=document.name, plan=adopted, review=again)
    Homes(session, (), now.date(), default_unit)
    name = plan_name or _default_name(session, document.name, year, amends_plan_id)
    places = [(mark.start, mark.label) for mark in document.landmarks]
    proposal = propose(extraction, places, plan_name=name, default_unit=default_unit, columns=columns)
    values = {
        "document_id": store_document(session, document, size, actor, now), "year": year, "plan_name": name,
        "default_unit": default_unit, "amends_plan_id": amends_plan_id, "plan_id": None, "state": "open",
        "proposal": dump(proposal), "columns": json.dumps(proposal.columns, ensure_ascii=False), "seq": 0,
        "opened_at": now, "opened_by": actor.ref, "changed_at": now,
    }  # fmt: skip
    return int(session.connection().execute(insert(reviews).values(values).returning(reviews.c.id)).scalar_one())


def _name_open(
    session: Session, review_id: int, plan_name: str, default_unit: str, actor: Actor, now: datetime
) -> None:
    """Call an open review's plan, and the unit of items without one, as was said now; nothing said leaves them."""
    row = load_review(session, review_id).row
    for field, value in (("plan_name", plan_name), ("default_unit", default_unit)):
        if value and value != row[field]:
            act(session, review_id, "named", {field: value}, actor, now)


def _remap_open(
    session: Session,
    review_id: int,
    columns: Mapping[int, Mapping[str, str]] | None,
    extraction: Extraction,
    actor: Actor,
    now: datetime,
) -> None:
    """Take the reading that was made with the columns said now when the open review was read with others."""
    if not columns:
        return
    opened = load_review(session, review_id)
    known = {int(table): dict(said) for table, said in opened.state.columns.items()}
    said = {table: dict(meanings) for table, meanings in columns.items()}
    if said == known:
        return
    more = sorted(known.keys() - said.keys())
    if more:
        # The reading at hand was made without them: it would take back what was said before.
        tables = "、".join(map(str, more))
        raise DubanError("review-open-columns", file=opened.document["name"], review=review_id, tables=tables)
    remap(session, review_id, said, extraction, actor, now)


def review_of(session: Session, sha256: str, year: int):  # type: ignore[no-untyped-def]  # noqa: ANN201 - a row
    """Return the newest review of some bytes for a year that was not put aside.

    Its ``id, state, plan_id, amends_plan_id, default_unit, opened_by``.
    """
    names = ("id", "state", "plan_id", "amends_plan_id", "default_unit", "opened_by")
    query = (
        select(*(reviews.c[name] for name in names))
        .join(documents, documents.c.id == reviews.c.document_id)
        .where(documents.c.sha256 == sha256, reviews.c.year == year, reviews.c.state != "discarded")
        .order_by(reviews.c.id.desc())
    )
    return session.connection().execute(query).first()


def adopted_before(session: Session, sha256: str, year: int) -> str | None:
    """Return the plan of a year that has a version from these bytes."""
    query = (
        select(plans.c.name)
        .join(plan_versions, plan_versions.c.plan_id == plans.c.id)
        .join(documents, documents.c.id == plan_versions.c.document_id)
        .where(documents.c.sha256 == sha256, plans.c.year == year)
    )
    return session.connection().execute(query).scalar()


def _default_name(session: Session, file: str, year: int, amends_plan_id: int | None) -> str:
    if amends_plan_id is None:
        year_said = f"（{year}年）"
        return f"{(PurePath(file).stem or file)[: LONGEST_NAME - len(year_said)]}{year_said}"
    plan = session.connection().execute(select(plans).where(plans.c.id == amends_plan_id)).first()
    if plan is None:
        raise CallError("review-plan-unknown", plan=amends_plan_id)
    if plan.year != year:
        raise CallError("review-plan-year", plan=plan.name, year=plan.year, given=year)
    return str(plan.name)


def store_document(session: Session, document: DocumentText, size: int, actor: Actor, now: datetime) -> int:
    """Return the row of a document, written when its bytes are new."""
    connection = session.connection()
    found = connection.execute(select(documents.c.id).where(documents.c.sha256 == document.sha256)).scalar()
    if found is not None:
        return int(found)
    values = {
        "sha256": document.sha256, "name": document.name, "media_type": document.media_type, "size_bytes": size,
        "text": document.text, "imported_at": now, "imported_by": actor.ref,
    }  # fmt: skip
    return int(connection.execute(insert(documents).values(values).returning(documents.c.id)).scalar_one())
