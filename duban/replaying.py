"""Replaying written-down acts: what people did, from a file, through the same use cases as everybody's acts."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from config.clock import FixedClock, local_day
from config.errors import DubanError
from duban.bootstrap import Application
from planning import acts
from planning.ledger import Ledger, children_of, tasks
from planning.lifecycle import TaskState
from planning.people import actor_by, unit_by_name

Step = Mapping[str, Any]


@dataclass(frozen=True)
class WrittenAct:
    """One act of the file: when, and what the file says about it."""

    at: datetime
    step: Step


def read_acts(text: str) -> list[WrittenAct]:
    """Return the acts of a file in order of time."""
    return sorted(
        (WrittenAct(datetime.fromisoformat(step["at"]), step) for step in json.loads(text)), key=lambda a: a.at
    )


def replay(app: Application, written: WrittenAct) -> int:
    """Do one written act at its own instant, in one transaction, and return on how many items.

    Raises:
        DubanError: The broken rule; nothing of the act is written.
    """
    step = written.step
    clock = FixedClock(written.at)
    with app.database.write() as session:
        actor = actor_by(session, step["by"], local_day(clock.now()), on_behalf_of=step.get("for"))
        ledger = Ledger(session, app.rules, actor, clock.now())
        count = 0
        for task_id in _items(session, step):
            _ACTS[step["act"]](ledger, task_id, step)
            count += 1
    return count


def _items(session: Session, step: Step) -> Iterator[int]:
    unit_id = unit_by_name(session, step["unit"])
    query = select(tasks.c.id).where(tasks.c.unit_id == unit_id, tasks.c.kind == "item").order_by(tasks.c.position)
    if "item" in step:
        query = query.where(tasks.c.item_number == step["item"])
    found = session.connection().execute(query).scalars().all()
    if not found:
        raise DubanError("task-unknown", ref=f"{step['unit']} {step.get('item', '')}")
    yield from found


def _report(ledger: Ledger, task_id: int, step: Step) -> TaskState:
    deliverables = {int(position): progress for position, progress in step.get("deliverables", {}).items()}
    progress = step.get("progress")
    if deliverables and not children_of(ledger.session, task_id):
        deliverables, progress = {}, next(iter(deliverables.values()))
    given = acts.ProgressReport(
        progress=progress,
        deliverables=deliverables,
        done=step.get("done", ""),
        problem=step.get("problem", ""),
        next_step=step.get("next_step", ""),
        figures=step.get("figures", ()),
        period=step.get("period"),
    )
    return acts.report(ledger, task_id, given)


def _decide(ledger: Ledger, task_id: int, step: Step) -> TaskState:
    due_on = date.fromisoformat(step["due_on"]) if step.get("due_on") else None
    return acts.decide_extension(ledger, task_id, approve=step["approve"], due_on=due_on, note=step.get("note", ""))


def _extend(ledger: Ledger, task_id: int, step: Step) -> TaskState:
    proposed_on = date.fromisoformat(step["proposed_on"])
    return acts.request_extension(ledger, task_id, proposed_on=proposed_on, reason=step["reason"])


def _instruct(ledger: Ledger, task_id: int, step: Step) -> TaskState:
    answer_by = date.fromisoformat(step["answer_by"])
    return acts.instruct(ledger, task_id, text=step["text"], answer_by=answer_by, reopen=step.get("reopen", False))


_ACTS: dict[str, Callable[[Ledger, int, Step], TaskState]] = {
    "assign": lambda ledger, task, _step: acts.assign(ledger, task),
    "accept": lambda ledger, task, step: acts.accept(ledger, task, note=step.get("note", "")),
    "report": _report,
    "submit": lambda ledger, task, step: acts.submit(ledger, task, note=step.get("note", "")),
    "return": lambda ledger, task, step: acts.send_back(ledger, task, reason=step["reason"], note=step.get("note", "")),
    "complete": lambda ledger, task, step: acts.complete(ledger, task, note=step.get("note", "")),
    "close": lambda ledger, task, step: acts.close_out(ledger, task, note=step.get("note", "")),
    "request_extension": _extend,
    "decide_extension": _decide,
    "instruct": _instruct,
    "answer": lambda ledger, task, step: acts.answer(ledger, task, text=step["text"]),
    "suspend": lambda ledger, task, step: acts.suspend(ledger, task, reason=step["reason"]),
    "resume": lambda ledger, task, step: acts.resume(ledger, task, reason=step.get("reason", "")),
}
