"""One's own tasks, the desk, the plans and one plan as PDF."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from config.language import sentence
from web.answers.desk import Desk, DeskQuestion, desk_of
from web.answers.my import my_tasks
from web.answers.own_sheets import desk_blocks, my_blocks
from web.answers.plan_detail import plan_detail, plan_question
from web.answers.plan_sheets import plan_blocks, plans_blocks
from web.asking import MOST_ID, one_of
from web.moment import Look, looking
from web.pages.plans import plans_of
from web.printed import Paper, printed
from web.services import AsOf, WithServices
from web.speaking import IN_CHINESE
from web.viewing import WithViewer, need

router = APIRouter(prefix="/print", include_in_schema=False, dependencies=[IN_CHINESE])
#: So many items of a plan, own tasks, and things of each kind of the desk go on paper.
MOST_ITEMS, MOST_OWN, MOST_WAITING = 500, 200, 100


@router.get("/my.pdf", dependencies=[need("own-tasks")])
def print_my_tasks(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> Response:
    """Send the tasks of who is signed in, in the order of what must be done first."""
    topic = request.query_params.get("topic", "").strip()
    wanted = one_of("my_topic")("topic", topic) if topic else ""
    with looking(services, viewer, as_of) as look:
        found = my_tasks(look, services.rules, services.clock.now(), topic=wanted, most=MOST_OWN)
    blocks = my_blocks(found, services.rules.calendar)
    title = sentence("print-title-my", name=viewer.name)
    return printed(services, viewer, Paper("my", title, blocks, found.day, as_of, wide=True))


@router.get("/desk.pdf", dependencies=[need("desk")])
def print_desk(services: WithServices, viewer: WithViewer, as_of: AsOf) -> Response:
    """Send everything that waits on the desk, by kind."""
    with looking(services, viewer, as_of) as look:
        parts = list(_parts(look, DeskQuestion(as_of=as_of)))
    blocks = desk_blocks(parts, services.rules.calendar)
    title = sentence("print-title-desk")
    return printed(services, viewer, Paper("desk", title, blocks, look.day, as_of, wide=True))


def _parts(look: Look, asked: DeskQuestion) -> Iterator[Desk]:
    """Yield the kinds that have anything, in the order of the desk; the first one when nothing waits."""
    first = desk_of(look, asked, MOST_WAITING)
    waiting = [kind for kind, count in first.counts.items() if count]
    yield from (desk_of(look, replace(asked, kind=kind), MOST_WAITING) for kind in waiting)
    if not waiting:
        yield first


@router.get("/plans.pdf")
def print_plans(services: WithServices, viewer: WithViewer, as_of: AsOf) -> Response:
    """Send the list of plans."""
    with looking(services, viewer, as_of) as look:
        found = plans_of(look, services)
    title = sentence("print-title-plans")
    return printed(services, viewer, Paper("plans", title, plans_blocks(found), look.day, as_of, wide=True))


@router.get("/plans/{plan_id}.pdf")
def print_plan(
    request: Request,
    services: WithServices,
    viewer: WithViewer,
    as_of: AsOf,
    plan_id: Annotated[int, Path(ge=1, le=MOST_ID)],
) -> Response:
    """Send one plan: its versions, what the one shown changed, its items and how they stand."""
    asked = replace(plan_question(request.query_params), page=1)
    with looking(services, viewer, as_of) as look:
        found = plan_detail(look, plan_id, asked, most=MOST_ITEMS)
    subject = f"plan:{plan_id}"
    paper = Paper(f"plan-{plan_id}", found.name, plan_blocks(found), look.day, as_of, subject=subject, wide=True)
    return printed(services, viewer, paper)
