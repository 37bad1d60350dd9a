"""The engine: the schedule table, the newest runs, and the way to Prefect's own page."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from web.answers.running import running
from web.services import WithServices
from web.templating import page
from web.viewing import need

router = APIRouter(prefix="/runs", include_in_schema=False, dependencies=[need("runs")])


@router.get("", response_class=HTMLResponse)
def show_runs(request: Request, services: WithServices) -> HTMLResponse:
    """Show how the engine stands, when jobs are next due, and what the newest runs did."""
    return page(request, "runs.html", {"found": running(services)})
