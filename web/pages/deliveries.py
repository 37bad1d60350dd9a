"""Messages: what went to whom, what did not go and why, the text of each; sending again and lifting a block."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from sqlmodel import Session
from starlette.responses import HTMLResponse, RedirectResponse, Response

from config.clock import today
from config.errors import CallError
from notifications.outbox.mending import requeue, unblock
from web.answers.deliveries import delivery_detail, delivery_list, delivery_question
from web.asking import MOST_ID
from web.editing import Edit, edited, kept_words
from web.posting import WithForm
from web.services import WithServices
from web.templating import page, wants_part
from web.viewing import WithViewer, need

router = APIRouter(prefix="/deliveries", include_in_schema=False, dependencies=[need("messages")])


@router.get("", response_class=HTMLResponse)
def show_deliveries(request: Request, services: WithServices) -> HTMLResponse:
    """Show one page of the messages."""
    asked = delivery_question(request.query_params)
    with services.database.read() as session:
        shown = {"found": delivery_list(session, asked), "asked": asked, "today": today(services.clock)}
    shown["kept"] = kept_words(request.query_params)
    if wants_part(request):
        pushed = {"HX-Push-Url": asked.address()}
        return page(request, "deliveries_results.html", shown, as_of=asked.as_of, headers=pushed)
    return page(request, "deliveries.html", shown, as_of=asked.as_of)


@router.get("/{delivery_id}", response_class=HTMLResponse)
def show_delivery(
    request: Request, services: WithServices, delivery_id: Annotated[int, Path(ge=1, le=MOST_ID)]
) -> HTMLResponse:
    """Show one message: what it says, its matters, what the other side answered."""
    kept = kept_words(request.query_params)
    return page(request, "delivery.html", {"found": delivery_detail(services, delivery_id), "kept": kept})


@router.post("/lift", dependencies=[need("messages.lift")])
def lift_block(services: WithServices, viewer: WithViewer, form: WithForm) -> Response:
    """Let messages go to an address again; what was kept back meanwhile is not sent after it.

    Raises:
        CallError: ``address-open-already``.
    """
    channel, where = form.text("channel"), form.text("address")

    def work(session: Session) -> Edit:
        if not unblock(session, channel, where):
            raise CallError("address-open-already", address=where)
        return Edit(f"address:{where}", "/deliveries#h-blocked", {"channel": channel})

    return RedirectResponse(edited(services, viewer, "address-lifted", work), status_code=303)


@router.post("/{delivery_id}/again", dependencies=[need("messages.lift")])
def send_again(
    services: WithServices, viewer: WithViewer, delivery_id: Annotated[int, Path(ge=1, le=MOST_ID)]
) -> Response:
    """Put a message that was given up back into the queue; the job that delivers takes it up, nothing goes from here.

    Raises:
        CallError: ``delivery-not-dead``.
    """

    def work(session: Session) -> Edit:
        if not requeue(session, [delivery_id], services.clock.now()):
            raise CallError("delivery-not-dead")
        return Edit(f"delivery:{delivery_id}", f"/deliveries/{delivery_id}")

    return RedirectResponse(edited(services, viewer, "delivery-again", work), status_code=303)
