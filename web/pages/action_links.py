"""Links in messages: each opens one form for one person, without a password and without a session.

Opening one changes nothing; the form it shows carries the link on. What is done with it stands in the ledger (``via``)
and in the audit trail. Wrong tokens are counted against the address they come from.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from config.errors import DubanError
from planning.access.action_links import (
    WINDOW,
    ActionLink,
    last_done,
    note_wrong,
    open_link,
    read_link,
    require_asked,
    wrong_too_often,
)  # fmt: skip
from planning.access.audit import write_down
from planning.access.viewers import Viewer
from planning.ledger import current_state
from planning.people import Actor, actor_names
from planning.sending import sent_before
from web.addresses import address
from web.answers.reporting_acts import once_of
from web.answers.sent import sent_view
from web.asking import whole
from web.csrf import key_of
from web.filling import show, take
from web.form_places import Desk, Place
from web.moment import looking
from web.pages.reporting_forms import answer_draft
from web.ports import Services
from web.posting import Posted, WithForm
from web.services import WithServices
from web.templating import page

public = APIRouter(prefix="/k", include_in_schema=False)
_LAYOUT, _VIA = "link_base.html", "link"
_STATUS = {
    "task-link-wrong": 404, "task-link-too-often": 429, "task-link-expired": 410, "task-link-task-finished": 410,
    "task-link-done-already": 410,
}  # fmt: skip
_DONE = frozenset({"task-link-task-finished", "task-link-done-already"})
_TEXTS = ("done", "problem", "next_step", "text", "reason", "note")
_HEADERS = {"Referrer-Policy": "no-referrer", "Cache-Control": "no-store"}


@public.get("/{token}", response_class=HTMLResponse)
def show_form(request: Request, services: WithServices, token: str) -> Response:
    """Show the form a link is for; or say why it opens nothing, and how to go on."""
    return _answer(request, services, token, show)


@public.post("/{token}")
def take_form(request: Request, services: WithServices, token: str, form: WithForm) -> Response:
    """Take the form a link is for."""

    def taken(desk: Desk, place: Place) -> Response:
        def audited(session: Session) -> None:
            now, viewer = services.clock.now(), desk.viewer
            detail = {"purpose": place.purpose}
            write_down(
                session, viewer.actor, "link-used", now, subject=f"task:{place.task_id}", detail=detail,
                address=_address(request),
            )  # fmt: skip

        return take(desk, place, form, audited)

    return _answer(request, services, token, taken, typed=_texts(form), once=once_of(form))


@public.post("/{token}/draft")
def save_draft(request: Request, services: WithServices, token: str, form: WithForm) -> Response:
    """Keep or drop the draft of the form a link is for."""
    return _answer(request, services, token, lambda desk, place: answer_draft(desk, place, form))


@public.get("/{token}/sent", response_class=HTMLResponse)
def show_sent(request: Request, services: WithServices, token: str) -> Response:
    """Show what was sent by a link, as it stands in the ledger."""
    seq = whole(request.query_params.get("seq", "")) or 0

    def sent(desk: Desk, place: Place) -> Response:
        with looking(services, desk.viewer) as look:
            found = sent_view(look, services.rules, place.task_id, seq, services.clock.now())
        shown = {"found": found, "spot": place, "by_link": True, "who": desk.viewer.name, "writer": desk.viewer.login}
        return page(request, "act_sent.html", shown)

    return _answer(request, services, token, sent, asked=False)


def _answer(
    request: Request,
    services: Services,
    token: str,
    do: Callable[[Desk, Place], Response],
    *,
    asked: bool = True,
    typed: Sequence[str] = (),
    once: str = "",
) -> Response:
    """Do something for who a link stands for; without a cookie of any kind in the answer.

    ``typed`` is given back when the link opens nothing any more; a form that was sent before (``once``) is led on.
    """
    link: ActionLink | None = None
    try:
        link = _read(request, services, token)
        viewer = _opened(services, link, once, asked=asked)
        here = f"/k/{token}"
        place = Place(link.task_id, link.purpose, here, f"{here}/draft", f"{here}/sent", _LAYOUT, _VIA)
        answer = do(Desk(request, services, viewer), place)
    except DubanError as error:
        answer = _gone(request, services, link, error, typed)
    for name, value in _HEADERS.items():
        answer.headers[name] = value
    if "set-cookie" in answer.headers:
        del answer.headers["set-cookie"]
    return answer


def _read(request: Request, services: Services, token: str) -> ActionLink:
    """Return what a token says; a wrong one is counted.

    Raises:
        DubanError: ``task-link-wrong``, ``task-link-too-often``.
    """
    came, now = _address(request), services.clock.now()
    try:
        return read_link(key_of(request), token)
    except DubanError:
        with services.database.write() as session:
            if wrong_too_often(session, came, now):
                minutes = int(WINDOW.total_seconds() // 60)
                raise DubanError("task-link-too-often", minutes=minutes) from None
            note_wrong(session, came, now)
        raise


def _opened(services: Services, link: ActionLink, once: str, *, asked: bool) -> Viewer:
    with services.database.read() as session:
        viewer = open_link(session, link, services.clock.now())
        if asked and sent_before(session, link.task_id, once) is None:
            require_asked(current_state(session, link.task_id), link.purpose)
    return viewer


def _gone(
    request: Request, services: Services, link: ActionLink | None, error: DubanError, typed: Sequence[str]
) -> Response:
    """Say kindly why a link opens nothing; that a right one was refused stands in the audit trail when it was used."""
    if link is not None and request.method == "POST":
        with services.database.write() as session:
            who = Actor(f"person:{link.person_id}", f"person:{link.person_id}")
            detail = {"why": error.code, "purpose": link.purpose}
            write_down(
                session, who, "link-refused", services.clock.now(), subject=f"task:{link.task_id}", detail=detail,
                address=_address(request),
            )  # fmt: skip
    where = f"/tasks/{link.task_id}" if link is not None else "/my"
    shown = {
        "is_done": error.code in _DONE, "last": _last(services, link) if error.code in _DONE else None,
        "message": str(error), "to": address("/sign-in", next=where), "who": "",
        "contact": services.settings.office_contact, "typed": typed,
    }  # fmt: skip
    return page(request, "link_gone.html", shown, status=_STATUS.get(error.code, 403))


def _last(services: Services, link: ActionLink | None) -> tuple[datetime, str] | None:
    """Return when what a link is for was done last, and by whom."""
    if link is None:
        return None
    with services.database.read() as session:
        event = last_done(session, link.task_id, link.purpose)
        return None if event is None else (event.at, actor_names(session, {event.actor})[event.actor])


def _texts(form: Posted) -> list[str]:
    """Return what was typed in words."""
    return [text for name in _TEXTS if (text := form.text(name))]


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
