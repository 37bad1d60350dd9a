"""The local Prefect server as the engine uses it, and how it is put together from the settings."""

from functools import partial
from typing import Protocol

from config.settings import Settings
from flows.engine.prefect_runs import PrefectConductor
from flows.engine.prefect_server import launch
from flows.engine.supervisor import ServerState, Supervisor

PREFECT_FOLDER = "prefect"
LOCK_FILE = "server.lock"


class Server(Protocol):
    """The supervised server as the engine sees it."""

    @property
    def state(self) -> ServerState:
        """Where it stands."""
        ...

    @property
    def url(self) -> str | None:
        """Its address while it is ready."""
        ...

    @property
    def reason(self) -> str:
        """Why it is not there."""
        ...

    def start(self) -> None:
        """Begin; return at once."""
        ...

    def dismiss(self) -> None:
        """Let whoever waits go on."""
        ...

    def stop(self) -> None:
        """End; return when it is gone."""
        ...

    def wait_ready(self, limit: float) -> str | None:
        """Return the address, waiting up to ``limit`` seconds while it is starting."""
        ...


def local_prefect(settings: Settings) -> tuple[Supervisor, PrefectConductor]:
    """Return the supervisor of a server whose files lie in the data folder, and the conductor of runs through it."""
    home = settings.data_dir / PREFECT_FOLDER
    supervisor = Supervisor(partial(launch, home), home / LOCK_FILE)
    return supervisor, PrefectConductor(home, lambda: supervisor.url)
