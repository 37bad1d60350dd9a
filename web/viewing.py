"""Who asks: the session's cookie or a program's token, and what only somebody signed in, or with a right, may ask."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from config.errors import DubanError
from planning.access.sessions import SEEN_EVERY, note_seen
from planning.access.totp import ROLES as TOTP_ROLES
from planning.access.viewers import Viewer, viewer_by_token
from web.ports import Services
from web.services import services_of

COOKIE = "duban_session"
_BEARER = "bearer "


def token_of(request: Request) -> tuple[str, str]:
    """Return the token a request carries (or nothing) and its kind: ``api`` in a header, ``web`` in the cookie."""
    header = request.headers.get("authorization", "")
    if header.lower().startswith(_BEARER):
        return header[len(_BEARER) :].strip(), "api"
    return request.cookies.get(COOKIE, ""), "web"


def viewer_if_any(request: Request) -> Viewer | None:
    """Return who asks, read once a request; none for a visitor who is not signed in."""
    if not hasattr(request.state, "viewer"):
        token, kind = token_of(request)
        request.state.viewer = None
        if token:
            request.state.viewer = _read(services_of(request), token, kind)
    found: Viewer | None = request.state.viewer
    return found


def _read(services: Services, token: str, kind: str) -> Viewer | None:
    """Return whose token it is, and write down now and then that it was used."""
    now, idle = services.clock.now(), timedelta(days=services.settings.session_idle_days)
    with services.database.read() as session:
        viewer = viewer_by_token(session, token, now, kind=kind, idle=idle)
    if viewer is not None and viewer.seen_at is not None and viewer.seen_at < now - SEEN_EVERY:
        with services.database.write(quiet=True) as session:
            note_seen(session, viewer.sign_in_id, now)
    return viewer


def required_viewer(request: Request) -> Viewer:
    """Return who asks.

    Raises:
        DubanError: ``sign-in-needed``, which is answered by the page to sign in; ``password-change-needed`` and
            ``totp-needed``, answered by the page where that is done.
    """
    viewer = viewer_if_any(request)
    if viewer is None:
        raise DubanError("sign-in-needed")
    owed = owed_by(viewer, must_use_codes=services_of(request).settings.require_totp)
    if owed and not request.url.path.startswith("/account"):
        raise DubanError(owed)
    return viewer


def owed_by(viewer: Viewer, *, must_use_codes: bool) -> str:
    """Return what somebody must do before anything else, as the code of an error; empty when nothing is owed."""
    if viewer.kind != "web":
        return ""
    if viewer.must_change and viewer.strength != "oidc":
        return "password-change-needed"
    has_codes = viewer.has_totp or viewer.strength == "oidc"
    return "totp-needed" if must_use_codes and viewer.actor.roles & TOTP_ROLES and not has_codes else ""


def need(what: str) -> Any:  # noqa: ANN401 - FastAPI's own marker
    """Return a dependency that lets in only who may do something (a key of ``planning.rights.MAY``).

    Raises:
        DubanError: ``not-allowed``.
    """
    return Depends(_needing(what))


def _needing(what: str) -> Callable[[Request], Awaitable[None]]:
    async def needed(request: Request) -> None:
        # Who asks is mostly known by now, and then no other thread is needed to ask the database.
        known = hasattr(request.state, "viewer")
        require(required_viewer(request) if known else await run_in_threadpool(required_viewer, request), what)

    return needed


def require(viewer: Viewer, what: str) -> None:
    """Do nothing when somebody may do something.

    Raises:
        DubanError: ``not-allowed``.
    """
    if not viewer.may(what):
        raise DubanError("not-allowed", name=viewer.name)


WithViewer = Annotated[Viewer, Depends(required_viewer)]
