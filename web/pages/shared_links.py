"""What a read-only link opens without sign-in: one plan or one issued report, on the page and as files."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from sqlalchemy import Row
from starlette.responses import HTMLResponse, Response

from config.clock import end_of_day, today
from config.errors import DubanError
from config.language import sentence
from planning.access.link_attempts import note_wrong, require_few_wrong
from planning.access.links import SHARED, note_use, open_link
from web.answers.filed_reports import filed_report, report_file, sealed_snapshot
from web.answers.report_sheet import report_blocks
from web.answers.shares import Moment, plan_blocks, printed_plan, shared_plan
from web.asking import page_number
from web.entering import came_from
from web.pages.documents import attached
from web.pages.reports import REPORT_HEADERS
from web.ports import Services
from web.printed import Paper, set_paper
from web.services import AsOf, WithServices
from web.speaking import IN_CHINESE
from web.templating import page
from web.throttle import Throttle
from web.wording import period_words

#: So often one address may open links of one process: enough for an office behind it, too little to keep the machine
#: busy. How many links that do not exist it may try holds for all processes (``planning.access.link_attempts``).
MOST_OPENED, WITHIN = 120, timedelta(minutes=1)
#: No address of a link is told to another site, kept by a search machine or by a cache. Pages with forms of our own
#: keep their referrer policy: a browser told to hide where it comes from hides it from us too.
UNSEEN = {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}


def few_enough(request: Request, services: WithServices) -> None:
    """Let an address open links without sign-in only so often.

    Raises:
        DubanError: ``asked-too-often``.
    """
    state = request.app.state
    if not hasattr(state, "links_opened"):
        state.links_opened = Throttle(MOST_OPENED, WITHIN)
    state.links_opened.pass_through(came_from(request).address, services.clock.now())


public = APIRouter(prefix="/s", include_in_schema=False, dependencies=[Depends(few_enough)])
Token = Annotated[str, Path(min_length=20, max_length=80)]


def found_link(request: Request, services: Services, token: str, kinds: Collection[str]) -> Row[Any]:
    """Return the link a token stands for; one that does not exist is counted against where it was asked from.

    Raises:
        DubanError: ``share-missing``, ``share-expired``, ``share-revoked`` or ``asked-too-often``.
    """
    now, came = services.clock.now(), came_from(request)
    with services.database.read() as session:
        require_few_wrong(session, came, now)
        try:
            return open_link(session, token, kinds, now)
        except DubanError as error:
            if error.code != "share-missing":
                raise
    with services.database.write(quiet=True) as session:
        note_wrong(session, came, now)
    raise DubanError("share-missing")


@public.get("/{token}", response_class=HTMLResponse)
def open_shared(request: Request, services: WithServices, as_of: AsOf, token: Token) -> HTMLResponse:
    """Show what a link is for, and nothing else; a plan also as it was on a past day."""
    link = found_link(request, services, token, SHARED)
    told: dict[str, Any] = {"link_title": link.title, "expires_at": link.expires_at, "token": token}
    as_of = _past(services, as_of) if link.kind == "plan" else None
    with services.database.read() as session:
        if link.kind == "plan":
            number = page_number("page", request.query_params.get("page", "").strip() or "1")
            told |= {"found": shared_plan(session, link.subject_id, _moment(services, as_of), number)}
        else:
            told |= {"filed": filed_report(session, link.subject_id)}
    with services.database.write(quiet=True) as session:
        note_use(session, link.id, services.clock.now())
    told |= {"today": today(services.clock)}
    return page(request, f"share_{link.kind}.html", told, as_of=as_of, headers=UNSEEN)


@public.get("/{token}/checking.pdf", dependencies=[IN_CHINESE])
def print_checking(request: Request, services: WithServices, token: Token) -> Response:
    """Send the page that goes with a shared report: its digests, who signed it, how a copy is checked."""
    link = found_link(request, services, token, ("report",))
    with services.database.read() as session:
        found = filed_report(session, link.subject_id)
    title = sentence("print-title-report", period=period_words(found.snapshot.period))
    return _printed(services, Paper("report", title, report_blocks(found), found.snapshot.as_of))


@public.get("/{token}/plan.pdf", dependencies=[IN_CHINESE])
def print_plan(request: Request, services: WithServices, as_of: AsOf, token: Token) -> Response:
    """Send a shared plan as the page shows it."""
    link = found_link(request, services, token, ("plan",))
    as_of = _past(services, as_of)
    with services.database.read() as session:
        found = printed_plan(session, link.subject_id, _moment(services, as_of))
    blocks = plan_blocks(found, services.rules.calendar)
    return _printed(services, Paper("plan", found.name, blocks, found.day, as_of, wide=True))


@public.get("/{token}/{form}", dependencies=[IN_CHINESE])
def open_report(request: Request, services: WithServices, token: Token, form: str) -> Response:
    """Send the report a link is for: ``html`` to read inside the page, or as a file."""
    link = found_link(request, services, token, ("report",))
    with services.database.read() as session:
        sealed = sealed_snapshot(session, link.subject_id)
    file = report_file(sealed, form)
    kept = REPORT_HEADERS if form == "html" else {"Content-Disposition": attached(file.name)}
    return Response(file.data, media_type=file.media_type, headers=UNSEEN | kept)


def _past(services: Services, as_of: date | None) -> date | None:
    """Return the day asked for when it is over: nobody without sign-in is told a forecast."""
    return as_of if as_of is not None and as_of < today(services.clock) else None


def _moment(services: Services, as_of: date | None) -> Moment:
    return Moment(today(services.clock)) if as_of is None else Moment(as_of, end_of_day(as_of))


def _printed(services: Services, paper: Paper) -> Response:
    data = set_paper(services, paper, sentence("print-by-link"))
    headers = UNSEEN | {"Content-Disposition": attached(f"duban-{paper.name}-{paper.day}.pdf")}
    return Response(data, media_type="application/pdf", headers=headers)
