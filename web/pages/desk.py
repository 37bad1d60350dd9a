"""The desk of the office: an inbox of what waits for a decision, with the decision in the row."""

from collections.abc import Sequence

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from planning import desk
from planning.page_queries import first_event_at
from web.addresses import own_path
from web.answers.desk import desk_of, desk_question
from web.answers.done import done_address, done_words
from web.answers.task_acting import require_visible
from web.asking import whole
from web.moment import looking
from web.pages.task_acts import DESK, led_on
from web.posting import WithForm
from web.services import WithServices
from web.templating import page, wants_part
from web.viewing import WithViewer, need

router = APIRouter(prefix=DESK, include_in_schema=False, dependencies=[need("desk")])
_MOST_MARKED = 100


@router.get("", response_class=HTMLResponse)
def show_desk(request: Request, services: WithServices, viewer: WithViewer) -> HTMLResponse:
    """Show one part of what waits; htmx gets the part that changes."""
    asked = desk_question(request.query_params)
    with looking(services, viewer, asked.as_of) as look:
        found = desk_of(look, asked)
        is_new = not any(found.counts.values()) and first_event_at(look.session) is None
    shown = {"found": found, "asked": asked, "done": done_words(request.query_params), "today": look.today}
    shown["is_new"] = is_new
    return page(request, "desk_part.html" if wants_part(request) else "desk.html", shown, as_of=asked.as_of)


@router.post("/read")
def mark_read(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Note that the office has looked at reports (``seen``: task and event, ``12:5``) and lead back."""
    seen = _seen(form.texts("seen"))
    with services.database.write() as session:
        for task_id in seen:
            require_visible(session, viewer, task_id)
        desk.mark_read(session, seen)
    return led_on(request, done_address(own_path(form.text("back")) or DESK, done="read"))


def _seen(texts: Sequence[str]) -> dict[int, int]:
    """Return the newest event seen of each task."""
    found: dict[int, int] = {}
    for text in texts[:_MOST_MARKED]:
        task, _, seq = text.partition(":")
        task_id, number = whole(task), whole(seq)
        if task_id and number:
            found[task_id] = max(number, found.get(task_id, 0))
    return found
