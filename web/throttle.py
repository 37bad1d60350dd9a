"""How often one address may ask for what costs much and needs no account; counted in the memory of this process."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from threading import Lock

from config.errors import DubanError

_MOST_ADDRESSES = 10_000


class Throttle:
    """Lets each address through so many times within a while; the addresses heard of longest ago are forgotten."""

    def __init__(self, most: int, within: timedelta) -> None:
        self._most, self._within = most, within
        self._seen: OrderedDict[str, deque[datetime]] = OrderedDict()
        self._lock = Lock()

    def pass_through(self, address: str, now: datetime) -> None:
        """Count one more asking of an address.

        Raises:
            DubanError: ``asked-too-often`` with the minutes to wait; nothing is counted then.
        """
        with self._lock:
            times = self._seen.setdefault(address, deque())
            self._seen.move_to_end(address)
            while times and not now - self._within < times[0] <= now:
                times.popleft()
            if len(times) >= self._most:
                wait = times[0] + self._within - now
                raise DubanError("asked-too-often", minutes=max(1, -int(-wait.total_seconds() // 60)))
            times.append(now)
            while len(self._seen) > _MOST_ADDRESSES:
                self._seen.popitem(last=False)
