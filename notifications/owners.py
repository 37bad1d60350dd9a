"""Who holds a lease: a name for this process, and whether the process behind a name is certainly gone."""

import os
import socket
from pathlib import Path
from secrets import token_hex


def owner_name() -> str:
    """Return a new name of this process, ``host/namespace:pid:token``, unique to the call."""
    return f"{_place()}:{os.getpid()}:{token_hex(4)}"


def is_gone(owner: str) -> bool:
    """Tell whether the owner ran here and no longer lives; false whenever that cannot be known for certain."""
    place, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    if os.name != "posix" or place != _place() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _place() -> str:
    # Two containers may share a host name and not their process numbers; the namespace tells them apart.
    try:
        namespace = Path("/proc/self/ns/pid").readlink().name.removeprefix("pid:")
    except OSError:
        namespace = "-"
    return f"{socket.gethostname().replace(':', '_')}/{namespace}"
