"""The audit log: one list of all that people did, narrowed and paged, and taken out as a file."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response, StreamingResponse

from config.language import label
from planning.access.audit import write_down
from planning.access.audit_queries import AuditFilter, audit_batches, audit_page
from planning.access.viewers import Viewer
from planning.roster_file import as_text
from web.addresses import address
from web.answers.audit import AuditLine, audit_choices, audit_filter, audit_lines, file_name
from web.asking import PAGE_SIZE
from web.ports import Services
from web.services import WithServices
from web.speaking import IN_CHINESE
from web.templating import page, wants_part
from web.viewing import WithViewer, need

router = APIRouter(prefix="/admin/audit", include_in_schema=False, dependencies=[need("audit")])
_FILTERS = ("person", "kind", "unit", "number", "first", "last")
_COLUMNS = ("at", "who", "for_whom", "kind", "what", "detail", "address")


@router.get("", response_class=HTMLResponse)
def show_audit(request: Request, services: WithServices, viewer: WithViewer) -> HTMLResponse:
    """Show one page of the log; htmx gets the part that changes."""
    given = {name: text for name, text in request.query_params.items() if name in (*_FILTERS, "after")}
    wanted = audit_filter(given)
    with services.database.read() as session:
        rows, more = audit_page(session, wanted, viewer.scope, limit=PAGE_SIZE, after=given.get("after", ""))
        shown: dict[str, Any] = {
            "lines": list(audit_lines(session, rows)),
            "asked": {name: given.get(name, "") for name in _FILTERS},
            "older": address("/admin/audit", **{**given, "after": rows[-1].mark}) if more else "",
            "export": address("/admin/audit.csv", **{name: given.get(name, "") for name in _FILTERS}),
            "is_first": not given.get("after"),
        }
        if wants_part(request):
            return page(request, "admin_audit_results.html", shown)
        return page(request, "admin_audit.html", {**shown, "choices": audit_choices(session)})


@router.get(".csv", dependencies=[IN_CHINESE])
def export_audit(request: Request, services: WithServices, viewer: WithViewer) -> Response:
    """Send the lines asked for as a CSV file, a piece at a time; taking it out is written down too."""
    wanted = audit_filter(request.query_params)
    with services.database.write() as session:
        detail = {name: request.query_params[name] for name in _FILTERS if request.query_params.get(name)}
        write_down(session, viewer.actor, "audit-exported", services.clock.now(), detail=detail)
    name = file_name(wanted.first, wanted.last)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(_pieces(services, viewer, wanted), media_type="text/csv; charset=utf-8", headers=headers)


def _pieces(services: Services, viewer: Viewer, wanted: AuditFilter) -> Iterator[bytes]:
    """Yield the file; the reading stays open until it is sent or given up."""
    yield ("\ufeff" + _written([tuple(label("audit_column", name) for name in _COLUMNS)])).encode()
    with services.database.read() as session:
        for rows in audit_batches(session, wanted, viewer.scope):
            yield _written([_cells(line) for line in audit_lines(session, rows)]).encode()


def _cells(line: AuditLine) -> tuple[str, ...]:
    return tuple(getattr(line, name) for name in _COLUMNS)


def _written(rows: list[tuple[str, ...]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([as_text(cell) for cell in row] for row in rows)
    return text.getvalue()
