"""Reviews: the document beside the proposed items, every act on them, and adopting what was kept."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.clock import today
from config.errors import Conflict, DubanError
from planning.adoption import adopt_review
from planning.extraction import CLARITIES
from planning.ledger import Ledger
from planning.people import Actor, known_units
from planning.review.rights import Part, require_directing, require_review
from planning.review.showing import preview, review_view
from planning.review.view import ReviewView
from web.answers.review_acts import Done, Problem, do, mode_of
from web.answers.review_adoption import adoption_plan
from web.answers.review_asking import ReviewQuestion, review_question
from web.answers.review_columns import remap_columns
from web.answers.review_history import told_since
from web.answers.reviews import is_read_only, review_page
from web.asking import MOST_ID, whole
from web.faults import status_of
from web.posting import Posted, WithForm
from web.services import WithServices
from web.templating import page, wants_part
from web.viewing import WithViewer, need

ReviewId = Annotated[int, Path(ge=1, le=MOST_ID)]


def part_reviewed(services: WithServices, viewer: WithViewer, review_id: ReviewId) -> Part | None:
    """Return the part of the house somebody reviews plans of, when the review is one of them; none for all of it.

    Raises:
        CallError: ``review-unknown``, also for another part's.
    """
    with services.database.read() as session:
        part = require_directing(session, viewer.actor, services.clock.now())
        require_review(session, part, review_id)
    return part


WithPart = Annotated[Part | None, Depends(part_reviewed)]
#: Every route but the one that only shows asks for the part (``WithPart``), which refuses other people's reviews.
router = APIRouter(prefix="/reviews", include_in_schema=False, dependencies=[need("import")])


@router.get("/{review_id}", response_class=HTMLResponse)
def show_review(request: Request, services: WithServices, viewer: WithViewer, review_id: ReviewId) -> Response:
    """Show one page of a review; htmx gets the part that changes. What others review for one's units is only read."""
    asked = review_question(request.query_params)
    with services.database.read() as session:
        part = require_directing(session, viewer.actor, services.clock.now())
        view = review_view(session, review_id)
        if part is not None and is_read_only(session, part, view):
            asked, part = replace(asked, mode=""), part.of_others
        require_review(session, part, review_id)
        return _shown(request, session, view, asked, part)


@router.post("/{review_id}/acts")
def act_on_review(
    request: Request, services: WithServices, viewer: WithViewer, part: WithPart, review_id: ReviewId, form: WithForm
) -> Response:
    """Do one act and show the review after it; what cannot be done is told beside what was typed."""
    asked = review_question({name: form.raw(name) for name in ("page", "show", "text")})
    try:
        done = _done(services, review_id, form, viewer.actor)
    except DubanError as error:
        return _refused(request, services, review_id, form, asked, error, part)
    after = ReviewQuestion(page=asked.page, show=asked.show, text=asked.text, item=done.item)
    if wants_part(request):
        with services.database.read() as session:
            return _shown(request, session, done.view, after, part, told=done.told)
    if form.text("act") == "name":  # the one act of the page before adoption
        return RedirectResponse(f"/reviews/{review_id}/adopt", status_code=303)
    to = after.address(review_id) + (f"#item-{done.item}" if done.item else "")
    return RedirectResponse(to, status_code=303)


def _done(services: WithServices, review_id: int, form: Posted, actor: Actor) -> Done:
    if form.text("act") == "remap":
        return Done(remap_columns(services, review_id, form, actor), "")
    with services.database.write() as session:
        return do(session, review_id, form, actor, services.clock.now())


@router.get("/{review_id}/acts")
def lead_back(review_id: ReviewId) -> Response:
    """Lead whoever comes here by the address of an act to the review."""
    return RedirectResponse(f"/reviews/{review_id}", status_code=303)


@router.get("/{review_id}/adopt", response_class=HTMLResponse)
def show_adoption(request: Request, services: WithServices, part: WithPart, review_id: ReviewId) -> Response:
    """Show what adopting everything that is kept would do."""
    return _adoption(request, services, review_id, part)


@router.post("/{review_id}/adopt")
def adopt(
    request: Request, services: WithServices, viewer: WithViewer, part: WithPart, review_id: ReviewId, form: WithForm
) -> Response:
    """Adopt everything that is kept, and show it on the page of the plan."""
    now = services.clock.now()
    try:
        with services.database.write() as session:
            seen = whole(form.text("seq")) or 0
            if not _adopted_since(review_view(session, review_id), seen):
                adopt_review(Ledger(session, services.rules, viewer.actor, now), review_id, expected_seq=seen)
            plan_id = review_view(session, review_id).plan_id
    except DubanError as error:
        return _adoption(request, services, review_id, part, error)
    return RedirectResponse(f"/plans/{plan_id}?adopted={review_id}", status_code=303)


def _adopted_since(view: ReviewView, seen: int) -> bool:
    """Tell whether the same page was sent twice: all that happened since it was shown is the adoption."""
    since = [change for change in view.changes if change.seq > seen]
    return bool(since) and all(change.kind == "adopted" for change in since)


def _shown(
    request: Request,
    session: Session,
    view: ReviewView,
    asked: ReviewQuestion,
    part: Part | None,
    *,
    told: str = "",
    problem: Problem | None = None,
    status: int = 200,
) -> Response:
    services = request.app.state.services
    day = today(services.clock)
    within = part.unit_ids if part is not None else None
    found = review_page(session, view, asked, request.app.state.twins.of(session, view), day, within)
    found = replace(found, is_read_only=part is not None and part.led_by_others)
    shown = {"found": found, "asked": asked, "clarities": CLARITIES, "told": told, "problem": problem}
    if wants_part(request):
        # What is shown stands in the address, so that reloading shows it again.
        return page(request, "review_part.html", shown, status=status, headers={"HX-Replace-Url": _place(view, asked)})
    return page(request, "review.html", shown, status=status)


def _place(view: ReviewView, asked: ReviewQuestion) -> str:
    return asked.address(view.id, mode=asked.mode, at=asked.at)


def _refused(
    request: Request,
    services: WithServices,
    review_id: int,
    form: Posted,
    asked: ReviewQuestion,
    error: DubanError,
    part: Part | None,
) -> Response:
    """Show the review as it stands now with what was wrong; what was typed stays in its form."""
    if error.code == "review-unknown":
        raise error
    key = form.text("key")
    with services.database.read() as session:
        view = review_view(session, review_id)
        seen = whole(form.text("seq"))
        others = tuple(told_since(view, seen)) if isinstance(error, Conflict) and seen is not None else ()
        typed = {name: values[-1] for name, values in form.fields.items()}
        again = ReviewQuestion(page=asked.page, show=asked.show, text=asked.text, item=key, mode=mode_of(form))
        problem = Problem(str(error), others, typed)
        return _shown(request, session, view, again, part, problem=problem, status=int(status_of(error)))


def _adoption(
    request: Request, services: WithServices, review_id: int, part: Part | None, error: DubanError | None = None
) -> HTMLResponse:
    day = today(services.clock)
    with services.database.read() as session:
        found = adoption_plan(review_view(session, review_id), preview(session, review_id, services.rules, day))
        units = sorted(known_units(session) if part is None else part.names)
    shown = {"found": found, "units": units, "fault": str(error) if error else ""}
    return page(request, "review_adopt.html", shown, status=int(status_of(error)) if error else 200)
