"""The first page: how all items stand, what is urgent, who is silent, what waits for a decision."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from web.answers.overview import LIGHTS, overview
from web.answers.running import engine
from web.charts import trend_chart
from web.moment import looking
from web.services import AsOf, WithServices
from web.templating import page
from web.viewing import WithViewer

router = APIRouter(include_in_schema=False)


@router.get("/", response_class=HTMLResponse)
def show_overview(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> HTMLResponse:
    """Show the overview."""
    with looking(services, viewer, as_of) as look:
        found = overview(look, services.rules)
    shown = {
        "found": found,
        "today": look.today,
        "columns": [light for light in LIGHTS if light != "orange" or found.lights["orange"]],
        "engine": engine(services),
        "trend": trend_chart(found.trend),
    }
    return page(request, "overview.html", shown, as_of=as_of)
