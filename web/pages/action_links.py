"""Links in messages: each opens one form for one person, without a password and without a session.

Opening one changes nothing; the form it shows carries the link on. What is done with it stands in the ledger (``via``)
and in the audit trail. Wrong tokens are counted against the address they come from.
"""

from collections.abc import Callable, Sequence

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from config.errors import DubanError
from planning.access.action_links import (
    WINDOW,
    ActionLink,
    note_wrong,
    open_link,
    read_link,
    require_asked,
    wrong_too_often,
)  # fmt: skip
from planning.access.audit import write_down
from planning.access.viewers import Viewer
from planning.ledger import current_state
from planning.sending import sent_before
from web.answers.reporting_acts import once_of
from web.answers.sent import sent_view
from web.asking import whole
from web.csrf import key_of
from web.filling import show, take
from web.form_places import Desk, Place
from web.link_gone import answer_gone, came_by, texts_of
from web.moment import looking
from web.pages.reporting_forms import answer_draft
from web.ports import Services
from web.posting import WithForm
from web.services import WithServices
from web.templating import page

public = APIRouter(prefix="/k", include_in_schema=False)
_LAYOUT, _VIA = "link_base.html", "link"
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
                address=came_by(request),
            )  # fmt: skip

        return take(desk, place, form, audited)

    return _answer(request, services, token, taken, typed=texts_of(form), once=once_of(form))


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
        answer = answer_gone(request, services, link, error, typed)
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
    came, now = came_by(request), services.clock.now()
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
