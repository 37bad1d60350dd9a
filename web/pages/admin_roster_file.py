"""The roster as a file brought in on a page: first what it would change, then doing it; all of it or nothing."""

import hashlib
import re
from dataclasses import asdict

from fastapi import APIRouter, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.clock import today
from config.errors import CallError, DubanError
from planning.people import known_units
from planning.roster import RosterChange, store_roster
from planning.roster_file import COLUMNS, REQUIRED, read_roster
from web.editing import Edit, edited, roles_kept
from web.faults import status_of
from web.ports import Services
from web.posting import WithForm
from web.services import WithServices
from web.templating import page
from web.viewing import WithViewer, need

UPLOAD = "/admin/roster"
router = APIRouter(prefix=UPLOAD, include_in_schema=False, dependencies=[need("roster.edit")])
_DIGEST = re.compile(r"[0-9a-f]{64}")
MOST_BYTES = 5_000_000


@router.get("", response_class=HTMLResponse)
def show_form(request: Request) -> HTMLResponse:
    """Show the form to choose a file."""
    return _shown(request)


@router.post("")
def look_at_file(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Read a file and show what it would change; nothing is changed."""
    try:
        name, data = _chosen(form.file)
        sha256 = hashlib.sha256(data).hexdigest()
        with services.database.write() as session, session.begin_nested() as trial:
            with roles_kept(session, viewer):
                change = _store(services, session, data, name)
            trial.rollback()
        services.store.keep(data, sha256)
    except DubanError as error:
        return _shown(request, fault=error)
    return _shown(request, change=change, name=name, sha256=sha256)


@router.post("/import")
def import_file(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Bring the roster in line with the file that was looked at."""
    sha256, name = form.text("sha256"), form.text("name")[:200]

    def work(session: Session) -> Edit:
        if not _DIGEST.fullmatch(sha256) or not services.store.path(sha256).is_file():
            raise CallError("roster-look-first")
        change = _store(services, session, services.store.read(sha256), name)
        detail = {**asdict(change), "file": name, "sha256": sha256[:16]}
        return Edit("roster:file", "/admin/units?imported=1", detail, is_nothing=change.is_nothing)

    try:
        return RedirectResponse(edited(services, viewer, "roster-imported", work), status_code=303)
    except DubanError as error:
        return _shown(request, fault=error)


def _chosen(file: tuple[str, bytes] | None) -> tuple[str, bytes]:
    if file is None or not file[1]:
        raise CallError("roster-no-file")
    name = file[0].replace("\\", "/").rpartition("/")[2]
    if len(file[1]) > MOST_BYTES:
        raise DubanError("upload-too-large", megabytes=MOST_BYTES // 1_000_000)
    return name, file[1]


def _store(services: Services, session: Session, data: bytes, name: str) -> RosterChange:
    rows = read_roster(data, name, services.settings.limits, known_units=known_units(session))
    return store_roster(session, rows, today(services.clock))


def _shown(
    request: Request,
    *,
    change: RosterChange | None = None,
    name: str = "",
    sha256: str = "",
    fault: DubanError | None = None,
) -> HTMLResponse:
    shown = {
        "change": change,
        "name": name,
        "sha256": sha256,
        "fault": str(fault) if fault else "",
        "columns": COLUMNS,
        "required": REQUIRED,
    }
    return page(request, "admin_roster_file.html", shown, status=int(status_of(fault)) if fault else 200)
