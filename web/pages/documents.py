"""A source document: its whole text with the items marked, and the original file."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse, Response

from config.errors import DubanError
from web.answers.source import document_view, visible_document
from web.asking import MOST_ID, identity, whole
from web.moment import looking
from web.services import AsOf, WithServices
from web.templating import page
from web.viewing import WithViewer

router = APIRouter(prefix="/documents", include_in_schema=False)
DocumentId = Annotated[int, Path(ge=1, le=MOST_ID)]


@router.get("/{document_id}", response_class=HTMLResponse)
def show_document(
    request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf, document_id: DocumentId
) -> HTMLResponse:
    """Show a document; ``?task=`` chooses the sentence of a task, ``?start=&end=`` a stretch: it stands at ``#source``.

    An older version of a plan has the words of a task that goes on from another document: it knows only where they are.
    """
    asked = request.query_params.get("task", "").strip()
    with looking(services, viewer, as_of) as look:
        stretch = _stretch(request)
        found = document_view(look, document_id, identity("task", asked) if asked else None, stretch)
    kept = {"task": asked} if asked else {} if stretch is None else dict(zip(("start", "end"), stretch, strict=True))
    return page(request, "document.html", {"found": found, "kept": kept, "today": look.today}, as_of=as_of)


def _stretch(request: Request) -> tuple[int, int] | None:
    """Return the stretch asked for, counted in characters; none when there is no such thing."""
    start, end = (whole(request.query_params.get(name, "")) for name in ("start", "end"))
    return None if start is None or end is None or start >= end else (start, end)


@router.get("/{document_id}/original")
def download_original(services: WithServices, viewer: WithViewer, document_id: DocumentId) -> Response:
    """Send the uploaded bytes; always as a file to keep, never to be shown inside our pages."""
    with services.database.read() as session:
        row = visible_document(session, viewer, document_id, services.clock.now())
    try:
        data = services.store.read(row["sha256"])
    except OSError as error:
        raise DubanError("original-missing", name=row["name"]) from error
    return Response(data, media_type="application/octet-stream", headers={"Content-Disposition": attached(row["name"])})


def attached(name: str) -> str:
    """Return the header value that has a browser keep a file under this name, whatever characters it has."""
    return f"attachment; filename*=UTF-8''{quote(name, safe='')}"
