"""The bar of acts on a task's page: exactly what the viewer may do now, what is waited for leading."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from config.remembering import remembered
from planning.access.viewers import Viewer
from planning.ledger import current_state
from planning.lifecycle import TaskState
from planning.offering import DIRECTING_ACTS, UNIT_ACTS, offered

#: Acts that are seldom asked for: folded away for those who direct.
_SELDOM = frozenset({"classify", "withdraw", "suspend", "merge", "cancel"})
_DECIDES = frozenset({"adopt", "complete", "extension", "close", "resume"})


@dataclass(frozen=True)
class Button:
    """One act: its code of the labels ``act``, the page of its form, whether it is what is waited for."""

    act: str
    address: str
    primary: bool
    inline: bool


@dataclass(frozen=True)
class Bar:
    """The acts shown, and those folded away."""

    shown: tuple[Button, ...] = ()
    more: tuple[Button, ...] = ()


def bar_of(session: Session, viewer: Viewer, task_id: int, now: datetime) -> Bar:
    """Return the acts the viewer may do to a task now."""
    state = remembered(session, ("state", task_id), lambda: current_state(session, task_id))
    names = offered(session, viewer.actor, state, now)
    directs = any(name in DIRECTING_ACTS for name in names)
    first = _first(names, state)
    buttons = [_button(task_id, name, first) for name in sorted(names, key=lambda name: name != first)]
    folded = [button for button in buttons if button.act != first and _is_seldom(button.act, directs=directs)]
    return Bar(tuple(button for button in buttons if button not in folded), tuple(folded))


def _first(names: list[str], state: TaskState) -> str:
    """Return the act that is waited for; empty when nothing is."""
    for name in names:
        if name in _DECIDES or (name == "assign" and state.state == "registered"):
            return name
        if name in UNIT_ACTS and not any(each in DIRECTING_ACTS for each in names):
            return "answer" if "answer" in names and "accept" not in names else name
    return ""


def _is_seldom(act: str, *, directs: bool) -> bool:
    return act in _SELDOM or (directs and act in UNIT_ACTS)


def _button(task_id: int, act: str, first: str) -> Button:
    inline = act in DIRECTING_ACTS
    return Button(act, f"/tasks/{task_id}/acts/{act}" if inline else f"/tasks/{task_id}/{act}", act == first, inline)
