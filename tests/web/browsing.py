"""Pages in a real browser, signed in as somebody of the house."""

from typing import TYPE_CHECKING

from tests.web.site import Site
from web.viewing import COOKIE

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def opened(
    browser: "Browser", site: Site, width: int, *, by: str | None = "D02", script: bool = True
) -> "tuple[Page, list[str]]":
    """Return a page of a width, signed in as somebody (the clerk) or nobody, and what the browser complains about."""
    context = browser.new_context(viewport={"width": width, "height": 844}, java_script_enabled=script)
    if by is not None:
        # Cookies know no ports: that of the server does not matter.
        context.add_cookies([{"name": COOKIE, "value": site.session_of(by), "domain": "127.0.0.1", "path": "/"}])
    page = context.new_page()
    complaints: list[str] = []
    page.on(
        "console", lambda message: complaints.append(message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(request.url))
    return page, complaints
