"""Plans: the list with its open reviews, uploading a document, the page of a reading, who acts."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.clock import today
from config.errors import CallError, DubanError
from planning.access.viewers import Viewer
from planning.plan_queries import plan_row
from planning.reading.sniffing import SUFFIXES
from planning.review.rights import require_directing
from web.answers.plan_detail import plan_detail, plan_question
from web.answers.plans import PlanList, plan_list
from web.answers.review_adoption import adopted_lately
from web.asking import MOST_ID, identity
from web.faults import status_of
from web.moment import Look, looking
from web.ports import Services
from web.posting import Posted, WithForm
from web.readings import Reading, Readings, Upload
from web.services import AsOf, WithServices
from web.templating import page
from web.viewing import WithViewer, need

router = APIRouter(include_in_schema=False)
UPLOAD = "/plans/upload"
PASTED = "粘贴的文字.txt"
_WAIT_SECONDS = 2.0
_YEAR = len("2017")


def readings_of(request: Request) -> Readings:
    """Return the uploads of this process."""
    found: Readings = request.app.state.readings
    return found


WithReadings = Annotated[Readings, Depends(readings_of)]


@router.get("/plans", response_class=HTMLResponse)
def show_plans(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> HTMLResponse:
    """Show the plans, the reviews on their way, and the form for the next document; of a past day what was there."""
    return _plans(request, services, viewer, {"amends": request.query_params.get("amends", "")}, as_of=as_of)


@router.post(UPLOAD, dependencies=[need("import")])
def upload(
    request: Request, services: WithServices, viewer: WithViewer, readings: WithReadings, form: WithForm
) -> Response:
    """Begin to read a document; answer with its review when that takes no longer than two seconds."""
    given = {name: form.raw(name) for name in ("year", "plan_name", "unit", "amends", "pasted")}
    try:
        wanted = _upload_of(services, viewer, form)
        _require_plan(services, wanted.amends_plan_id)
        reading = readings.start(wanted, given)
    except DubanError as error:
        return _plans(request, services, viewer, given, error)
    reading.ended.wait(_WAIT_SECONDS)
    if reading.fault is not None:
        return _plans(request, services, viewer, given, reading.fault)
    return RedirectResponse(_next_of(reading), status_code=303)


@router.get("/readings/{token}", dependencies=[need("import")])
def show_reading(
    request: Request, services: WithServices, viewer: WithViewer, readings: WithReadings, token: str
) -> Response:
    """Show how far a reading has come; lead on to its review, or show the form again with what was wrong."""
    reading = readings.find(token)
    if "hx-request" in request.headers and reading.ended.is_set():
        return Response(headers={"HX-Redirect": _next_of(reading)})
    if reading.fault is not None:
        return _plans(request, services, viewer, reading.given, reading.fault)
    if reading.review_id is not None:
        return RedirectResponse(_next_of(reading), status_code=303)
    part = "hx-request" in request.headers
    return page(request, "reading_progress.html" if part else "reading.html", {"found": reading})


@router.get("/plans/{plan_id}", response_class=HTMLResponse)
def show_plan(
    request: Request,
    services: WithServices,
    viewer: WithViewer,
    as_of: AsOf,
    plan_id: Annotated[int, Path(ge=1, le=MOST_ID)],
) -> HTMLResponse:
    """Show a plan as one of its versions said it (``?version=``, else the newest), its versions and results."""
    given = request.query_params
    asked = plan_question(given)
    with looking(services, viewer, as_of) as look:
        found = plan_detail(look, plan_id, asked)
        adopted = None
        if given.get("adopted") and as_of is None and viewer.may("import"):
            part = require_directing(look.session, viewer.actor, services.clock.now())
            adopted = adopted_lately(look.session, plan_id, identity("review", given["adopted"]), part)
    shown = {"found": found, "asked": asked, "adopted": adopted, "today": look.today}
    return page(request, "plan.html", shown, as_of=as_of)


def plans_of(look: Look, services: Services) -> PlanList:
    """Return what the page of plans shows to who looks."""
    reviews = look.viewer.may("import")
    part = require_directing(look.session, look.viewer.actor, services.clock.now()) if reviews else None
    return plan_list(look, reviews=reviews, part=part)


def _next_of(reading: Reading) -> str:
    return f"/readings/{reading.token}" if reading.review_id is None else f"/reviews/{reading.review_id}"


def _upload_of(services: WithServices, viewer: Viewer, form: Posted) -> Upload:
    """Return what is to be read.

    Raises:
        CallError: ``upload-nothing``, ``upload-both``, ``upload-year-wrong``; ``filter-invalid`` for the plan amended.
    """
    now = today(services.clock)
    pasted = form.raw("pasted") if form.text("pasted") else ""
    if form.file and pasted:
        raise CallError("upload-both")
    if not form.file and not pasted:
        raise CallError("upload-nothing")
    name, data = form.file or (PASTED, pasted.encode())
    amends = form.text("amends")
    return Upload(
        name=name.replace("\\", "/").rpartition("/")[2] or PASTED,
        data=data,
        year=_year_of(form.text("year"), now),
        plan_name=form.text("plan_name") or None,
        default_unit=form.text("unit"),
        amends_plan_id=identity("plan", amends) if amends else None,
        by=viewer.actor,
    )


def _require_plan(services: WithServices, plan_id: int | None) -> None:
    if plan_id is None:
        return
    with services.database.read() as session:
        if plan_row(session, plan_id) is None:
            raise CallError("review-plan-unknown", plan=plan_id)


def _year_of(text: str, now: date) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) == _YEAR):
        raise CallError("upload-year-wrong", year=text[:20], example=now.year)
    return int(text)


def _plans(
    request: Request,
    services: WithServices,
    viewer: Viewer,
    given: dict[str, str],
    fault: DubanError | None = None,
    as_of: date | None = None,
) -> HTMLResponse:
    """Show the page of plans with the form as it was filled in, and what was wrong with it."""
    now = today(services.clock)
    with looking(services, viewer, as_of) as look:
        found = plans_of(look, services)
    shown = {
        "found": found,
        "today": now,
        "given": {"year": str(now.year), "plan_name": "", "unit": "", "amends": "", "pasted": "", **given},
        "fault": str(fault) if fault else "",
        "most_bytes": services.settings.limits.file_bytes,
        "suffixes": ",".join(SUFFIXES),
    }
    return page(request, "plans.html", shown, as_of=as_of, status=status_of(fault) if fault else 200)
