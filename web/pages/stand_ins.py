"""Standing in: naming a deputy for oneself, the office's list of all, and the switch in the masthead."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from sqlmodel import Session
from starlette.responses import RedirectResponse, Response

from config.clock import local_day, today
from config.errors import CallError, DubanError
from planning.access.homes import home_of
from planning.access.standing_in import LONGEST_DAYS, Granted, grant, granted_by_id, grants, revoke, stand_in_for
from planning.access.viewers import Viewer, viewer_by_token
from planning.people import colleagues, holds_post_in, person_by
from web.asking import MOST_ID, identity
from web.editing import require_may_lend
from web.faults import status_of
from web.ports import Services
from web.posting import Posted, WithForm
from web.services import WithServices
from web.templating import page
from web.viewing import WithViewer, need, token_of

router = APIRouter(include_in_schema=False)
OWN, ALL = "/stand-ins", "/admin/stand-ins"
GrantId = Annotated[int, Path(ge=1, le=MOST_ID)]
_FIELDS = ("person", "deputy", "since", "until", "note")


@router.get(OWN)
def show_own(request: Request, services: WithServices, viewer: WithViewer) -> Response:
    """Show whom one may stand in for, one's own deputies, and the form to name one."""
    return _shown(request, services, viewer, everyone=False)


@router.get(ALL, dependencies=[need("stand-ins")])
def show_all(request: Request, services: WithServices, viewer: WithViewer) -> Response:
    """Show all grants and the form to make one for anybody."""
    return _shown(request, services, viewer, everyone=True)


@router.post(OWN)
def name_own_deputy(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Let somebody act for oneself for some days."""
    return _granted(request, services, viewer, form, everyone=False)


@router.post(ALL, dependencies=[need("stand-ins")])
def name_deputy(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Let somebody act for somebody else for some days."""
    return _granted(request, services, viewer, form, everyone=True)


@router.post("/stand-ins/{grant_id}/revoke")
def end_grant(services: WithServices, viewer: WithViewer, grant_id: GrantId, form: WithForm) -> Response:
    """End a grant: one's own, or any with the right to."""
    with services.database.write() as session:
        row = granted_by_id(session, grant_id)
        if not _may_grant_for(session, viewer, row.person_id, local_day(services.clock.now())):
            raise DubanError("stand-in-not-yours", name=viewer.name)
        revoke(session, viewer.actor, grant_id, services.clock.now())
    return RedirectResponse(ALL if form.text("all") and viewer.may("stand-ins") else OWN, status_code=303)


@router.post("/standing-in")
def switch(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Act for somebody from now on, or for oneself again; lead to the page where that work begins."""
    now, given = services.clock.now(), form.text("person")
    token, kind = token_of(request)
    with services.database.write() as session:
        stand_in_for(session, viewer, identity("person", given) if given else None, now)
        after = viewer_by_token(session, token, now, kind=kind)
    return RedirectResponse(home_of((after or viewer).roles), status_code=303)


def _granted(request: Request, services: Services, viewer: Viewer, form: Posted, *, everyone: bool) -> Response:
    given = {name: form.text(name) for name in _FIELDS}
    try:
        with services.database.write() as session:
            _grant(session, services, viewer, given, everyone=everyone)
    except DubanError as error:
        return _shown(request, services, viewer, everyone=everyone, given=given, fault=error)
    return RedirectResponse(ALL if everyone else OWN, status_code=303)


def _grant(session: Session, services: Services, viewer: Viewer, given: dict[str, str], *, everyone: bool) -> None:
    now = services.clock.now()
    person_id = person_by(session, _named(given["person"])).id if everyone else viewer.person_id
    deputy_id = person_by(session, _named(given["deputy"])).id
    if person_id is None or deputy_id is None or not _may_grant_for(session, viewer, person_id, local_day(now)):
        raise DubanError("stand-in-not-yours", name=viewer.name)
    if deputy_id == viewer.person_id and person_id != viewer.person_id:
        raise DubanError("stand-in-for-oneself", name=viewer.name)
    if person_id != viewer.person_id:
        require_may_lend(session, viewer, person_id, local_day(now))
    since, until = _day(given["since"]), _day(given["until"])
    grant(
        session, viewer.actor, person_id=person_id, deputy_id=deputy_id, since=since, until=until, note=given["note"],
        now=now,
    )  # fmt: skip


def _may_grant_for(session: Session, viewer: Viewer, person_id: int, day: date) -> bool:
    """Tell whether somebody may grant for a person: for oneself, or with the right for whoever belongs to the scope."""
    if person_id == viewer.person_id:
        return True
    return viewer.may("stand-ins") and holds_post_in(session, person_id, viewer.scope.units, day)


def _named(text: str) -> str:
    """Return a staff number or name as chosen (``Y01 沈玉兰``) or typed."""
    if not text:
        raise CallError("person-unknown", ref=text)
    return text.split(maxsplit=1)[0]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DubanError("stand-in-days", most=LONGEST_DAYS) from error


def _shown(
    request: Request,
    services: Services,
    viewer: Viewer,
    *,
    everyone: bool,
    given: dict[str, str] | None = None,
    fault: DubanError | None = None,
) -> Response:
    day = today(services.clock)
    with services.database.read() as session:
        listed: list[Granted] = []
        if everyone or viewer.person_id is not None:
            listed = grants(session, day, person_id=None if everyone else viewer.person_id)
        people = colleagues(session, viewer.scope.units, day)
    known = {each.person_id for each in people}
    if everyone and viewer.scope.units is not None:
        listed = [each for each in listed if each.person_id in known]
    shown: dict[str, Any] = {
        "everyone": everyone,
        "listed": listed,
        "people": people,
        "given": {"person": "", "deputy": "", "since": day.isoformat(), "until": "", "note": "", **(given or {})},
        "fault": str(fault) if fault else "",
        "today": day,
    }
    return page(request, "stand_ins.html", shown, status=status_of(fault) if fault else 200)
