"""The engine: the schedule table, the newest runs, running a job now or rehearsing it, the way to Prefect's page."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.clock import today
from config.errors import DubanError
from config.language import labels
from planning.access.audit import write_down
from web.answers.running import runs_asked, runs_question
from web.posting import WithForm
from web.services import AsOf, WithServices
from web.templating import page, wants_part
from web.viewing import WithViewer, need

router = APIRouter(prefix="/runs", include_in_schema=False, dependencies=[need("runs")])


@router.get("", response_class=HTMLResponse)
def show_runs(request: Request, services: WithServices, as_of: AsOf) -> HTMLResponse:
    """Show how the engine stands, when jobs are next due, and what the newest runs did; htmx asks for it again."""
    given = request.query_params
    asked = runs_question(given)
    shown = {
        "asked": asked,
        "found": runs_asked(services, asked),
        "today": today(services.clock),
        "begun": given.get("begun", "") if given.get("begun", "") in labels("job") else "",
        "busy": given.get("busy", "") if given.get("busy", "") in labels("job") else "",
    }
    return page(request, "runs_part.html" if wants_part(request) else "runs.html", shown, as_of=as_of)


@router.post("/{job}/start", dependencies=[need("runs.start")])
def start_run(services: WithServices, viewer: WithViewer, job: Annotated[str, Path()], form: WithForm) -> Response:
    """Begin a run by hand behind, or rehearse it; a job that is under way is not begun a second time.

    Raises:
        DubanError: ``runs-elsewhere`` in a process that only serves pages; ``flow-unknown``.
    """
    if services.start_run is None:
        raise DubanError("runs-elsewhere")
    rehearsed = form.text("act") == "rehearse"
    begun = services.start_run(job, dry_run=rehearsed)
    if begun and not rehearsed:
        with services.database.write() as session:
            write_down(session, viewer.actor, "run-begun", services.clock.now(), subject=f"job:{job}")
    return RedirectResponse(f"/runs?{'begun' if begun else 'busy'}={job}#h-schedule", status_code=303)
