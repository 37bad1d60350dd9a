"""Flow runs through the local Prefect server: inside this process, against the server's API.

Prefect is imported here on the first run and nowhere before: it costs seconds. The heartbeat of a flow run is switched
off, because its thread makes every run last a second; our own table of runs has one.
"""

import logging
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from threading import Lock
from typing import Any

from flows.engine.environment import prepare_client
from flows.engine.performance import Performance, lend

FLOWS_MODULE = "flows.prefect_flows"


class PrefectConductor:
    """Conducts flows against the server whose address ``find_url`` returns (None when there is none)."""

    def __init__(self, home: Path, find_url: Callable[[], str | None], *, module: str = FLOWS_MODULE) -> None:
        self._home = home
        self._find_url = find_url
        self._module = module
        self._lock = Lock()
        self._swept = False

    def conduct(self, job: str, performance: Performance) -> str | None:
        """Run the job's flow and return Prefect's id of the run.

        Raises:
            ConnectionError: The server is not there.
        """
        url = self._find_url()
        if url is None:
            raise ConnectionError("the Prefect server is not ready")
        settings = self._settings(f"{url}/api")
        from prefect.settings import temporary_settings  # noqa: PLC0415 - see above

        with temporary_settings(settings):
            flow = getattr(import_module(self._module), job)
            with self._lock:
                if not self._swept:
                    end_open_runs()
                    self._swept = True
            with lend(performance):
                state = flow(return_state=True)
        found = state.state_details.flow_run_id
        return None if found is None else str(found)

    def _settings(self, api_url: str) -> dict[Any, Any]:
        with self._lock:
            prepare_client(self._home, api_url)
            logging.getLogger("httpx").setLevel(logging.WARNING)  # ten lines a run say nothing to an office
            from prefect.settings import (  # noqa: PLC0415 - see above
                PREFECT_API_URL,
                PREFECT_FLOWS_HEARTBEAT_FREQUENCY,
            )

        return {PREFECT_API_URL: api_url, PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}


def end_open_runs() -> int:
    """Mark the flow runs a killed process left open as crashed, return how many. The embedded server has one owner."""
    from prefect.client.orchestration import get_client  # noqa: PLC0415 - see above
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterState, FlowRunFilterStateType  # noqa: PLC0415
    from prefect.client.schemas.objects import StateType  # noqa: PLC0415
    from prefect.states import Crashed  # noqa: PLC0415

    open_types = [StateType.RUNNING, StateType.PENDING, StateType.CANCELLING]
    still_open = FlowRunFilter(state=FlowRunFilterState(type=FlowRunFilterStateType(any_=open_types)))
    with get_client(sync_client=True) as client:
        left = client.read_flow_runs(flow_run_filter=still_open)
        for run in left:
            client.set_flow_run_state(run.id, Crashed(message="its process ended"), force=True)
    return len(left)
