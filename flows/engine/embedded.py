"""The embedded engine: one process that keeps the clockwork, carries out what is due, and looks after Prefect.

Correctness comes from the table of runs alone. The clockwork only says "look now"; what is owed is computed from the
table, so a tick that comes late, twice or in two processes does no harm.
"""

import logging
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from threading import Thread

from config.clock import Clock
from config.database import Database
from config.settings import Settings
from flows import runs
from flows.context import FlowContext
from flows.engine.by_hand import run_by_hand
from flows.engine.carrying import Conductor, Outcome, carry_out
from flows.engine.clockwork import Clockwork
from flows.engine.missed import Due, due_now, passed_over
from flows.engine.ownership import this_process
from flows.engine.serving import Server, local_prefect
from flows.engine.status import ENGINE_STATES, EngineHealth, EngineState, EngineStatus, Rehearsal, ScheduleStatus
from flows.run_history import last_run, recent_runs
from flows.schedules import SCHEDULES, Schedule, schedule_of
from flows.slots import next_slots

READY_WAIT_SECONDS = 90.0
STOP_GRACE_SECONDS = 10.0

log = logging.getLogger(__name__)


class Engine:
    """Carries the flows out. ``start()`` and ``stop()`` belong to ``duban serve``; ``run_now`` needs neither.

    Args:
        database: With all tables there.
        settings: ``settings.prefect`` False means plain runs from the start.
        clock: The present instant.
        schedules: The table of jobs.
        server: A supervised server and its conductor, for tests; made from the settings when not given.
    """

    def __init__(
        self,
        database: Database,
        settings: Settings,
        clock: Clock,
        *,
        schedules: Sequence[Schedule] = SCHEDULES,
        server: tuple[Server, Conductor] | None = None,
    ) -> None:
        self._database = database
        self._settings = settings
        self._clock = clock
        self._schedules = tuple(schedules)
        self._busy = {schedule.id: threading.Lock() for schedule in schedules}
        self._rehearsed: dict[str, Rehearsal] = {}
        self._stopping = threading.Event()
        self._clockwork: Clockwork | None = None
        if server is None and settings.prefect:
            server = local_prefect(settings)
        self._server: Server | None = server[0] if server else None
        self._conductor: Conductor | None = server[1] if server else None

    def start(self) -> None:
        """Begin and return at once: sweep, make up for what was missed, set the clockwork going, start Prefect.

        Everything that takes time happens behind; pages answer meanwhile and jobs wait for Prefect.
        """
        runs.sweep(self._database, self._clock.now())
        self._clockwork = Clockwork(self._schedules, self.attend, self.mend)
        for schedule in self._schedules:
            self._owes(schedule)  # on the very first start this writes down from when on a standstill is noticed
        if self._server is not None:
            self._server.start()
        self._clockwork.start()

    def stop(self) -> None:
        """End quickly: no new runs, a few seconds for those under way, then Prefect; what is cut off resumes later."""
        self._stopping.set()
        if self._server is not None:
            self._server.dismiss()
        if self._clockwork is not None:
            self._clockwork.pause()
            self._clockwork.wait_idle(STOP_GRACE_SECONDS)
        if self._server is not None:
            self._server.stop()
        if self._clockwork is not None:
            self._clockwork.shutdown()

    def attend(self, job: str) -> Outcome | None:
        """Carry out what the job owes at this moment; None when it owes nothing or somebody else is at it."""
        schedule, lock = schedule_of(job, self._schedules), self._busy[job]
        if self._stopping.is_set() or not lock.acquire(blocking=False):
            return None
        try:
            if self._owes(schedule) is None:
                return None
            conductor = self._ready_conductor()
            return None if self._stopping.is_set() else self._carry_out_due(schedule, conductor)
        finally:
            lock.release()

    def mend(self) -> None:
        """Look after what broke off: sweep dead runs, then let every job that owes something be attended to."""
        runs.sweep(self._database, self._clock.now())
        for schedule in self._schedules:
            if self._clockwork is not None and self._owes(schedule) is not None:
                self._clockwork.attend_soon(schedule.id)

    def run_now(self, job: str, as_of: date | None = None, *, dry_run: bool = False) -> Outcome:
        """Carry a job out at once, plainly, and return what came of it (see ``run_by_hand``).

        Raises:
            CallError: ``flow-unknown``.
            Exception: What the body raised, after it was written down.
        """
        schedule = schedule_of(job, self._schedules)
        return run_by_hand(schedule, self._database, self._settings, self._clock, as_of=as_of, dry_run=dry_run)

    def begin_now(self, job: str, *, dry_run: bool = False) -> bool:
        """Begin a run by hand behind and return at once; False when the job is being carried out already.

        What a run did is written down as always. What a rehearsal would do is kept until the next one.

        Raises:
            CallError: ``flow-unknown``.
        """
        schedule_of(job, self._schedules)
        if self._stopping.is_set() or not self._busy[job].acquire(blocking=False):
            return False
        if dry_run:
            self._rehearsed[job] = Rehearsal(self._clock.now())
        Thread(target=self._by_hand, args=(job, dry_run), name=f"{job} by hand", daemon=True).start()
        return True

    def _by_hand(self, job: str, dry_run: bool) -> None:  # noqa: FBT001 - a thread's target
        try:
            outcome = self.run_now(job, dry_run=dry_run)
            if dry_run:
                self._rehearsed[job] = Rehearsal(outcome.slot, ended=True, result=outcome.result)
        except Exception as error:
            log.exception("%s, begun by hand, failed", job)
            if dry_run:
                self._rehearsed[job] = Rehearsal(self._clock.now(), ended=True, error=str(error))
        finally:
            self._busy[job].release()

    def rehearsals(self) -> Mapping[str, Rehearsal]:
        """Return the last rehearsal of each job that was rehearsed since the process began."""
        return dict(self._rehearsed)

    def health(self) -> EngineHealth:
        """Return the short answer to "does it work"; reads nothing from the database."""
        server = self._server
        state = EngineState.STOPPED
        if self._clockwork is not None and not self._stopping.is_set():
            state = EngineState.PLAIN if server is None else ENGINE_STATES[server.state]
        return EngineHealth(
            ok=state is not EngineState.STOPPED,
            state=state,
            prefect_url=None if server is None else server.url,
            reason="" if server is None else server.reason,
        )

    def status(self, runs_shown: int = 50) -> EngineStatus:
        """Return all a page shows: state, Prefect's address, next due times, last runs (newest first)."""
        now, health = self._clock.now(), self.health()
        jobs = tuple(
            ScheduleStatus(
                schedule.id,
                schedule.purpose,
                schedule.when.cron,
                next(iter(next_slots(schedule.trigger(), now, 1)), None),
                last_run(self._database, schedule.id),
            )
            for schedule in self._schedules
        )
        shown = tuple(recent_runs(self._database, runs_shown))
        return EngineStatus(health.state, health.prefect_url, health.reason, jobs, shown)

    def _owes(self, schedule: Schedule) -> Due | None:
        return due_now(self._database, schedule, schedule.trigger(), this_process(), self._clock.now())

    def _ready_conductor(self) -> Conductor | None:
        """Wait while Prefect is starting; None means: carry it out plainly."""
        if self._server is None or self._server.wait_ready(READY_WAIT_SECONDS) is None:
            return None
        return self._conductor

    def _carry_out_due(self, schedule: Schedule, conductor: Conductor | None) -> Outcome | None:
        """Claim what is owed now, after any waiting, and carry it out."""
        due = self._owes(schedule)
        if due is None:
            return None
        held = runs.claim(
            self._database,
            schedule.id,
            due.slot,
            this_process(),
            self._clock.now(),
            engine="plain" if conductor is None else "prefect",
            passed_over=passed_over(schedule.trigger(), due),
        )
        if held is None:
            return None
        context = FlowContext(self._database, self._settings, self._clock, held.as_of, stopping=self._stopping.is_set)
        return carry_out(schedule, held, context, self._clock, conductor)
