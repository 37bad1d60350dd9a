"""Replays the sample's acts by the rules of the field, written down once more apart from the product's own ledger."""

import csv
import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from chinese_calendar import is_workday

from duban.samples import sample_path

Act = dict[str, Any]
Key = tuple[str, str]

PLAN_ENDS = date(2017, 12, 31)
BY_OWNER = {"accept", "report", "submit", "request_extension", "answer"}
BY_OFFICE = {"assign", "return", "complete", "close", "decide_extension", "suspend", "resume"}
RETURN_REASONS = {"facts_unclear", "problem_unsolved", "task_unfulfilled", "unlawful", "form_irregular"}
#: act → the states it may happen in, and the state after it (None: as before).
LAWFUL: dict[str, tuple[set[str], str | None]] = {
    "assign": ({"registered"}, "assigned"),
    "accept": ({"assigned"}, "accepted"),
    "report": ({"accepted", "in_progress", "returned"}, "in_progress"),
    "submit": ({"in_progress"}, "submitted"),
    "return": ({"submitted"}, "returned"),
    "complete": ({"submitted"}, "completed"),
    "close": ({"completed"}, "closed"),
    "request_extension": ({"accepted", "in_progress", "returned"}, None),
    "decide_extension": ({"accepted", "in_progress", "returned"}, None),
    "instruct": ({"assigned", "accepted", "in_progress", "submitted", "returned"}, None),
    "answer": ({"assigned", "accepted", "in_progress", "submitted", "returned"}, None),
    "suspend": ({"assigned", "accepted", "in_progress", "returned"}, "suspended"),
    "resume": ({"suspended"}, "in_progress"),
}


@dataclass
class Item:
    """What the acts have made of an item so far."""

    due_on: date
    original_due_on: date
    progress: list[int]
    state: str = "registered"
    history: list[Act] = field(default_factory=list)
    pending: set[str] = field(default_factory=set)

    @property
    def submitted_on(self) -> date:
        return max(day_of(act) for act in self.history if act["act"] == "submit")


def day_of(act: Act) -> date:
    return datetime.fromisoformat(act["at"]).date()


def acts() -> list[Act]:
    loaded: list[Act] = json.loads(sample_path("acts-2017.json").read_text(encoding="utf-8"))
    return loaded


def roster() -> list[dict[str, str]]:
    with sample_path("roster.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def registered() -> dict[Key, Item]:
    """Return the items as they stand after the import."""
    found = {}
    for item in json.loads(sample_path("expected.json").read_text(encoding="utf-8"))["items"]:
        due_on = date.fromisoformat(item["deadline"]) if item["deadline"] else PLAN_ENDS
        found[item["unit"], item["number"]] = Item(due_on, due_on, [0] * len(item["deliverables"]))
    return found


def replay(until: date = date.max) -> dict[Key, Item]:
    """Return the items at the end of a day; raise AssertionError naming the first unlawful act."""
    items = registered()
    for act in acts():
        if day_of(act) <= until:
            concerned = [act["item"]] if "item" in act else [number for unit, number in items if unit == act["unit"]]
            for number in concerned:
                step(items[act["unit"], number], act)
    return items


def step(item: Item, act: Act) -> None:
    before, after = LAWFUL[act["act"]]
    assert item.state in before, (item.state, act)
    check_terms(item, act)
    item.state = after or item.state
    item.history.append(act)


def check_terms(item: Item, act: Act) -> None:
    """Check and apply what an act says beyond the state."""
    match act["act"]:
        case "report":
            told = act["deliverables"] if len(item.progress) > 1 else {"1": act["progress"]}
            assert ("progress" in act) == (len(item.progress) == 1), act
            for number, percent in told.items():
                assert item.progress[int(number) - 1] <= percent <= 100, act
                item.progress[int(number) - 1] = percent
        case "submit":
            assert set(item.progress) == {100}, act
        case "return":
            assert act["reason"] in RETURN_REASONS
        case "close":
            assert act["by"] != next(done["by"] for done in reversed(item.history) if done["act"] == "complete"), act
        case "request_extension":
            assert day_of(act) <= workdays_before(item.due_on, 2), act
            assert date.fromisoformat(act["proposed_on"]) > item.due_on
            item.pending.add("extension")
        case "decide_extension":
            item.pending.remove("extension")
            item.due_on = date.fromisoformat(act["due_on"]) if act["approve"] else item.due_on
        case "instruct":
            assert date.fromisoformat(act["answer_by"]) > day_of(act)
            item.pending.add("instruction")
        case "answer":
            item.pending.remove("instruction")


def workdays_before(day: date, count: int) -> date:
    while count:
        day -= timedelta(days=1)
        count -= is_workday(day)
    return day
