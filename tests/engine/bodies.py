"""Small flow bodies for tests, importable by name as a schedule names them, also from processes of their own."""

import os
import threading
from pathlib import Path

from flows.context import FlowContext

CALLS: list[FlowContext] = []


def count(context: FlowContext) -> dict[str, object]:
    """Remember the call."""
    CALLS.append(context)
    return {"day": context.day.isoformat(), "calls": len(CALLS)}


def break_down(context: FlowContext) -> dict[str, object]:
    """Remember the call and fail."""
    CALLS.append(context)
    raise ValueError("没有磁盘空间")


def hang(context: FlowContext) -> dict[str, object]:
    """Say that the run has begun, by a file beside the database, and never end."""
    (context.settings.data_dir / "begun").write_text(str(os.getpid()), encoding="utf-8")
    threading.Event().wait()
    return {}


def until_stopped(context: FlowContext) -> dict[str, object]:
    """Work until the engine is asked to stop."""
    CALLS.append(context)
    pause = threading.Event()
    while not context.stopping():
        pause.wait(0.005)
    return {"stopped": True}


def note(context: FlowContext) -> dict[str, object]:
    """Append one line to a file beside the database: it counts executions over all processes."""
    with Path(context.settings.data_dir / "executions").open("a", encoding="utf-8") as file:
        file.write(f"{context.slot.isoformat()}\n")
    return {"noted": True}
