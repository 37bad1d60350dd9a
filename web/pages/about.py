"""About: the rules in words, how figures are counted, whom to ask, versions and licences."""

from fastapi import APIRouter, Request
from starlette.responses import FileResponse, HTMLResponse, Response

from planning.people import holders_of_role
from web.moment import looking
from web.rules_words import in_words
from web.services import WithServices
from web.templating import STATIC, page
from web.viewing import WithViewer

router = APIRouter(include_in_schema=False)
public = APIRouter(include_in_schema=False)


@router.get("/about", response_class=HTMLResponse)
def show_about(request: Request, services: WithServices, viewer: WithViewer) -> HTMLResponse:
    """Show the rule pack in words and whom to tell what is wrong with it."""
    with looking(services, viewer) as look:
        office = holders_of_role(look.session, "office", look.day)
    announced = sorted(services.rules.calendar.years)
    pack = services.rules.pack
    shown = {"pack": pack, "rules": in_words(pack), "office_people": office, "years": announced}
    return page(request, "about.html", shown)


@public.get("/favicon.ico")
def favicon() -> Response:
    """Send the icon browsers ask for by themselves."""
    return FileResponse(STATIC / "favicon.svg", media_type="image/svg+xml")
