"""Files made of sealed snapshots, kept in the memory of this process: the same bytes are made once, not per reader."""

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

_MOST_BYTES = 48_000_000


class MadeFiles:
    """What was made last, up to so many bytes in all; who asks for what is being made waits for it."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._most = most_bytes
        self._made: OrderedDict[Hashable, bytes] = OrderedDict()
        self._size = 0
        self._lock, self._making = Lock(), Lock()

    def of(self, source: bytes, form: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return what was made of these very bytes in this form, or make it; what fails to be made is not kept."""
        key = (hashlib.sha256(source).digest(), form)
        found = self._known(key)
        if found is not None:
            return found
        with self._making:  # one at a time: making takes seconds and much memory
            found = self._known(key)
            if found is None:
                found = make()
                self._keep(key, found)
        return found

    def _known(self, key: Hashable) -> bytes | None:
        with self._lock:
            found = self._made.get(key)
            if found is not None:
                self._made.move_to_end(key)
            return found

    def _keep(self, key: Hashable, made: bytes) -> None:
        with self._lock:
            self._made[key] = made
            self._size += len(made)
            while self._size > self._most:
                self._size -= len(self._made.popitem(last=False)[1])
