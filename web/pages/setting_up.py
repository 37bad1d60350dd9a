"""The first set-up: the first administrator, made by whoever can read this machine's terminal."""

import ipaddress

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.errors import DubanError
from planning.access.accounts import is_set_up, make_account
from planning.access.attempts import LOCK_AFTER, begin_attempt, was_right
from planning.access.audit import write_down
from planning.access.passwords import hash_password, require_good_password
from planning.access.setting_up import forget_set_up_code, is_set_up_code
from planning.people import Actor
from web.entering import came_from, enter, is_empty_house
from web.faults import status_of
from web.guard import LOOPBACK_NAMES, host_name
from web.posting import Posted, WithForm
from web.services import WithServices, services_of
from web.templating import page

public = APIRouter(include_in_schema=False)
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_COUNTED = {"set-up": LOCK_AFTER}


@public.get("/set-up", response_class=HTMLResponse)
def show_set_up(request: Request) -> Response:
    """Show the form of the first administrator; once there is an account, there is nothing to set up."""
    if not is_empty_house(request):
        return RedirectResponse("/sign-in", status_code=303)
    return _form_page(request, Posted(), "")


@public.post("/set-up")
def set_up(request: Request, services: WithServices, form: WithForm) -> Response:
    """Make the first administrator's account and sign in with it."""
    if not is_empty_house(request):
        return RedirectResponse("/sign-in", status_code=303)
    login = form.text("login")
    name = form.text("name") or login
    try:
        _require_code(request, form.text("set_up_code"))
        require_same(form)
        require_good_password(form.raw("password"), login=login, name=name)
        kept, now = hash_password(form.raw("password")), services.clock.now()
        with services.database.write() as session:
            if is_set_up(session):
                return RedirectResponse("/sign-in", status_code=303)
            made = make_account(session, login=login, name=name, now=now, password_hash=kept, is_admin=True)
            forget_set_up_code(session)
            address = came_from(request).address
            write_down(session, Actor(login, name), "set-up", now, subject=f"account:{made}", address=address)
    except DubanError as error:
        return _form_page(request, form, str(error), status=int(status_of(error)))
    return enter(request, made, "password", to="/admin")


def _form_page(request: Request, form: Posted, fault: str, *, status: int = 200) -> Response:
    shown = {
        "login": form.text("login"),
        "name": form.text("name"),
        "fault": fault,
        "needs_code": not _is_here(request),
    }
    return page(request, "set_up.html", shown, status=status)


def _require_code(request: Request, code: str) -> None:
    """Do nothing when the code of this installation was typed, or the visitor sits at this machine.

    Raises:
        DubanError: ``set-up-code-wrong``, ``sign-in-locked`` or ``sign-in-too-often``.
    """
    if _is_here(request):
        return
    services, came = services_of(request), came_from(request)
    now = services.clock.now()
    with services.database.write() as session:
        refused = begin_attempt(session, _COUNTED, came, now)
        if refused is None and not is_set_up_code(session, code):
            refused = DubanError("set-up-code-wrong")
        elif refused is None:
            was_right(session, _COUNTED, came, now)
    if refused is not None:
        raise refused


def _is_here(request: Request) -> bool:
    """Tell whether a request comes from this machine and from nowhere through it.

    Behind a proxy every visitor comes from this machine; so the settings must open the pages to nobody else, and the
    request must bear no mark of a proxy.
    """
    if not services_of(request).settings.is_local or any(name in request.headers for name in _FORWARDED):
        return False
    try:
        here = request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False
    return here and host_name(request.headers.get("host", "")) in LOOPBACK_NAMES


def require_same(form: Posted) -> None:
    """Do nothing when a new password was typed the same way twice.

    Raises:
        DubanError: ``password-differs``.
    """
    if form.raw("password") != form.raw("again"):
        raise DubanError("password-differs")
