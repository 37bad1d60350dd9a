"""What commands share at the terminal: the call, printing as text or JSON, dates, files, and failures as sentences."""

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import east_asian_width

from config.errors import CallError, DubanError

if TYPE_CHECKING:
    from config.clock import Clock
    from duban.bootstrap import Application


@dataclass(frozen=True)
class Call:
    """What was said before the command's own name."""

    data_dir: Path | None = None

    def application(self, clock: "Clock | None" = None) -> "Application":
        """Open the database and the rules, ready to work."""
        from duban.bootstrap import start  # noqa: PLC0415 - the half second of sqlmodel, only when needed

        return start(self.data_dir, clock)


def say(text: str = "") -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")


def say_json(value: object) -> None:
    """Print a value as JSON; dates and decimals as text."""
    say(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def say_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table whose columns line up although a Chinese character is two columns wide."""
    lines = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(_width(line[column]) for line in lines) for column in range(len(header))]
    for line in lines:
        cells = (cell + " " * (width - _width(cell)) for cell, width in zip(line, widths, strict=True))
        say("  ".join(cells).rstrip())


def _width(text: str) -> int:
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)


def read_file(path: Path, limit: int) -> bytes:
    """Return a file's bytes.

    Raises:
        CallError: ``file-missing``, ``file-unreadable``, ``file-too-large`` (before it is read).
    """
    try:
        if path.stat().st_size > limit:
            raise CallError(
                "file-too-large", path=path, size=path.stat().st_size // 1_000_000, limit=limit // 1_000_000
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CallError("file-missing", path=path) from error
    except OSError as error:
        raise CallError("file-unreadable", path=path, detail=error.strerror) from error


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        DubanError: ``file-unwritable``.
    """
    draft = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_bytes(data)
        draft.replace(path)
    except OSError as error:
        raise DubanError("file-unwritable", path=path, detail=error.strerror) from error


def day_of(text: str | None) -> date | None:
    """Return the date a text stands for.

    Raises:
        CallError: ``date-invalid``.
    """
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CallError("date-invalid", text=text) from error


def json_ready(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a database row as a plain dictionary."""
    return dict(row)


def failure_of(error: Exception) -> DubanError | None:
    """Return an error as one with a sentence, when it is of a kind that a user can do something about."""
    if isinstance(error, DubanError):
        return error
    if "sqlalchemy" not in sys.modules:
        return None
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415 - loaded already, or the error cannot come from there

    if isinstance(error, DBAPIError):
        detail = str(error.orig).strip()
        if "database is locked" in detail:
            return DubanError("database-in-use")
        if "readonly" in detail:
            return DubanError("data-dir-read-only", path="", detail=detail)
        return DubanError("database-unreachable", where="", detail=detail)
    return None
