"""The list of tasks with its filters in the address, and one task in full."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse

from planning.attachments import attachments_by_seq
from planning.bulk import BULK_ACTS, MOST
from web.answers.done import done_words
from web.answers.saved_filters import saved_for
from web.answers.task_bar import Bar, bar_of
from web.answers.task_detail import task_detail
from web.answers.task_list import choices, task_list
from web.answers.task_picking import Picking, picking_of
from web.answers.timeline import GROUPS
from web.asking import MOST_ID, task_question
from web.moment import looking
from web.services import AsOf, WithServices
from web.templating import page, wants_part
from web.viewing import WithViewer

router = APIRouter(prefix="/tasks", include_in_schema=False)


@router.get("", response_class=HTMLResponse)
def show_tasks(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> HTMLResponse:
    """Show one page of the list; htmx gets the part that changes, and the address without empty filters."""
    asked = task_question(request.query_params)
    with looking(services, viewer, as_of) as look:
        acting, found = as_of is None and viewer.may("desk"), task_list(look, asked)
        picking = picking_of(request.query_params, found) if acting else Picking()
        shown = {
            "found": found, "asked": asked, "today": look.today, "acting": acting, "most": MOST,
            "bulk_acts": BULK_ACTS, "picking": picking,
        }  # fmt: skip
        if wants_part(request):
            pushed = {"HX-Push-Url": asked.address(as_of)}
            return page(request, "tasks_results.html", shown, as_of=as_of, headers=pushed)
        return page(
            request,
            "tasks.html",
            {
                **shown,
                "choices": choices(look, (theme.name for theme in services.rules.themes)),
                "saved": saved_for(look.session, viewer, "/tasks"),
            },
            as_of=as_of,
        )


@router.get("/{task_id}", response_class=HTMLResponse)
def show_task(
    request: Request,
    services: WithServices,
    viewer: WithViewer,
    as_of: AsOf,
    task_id: Annotated[int, Path(ge=1, le=MOST_ID)],
) -> HTMLResponse:
    """Show one task in full, with what the viewer may do to it; ``show`` narrows the timeline to a group of kinds."""
    with looking(services, viewer, as_of) as look:
        found = task_detail(look, task_id)
        files = {seq: tuple(sent) for seq, sent in attachments_by_seq(look.session, task_id).items()}
        bar = bar_of(look.session, viewer, task_id, services.clock.now()) if as_of is None else Bar()
    shown = {
        "found": found,
        "files": files,
        "sent": tuple(files.items()),
        "bar": bar,
        "done": done_words(request.query_params),
        "group": group if (group := request.query_params.get("show", "")) in GROUPS else "",
        "today": look.today,
    }
    return page(request, "task.html", shown, as_of=as_of)
