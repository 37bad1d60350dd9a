"""When to try again: a pure function of the attempts made. No chance is involved, so a run can be repeated exactly."""

from datetime import timedelta

DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 720))
"""Waits after the first, second, … failed attempt: about 20 hours in all, then the message is given up."""

MOST_ATTEMPTS = len(DELAYS) + 1
CHANNEL_PAUSE = timedelta(minutes=5)
"""How long messages rest, uncounted, when the channel itself is out of order."""


def retry_delay(attempts: int) -> timedelta | None:
    """Return the wait after ``attempts`` failed attempts (1 or more); nothing when the message is given up."""
    return DELAYS[attempts - 1] if attempts <= len(DELAYS) else None
