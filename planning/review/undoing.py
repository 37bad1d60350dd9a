"""Taking an act back: what can be undone now, and what stands in the way. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from config.errors import DubanError
from config.language import label
from planning.review.bench import Bench
from planning.review.effects import FINAL, blocking, effective, fold
from planning.review.model import (
    Change,
    Payload,
)


def undone(bench: Bench, said: Payload) -> dict[str, Any]:
    """Return the number of the act to take back: the one said, else the last that can be.

    Raises:
        DubanError: ``review-undo-nothing``, ``review-undo-unknown``, ``review-undo-never``, ``review-undo-done``,
            ``review-undo-final``, ``review-undo-blocked``, ``review-merge-off``.
    """
    of = {change.seq: change for change in bench.changes}
    seq = int(said.get("seq") or last_undoable(bench.changes) or 0)
    if not seq:
        raise DubanError("review-undo-nothing")
    if seq not in of:
        raise DubanError("review-undo-unknown", seq=seq)
    if of[seq].kind in FINAL:
        raise DubanError("review-undo-never", seq=seq, act=label("review_change", of[seq].kind))
    if seq not in effective(bench.changes):
        raise DubanError("review-undo-done", seq=seq)
    later = blocking(bench.changes, seq)
    if later is not None and later.kind in FINAL:
        raise DubanError("review-undo-final", seq=seq, later=later.seq, act=label("review_change", later.kind))
    if later is not None:
        raise DubanError(
            "review-undo-blocked", seq=seq, later=later.seq, act=label("review_change", later.kind), name=later.name
        )
    _require_merged_somewhere(bench, replace(of[seq], seq=len(bench.changes) + 1, kind="undone", payload={"seq": seq}))
    return {"seq": seq}


def _require_merged_somewhere(bench: Bench, undoing: Change) -> None:
    """Let every item go into one that stands: undoing an older act could leave two in each other."""
    state = fold(bench.proposal, [*bench.changes, undoing])
    for item in state.items:
        target = state.by_key.get(item.merge_into)
        if target is not None and target.decision in ("merge", "drop"):
            decision = label("review_decision", target.decision)
            raise DubanError("review-merge-off", key=item.key, into=target.key, decision=decision)


def last_undoable(changes: Sequence[Change]) -> int | None:
    """Return the number of the newest change that stands and can be undone now; undoing itself does not count."""
    standing = effective(changes)
    for change in reversed(changes):
        if change.seq in standing and change.kind not in {*FINAL, "undone"} and blocking(changes, change.seq) is None:
            return change.seq
    return None
