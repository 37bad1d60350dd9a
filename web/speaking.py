"""Which language a browser is spoken to in: a cookie of its own, and Chinese without one."""

from collections.abc import AsyncIterator

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import Response

from config.language import CHINESE, LANGUAGES, speaking

COOKIE = "duban_language"
_YEAR_SECONDS = 365 * 24 * 3600


async def _in_chinese() -> AsyncIterator[None]:
    with speaking(CHINESE):
        yield


#: What makes a file or a message is Chinese, whatever language its page is read in. Async, so that it holds for the
#: request's own context, which its handler and a streamed answer run in.
IN_CHINESE = Depends(_in_chinese)


def language_in(request: Request) -> str:
    """Return the language a request asks for."""
    asked = request.cookies.get(COOKIE, CHINESE)
    return asked if asked in LANGUAGES else CHINESE


def remember_language(response: Response, language: str) -> None:
    """Let a browser ask in a language from now on."""
    response.set_cookie(COOKIE, language, max_age=_YEAR_SECONDS, httponly=True, samesite="lax")
