"""Coming in: a password or code tried, a session begun in this browser in the place of the one before."""

from datetime import timedelta
from http import HTTPStatus

from sqlalchemy import select, update
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from config.errors import DubanError
from planning.access.accounts import From, accounts, begin_session, id_of_login, is_set_up
from planning.access.attempts import begin_attempt, of_password, was_right
from planning.access.audit import write_down
from planning.access.homes import home_of
from planning.access.passwords import check_password
from planning.access.sessions import end_token
from planning.access.viewers import Viewer, viewer_by_token
from planning.people import Actor
from web.addresses import own_path
from web.carrying import Carried, resume
from web.csrf import is_secure
from web.devices_known import remember_device
from web.ports import Services
from web.services import services_of
from web.speaking import remember_language
from web.viewing import COOKIE

#: Between the right password and the code, a browser has this cookie in the place of a session.
_NOT_TRIED = frozenset({"sign-in-locked", "sign-in-too-often", "oidc-state-wrong", "oidc-refused"})
HALF_COOKIE, HALF_LASTS = "duban_half", timedelta(minutes=10)


def came_from(request: Request) -> From:
    """Return where a request comes from."""
    return From(request.client.host if request.client else "", request.headers.get("user-agent", ""))


def knock(services: Services, login: str, password: str, came: From, device: str = "") -> int | DubanError:
    """Return the account a name and password stand for, or why not.

    The attempt is counted first, the hash compared outside any transaction: it takes long, and as long for a name
    nobody has. Refused with ``sign-in-wrong``, ``sign-in-locked``, ``sign-in-too-often``, or ``account-disabled``,
    which only who knows the password is told. ``device`` names a browser in which the name signed in before.
    """
    now, counted = services.clock.now(), of_password(login, came, device)
    with services.database.write() as session:
        refused = begin_attempt(session, counted, came, now)
        account_id = id_of_login(session, login)
        query = select(accounts.c.password_hash, accounts.c.disabled).where(accounts.c.id == account_id)
        row = session.connection().execute(query).first()
    if refused is not None:
        return refused
    right, renewed = check_password(password, row.password_hash if row is not None else "")
    if not right or row is None or account_id is None:
        return DubanError("sign-in-wrong")
    with services.database.write() as session:
        was_right(session, counted, came, now)
        if renewed:
            given = update(accounts).where(accounts.c.id == account_id).values(password_hash=renewed)
            session.connection().execute(given)
    return DubanError("account-disabled") if row.disabled else account_id


def refuse_entry(services: Services, request: Request, login: str, why: DubanError) -> None:
    """Write down that somebody was not let in under a name; not where nothing was tried, which could go on for ever."""
    if why.code in _NOT_TRIED:
        return
    came, now = came_from(request), services.clock.now()
    with services.database.write() as session:
        write_down(session, Actor(login[:64], login[:64]), "sign-in-failed", now, address=came.address)


def enter(
    request: Request, account_id: int, strength: str, *, to: str = "", carried: Carried | None = None
) -> Response:
    """Begin a session in this browser, end the one before, and lead to where the visitor was headed.

    A form that was carried through the sign-in is shown, to be sent again.
    """
    services = services_of(request)
    now, came = services.clock.now(), came_from(request)
    lasts = timedelta(days=services.settings.session_days)
    with services.database.write() as session:
        end_token(session, request.cookies.get(COOKIE, ""), now, kind="web")
        end_token(session, request.cookies.get(HALF_COOKIE, ""), now, kind="half")
        token = begin_session(session, account_id, came, now, strength=strength, lasts=lasts)
        viewer = viewer_by_token(session, token, now)
        if viewer is None:
            raise DubanError("account-disabled")
        subject = f"account:{account_id}"
        detail = {"strength": strength}
        write_down(session, viewer.actor, "signed-in", now, subject=subject, address=came.address, detail=detail)
    request.state.viewer = viewer
    response = _with_session(request, _first_page(request, viewer, token, to, carried), token, lasts)
    remember_device(request, response, viewer.login)
    remember_language(response, viewer.language)
    return response


def _first_page(request: Request, viewer: Viewer, token: str, to: str, carried: Carried | None) -> Response:
    if carried is not None:
        return resume(request, viewer, carried, session_token=token)
    return RedirectResponse(own_path(to) or home_of(viewer.roles), status_code=HTTPStatus.SEE_OTHER)


def _with_session(request: Request, response: Response, token: str, lasts: timedelta) -> Response:
    age = int(lasts.total_seconds())
    response.set_cookie(COOKIE, token, max_age=age, httponly=True, samesite="lax", secure=is_secure(request))
    response.delete_cookie(HALF_COOKIE)
    return response


def enter_half(request: Request, account_id: int, response: Response) -> Response:
    """Let a browser go on to the code: the password was right."""
    services = services_of(request)
    with services.database.write() as session:
        token = begin_session(
            session, account_id, came_from(request), services.clock.now(), kind="half", lasts=HALF_LASTS
        )
    age = int(HALF_LASTS.total_seconds())
    response.set_cookie(HALF_COOKIE, token, max_age=age, httponly=True, samesite="lax", secure=is_secure(request))
    return response


def is_empty_house(request: Request) -> bool:
    """Tell whether there is no account yet."""
    with services_of(request).database.read() as session:
        return not is_set_up(session)
