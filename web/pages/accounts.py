"""The accounts of the house, for administrators: who has one, making them, letting people in anew, stopping."""

from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from sqlalchemy import select
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.clock import today
from config.errors import CallError, DubanError
from planning.access import administering
from planning.access.account_list import PAGE, AccountFilter, account_lines
from planning.access.accounts import account_row, end_sessions
from planning.access.administering import Slip, initial_password
from planning.access.audit import write_down
from planning.access.viewers import Viewer
from planning.people import units
from web.addresses import doubts_of, own_path
from web.asking import MOST_ID
from web.entering import came_from
from web.faults import status_of
from web.pages.account import in_person
from web.ports import Services
from web.posting import WithForm
from web.services import WithServices
from web.templating import page
from web.viewing import WithViewer, need

HOME = "/admin/accounts"
router = APIRouter(prefix=HOME, include_in_schema=False, dependencies=[need("accounts"), Depends(in_person)])
AccountId = Annotated[int, Path(le=MOST_ID)]
STATES = ("with", "without", "disabled", "left")
_MOST_PAGES = 10_000


@router.get("", response_class=HTMLResponse)
def show_accounts(request: Request, services: WithServices) -> Response:
    """Show people with and without accounts."""
    return _list_page(request, services)


def _list_page(request: Request, services: Services, *, fault: str = "", status: int = 200) -> Response:
    asked = request.query_params
    unit, number = asked.get("unit", ""), asked.get("page", "1")
    state = asked.get("state", "")
    wanted = AccountFilter(
        text=asked.get("q", "").strip()[:60],
        unit_id=int(unit) if unit.isascii() and unit.isdecimal() and len(unit) < 10 else None,  # noqa: PLR2004 - an id
        state=state if state in STATES else "",
    )
    at = min(max(int(number), 1), _MOST_PAGES) if number.isascii() and number.isdecimal() and len(number) < 6 else 1  # noqa: PLR2004 - a page
    with services.database.read() as session:
        lines, total = account_lines(session, wanted, services.clock.now(), at)
        waiting = administering.unseated(session, wanted.unit_id, today(services.clock))
        known = _units(session)
    shown = {
        "lines": lines,
        "total": total,
        "page": at,
        "pages": max(1, -(-total // PAGE)),
        "wanted": wanted,
        "units": known,
        "unseated": len(waiting),
        "back": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "fault": fault,
    }
    return page(request, "accounts.html", shown, status=status)


def _units(session: Session) -> Sequence[tuple[int, str]]:
    query = select(units.c.id, units.c.name).order_by(units.c.id)
    return [(row.id, row.name) for row in session.connection().execute(query)]


@router.post("/make")
def make_for_unit(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Make accounts for everybody of a unit who has none, and show the slips this once."""
    unit, now = form.text("unit"), services.clock.now()
    unit_id = int(unit) if unit.isascii() and unit.isdecimal() and len(unit) < 10 else None  # noqa: PLR2004 - an id
    with services.database.read() as session:
        them = administering.unseated(session, unit_id, today(services.clock))
    initial = [initial_password() for _ in them] if form.text("how") == "passwords" else []
    try:
        if not them:
            raise CallError("account-nobody-left")
        with services.database.write() as session:
            slips = administering.seat(session, them, initial, came_from(request), now)
            for slip in slips:
                subject, detail = f"account:{slip.account_id}", {"login": slip.login}
                write_down(session, viewer.actor, "account-made", now, subject=subject, detail=detail)
    except DubanError as error:
        return _list_page(request, services, fault=str(error), status=int(status_of(error)))
    return _slips_page(request, services, slips)


def _slips_page(request: Request, services: Services, slips: Sequence[Slip]) -> Response:
    doubts = doubts_of(str(request.url), services.settings.effective_base_url)
    shown = {"slips": slips, **doubts}
    return page(request, "accounts_slips.html", shown, headers={"Cache-Control": "no-store"})


@router.post("/{account_id:int}/anew")
def let_in_anew(
    request: Request, services: WithServices, viewer: WithViewer, account_id: AccountId, form: WithForm
) -> Response:
    """Give somebody a new way in, and show it this once; all their sessions end."""
    initial = initial_password() if form.text("how") == "passwords" else None
    now = services.clock.now()
    with services.database.write() as session:
        slip = administering.let_in_anew(session, account_id, initial, came_from(request), now)
        kind = "account-reset" if initial else "account-invited"
        write_down(session, viewer.actor, kind, now, subject=f"account:{account_id}", detail={"login": slip.login})
    return _slips_page(request, services, [slip])


@router.post("/{account_id:int}/unlock")
def unlock(
    request: Request, services: WithServices, viewer: WithViewer, account_id: AccountId, form: WithForm
) -> Response:
    """Let somebody try again at once."""
    return _done(request, services, viewer, account_id, form, "account-unlocked", administering.lift)


@router.post("/{account_id:int}/stop")
def stop(
    request: Request, services: WithServices, viewer: WithViewer, account_id: AccountId, form: WithForm
) -> Response:
    """Let nobody in by an account any more."""
    now = services.clock.now()

    def stopped(session: Session, number: int) -> None:
        administering.stop(session, number, now)

    return _done(request, services, viewer, account_id, form, "account-stopped", stopped)


@router.post("/{account_id:int}/restore")
def restore(
    request: Request, services: WithServices, viewer: WithViewer, account_id: AccountId, form: WithForm
) -> Response:
    """Let somebody in again."""
    return _done(request, services, viewer, account_id, form, "account-restored", administering.restore)


@router.post("/{account_id:int}/end-sessions")
def end_all(
    request: Request, services: WithServices, viewer: WithViewer, account_id: AccountId, form: WithForm
) -> Response:
    """End all sessions and tokens of an account."""
    now = services.clock.now()

    def ended(session: Session, number: int) -> None:
        end_sessions(session, number, now)

    return _done(request, services, viewer, account_id, form, "sessions-ended", ended)


def _done(
    request: Request,
    services: Services,
    viewer: Viewer,
    account_id: int,
    form: WithForm,
    kind: str,
    act: Callable[[Session, int], None],
) -> Response:
    """Do an act on an account, write it down, and go back to the list as it was filtered."""
    now = services.clock.now()
    try:
        with services.database.write() as session:
            login = account_row(session, account_id).login
            act(session, account_id)
            write_down(session, viewer.actor, kind, now, subject=f"account:{account_id}", detail={"login": login})
    except DubanError as error:
        return _list_page(request, services, fault=str(error), status=int(status_of(error)))
    return RedirectResponse(own_path(form.text("back")) or HOME, status_code=303)
