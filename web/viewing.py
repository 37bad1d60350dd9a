"""Who asks: the session's cookie or a program's token, and what only somebody signed in, or with a right, may ask."""

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Depends, Request

from config.errors import DubanError
from planning.access.viewers import Viewer, viewer_by_token
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
            services = services_of(request)
            with services.database.read() as session:
                request.state.viewer = viewer_by_token(session, token, services.clock.now(), kind=kind)
    found: Viewer | None = request.state.viewer
    return found


def required_viewer(request: Request) -> Viewer:
    """Return who asks.

    Raises:
        DubanError: ``sign-in-needed``, which is answered by the page to sign in.
    """
    viewer = viewer_if_any(request)
    if viewer is None:
        raise DubanError("sign-in-needed")
    return viewer


def need(what: str) -> Any:  # noqa: ANN401 - FastAPI's own marker
    """Return a dependency that lets in only who may do something (a key of ``planning.rights.MAY``).

    Raises:
        DubanError: ``not-allowed``.
    """
    return Depends(_needing(what))


def _needing(what: str) -> Callable[[Request], None]:
    def needed(request: Request) -> None:
        require(required_viewer(request), what)

    return needed


def require(viewer: Viewer, what: str) -> None:
    """Do nothing when somebody may do something.

    Raises:
        DubanError: ``not-allowed``.
    """
    if not viewer.may(what):
        raise DubanError("not-allowed", name=viewer.name)


WithViewer = Annotated[Viewer, Depends(required_viewer)]
