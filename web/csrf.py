"""The token every form carries: an HMAC over the browser's session, so that no other page can send the form.

A visitor who is not signed in has a random cookie of its own in the place of a session.
"""

from fastapi import Depends, Request
from markupsafe import Markup
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from config.errors import DubanError
from planning.access.tokens import is_signature, new_token, signature, signing_key
from web.guard import LINKS, SAFE_METHODS
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
    return token_for(request, _seed(request))


def field_of(token: str) -> Markup:
    """Return the hidden field that carries a form token."""
    return Markup('<input type="hidden" name="{}" value="{}">').format(FIELD, token)


def token_for(request: Request, seed: str) -> str:
    """Return the token for forms sent with this session's cookie."""
    return signature(key_of(request), _PURPOSE, seed)


def remember_guest(request: Request, response: Response) -> None:
    """Give a browser without a session the cookie its form token was made for."""
    made = getattr(request.state, "guest", "")
    if made:
        response.set_cookie(_GUEST, made, httponly=True, samesite="lax", secure=is_secure(request))


def is_secure(request: Request) -> bool:
    """Tell whether cookies may be kept to https: when that is the address people use."""
    return services_of(request).settings.is_https


async def checked_form(request: Request, form: WithForm) -> None:
    """Let nothing be written that does not come from one of our own forms, or from a program with its own token.

    Raises:
        DubanError: ``form-stale``.
    """
    if request.method in SAFE_METHODS or token_of(request)[1] == "api" or request.url.path.startswith(LINKS):
        return
    given = request.headers.get(HEADER, "") or form.raw(FIELD)
    seed = _seed(request)
    if not seed or not is_signature(await run_in_threadpool(key_of, request), _PURPOSE, seed, given):
        raise DubanError("form-stale")


def _seed(request: Request) -> str:
    token = request.cookies.get(COOKIE, "") or request.cookies.get(_GUEST, "")
    if not token and request.method in SAFE_METHODS:
        begin_guest(request)
    return token or str(getattr(request.state, "guest", ""))


def begin_guest(request: Request) -> None:
    """Let a browser without any cookie have one of its own from this answer on."""
    if not getattr(request.state, "guest", ""):
        request.state.guest = new_token()


FormChecked = Depends(checked_form)
