"""What is said when a link in a message opens nothing: kindly, why, what was done, and how to go on."""

from collections.abc import Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from config.errors import DubanError
from planning.access.action_links import ActionLink, last_done
from planning.access.audit import write_down
from planning.people import Actor, actor_names
from web.addresses import address
from web.ports import Services
from web.posting import Posted
from web.templating import page

_STATUS = {
    "task-link-wrong": 404, "task-link-too-often": 429, "task-link-expired": 410, "task-link-task-finished": 410,
    "task-link-done-already": 410,
}  # fmt: skip
_DONE = frozenset({"task-link-task-finished", "task-link-done-already"})
_TEXTS = ("done", "problem", "next_step", "text", "reason", "note")


def answer_gone(
    request: Request, services: Services, link: ActionLink | None, error: DubanError, typed: Sequence[str]
) -> Response:
    """Say kindly why a link opens nothing; that a right one was refused stands in the audit trail when it was used."""
    if link is not None and request.method == "POST":
        with services.database.write() as session:
            who = Actor(f"person:{link.person_id}", f"person:{link.person_id}")
            detail = {"why": error.code, "purpose": link.purpose}
            write_down(
                session, who, "link-refused", services.clock.now(), subject=f"task:{link.task_id}", detail=detail,
                address=came_by(request),
            )  # fmt: skip
    where = _where(link, error)
    shown = {
        "is_done": error.code in _DONE, "last": _last(services, link) if error.code in _DONE else None,
        "message": str(error), "to": address("/sign-in", next=where), "who": "",
        "contact": services.settings.office_contact, "typed": typed,
    }  # fmt: skip
    return page(request, "link_gone.html", shown, status=_STATUS.get(error.code, 403))


def _where(link: ActionLink | None, error: DubanError) -> str:
    """Return where somebody goes on after signing in: to the form itself, when only the link was too old."""
    if link is None:
        return "/my"
    return f"/tasks/{link.task_id}/{link.purpose}" if error.code == "task-link-expired" else f"/tasks/{link.task_id}"


def _last(services: Services, link: ActionLink | None) -> tuple[datetime, str] | None:
    """Return when what a link is for was done last, and by whom."""
    if link is None:
        return None
    with services.database.read() as session:
        event = last_done(session, link.task_id, link.purpose)
        return None if event is None else (event.at, actor_names(session, {event.actor})[event.actor])


def texts_of(form: Posted) -> list[str]:
    """Return what was typed in words."""
    return [text for name in _TEXTS if (text := form.text(name))]


def came_by(request: Request) -> str:
    """Return the address a request came from."""
    return request.client.host if request.client else ""
