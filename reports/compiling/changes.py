"""What was decided in the quarter: extensions, adjustments, suspensions, mergers, cancellations, close-outs. Pure.

Both dates are kept. A decision belongs to the quarter of the day it was recorded, so that each stands in one report.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from operator import attrgetter
from typing import Any

from config.language import sentence
from planning.lifecycle import Event, TaskState
from planning.periods import Quarter
from reports.compiling.history import History, ItemHistory, day_of
from reports.compiling.places import Places, number_of
from reports.snapshot import Change, ChangeKind

_KINDS: dict[str, ChangeKind] = {
    "extension_decided": "extension",
    "due_set": "adjustment",
    "resumed": "adjustment",
    "reopened": "adjustment",
    "suspended": "suspension",
    "merged": "merger",
    "cancelled": "cancellation",
    "closed": "closing",
}


def changes_of(
    items: Iterable[ItemHistory], quarter: Quarter, places: Places, names: Mapping[str, str]
) -> list[Change]:
    """Return the quarter's decisions on items and their deliverables, in order of time."""
    found = [
        (event, Change(**_facts(history, event, names), **_whose(item, history, places)))
        for item in items
        for history in item.all
        for event in history.of_kind(*_KINDS)
        if day_of(event) in quarter and _is_decision(event)
    ]
    found.sort(key=lambda pair: attrgetter("at", "task_id", "seq")(pair[0]))
    return [change for _, change in found]


def _is_decision(event: Event) -> bool:
    """Tell decisions from what only follows one, and from refusals."""
    if "follows" in event.payload or event.payload.get("basis") == "parent":
        return False
    return event.kind != "extension_decided" or bool(event.payload["approved"])


def _whose(item: ItemHistory, history: History, places: Places) -> dict[str, Any]:
    state, number = history.last, number_of(item.last)
    if history is not item.own:
        number += f".{state.item_number}"
    return {"street": places.street_name(item.last), "number": number, "title": state.title}


def _facts(history: History, event: Event, names: Mapping[str, str]) -> dict[str, Any]:
    payload = event.payload
    facts: dict[str, Any] = {"kind": _KINDS[event.kind], "decided_on": day_of(event), "decided_by": _by(event, names)}
    if "due_on" in payload:
        before, now_on = history.before(event), date.fromisoformat(payload["due_on"])
        was_on = before.due_on if before.due_on != now_on and not before.due_provisional else None
        return facts | {"was_on": was_on, "now_on": now_on, "reason": _reason_of_date(history, event, before)}
    return facts | {"reason": _reason(event)}


def _reason_of_date(history: History, event: Event, before: TaskState) -> str:
    if event.kind == "extension_decided":
        return reason_of_extension(history, event)
    confirmed = before.due_on == date.fromisoformat(event.payload["due_on"])
    return event.payload.get("note", "") or (sentence("change-due-confirmed") if confirmed else "")


def reason_of_extension(history: History, event: Event) -> str:
    """Return why an extension was asked for, and what was said when it was decided."""
    asked = [each for each in history.of_kind("extension_requested") if each.seq < event.seq]
    note = event.payload.get("note", "")
    return str(asked[-1].payload["reason"]).rstrip("。；") + (f"；批复意见：{note}" if note else "")


def _reason(event: Event) -> str:
    given = event.payload.get("reason", "") or event.payload.get("note", "")
    match event.kind:
        case "merged":
            lead = sentence("change-merged", into=event.payload["into"])
        case "resumed":
            lead = sentence("change-resumed")
        case "reopened":
            by_instruction = event.payload.get("by_instruction", False)
            lead = sentence("change-reopened-by-instruction" if by_instruction else "change-reopened")
        case _:
            lead = ""
    return "，".join(text for text in (lead, given) if text)


def _by(event: Event, names: Mapping[str, str]) -> str:
    actor = names[event.actor]
    if not event.on_behalf_of:
        return actor
    return sentence("change-stand-in", actor=actor, principal=names[event.on_behalf_of])
