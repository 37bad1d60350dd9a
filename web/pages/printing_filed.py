"""The list of reports, and the hand-over sheet of a post, as PDF."""

from typing import Annotated

from fastapi import APIRouter, Path
from starlette.responses import Response

from config.clock import end_of_day, today
from config.language import sentence
from planning.handing_over import post_on, sheet_of
from web.answers.filed_reports import report_list
from web.answers.filed_sheets import hand_over_blocks, reports_blocks
from web.answers.lines import lines_of
from web.asking import MOST_ID
from web.moment import looking
from web.pages.hand_over import require_visible
from web.printed import Paper, printed
from web.services import AsOf, WithServices
from web.speaking import IN_CHINESE
from web.viewing import WithViewer

router = APIRouter(prefix="/print", include_in_schema=False, dependencies=[IN_CHINESE])


@router.get("/reports.pdf")
def print_reports(services: WithServices, viewer: WithViewer, as_of: AsOf) -> Response:
    """Send the list of reports with their signatures and digests."""
    with services.database.read() as session:
        found = report_list(session, viewer, end_of_day(as_of) if as_of is not None else None)
    title, day = sentence("print-title-reports"), as_of or today(services.clock)
    return printed(services, viewer, Paper("reports", title, reports_blocks(found), day, as_of, wide=True))


@router.get("/hand-over/{post_id}.pdf")
def print_hand_over(
    services: WithServices, viewer: WithViewer, as_of: AsOf, post_id: Annotated[int, Path(ge=1, le=MOST_ID)]
) -> Response:
    """Send the sheet of a post, to be signed."""
    with looking(services, viewer, as_of) as look:
        require_visible(viewer, post_on(look.session, post_id, look.today))
        sheet = sheet_of(look.session, look.table, post_id, look.day, look.before)
        lines = lines_of(look.session, [each.row for each in sheet.items], look.day)
    title = sentence("print-title-hand-over", unit=sheet.post.unit, post=sheet.post.name)
    blocks = hand_over_blocks(sheet, lines, look.day, services.rules.calendar)
    subject = f"post:{post_id}"
    paper = Paper(f"hand-over-{post_id}", title, blocks, look.day, as_of, subject=subject, wide=True)
    return printed(services, viewer, paper)
