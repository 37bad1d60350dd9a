"""The switch between Chinese and English, for visitors and for people signed in."""

from fastapi import APIRouter, Request
from sqlalchemy import update
from starlette.responses import RedirectResponse, Response

from config.language import CHINESE, LANGUAGES
from planning.access.accounts import accounts
from web.addresses import own_path
from web.posting import WithForm
from web.services import WithServices
from web.speaking import remember_language
from web.viewing import viewer_if_any

public = APIRouter(include_in_schema=False)


@public.post("/language")
def switch_language(request: Request, services: WithServices, form: WithForm) -> Response:
    """Speak another language from now on, also at the next sign-in, and go back to the page this was chosen on."""
    language = form.text("language") if form.text("language") in LANGUAGES else CHINESE
    viewer = viewer_if_any(request)
    if viewer is not None:
        with services.database.write() as session:
            session.connection().execute(
                update(accounts).where(accounts.c.id == viewer.account_id).values(language=language)
            )
    response = RedirectResponse(own_path(form.text("back")) or "/", status_code=303)
    remember_language(response, language)
    return response
