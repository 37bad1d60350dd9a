"""``duban serve``: pages and clockwork in one process on this machine, until it is asked to stop."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import uvicorn

from config.errors import CallError, DubanError
from config.logs import set_up_logs
from duban.bootstrap import Application
from duban.terminal import say
from flows.engine.embedded import Engine
from flows.run_history import recent_runs
from web.app import create_app
from web.ports import Services

#: Until there is a sign-in, pages are for this machine alone.
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def serve_application(app: Application, *, port: int | None = None, prefect: bool = True) -> None:
    """Serve pages on loopback and carry out the schedules; returns after SIGTERM or Ctrl-C.

    Raises:
        CallError: ``host-not-loopback``, ``port-forbidden``.
        DubanError: ``port-taken``.
    """
    listener = _listen(app.settings.host, app.settings.port if port is None else port)
    set_up_logs(app.settings.log_level, app.settings.data_dir)
    bound = {"port": listener.getsockname()[1], "prefect": app.settings.prefect and prefect}
    settings = app.settings.model_copy(update=bound)
    address = f"http://{settings.host}:{settings.port}"
    engine = Engine(app.database, settings, app.clock)
    services = Services(
        database=app.database,
        settings=settings,
        rules=app.rules,
        clock=app.clock,
        store=app.store,
        engine=engine.status,
        runs=lambda limit: recent_runs(app.database, limit),
    )
    server = uvicorn.Server(
        uvicorn.Config(create_app(services), log_level="warning", access_log=False, log_config=None)
    )
    with _running(engine):
        say(f"网页已打开：{address}　（按 Ctrl-C 停止）")
        with suppress(KeyboardInterrupt):  # how the server says that it ended as asked
            server.run(sockets=[listener])
    say("已停止。")


@contextmanager
def _running(engine: Engine) -> Iterator[None]:
    engine.start()
    try:
        yield
    finally:
        engine.stop()


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, so that a port in use is told before anything starts; on this machine only."""
    if host not in LOOPBACK:
        raise CallError("host-not-loopback", host=host, known="、".join(LOOPBACK))
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except PermissionError as error:
        listener.close()
        raise CallError("port-forbidden", port=port) from error
    except OSError as error:
        listener.close()
        raise DubanError("port-taken", port=port) from error
    listener.listen(128)
    return listener
