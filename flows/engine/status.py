"""What the engine says about itself, in plain values for pages, the health check and the doctor."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from flows.engine.supervisor import ServerState
from flows.run_history import RunView


class EngineState(StrEnum):
    """How runs are carried out at the moment; the Chinese words stand in the labels of kind ``engine_state``."""

    STOPPED = "stopped"
    STARTING = "starting"
    """Pages answer; jobs wait for Prefect."""
    PREFECT = "prefect"
    PLAIN = "plain"
    """Chosen: no Prefect."""
    DEGRADED = "degraded"
    """Prefect was wanted and cannot be had; everything runs plainly."""


ENGINE_STATES = {
    ServerState.STARTING: EngineState.STARTING,
    ServerState.READY: EngineState.PREFECT,
    ServerState.UNAVAILABLE: EngineState.DEGRADED,
    ServerState.STOPPED: EngineState.DEGRADED,
}
"""How runs are carried out, by where the Prefect server stands."""


@dataclass(frozen=True)
class ScheduleStatus:
    """One job: what it is for, when it is next due (UTC), and its last run."""

    id: str
    purpose: str
    cron: str
    next_at: datetime | None
    last_run: RunView | None


@dataclass(frozen=True)
class Rehearsal:
    """A run asked for by hand that writes nothing: what it would do, once it has ``ended``; ``error`` is a sentence."""

    at: datetime
    ended: bool = False
    result: Mapping[str, object] = field(default_factory=dict)
    error: str = ""


@dataclass(frozen=True)
class EngineStatus:
    """The whole engine."""

    state: EngineState
    prefect_url: str | None
    reason: str
    schedules: tuple[ScheduleStatus, ...]
    runs: tuple[RunView, ...]


@dataclass(frozen=True)
class EngineHealth:
    """The short answer: ``ok`` is false only when jobs would not be carried out; degraded still works."""

    ok: bool
    state: EngineState
    prefect_url: str | None
    reason: str

    def as_json(self) -> Mapping[str, object]:
        """Return the fields as JSON values."""
        return {"ok": self.ok, "state": self.state.value, "prefect_url": self.prefect_url, "reason": self.reason}
