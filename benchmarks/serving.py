"""The application served by uvicorn in a process of its own, with the bare page beside it, and clients that time it.

The bare page is what the framework costs by itself: one endpoint, one query, one template, no middleware.
"""

import http.client
import multiprocessing
import socket
import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from jinja2 import Environment
from sqlalchemy import insert, select
from starlette.responses import HTMLResponse
from starlette.types import Receive, Scope, Send

from benchmarks.district import CLERK, NOW, OWNER
from config.clock import FixedClock
from config.database import Database, table_of
from config.settings import Settings
from planning.access.models import AuditRecord
from planning.models import Unit
from planning.rules import load_rules
from planning.store import Store
from web.app import create_app
from web.ports import Services

COOKIE = "duban_session"
WARM_UP = 25
_TEMPLATE = """<!doctype html><html lang="zh"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1>
<table>{% for unit in units %}<tr><th scope="row">{{ unit.short_name }}</th><td>{{ unit.kind }}</td></tr>{% endfor %}
</table></body></html>"""


class Client:
    """One connection kept open, as a browser keeps it; it counts what was not answered well."""

    def __init__(self, port: int, token: str) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.headers = {"Cookie": f"{COOKIE}={token}", "Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str) -> bytes:
        """Return what a path answers; anything but 200 is an error."""
        self.connection.request("GET", path, headers={"Cookie": self.headers.get("Cookie", "")})
        return self._read(path, 200)

    def post(self, path: str, body: bytes, status: int, **headers: str) -> bytes:
        """Send a body and return the answer."""
        self.connection.request("POST", path, body=body, headers=headers)
        return self._read(path, status)

    def ask(self, path: str, body: bytes, token: str) -> int:
        """Send a body as a program, and return the status of whatever is answered."""
        told = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        self.connection.request("POST", path, body=body, headers=told)
        answer = self.connection.getresponse()
        answer.read()
        return answer.status

    def _read(self, path: str, status: int) -> bytes:
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != status:
            raise RuntimeError(f"{path}: {answer.status} {body[:400]!r}")
        return body


def median_ms(work: Callable[[], object], rounds: int, before: Callable[[], object] = int) -> float:
    """Return the median of so many calls in milliseconds, after some to warm up; ``before`` each is not timed."""
    taken = []
    for turn in range(rounds + min(WARM_UP, rounds)):
        before()
        begun = time.perf_counter()
        work()
        if turn >= WARM_UP:
            taken.append(time.perf_counter() - begun)
    return statistics.median(taken) * 1000


def rate(port: int, token: str, path: str, *, clients: int, seconds: float) -> float:
    """Return how many answers a second so many clients get from a path at the same time."""
    until = time.perf_counter() + seconds
    counts = [0] * clients

    def ask(place: int) -> None:
        client = Client(port, token)
        while time.perf_counter() < until:
            client.get(path)
            counts[place] += 1

    threads = [threading.Thread(target=ask, args=(place,)) for place in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds


@contextmanager
def serving(url: str, folder: Path) -> Iterator[int]:
    """Serve the application on a free port of this machine in a process of its own; give the port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = int(listener.getsockname()[1])
    child = multiprocessing.get_context("spawn").Process(target=_serve, args=(url, folder, port), daemon=True)
    child.start()
    _wait(port)
    try:
        yield port
    finally:
        child.terminate()
        child.join(20)


def _wait(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _serve(url: str, folder: Path, port: int) -> None:
    database = Database(url)
    settings = Settings(data_dir=folder, port=port)
    services = Services(database, settings, load_rules(), FixedClock(NOW), Store(folder))
    whole, bare = create_app(services), bare_app(database)

    async def either(scope: Scope, receive: Receive, send: Send) -> None:
        app: Any = bare if scope.get("path", "").startswith("/bare") else whole
        await app(scope, receive, send)

    uvicorn.run(either, port=port, log_level="warning", access_log=False)


def bare_app(database: Database) -> FastAPI:
    """Return an application of the same framework that does nothing but one query or one insert, and a template."""
    app = FastAPI(openapi_url=None)
    units, records = table_of(Unit), table_of(AuditRecord)
    template = Environment(autoescape=True).from_string(_TEMPLATE)

    @app.get("/bare", response_class=HTMLResponse)
    def show() -> HTMLResponse:
        query = select(units.c.short_name, units.c.kind).order_by(units.c.id).limit(20)
        with database.read() as session:
            rows = session.connection().execute(query).all()
        return HTMLResponse(template.render(title="本区", units=rows))

    @app.post("/bare")
    def write() -> dict[str, bool]:
        row = {
            "at": NOW,
            "kind": "exported",
            "actor": CLERK,
            "actor_name": OWNER,
            "on_behalf_of": "",
            "subject": "",
            "detail": "{}",
            "address": "",
        }
        with database.write() as session:
            session.connection().execute(insert(records), [row])
        return {"done": True}

    return app
