"""The working calendar: the years known, and the next year's notice pasted, checked, looked at and saved."""

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.clock import today
from config.errors import DubanError
from config.files import write_file
from planning.access.audit import write_down
from planning.access.viewers import Viewer
from planning.calendar_notices import CalendarNotice, as_csv, read_notice
from planning.redating import redate, tasks_that_turn_otherwise
from planning.rules import OWN_CALENDARS, load_rules
from web.answers.calendars import rules_with, year_grid
from web.faults import status_of
from web.ports import Services
from web.posting import WithForm
from web.services import WithServices
from web.templating import page
from web.viewing import WithViewer, need

router = APIRouter(prefix="/admin/calendars", include_in_schema=False, dependencies=[need("rules")])
_MOST_COUNTED = 2_000
_FIRST, _LAST = 2000, 2100


@router.get("", response_class=HTMLResponse)
def show_calendars(request: Request, services: WithServices) -> HTMLResponse:
    """Show a year of working days and the form for a notice."""
    return _shown(request, services)


@router.post("", dependencies=[need("rules.edit")])
def take_notice(request: Request, services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Show what a notice says and would change; save it when that was looked at."""
    text = form.raw("text")
    try:
        notice = read_notice(text)
    except DubanError as error:
        return _shown(request, services, text=text, fault=error)
    sure = form.text("sure") == "1" or not notice.faults
    if form.text("act") != "save" or not sure:
        return _shown(request, services, text=text, notice=notice)
    try:
        changed = _save(request, services, viewer, notice)
    except DubanError as error:
        return _shown(request, services, text=text, notice=notice, fault=error)
    return RedirectResponse(f"/admin/calendars?year={notice.year}&saved={changed}", status_code=303)


def _save(request: Request, services: Services, viewer: Viewer, notice: CalendarNotice) -> int:
    """Keep the notice, count by it from now on, and compute the days of the tasks anew; return how many changed.

    Raises:
        DubanError: ``file-unwritable``.
    """
    folder = services.settings.data_dir
    write_file(folder / OWN_CALENDARS / f"{notice.year}.csv", as_csv(notice).encode())
    rules = load_rules(services.settings.rule_pack, folder)
    request.app.state.services = replace(services, rules=rules)
    now = services.clock.now()
    with services.database.write() as session:
        detail = {"days": len(notice.days), "number": notice.number}
        write_down(session, viewer.actor, "calendar-saved", now, subject=f"calendar:{notice.year}", detail=detail)
    return redate(services.database, rules, viewer.actor, now, reason=f"calendar:{notice.year}")


def _shown(
    request: Request,
    services: Services,
    *,
    text: str = "",
    notice: CalendarNotice | None = None,
    fault: DubanError | None = None,
) -> HTMLResponse:
    now = today(services.clock)
    asked = request.query_params.get("year", "")
    year = int(asked) if asked.isascii() and asked.isdecimal() and _FIRST <= int(asked[:9]) <= _LAST else now.year
    rules = rules_with(services.rules, notice) if notice else services.rules
    turning: list[int] = []
    if notice is not None:
        year = notice.year
        with services.database.read() as session:
            turning = tasks_that_turn_otherwise(session, rules, most=_MOST_COUNTED)
    saved = request.query_params.get("saved", "")
    shown = {
        "year": year,
        "years": sorted({*services.rules.calendar.years, now.year, now.year + 1}),
        "months": year_grid(rules.calendar, year),
        "is_announced": rules.calendar.is_announced(year),
        "text": text,
        "notice": notice,
        "turning": len(turning),
        "is_bounded": len(turning) >= _MOST_COUNTED,
        "saved": int(saved) if saved.isascii() and saved.isdecimal() and len(saved) < 10 else None,  # noqa: PLR2004 - a count
        "fault": str(fault) if fault else "",
    }
    return page(request, "admin_calendars.html", shown, status=int(status_of(fault)) if fault else 200)
