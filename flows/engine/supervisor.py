"""Keeping one helper server alive: start it, wait until it answers, start it again when it falls, give up in time.

Knows nothing of Prefect; what it supervises is handed in. Nothing sleeps blindly: every wait ends at once when the
supervisor is told to stop.
"""

import logging
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from flows.engine.exclusive import Taken, exclusive

READY_LIMIT_SECONDS = 120.0
"""A fresh database on a busy machine takes 25 s; beyond this limit the start counts as failed."""
FAILURES_UNTIL_UNAVAILABLE = 3
STEADY_SECONDS = 60.0
_ASK_EVERY = 0.2
_WATCH_EVERY = 1.0

log = logging.getLogger(__name__)


class Child(Protocol):
    """A started server process."""

    @property
    def url(self) -> str:
        """The address of its pages."""
        ...

    def exit_code(self) -> int | None:
        """Return its exit code, None while it runs."""
        ...

    def is_ready(self) -> bool:
        """Say whether it answers."""
        ...

    def stop(self) -> None:
        """End it and return when it is gone."""
        ...


class ServerState(StrEnum):
    """Where the supervised server stands."""

    STARTING = "starting"
    READY = "ready"
    UNAVAILABLE = "unavailable"
    STOPPED = "stopped"


def back_off(failures: int) -> float:
    """Return the seconds to wait before the next start: 1, 5, then half an hour once it counts as unavailable."""
    return {0: 1.0, 1: 1.0, 2: 5.0}.get(failures, 1800.0)


class Supervisor:
    """Supervises the server that ``launch`` starts, in a thread of its own (the kernel ties the child to it).

    ``lock_file`` lets only one process on this machine run a server on the same files; the others see it unavailable.
    """

    def __init__(
        self,
        launch: Callable[[], Child],
        lock_file: Path,
        *,
        delay: Callable[[int], float] = back_off,
        ready_limit: float = READY_LIMIT_SECONDS,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._launch = launch
        self._lock_file = lock_file
        self._delay = delay
        self._ready_limit = ready_limit
        self._monotonic = monotonic
        self._stopping = threading.Event()
        self._dismissed = False
        self._changed = threading.Condition()
        self._state = ServerState.STOPPED
        self._url: str | None = None
        self.reason = ""
        self._thread = threading.Thread(target=self._run, name="prefect-supervisor", daemon=True)

    @property
    def state(self) -> ServerState:
        """Where the server stands now."""
        return self._state

    @property
    def url(self) -> str | None:
        """The address of the server's pages while it is ready, else None."""
        return self._url

    def start(self) -> None:
        """Begin; returns at once."""
        self._tell(ServerState.STARTING)
        self._thread.start()

    def dismiss(self) -> None:
        """Let whoever waits for the server go on at once; the server itself stays."""
        with self._changed:
            self._dismissed = True
            self._changed.notify_all()

    def stop(self) -> None:
        """End the server; returns when it is gone. Whoever waits for it goes on at once."""
        self._stopping.set()
        self._tell(ServerState.STOPPED)
        if self._thread.is_alive():
            self._thread.join()

    def wait_ready(self, limit: float) -> str | None:
        """Return the server's address, None when there is none; waits up to ``limit`` seconds while it is starting.

        After ``dismiss`` nobody waits.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._dismissed or self._state is not ServerState.STARTING, limit)
            return self._url

    def _run(self) -> None:
        with ExitStack() as stack:
            try:
                stack.enter_context(exclusive(self._lock_file))
            except (Taken, OSError) as error:
                log.warning("no Prefect server here: %s", error)
                self._tell(ServerState.UNAVAILABLE, reason="in-use" if isinstance(error, Taken) else str(error))
                return
            failures = 0
            while not self._stopping.is_set():
                failures = 1 if self._one_life() else failures + 1
                gave_up = failures >= FAILURES_UNTIL_UNAVAILABLE
                self._tell(ServerState.UNAVAILABLE if gave_up else ServerState.STARTING, reason=self.reason)
                self._stopping.wait(self._delay(failures))

    def _one_life(self) -> bool:
        """Start the server and watch it until it ends or we are told to stop; True when it had been steady."""
        try:
            child = self._launch()
        except OSError as error:
            self.reason = str(error)
            return False
        try:
            if not self._becomes_ready(child):
                return False
            began = self._monotonic()
            self._tell(ServerState.READY, url=child.url)
            while child.exit_code() is None and not self._stopping.wait(_WATCH_EVERY):
                continue
            self._note_end(child)
            return self._monotonic() - began >= STEADY_SECONDS
        finally:
            child.stop()

    def _becomes_ready(self, child: Child) -> bool:
        limit = self._monotonic() + self._ready_limit
        while not self._stopping.is_set() and child.exit_code() is None and self._monotonic() < limit:
            if child.is_ready():
                return True
            self._stopping.wait(_ASK_EVERY)
        self._note_end(child)
        return False

    def _note_end(self, child: Child) -> None:
        if self._stopping.is_set():
            return
        code = child.exit_code()
        self._tell(ServerState.STARTING, reason="no-answer" if code is None else f"exit-{code}")
        log.warning("the Prefect server ended or does not answer (%s)", self.reason)

    def _tell(self, state: ServerState, *, url: str | None = None, reason: str = "") -> None:
        with self._changed:
            self._state = ServerState.STOPPED if self._stopping.is_set() else state
            self._url = None if self._stopping.is_set() else url
            self.reason = reason
            self._changed.notify_all()
