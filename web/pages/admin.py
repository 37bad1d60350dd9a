"""The administration: one page that leads to everything an office sets, with how it stands; the check of the system."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from web.answers.administration import first_steps, standing
from web.services import WithServices
from web.templating import page
from web.viewing import WithViewer, need

router = APIRouter(prefix="/admin", include_in_schema=False, dependencies=[need("admin")])


@router.get("", response_class=HTMLResponse)
def show_administration(request: Request, services: WithServices, viewer: WithViewer) -> HTMLResponse:
    """Show where things are set and how they stand; in a new house, what comes first."""
    return page(request, "admin.html", {"places": standing(services, viewer), "steps": first_steps(services)})


@router.get("/check", response_class=HTMLResponse, dependencies=[need("system")])
def show_check(request: Request, services: WithServices) -> HTMLResponse:
    """Show what a check of the whole system finds; nothing is changed. It tells of the house's machine."""
    return page(request, "admin_check.html", {"findings": services.examine()})
