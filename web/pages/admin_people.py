"""People: the list, a person's addresses and posts, adding somebody."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.clock import today
from config.errors import DubanError
from planning import roster_editing as editing
from web.addresses import address
from web.answers.admin_roster import Within, people_page, person_shown
from web.asking import MOST_ID, PAGE_SIZE, page_number, plain_text
from web.editing import Edit, edited, kept_words
from web.faults import status_of
from web.ports import Services
from web.posting import Posted, WithForm
from web.roster_reach import WithinRoster
from web.services import WithServices
from web.templating import page, wants_part
from web.viewing import WithViewer, need

router = APIRouter(prefix="/admin/people", include_in_schema=False, dependencies=[need("roster")])
PersonId = Annotated[int, Path(ge=1, le=MOST_ID)]
EDITS = [need("roster.edit")]


@router.get("", response_class=HTMLResponse)
def show_people(request: Request, services: WithServices, within: WithinRoster) -> HTMLResponse:
    """Show one page of the people; htmx gets the part that changes."""
    return _people(request, services, within)


@router.post("", dependencies=EDITS)
def add_person(
    request: Request, services: WithServices, viewer: WithViewer, within: WithinRoster, form: WithForm
) -> Response:
    """Add a person."""

    def work(session: Session) -> Edit:
        made = editing.add_person(session, code=form.text("code"), given=_given(form))
        return Edit(f"person:{made}", f"/admin/people/{made}", {"code": form.text("code"), "name": form.text("name")})

    try:
        return RedirectResponse(edited(services, viewer, "person-added", work), status_code=303)
    except DubanError as error:
        return _people(request, services, within, form, error)


@router.get("/{person_id}", response_class=HTMLResponse)
def show_person(request: Request, services: WithServices, within: WithinRoster, person_id: PersonId) -> HTMLResponse:
    """Show a person's addresses and all posts held."""
    return _person(request, services, within, person_id)


@router.post("/{person_id}", dependencies=EDITS)
def change_person(
    request: Request,
    services: WithServices,
    viewer: WithViewer,
    within: WithinRoster,
    person_id: PersonId,
    form: WithForm,
) -> Response:
    """Change a person's name or addresses."""

    def work(session: Session) -> Edit:
        changes = editing.change_person(session, person_id, _given(form), seen=form.text("seen"))
        return Edit(f"person:{person_id}", f"/admin/people/{person_id}", changes, is_nothing=not changes)

    try:
        return RedirectResponse(edited(services, viewer, "person-changed", work), status_code=303)
    except DubanError as error:
        return _person(request, services, within, person_id, form, error)


def _given(form: Posted) -> dict[str, str]:
    return {name: form.text(name) for name in editing.PERSON_FIELDS}


def _people(
    request: Request,
    services: Services,
    within: Within,
    form: Posted | None = None,
    fault: DubanError | None = None,
) -> HTMLResponse:
    asked = request.query_params
    text, at = plain_text("text", asked.get("q", "").strip()), page_number("page", asked.get("page", "1"))
    with services.database.read() as session:
        rows, total = people_page(session, text, at, today(services.clock), within)
    shown = {
        "rows": rows,
        "kept": kept_words(asked),
        "total": total,
        "text": text,
        "found": {"page": at, "pages": max(1, -(-total // PAGE_SIZE))},
        "to_page": lambda number: address("/admin/people", q=text, page=number),
        "typed": {name: form.text(name) for name in form.fields} if form is not None else {},
        "fault": str(fault) if fault else "",
    }
    template = "admin_people_results.html" if wants_part(request) and fault is None else "admin_people.html"
    return page(request, template, shown, status=int(status_of(fault)) if fault else 200)


def _person(
    request: Request,
    services: Services,
    within: Within,
    person_id: int,
    form: Posted | None = None,
    fault: DubanError | None = None,
) -> HTMLResponse:
    with services.database.read() as session:
        found = person_shown(session, person_id, today(services.clock), within)
    typed = {name: form.text(name) for name in form.fields} if form is not None else {}
    shown = {"kept": kept_words(request.query_params), **found, "typed": typed, "fault": str(fault) if fault else ""}
    return page(request, "admin_person.html", shown, status=int(status_of(fault)) if fault else 200)
