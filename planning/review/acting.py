"""Acts on a review: each is one change with its number. Writes but does not commit.

Of two people acting at once the second is told what the first did. Adopting is in ``planning.adoption``.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlmodel import Session

from config.errors import CallError, DubanError
from planning.batches import batched
from planning.extraction import Extraction
from planning.ledger import tasks
from planning.lifecycle import FIELDS, FINISHED_STATES, LIVE_STATES, TaskState, require_lawful
from planning.people import Actor
from planning.review.bench import Bench
from planning.review.keeping import (
    OpenedReview,
    add_change,
    conflict,
    load_review,
)
from planning.review.model import Payload
from planning.review.preparing import prepare
from planning.review.registering import Homes
from planning.review.remapping import remapped
from planning.review.rights import (
    Part,
    home_of,
    require_directing,
    require_own_units,
    require_review,
)
from planning.review.showing import shown
from planning.review.view import ReviewView

#: States of tasks that others may be merged into.
STANDING = (*LIVE_STATES, *FINISHED_STATES, "suspended")


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
