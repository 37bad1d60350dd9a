"""The heartbeat of a run: while the body works, a thread writes every few seconds that its process still lives."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from config.clock import Clock
from config.database import Database
from flows import runs

BEAT_SECONDS = 15.0

log = logging.getLogger(__name__)


@contextmanager
def pulse(database: Database, held: runs.Claim, clock: Clock, *, every: float = BEAT_SECONDS) -> Iterator[None]:
    """Keep the claim alive inside the block. A beat that cannot be written is logged and tried again at the next."""
    ended = threading.Event()

    def beat() -> bool:
        return runs.heartbeat(database, held, clock.now())

    thread = threading.Thread(target=_beat, args=(beat, ended, every), name=f"pulse-{held.job}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _beat(beat: Callable[[], bool], ended: threading.Event, every: float) -> None:
    while not ended.wait(every):
        try:
            if not beat():
                log.warning("this run was taken over by another process")
                return
        except SQLAlchemyError:
            log.warning("the heartbeat could not be written", exc_info=True)
