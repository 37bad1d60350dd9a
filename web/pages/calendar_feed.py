"""The calendar of one's own dates: the page to make, renew and revoke its address, and the feed behind it.

Calendar programs cannot sign in, so the address is the key: kept as a hash, told once, revoked with one click.
"""

import secrets
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.clock import today
from config.errors import DubanError
from planning.access.links import (
    CALENDAR,
    calendar_link,
    form_token,
    is_in_force,
    make_link,
    note_use,
    revoke_calendars,
)  # fmt: skip
from planning.access.viewers import Viewer, posts_of
from planning.own_dates import own_dates
from planning.people import Actor
from web.addresses import doubts_of
from web.answers.calendar import MEDIA_TYPE, feed
from web.pages.shared_links import found_link
from web.ports import Services
from web.posting import WithForm
from web.services import WithServices
from web.speaking import IN_CHINESE
from web.templating import page
from web.viewing import WithViewer

router = APIRouter(prefix="/calendar", include_in_schema=False)
public = APIRouter(prefix="/calendar", include_in_schema=False)
HEADERS = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "private, no-cache"}


@router.get("", response_class=HTMLResponse)
def show_calendar(request: Request, services: WithServices, viewer: WithViewer) -> HTMLResponse:
    """Show one's own dates and whether there is an address for them."""
    return _page(request, services, viewer, "")


@router.post("", response_class=HTMLResponse)
def make_address(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> HTMLResponse:
    """Make the address, or another one in its place, and show it this once; a page read anew shows it again."""
    person_id, now = _person(viewer), services.clock.now()
    own = _own(viewer)
    with services.database.write() as session:
        token = form_token(session, own, CALENDAR, person_id, form.text("once"))
        if not token or not is_in_force(session, token):
            revoke_calendars(session, person_id, own, now)
        token = make_link(session, CALENDAR, person_id, viewer.name, own, now, None, token=token)
    return _page(request, services, viewer, f"{services.settings.effective_base_url}/calendar/{token}.ics")


@router.post("/revoke")
def revoke_address(services: WithServices, viewer: WithViewer) -> Response:
    """Revoke the address: calendar programs get nothing any more."""
    with services.database.write() as session:
        revoke_calendars(session, _person(viewer), _own(viewer), services.clock.now())
    return RedirectResponse("/calendar", HTTPStatus.SEE_OTHER)


def _page(request: Request, services: Services, viewer: Viewer, made: str) -> HTMLResponse:
    day = today(services.clock)
    with services.database.read() as session:
        held = posts_of(session, viewer.person_id, day)
        shown = {
            "dates": own_dates(session, [post.id for post in held], services.rules, day),
            "known": calendar_link(session, viewer.person_id) if viewer.person_id is not None else None,
            "has_person": viewer.person_id is not None,
            "day": day,
            "made": made,
            "once": secrets.token_hex(16),
            **doubts_of(str(request.url), services.settings.effective_base_url),
        }
    return page(request, "calendar.html", shown, headers={"Cache-Control": "no-store"})


def _person(viewer: Viewer) -> int:
    """Return whose calendar it is: always one's own, also while standing in for somebody.

    Raises:
        DubanError: ``calendar-no-person``.
    """
    if viewer.person_id is None:
        raise DubanError("calendar-no-person", name=viewer.name)
    return viewer.person_id


def _own(viewer: Viewer) -> Actor:
    return Actor(viewer.actor.ref, viewer.name)


@public.get("/{token}.ics", dependencies=[IN_CHINESE])
def send_feed(
    request: Request, services: WithServices, token: Annotated[str, Path(min_length=20, max_length=80)]
) -> Response:
    """Send the feed; nothing when it has not changed since the calendar program last asked."""
    now, day = services.clock.now(), today(services.clock)
    link = found_link(request, services, token, (CALENDAR,))
    with services.database.read() as session:
        held = posts_of(session, link.subject_id, day)
        dates = own_dates(session, [post.id for post in held], services.rules, day)
    made = feed(dates, link.subject_id, link.title, services.settings.effective_base_url)
    with services.database.write(quiet=True) as session:
        note_use(session, link.id, now)
    headers = HEADERS | {"ETag": made.etag}
    if made.etag in request.headers.get("if-none-match", ""):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(made.data, media_type=MEDIA_TYPE, headers=headers)
