"""The web application: pages, API and static files behind one guard."""

from fastapi import FastAPI
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from config.errors import DubanError
from web import faults
from web.answers.review_twins import TwinFinder
from web.api import reading, reporting
from web.guard import Guard
from web.pages import about, deliveries, documents, overview, plans, reports, reviews, runs, tasks
from web.ports import Services
from web.readings import Readings
from web.templating import STATIC

_FOR_EVER = b"public, max-age=31536000, immutable"


def create_app(services: Services) -> FastAPI:
    """Return the application; it holds no state of its own, so any number of them may serve one database."""

    def failed() -> DubanError:
        return faults.failed(services.clock)

    app = FastAPI(
        title="duban 督办",
        summary="改革任务督办的数据接口：读取总览、事项、文件、消息、运行、报告，报送进展。",
        version=services.version or "0",
        openapi_url="/api/openapi.json",
        docs_url=None,  # FastAPI's own pages load their scripts from elsewhere
        redoc_url=None,
        redirect_slashes=False,
        middleware=[
            Middleware(
                Guard,
                fault=faults.answer,
                address=services.settings.effective_base_url,
                failed=failed,
                body_limit=faults.BODY_LIMIT,
                uploads={plans.UPLOAD: services.settings.limits.file_bytes + faults.BODY_LIMIT},
            )
        ],
    )
    app.state.services = services
    app.state.readings = Readings(services)
    app.state.twins = TwinFinder(services.database)
    faults.install(app)
    for module in (overview, tasks, plans, reviews, documents, deliveries, runs, reports, about, reading, reporting):
        app.include_router(module.router)
    app.mount("/static", KeptFiles(directory=STATIC), name="static")
    return app


class KeptFiles(StaticFiles):
    """Static files; under an address with a mark of their content a browser may keep them for ever."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send one file."""

        async def marked_send(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["query_string"] and message["status"] == 200:  # noqa: PLR2004 - OK
                message["headers"].append((b"cache-control", _FOR_EVER))
            await send(message)

        await super().__call__(scope, receive, marked_send)
