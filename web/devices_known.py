"""Browsers in which somebody signed in before: a signed mark for each sign-in name, which lets nobody in.

Wrong passwords in such a browser are counted by themselves, so that nobody elsewhere keeps its people out by failing
on purpose under their names; and wrong passwords elsewhere tell nothing of it. Several people may share a browser.
"""

from datetime import timedelta

from starlette.requests import Request
from starlette.responses import Response

from planning.access.tokens import hash_of, is_signature, new_token, signature
from web.csrf import is_secure, key_of

_COOKIE, _PURPOSE, _LASTS = "duban_devices", "device", timedelta(days=365)
_MOST, _BETWEEN, _WHERE = 6, "~", "/sign-in"


def device_of(request: Request, login: str) -> str:
    """Return what a browser is called in which a name signed in before; empty for any other browser or name."""
    for mark in _marks(request):
        if _is_mark(request, mark, login):
            return hash_of(mark)[:32]
    return ""


def remember_device(request: Request, response: Response, login: str) -> None:
    """Let a browser be known from now on as one in which a name has signed in; the latest names stay.

    Only where people sign in: elsewhere the browser does not say which marks it has.
    """
    if not request.url.path.startswith(_WHERE):
        return
    own = new_token()
    mark = f"{own}.{signature(key_of(request), _PURPOSE, _said(own, login))}"
    others = [each for each in _marks(request) if not _is_mark(request, each, login)]
    response.set_cookie(
        _COOKIE, _BETWEEN.join([mark, *others][:_MOST]), max_age=int(_LASTS.total_seconds()), path=_WHERE,
        httponly=True, samesite="lax", secure=is_secure(request),
    )  # fmt: skip


def _marks(request: Request) -> list[str]:
    return [mark for mark in request.cookies.get(_COOKIE, "").split(_BETWEEN)[:_MOST] if mark]


def _is_mark(request: Request, mark: str, login: str) -> bool:
    own, _, sign = mark.partition(".")
    return is_signature(key_of(request), _PURPOSE, _said(own, login), sign)


def _said(own: str, login: str) -> str:
    return f"{own} {login.strip().lower()}"
