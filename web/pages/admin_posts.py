"""A post: its name and role, who held it, leaving it vacant, taking it away; handing it over has a page of its own."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.clock import today
from config.errors import DubanError
from planning import roster_editing as editing
from web.answers.admin_roster import Within, post_shown
from web.asking import MOST_ID
from web.editing import Edit, edited, kept_words
from web.faults import status_of
from web.pages.admin_units import post_given
from web.ports import Services
from web.posting import Posted, WithForm
from web.roster_reach import WithinRoster
from web.services import WithServices
from web.templating import page
from web.viewing import WithViewer, need

router = APIRouter(prefix="/admin/posts", include_in_schema=False, dependencies=[need("roster")])
PostId = Annotated[int, Path(ge=1, le=MOST_ID)]
_KINDS = {"remove": "post-removed", "vacate": "post-vacated"}


@router.get("/{post_id}", response_class=HTMLResponse)
def show_post(request: Request, services: WithServices, within: WithinRoster, post_id: PostId) -> HTMLResponse:
    """Show a post and everybody who held it."""
    return _post(request, services, within, post_id)


@router.post("/{post_id}", dependencies=[need("roster.edit")])
def change_post(
    request: Request,
    services: WithServices,
    viewer: WithViewer,
    within: WithinRoster,
    post_id: PostId,
    form: WithForm,
) -> Response:
    """Change a post, leave it vacant from today on, or take it away."""
    act, here = form.text("act"), f"/admin/posts/{post_id}"

    def work(session: Session) -> Edit:
        if act == "remove":
            unit_id = post_shown(session, post_id, today(services.clock))["post"].unit_id
            gone = editing.remove_post(session, post_id)
            return Edit(f"post:{post_id}", f"/admin/units/{unit_id}", {"name": gone})
        if act == "vacate":
            return Edit(f"post:{post_id}", here, editing.vacate_post(session, post_id, today(services.clock)))
        changes = editing.change_post(session, post_id, post_given(form), seen=form.text("seen"))
        return Edit(f"post:{post_id}", here, changes, is_nothing=not changes)

    try:
        return RedirectResponse(edited(services, viewer, _KINDS.get(act, "post-changed"), work), status_code=303)
    except DubanError as error:
        return _post(request, services, within, post_id, form, error)


def _post(
    request: Request,
    services: Services,
    within: Within,
    post_id: int,
    form: Posted | None = None,
    fault: DubanError | None = None,
) -> HTMLResponse:
    with services.database.read() as session:
        found = post_shown(session, post_id, today(services.clock), within)
    typed = {name: form.text(name) for name in form.fields} if form is not None else {}
    shown = {"kept": kept_words(request.query_params), **found, "typed": typed, "fault": str(fault) if fault else ""}
    return page(request, "admin_post.html", shown, status=int(status_of(fault)) if fault else 200)
