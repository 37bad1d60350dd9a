"""Carrying an amended plan into its tasks: what goes on is carried over or amended, deliverables likewise.

Progress, reports and extensions stay: only what the plan itself says otherwise changes. Writes but does not commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from planning.batches import batched
from planning.extraction import read_deadline
from planning.ledger import Ledger, tasks
from planning.lifecycle import FINISHED_STATES, REGISTERED_FIELDS, TaskState
from planning.many_events import Entry, record_all
from planning.matching import alike, pair_off
from planning.plan_versions import says_same
from planning.review.fates import Tracked, due_conflict, same_parts
from planning.review.model import GoneChoice, ProposedItem
from planning.review.registering import Homes, deliverable_payloads, plan_values

_PLACES = ("document_id", "source_start", "source_end", "item_number", "position", "path")
_DUE = ("due_on", "due_basis", "due_provisional", "due_text")
#: What an amendment takes over when the plan says it otherwise; the title and the figures go with the text.
_SAID = ("unit_id", "text", "leader_name", "lead_units", "responsible_units", "support_units")
_WITH_TEXT = ("title", "quantities")
_ALIKE = 0.5


@dataclass(frozen=True)
class GoingOn:
    """A task that goes on as an item of the new version.

    ``unit_id`` is the unit it belongs to now, ``position`` its place in the new version, ``told`` what its event tells
    beside: the review and who changed what.
    """

    item: ProposedItem
    one: Tracked
    unit_id: int
    position: int
    told: Mapping[str, Any]


@dataclass(frozen=True)
class Amending:
    """A new version on its way into the ledger: the plan's year, the version's number and document, the roster."""

    ledger: Ledger
    homes: Homes
    year: int
    version: int
    document_id: int
    review_id: int

    def carry(self, going: Sequence[GoingOn]) -> None:
        """Let tasks go on: ``amended`` where the new version says otherwise, else ``carried``; then their deliverables.

        The items first, then the deliverables there are, then new ones; the number of statements is that of one item.
        """
        after = record_all(self.ledger, [self._entry(each) for each in going])
        open_ones = [each for each in going if each.one.state.state not in FINISHED_STATES]
        parts = [self._parts(each, after[each.one.task_id]) for each in open_ones]
        record_all(self.ledger, [entry for entries, _ in parts for entry in entries])
        fresh = [(each.one, after[each.one.task_id], new) for each, (_, new) in zip(open_ones, parts, strict=True)]
        self._begin_parts([each for each in fresh if each[2]])

    def _entry(self, going: GoingOn) -> Entry:
        one, now = going.one, plan_values(self.homes, going.item, self.year, going.unit_id)
        places = {**{name: now[name] for name in _PLACES if name in now}, "document_id": self.document_id}
        stands = {**places, "position": going.position, "version": self.version, **going.told}
        changed = self._changed(going.item, one, now)
        plan = {"plan": {name: now[name] for name in _DUE}}
        if not changed:
            return Entry(one.task_id, "carried", {**stands, **plan})
        missing = {"missing": now["missing"]} if now["missing"] != one.state.missing else {}
        return Entry(one.task_id, "amended", {**changed, **missing, **stands, **plan})

    def _changed(self, item: ProposedItem, one: Tracked, now: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the plan says otherwise than it did, as the task is to have it."""
        before = one.said.values
        changed = {name: now[name] for name in _SAID if not says_same(before, now, name)}
        if "text" in changed:
            changed |= {name: now[name] for name in _WITH_TEXT}
        if self._other_owner(item, before, now):
            changed["owner_post_id"] = now["owner_post_id"]
        return changed | self._due(item, one, now)

    def _other_owner(self, item: ProposedItem, before: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
        """Tell whether the plan, or the person reviewing it, names another owner: a new liaison alone is none."""
        named = item.owner or now["unit_id"] != before["unit_id"] or self.homes.named_owners(item, now["unit_id"])
        return bool(named and now["owner_post_id"] and now["owner_post_id"] != before["owner_post_id"])

    def _due(self, item: ProposedItem, one: Tracked, now: Mapping[str, Any]) -> dict[str, Any]:
        """Return the deadline where it changes: the plan's new date, unless another was set since and stands."""
        before = one.said.values
        if one.state.state in FINISHED_STATES or says_same(before, now, "due_on"):
            return {}
        due = {name: now[name] for name in _DUE}
        present = one.state.due_on.isoformat()
        untouched = present == before["due_on"] and one.state.due_basis in ("stated", "plan_end")
        if now["due_on"] == before["due_on"]:
            return due if untouched else {}
        if due_conflict(one, now["due_on"]) is not None:
            wanted = {"plan": now["due_on"], "present": present}.get(item.due_choice, max(now["due_on"], present))
            if wanted == present:
                return {}
        if one.state.start_on.isoformat() > now["due_on"]:
            due["start_on"] = now["due_on"]
        return due

    def _parts(self, going: GoingOn, after: TaskState) -> tuple[list[Entry], list[dict[str, Any]]]:
        """Return what happens to the deliverables there are, and those to begin."""
        item, one = going.item, going.one
        wanted = deliverable_payloads(item, _payload_of(after), one.task_id, self.year)
        partner = _partners({task_id: state.text for task_id, state in one.parts}, wanted)
        stays = same_parts(item, one)
        entries = [
            self._carried_part(task_id, state, wanted[partner[task_id]], one)
            if task_id in partner
            else self._ended_part(task_id)
            for task_id, state in one.parts
            if task_id in partner or not stays
        ]
        fresh = [part for place, part in enumerate(wanted) if place not in partner.values()]
        return entries, [] if stays else fresh

    def _carried_part(self, task_id: int, state: TaskState, part: Mapping[str, Any], one: Tracked) -> Entry:
        stands = {name: part[name] for name in _PLACES} | {"document_id": self.document_id, "version": self.version}
        changed = {
            name: part[name]
            for name in ("text", "title", "unit_id", "owner_post_id")
            if part[name] != getattr(state, name)
        }
        if self._moves(state, part, one):
            due = {name: part[name] for name in _DUE}
            if date.fromisoformat(due["due_on"]) != state.due_on:
                early = min(state.start_on.isoformat(), due["due_on"])
                changed |= due | ({"start_on": early} if early != state.start_on.isoformat() else {})
        return Entry(task_id, "amended" if changed else "carried", {**changed, **stands})

    def _moves(self, state: TaskState, part: Mapping[str, Any], one: Tracked) -> bool:
        """Tell whether a deliverable takes the new version's date: its own words moved it, or it goes with its item.

        A date set since stands when the words are as they were, and when it is later than their new one.
        """
        before, now = (read_deadline(text, self.year).on for text in (state.text, part["text"]))
        if before == now:
            return now is None and state.due_on == one.state.due_on and not state.chased
        return before is None or state.due_on == before or date.fromisoformat(part["due_on"]) > state.due_on

    def _ended_part(self, task_id: int) -> Entry:
        reason = f"计划修订（第{self.version}版）不再列出这项成果"
        return Entry(task_id, "cancelled", {"reason": reason, "version": self.version})

    def _begin_parts(self, fresh: Sequence[tuple[Tracked, TaskState, Sequence[Mapping[str, Any]]]]) -> None:
        """Register new deliverables in the state of their item, so that they follow it from there."""
        highest = self._highest_numbers([one.task_id for one, _, _ in fresh])
        payloads, paused = [], []
        for one, parent, parts in fresh:
            held = parent.held_state if parent.state == "suspended" else parent.state
            for count, part in enumerate(parts, start=highest.get(one.task_id, 0) + 1):
                payloads.append({**part, "number": f"{parent.number}.{count}", "state": held, "version": self.version})
                paused.append(parent.number if parent.state == "suspended" else "")
        ids = self.ledger.register(payloads)
        record_all(self.ledger, [
            Entry(task_id, "suspended", {"reason": "随事项暂缓", "follows": number})
            for task_id, number in zip(ids, paused, strict=True)
            if number
        ])  # fmt: skip

    def _highest_numbers(self, item_ids: Sequence[int]) -> dict[int, int]:
        """Return the last number a deliverable of each item ever had; numbers are never given twice."""
        found: dict[int, int] = {}
        for ids in batched(item_ids):
            query = select(tasks.c.parent_id, tasks.c.number).where(tasks.c.parent_id.in_(ids))
            for item_id, number in self.ledger.session.connection().execute(query):
                found[item_id] = max(found.get(item_id, 0), int(number.rpartition(".")[2]))
        return found

    def end(self, choices: Mapping[int, GoneChoice]) -> None:
        """End tasks (by id) that the new version no longer names."""
        record_all(self.ledger, [Entry(task_id, "cancelled", self._ending(each)) for task_id, each in choices.items()])

    def _ending(self, choice: GoneChoice) -> dict[str, Any]:
        reason = choice.reason or f"计划修订（第{self.version}版）已删去"
        return {"reason": reason, "version": self.version, "review": {"id": self.review_id, "changes": []}}


def _payload_of(state: TaskState) -> dict[str, Any]:
    """Return what a deliverable takes over from its item as that stands."""
    given = {name: getattr(state, name) for name in REGISTERED_FIELDS}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}


def _partners(old: Mapping[int, str], wanted: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Return for old deliverables the place of the new one each goes on as, by their texts."""
    texts = {place: part["text"] for place, part in enumerate(wanted)}
    return pair_off(alike(old, texts, floor=_ALIKE))
