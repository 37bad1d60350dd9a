"""Saving, renaming, sharing and deleting a question; all lead back to the page it is asked on."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.datastructures import QueryParams
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.errors import DubanError
from planning.access.viewers import Viewer
from planning.saved_filters import change_filter, delete_filter, own_filter, save_filter
from web.answers.saved_filters import query_of
from web.asking import MOST_ID
from web.faults import status_of
from web.ports import Services
from web.posting import Posted, WithForm
from web.services import WithServices
from web.templating import page
from web.viewing import WithViewer, need

router = APIRouter(prefix="/saved-filters", include_in_schema=False, dependencies=[need("tasks")])
FilterId = Annotated[int, Path(ge=1, le=MOST_ID)]


@router.post("")
def save(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Keep the question of a page under a name."""
    to, name = form.text("page"), form.text("name")
    try:
        query = query_of(to, QueryParams(form.text("query")))
        with services.database.write() as session:
            how = {"shared": _shares(viewer, form), "replace": form.text("replace") == "1"}
            save_filter(session, viewer.actor.ref, to, name, query, services.clock.now(), **how)
    except DubanError as fault:
        return _again(request, form, None, fault)
    return RedirectResponse(f"{to}?{query}" if query else to, 303)


@router.get("/{filter_id}", response_class=HTMLResponse)
def show(request: Request, services: WithServices, viewer: WithViewer, filter_id: FilterId) -> HTMLResponse:
    """Show the form to rename, share or delete a question."""
    with services.database.read() as session:
        found = own_filter(session, viewer.actor.ref, filter_id)
    values = {"name": found.name, "shared": found.shared, "page": found.page, "query": found.query}
    shown = {"id": filter_id, "values": values, "fault": "", "may_replace": False}
    return page(request, "saved_filter.html", shown)


@router.post("/{filter_id}")
def change(
    request: Request, services: WithServices, viewer: WithViewer, form: WithForm, filter_id: FilterId
) -> Response:
    """Rename or share a question."""
    try:
        with services.database.write() as session:
            shared = _shares(viewer, form)
            found = change_filter(session, viewer.actor.ref, filter_id, name=form.text("name"), shared=shared)
    except DubanError as fault:
        if fault.code == "filter-missing":
            raise
        return _again(request, form, filter_id, fault)
    return RedirectResponse(found.page, 303)


@router.post("/{filter_id}/delete")
def remove(services: WithServices, viewer: WithViewer, filter_id: FilterId) -> Response:
    """Delete a question."""
    return RedirectResponse(_removed(services, viewer, filter_id), 303)


def _removed(services: Services, viewer: Viewer, filter_id: int) -> str:
    with services.database.write() as session:
        return delete_filter(session, viewer.actor.ref, filter_id).page


def _shares(viewer: Viewer, form: Posted) -> bool:
    return form.text("shared") == "1" and "office" in viewer.roles


def _again(request: Request, form: Posted, filter_id: int | None, fault: DubanError) -> HTMLResponse:
    """Show the form again with what was typed and why it could not be saved."""
    known = {name: form.text(name) for name in ("name", "page", "query")}
    values = {**known, "shared": form.text("shared") == "1"}
    may_replace = filter_id is None and fault.code == "filter-name-taken"
    shown = {"id": filter_id, "values": values, "fault": str(fault), "may_replace": may_replace}
    return page(request, "saved_filter.html", shown, status=status_of(fault))
