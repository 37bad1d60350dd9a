"""What an act on a review will do, worked out before it is written: checked, and everything it changes told. Pure.

``prepare`` takes what a person says (payload) and returns what is kept: the same with all its effects in it.
"""

from collections.abc import Callable
from typing import Any

from config.errors import CallError, DubanError
from planning.review.bench import Bench
from planning.review.cutting import added, joined, split
from planning.review.deciding import decided, due_chosen, gone_decided, matched, owner_set
from planning.review.editing import edited
from planning.review.model import (
    LONGEST_NAME,
    Payload,
)
from planning.review.undoing import undone


def prepare(bench: Bench, kind: str, said: Payload) -> dict[str, Any]:
    """Return what is kept of an act.

    Raises:
        DubanError: what is not possible, in words: an unknown item, one already adopted, a place outside the text …
        CallError: ``review-act-unknown``.
    """
    if kind not in _PREPARED:
        raise CallError("review-act-unknown", kind=kind, known="、".join(_PREPARED))
    if bench.state.discarded and kind != "reopened":
        raise DubanError("review-discarded")
    return _PREPARED[kind](bench, said)


def _discarded(bench: Bench, said: Payload) -> dict[str, Any]:
    done = [item.adopted_as for item in bench.state.items if item.adopted_as]
    if done:
        raise DubanError("review-discard-adopted", count=len(done), number=done[0])
    return {"reason": str(said.get("reason") or "").strip()}


def _reopened(bench: Bench, said: Payload) -> dict[str, Any]:
    del said
    if not bench.state.discarded:
        raise DubanError("review-not-discarded")
    return {}


def _named(bench: Bench, said: Payload) -> dict[str, Any]:
    given = {name: str(said[name]).strip() for name in ("plan_name", "default_unit") if name in said}
    if any(item.adopted_as for item in bench.state.items):
        given.pop("plan_name", None)
    if not given or ("plan_name" in given and not 0 < len(given["plan_name"]) <= LONGEST_NAME):
        raise DubanError("review-name-empty", most=LONGEST_NAME)
    return given


_PREPARED: dict[str, Callable[[Bench, Payload], dict[str, Any]]] = {
    "edited": edited,
    "split": split,
    "joined": joined,
    "decided": decided,
    "added": added,
    "owner_set": owner_set,
    "undone": undone,
    "discarded": _discarded,
    "reopened": _reopened,
    "named": _named,
    "matched": matched,
    "due_chosen": due_chosen,
    "gone_decided": gone_decided,
}
