"""Handing a post over: the sheet of its open items, to read and to print, and the act for whoever keeps the roster."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from starlette.responses import RedirectResponse, Response

from config.clock import today
from config.errors import CallError, DubanError
from planning.access.viewers import Viewer
from planning.drafts import drafts_of
from planning.handing_over import MOST_ITEMS, PostHolder, hand_over, post_on, sheet_of
from planning.people import colleagues, person_by
from planning.rights import HEAD
from web.answers.lines import lines_of
from web.asking import MOST_ID
from web.editing import roles_kept
from web.faults import status_of
from web.moment import looking
from web.ports import Services
from web.posting import WithForm
from web.services import AsOf, WithServices
from web.templating import page
from web.viewing import WithViewer, need

router = APIRouter(prefix="/hand-over", include_in_schema=False)
PostId = Annotated[int, Path(ge=1, le=MOST_ID)]


@router.get("/{post_id}")
def show_sheet(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf, post_id: PostId) -> Response:
    """Show the open items of a post for its successor."""
    return _shown(request, services, viewer, post_id, as_of=as_of)


@router.post("/{post_id}", dependencies=[need("roster.edit")])
def hand_post_over(
    request: Request, services: WithServices, viewer: WithViewer, post_id: PostId, form: WithForm
) -> Response:
    """Give the post to a successor from a day on."""
    given = {name: form.text(name) for name in ("person", "since")}
    try:
        with services.database.write() as session:
            require_visible(viewer, post_on(session, post_id, today(services.clock)))
            person_id = person_by(session, _named(given["person"])).id or 0
            with roles_kept(session, viewer):
                hand_over(session, viewer.actor, post_id, person_id, _day(given["since"]), services.clock.now())
    except DubanError as error:
        return _shown(request, services, viewer, post_id, given=given, fault=error)
    return RedirectResponse(f"/hand-over/{post_id}?done=1", status_code=303)


def require_visible(viewer: Viewer, post: PostHolder) -> None:
    """Do nothing when somebody may read the sheet of a post: its holder, the unit's head, who keeps or sees the roster.

    Raises:
        DubanError: ``post-missing`` when the unit is out of sight; ``not-allowed``.
    """
    own = any(post.id == each.id for each in viewer.posts)
    if not own and not viewer.scope.has_unit(post.unit_id):
        raise DubanError("post-missing")
    if not (own or viewer.may("roster") or viewer.may("boards") or HEAD in viewer.roles):
        raise DubanError("not-allowed", name=viewer.name)


def _named(text: str) -> str:
    """Return a staff number or name as chosen (``Y01 沈玉兰``) or typed."""
    if not text:
        raise CallError("person-unknown", ref=text)
    return text.split(maxsplit=1)[0]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DubanError("hand-over-day", since="") from error


def _shown(
    request: Request,
    services: Services,
    viewer: Viewer,
    post_id: int,
    *,
    as_of: date | None = None,
    given: dict[str, str] | None = None,
    fault: DubanError | None = None,
) -> Response:
    with looking(services, viewer, as_of) as look:
        require_visible(viewer, post_on(look.session, post_id, look.today))
        sheet = sheet_of(look.session, look.table, post_id, look.day, look.before)
        lines = lines_of(look.session, [each.row for each in sheet.items], look.day)
        people = colleagues(look.session, viewer.scope.units, look.today) if viewer.may("roster.edit") else []
        unsent = {} if as_of else drafts_of(look.session, sheet.post.code, services.clock.now())
    shown: dict[str, Any] = {
        "sheet": sheet,
        "entries": list(zip(lines, sheet.items, strict=True)),
        "cut": len(lines) == MOST_ITEMS,
        "unsent": {int(place.rpartition("-")[2]): saved_at for place, saved_at in unsent.items()},
        "people": people,
        "given": {"person": "", "since": look.today.isoformat(), **(given or {})},
        "fault": str(fault) if fault else "",
        "done": "done" in request.query_params and fault is None,
        "day": look.day,
        "today": look.today,
    }
    return page(request, "hand_over.html", shown, as_of=as_of, status=status_of(fault) if fault else 200)
