"""The link an administrator hands out: behind it somebody chooses their password, once, and is signed in.

Looking at the link uses nothing up: programs that preview links in a chat look at them too.
"""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Row
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.errors import CallError, DubanError
from planning.access.accounts import account_row, set_password
from planning.access.audit import write_down
from planning.access.passwords import hash_password, require_good_password
from planning.access.sessions import account_of, end_token
from planning.people import Actor
from web.entering import came_from, enter
from web.faults import status_of
from web.pages.setting_up import require_same
from web.ports import Services
from web.posting import WithForm
from web.services import WithServices
from web.templating import page

public = APIRouter(prefix="/join", include_in_schema=False)


@public.get("/{token}", response_class=HTMLResponse)
def show_join(request: Request, services: WithServices, token: str) -> Response:
    """Show whose account it is, and the form of the password."""
    return page(request, "join.html", {"account": _invited(services, token), "token": token, "fault": ""})


@public.post("/{token}")
def join(request: Request, services: WithServices, token: str, form: WithForm) -> Response:
    """Take the password and sign in; whoever uses codes signs in with one first."""
    account, now = _invited(services, token), services.clock.now()
    try:
        require_same(form)
        require_good_password(form.raw("password"), login=account.login, name=account.name)
    except DubanError as error:
        shown = {"account": account, "token": token, "fault": str(error)}
        return page(request, "join.html", shown, status=int(status_of(error)))
    kept = hash_password(form.raw("password"))
    with services.database.write() as session:
        if end_token(session, token, now, kind="invite") is None:  # used in another window meanwhile
            raise CallError("invite-gone")
        set_password(session, account.id, kept)
        subject, came = f"account:{account.id}", came_from(request)
        actor = Actor(account.login, account.name)
        write_down(session, actor, "account-joined", now, subject=subject, address=came.address)
    if account.totp_secret:
        return RedirectResponse("/sign-in", status_code=303)
    return enter(request, account.id, "password")


def _invited(services: Services, token: str) -> Row[Any]:
    """Return the account a link belongs to.

    Raises:
        CallError: ``invite-gone``.
        DubanError: ``account-disabled``.
    """
    with services.database.read() as session:
        found = account_of(session, token, kind="invite", alive_at=services.clock.now())
        if found is None:
            raise CallError("invite-gone")
        account = account_row(session, found)
    if account.disabled:
        raise DubanError("account-disabled")
    return account
