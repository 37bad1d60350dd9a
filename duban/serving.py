"""``duban serve``: pages and clockwork in one process, until it is asked to stop."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial

import uvicorn
from starlette.types import ASGIApp

from config.errors import CallError, DubanError
from config.logs import set_up_logs
from config.settings import LOOPBACK_HOSTS, Settings
from duban.bootstrap import Application
from duban.doctor import examine
from duban.openness import look_at_links, look_at_port
from duban.terminal import say
from flows.engine.embedded import Engine
from flows.run_history import count_idle, recent_runs
from planning.access.accounts import is_set_up
from planning.access.setting_up import set_up_code
from planning.rules import RulesInForce
from web.app import create_app
from web.ports import Services


def serve_application(app: Application, *, port: int | None = None, prefect: bool = True) -> None:
    """Serve pages and carry out the schedules; returns after SIGTERM or Ctrl-C.

    Beyond this machine only once there is an account: whoever came first would be the administrator otherwise.

    Raises:
        CallError: ``host-needs-account``, ``host-unusable``, ``port-forbidden``.
        DubanError: ``port-taken``.
    """
    code = _code_of_set_up(app)
    if code and app.settings.host not in LOOPBACK_HOSTS:
        raise CallError("host-needs-account", host=app.settings.host)
    listener = _listen(app.settings.host, app.settings.port if port is None else port)
    set_up_logs(app.settings.log_level, app.settings.data_dir)
    bound = {"port": listener.getsockname()[1], "prefect": app.settings.prefect and prefect}
    settings = app.settings.model_copy(update=bound)
    address = settings.effective_base_url
    engine = Engine(app.database, settings, app.clock)
    services = Services(
        database=app.database,
        settings=settings,
        rules=app.rules,
        clock=app.clock,
        store=app.store,
        engine=engine.status,
        runs=partial(recent_runs, app.database),
        idle_runs=partial(count_idle, app.database),
        start_run=engine.begin_now,
        rehearsals=engine.rehearsals,
        rules_now=RulesInForce(app.settings.rule_pack, app.settings.data_dir, app.rules),
        examine=lambda: examine(app.settings.data_dir, app.clock),
    )
    server = uvicorn.Server(server_config(create_app(services), settings))
    with _running(engine):
        say(f"网页已打开：{address}　（按 Ctrl-C 停止）")
        for said in (*look_at_links(settings), *look_at_port(app.settings, settings.port)):
            say(f"注意：{said}")
        if code:
            say(f"还没有账号。首次设置：{address}/set-up　设置码：{code}")
        with suppress(KeyboardInterrupt):  # how the server says that it ended as asked
            server.run(sockets=[listener])
    say("已停止。")


def server_config(pages: ASGIApp, settings: Settings) -> uvicorn.Config:
    """Return how pages are served: what a proxy says of visitors is believed only where the settings name it."""
    return uvicorn.Config(
        pages,
        log_level="warning",
        access_log=False,
        log_config=None,
        proxy_headers=bool(settings.proxies),  # by itself the server believes every proxy on this machine
        forwarded_allow_ips=list(settings.proxies),
    )


def _code_of_set_up(app: Application) -> str:
    """Return the code the first visitor is asked for; empty once there is an account."""
    with app.database.write() as session:
        return "" if is_set_up(session) else set_up_code(session)


@contextmanager
def _running(engine: Engine) -> Iterator[None]:
    engine.start()
    try:
        yield
    finally:
        engine.stop()


def _listen(host: str, port: int) -> socket.socket:
    """Return a listening socket, so that a port in use is told before anything starts."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except PermissionError as error:
        listener.close()
        raise CallError("port-forbidden", port=port) from error
    except OSError as error:
        listener.close()
        if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
            raise CallError("host-unusable", host=host) from error
        raise DubanError("port-taken", port=port) from error
    listener.listen(128)
    return listener
