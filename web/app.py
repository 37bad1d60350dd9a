"""The web application: pages, API and static files behind one guard."""

import importlib
import pkgutil
from collections.abc import Iterator
from types import ModuleType

from fastapi import Depends, FastAPI
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

import web.api
import web.pages
from config.errors import DubanError
from web import faults
from web.answers.review_twins import TwinFinder
from web.csrf import FormChecked
from web.guard import Guard
from web.pages import admin_roster_file, attachments, plans
from web.ports import Services
from web.readings import Readings
from web.templating import STATIC
from web.viewing import required_viewer

_ASKED_MOST = frozenset(
    {"desk", "exports", "my", "overview", "register", "reporting_forms", "search", "task_acts", "task_bulk", "tasks"}
)
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
                settings=services.settings,
                failed=failed,
                body_limit=faults.BODY_LIMIT,
                uploads={
                    plans.UPLOAD: services.settings.limits.file_bytes + faults.BODY_LIMIT,
                    admin_roster_file.UPLOAD: admin_roster_file.MOST_BYTES + faults.BODY_LIMIT,
                    **dict.fromkeys(attachments.UPLOADS, services.settings.attachments.total_bytes),
                },
            )
        ],
    )
    app.state.services = services
    app.state.readings = Readings(services)
    app.state.twins = TwinFinder(services.database)
    faults.install(app)
    for module in _modules():
        # ``public`` is for anybody; ``router`` for whom is signed in, and its pages say what right they need.
        if hasattr(module, "public"):
            app.include_router(module.public, dependencies=[FormChecked])
        if hasattr(module, "router"):
            app.include_router(module.router, dependencies=[Depends(required_viewer), FormChecked])
    app.mount("/static", KeptFiles(directory=STATIC), name="static")
    return app


def _modules() -> Iterator[ModuleType]:
    """Yield the modules that answer requests, every part of the API and every page, those asked most often first.

    A request is compared with one router after the other; among modules that share a path the names decide.
    """
    for package in (web.api, web.pages):
        names = sorted((found.name for found in pkgutil.iter_modules(package.__path__)), key=_rank)
        for name in names:
            yield importlib.import_module(f"{package.__name__}.{name}")


def _rank(name: str) -> tuple[bool, str]:
    return name not in _ASKED_MOST, name


class KeptFiles(StaticFiles):
    """Static files; under an address with a mark of their content a browser may keep them for ever."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send one file."""

        async def marked_send(message: Message) -> None:
            if message["type"] == "http.response.start" and scope["query_string"] and message["status"] == 200:  # noqa: PLR2004 - OK
                message["headers"].append((b"cache-control", _FOR_EVER))
            await send(message)

        await super().__call__(scope, receive, marked_send)
