"""Read-only links to one plan or one issued report: making and revoking them. What they open is ``shared_links``."""

import secrets
from datetime import timedelta
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.errors import DubanError
from planning.access.links import SHARED, form_token, make_link, revoke_link
from planning.access.viewers import Viewer
from web.addresses import doubts_of
from web.answers.shares import issued_reports, link_list, plan_choices
from web.asking import MOST_ID, whole
from web.faults import status_of
from web.ports import Services
from web.posting import Posted, WithForm
from web.services import WithServices
from web.templating import page
from web.viewing import WithViewer, need
from web.wording import period_words

router = APIRouter(prefix="/shares", include_in_schema=False, dependencies=[need("share")])
USUAL_DAYS, MOST_DAYS, _MOST_TITLE = 30, 366, 100


@router.get("", response_class=HTMLResponse)
def show_links(request: Request, services: WithServices, viewer: WithViewer) -> HTMLResponse:
    """Show the links there are and the form to make one; ``?report=`` and ``?plan=`` choose what for."""
    return _list(request, services, viewer, Posted())


@router.post("", response_class=HTMLResponse)
def make(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> HTMLResponse:
    """Make a link and show its address, this once."""
    try:
        with services.database.write() as session:
            kind, subject_id, title = _subject(session, viewer, form)
            title, lasts = form.text("title")[:_MOST_TITLE] or title, _lasts(form)
            now, actor = services.clock.now(), viewer.actor
            token = form_token(session, actor, kind, subject_id, title, lasts, form.text("once"))
            token = make_link(session, kind, subject_id, title, actor, now, lasts, token=token)
    except DubanError as error:
        return _list(request, services, viewer, form, error=error)
    return _list(request, services, viewer, Posted(), made=f"{services.settings.effective_base_url}/s/{token}")


@router.post("/{link_id}/revoke")
def revoke(services: WithServices, viewer: WithViewer, link_id: Annotated[int, Path(ge=1, le=MOST_ID)]) -> Response:
    """Revoke a link."""
    _require_everything(viewer)
    with services.database.write() as session:
        revoke_link(session, link_id, SHARED, viewer.actor, services.clock.now())
    return RedirectResponse("/shares", HTTPStatus.SEE_OTHER)


def _list(
    request: Request,
    services: Services,
    viewer: Viewer,
    form: Posted,
    *,
    made: str = "",
    error: DubanError | None = None,
) -> HTMLResponse:
    _require_everything(viewer)
    with services.database.read() as session:
        shown = {
            "links": link_list(session, services.clock.now()),
            "plans": plan_choices(session),
            "reports": issued_reports(session),
        }
    asked = {kind: whole(request.query_params.get(kind, "")) for kind in SHARED}
    chosen = form.text("subject") or next((f"{kind}:{number}" for kind, number in asked.items() if number), "")
    told = {
        "once": secrets.token_hex(16),
        "made": made, "error": error, "form": form, "chosen": chosen, "days": form.text("days") or USUAL_DAYS,
        **doubts_of(str(request.url), services.settings.effective_base_url),
    }  # fmt: skip
    status = status_of(error) if error else HTTPStatus.OK
    return page(request, "shares.html", shown | told, status=status, headers={"Cache-Control": "no-store"})


def _require_everything(viewer: Viewer) -> None:
    """Let only who sees everything share: a link shows a whole plan or report."""
    if viewer.scope.units is not None:
        raise DubanError("not-allowed", name=viewer.name)


def _lasts(form: Posted) -> timedelta:
    """Return how long the link is to last.

    Raises:
        DubanError: ``share-days``.
    """
    days = whole(form.text("days"))
    if days is None or not 1 <= days <= MOST_DAYS:
        raise DubanError("share-days", most=MOST_DAYS)
    return timedelta(days=days)


def _subject(session: Session, viewer: Viewer, form: Posted) -> tuple[str, int, str]:
    """Return kind, id and name of what the form chose.

    Raises:
        DubanError: ``share-subject``.
    """
    _require_everything(viewer)
    kind, _, number = form.text("subject").partition(":")
    known = {("plan", plan_id): name for plan_id, name in plan_choices(session)}
    known |= {("report", line.id): period_words(line.period) for line in issued_reports(session)}
    subject_id = whole(number)
    if subject_id is None or (kind, subject_id) not in known:
        raise DubanError("share-subject")
    return kind, subject_id, known[kind, subject_id]
