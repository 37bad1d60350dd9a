"""One attempt at a flow's body: carried out at most once, whoever asks, and its outcome kept for our own record.

Prefect runs a flow by calling its function; that function finds the attempt lent here. So the truth about the run
never depends on Prefect: if its API is away before the body began, the body runs plainly; if it is away afterwards, the
outcome is known all the same.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from flows.context import Body, FlowContext

_LENT: ContextVar["Performance | None"] = ContextVar("duban_performance", default=None)


class Performance:
    """The attempt. ``perform()`` carries the body out the first time and repeats the outcome afterwards."""

    def __init__(self, find_body: Callable[[], Body], context: FlowContext) -> None:
        self._find_body = find_body
        self._context = context
        self._lock = threading.Lock()
        self.begun = False
        self.result: dict[str, object] = {}
        self.error: BaseException | None = None

    def perform(self) -> dict[str, object]:
        """Return what the body did; raise what it raised."""
        with self._lock:
            if not self.begun:
                self.begun = True
                try:
                    self.result = self._find_body()(self._context)
                except BaseException as error:
                    self.error = error
                    raise
        if self.error is not None:
            raise self.error
        return self.result


@contextmanager
def lend(performance: Performance) -> Iterator[None]:
    """Let the flow functions called inside the block carry out this attempt."""
    token = _LENT.set(performance)
    try:
        yield
    finally:
        _LENT.reset(token)


def lent() -> Performance | None:
    """Return the attempt this flow function was called for, None on a worker of its own."""
    return _LENT.get()
