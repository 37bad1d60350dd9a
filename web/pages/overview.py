"""The first page: how all items stand and what changed, what is urgent, who is silent, what decision is asked."""

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse

from config.clock import local_day
from planning.periods import Quarter
from planning.sight import issued_lights
from planning.visits import last_visit, note_visit
from web.answers.overview import LIGHTS, overview
from web.answers.running import engine
from web.asking import optional_day
from web.charts import trend_chart
from web.moment import looking
from web.ports import Services
from web.services import AsOf, WithServices
from web.templating import page
from web.viewing import WithViewer

router = APIRouter(include_in_schema=False)
PLACE = "overview"
#: The customary term of an instruction (``deadline_classes`` of the rule pack) that the link to leave one proposes.
ANSWER_CLASS, USUAL_DAYS = "instruction-normal", 15


@router.get("/", response_class=HTMLResponse)
def show_overview(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> HTMLResponse:
    """Show the overview; ``?since=`` chooses the day from which on what turned red is new."""
    chosen = optional_day(request.query_params, "since")
    now, owner, before, is_new = services.clock.now(), viewer.actor.ref, None, False
    with looking(services, viewer, as_of) as look:
        if as_of is None:  # looking at the past is no visit
            before, is_new = last_visit(look.session, owner, PLACE, now)
        visited = local_day(before) if before is not None else None
        found = overview(look, services.rules, chosen or visited)
        # Of the others one sees what the newest issued report says.
        issued = issued_lights(look.session) if viewer.scope.units is not None and as_of is None else None
    if is_new:
        with services.database.write(quiet=True) as session:
            note_visit(session, owner, PLACE, now)
    shown = {
        "found": found,
        "today": look.today,
        "columns": [light for light in LIGHTS if light != "orange" or found.lights["orange"]],
        "engine": engine(services),
        "trend": trend_chart(found.trend),
        "visited": visited,
        "issued": issued,
        "sees_all": viewer.scope.units is None,
        "chosen": chosen,
        "last_quarter": Quarter.of(look.day).first,
        "answer_days": answer_days(services),
        "may_instruct": viewer.may("instruct"),
    }
    return page(request, "overview.html", shown, as_of=as_of)


def answer_days(services: Services) -> int:
    """Return the term in days that a link to leave an instruction proposes."""
    classes = services.rules.pack.deadline_classes
    return next((each.amount for each in classes if each.code == ANSWER_CLASS and each.unit == "days"), USUAL_DAYS)
