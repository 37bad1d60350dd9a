"""Logs: one line an event on standard error and in the data folder, kept for a bounded size. No secrets, no bodies."""

import logging
import logging.handlers
import sys
from pathlib import Path

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
LOG_FILE = "duban.log"
_MAX_BYTES, _KEPT = 5_000_000, 5
#: Libraries that tell more than an operator wants to read.
_QUIET = ("apscheduler", "httpx", "httpcore", "asyncio", "alembic", "uvicorn.error")


def set_up_logs(level: str, data_dir: Path) -> None:
    """Write logs of this level to standard error and to ``logs/duban.log`` in the data folder, rotated by size."""
    folder = data_dir / "logs"
    folder.mkdir(parents=True, exist_ok=True)
    file = logging.handlers.RotatingFileHandler(
        folder / LOG_FILE, maxBytes=_MAX_BYTES, backupCount=_KEPT, encoding="utf-8"
    )
    console = logging.StreamHandler(sys.stderr)
    for handler in (file, console):
        handler.setFormatter(logging.Formatter(FORMAT))
    logging.basicConfig(level=level, handlers=[file, console], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
