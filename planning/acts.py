"""The acts of the field on a task: assign, accept, report, submit, send back, complete, close out, extend and so on.

Each function checks the rule of its act, writes through the ledger and returns the task after it. They write but do
not commit; ``DubanError`` carries the broken rule. Sources: the field's practice as ``docs/rules.md`` tells it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from config.clock import local_day
from config.errors import CallError, DubanError
from config.language import label, labels
from planning.ledger import Ledger, current_state, events_of, locked_state, standing_children_of
from planning.lifecycle import FINISHED_STATES, RETURN_REASONS, TaskState, require_lawful
from planning.people import posts
from planning.periods import parse_period, period_of
from planning.report_periods import usual_period
from planning.rights import require_assignable, require_other_person, require_right


@dataclass(frozen=True)
class ProgressReport:
    """What an owner reports: progress in percent (of the item, or of its deliverables by their position) and prose."""

    progress: int | None = None
    deliverables: Mapping[int, int] = field(default_factory=dict)
    done: str = ""
    problem: str = ""
    next_step: str = ""
    figures: Sequence[Mapping[str, str]] = ()
    period: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all was filled in."""
        prose = (self.done, self.problem, self.next_step)
        return self.progress is None and not self.deliverables and not self.figures and not any(map(str.strip, prose))


def assign(
    ledger: Ledger, task_id: int, *, owner_post_id: int | None = None, leader_name: str | None = None
) -> TaskState:
    """Hand a registered task to its owner (交办), or an open one to another post."""
    state = _item(ledger, task_id, "assigned")
    post_id = owner_post_id or state.owner_post_id
    if post_id is None:
        raise DubanError("no-owner-post", number=state.number)
    unit_id = ledger.session.connection().execute(select(posts.c.unit_id).where(posts.c.id == post_id)).scalar_one()
    require_assignable(ledger.session, ledger.actor, state, unit_id, ledger.now)
    payload: dict[str, Any] = {"owner_post_id": post_id}
    if leader_name is not None:
        payload["leader_name"] = leader_name
    return ledger.record(task_id, "assigned", payload)


def accept(ledger: Ledger, task_id: int, *, note: str = "") -> TaskState:
    """Sign for a task (签收)."""
    _item(ledger, task_id, "accepted")
    return ledger.record(task_id, "accepted", {"note": note})


def report(ledger: Ledger, task_id: int, given: ProgressReport, *, expected_seq: int | None = None) -> TaskState:
    """Report progress on a task; deliverables roll up into their item as the rounded mean of all of them.

    Raises:
        DubanError: ``report-empty``, ``progress-out-of-range``, ``progress-rolls-up``, ``deliverable-unknown``,
            ``report-too-early``.
        CallError: ``period-invalid``.
    """
    if given.is_empty:
        raise DubanError("report-empty")
    for value in (given.progress, *given.deliverables.values()):
        _require_percent(value)
    state = locked_state(ledger.session, task_id)
    _require_part(ledger, state, "reported")
    children = standing_children_of(ledger.session, task_id)
    if children and given.progress is not None:
        raise DubanError("progress-rolls-up", number=state.number, count=len(children))
    period, late = _period_of(ledger, state, given.period)
    told = {"done": given.done.strip(), "problem": given.problem.strip(), "next_step": given.next_step.strip()}
    payload: dict[str, Any] = {**told, "figures": list(given.figures), "period": period, "late": late}
    progress = given.progress
    if given.deliverables:
        progress = _report_deliverables(ledger, state, children, given.deliverables, {"period": period, "late": late})
    after = ledger.record(task_id, "reported", {**payload, "progress": progress}, expected_seq=expected_seq)
    if after.parent_id is not None and progress is not None:
        _roll_up(ledger, after.parent_id, {"period": period, "late": late})
    return after


def submit(ledger: Ledger, task_id: int, *, note: str = "") -> TaskState:
    """Report completion (报办结): the clock of the deadline stops until the office has decided."""
    _item(ledger, task_id, "submitted")
    return ledger.record(task_id, "submitted", {"note": note})


def send_back(ledger: Ledger, task_id: int, *, reason: str, note: str = "") -> TaskState:
    """Return a reported completion (退回) for one of the five reasons; the progress before it counts again."""
    if reason not in RETURN_REASONS:
        known = "、".join(f"{word}（{code}）" for code, word in labels("return_reason").items())
        raise DubanError("return-reason-unknown", reason=reason, known=known)
    _item(ledger, task_id, "returned")
    return ledger.record(task_id, "returned", {"reason": reason, "note": note})


def complete(ledger: Ledger, task_id: int, *, note: str = "") -> TaskState:
    """Accept a reported completion (办结). Finished on the day it was reported."""
    _item(ledger, task_id, "completed")
    return ledger.record(task_id, "completed", {"note": note, "completed_by": ledger.actor.ref})


def close_out(ledger: Ledger, task_id: int, *, note: str = "") -> TaskState:
    """Close a completed task out (销号): by another person than the one who completed it."""
    state = _item(ledger, task_id, "closed")
    require_other_person(ledger.actor, "closed", state, _completed_for(ledger, task_id))
    return ledger.record(task_id, "closed", {"note": note})


def request_extension(ledger: Ledger, task_id: int, *, proposed_on: date, reason: str) -> TaskState:
    """Ask for a later deadline (申请延期), in time before the present one."""
    state = _item(ledger, task_id, "extension_requested")
    rules = ledger.rules
    if state.extension_proposed_on is not None:
        raise DubanError("extension-already-pending", number=state.number, proposed=state.extension_proposed_on)
    if proposed_on <= state.due_on:
        raise DubanError("extension-not-later", proposed=proposed_on, due_on=state.due_on)
    days = rules.pack.extensions.min_workdays_before_due
    latest = rules.calendar.add(state.due_on, -days)
    if local_day(ledger.now) > latest:
        raise DubanError("extension-too-late", number=state.number, days=days, due_on=state.due_on, latest=latest)
    payload = {"proposed_on": proposed_on.isoformat(), "reason": reason, "progress": state.progress}
    return ledger.record(task_id, "extension_requested", payload)


def decide_extension(
    ledger: Ledger, task_id: int, *, approve: bool, due_on: date | None = None, note: str = ""
) -> TaskState:
    """Decide a pending request: the approver sets the new date (the proposed one unless another is given)."""
    state = _item(ledger, task_id, "extension_decided")
    if state.extension_proposed_on is None:
        raise DubanError("extension-none-pending", number=state.number)
    if not approve:
        return ledger.record(task_id, "extension_decided", {"approved": False, "note": note})
    limits = ledger.rules.pack.extensions
    asks_leaders = state.extensions >= limits.max_approved and limits.beyond_asks == "leading_group"
    if asks_leaders and "leader" not in ledger.actor.roles:
        raise DubanError("extension-needs-leading-group", number=state.number, count=state.extensions)
    new_due = due_on or state.extension_proposed_on
    if new_due <= state.due_on:
        raise DubanError("extension-not-later", proposed=new_due, due_on=state.due_on)
    after = ledger.record(task_id, "extension_decided", {"approved": True, "due_on": new_due.isoformat(), "note": note})
    _move_deliverables(ledger, task_id, state.due_on, new_due)
    return after


def set_deadline(ledger: Ledger, task_id: int, *, due_on: date, note: str = "") -> TaskState:
    """Set or confirm a deadline (the office's act); a provisional date becomes a firm one."""
    state = locked_state(ledger.session, task_id)
    _require_part(ledger, state, "due_set")
    if due_on < state.start_on:
        raise DubanError("due-date-past", due_on=due_on, start_on=state.start_on)
    payload = {"due_on": due_on.isoformat(), "basis": "set", "note": note, "chased": True}
    after = ledger.record(task_id, "due_set", payload)
    if state.parent_id is None:
        _move_deliverables(ledger, task_id, state.due_on, due_on)
    return after


def instruct(ledger: Ledger, task_id: int, *, text: str, answer_by: date, reopen: bool = False) -> TaskState:
    """Leave a leader's instruction (批示) to be answered by a day; with ``reopen`` a finished item is reopened."""
    state = _item(ledger, task_id, "instructed")
    if answer_by < local_day(ledger.now):
        raise DubanError("answer-date-past", answer_by=answer_by)
    if reopen and state.state in FINISHED_STATES:
        owed = _owed_from_now(ledger, state)
        ledger.record(task_id, "reopened", {"by_instruction": True, "first_period": owed})
    return ledger.record(task_id, "instructed", {"text": text, "answer_by": answer_by.isoformat()})


def answer(ledger: Ledger, task_id: int, *, text: str) -> TaskState:
    """Answer the pending instruction."""
    state = _item(ledger, task_id, "answered")
    if state.answer_by is None:
        raise DubanError("instruction-nothing-to-answer", number=state.number)
    return ledger.record(task_id, "answered", {"text": text})


def withdraw_instruction(ledger: Ledger, task_id: int, *, reason: str) -> TaskState:
    """Take back what a leader asked and nobody has answered yet; several instructions are taken back together."""
    state = _item(ledger, task_id, "instruction_withdrawn")
    if state.answer_by is None:
        raise DubanError("instruction-nothing-to-withdraw", number=state.number)
    return ledger.record(task_id, "instruction_withdrawn", {"reason": reason})


def suspend(ledger: Ledger, task_id: int, *, reason: str) -> TaskState:
    """Suspend a task (暂缓); it is neither lit nor chased until resumed."""
    _item(ledger, task_id, "suspended")
    return ledger.record(task_id, "suspended", {"reason": reason})


def resume(ledger: Ledger, task_id: int, *, reason: str = "") -> TaskState:
    """Take a suspended task up again where it was; nothing is owed for the periods it was off."""
    state = _item(ledger, task_id, "resumed")
    return ledger.record(task_id, "resumed", {"reason": reason, "first_period": _owed_from_now(ledger, state)})


def merge(ledger: Ledger, task_id: int, *, into_id: int, reason: str = "") -> TaskState:
    """Merge a task into another one (并入): an item that still stands, so that somebody goes on with the work."""
    state = _item(ledger, task_id, "merged")
    if into_id == task_id:
        raise DubanError("merge-into-itself", number=state.number)
    target = _item(ledger, into_id, "merged")
    if target.state in {"merged", "cancelled"}:
        require_lawful(target, "merged")
    return ledger.record(task_id, "merged", {"into_id": into_id, "into": target.number, "reason": reason})


def cancel(ledger: Ledger, task_id: int, *, reason: str) -> TaskState:
    """End a task without completion (终止)."""
    _item(ledger, task_id, "cancelled")
    return ledger.record(task_id, "cancelled", {"reason": reason})


def adopt(ledger: Ledger, task_id: int) -> TaskState:
    """Register a draft (采纳立项); it owes no report for the time it was one."""
    state = _item(ledger, task_id, "adopted")
    return ledger.record(task_id, "adopted", {"first_period": _owed_from_now(ledger, state)})


def classify(ledger: Ledger, task_id: int, *, theme: str) -> TaskState:
    """Put a task under a theme of the boards; empty takes it out of all."""
    state = current_state(ledger.session, task_id, lock=True)
    _require_part(ledger, state, "classified")
    return ledger.record(task_id, "classified", {"theme": theme})


def _owed_from_now(ledger: Ledger, state: TaskState) -> str:
    """Return the first period a task owes a report for when it is taken up today."""
    return max(ledger.rules.first_period(state.start_on, local_day(ledger.now)), state.first_period)


def _item(ledger: Ledger, task_id: int, act: str) -> TaskState:
    """Return the locked task, which must be an item (deliverables follow theirs) that the actor may do the act to."""
    state = current_state(ledger.session, task_id, lock=True)
    if state.parent_id is not None:
        parent = current_state(ledger.session, state.parent_id)
        raise DubanError("follows-its-item", number=state.number, parent=parent.number, act=label("event", act))
    _require_part(ledger, state, act)
    return state


def _require_part(ledger: Ledger, state: TaskState, act: str) -> None:
    """Let nobody judge own work or move an own deadline, and nobody act who has no part in the task."""
    require_other_person(ledger.actor, act, state)
    require_right(ledger.session, ledger.actor, act, state, ledger.now)


def _completed_for(ledger: Ledger, task_id: int) -> str:
    """Return whom the person who completed a task stood in for; empty for nobody."""
    done = [event for event in events_of(ledger.session, task_id) if event.kind == "completed"]
    return done[-1].on_behalf_of if done else ""


def _require_percent(value: int | None) -> None:
    if value is not None and not 0 <= value <= 100:  # noqa: PLR2004 - percent
        raise DubanError("progress-out-of-range", value=value)


def _period_of(ledger: Ledger, state: TaskState, named: str | None) -> tuple[str, bool]:
    """Return the period a report belongs to and whether it came past that period's grace.

    Within the grace of the period before, a report that is still missing there belongs there.

    Raises:
        DubanError: ``report-too-early`` for a period to come: it would silence the requests until then.
        CallError: ``period-invalid``, also for a kind of period the rule pack does not ask for.
    """
    day, rules = local_day(ledger.now), ledger.rules
    period = period_of(day, rules.pack)
    if named:
        told = parse_period(named)
        if type(told) is not type(period):
            raise CallError("period-invalid", text=named)
        if told.first > day:
            raise DubanError("report-too-early", period=told, first=told.first)
        period = told
    else:
        period = usual_period(day, state.first_period, state.last_period, rules)
    return str(period), day > period.grace_until(rules.pack, rules.calendar)


def _report_deliverables(
    ledger: Ledger,
    item: TaskState,
    children: list[tuple[int, TaskState]],
    given: Mapping[int, int],
    period: Mapping[str, Any],
) -> int:
    known = {state.position: (task_id, state) for task_id, state in children}
    for position in given:
        if position not in known:
            raise DubanError("deliverable-unknown", number=item.number, position=position, count=len(children))
    for position, progress in sorted(given.items()):
        ledger.record(known[position][0], "reported", {**period, "progress": progress})
    return _mean([given.get(position, state.progress) for position, (_, state) in known.items()])


def _roll_up(ledger: Ledger, parent_id: int, period: Mapping[str, Any]) -> None:
    progress = _mean([state.progress for _, state in standing_children_of(ledger.session, parent_id)])
    ledger.record(parent_id, "rolled_up", {**period, "progress": progress})


def _mean(values: Sequence[int]) -> int:
    """Return the mean rounded half up, in whole percent."""
    return (2 * sum(values) + len(values)) // (2 * len(values))


def _move_deliverables(ledger: Ledger, task_id: int, old_due: date, new_due: date) -> None:
    """Let the deliverables that shared their item's deadline go with it."""
    for child_id, child in standing_children_of(ledger.session, task_id):
        if child.due_on == old_due:
            ledger.record(child_id, "due_set", {"due_on": new_due.isoformat(), "basis": "parent"})
