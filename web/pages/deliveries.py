"""Messages: what went to whom, what did not go and why, and the text of each."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import HTMLResponse

from web.answers.deliveries import delivery_detail, delivery_list, delivery_question
from web.asking import MOST_ID
from web.services import WithServices
from web.templating import page, wants_part
from web.viewing import need

router = APIRouter(prefix="/deliveries", include_in_schema=False, dependencies=[need("messages")])


@router.get("", response_class=HTMLResponse)
def show_deliveries(request: Request, services: WithServices) -> HTMLResponse:
    """Show one page of the messages."""
    asked = delivery_question(request.query_params)
    with services.database.read() as session:
        shown = {"found": delivery_list(session, asked), "asked": asked}
    if wants_part(request):
        return page(request, "deliveries_results.html", shown, headers={"HX-Push-Url": asked.address()})
    return page(request, "deliveries.html", shown)


@router.get("/{delivery_id}", response_class=HTMLResponse)
def show_delivery(
    request: Request, services: WithServices, delivery_id: Annotated[int, Path(ge=1, le=MOST_ID)]
) -> HTMLResponse:
    """Show one message: what it says, its matters, what the other side answered."""
    return page(request, "delivery.html", {"found": delivery_detail(services, delivery_id)})
