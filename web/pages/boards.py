"""The boards of the leading group: units by quarter and by theme, the trend; and putting items under their themes."""

from datetime import date, timedelta
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.errors import DubanError
from planning.access.audit import write_down
from planning.classifying import MOST, classify_next, count_unclassified, proposals
from planning.ledger import Ledger, tasks
from web.answers.boards import SORTS, Boards, boards, require_ranking
from web.answers.overview import LIGHTS
from web.asking import FIRST_YEAR, LAST_YEAR, identity, invalid
from web.charts import trend_chart
from web.moment import Look, looking
from web.ports import Services
from web.services import AsOf, WithServices
from web.templating import page
from web.viewing import WithViewer, need, require

router = APIRouter(prefix="/boards", include_in_schema=False, dependencies=[need("boards")])
#: The stretches a trend may be looked at, in days.
SPANS = {"quarter": 92, "half": 183, "year": 366}


@router.get("", response_class=HTMLResponse)
def show_boards(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> HTMLResponse:
    """Show the boards; ``year``, ``unit`` and ``span`` choose what is shown, ``sort`` the order where it is allowed."""
    with looking(services, viewer, as_of) as look:
        asked = boards_question(request, services)
        found = asked_boards(look, services, asked)
        waiting = count_unclassified(look.session, look.table) if viewer.may("classify") and as_of is None else 0
    shown = {
        "found": found,
        "asked": asked,
        "today": look.today,
        "columns": lights_shown(found),
        "trend": trend_chart(found.trend),
        "spans": SPANS,
        "sorts": SORTS if services.settings.unit_ranking else (),
        "unclassified": waiting,
        "done": request.query_params.get("done", "")[:9],
    }
    return page(request, "boards.html", shown, as_of=as_of)


def asked_boards(look: Look, services: Services, asked: dict[str, Any]) -> Boards:
    """Read the boards a reader asks for."""
    since: date = look.day - timedelta(days=SPANS[asked["span"] or "half"])
    themes = services.rules.themes
    return boards(look, themes, year=asked["year"], since=since, unit_id=asked["unit"], sort=asked["sort"])


def lights_shown(found: Boards) -> list[str]:
    """Return the lights a board has columns for: orange only when a pack gives it."""
    whole = found.themes.whole.whole
    return [light for light in LIGHTS if light != "orange" or whole.lights["orange"]]


def boards_question(request: Request, services: Services) -> dict[str, Any]:
    """Read what the address asks the boards for.

    Raises:
        CallError: ``filter-invalid``.
        DubanError: ``ranking-off``.
    """
    given = request.query_params
    year, unit, span, sort = (given.get(name, "").strip() for name in ("year", "unit", "span", "sort"))
    chosen = identity("year", year) if year else None
    if chosen is not None and not FIRST_YEAR <= chosen <= LAST_YEAR:
        raise invalid("year", year, "number")
    for name, value, known in (("span", span, SPANS), ("sort", sort, SORTS)):
        if value and value not in known:
            raise invalid(name, value, "choice")
    return {
        "year": chosen,
        "unit": identity("unit", unit) if unit else None,
        "span": span or None,
        "sort": require_ranking(sort or None, allowed=services.settings.unit_ranking),
    }


@router.get("/themes", response_class=HTMLResponse)
def preview_themes(request: Request, services: WithServices, viewer: WithViewer) -> HTMLResponse:
    """Show under which themes the items without one would come; nothing is changed."""
    require(viewer, "classify")
    with services.database.read() as session:
        seen = viewer.scope.of(tasks)
        found, more = proposals(session, services.rules.themes, table=seen)
        total = count_unclassified(session, seen)
    return page(request, "board_themes.html", {"found": found, "more": more is not None, "total": total, "most": MOST})


@router.post("/themes")
def classify_items(services: WithServices, viewer: WithViewer) -> Response:
    """Put the items the preview showed under their themes, in one transaction; an event each."""
    require(viewer, "classify")
    with services.database.write() as session:
        ledger = Ledger(session, services.rules, viewer.actor, services.clock.now())
        done, _ = classify_next(ledger, table=viewer.scope.of(tasks))
        if not done:
            raise DubanError("nothing-to-classify")
        write_down(session, viewer.actor, "items-classified", ledger.now, detail={"items": len(done)})
    return RedirectResponse(f"/boards?done={len(done)}", 303)
