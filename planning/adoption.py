"""Adopting what a review has kept: each item becomes a registered task under its unit, tied to its sentence.

Writes but does not commit; all of it or nothing. Importing a document at once is the same: a review is opened, all its
items are kept, and they are adopted. The same bytes for the same year are adopted once.
"""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, insert, select

from config.clock import local_day
from config.database import table_of
from config.errors import CallError, DubanError
from planning.batches import batched
from planning.extraction import Extraction, Result
from planning.indicators import keep_results, keep_targets
from planning.ledger import Ledger, tasks
from planning.lifecycle import LAWFUL
from planning.many_events import Entry, record_all
from planning.models import Outcome, PlanVersion
from planning.plan_years import require_plan_year
from planning.reading import DocumentText
from planning.review.achieved import achieved_on
from planning.review.amending import Amending, GoingOn
from planning.review.fates import Fates, Tracked, fates_of
from planning.review.keeping import OpenedReview, add_change, load_review, plans, reviews, take_turn
from planning.review.model import FieldChange, ProposedItem
from planning.review.registering import (
    Homes,
    Terms,
    as_text,
    deliverable_payloads,
    item_payload,
    last_number,
    require_homes,
    unit_named,
)
from planning.review.reviews import STANDING, act, adopted_before, begin_act, open_review, review_of
from planning.review.rights import require_own_plan, require_own_units

outcomes = table_of(Outcome)
versions = table_of(PlanVersion)


@dataclass(frozen=True)
class AdoptedTask:
    """One line of what an import did."""

    number: str
    unit: str
    title: str
    due_on: date
    due_provisional: bool
    owner_post_id: int | None
    deliverables: int
    missing: tuple[str, ...]


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
    plan_id, plan_name, version = _plan_of(ledger, opened)
    terms = Terms(opened.row["year"], local_day(ledger.now), ledger.rules, start_on, as_draft)
    work = _Work(ledger, opened, homes, terms, plan_id, unit_of, version)
    going_on = {item.key: fates.of[item.key].number for item in kept if item.key in fates.of}
    fresh = [item for item in kept if not going_on.get(item.key)]
    inside = _going_into(chosen, fresh)
    tasks, numbers = work.register(fresh, inside)
    on = [item for item in kept if going_on.get(item.key)]
    work.carry(on, {item.key: fates.tracked[going_on[item.key]] for item in on})
    numbers |= {item.key: going_on[item.key] for item in on}
    merged = work.merge([item for item in chosen if item.decision == "merge"], numbers, inside)
    ended = work.end(fates) if keys is None else ()
    stored = _store_outcomes(ledger, opened, plan_id, homes) if first else 0
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


def _plan_of(ledger: Ledger, opened: OpenedReview) -> tuple[int, str, int]:
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


@dataclass(frozen=True)
class _Work:
    """One adoption while it is carried out."""

    ledger: Ledger
    opened: OpenedReview
    homes: Homes
    terms: Terms
    plan_id: int
    unit_of: Mapping[str, int]
    version: int = 1

    def register(
        self, kept: Sequence[ProposedItem], inside: Mapping[str, Sequence[ProposedItem]]
    ) -> tuple[list[AdoptedTask], dict[str, str]]:
        """Register items with their deliverables; return what each became, and the numbers by key."""
        number, year = last_number(self.ledger.session, self.terms.year), self.terms.year
        position = self._positions()
        payloads = [
            {
                **self.payload(item, inside.get(item.key, ())),
                "number": f"{year}-{number + count:03d}", "position": position[item.key],
            }
            for count, item in enumerate(kept, start=1)
        ]  # fmt: skip
        ids = self.ledger.register(payloads)
        keep_targets(self.ledger.session, ids)
        parts = [
            {name: value for name, value in child.items() if name not in ("review", "sources")}
            for item, payload, task_id in zip(kept, payloads, ids, strict=True)
            for child in deliverable_payloads(item, payload, task_id, year)
        ]
        self.ledger.register(parts)
        children = Counter(part["parent_id"] for part in parts)
        done = [
            self._told(item, payload, children[task_id])
            for item, payload, task_id in zip(kept, payloads, ids, strict=True)
        ]
        return done, {item.key: payload["number"] for item, payload in zip(kept, payloads, strict=True)}

    def payload(self, item: ProposedItem, sources: Sequence[ProposedItem]) -> dict[str, Any]:
        """Return what an item is registered with, but for its number and position."""
        told = item_payload(self.homes, item, self.terms, self.unit_of[item.key]) | {
            "plan_id": self.plan_id, "document_id": self.opened.row["document_id"], "version": self.version,
            "review": self.review_of(item),
        }  # fmt: skip
        return told | ({"sources": [self.source_of(each) for each in sources]} if sources else {})

    def review_of(self, item: ProposedItem) -> dict[str, Any]:
        """Return which review an item came through and what each person changed on it."""
        return {"id": self.opened.row["id"], "key": item.key, "changes": [told_change(each) for each in item.changes]}

    def source_of(self, item: ProposedItem) -> dict[str, Any]:
        """Return where else the same is said."""
        return {
            "document_id": self.opened.row["document_id"], "start": item.start, "end": item.end, "text": item.text,
            "unit": unit_named(item) or "", "plan_id": self.plan_id, "review": self.review_of(item),
        }  # fmt: skip

    def carry(self, items: Sequence[ProposedItem], tracked: Mapping[str, Tracked]) -> None:
        """Let tracked tasks go on as items of this version."""
        position = self._positions()
        self.amending.carry([
            GoingOn(
                item, tracked[item.key], self.unit_of[item.key], position[item.key], {"review": self.review_of(item)}
            )
            for item in items
        ])  # fmt: skip
        keep_targets(self.ledger.session, [tracked[item.key].task_id for item in items])

    def end(self, fates: Fates) -> tuple[str, ...]:
        """End the tasks this version no longer names where a person said so; return their numbers.

        Those that were finished meanwhile stay as they are.
        """
        ended = [each.number for each in fates.gone if each.choice == "cancel" and each.state in LAWFUL["cancelled"]]
        self.amending.end({fates.tracked[number].task_id: self.opened.state.gone[number] for number in ended})
        return tuple(ended)

    @property
    def amending(self) -> Amending:
        """The same work, as it changes tasks that are there already."""
        row = self.opened.row
        return Amending(self.ledger, self.homes, self.terms.year, self.version, row["document_id"], row["id"])

    def merge(
        self,
        items: Sequence[ProposedItem],
        numbers: Mapping[str, str],
        inside: Mapping[str, Sequence[ProposedItem]],
    ) -> dict[str, str]:
        """Tell tracked tasks of the other places that say the same; return the number each item went into."""
        done = {item.key: self._number_of(item, numbers) for item in items}
        # Of those that are registered now the registration tells it.
        telling = [item for item in items if item.merge_into not in inside]
        ids = self._standing({item.key: done[item.key] for item in telling})
        record_all(self.ledger, [
            Entry(ids[done[item.key]], "sourced", self.source_of(item)) for item in telling
        ])  # fmt: skip
        return done

    def _number_of(self, item: ProposedItem, numbers: Mapping[str, str]) -> str:
        """Return the number of the task an item goes into."""
        target = self.opened.state.by_key.get(item.merge_into)
        return numbers.get(item.merge_into) or (target.adopted_as if target else item.merge_into)

    def _standing(self, numbers: Mapping[str, str]) -> dict[str, int]:
        """Return by their numbers the tasks that items (by key) go into, as long as they stand."""
        found: dict[str, int] = {}
        for some in batched(sorted(set(numbers.values()))):
            query = select(tasks.c.number, tasks.c.id).where(tasks.c.number.in_(some))
            query = query.where(tasks.c.state.in_((*STANDING, "draft")))
            found |= {row.number: row.id for row in self.ledger.session.connection().execute(query)}
        for key, number in numbers.items():
            if number not in found:
                raise DubanError("review-merge-gone", key=key, number=number)
        return found

    def _positions(self) -> dict[str, int]:
        """Return the place of each item among all that are or may become tasks, in the document's order."""
        standing = [i for i in self.opened.state.items if i.counted and i.decision not in ("drop", "merge")]
        return {item.key: place for place, item in enumerate(standing, start=1)}

    def _told(self, item: ProposedItem, payload: Mapping[str, Any], children: int) -> AdoptedTask:
        return AdoptedTask(
            payload["number"], unit_named(item) or self.opened.row["default_unit"], payload["title"],
            date.fromisoformat(payload["due_on"]), payload["due_provisional"], payload["owner_post_id"], children,
            tuple(json.loads(payload["missing"])),
        )  # fmt: skip


def told_change(change: FieldChange) -> dict[str, Any]:
    """Return a change as the ledger keeps it."""
    return {**asdict(change), "at": change.at.isoformat()}


def _store_outcomes(ledger: Ledger, opened: OpenedReview, plan_id: int, homes: Homes) -> int:
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
