"""Codes of an authenticator app for one's own account: switching them on and off, and new recovery codes."""

import re

from fastapi import APIRouter, Depends, Request
from sqlalchemy import update
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.errors import DubanError
from planning.access import totp
from planning.access.accounts import account_row, accounts
from planning.access.audit import write_down
from planning.access.sessions import end_others
from planning.access.viewers import Viewer
from web.faults import status_of
from web.pages.account import in_person, require_own_password
from web.ports import Services
from web.posting import WithForm
from web.services import WithServices
from web.templating import page
from web.viewing import WithViewer

router = APIRouter(prefix="/account/codes", include_in_schema=False, dependencies=[Depends(in_person)])
_SECRET = re.compile(r"[A-Z2-7]{32}")
_NOT_KEPT = {"Cache-Control": "no-store"}


@router.get("", response_class=HTMLResponse)
def show_codes(request: Request, services: WithServices, viewer: WithViewer) -> Response:
    """Show how to switch codes on, or how many recovery codes are left."""
    return _codes_page(request, services, viewer)


def _codes_page(
    request: Request,
    services: Services,
    viewer: Viewer,
    *,
    secret: str = "",
    fault: str = "",
    new_codes: list[str] | None = None,
    status: int = 200,
) -> Response:
    with services.database.read() as session:
        row = account_row(session, viewer.account_id)
    _require_role(viewer, has_codes=bool(row.totp_secret))
    secret = secret or totp.new_secret()
    app = totp.app_address(secret, row.login, "duban")
    shown = {
        "is_on": bool(row.totp_secret),
        "secret": secret,
        "app_address": app,
        "picture": "" if row.totp_secret else _picture(app),
        "left": totp.left(row.recovery),
        "new_codes": new_codes or [],
        "is_owed": services.settings.require_totp,
        "fault": fault,
    }
    return page(request, "account_codes.html", shown, status=status, headers=_NOT_KEPT)


def _picture(text: str) -> str:
    """Return a QR code as the address of an image."""
    import segno  # noqa: PLC0415 - only this page draws one

    return segno.make(text, error="m").svg_data_uri(scale=4, border=3, light="#fff")


def _require_role(viewer: Viewer, *, has_codes: bool) -> None:
    """Do nothing when somebody's roles are those that use codes, or codes are on already.

    Raises:
        DubanError: ``not-allowed``.
    """
    if not (viewer.roles & totp.ROLES or has_codes):
        raise DubanError("not-allowed", name=viewer.name)


@router.post("")
def switch_on(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Switch codes on with the first code of the app; show the recovery codes this once."""
    secret, now = form.text("totp_secret"), services.clock.now()
    step = totp.step_of(secret, form.text("totp"), now, 0) if _SECRET.fullmatch(secret) else None
    _require_role(viewer, has_codes=False)
    if viewer.has_totp:
        return RedirectResponse("/account/codes", status_code=303)
    if step is None:
        told = str(DubanError("code-wrong"))
        kept = secret if _SECRET.fullmatch(secret) else ""
        return _codes_page(request, services, viewer, secret=kept, fault=told, status=422)
    codes = totp.new_recovery_codes()
    given = {"totp_secret": secret, "totp_step": step, "recovery": totp.kept_codes(codes)}
    with services.database.write() as session:
        session.connection().execute(update(accounts).where(accounts.c.id == viewer.account_id).values(**given))
        end_others(session, viewer.account_id, now, but=viewer.sign_in_id, kind="web")
        write_down(session, viewer.actor, "codes-on", now, subject=f"account:{viewer.account_id}")
    return _codes_page(request, services, viewer, new_codes=codes)


@router.post("/off")
def switch_off(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Switch codes off again; the password is asked for."""
    return _changed(request, services, viewer, form, "codes-off", {"totp_secret": "", "recovery": "[]"}, [])


@router.post("/recovery")
def renew_recovery(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Give new recovery codes in the place of the old ones; the password is asked for."""
    codes = totp.new_recovery_codes()
    given = {"recovery": totp.kept_codes(codes)}
    return _changed(request, services, viewer, form, "recovery-renewed", given, codes)


def _changed(
    request: Request,
    services: Services,
    viewer: Viewer,
    form: WithForm,
    kind: str,
    given: dict[str, str],
    codes: list[str],
) -> Response:
    now = services.clock.now()
    try:
        require_own_password(request, services, viewer, form)
    except DubanError as error:
        return _codes_page(request, services, viewer, fault=str(error), status=int(status_of(error)))
    with services.database.write() as session:
        session.connection().execute(update(accounts).where(accounts.c.id == viewer.account_id).values(**given))
        write_down(session, viewer.actor, kind, now, subject=f"account:{viewer.account_id}")
    if codes:
        return _codes_page(request, services, viewer, new_codes=codes)
    return RedirectResponse("/account", status_code=303)
