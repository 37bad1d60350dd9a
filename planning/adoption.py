"""Adopting what a review has kept: each item becomes a registered task under its unit, tied to its sentence.

Writes but does not commit; all of it or nothing. Importing a document at once is the same: a review is opened, all its
items are kept, and they are adopted. The same bytes for the same year are adopted once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from config.clock import local_day
from config.errors import DubanError
from planning.extraction import Extraction
from planning.ledger import Ledger
from planning.plan_years import require_plan_year
from planning.reading import DocumentText
from planning.review.acting import act, begin_act
from planning.review.becoming import plan_of
from planning.review.carrying_out import AdoptedTask, Work
from planning.review.fates import fates_of
from planning.review.keeping import OpenedReview, add_change, load_review, take_turn
from planning.review.model import ProposedItem
from planning.review.opening import adopted_before, open_review, review_of
from planning.review.outcomes import store_outcomes
from planning.review.registering import (
    Homes,
    Terms,
    require_homes,
)
from planning.review.rights import require_own_plan, require_own_units


@dataclass(frozen=True)
class Adoption:
    """What adopting did, or that it had been done before.

    ``merged`` tells which keys went into which task; ``open`` counts the items still undecided and ``doubtful`` the
    doubtful readings nobody took up, both left in the review. Of a new version: the numbers of the tasks it carried
    over as they were, amended and ended, and of those it no longer names that go on (``gone``).
    """

    plan: str
    document_sha256: str
    already: bool
    tasks: tuple[AdoptedTask, ...] = ()
    outcomes: int = 0
    missing: Mapping[str, int] = field(default_factory=dict)
    review_id: int | None = None
    version: int = 1
    merged: Mapping[str, str] = field(default_factory=dict)
    open: int = 0
    doubtful: int = 0
    carried: tuple[str, ...] = ()
    amended: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


@dataclass(frozen=True)
class Adopting:
    """How a plan is to be adopted: its year, its name, the unit of items that name none, as drafts or registered."""

    year: int
    name: str | None = None
    default_unit: str | None = None
    start_on: date | None = None
    as_draft: bool = False
    amends_plan_id: int | None = None


def adopt_plan(
    ledger: Ledger,
    document: DocumentText,
    size: int,
    extraction: Extraction,
    how: Adopting,
    columns: Mapping[int, Mapping[str, str]] | None = None,
) -> Adoption:
    """Review and adopt in one go: every item is kept, doubtful readings are left in the review.

    The document's bytes are kept by the caller. ``columns``: what was said of its columns before it was read.

    Raises:
        CallError: ``plan-year-invalid``, ``plan-name-taken``, ``unit-unknown`` (the default unit).
        DubanError: ``plan-no-items``, ``plan-units-unknown``, ``plan-unit-missing``: nothing is written.
    """
    require_plan_year(how.year)
    session = ledger.session
    take_turn(session)
    before = review_of(session, document.sha256, how.year)
    adopted = adopted_before(session, document.sha256, how.year)
    if adopted is not None and (before is None or before.state != "open"):
        return Adoption(adopted, document.sha256, already=True, review_id=before.id if before is not None else None)
    if not extraction.items and before is None:
        raise DubanError("plan-no-items", file=document.name)
    review_id = open_review(
        session, ledger.actor, ledger.now, document, size, extraction, year=how.year, plan_name=how.name,
        default_unit=how.default_unit or "", amends_plan_id=how.amends_plan_id, columns=columns,
    )  # fmt: skip
    keep_open(ledger, review_id)
    return adopt_review(ledger, review_id, start_on=how.start_on, as_draft=how.as_draft)


def keep_open(ledger: Ledger, review_id: int) -> int:
    """Keep every item nobody has decided on yet, but no doubtful reading; return how many."""
    opened = load_review(ledger.session, review_id, lock=True)
    keys = [item.key for item in opened.state.items if item.decision == "open" and not item.doubtful]
    if keys:
        act(ledger.session, review_id, "decided", {"keys": keys, "decision": "keep"}, ledger.actor, ledger.now)
    return len(keys)


def adopt_review(
    ledger: Ledger,
    review_id: int,
    keys: Sequence[str] | None = None,
    *,
    start_on: date | None = None,
    as_draft: bool = False,
    expected_seq: int | None = None,
) -> Adoption:
    """Register what was kept and carry out the merges; what is undecided stays in the review for later.

    Args:
        ledger: The pen: session, rules, who and when.
        review_id: The review.
        keys: The items to adopt, all of them kept or merged; None: every one that is.
        start_on: First day of the items' time; none: today, within the plan's year.
        as_draft: Keep them as drafts.
        expected_seq: The last change the person has seen.

    Raises:
        DubanError: ``review-nothing-kept``, ``review-not-kept``, ``plan-units-unknown``, ``plan-unit-missing``,
            ``review-owner-unknown``, ``review-merge-gone``, ``plan-adopted-already``, ``import-elsewhere``: nothing is
            written.
        CallError: ``plan-name-taken``, ``unit-unknown``; ``review-unknown`` for another part's.
        Conflict: ``review-changed``.
    """
    session = ledger.session
    take_turn(session)
    opened, part = begin_act(session, review_id, ledger.actor, ledger.now, expected_seq)
    require_own_plan(session, part, opened.row["plan_id"] or opened.row["amends_plan_id"])
    if opened.state.discarded:
        raise DubanError("review-discarded")
    chosen = _chosen(opened, keys)
    kept = [item for item in chosen if item.decision == "keep"]
    homes = Homes(session, kept, local_day(ledger.now), opened.row["default_unit"])
    unit_of = require_homes(homes, kept)
    owners = [homes.owner_of(item, unit_of[item.key]) for item in kept]
    require_own_units(session, part, unit_of.values(), owners)
    first = opened.row["plan_id"] is None
    fates = fates_of(session, opened, homes)
    plan_id, plan_name, version = plan_of(ledger, opened)
    terms = Terms(opened.row["year"], local_day(ledger.now), ledger.rules, start_on, as_draft)
    work = Work(ledger, opened, homes, terms, plan_id, unit_of, version)
    going_on = {item.key: fates.of[item.key].number for item in kept if item.key in fates.of}
    fresh = [item for item in kept if not going_on.get(item.key)]
    inside = _going_into(chosen, fresh)
    tasks, numbers = work.register(fresh, inside)
    on = [item for item in kept if going_on.get(item.key)]
    work.carry(on, {item.key: fates.tracked[going_on[item.key]] for item in on})
    numbers |= {item.key: going_on[item.key] for item in on}
    merged = work.merge([item for item in chosen if item.decision == "merge"], numbers, inside)
    ended = work.end(fates) if keys is None else ()
    stored = store_outcomes(ledger, opened, plan_id, homes) if first else 0
    adopted = {**numbers, **merged}
    told = {"adopted": adopted, "plan_id": plan_id, "plan": plan_name, "ended": list(ended)}
    after = add_change(session, opened, "adopted", told, ledger.actor, ledger.now, plan_id=plan_id)
    missing = Counter(code for task in tasks for code in task.missing)
    counts = after.state.counts
    return Adoption(
        plan_name, opened.document["sha256"], False, tuple(tasks), stored, dict(missing), review_id,
        version=version, merged=merged, open=counts["open"], doubtful=counts["doubtful"],
        carried=tuple(going_on[i.key] for i in on if fates.of[i.key].kind == "same"),
        amended=tuple(going_on[i.key] for i in on if fates.of[i.key].kind == "changed"),
        ended=ended, gone=tuple(each.number for each in fates.gone if each.number not in ended),
    )  # fmt: skip


def _chosen(opened: OpenedReview, keys: Sequence[str] | None) -> list[ProposedItem]:
    """Return the items to adopt now, in the order of the document."""
    ready = [item for item in opened.state.items if item.decision in ("keep", "merge") and not item.adopted_as]
    if keys is not None:
        wanted = dict.fromkeys(keys)
        unknown = [key for key in wanted if key not in {item.key for item in ready}]
        if unknown:
            raise DubanError("review-not-kept", keys="、".join(unknown))
        ready = [item for item in ready if item.key in wanted]
    # An item merged into one that is not adopted, now or before, waits for it.
    keys_now = {item.key for item in ready if item.decision == "keep"}
    by_key = opened.state.by_key
    chosen = [
        item
        for item in ready
        if item.decision == "keep"
        or item.merge_into not in by_key
        or item.merge_into in keys_now
        or by_key[item.merge_into].adopted_as
    ]
    if not chosen:
        raise DubanError("review-nothing-kept", open=opened.state.counts["open"])
    return chosen


def _going_into(chosen: Sequence[ProposedItem], kept: Sequence[ProposedItem]) -> dict[str, list[ProposedItem]]:
    """Return for each item registered now those merged into it."""
    found: dict[str, list[ProposedItem]] = {item.key: [] for item in kept}
    for item in chosen:
        if item.decision == "merge" and item.merge_into in found:
            found[item.merge_into].append(item)
    return found
