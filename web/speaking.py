"""Which language a browser is spoken to in: a cookie of its own, and Chinese without one."""

from starlette.requests import Request
from starlette.responses import Response

from config.language import CHINESE, LANGUAGES

COOKIE = "duban_language"
_YEAR_SECONDS = 365 * 24 * 3600


def language_in(request: Request) -> str:
    """Return the language a request asks for."""
    asked = request.cookies.get(COOKIE, CHINESE)
    return asked if asked in LANGUAGES else CHINESE


def remember_language(response: Response, language: str) -> None:
    """Let a browser ask in a language from now on."""
    response.set_cookie(COOKIE, language, max_age=_YEAR_SECONDS, httponly=True, samesite="lax")
