"""Reports: periods, frozen snapshots with their digest, files to download, and the report as a page."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse, Response

from web.answers.filed_reports import FORMATS, report_file, report_list, sealed_snapshot
from web.asking import MOST_ID
from web.pages.documents import attached
from web.services import WithServices
from web.templating import page

router = APIRouter(prefix="/reports", include_in_schema=False)
SnapshotId = Annotated[int, Path(ge=1, le=MOST_ID)]

#: The report as a page carries its own style and its drawings, and may do nothing else.
REPORT_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'none'"


@router.get("", response_class=HTMLResponse)
def show_reports(request: Request, services: WithServices) -> HTMLResponse:
    """Show the periods and what can be downloaded."""
    with services.database.read() as session:
        found = report_list(session)
    return page(request, "reports.html", {"found": found, "formats": [form for form in FORMATS if form != "html"]})


@router.get("/{snapshot_id}/view")
def view_report(services: WithServices, snapshot_id: SnapshotId) -> Response:
    """Show the report as a page of its own, under a policy of its own."""
    with services.database.read() as session:
        sealed = sealed_snapshot(session, snapshot_id)
    file = report_file(sealed, "html")
    return Response(file.data, media_type=file.media_type, headers={"Content-Security-Policy": REPORT_POLICY})


@router.get("/{snapshot_id}/download/{form}")
def download_report(services: WithServices, snapshot_id: SnapshotId, form: str) -> Response:
    """Send one file made from a snapshot."""
    with services.database.read() as session:
        sealed = sealed_snapshot(session, snapshot_id)
    file = report_file(sealed, form)
    return Response(file.data, media_type=file.media_type, headers={"Content-Disposition": attached(file.name)})
