"""The register as a file, as it was seen: CSV as a stream, XLSX as a file made first. The audit trail tells of each."""

import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response, StreamingResponse

from config.clock import today
from config.errors import CallError
from config.language import label, labels
from planning.access.audit import write_down
from planning.access.viewers import Viewer
from reports.register_export import cells, csv_pieces, heads, write_xlsx
from web.answers.register import RegisterQuestion, register_question
from web.moment import Look, looking
from web.ports import Services
from web.services import AsOf, WithServices
from web.speaking import IN_CHINESE
from web.viewing import WithViewer, need

router = APIRouter(prefix="/register", include_in_schema=False, dependencies=[need("export"), IN_CHINESE])
_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@router.get("/export.{file_format}")
def export(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf, file_format: str) -> Response:
    """Give the register as asked for as a file: all pages of it."""
    if file_format not in _TYPES:
        raise CallError("format-unknown", format=file_format[:20], known="、".join(labels("file_format").values()))
    asked = register_question(request.query_params)
    _write_down(services, viewer, asked, as_of, file_format)
    name = f"{label('file_name', 'register')}-{as_of or today(services.clock)}.{file_format}"
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name)}", "cache-control": "no-store"}
    if file_format == "csv":
        pieces = _csv(services, viewer, as_of, asked, heads(asked.columns))
        return StreamingResponse(pieces, media_type=_TYPES["csv"], headers=headers)
    path = _xlsx(services, viewer, as_of, asked)
    return FileResponse(path, media_type=_TYPES["xlsx"], headers=headers, background=BackgroundTask(path.unlink))


def _csv(
    services: Services, viewer: Viewer, as_of: date | None, asked: RegisterQuestion, head: list[str]
) -> Iterator[bytes]:
    """Yield the file while the database is read; the reading ends with the stream, also when a reader breaks off."""
    with looking(services, viewer, as_of) as look:
        yield from csv_pieces(head, _cells(look, asked))


def _xlsx(services: Services, viewer: Viewer, as_of: date | None, asked: RegisterQuestion) -> Path:
    with tempfile.NamedTemporaryFile(prefix="duban-", suffix=".xlsx", delete=False) as file:
        path = Path(file.name)
    try:
        with looking(services, viewer, as_of) as look:
            write_xlsx(path, label("file_name", "register"), asked.columns, _cells(look, asked))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _cells(look: Look, asked: RegisterQuestion) -> Iterator[list[list[str | int | date]]]:
    return cells(look.session, look.table, look.day, look.before, asked.as_filter(), asked.columns)


def _write_down(
    services: Services, viewer: Viewer, asked: RegisterQuestion, as_of: date | None, file_format: str
) -> None:
    detail = {"format": file_format, "as_of": as_of, "question": asked.address(None).partition("?")[2]}
    with services.database.write() as session:
        write_down(session, viewer.actor, "exported", services.clock.now(), subject="register", detail=detail)
