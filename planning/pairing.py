"""Results and items paired: which past result a person took as baseline or evidence of an item, told by the ledger.

Writes but does not commit. Offers come from the item's own street, from results of any plan.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlmodel import Session

from config.errors import CallError, DubanError
from planning.baselines import ROLES, Offer, PastResult, Role, offers
from planning.extraction.quantities import Quantity
from planning.indicators import figures_in, outcomes
from planning.ledger import Ledger, current_state, events, events_of, tasks
from planning.lifecycle import TaskState
from planning.rights import require_right


@dataclass(frozen=True)
class Pairing:
    """A result taken for an item: as what, and what it said then."""

    result_id: int
    role: Role
    text: str
    figures: tuple[dict[str, object], ...]


def results_of(session: Session, unit_ids: Iterable[int]) -> dict[int, list[PastResult]]:
    """Return the results of some units, newest first, by unit."""
    wanted = set(unit_ids)
    found: dict[int, list[PastResult]] = {unit_id: [] for unit_id in wanted}
    query = select(outcomes).where(outcomes.c.unit_id.in_(wanted)).order_by(outcomes.c.id.desc())
    for row in session.connection().execute(query):
        found[row.unit_id].append(PastResult(row.id, row.text, figures_in(row.quantities)))
    return found


def offers_for(session: Session, task_id: int) -> list[Offer]:
    """Return the results of its street that speak to a task and are not paired with it yet."""
    state = current_state(session, task_id)
    taken = {pairing.result_id for pairing in pairings_of(session, task_id)}
    results = [each for each in results_of(session, [state.unit_id])[state.unit_id] if each.id not in taken]
    return offers(state.text, results)


def pairings_of(session: Session, task_id: int) -> list[Pairing]:
    """Return the results paired with a task, in the order they were taken."""
    found: dict[int, Pairing] = {}
    for event in events_of(session, task_id):
        if event.kind == "paired":
            said = event.payload
            found[said["result_id"]] = Pairing(said["result_id"], said["role"], said["text"], tuple(said["figures"]))
        elif event.kind == "unpaired":
            found.pop(event.payload["result_id"], None)
    return list(found.values())


def tasks_paired_with(session: Session, unit_id: int, before: datetime | None = None) -> dict[int, list[str]]:
    """Return for each result of a unit the numbers of the tasks it is paired with (was, before an instant)."""
    query = (
        select(tasks.c.number, events.c.kind, events.c.payload)
        .join(tasks, tasks.c.id == events.c.task_id)
        .where(tasks.c.unit_id == unit_id, or_(events.c.kind == "paired", events.c.kind == "unpaired"))
        .order_by(tasks.c.id, events.c.seq)
    )
    query = query if before is None else query.where(events.c.at < before)
    found: dict[int, list[str]] = {}
    for row in session.connection().execute(query):
        numbers = found.setdefault(json.loads(row.payload)["result_id"], [])
        if row.kind == "paired" and row.number not in numbers:
            numbers.append(row.number)
        elif row.kind == "unpaired" and row.number in numbers:
            numbers.remove(row.number)
    return found


def pair(ledger: Ledger, task_id: int, result_id: int, role: str) -> TaskState:
    """Take a result as baseline or evidence of a task.

    Raises:
        CallError: ``pairing-role-unknown``.
        DubanError: ``result-unknown``, ``result-of-another-unit``, ``act-of-the-office``.
    """
    if role not in ROLES:
        raise CallError("pairing-role-unknown", role=role)
    state = current_state(ledger.session, task_id)
    require_right(ledger.session, ledger.actor, "paired", state, ledger.now)
    row = ledger.session.connection().execute(select(outcomes).where(outcomes.c.id == result_id)).first()
    if row is None:
        raise DubanError("result-unknown", result=result_id)
    if row.unit_id != state.unit_id:
        raise DubanError("result-of-another-unit", result=result_id, number=state.number)
    return ledger.record(task_id, "paired", {
        "result_id": result_id, "role": role, "text": row.text, "document_id": row.document_id,
        "start": row.source_start, "end": row.source_end,
        "figures": [_told(figure) for figure in figures_in(row.quantities)],
    })  # fmt: skip


def _told(figure: Quantity) -> dict[str, str]:
    """Return a figure as the ledger tells it; one that is meant exactly says no more than that it is."""
    told = {"value": str(figure.value), "unit": figure.unit, "of": figure.of}
    if figure.bound != "exact":
        told["bound"] = figure.bound
    return told if figure.to is None else {**told, "to": str(figure.to)}


def unpair(ledger: Ledger, task_id: int, result_id: int) -> TaskState:
    """Take a pairing back.

    Raises:
        DubanError: ``pairing-unknown``, ``act-of-the-office``.
    """
    state = current_state(ledger.session, task_id)
    require_right(ledger.session, ledger.actor, "unpaired", state, ledger.now)
    if result_id not in {pairing.result_id for pairing in pairings_of(ledger.session, task_id)}:
        raise DubanError("pairing-unknown", result=result_id, number=state.number)
    return ledger.record(task_id, "unpaired", {"result_id": result_id})
