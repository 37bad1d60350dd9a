"""Time: where "now" and "today" come from. Decisions never read the clock themselves; a use case reads it once."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
REMINDER_TIME = time(8, 30)


class Clock(Protocol):
    """Tells the present instant."""

    def now(self) -> datetime:
        """Return the present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the machine's present instant in UTC."""
        return datetime.now(UTC)


@dataclass
class FixedClock:
    """A clock that stands still until it is moved: for tests, demonstrations and ``--as-of``."""

    instant: datetime

    def now(self) -> datetime:
        """Return the fixed instant in UTC."""
        return self.instant.astimezone(UTC)

    def advance(self, by: timedelta) -> None:
        """Move the clock forward."""
        self.instant += by


def today(clock: Clock) -> date:
    """Return the calendar day in Shanghai at the clock's instant."""
    return local_day(clock.now())


def local_day(instant: datetime) -> date:
    """Return the calendar day in Shanghai of an aware instant."""
    return instant.astimezone(SHANGHAI).date()


def at_local(day: date, moment: time = REMINDER_TIME) -> datetime:
    """Return the UTC instant of a wall-clock time in Shanghai (half past eight when none is named)."""
    return datetime.combine(day, moment, SHANGHAI).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return the first UTC instant after ``day`` in Shanghai: an event before it was known on that day."""
    return at_local(day + timedelta(days=1), time(0))
