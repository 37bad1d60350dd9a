"""Files made of sealed snapshots, kept in the memory of this process: the same bytes are made once, not per reader."""

import hashlib
from collections.abc import Callable, Hashable
from threading import Lock

from config.latest import Latest

_MOST_BYTES = 48_000_000


class MadeFiles:
    """What was made last, up to so many bytes in all; who asks for what is being made waits for it."""

    def __init__(self, most_bytes: int = _MOST_BYTES) -> None:
        self._made: Latest[bytes] = Latest(most_bytes, len)
        self._making = Lock()

    def of(self, source: bytes, form: Hashable, make: Callable[[], bytes]) -> bytes:
        """Return what was made of these very bytes in this form, or make it; what fails to be made is not kept."""
        key = (hashlib.sha256(source).digest(), form)
        found = self._made.get(key)
        if found is not None:
            return found
        with self._making:  # one at a time: making takes seconds and much memory
            found = self._made.get(key)
            if found is None:
                found = make()
                self._made.put(key, found)
        return found
