"""Acting on tasks from outside: one short transaction around an act, with who does it and for whom."""

import re
from collections.abc import Callable, Sequence

from sqlmodel import Session

from config.clock import today
from config.errors import CallError, DubanError
from duban.bootstrap import Application
from planning.ledger import Ledger, current_state
from planning.lifecycle import TaskState
from planning.people import actor_by
from planning.queries import plan_rows, registered_of_plan, task_id_of

Work = Callable[[Ledger, int], TaskState]
_PERCENT = re.compile(r"(\d+)\s*[=:：]\s*(\d+)%?")
_FIGURE = re.compile(r"(?P<of>[^=]+)=(?P<value>\d[\d,]*(?:\.\d+)?)(?P<unit>.*)")


def act(app: Application, ref: str, work: Work, *, by: str | None = None, on_behalf_of: str | None = None) -> TaskState:
    """Do one act on the task with a number, as somebody, and return the task after it.

    Raises:
        CallError: ``task-unknown``, ``person-unknown``, ``person-ambiguous``.
        DubanError: The broken rule of the act; nothing is written.
    """
    with app.database.write() as session:
        ledger = _pen(app, session, by, on_behalf_of)
        return work(ledger, task_of(session, ref))


def hand_out_plan(
    app: Application, plan: str, work: Work, *, by: str | None = None, owner_given: bool = False
) -> tuple[int, list[str]]:
    """Do an act on every registered item of a plan in one transaction.

    Returns how many were done, and the numbers of those left out because no post answers for them.

    Raises:
        CallError: ``plan-unknown``, listing the plans there are.
    """
    with app.database.write() as session:
        ledger = _pen(app, session, by, None)
        done, ownerless = 0, []
        for task_id in registered_of_plan(session, _known_plan(session, plan)):
            state = current_state(session, task_id)
            if state.owner_post_id is None and not owner_given:
                ownerless.append(state.number)
            else:
                work(ledger, task_id)
                done += 1
    return done, ownerless


def require_owner(session: Session, task_id: int, post_id: int | None) -> None:
    """Do nothing when somebody will answer for the task: the post given, or the one it has.

    Raises:
        DubanError: ``owner-missing``.
    """
    state = current_state(session, task_id)
    if post_id is None and state.owner_post_id is None:
        raise DubanError("owner-missing", number=state.number)


def task_of(session: Session, ref: str) -> int:
    """Return the id of the task with a number.

    Raises:
        CallError: ``task-unknown``.
    """
    found = task_id_of(session, ref)
    if found is None:
        raise CallError("task-unknown", ref=ref)
    return found


def _known_plan(session: Session, name: str) -> str:
    names = [row["name"] for row in plan_rows(session)]
    if not names:
        raise CallError("plan-unknown-none", name=name)
    if name not in names:
        raise CallError("plan-unknown", name=name, known="、".join(names))
    return name


def percents_of(texts: Sequence[str]) -> dict[int, int]:
    """Return ``{1: 60}`` for ``["1=60"]``.

    Raises:
        CallError: ``deliverable-written-wrong``.
    """
    found = {}
    for text in texts:
        match = _PERCENT.fullmatch(text.strip())
        if match is None:
            raise CallError("deliverable-written-wrong", text=text)
        found[int(match[1])] = int(match[2])
    return found


def figures_of(texts: Sequence[str]) -> list[dict[str, str]]:
    """Return ``[{"of": "走访企业", "value": "32", "unit": "家"}]`` for ``["走访企业=32家"]``.

    Raises:
        CallError: ``figure-written-wrong``.
    """
    found = []
    for text in texts:
        match = _FIGURE.fullmatch(text.strip())
        if match is None:
            raise CallError("figure-written-wrong", text=text)
        found.append({name: part.strip().replace(",", "") for name, part in match.groupdict().items()})
    return found


def _pen(app: Application, session: Session, by: str | None, on_behalf_of: str | None) -> Ledger:
    actor = actor_by(session, by, today(app.clock), on_behalf_of=on_behalf_of)
    return Ledger(session, app.rules, actor, app.clock.now())
