"""The process of the local Prefect server: ``python -m flows.engine.prefect_child PORT TOKEN PARENT``.

It ends with its parent, however the parent ends: the parent holds the other end of our standard input, which closes
when it dies, on every system; on Linux the kernel sends a signal as well. Every answer carries the token, so that the
parent never takes somebody else's server on that port for its own.
"""

import ctypes
import os
import signal
import sys
import threading

TOKEN_HEADER = "X-Duban-Server"  # noqa: S105 - the name of a header; the value only tells two servers apart
GRACE_SECONDS = 3
_PR_SET_PDEATHSIG = 1


def main() -> None:
    """Serve until told to stop or left alone."""
    port, token, parent = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.name == "posix" and os.getppid() != parent:
        return  # it died before we could ask to be told
    threading.Thread(target=_end_with_parent, name="parent", daemon=True).start()
    serve(port, token)


def serve(port: int, token: str) -> None:
    """Serve Prefect's API and pages on loopback."""
    import uvicorn  # noqa: PLC0415 - the watch over the parent must stand before the long imports begin
    from prefect.server.api.server import create_app  # noqa: PLC0415 - takes seconds

    from flows.engine.environment import HOST  # noqa: PLC0415 - kept with the others

    uvicorn.run(
        create_app(final=True),
        host=HOST,
        port=port,
        log_level="warning",
        headers=[(TOKEN_HEADER, token)],
        timeout_keep_alive=5,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _end_with_parent() -> None:
    """Wait until the parent's end of the pipe closes; then ask politely, then end."""
    os.read(sys.stdin.fileno(), 1)
    os.kill(os.getpid(), signal.SIGTERM)
    threading.Event().wait(GRACE_SECONDS + 1)
    os._exit(0)


if __name__ == "__main__":
    main()
