"""The register (台账): a table of all columns with filters in the address, and cells the office changes in place."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.errors import CallError, Conflict, DubanError
from config.language import label
from planning.access.viewers import Viewer
from planning.ledger import Ledger
from reports.register_rows import ALWAYS, COLUMNS
from web.addresses import address
from web.answers.register import (
    EDITS,
    RegisterQuestion,
    changeable,
    columns_asked,
    may_edit,
    one_row,
    register,
    register_question,
)
from web.answers.saved_filters import saved_for
from web.answers.task_acting import carry_out
from web.answers.task_acts import Typed, act_view
from web.answers.task_list import choices
from web.asking import MOST_ID, TaskQuestion, whole
from web.moment import looking
from web.ports import Services
from web.posting import WithForm
from web.services import AsOf, WithServices
from web.templating import page, wants_part
from web.viewing import WithViewer, need

router = APIRouter(prefix="/register", include_in_schema=False, dependencies=[need("register")])
TaskId = Annotated[int, Path(ge=1, le=MOST_ID)]


@router.get("", response_class=HTMLResponse)
def show_register(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> HTMLResponse:
    """Show one page of the register; htmx gets the part that changes, and the address without empty filters."""
    asked = register_question(request.query_params)
    with looking(services, viewer, as_of) as look:
        shown = {
            "found": register(look, asked), "asked": asked, "today": look.today, "edits": EDITS,
            "changeable": changeable, "may_edit": may_edit(viewer, as_of),
            "saved": saved_for(look.session, viewer, "/register"),
        }  # fmt: skip
        if wants_part(request):
            pushed = {"HX-Push-Url": asked.address(as_of)}
            return page(request, "register_results.html", shown, as_of=as_of, headers=pushed)
        chosen_from = choices(look, (theme.name for theme in services.rules.themes))
    every = {"choices": chosen_from, "all_columns": COLUMNS, "always": ALWAYS}
    return page(request, "register.html", {**shown, **every}, as_of=as_of)


@router.get("/cells/{task_id}/{column}", response_class=HTMLResponse)
def show_cell(request: Request, services: WithServices, viewer: WithViewer, task_id: TaskId, column: str) -> Response:
    """Show the form of a cell within the table; without htmx the page of the act that changes it."""
    act = _act_of(column)
    if not wants_part(request):
        return RedirectResponse(address(f"/tasks/{task_id}/acts/{act}", back="/register"), 303)
    return _cell_form(request, services, viewer, task_id, column, Typed())


@router.get("/rows/{task_id}", response_class=HTMLResponse)
def show_row(request: Request, services: WithServices, viewer: WithViewer, task_id: TaskId) -> Response:
    """Show the row of a task anew, as when changing a cell is given up."""
    if not wants_part(request):
        return RedirectResponse("/register", 303)
    return _row(request, services, viewer, task_id)


@router.post("/cells/{task_id}/{column}")
def change_cell(
    request: Request, services: WithServices, viewer: WithViewer, form: WithForm, task_id: TaskId, column: str
) -> Response:
    """Do the act behind a cell and show its row anew; what cannot be done is told in the cell, with what was typed."""
    act = _act_of(column)
    try:
        with services.database.write() as session:
            ledger = Ledger(session, services.rules, viewer.actor, services.clock.now())
            carry_out(ledger, viewer, task_id, act, form)
    except DubanError as fault:
        if not wants_part(request):
            raise
        seen = (whole(form.text("seq")) or 0) if isinstance(fault, Conflict) else None
        typed = Typed({name: form.raw(name) for name in form.fields}, seen, str(fault))
        return _cell_form(request, services, viewer, task_id, column, typed)
    return _row(request, services, viewer, task_id) if wants_part(request) else RedirectResponse("/register", 303)


def _act_of(column: str) -> str:
    if column not in EDITS:
        word = label("register_column", column) if column in COLUMNS else column[:20]
        raise CallError("cell-not-editable", column=word)
    return EDITS[column]


def _cell_form(
    request: Request, services: Services, viewer: Viewer, task_id: int, column: str, typed: Typed
) -> HTMLResponse:
    with looking(services, viewer) as look:
        found = act_view(look, services.rules, services.clock.now(), task_id, _act_of(column), typed, "/register")
    columns = columns_asked(request.query_params)
    return page(request, "register_cell.html", {"found": found, "column": column, "columns": columns})


def _row(request: Request, services: Services, viewer: Viewer, task_id: int) -> HTMLResponse:
    columns = columns_asked(request.query_params)
    with looking(services, viewer) as look:
        row = one_row(look, task_id, columns)
    if row is None:
        raise DubanError("task-missing", task=task_id)
    asked = RegisterQuestion(tasks=TaskQuestion(), columns=columns)
    shown = {"row": row, "asked": asked, "edits": EDITS, "changeable": changeable, "may_edit": may_edit(viewer, None)}
    placed = {"HX-Retarget": f"#row-{task_id}", "HX-Reswap": "outerHTML"}
    return page(request, "register_row.html", shown, headers=placed)
