"""Coming in through the house's identity provider: away to it, and back with a code (authorization code with PKCE).

What must be the same on the way back (state, nonce, verifier) waits in a signed cookie of ten minutes: nothing is
written down before somebody is known.
"""

import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from config.clock import SystemClock
from config.errors import CallError, DubanError
from planning.access.audit import write_down
from planning.access.tokens import is_signature, new_token, signature
from planning.access.vouched import account_vouched_for, vouched_by
from planning.people import Actor
from web.addresses import own_path
from web.csrf import is_secure, key_of
from web.door import sign_in_page
from web.entering import came_from, enter, refuse_entry
from web.services import WithServices, services_of

if TYPE_CHECKING:
    from web.provider import Provider

public = APIRouter(prefix="/sign-in/oidc", include_in_schema=False)
_COOKIE, _LASTS, _PURPOSE = "duban_oidc", timedelta(minutes=10), "oidc"


def _provider(request: Request) -> "Provider":
    """Return the provider of the settings, kept with the application.

    Raises:
        CallError: ``oidc-not-set``.
    """
    oidc = services_of(request).settings.oidc
    if not oidc.issuer:
        raise CallError("oidc-not-set")
    state = request.app.state
    if not hasattr(state, "provider"):
        from web.provider import Provider  # noqa: PLC0415 - most houses have none

        state.provider = Provider(oidc)
    found: Provider = state.provider
    return found


def _back(request: Request) -> str:
    return services_of(request).settings.effective_base_url.rstrip("/") + "/sign-in/oidc/back"


@public.get("")
def go_away(request: Request, to: Annotated[str, Query(alias="next")] = "") -> Response:
    """Send the browser to the provider."""
    oidc = services_of(request).settings.oidc
    until = int((services_of(request).clock.now() + _LASTS).timestamp())
    waits = {
        "state": new_token(), "nonce": new_token(), "verifier": new_token(), "next": own_path(to), "until": str(until),
    }  # fmt: skip
    try:
        # The provider lives in the machine's time, whatever day the pages show.
        where = _provider(request).authorization_endpoint(SystemClock().now())
    except DubanError as error:
        return sign_in_page(request, to=own_path(to), fault=str(error), status=422)
    challenge = urlsafe_b64encode(sha256(waits["verifier"].encode()).digest()).decode().rstrip("=")
    asked = {
        "response_type": "code",
        "client_id": oidc.client_id,
        "redirect_uri": _back(request),
        "scope": oidc.scopes,
        "state": waits["state"],
        "nonce": waits["nonce"],
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    response = RedirectResponse(f"{where}{'&' if '?' in where else '?'}{urlencode(asked)}", status_code=303)
    waiting, age = _sealed(request, waits), int(_LASTS.total_seconds())
    response.set_cookie(
        _COOKIE, waiting, max_age=age, path="/sign-in", httponly=True, samesite="lax", secure=is_secure(request)
    )
    return response


@public.get("/back")
def come_back(request: Request, services: WithServices, state: str = "", code: str = "", error: str = "") -> Response:
    """Sign in whom the provider vouches for."""
    waits = _opened(request)
    to = own_path(waits.get("next", ""))
    try:
        if error:
            raise DubanError("oidc-refused")  # noqa: TRY301 - told on the page to sign in, like all others
        if not waits or not code or not hmac.compare_digest(waits["state"].encode(), state.encode()):
            raise DubanError("oidc-state-wrong")  # noqa: TRY301 - as above
        provider, oidc = _provider(request), services.settings.oidc
        claims = provider.claims(code, waits["verifier"], _back(request), waits["nonce"], SystemClock().now())
        number = _account(request, claims, oidc.staff_claim)
        response = enter(request, number, "oidc", to=to)
    except DubanError as fault:
        refuse_entry(services, request, "oidc", fault)
        response = sign_in_page(request, to=to, fault=str(fault), status=422)
    response.delete_cookie(_COOKIE, path="/sign-in")
    return response


def _account(request: Request, claims: dict[str, Any], staff_claim: str) -> int:
    """Return the account of whom the claims speak; write down when it was linked just now."""
    services = services_of(request)
    who, now = vouched_by(claims, staff_claim), services.clock.now()
    with services.database.write() as session:
        number, is_new = account_vouched_for(session, who, now)
        if is_new:
            detail, subject = {"issuer": who.issuer, "subject": who.subject}, f"account:{number}"
            address, actor = came_from(request).address, Actor("oidc", who.issuer)
            write_down(session, actor, "account-linked", now, subject=subject, address=address, detail=detail)
    return number


def _sealed(request: Request, waits: dict[str, str]) -> str:
    text = urlsafe_b64encode(json.dumps(waits).encode()).decode()
    return f"{text}.{signature(key_of(request), _PURPOSE, text)}"


def _opened(request: Request) -> dict[str, str]:
    """Return what waits in the cookie; nothing when there is none, not of our making, or older than ten minutes.

    A browser forgets the cookie by then; whoever copied it does not.
    """
    text, _, sign = request.cookies.get(_COOKIE, "").partition(".")
    if not text or not is_signature(key_of(request), _PURPOSE, text, sign):
        return {}
    found: dict[str, str] = json.loads(urlsafe_b64decode(text))
    return found if services_of(request).clock.now().timestamp() < int(found.get("until", "0")) else {}
