"""From a form to an act on a task: what was typed is read and checked, then handed to ``planning.acts``.

Each function names what is wrong by the field's label, so that the sentence beside the form says where to look.
"""

from collections.abc import Callable
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from config.errors import CallError, Conflict, DubanError
from config.language import label
from planning import acts
from planning.access.viewers import Viewer
from planning.ledger import Ledger, current_state, tasks
from planning.lifecycle import TaskState
from planning.people import posts
from web.asking import day, whole
from web.posting import Posted

MOST_TEXT = 2_000


def carry_out(ledger: Ledger, viewer: Viewer, task_id: int, act: str, form: Posted) -> TaskState:
    """Do one act as a form asks for it, unless somebody else has changed the task since the form was opened.

    Raises:
        Conflict: ``task-changed``.
        DubanError: What is missing in the form, or the rule broken; ``task-missing`` for a task out of sight.
    """
    require_visible(ledger.session, viewer, task_id)
    state = locked(ledger.session, task_id)
    seen = whole(form.text("seq"))
    if seen != state.seq:
        raise Conflict("task-changed", number=state.number, found=state.seq, expected=seen or 0)
    return _CARRIERS[act](ledger, task_id, form)


def require_visible(session: Session, viewer: Viewer, task_id: int) -> None:
    """Do nothing when the viewer may see a task.

    Raises:
        DubanError: ``task-missing``.
    """
    seen = viewer.scope.of(tasks)
    if session.connection().execute(select(seen.c.id).where(seen.c.id == task_id)).first() is None:
        raise DubanError("task-missing", task=task_id)


def locked(session: Session, task_id: int) -> TaskState:
    """Return the locked task; the item of a deliverable is locked before it, as all acts do."""
    parent_id = current_state(session, task_id).parent_id
    if parent_id is not None:
        current_state(session, parent_id, lock=True)
    return current_state(session, task_id, lock=True)


def text_of(form: Posted, field: str, *, needed: bool = False) -> str:
    """Return a text of a form.

    Raises:
        DubanError: ``act-text-missing`` or ``act-text-long``.
    """
    text = form.text(field)
    if needed and not text:
        raise DubanError("act-text-missing", field=label("act_field", field))
    if len(text) > MOST_TEXT:
        raise DubanError("act-text-long", field=label("act_field", field), count=len(text), most=MOST_TEXT)
    return text


def day_of(form: Posted, field: str) -> date:
    """Return a day of a form.

    Raises:
        DubanError: ``act-date-missing`` or ``act-date-wrong``.
    """
    text = form.text(field)
    if not text:
        raise DubanError("act-date-missing", field=label("act_field", field))
    try:
        return day("as_of", text)
    except CallError as error:
        raise DubanError("act-date-wrong", text=text[:20]) from error


def post_of(session: Session, form: Posted) -> int | None:
    """Return the post chosen in a form; none when it is left as it is.

    Raises:
        CallError: ``post-unknown``.
    """
    text = form.text("owner")
    if not text:
        return None
    found = select(posts.c.id).where(posts.c.id == (whole(text) or 0))
    if session.connection().execute(found).first() is None:
        raise CallError("post-unknown", ref=text[:40])
    return whole(text)


def _assign(ledger: Ledger, task_id: int, form: Posted) -> TaskState:
    leader = form.text("leader")[:60] if form.has("leader") else None
    return acts.assign(ledger, task_id, owner_post_id=post_of(ledger.session, form), leader_name=leader)


def _deadline(ledger: Ledger, task_id: int, form: Posted) -> TaskState:
    return acts.set_deadline(ledger, task_id, due_on=day_of(form, "due_on"), note=text_of(form, "note"))


def _return(ledger: Ledger, task_id: int, form: Posted) -> TaskState:
    reason = form.text("return_reason")
    if not reason:
        raise DubanError("act-choice-missing", field=label("act_field", "return_reason"))
    return acts.send_back(ledger, task_id, reason=reason, note=text_of(form, "note"))


def _extension(ledger: Ledger, task_id: int, form: Posted) -> TaskState:
    decision, note = form.text("decision"), text_of(form, "note")
    if decision not in {"approve", "refuse"}:
        raise DubanError("act-choice-missing", field=label("act_field", "decision"))
    if decision == "refuse":
        return acts.decide_extension(ledger, task_id, approve=False, note=note)
    return acts.decide_extension(ledger, task_id, approve=True, due_on=day_of(form, "due_on"), note=note)


def _instruct(ledger: Ledger, task_id: int, form: Posted) -> TaskState:
    text = text_of(form, "text", needed=True)
    reopen = form.text("reopen") == "1"
    return acts.instruct(ledger, task_id, text=text, answer_by=day_of(form, "answer_by"), reopen=reopen)


def _merge(ledger: Ledger, task_id: int, form: Posted) -> TaskState:
    number = form.text("into")
    query = select(tasks.c.id).where(tasks.c.number == number)
    target = ledger.session.connection().execute(query).scalar()
    if target is None:
        raise DubanError("act-target-unknown", number=number[:40])
    return acts.merge(ledger, task_id, into_id=int(target), reason=text_of(form, "reason"))


def _classify(ledger: Ledger, task_id: int, form: Posted) -> TaskState:
    return acts.classify(ledger, task_id, theme=form.text("theme")[:40])


_CARRIERS: dict[str, Callable[[Ledger, int, Posted], TaskState]] = {
    "adopt": lambda ledger, task_id, _form: acts.adopt(ledger, task_id),
    "complete": lambda ledger, task_id, form: acts.complete(ledger, task_id, note=text_of(form, "note")),
    "close": lambda ledger, task_id, form: acts.close_out(ledger, task_id, note=text_of(form, "note")),
    "resume": lambda ledger, task_id, form: acts.resume(ledger, task_id, reason=text_of(form, "reason")),
    "suspend": lambda ledger, task_id, form: acts.suspend(ledger, task_id, reason=text_of(form, "reason", needed=True)),
    "cancel": lambda ledger, task_id, form: acts.cancel(ledger, task_id, reason=text_of(form, "reason", needed=True)),
    "assign": _assign,
    "deadline": _deadline,
    "return": _return,
    "extension": _extension,
    "instruct": _instruct,
    "withdraw": lambda ledger, task_id, form: acts.withdraw_instruction(
        ledger, task_id, reason=text_of(form, "reason", needed=True)
    ),
    "merge": _merge,
    "classify": _classify,
}
