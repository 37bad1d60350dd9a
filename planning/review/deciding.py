"""Decisions on items: which become tasks, whose, due when, as which task they go on. Pure."""

from collections.abc import Sequence
from typing import Any

from config.errors import DubanError
from config.language import label
from planning.review.bench import Bench, item_on, items_on, require_no_merged
from planning.review.model import (
    DECISIONS,
    Payload,
    ProposedItem,
)


def decided(bench: Bench, said: Payload) -> dict[str, Any]:
    """Return what becomes of items: open, kept, dropped, or merged into an item or a task.

    Raises:
        DubanError: ``review-decision-unknown``.
    """
    decision = said.get("decision", "")
    if decision not in DECISIONS:
        raise DubanError("review-decision-unknown", decision=decision, known="、".join(DECISIONS))
    items = items_on(bench, said)
    into = str(said.get("into") or "").strip()
    if decision == "merge":
        for item in items:
            _require_mergeable(bench, item, into, said.get("tracked", ()))
        require_no_merged(bench, [item.key for item in items])
    elif decision != "keep":
        require_no_merged(bench, [item.key for item in items])
    return {"keys": [item.key for item in items], "decision": decision, "into": into if decision == "merge" else ""}


def _require_mergeable(bench: Bench, item: ProposedItem, into: str, tracked: Sequence[str]) -> None:
    """Let an item go into another that stands for itself, or into a task; ``tracked`` are the numbers there are."""
    if into == item.key:
        raise DubanError("review-merge-itself", key=item.key)
    target = bench.state.by_key.get(into)
    if target is None:
        if into not in tracked:
            raise DubanError("review-merge-unknown", key=item.key, into=into)
    elif target.decision in ("merge", "drop"):
        raise DubanError(
            "review-merge-off", key=item.key, into=into, decision=label("review_decision", target.decision)
        )


def owner_set(bench: Bench, said: Payload) -> dict[str, Any]:
    """Return the post items are given to; empty: as the text says."""
    return {"keys": [item.key for item in items_on(bench, said)], "owner": str(said.get("owner") or "").strip()}


def matched(bench: Bench, said: Payload) -> dict[str, Any]:
    """Return the tracked task an item goes on as; empty: a new one.

    Raises:
        DubanError: ``review-match-unknown``, ``review-match-taken``.
    """
    number = str(said.get("number") or "").strip()
    if number and number not in said.get("tracked", ()):
        raise DubanError("review-match-unknown", number=number)
    key = item_on(bench, said.get("key", "")).key
    taken = (item.key for item in bench.state.items if number in {item.match, item.adopted_as} and item.key != key)
    other = next(taken, None) if number else None
    if other:
        raise DubanError("review-match-taken", number=number, key=other)
    return {"key": key, "number": number}


def due_chosen(bench: Bench, said: Payload) -> dict[str, Any]:
    """Return which date items keep when plan and office moved theirs.

    Raises:
        DubanError: ``review-due-choice-unknown``.
    """
    if said.get("choice") not in ("later", "plan", "present"):
        raise DubanError("review-due-choice-unknown", choice=said.get("choice"))
    return {"keys": [item.key for item in items_on(bench, said)], "choice": said["choice"]}


def gone_decided(bench: Bench, said: Payload) -> dict[str, Any]:
    """Return what becomes of tasks a new version no longer names.

    Raises:
        DubanError: ``review-match-unknown``, ``review-gone-choice-unknown``.
    """
    del bench
    numbers, choice = [str(number) for number in said.get("numbers", ())], said.get("choice")
    reason = str(said.get("reason") or "").strip()
    for number in numbers:
        if number not in said.get("tracked", ()):
            raise DubanError("review-match-unknown", number=number)
    if not numbers or choice not in ("keep", "cancel"):
        raise DubanError("review-gone-choice-unknown", choice=choice)
    return {"numbers": numbers, "choice": choice, "reason": reason}
