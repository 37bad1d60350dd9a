"""Coming in and going out: the first administrator, signing in by password, signing out."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.errors import DubanError
from planning.access.accounts import From, begin_session, end_session, is_set_up, make_account, try_password
from planning.access.audit import write_down
from planning.access.viewers import Viewer, viewer_by_token
from planning.people import Actor
from web.addresses import own_path
from web.csrf import is_secure
from web.faults import status_of
from web.posting import Posted, WithForm
from web.services import WithServices
from web.templating import page
from web.viewing import COOKIE, viewer_if_any

public = APIRouter(include_in_schema=False)
_COOKIE_SECONDS = 14 * 24 * 3600


@public.get("/sign-in", response_class=HTMLResponse)
def show_sign_in(request: Request, services: WithServices, to: Annotated[str, Query(alias="next")] = "") -> Response:
    """Show the form to sign in; the form of the first administrator while there is no account."""
    with services.database.read() as session:
        if not is_set_up(session):
            return RedirectResponse("/set-up", status_code=303)
    viewer = viewer_if_any(request)
    if viewer is not None:
        return RedirectResponse(own_path(to) or home_of(viewer), status_code=303)
    return page(request, "sign_in.html", {"login": "", "next": own_path(to), "fault": ""})


@public.post("/sign-in")
def sign_in(request: Request, services: WithServices, form: WithForm) -> Response:
    """Sign in with name and password, and go on to where the visitor was headed."""
    login, now, came = form.text("login"), services.clock.now(), came_from(request)
    with services.database.write() as session:
        found = try_password(session, login, form.raw("password"), came, now)
        token = "" if isinstance(found, DubanError) else begin_session(session, found, came, now)
        viewer = viewer_by_token(session, token, now) if token else None
        if viewer is not None:
            write_down(
                session, viewer.actor, "signed-in", now, subject=f"account:{viewer.account_id}", address=came.address
            )
        else:
            write_down(session, Actor(login[:64], login[:64]), "sign-in-failed", now, address=came.address)
    if viewer is None:
        shown = {"login": login, "next": own_path(form.text("next")), "fault": str(found)}
        return page(request, "sign_in.html", shown, status=422)
    return with_session(request, RedirectResponse(own_path(form.text("next")) or home_of(viewer), 303), token)


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


@public.get("/set-up", response_class=HTMLResponse)
def show_set_up(request: Request, services: WithServices) -> Response:
    """Show the form of the first administrator; once there is an account, there is nothing to set up."""
    with services.database.read() as session:
        if is_set_up(session):
            return RedirectResponse("/sign-in", status_code=303)
    return page(request, "set_up.html", {"login": "", "name": "", "fault": ""})


@public.post("/set-up")
def set_up(request: Request, services: WithServices, form: WithForm) -> Response:
    """Make the first administrator's account and sign in with it."""
    now, came = services.clock.now(), came_from(request)
    try:
        require_same(form)
        with services.database.write() as session:
            if is_set_up(session):
                return RedirectResponse("/sign-in", status_code=303)
            name = form.text("name") or form.text("login")
            made = make_account(
                session, login=form.text("login"), name=name, now=now, password=form.raw("password"), is_admin=True
            )
            token = begin_session(session, made, came, now)
            write_down(session, Actor(form.text("login"), name), "set-up", now, subject=f"account:{made}")
    except DubanError as error:
        shown = {"login": form.text("login"), "name": form.text("name"), "fault": str(error)}
        return page(request, "set_up.html", shown, status=status_of(error))
    return with_session(request, RedirectResponse("/", status_code=303), token)


def require_same(form: Posted) -> None:
    """Do nothing when a new password was typed the same way twice.

    Raises:
        DubanError: ``password-differs``.
    """
    if form.raw("password") != form.raw("again"):
        raise DubanError("password-differs")


def with_session(request: Request, response: Response, token: str) -> Response:
    """Give the browser its session."""
    response.set_cookie(
        COOKIE, token, max_age=_COOKIE_SECONDS, httponly=True, samesite="lax", secure=is_secure(request)
    )
    return response


def came_from(request: Request) -> From:
    """Return where a request comes from."""
    return From(request.client.host if request.client else "", request.headers.get("user-agent", ""))


def home_of(viewer: Viewer) -> str:
    """Return the page somebody's work begins on."""
    if viewer.may("desk"):
        return "/desk"
    if viewer.may("own-tasks") and not viewer.may("boards"):
        return "/my"
    return "/"
