"""The register, what a search found, the messages and the runs as PDF: the rows a page shows, and those after them.

So many rows go on one paper; when there are more it says so, and how to get the rest.
"""

from itertools import islice

from fastapi import APIRouter, Request
from starlette.responses import Response

from config.clock import today
from config.language import sentence
from planning.register_queries import register_page
from reports.register_rows import Reader
from web.answers.deliveries import delivery_list, delivery_question
from web.answers.engine_sheets import messages_table, runs_table
from web.answers.filter_words import filter_block
from web.answers.register import register_question
from web.answers.register_sheet import is_big, register_table
from web.answers.running import runs_asked, runs_question
from web.answers.search import Found, search
from web.answers.search_sheet import search_table
from web.asking import plain_text
from web.moment import Look, looking
from web.printed import Paper, printed
from web.services import AsOf, WithServices
from web.speaking import IN_CHINESE
from web.viewing import WithViewer, need

router = APIRouter(prefix="/print", include_in_schema=False, dependencies=[IN_CHINESE])
#: So many rows go on paper.
MOST_ROWS, MOST_FOUND = 500, 100


@router.get("/register.pdf", dependencies=[need("register")])
def print_register(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> Response:
    """Send the register with the filter, the order and the columns of the address."""
    asked = register_question(request.query_params)
    with looking(services, viewer, as_of) as look:
        found = register_page(look.session, look.table, look.day, asked.as_filter(), limit=MOST_ROWS + 1, offset=0)
        rows = Reader(look.session, look.table, look.day, look.before, asked.columns).rows(found[:MOST_ROWS])
        narrowed = list(filter_block(look.session, asked.tasks.narrowed()))
    told = sentence("print-register-cut" if len(found) > MOST_ROWS else "print-list", count=len(rows))
    table = register_table(rows, asked.columns, told)
    question = asked.address(None, page=None).partition("?")[2]
    title, big = sentence("print-title-register"), is_big(asked.columns)
    paper = Paper("register", title, [*narrowed, table], look.day, as_of, question=question, wide=True, big=big)
    return printed(services, viewer, paper)


@router.get("/search.pdf", dependencies=[need("tasks")])
def print_search(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> Response:
    """Send what a search found, with the passages."""
    text = plain_text("q", request.query_params.get("q", "").strip())
    with looking(services, viewer, as_of) as look:
        found, is_more = _found(look, text)
    told = sentence("print-search-cut" if is_more else "print-list", count=len(found))
    title = sentence("print-title-search", text=text)
    blocks = [search_table(found, told)]
    return printed(services, viewer, Paper("search", title, blocks, look.day, as_of, question=text, wide=True))


def _found(look: Look, text: str) -> tuple[list[Found], bool]:
    """Return the tasks found, page after page, and whether there are more."""
    page = search(look, text)
    found = list(page.found)
    while page.further is not None and len(found) < MOST_FOUND:
        page = search(look, text, page.further)
        found += page.found
    return found, page.further is not None


@router.get("/deliveries.pdf", dependencies=[need("messages")])
def print_deliveries(request: Request, services: WithServices, viewer: WithViewer) -> Response:
    """Send the messages the filter leaves, the newest first."""
    asked = delivery_question(request.query_params)
    with services.database.read() as session:
        found = delivery_list(session, asked, most=MOST_ROWS)
    shown = found.deliveries
    told = sentence("print-messages-cut" if found.total > len(shown) else "print-messages", count=len(shown))
    day = asked.as_of or today(services.clock)
    title, table = sentence("print-title-deliveries"), messages_table(shown, told)
    question = asked.address(as_of=None, page=None).partition("?")[2]
    return printed(
        services, viewer, Paper("deliveries", title, [table], day, asked.as_of, question=question, wide=True)
    )


@router.get("/runs.pdf", dependencies=[need("runs")])
def print_runs(request: Request, services: WithServices, viewer: WithViewer, as_of: AsOf) -> Response:
    """Send the runs the page shows."""
    found = runs_asked(services, runs_question(request.query_params))
    runs = list(islice(found.runs, MOST_ROWS))
    table = runs_table(runs, sentence("print-runs", count=len(runs)))
    day = as_of or today(services.clock)
    return printed(services, viewer, Paper("runs", sentence("print-title-runs"), [table], day, as_of, wide=True))
