"""The clockwork: APScheduler in the background, with no store and no memory. It only says "look now"."""

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from flows.schedules import Schedule, apscheduler_triggers

MEND_EVERY_SECONDS = 60


class Clockwork:
    """Calls ``attend(job)`` at each due time and ``mend()`` at once and then every minute, in threads of its own."""

    def __init__(
        self, schedules: Sequence[Schedule], attend: Callable[[str], object], mend: Callable[[], object]
    ) -> None:
        from apscheduler.schedulers.background import BackgroundScheduler  # noqa: PLC0415 - only a server needs it

        logging.getLogger("apscheduler").setLevel(logging.WARNING)  # it tells of every look; our runs are logged once
        self._attend = attend
        self._under_way = 0
        self._changed = threading.Condition()
        self._scheduler: Any = BackgroundScheduler(
            timezone=UTC,
            # The default drops whatever comes a second late.
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        for job, trigger in apscheduler_triggers(schedules).items():
            self._scheduler.add_job(self._counted, trigger, args=[attend, job], id=job, name=job)
        self._scheduler.add_job(
            self._counted,
            "interval",
            args=[mend],
            seconds=MEND_EVERY_SECONDS,
            id="mend",
            name="mend",
            next_run_time=datetime.now(UTC),
        )

    def start(self) -> None:
        """Set it going."""
        self._scheduler.start()

    def attend_soon(self, job: str) -> None:
        """Let ``attend(job)`` be called at once in a thread of its own; asking twice is asking once."""
        self._scheduler.add_job(
            self._counted, args=[self._attend, job], id=f"{job}-now", name=job, replace_existing=True
        )

    def pause(self) -> None:
        """Begin nothing more."""
        if self._scheduler.running:
            self._scheduler.pause()

    def wait_idle(self, limit: float) -> bool:
        """Wait up to ``limit`` seconds for what is under way; say whether all of it has ended."""
        with self._changed:
            return self._changed.wait_for(lambda: self._under_way == 0, limit)

    def shutdown(self) -> None:
        """End the clockwork's own thread; whatever still runs is left to end by itself."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _counted(self, function: Callable[..., object], *arguments: str) -> None:
        with self._changed:
            self._under_way += 1
        try:
            function(*arguments)
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()
