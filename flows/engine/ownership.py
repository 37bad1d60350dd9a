"""Who owns a run: a name for this process, and whether the process behind such a name still lives."""

import os
import socket
from functools import cache
from pathlib import Path

_PARTS = 3


@cache
def _token(pid: int) -> str:
    """Return what tells this process from a later one with the same number: its start time, in ticks since boot."""
    return _start_ticks(pid) or os.urandom(6).hex()


def _start_ticks(pid: int) -> str:
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
    return status.rpartition(")")[2].split()[19]  # field 22; the name in brackets may hold blanks


def this_process() -> str:
    """Return ``host:pid:token`` of this process; the same as long as it lives, never used again."""
    return f"{socket.gethostname()}:{os.getpid()}:{_token(os.getpid())}"


def is_alive(owner: str) -> bool | None:
    """Say whether the owner's process lives: True, False, or None when this machine cannot know.

    None is the answer for another host, and where a process number cannot be tied to its start (macOS, Windows):
    there the age of the heartbeat decides.
    """
    parts = owner.rsplit(":", 2)
    if len(parts) != _PARTS or not parts[1].isdigit() or parts[0] != socket.gethostname():
        return None
    pid, token = int(parts[1]), parts[2]
    if Path("/proc/self/stat").exists():
        return _start_ticks(pid) == token
    if os.name != "posix":
        return None  # there, signal 0 would end the process
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return None
    return True if owner == this_process() else None
