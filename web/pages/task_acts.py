"""The acts of the office and the leading group on one task: a page for each, and the same form inside other pages."""

import json
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, Response

from config.errors import Conflict, DubanError
from planning.access.audit import write_down
from planning.access.viewers import Viewer
from planning.ledger import Ledger, current_state
from planning.offering import DIRECTING_ACTS, objection
from web.addresses import own_path
from web.answers.done import done_address
from web.answers.task_acting import carry_out, require_visible, text_of
from web.answers.task_acts import Typed, act_view
from web.answers.urging import Urged, urge
from web.asking import MOST_ID, whole
from web.faults import status_of
from web.moment import looking
from web.ports import Services
from web.posting import Posted, WithForm
from web.services import WithServices
from web.templating import page, wants_part
from web.viewing import WithViewer

router = APIRouter(prefix="/tasks", include_in_schema=False)
TaskId = Annotated[int, Path(ge=1, le=MOST_ID)]
DESK = "/desk"


@router.get("/{task_id}/acts/{act}", response_class=HTMLResponse)
def show_act(
    request: Request, services: WithServices, viewer: WithViewer, task_id: TaskId, act: str,
    back: Annotated[str, Query()] = "", days: Annotated[str, Query()] = "",
) -> HTMLResponse:  # fmt: skip
    """Show the form of an act; ``days`` presets the term of an answer."""
    return _form(request, services, viewer, task_id, act, Typed(), back, days=whole(days))


@router.post("/{task_id}/acts/{act}")
def do_act(
    request: Request, services: WithServices, viewer: WithViewer, form: WithForm, task_id: TaskId, act: str
) -> Response:
    """Do the act and lead back; when it cannot be done, show the form again with all that was typed."""
    back = own_path(form.text("back"))
    try:
        if act not in DIRECTING_ACTS:
            return _form(request, services, viewer, task_id, act, Typed(), back)
        done = _done(services, viewer, task_id, act, form)
    except Conflict as fault:
        typed = Typed(_values(form), whole(form.text("seq")) or 0, str(fault))
        return _form(request, services, viewer, task_id, act, typed, back, status=409)
    except DubanError as fault:
        typed = Typed(_values(form), None, str(fault))
        return _form(request, services, viewer, task_id, act, typed, back, status=status_of(fault))
    return led_on(request, done_address(back or f"/tasks/{task_id}", **done))


def led_on(request: Request, where: str) -> Response:
    """Lead the browser on after an act; within the desk htmx fetches its part again and keeps the page."""
    if "hx-request" not in request.headers:
        return Response(status_code=303, headers={"location": where})
    if where.startswith(DESK):
        part = {"path": where, "target": "#desk", "swap": "outerHTML"}
        return Response(status_code=200, headers={"HX-Location": json.dumps(part)})
    return Response(status_code=200, headers={"HX-Redirect": where})


def _done(services: Services, viewer: Viewer, task_id: int, act: str, form: Posted) -> dict[str, object]:
    with services.database.write() as session:
        if act == "remind":
            return _reminded(services, viewer, session, task_id, form)
        ledger = Ledger(session, services.rules, viewer.actor, services.clock.now())
        state = carry_out(ledger, viewer, task_id, act, form)
    return {"done": act, "number": state.number}


def _reminded(services: Services, viewer: Viewer, session: Session, task_id: int, form: Posted) -> dict[str, object]:
    require_visible(session, viewer, task_id)
    state, now = current_state(session, task_id), services.clock.now()
    barred = objection(session, viewer.actor, "remind", state, now)
    if barred is not None:
        raise barred
    fate = urge(session, services, viewer, [task_id], text_of(form, "note"))[task_id]
    if not isinstance(fate, Urged):
        raise fate
    write_down(session, viewer.actor, "reminded", now, subject=f"task:{task_id}", detail={"fate": fate.fate})
    return {"done": "remind", "number": state.number, "fate": fate.fate, "on": fate.on}


def _values(form: Posted) -> dict[str, str]:
    return {name: form.raw(name) for name in form.fields}


def _form(
    request: Request, services: Services, viewer: Viewer, task_id: int, act: str, typed: Typed, back: str, *,
    status: int = 200, days: int | None = None,
) -> HTMLResponse:  # fmt: skip
    with looking(services, viewer) as look:
        found = act_view(look, services.rules, services.clock.now(), task_id, act, typed, own_path(back))
    shown = {"found": found, "days": days, "today": look.today}
    return page(request, "act_form.html" if wants_part(request) else "act.html", shown, status=status)
