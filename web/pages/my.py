"""Own tasks: what must be done first and why, and what was told to oneself."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from web.answers.my import my_notices, my_tasks
from web.asking import one_of, page_number
from web.moment import looking
from web.services import AsOf, WithServices
from web.templating import page, wants_part
from web.viewing import WithViewer, need

router = APIRouter(prefix="/my", include_in_schema=False, dependencies=[need("own-tasks")])


@router.get("", response_class=HTMLResponse)
def show_my_tasks(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> HTMLResponse:
    """Show the tasks of who is signed in; ``?topic=`` leaves those asked for one matter, ``?page=`` goes on."""
    given = {name: text.strip() for name, text in request.query_params.items() if text.strip()}
    topic = one_of("my_topic")("topic", given["topic"]) if "topic" in given else ""
    number = page_number("page", given.get("page", "1"))
    with looking(services, viewer, as_of) as look:
        found = my_tasks(look, services.rules, services.clock.now(), topic=topic, page=number)
    shown = {"found": found, "topic": topic, "today": look.today}
    return page(request, "my_list.html" if wants_part(request) else "my.html", shown, as_of=as_of)


@router.get("/messages", response_class=HTMLResponse)
def show_my_messages(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> HTMLResponse:
    """Show what was told to who is signed in, and what was not and why."""
    with looking(services, viewer, as_of) as look:
        shown = {"notices": my_notices(look), "today": look.today}
    return page(request, "my_messages.html", shown, as_of=as_of)
