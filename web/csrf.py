"""The token every form carries: an HMAC over the browser's session, so that no other page can send the form.

A visitor who is not signed in has a random cookie of its own in the place of a session.
"""

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from config.errors import DubanError
from planning.access.tokens import is_signature, new_token, signature, signing_key
from web.guard import SAFE_METHODS
from web.posting import WithForm
from web.services import services_of
from web.viewing import COOKIE, token_of

FIELD, HEADER = "csrf", "x-csrf-token"
_GUEST = "duban_guest"
_PURPOSE = "form"


def key_of(request: Request) -> bytes:
    """Return the signing key of the installation, read once for the application."""
    state = request.app.state
    if not hasattr(state, "signing_key"):
        with services_of(request).database.write() as session:
            state.signing_key = signing_key(session)
    found: bytes = state.signing_key
    return found


def form_token(request: Request) -> str:
    """Return the token for the forms of a page."""
    return signature(key_of(request), _PURPOSE, _seed(request))


def remember_guest(request: Request, response: Response) -> None:
    """Give a browser without a session the cookie its form token was made for."""
    made = getattr(request.state, "guest", "")
    if made:
        response.set_cookie(_GUEST, made, httponly=True, samesite="lax", secure=is_secure(request))


def is_secure(request: Request) -> bool:
    """Tell whether cookies may be kept to https: when that is the address people use."""
    return services_of(request).settings.effective_base_url.startswith("https:")


async def checked_form(request: Request, form: WithForm) -> None:
    """Let nothing be written that does not come from one of our own forms, or from a program with its own token.

    Raises:
        DubanError: ``form-stale``.
    """
    if request.method in SAFE_METHODS or token_of(request)[1] == "api":
        return
    given = request.headers.get(HEADER, "") or form.raw(FIELD)
    seed = _seed(request)
    if not seed or not is_signature(await run_in_threadpool(key_of, request), _PURPOSE, seed, given):
        raise DubanError("form-stale")


def _seed(request: Request) -> str:
    token = request.cookies.get(COOKIE, "") or request.cookies.get(_GUEST, "")
    if not token and request.method in SAFE_METHODS:
        if not getattr(request.state, "guest", ""):
            request.state.guest = new_token()
        return str(request.state.guest)
    return token


FormChecked = Depends(checked_form)
