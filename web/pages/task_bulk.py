"""One act on many tasks of the list: a preview of what it does and leaves out, then the act, told task by task."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.errors import DubanError
from planning.access.viewers import Viewer
from web.answers.task_acts_bulk import BulkView, act_of, bulk_view, carry_out, chosen, chosen_again, question_of
from web.answers.task_picking import OF_THE_CHOICE, choice_missed
from web.faults import status_of
from web.moment import looking
from web.ports import Services
from web.posting import Posted, WithForm
from web.services import WithServices
from web.templating import page
from web.viewing import WithViewer, need

router = APIRouter(prefix="/tasks", include_in_schema=False, dependencies=[need("desk")])


@router.post("/bulk", response_class=HTMLResponse)
def act_on_many(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Show what an act would do to the tasks chosen; with ``step=do``, as sent by that page, do it.

    A choice that cannot be taken leads back to the list, which says why.
    """
    act = act_of(form)
    if form.text("step") == "do":
        return _carried_out(request, services, viewer, act, form)
    try:
        with looking(services, viewer) as look:
            return _preview(request, bulk_view(look, services, act, chosen(look, form), form))
    except DubanError as fault:
        if fault.code not in OF_THE_CHOICE or (form.texts("pick") and form.text("whole") != "1"):
            raise
        return RedirectResponse(choice_missed(question_of(form), act, fault.code), 303)


def _carried_out(request: Request, services: Services, viewer: Viewer, act: str, form: Posted) -> HTMLResponse:
    try:
        with services.database.write() as session:
            done = carry_out(session, services, viewer, act, form)
    except DubanError as fault:
        with looking(services, viewer) as look:
            view = bulk_view(look, services, act, chosen_again(form), form, str(fault))
        return _preview(request, view, status_of(fault))
    return page(request, "tasks_bulk_done.html", {"found": done})


def _preview(request: Request, view: BulkView, status: int = 200) -> HTMLResponse:
    return page(request, "tasks_bulk.html", {"found": view}, status=status)
