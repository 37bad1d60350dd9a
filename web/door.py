"""The page to sign in, wherever it is shown: asked for, after a wrong password, or in the place of an expired page."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from starlette.requests import Request
from starlette.responses import Response

from web.services import services_of
from web.templating import page

if TYPE_CHECKING:
    from web.carrying import Carried


def sign_in_page(
    request: Request,
    *,
    login: str = "",
    to: str = "",
    fault: str = "",
    carried: "Carried | None" = None,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return the page: the name typed before, where to go on to, what went wrong, the form carried on."""
    oidc = services_of(request).settings.oidc
    shown = {
        "login": login,
        "next": to,
        "fault": fault,
        "carried": carried,
        "provider": oidc.label if oidc.issuer else "",
    }
    return page(request, "sign_in.html", shown, status=status, headers=headers)
