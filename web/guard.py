"""The guard around every request: under which name we answer, how much may be sent, what browsers are told to forbid.

Only requests to a name of this machine or one the settings give are answered: that keeps a foreign page from reaching
us through a host name of its own that resolves to this machine. Who somebody is, the sign-in tells (``web.viewing``).
"""

import logging
from collections.abc import Callable, Mapping
from fnmatch import fnmatchcase

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from config.errors import DubanError
from config.language import speaking
from config.settings import Settings
from web.speaking import language_in

log = logging.getLogger(__name__)

LOOPBACK_NAMES = frozenset({"127.0.0.1", "localhost", "[::1]"})
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
#: Forms opened by a link in a message: they carry the link itself, which no other page knows, and no cookie counts.
LINKS = "/k/"
PAGE_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'self'"
)
HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-cache",
}

#: What is told as well where people use https: come back by https for a year.
HTTPS_HEADERS = {"Strict-Transport-Security": "max-age=31536000"}

Fault = Callable[[Request, int, DubanError], Response]
"""Writes out an error as a page or as JSON."""


class Guard:
    """ASGI middleware, the outermost one. What goes wrong unforeseen inside is logged and answered with a page.

    ``uploads`` gives for the paths that take files (``*`` for a part of one) how many bytes they take; all others take
    ``body_limit``.
    """

    def __init__(
        self,
        app: ASGIApp,
        fault: Fault,
        settings: Settings,
        failed: Callable[[], DubanError],
        body_limit: int,
        uploads: Mapping[str, int],
    ) -> None:
        # They count what comes without a stated length.
        self.app = RequestBodyLimitMiddleware(app, body_limit)
        self.taking = {path: RequestBodyLimitMiddleware(app, limit) for path, limit in uploads.items()}
        self.fault = fault
        self.address = settings.effective_base_url
        self.names = LOOPBACK_NAMES | settings.host_names
        self.headers = HEADERS | (HTTPS_HEADERS if settings.is_https else {})
        self.failed = failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def guarded_send(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
            await send(message)

        request = Request(scope, receive)
        inner = next((taking for path, taking in self.taking.items() if fnmatchcase(scope["path"], path)), self.app)
        refusal = self._refusal(scope["method"], scope["path"], request.headers, inner.max_body_size)
        if refusal is not None:
            response = await run_in_threadpool(self.fault, request, *refusal)
            await response(scope, receive, guarded_send)
            return
        try:
            # A cookie and no question to the database: what is said before anybody is known is said in it too.
            with speaking(language_in(request)):
                await inner(scope, receive, guarded_send)
        except Exception:
            log.exception("%s %s failed", scope["method"], told_path(scope["path"]))
            if started:
                raise
            response = await run_in_threadpool(self.fault, request, 500, self.failed())
            await response(scope, receive, guarded_send)

    def _refusal(self, method: str, path: str, headers: Headers, limit: int) -> tuple[int, DubanError] | None:
        """Return why a request is not let in; nothing when it is."""
        host = headers.get("host", "")
        if host_name(host) not in self.names:
            return 403, DubanError("host-foreign", address=self.address)
        # A form opened by a link says nothing of where it is (its page sends no referrer, and so no origin either).
        if method not in SAFE_METHODS and not path.startswith(LINKS) and not is_same_origin(host, headers):
            return 403, DubanError("origin-foreign")
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length[:12]) > limit:
            return 413, too_large(limit, self.app.max_body_size)
        return None


def too_large(limit: int, usual: int) -> DubanError:
    """Return what is said of a body over its limit: of a form more than the usual one, or of a file."""
    if limit > usual:
        return DubanError("upload-too-large", megabytes=limit // 1_000_000)
    return DubanError("body-too-large", limit=limit // 1024)


#: Addresses that open something to whoever knows them: links in messages, invitations, shared papers, calendars.
_SECRET = (LINKS, "/join/", "/s/", "/calendar/")


def told_path(path: str) -> str:
    """Return a path as logs tell it: what opens something without a password is left out of them."""
    return next((f"{opens}…" for opens in _SECRET if path.startswith(opens)), path)


def host_name(host: str) -> str:
    """Return the name in a Host header, without its port, in lower case."""
    name, bracket, _ = host.lower().partition("]")
    return f"{name}]" if bracket else name.partition(":")[0]


def is_same_origin(host: str, headers: Headers) -> bool:
    """Tell whether a writing request comes from our own pages, or from a program that is no browser.

    Browsers always say where a writing request comes from: in ``Sec-Fetch-Site``, and in ``Origin`` even when old.
    """
    site = headers.get("sec-fetch-site")
    if site is not None and site not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    return origin is None or origin.lower() in {f"http://{host}".lower(), f"https://{host}".lower()}
