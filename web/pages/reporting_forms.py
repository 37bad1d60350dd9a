"""The forms of the unit that carries a task, on its own pages: report, completion, extension, answer, receipt."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from config.errors import DubanError
from planning import queries
from web.addresses import own_path
from web.answers.reporting import ACTS
from web.answers.sent import sent_view
from web.asking import MOST_ID, whole
from web.drafting import drafted, forget_draft, keep_draft
from web.filling import show, take
from web.form_places import Desk, Place
from web.moment import looking
from web.posting import WithForm
from web.services import WithServices
from web.templating import page
from web.viewing import WithViewer
from web.wording import instant_words

router = APIRouter(include_in_schema=False)
TaskId = Annotated[int, Path(ge=1, le=MOST_ID)]
#: The forms with a page; signing for a task has a button elsewhere as well.
PURPOSES = tuple(ACTS)


def place_on(task_id: int, purpose: str) -> Place:
    """Return where the form of a task is.

    Raises:
        DubanError: ``page-missing``.
    """
    if purpose not in PURPOSES:
        raise DubanError("page-missing")
    here = f"/tasks/{task_id}/{purpose}"
    return Place(task_id, purpose, here, f"{here}/draft", f"/tasks/{task_id}/sent")


def _show(purpose: str) -> None:
    """Serve one form at its address: shown by GET, taken by POST."""

    @router.get(f"/tasks/{{task_id}}/{purpose}", response_class=HTMLResponse, name=f"show_{purpose}")
    def shown(request: Request, services: WithServices, viewer: WithViewer, task_id: TaskId) -> HTMLResponse:
        return show(Desk(request, services, viewer), place_on(task_id, purpose))

    @router.post(f"/tasks/{{task_id}}/{purpose}", name=f"take_{purpose}")
    def taken(
        request: Request, services: WithServices, viewer: WithViewer, form: WithForm, task_id: TaskId
    ) -> Response:
        answer = take(Desk(request, services, viewer), place_on(task_id, purpose), form)
        back = own_path(form.text("back"))
        sent = isinstance(answer, RedirectResponse) and not form.text("act")
        return RedirectResponse(back, status_code=303) if back and sent else answer


for each in PURPOSES:
    _show(each)


@router.post("/tasks/{task_id}/{purpose}/draft")
def save(
    request: Request, services: WithServices, viewer: WithViewer, form: WithForm, task_id: TaskId, purpose: str
) -> Response:
    """Keep what is typed, for the script that saves while somebody types; or drop it (``act=drop``)."""
    desk, place = Desk(request, services, viewer), place_on(task_id, purpose)
    with looking(services, viewer) as look:
        if queries.task_row(look.session, look.table, task_id, look.day) is None:
            raise DubanError("task-missing", task=task_id)
    return answer_draft(desk, place, form)


def answer_draft(desk: Desk, place: Place, form: WithForm) -> Response:
    """Keep or drop a draft and say when; a form without a script is led back."""
    if form.text("act") == "drop":
        forget_draft(desk, place)
        return RedirectResponse(place.form, status_code=303)
    keep_draft(desk, place, form)
    saved_at = drafted(desk, place)
    return JSONResponse({"saved_at": instant_words(desk.services.clock.now())[-5:], "drafted": saved_at})


@router.get("/tasks/{task_id}/sent", response_class=HTMLResponse)
def show_sent(request: Request, services: WithServices, viewer: WithViewer, task_id: TaskId) -> HTMLResponse:
    """Show what was sent as it stands in the ledger, where it will be used, and what to do next."""
    seq = whole(request.query_params.get("seq", ""))
    if seq is None:
        raise DubanError("page-missing")
    with looking(services, viewer) as look:
        found = sent_view(look, services.rules, task_id, seq, services.clock.now())
    purpose = next((name for name, kind in ACTS.items() if kind == found.kind), "report")
    here = Place(task_id, purpose, f"/tasks/{task_id}", "", "")
    return page(request, "act_sent.html", {"found": found, "spot": here, "by_link": False, "writer": viewer.login})
