"""What was decided on items, carried out in the ledger: registered, carried on, merged, ended. Does not commit."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from config.errors import DubanError
from planning.batches import batched
from planning.indicators import keep_targets
from planning.ledger import Ledger, tasks
from planning.lifecycle import LAWFUL
from planning.many_events import Entry, record_all
from planning.review.acting import STANDING
from planning.review.amending import Amending, GoingOn
from planning.review.fates import Fates, Tracked
from planning.review.keeping import OpenedReview
from planning.review.model import FieldChange, ProposedItem
from planning.review.registering import (
    Homes,
    Terms,
    deliverable_payloads,
    item_payload,
    last_number,
    unit_named,
)


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
class Work:
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
