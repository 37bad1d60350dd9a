"""Views as PDF: the overview, the boards, a list of tasks, one task, and the page that verifies a report.

Made of the same answers as the pages, with the moment looked at, who printed it and when at the foot. Taking data out
is written down in the audit trail.
"""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from config.language import sentence
from planning import queries
from web.answers.filed_reports import filed_report, require_readable
from web.answers.filter_words import filter_block
from web.answers.lines import lines_of
from web.answers.overview import overview
from web.answers.report_sheet import report_blocks
from web.answers.task_detail import task_detail
from web.answers.view_sheets import boards_blocks, list_blocks, overview_blocks, task_blocks
from web.asking import MOST_ID, optional_day, task_question
from web.moment import looking
from web.pages.boards import asked_boards, boards_question
from web.printed import Paper, printed
from web.services import AsOf, WithServices
from web.speaking import IN_CHINESE
from web.viewing import WithViewer, need, require
from web.wording import period_words

router = APIRouter(prefix="/print", include_in_schema=False, dependencies=[IN_CHINESE])
Id = Annotated[int, Path(ge=1, le=MOST_ID)]
#: So many lines of a list are printed; a longer one is said to go on.
MOST_LINES = 500


@router.get("/overview.pdf")
def print_overview(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> Response:
    """Send the overview."""
    since = optional_day(request.query_params, "since")
    with looking(services, viewer, as_of) as look:
        found = overview(look, services.rules, since)
    blocks = overview_blocks(found, services.rules.calendar)
    paper = Paper("overview", sentence("print-title-overview"), blocks, found.day, as_of)
    return printed(services, viewer, paper)


@router.get("/boards.pdf", dependencies=[need("boards")])
def print_boards(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> Response:
    """Send the boards."""
    asked = boards_question(request, services)
    with looking(services, viewer, as_of) as look:
        found = asked_boards(look, services, asked)
    paper = Paper("boards", sentence("print-title-boards"), boards_blocks(found), found.day, as_of, wide=True)
    return printed(services, viewer, paper)


@router.get("/tasks.pdf")
def print_tasks(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> Response:
    """Send the list of tasks with the filters of the address."""
    asked = task_question(request.query_params)
    with looking(services, viewer, as_of) as look:
        rows = queries.list_tasks(look.session, look.table, look.day, asked.as_filter(), limit=MOST_LINES + 1)
        narrowed = filter_block(look.session, asked.narrowed())
        lines = lines_of(look.session, rows[:MOST_LINES], look.day)
    code = "print-list-cut" if len(rows) > MOST_LINES else "print-list"
    blocks = list_blocks(lines, sentence(code, count=len(lines)), look.day, services.rules.calendar)
    question = asked.address(None, page=None).partition("?")[2]
    title = sentence("print-title-tasks")
    paper = Paper("tasks", title, [*narrowed, *blocks], look.day, as_of, question=question, wide=True)
    return printed(services, viewer, paper)


@router.get("/tasks/{task_id}.pdf")
def print_task(services: WithServices, viewer: WithViewer, as_of: AsOf, task_id: Id) -> Response:
    """Send one task with its timeline."""
    with looking(services, viewer, as_of) as look:
        found = task_detail(look, task_id)
    blocks = task_blocks(found, services.rules.calendar)
    title = f"{found.line.number} {found.line.title}"
    paper = Paper(found.line.number, title, blocks, found.day, as_of, subject=f"task:{task_id}")
    return printed(services, viewer, paper)


@router.get("/reports/{snapshot_id}.pdf")
def print_verification(services: WithServices, viewer: WithViewer, snapshot_id: Id) -> Response:
    """Send the page that says which report was signed by whom, and how a copy is checked against it."""
    require(viewer, "reports")
    with services.database.read() as session:
        require_readable(session, viewer, snapshot_id)
        found = filed_report(session, snapshot_id)
    line = found.snapshot
    title = sentence("print-title-report", period=period_words(line.period))
    name, subject = f"{line.period}-v{line.version}-verification", f"snapshot:{snapshot_id}"
    paper = Paper(name, title, report_blocks(found), line.as_of, line.as_of, subject=subject)
    return printed(services, viewer, paper)
