"""The search: one field over everything that was ever said of a task."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from web.addresses import address
from web.answers.search import search, search_instead
from web.asking import identity, plain_text
from web.moment import looking
from web.services import AsOf, WithServices
from web.templating import page, wants_part
from web.viewing import WithViewer, need

router = APIRouter(prefix="/search", include_in_schema=False, dependencies=[need("tasks")])


@router.get("", response_class=HTMLResponse)
def show_search(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> HTMLResponse:
    """Show what was found; htmx gets the part that changes."""
    text = plain_text("q", request.query_params.get("q", "").strip())
    further = request.query_params.get("further", "").strip()
    below = identity("further", further) if further else None
    with looking(services, viewer, as_of) as look:
        found = search(look, text, below)
        instead = search_instead(look, found) if below is None else None
    shown = {
        "result": instead or found,
        "asked": text,
        "instead": instead,
        "is_first": below is None,
        "today": look.today,
    }
    if wants_part(request):
        pushed = {"HX-Push-Url": address("/search", q=text, as_of=as_of, further=below)}
        return page(request, "search_results.html", shown, as_of=as_of, headers=pushed)
    return page(request, "search.html", shown, as_of=as_of)
