"""Attachments: the file itself, always to be kept and never shown inside our pages, and a small picture of it."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from planning.attachments import AttachedFile, Ways, attachment_seen
from planning.previews import first_lines, read_kept, small_picture
from web.asking import MOST_ID
from web.moment import looking
from web.pages.documents import attached
from web.ports import Services
from web.services import WithServices
from web.viewing import WithViewer

router = APIRouter(prefix="/attachments", include_in_schema=False)
AttachmentId = Annotated[int, Path(ge=1, le=MOST_ID)]
#: The forms that take files: their paths, ``*`` for a part of one.
UPLOADS = ("/tasks/*/report", "/tasks/*/submit", "/tasks/*/answer", "/k/*")
#: What came from outside may do nothing, should a browser show it after all.
SHUT = {"Content-Security-Policy": "sandbox; default-src 'none'", "Cache-Control": "private, no-cache"}
_OWN = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})


def ways_of(services: Services) -> Ways:
    """Return what keeping and showing files works with."""
    return Ways(services.store, services.settings.attachments, services.settings.limits)


def _seen(services: Services, viewer: WithViewer, attachment_id: int) -> AttachedFile:
    with looking(services, viewer) as look:
        return attachment_seen(look.session, look.table, attachment_id)


@router.get("/{attachment_id}")
def download(services: WithServices, viewer: WithViewer, attachment_id: AttachmentId) -> Response:
    """Send a file to somebody who may see its task."""
    file = _seen(services, viewer, attachment_id)
    media_type = file.media_type if file.media_type in _OWN else "application/octet-stream"
    headers = {**SHUT, "Content-Disposition": attached(file.name)}
    return Response(read_kept(file, ways_of(services)), media_type=media_type, headers=headers)


@router.get("/{attachment_id}/preview")
def preview(services: WithServices, viewer: WithViewer, attachment_id: AttachmentId) -> Response:
    """Send a small picture of a picture or a PDF, or the first lines of a text."""
    file = _seen(services, viewer, attachment_id)
    if file.kind == "text":
        text = first_lines(file, ways_of(services))
        return Response(text, media_type="text/plain; charset=utf-8", headers=SHUT)
    made = small_picture(file, ways_of(services), services.settings.data_dir)
    return Response(made, media_type="image/webp", headers={**SHUT, "Cache-Control": "private, max-age=3600"})
