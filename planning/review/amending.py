"""Carrying an amended plan into its tasks: what goes on is carried over or amended, deliverables likewise.

Progress, reports and extensions stay: only what the plan itself says otherwise changes. Writes but does not commit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from planning.extraction import read_deadline
from planning.ledger import Ledger, current_state, tasks
from planning.lifecycle import FINISHED_STATES, REGISTERED_FIELDS, TaskState
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
class Amending:
    """A new version on its way into the ledger: the plan's year, the version's number and document, the roster."""

    ledger: Ledger
    homes: Homes
    year: int
    version: int
    document_id: int
    review_id: int

    def carry(self, item: ProposedItem, one: Tracked, unit_id: int, position: int, told: Mapping[str, Any]) -> None:
        """Let a task go on as an item of the new version: ``amended`` where that says otherwise, else ``carried``.

        Args:
            item: The item of the new version.
            one: The task it is.
            unit_id: The unit it belongs to now.
            position: Its place in the new version.
            told: What the event tells beside: the review and who changed what.
        """
        now = plan_values(self.homes, item, self.year, unit_id)
        places = {**{name: now[name] for name in _PLACES if name in now}, "document_id": self.document_id}
        stands = {**places, "position": position, "version": self.version, **told}
        changed = self._changed(item, one, now)
        plan = {"plan": {name: now[name] for name in _DUE}}
        if changed:
            missing = {"missing": now["missing"]} if now["missing"] != one.state.missing else {}
            self.ledger.record(one.task_id, "amended", {**changed, **missing, **stands, **plan})
        else:
            self.ledger.record(one.task_id, "carried", {**stands, **plan})
        if one.state.state not in FINISHED_STATES:
            self._carry_parts(item, one)

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

    def _carry_parts(self, item: ProposedItem, one: Tracked) -> None:
        after = current_state(self.ledger.session, one.task_id)
        wanted = deliverable_payloads(item, _payload_of(after), one.task_id, self.year)
        partner = _partners({task_id: state.text for task_id, state in one.parts}, wanted)
        for task_id, state in one.parts:
            if task_id in partner:
                self._carry_part(task_id, state, wanted[partner[task_id]], one)
            elif not same_parts(item, one):
                self._end_part(task_id)
        if same_parts(item, one):
            return
        fresh = [part for place, part in enumerate(wanted) if place not in partner.values()]
        self._begin_parts(fresh, after, one)

    def _carry_part(self, task_id: int, state: TaskState, part: Mapping[str, Any], one: Tracked) -> None:
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
        self.ledger.record(task_id, "amended" if changed else "carried", {**changed, **stands})

    def _moves(self, state: TaskState, part: Mapping[str, Any], one: Tracked) -> bool:
        """Tell whether a deliverable takes the new version's date: its own words moved it, or it goes with its item.

        A date set since stands when the words are as they were, and when it is later than their new one.
        """
        before, now = (read_deadline(text, self.year).on for text in (state.text, part["text"]))
        if before == now:
            return now is None and state.due_on == one.state.due_on and not state.chased
        return before is None or state.due_on == before or date.fromisoformat(part["due_on"]) > state.due_on

    def _end_part(self, task_id: int) -> None:
        reason = f"计划修订（第{self.version}版）不再列出这项成果"
        self.ledger.record(task_id, "cancelled", {"reason": reason, "version": self.version})

    def _begin_parts(self, fresh: Sequence[Mapping[str, Any]], parent: TaskState, one: Tracked) -> None:
        """Register new deliverables in the state of their item, so that they follow it from there."""
        if not fresh:
            return
        highest = max((int(state.number.rpartition(".")[2]) for _, state in one.parts), default=0)
        taken = self._highest_number(parent.number, highest)
        held = parent.held_state if parent.state == "suspended" else parent.state
        ids = self.ledger.register([
            {**part, "number": f"{parent.number}.{taken + count}", "state": held, "version": self.version}
            for count, part in enumerate(fresh, start=1)
        ])  # fmt: skip
        if parent.state == "suspended":
            for task_id in ids:
                self.ledger.record(task_id, "suspended", {"reason": "随事项暂缓", "follows": parent.number})

    def _highest_number(self, number: str, at_least: int) -> int:
        """Return the last number a deliverable of an item ever had; numbers are never given twice."""
        query = select(tasks.c.number).where(tasks.c.number.startswith(f"{number}."))
        given = [int(each.rpartition(".")[2]) for each in self.ledger.session.connection().execute(query).scalars()]
        return max([at_least, *given])

    def end(self, task_id: int, choice: GoneChoice) -> None:
        """End a task that the new version no longer names."""
        reason = choice.reason or f"计划修订（第{self.version}版）已删去"
        payload = {"reason": reason, "version": self.version, "review": {"id": self.review_id, "changes": []}}
        self.ledger.record(task_id, "cancelled", payload)


def _payload_of(state: TaskState) -> dict[str, Any]:
    """Return what a deliverable takes over from its item as that stands."""
    given = {name: getattr(state, name) for name in REGISTERED_FIELDS}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in given.items()}


def _partners(old: Mapping[int, str], wanted: Sequence[Mapping[str, Any]]) -> dict[int, int]:
    """Return for old deliverables the place of the new one each goes on as, by their texts."""
    texts = {place: part["text"] for place, part in enumerate(wanted)}
    return pair_off(alike(old, texts, floor=_ALIKE))
