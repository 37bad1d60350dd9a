"""An engine on a fixed clock with fake bodies: tests say which job and what time it is."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config.clock import FixedClock
from config.settings import Settings
from flows.schedules import Schedule, When
from tests.engine import bodies

MONDAY_MORNING = datetime(2017, 6, 5, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MONDAY_MORNING)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings().model_copy(update={"data_dir": tmp_path, "prefect": False})


@pytest.fixture
def calls() -> Iterator[list[object]]:
    bodies.CALLS.clear()
    yield bodies.CALLS  # type: ignore[misc]
    bodies.CALLS.clear()


def daily(body: str, *, job: str = "send_reminders", lateness: timedelta = timedelta(days=1)) -> Schedule:
    """A job at 08:30 with one of the fake bodies."""
    return Schedule(job, f"tests.engine.bodies:{body}", When(minute="30", hour="8"), lateness)


@pytest.fixture
def make_daily() -> Callable[..., Schedule]:
    return daily
