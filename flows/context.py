"""What a flow is given: everything it may touch, so that the same body runs on a worker, in a thread or in a test."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from config.clock import Clock, local_day
from config.database import Database
from config.settings import Settings


def _never() -> bool:
    return False


@dataclass(frozen=True)
class FlowContext:
    """One run of a flow.

    Attributes:
        database: The project's database; the body opens its own short transactions.
        settings: What the office has set.
        clock: The present instant, for stamps. It may be later than ``slot`` when a missed run is made up.
        slot: The aware UTC instant the run stands for; every date the body decides by comes from it.
        dry_run: Say what would be done, write and send nothing.
        stopping: True once the process has been asked to stop; long bodies ask between two steps and return early.
    """

    database: Database
    settings: Settings
    clock: Clock
    slot: datetime
    dry_run: bool = False
    stopping: Callable[[], bool] = _never

    @property
    def day(self) -> date:
        """The calendar day in Shanghai that the run stands for."""
        return local_day(self.slot)


Body = Callable[[FlowContext], dict[str, object]]
"""A business flow: it does its work and returns what it did, in values that JSON knows."""
