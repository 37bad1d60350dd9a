"""One's own account: who one is here, where one is signed in, tokens for programs, and a new password."""

from datetime import timedelta
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.errors import CallError, DubanError
from planning.access.accounts import account_row, begin_session, set_password
from planning.access.audit import write_down
from planning.access.homes import home_of
from planning.access.passwords import hash_password, require_good_password
from planning.access.sessions import end_others, end_own, live_sessions, require_room_for_token
from planning.access.totp import ROLES as TOTP_ROLES
from planning.access.viewers import Viewer
from web.answers.devices import device_words
from web.asking import MOST_ID
from web.entering import came_from, knock
from web.faults import status_of
from web.pages.setting_up import require_same
from web.ports import Services
from web.posting import Posted, WithForm
from web.services import WithServices
from web.templating import page
from web.viewing import WithViewer, required_viewer

#: How long a token may last, in days.
TOKEN_DAYS = (30, 90, 365)
_NOT_KEPT = {"Cache-Control": "no-store"}


def in_person(request: Request) -> None:
    """Let only a person at a browser change an account: a token for a program makes no tokens.

    Raises:
        DubanError: ``not-allowed``.
    """
    viewer = required_viewer(request)
    if viewer.kind != "web":
        raise DubanError("not-allowed", name=viewer.name)


router = APIRouter(prefix="/account", include_in_schema=False, dependencies=[Depends(in_person)])


@router.get("", response_class=HTMLResponse)
def show_account(request: Request, services: WithServices, viewer: WithViewer) -> Response:
    """Show who one is, and where one is signed in."""
    return _account_page(request, services, viewer, is_changed=request.query_params.get("done") == "password")


def _account_page(
    request: Request,
    services: Services,
    viewer: Viewer,
    *,
    fault: str = "",
    token: str = "",
    is_changed: bool = False,
    status: int = 200,
) -> Response:
    now, idle = services.clock.now(), timedelta(days=services.settings.session_idle_days)
    with services.database.read() as session:
        row = account_row(session, viewer.account_id)
        alive = live_sessions(session, viewer.account_id, now, idle)
    shown = {
        "account": row,
        "sessions": [each for each in alive if each.kind == "web"],
        "tokens": [each for each in alive if each.kind == "api"],
        "may_use_codes": bool(viewer.roles & TOTP_ROLES) or viewer.has_totp,
        "device_words": device_words,
        "token_days": TOKEN_DAYS,
        "new_token": token,
        "fault": fault,
        "is_changed": is_changed,
    }
    return page(request, "account.html", shown, status=status, headers=_NOT_KEPT if token else None)


@router.post("/sessions/end-others")
def leave_elsewhere(services: WithServices, viewer: WithViewer) -> Response:
    """End all of one's sessions but this one."""
    now = services.clock.now()
    with services.database.write() as session:
        end_others(session, viewer.account_id, now, but=viewer.sign_in_id, kind="web")
        write_down(session, viewer.actor, "sessions-ended", now, subject=f"account:{viewer.account_id}")
    return RedirectResponse("/account", status_code=303)


@router.post("/sessions/{sign_in_id:int}/end")
def end_one(services: WithServices, viewer: WithViewer, sign_in_id: Annotated[int, Path(le=MOST_ID)]) -> Response:
    """End one of one's sessions or tokens."""
    now = services.clock.now()
    with services.database.write() as session:
        kind = end_own(session, viewer.account_id, sign_in_id, now)
        told = "token-ended" if kind == "api" else "session-ended"
        write_down(session, viewer.actor, told, now, subject=f"account:{viewer.account_id}")
    return RedirectResponse("/account", status_code=303)


@router.post("/tokens")
def make_token(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Make a token for a program, and show it this once."""
    now, name = services.clock.now(), form.text("name")[:60]
    try:
        if not name:
            raise CallError("token-nameless")
        days = form.text("days")
        if days not in {str(each) for each in TOKEN_DAYS}:
            raise CallError("token-days-unknown")
        with services.database.write() as session:
            require_room_for_token(session, viewer.account_id, now)
            lasts, came = timedelta(days=int(days)), came_from(request)
            token = begin_session(session, viewer.account_id, came, now, kind="api", name=name, lasts=lasts)
            subject, detail = f"account:{viewer.account_id}", {"name": name, "days": days}
            write_down(session, viewer.actor, "token-made", now, subject=subject, detail=detail)
    except DubanError as error:
        return _account_page(request, services, viewer, fault=str(error), status=int(status_of(error)))
    return _account_page(request, services, viewer, token=token)


@router.get("/password", response_class=HTMLResponse)
def show_password(request: Request, services: WithServices, viewer: WithViewer) -> Response:
    """Show the form of a new password."""
    return _password_page(request, services, viewer, "")


def _password_page(request: Request, services: Services, viewer: Viewer, fault: str, status: int = 200) -> Response:
    with services.database.read() as session:
        has_password = bool(account_row(session, viewer.account_id).password_hash)
    return page(request, "account_password.html", {"fault": fault, "has_password": has_password}, status=status)


@router.post("/password")
def change_password(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Take a new password from who knows the old one, and end all other sessions.

    Who had to change the first password goes on to where the work begins.
    """
    try:
        require_own_password(request, services, viewer, form)
        require_same(form)
        _require_other(form)
        require_good_password(form.raw("password"), login=viewer.login, name=viewer.name)
    except DubanError as error:
        return _password_page(request, services, viewer, str(error), int(status_of(error)))
    kept, now = hash_password(form.raw("password")), services.clock.now()
    with services.database.write() as session:
        set_password(session, viewer.account_id, kept)
        end_others(session, viewer.account_id, now, but=viewer.sign_in_id, kind="web")
        write_down(session, viewer.actor, "password-changed", now, subject=f"account:{viewer.account_id}")
    onward = home_of(viewer.roles) if viewer.must_change else "/account?done=password"
    return RedirectResponse(onward, status_code=303)


def _require_other(form: Posted) -> None:
    if form.raw("password") == form.raw("current_password"):
        raise DubanError("password-same")


def require_own_password(request: Request, services: Services, viewer: Viewer, form: Posted) -> None:
    """Do nothing when the account's password was typed, or it has none because its provider lets it in.

    Raises:
        DubanError: ``password-now-wrong``, ``sign-in-locked`` or ``sign-in-too-often``.
    """
    with services.database.read() as session:
        if not account_row(session, viewer.account_id).password_hash and viewer.strength == "oidc":
            return
    known = f"session-{viewer.sign_in_id}"  # nobody elsewhere keeps who is signed in from it
    found = knock(services, viewer.login, form.raw("current_password"), came_from(request), known)
    if isinstance(found, DubanError):
        raise DubanError("password-now-wrong") if found.code == "sign-in-wrong" else found
