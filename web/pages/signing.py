"""Coming in by name and password, with a code where the account has an authenticator app; and going out."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import update
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.errors import DubanError
from planning.access import totp
from planning.access.accounts import account_row, accounts, end_session
from planning.access.attempts import LOCK_AFTER, begin_attempt, of_code, was_right
from planning.access.audit import write_down
from planning.access.homes import home_of
from planning.access.sessions import account_of
from planning.people import Actor
from web.addresses import own_path
from web.carrying import FIELD, Carried, read_carried, resume
from web.devices_known import device_of
from web.door import sign_in_page
from web.entering import HALF_COOKIE, came_from, enter, enter_half, is_empty_house, knock, refuse_entry
from web.posting import WithForm
from web.services import WithServices, services_of
from web.templating import page
from web.viewing import COOKIE, WithViewer, viewer_if_any

public = APIRouter(include_in_schema=False)
router = APIRouter(include_in_schema=False)


@public.get("/sign-in", response_class=HTMLResponse)
def show_sign_in(request: Request, to: Annotated[str, Query(alias="next")] = "") -> Response:
    """Show the form to sign in; the form of the first administrator while there is no account."""
    if is_empty_house(request):
        return RedirectResponse("/set-up", status_code=303)
    viewer = viewer_if_any(request)
    if viewer is not None:
        return RedirectResponse(own_path(to) or home_of(viewer.roles), status_code=303)
    return sign_in_page(request, to=own_path(to))


@public.post("/sign-in")
def sign_in(request: Request, services: WithServices, form: WithForm) -> Response:
    """Sign in with name and password; go on to where the visitor was headed, or to the code."""
    login, to, carried = form.text("login"), own_path(form.text("next")), read_carried(form.raw(FIELD))
    found = knock(services, login, form.raw("password"), came_from(request), device_of(request, login))
    if isinstance(found, DubanError):
        refuse_entry(services, request, login, found)
        return sign_in_page(request, login=login, to=to, fault=str(found), carried=carried, status=422)
    with services.database.read() as session:
        has_codes = bool(account_row(session, found).totp_secret)
    if has_codes:
        return enter_half(request, found, _code_page(request, to, carried))
    return enter(request, found, "password", to=to, carried=carried)


@public.get("/sign-in/code", response_class=HTMLResponse)
def show_code(request: Request, to: Annotated[str, Query(alias="next")] = "") -> Response:
    """Ask for the code, while the password of a moment ago counts."""
    if _half_account(request) is None:
        return RedirectResponse("/sign-in", status_code=303)
    return _code_page(request, own_path(to), None)


@public.post("/sign-in/code")
def send_code(request: Request, services: WithServices, form: WithForm) -> Response:
    """Come in with the code of the app, or with a recovery code."""
    to, carried = own_path(form.text("next")), read_carried(form.raw(FIELD))
    account_id = _half_account(request)
    if account_id is None:
        fault = str(DubanError("code-too-late"))
        return sign_in_page(request, to=to, fault=fault, carried=carried, status=422)
    now, came, counted = services.clock.now(), came_from(request), {of_code(account_id): LOCK_AFTER}
    with services.database.write() as session:
        refused = begin_attempt(session, counted, came, now)
        if refused is None and not _takes_code(session, account_id, form.text("totp"), request):
            refused = DubanError("code-wrong")
        elif refused is None:
            was_right(session, counted, came, now)
    if refused is not None:
        return _code_page(request, to, carried, fault=refused)
    return enter(request, account_id, "totp", to=to, carried=carried)


def _code_page(request: Request, to: str, carried: Carried | None, *, fault: DubanError | None = None) -> Response:
    shown = {"next": to, "carried": carried, "fault": str(fault) if fault else ""}
    return page(request, "sign_in_code.html", shown, status=422 if fault else 200)


def _half_account(request: Request) -> int | None:
    services = services_of(request)
    with services.database.read() as session:
        return account_of(session, request.cookies.get(HALF_COOKIE, ""), kind="half", alive_at=services.clock.now())


def _takes_code(session: Session, account_id: int, code: str, request: Request) -> bool:
    """Take a code of the app, or a recovery code, and let it serve no second time; tell whether it was right."""
    now, row = services_of(request).clock.now(), account_row(session, account_id)
    step = totp.step_of(row.totp_secret, code, now, row.totp_step)
    left = totp.without_code(row.recovery, code) if step is None else None
    if step is None and left is None:
        return False
    # The old value is asked for once more: of two requests with one code, only one finds it.
    changed = (
        update(accounts)
        .where(accounts.c.id == account_id, accounts.c.totp_step == row.totp_step, accounts.c.recovery == row.recovery)
        .values(**({"totp_step": step} if step is not None else {"recovery": left}))
        .returning(accounts.c.id)
    )
    if session.connection().execute(changed).first() is None:
        return False
    if left is not None:
        subject, address = f"account:{account_id}", came_from(request).address
        write_down(session, Actor(row.login, row.name), "recovery-used", now, subject=subject, address=address)
    return True


@router.post("/resume")
def go_on(request: Request, viewer: WithViewer, form: WithForm) -> Response:
    """Show a carried form to whoever has signed in meanwhile, in another window, to be sent again."""
    carried = read_carried(form.raw(FIELD))
    return resume(request, viewer, carried) if carried else RedirectResponse("/", status_code=303)


@public.post("/sign-out")
def sign_out(request: Request, services: WithServices) -> Response:
    """End the session of this browser."""
    viewer = viewer_if_any(request)
    if viewer is not None:
        now = services.clock.now()
        with services.database.write() as session:
            end_session(session, viewer.sign_in_id, now)
            write_down(session, viewer.actor, "signed-out", now, subject=f"account:{viewer.account_id}")
    response = RedirectResponse("/sign-in", status_code=303)
    response.delete_cookie(COOKIE)
    return response
