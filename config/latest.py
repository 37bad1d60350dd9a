"""What was asked for last, kept in the memory of this process up to a bound; safe from several threads."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

_Value = TypeVar("_Value")


class Latest(Generic[_Value]):
    """Values under keys, of ``most`` weight in all (one each unless weighed); the longest unasked are forgotten."""

    def __init__(self, most: int, weigh: Callable[[_Value], int] | None = None) -> None:
        self._most, self._weigh = most, weigh
        self._values: OrderedDict[Hashable, _Value] = OrderedDict()
        self._weight = 0
        self._lock = Lock()

    def get(self, key: Hashable) -> _Value | None:
        """Return the value under a key, none when there is none."""
        with self._lock:
            found = self._values.get(key)
            if found is not None:
                self._values.move_to_end(key)
            return found

    def put(self, key: Hashable, value: _Value) -> None:
        """Keep a value instead of the one that is under its key."""
        with self._lock:
            if key in self._values:
                self._weight -= self._weight_of(self._values.pop(key))
            self._values[key] = value
            self._weight += self._weight_of(value)
            while self._weight > self._most:
                self._weight -= self._weight_of(self._values.popitem(last=False)[1])

    def _weight_of(self, value: _Value) -> int:
        return 1 if self._weigh is None else self._weigh(value)
