"""Units: the tree, a unit with its posts, adding, changing and taking one away; the roster as a file."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.clock import today
from config.errors import DubanError
from planning import roster_editing as editing
from planning.roster import roster_csv
from web.answers.admin_roster import Within, unit_shown, unit_tree
from web.asking import MOST_ID, identity
from web.editing import Edit, edited, kept_words
from web.faults import status_of
from web.ports import Services
from web.posting import Posted, WithForm
from web.roster_reach import WithinRoster
from web.services import WithServices
from web.speaking import IN_CHINESE
from web.templating import page
from web.viewing import WithViewer, need

router = APIRouter(prefix="/admin/units", include_in_schema=False, dependencies=[need("roster")])
UnitId = Annotated[int, Path(ge=1, le=MOST_ID)]
EDITS = [need("roster.edit")]


@router.get("", response_class=HTMLResponse)
def show_units(request: Request, services: WithServices, within: WithinRoster) -> HTMLResponse:
    """Show the tree of units and the form for another one."""
    return _units(request, services, within)


@router.post("", dependencies=EDITS)
def add_unit(
    request: Request, services: WithServices, viewer: WithViewer, within: WithinRoster, form: WithForm
) -> Response:
    """Add a unit."""

    def work(session: Session) -> Edit:
        given = _given(form)
        made = editing.add_unit(session, **given)
        return Edit(f"unit:{made}", f"/admin/units/{made}", given)

    try:
        return RedirectResponse(edited(services, viewer, "unit-added", work), status_code=303)
    except DubanError as error:
        return _units(request, services, within, form, error)


@router.get("/roster.csv", dependencies=[IN_CHINESE])
def export_roster(services: WithServices, within: WithinRoster) -> Response:
    """Send the roster of today as a file that can be imported again."""
    with services.database.read() as session:
        data = roster_csv(session, today(services.clock), within)
    headers = {"Content-Disposition": 'attachment; filename="roster.csv"'}
    return Response(data, media_type="text/csv; charset=utf-8", headers=headers)


@router.get("/{unit_id}", response_class=HTMLResponse)
def show_unit(request: Request, services: WithServices, within: WithinRoster, unit_id: UnitId) -> HTMLResponse:
    """Show a unit, its posts and the forms to change it."""
    return _unit(request, services, within, unit_id)


@router.post("/{unit_id}", dependencies=EDITS)
def change_unit(
    request: Request,
    services: WithServices,
    viewer: WithViewer,
    within: WithinRoster,
    unit_id: UnitId,
    form: WithForm,
) -> Response:
    """Change a unit, take it away, or add a post to it."""

    def work(session: Session) -> Edit:
        if form.text("act") == "remove":
            return Edit(f"unit:{unit_id}", "/admin/units", {"name": editing.remove_unit(session, unit_id)})
        changes = editing.change_unit(session, unit_id, _given(form), seen=form.text("seen"))
        return Edit(f"unit:{unit_id}", f"/admin/units/{unit_id}", changes, is_nothing=not changes)

    kind = "unit-removed" if form.text("act") == "remove" else "unit-changed"
    try:
        return RedirectResponse(edited(services, viewer, kind, work), status_code=303)
    except DubanError as error:
        return _unit(request, services, within, unit_id, form, error)


@router.post("/{unit_id}/posts", dependencies=EDITS)
def add_post(
    request: Request,
    services: WithServices,
    viewer: WithViewer,
    within: WithinRoster,
    unit_id: UnitId,
    form: WithForm,
) -> Response:
    """Add a post to a unit."""

    def work(session: Session) -> Edit:
        given = post_given(form)
        made = editing.add_post(session, unit_id, **given)
        return Edit(f"post:{made}", f"/admin/units/{unit_id}", {**given, "unit": unit_id})

    try:
        return RedirectResponse(edited(services, viewer, "post-added", work), status_code=303)
    except DubanError as error:
        return _unit(request, services, within, unit_id, form, error, of_post=True)


def post_given(form: Posted) -> dict[str, Any]:
    """Return the fields of a post as a form gives them."""
    return {"name": form.text("name"), "role": form.text("role"), "is_liaison": form.text("is_liaison") == "1"}


def _given(form: Posted) -> dict[str, Any]:
    above = form.text("parent_id")
    return {
        "name": form.text("name"),
        "short_name": form.text("short_name") or form.text("name"),
        "kind": form.text("kind"),
        "parent_id": identity("unit", above) if above else None,
    }


def _typed(form: Posted | None) -> dict[str, str]:
    return {name: form.text(name) for name in form.fields} if form is not None else {}


def _units(
    request: Request,
    services: Services,
    within: Within,
    form: Posted | None = None,
    fault: DubanError | None = None,
) -> HTMLResponse:
    with services.database.read() as session:
        tree = unit_tree(session, today(services.clock), within)
    imported = request.method == "GET" and "imported" in request.query_params
    told = {"fault": str(fault) if fault else "", "kept": kept_words(request.query_params), "imported": imported}
    shown = {"tree": tree, "typed": _typed(form), **told}
    return page(request, "admin_units.html", shown, status=int(status_of(fault)) if fault else 200)


def _unit(
    request: Request,
    services: Services,
    within: Within,
    unit_id: int,
    form: Posted | None = None,
    fault: DubanError | None = None,
    *,
    of_post: bool = False,
) -> HTMLResponse:
    with services.database.read() as session:
        found = unit_shown(session, unit_id, today(services.clock), within)
    told = str(fault) if fault else ""
    shown = {
        **found,
        "kept": kept_words(request.query_params),
        "typed": {} if of_post else _typed(form),
        "typed_post": _typed(form) if of_post else {},
        "fault": "" if of_post else told,
        "fault_post": told if of_post else "",
    }
    return page(request, "admin_unit.html", shown, status=int(status_of(fault)) if fault else 200)
