"""Reports: periods, frozen snapshots with their digest, files to download; one report read, signed and issued."""

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.clock import end_of_day, today
from config.errors import DubanError
from planning.access.viewers import Viewer
from reports.signing import issue, sign
from web.answers.drawing_up import draw_up, freezable_quarters
from web.answers.filed_reports import (
    FORMATS,
    filed_report,
    report_file,
    report_list,
    require_readable,
    sealed_snapshot,
)
from web.asking import MOST_ID
from web.faults import status_of
from web.pages.documents import attached
from web.ports import Services
from web.posting import Posted, WithForm
from web.services import AsOf, WithServices
from web.speaking import IN_CHINESE
from web.templating import page
from web.viewing import WithViewer, require

router = APIRouter(prefix="/reports", include_in_schema=False)
_MOST_NOTE = 200
SnapshotId = Annotated[int, Path(ge=1, le=MOST_ID)]

#: The report as a page carries its own style, faces and drawings, and may do nothing else.
REPORT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; sandbox; frame-ancestors 'self'"
)
#: Our own page may show it inside, so that whoever signs has read what is signed.
REPORT_HEADERS = {"Content-Security-Policy": REPORT_POLICY, "X-Frame-Options": "SAMEORIGIN"}


@router.get("", response_class=HTMLResponse)
def show_reports(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> HTMLResponse:
    """Show the periods and what can be downloaded; the office may have a quarter's report drawn up."""
    return _list_page(request, services, viewer, as_of=as_of)


@router.post("")
def freeze_report(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Draw up the report of a quarter as it stands and seal it; what says the same as before is shown again."""
    require(viewer, "freeze")
    try:
        made = draw_up(services, viewer, form)
    except DubanError as error:
        return _list_page(request, services, viewer, error, form)
    drawn = "new" if made.is_new else "same"
    return RedirectResponse(f"/reports/{made.snapshot_id}?drawn={drawn}", HTTPStatus.SEE_OTHER)


def _list_page(
    request: Request,
    services: Services,
    viewer: Viewer,
    error: DubanError | None = None,
    form: Posted | None = None,
    as_of: date | None = None,
) -> HTMLResponse:
    day, may_freeze = today(services.clock), viewer.may("freeze") and as_of is None
    with services.database.read() as session:
        found = report_list(session, viewer, end_of_day(as_of) if as_of is not None else None)
        quarters = freezable_quarters(session, found, services.rules, day) if may_freeze else []
    shown = {
        "found": found,
        "formats": [each for each in FORMATS if each != "html"],
        "quarters": quarters,
        "may_freeze": may_freeze,
        "form": form or Posted(),
        "today": day,
        "error": error,
    }
    return page(request, "reports.html", shown, as_of=as_of, status=status_of(error) if error else HTTPStatus.OK)


@router.get("/{snapshot_id}", response_class=HTMLResponse)
def show_report(request: Request, services: WithServices, viewer: WithViewer, snapshot_id: SnapshotId) -> HTMLResponse:
    """Show one report with its signatures, what is to be known before signing, and the acts that are due."""
    return _report_page(request, services, viewer, snapshot_id, drawn=request.query_params.get("drawn", ""))


@router.post("/{snapshot_id}/sign")
def sign_report(
    request: Request, services: WithServices, viewer: WithViewer, snapshot_id: SnapshotId, form: WithForm
) -> Response:
    """Sign the report whose digest the form shows; refused, the page says why and keeps what was typed."""
    require(viewer, "sign")
    if not form.text("read"):
        return _report_page(request, services, viewer, snapshot_id, DubanError("report-not-read"), form)
    return _done(request, services, viewer, snapshot_id, form)


@router.post("/{snapshot_id}/issue")
def issue_report(
    request: Request, services: WithServices, viewer: WithViewer, snapshot_id: SnapshotId, form: WithForm
) -> Response:
    """Issue the signed report whose digest the form shows."""
    require(viewer, "issue")
    return _done(request, services, viewer, snapshot_id, form)


def _done(request: Request, services: Services, viewer: Viewer, snapshot_id: int, form: Posted) -> Response:
    try:
        with services.database.write() as session:
            given = (session, snapshot_id, form.text("sha256"), viewer.actor, services.clock.now())
            if request.url.path.endswith("/sign"):
                sign(*given, note=form.text("note")[:_MOST_NOTE])
            else:
                issue(*given)
    except DubanError as error:
        return _report_page(request, services, viewer, snapshot_id, error, form)
    return RedirectResponse(f"/reports/{snapshot_id}#signatures", HTTPStatus.SEE_OTHER)


def _report_page(
    request: Request,
    services: Services,
    viewer: Viewer,
    snapshot_id: int,
    error: DubanError | None = None,
    form: Posted | None = None,
    drawn: str = "",
) -> HTMLResponse:
    with services.database.read() as session:
        require_readable(session, viewer, snapshot_id)
        found = filed_report(session, snapshot_id)
    shown = {
        "found": found,
        "formats": [each for each in FORMATS if each != "html"],
        "error": error,
        "form": form or Posted(),
        "drawn": drawn,
        "may_sign": viewer.may("sign") and found.can_be_signed(viewer.actor.ref),
        "may_issue": viewer.may("issue") and found.can_be_issued,
    }
    return page(request, "report.html", shown, status=status_of(error) if error else HTTPStatus.OK)


@router.get("/{snapshot_id}/view", dependencies=[IN_CHINESE])
def view_report(services: WithServices, viewer: WithViewer, snapshot_id: SnapshotId) -> Response:
    """Show the report as a page of its own, under a policy of its own."""
    with services.database.read() as session:
        require_readable(session, viewer, snapshot_id)
        sealed = sealed_snapshot(session, snapshot_id)
    file = report_file(sealed, "html")
    return Response(file.data, media_type=file.media_type, headers=REPORT_HEADERS)


@router.get("/{snapshot_id}/download/{form}", dependencies=[IN_CHINESE])
def download_report(services: WithServices, viewer: WithViewer, snapshot_id: SnapshotId, form: str) -> Response:
    """Send one file made from a snapshot."""
    with services.database.read() as session:
        require_readable(session, viewer, snapshot_id)
        sealed = sealed_snapshot(session, snapshot_id)
    file = report_file(sealed, form)
    return Response(file.data, media_type=file.media_type, headers={"Content-Disposition": attached(file.name)})
