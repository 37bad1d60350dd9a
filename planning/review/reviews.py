"""Reviews as use cases: opened, looked at, worked on, put aside. Writes but does not commit.

Every act is one change with its number; of two people acting at once the second is told what the first did.
Adopting is in ``planning.adoption``.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import PurePath

from sqlalchemy import insert, select
from sqlmodel import Session

from config.database import table_of
from config.errors import CallError, DubanError
from planning.batches import batched
from planning.extraction import Extraction
from planning.ledger import tasks
from planning.lifecycle import FIELDS, FINISHED_STATES, LIVE_STATES, TaskState, require_lawful
from planning.models import PlanVersion
from planning.people import Actor, actor_names, units
from planning.plan_years import require_plan_year
from planning.reading import DocumentText
from planning.review.fates import fates_of
from planning.review.keeping import (
    OpenedReview,
    add_change,
    conflict,
    documents,
    load_review,
    plans,
    reviews,
    take_turn,
)
from planning.review.model import LONGEST_NAME, Payload
from planning.review.preparing import Bench, last_undoable, prepare
from planning.review.proposal import dump, propose
from planning.review.registering import Homes, due_of, unit_named
from planning.review.remapping import remapped
from planning.review.rights import (
    Part,
    home_of,
    require_directing,
    require_own_plan,
    require_own_units,
    require_review,
)
from planning.review.view import PlacedIssue, Places, PreviewedItem, ReviewedDocument, ReviewView
from planning.rules import Rules

plan_versions = table_of(PlanVersion)
#: States of tasks that others may be merged into.
STANDING = (*LIVE_STATES, *FINISHED_STATES, "suspended")


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


def act(
    session: Session,
    review_id: int,
    kind: str,
    payload: Payload,
    actor: Actor,
    now: datetime,
    *,
    expected_seq: int | None = None,
) -> ReviewView:
    """Do one act on a review and return it after that.

    ========== =====================================================================================================
    kind       payload
    ========== =====================================================================================================
    edited       ``key, fields`` (``model.EDITABLE``; lists also as text with 、 between, dates as ``2017-06-30`` or "")
    split        ``key, at`` (index in its text, or several)
    joined       ``keys`` in order
    decided      ``keys`` (or ``key``), ``decision`` (open, keep, drop, merge), ``into`` (key, or number of a task)
    added        ``start, end`` of the document's text (and ``decision``; ``keep`` unless said)
    owner_set    ``keys``, ``owner`` (单位/岗位; empty: as found)
    undone       ``seq`` (none: the last that can be)
    discarded    ``reason``; ``reopened`` takes it back
    named        ``plan_name``, ``default_unit``
    matched      ``key, number`` of the amended plan's task (empty: a new item)
    due_chosen   ``keys, choice`` (later, plan, present)
    gone_decided ``numbers, choice`` (keep, cancel), ``reason``
    ========== =====================================================================================================

    Raises:
        DubanError: What is not possible, in words.
        Conflict: ``review-changed`` when ``expected_seq`` is not the last change: tells who changed what.
    """
    opened, part = begin_act(session, review_id, actor, now, expected_seq)
    said = dict(payload)
    if kind in ("decided", "matched", "gone_decided"):
        said["tracked"] = _tracked(session, said, opened.row["amends_plan_id"] if kind != "decided" else None, part)
    if kind == "owner_set" and said.get("owner"):
        _require_post(session, str(said["owner"]).strip(), now.date(), part)
    if kind == "named" and "default_unit" in said:
        said["default_unit"] = home_of(session, part, str(said["default_unit"]).strip())
        Homes(session, (), now.date(), said["default_unit"])
    kept = prepare(Bench(opened.state, opened.changes, opened.source, opened.proposal), kind, said)
    if kind == "gone_decided" and kept["choice"] == "cancel":
        _require_endable(session, kept["numbers"])
    return shown(session, add_change(session, opened, kind, kept, actor, now))


def remap(
    session: Session,
    review_id: int,
    columns: Mapping[int, Mapping[str, str]],
    extraction: Extraction,
    actor: Actor,
    now: datetime,
    *,
    expected_seq: int | None = None,
) -> ReviewView:
    """Take a new reading of the same bytes after the meaning of columns was corrected.

    What people did to items with the same place in the document is kept; what could not be carried over is told in
    the history (``note`` of the change) and stays there.

    Args:
        session: The open database.
        review_id: The review.
        columns: The corrected meanings, in the form ``extract`` takes.
        extraction: What the document says when read with them.
        actor: Who corrected them.
        now: When.
        expected_seq: The last change the person has seen.

    Raises:
        DubanError: ``review-other-document`` when the reading is of other bytes, and as ``act``.
    """
    opened, _ = begin_act(session, review_id, actor, now, expected_seq)
    if extraction.sha256 != opened.document["sha256"]:
        raise DubanError("review-other-document", file=opened.document["name"])
    if opened.state.discarded:
        raise DubanError("review-discarded")
    kept = remapped(opened.state, opened.changes, extraction, columns)
    return shown(session, add_change(session, opened, "remapped", kept, actor, now))


def begin_act(
    session: Session, review_id: int, actor: Actor, now: datetime, expected_seq: int | None = None
) -> tuple[OpenedReview, Part | None]:
    """Return a review locked for an act by somebody who may act, as that person has seen it; and for which part.

    Raises:
        DubanError: ``review-of-the-office``.
        CallError: ``review-unknown``, also for another part's.
        Conflict: ``review-changed``.
    """
    part = require_directing(session, actor, now)
    require_review(session, part, review_id)
    opened = load_review(session, review_id, lock=True)
    if expected_seq is not None and expected_seq != opened.row["seq"]:
        raise conflict(opened.changes, expected_seq)
    return opened, part


def _tracked(session: Session, said: Payload, plan_id: int | None, part: Part | None) -> list[str]:
    """Return which of the numbers said are tasks that still stand (of one plan when that is asked) of a part."""
    wanted = {str(said.get(name) or "") for name in ("into", "number")} | {str(n) for n in said.get("numbers", ())}
    query = select(tasks.c.number).where(tasks.c.parent_id.is_(None), tasks.c.state.in_((*STANDING, "draft")))
    if plan_id is not None:
        query = query.where(tasks.c.plan_id == plan_id)
    if part is not None:
        query = query.where(tasks.c.unit_id.in_(part.unit_ids))
    found: list[str] = []
    for numbers in batched(sorted(wanted)):
        found += session.connection().execute(query.where(tasks.c.number.in_(numbers))).scalars()
    return found


def _require_endable(session: Session, numbers: Sequence[str]) -> None:
    """Do nothing when tasks can still be ended: what is finished cannot.

    Raises:
        DubanError: ``act-not-lawful``.
    """
    for some in batched(numbers):
        query = select(*(tasks.c[name] for name in FIELDS)).where(tasks.c.number.in_(some)).order_by(tasks.c.id)
        for row in session.connection().execute(query):
            require_lawful(TaskState(*row), "cancelled")


def _require_post(session: Session, ref: str, today: date, part: Part | None) -> None:
    post_id = Homes(session, (), today).post_id(ref)
    if post_id is None:
        raise CallError("post-unknown", ref=ref)
    require_own_units(session, part, (), [post_id])


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
