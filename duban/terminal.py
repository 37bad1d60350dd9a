"""What commands share at the terminal: the call, printing as text or JSON, dates, reading files, failures in words."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, overload
from unicodedata import east_asian_width

from config.errors import CallError, DubanError
from config.files import reason_of
from config.language import labels

_DAY = re.compile(r"(\d{4})(?:-|/|\.|年)(\d{1,2})(?:-|/|\.|月)(\d{1,2})日?")

if TYPE_CHECKING:
    from config.clock import Clock
    from duban.bootstrap import Application


@dataclass(frozen=True)
class Call:
    """What was said before the command's own name."""

    data_dir: Path | None = None
    _opened: "list[Application]" = field(default_factory=list, compare=False, repr=False)

    def application(self, clock: "Clock | None" = None) -> "Application":
        """Open the database and the rules, ready to work; they are closed with the call."""
        from duban.bootstrap import start  # noqa: PLC0415 - the half second of sqlmodel, only when needed

        self._opened.append(start(self.data_dir, clock))
        return self._opened[-1]

    def close(self) -> None:
        """Give back the connections of what was opened."""
        while self._opened:
            self._opened.pop().database.close()


def say(text: str = "") -> None:
    """Print a line."""
    sys.stdout.write(text + "\n")


def say_json(value: object) -> None:
    """Print a value as JSON; dates and decimals as text."""
    say(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def say_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print a table whose columns line up although a Chinese character is two columns wide."""
    for line in table_lines(header, rows):
        say(line)


def table_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of such a table, the header first."""
    lines = [[str(cell) for cell in row] for row in (header, *rows)]
    widths = [max(width_of(line[column]) for line in lines) for column in range(len(header))]
    for line in lines:
        cells = (cell + " " * (width - width_of(cell)) for cell, width in zip(line, widths, strict=True))
        yield "  ".join(cells).rstrip()


def width_of(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
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
        raise CallError("file-unreadable", path=path, detail=reason_of(error)) from error


@overload
def day_of(text: str) -> date: ...
@overload
def day_of(text: str | None) -> date | None: ...
def day_of(text: str | None) -> date | None:
    """Return the date a text stands for: 2017-06-30, 2017/6/30, 2017.6.30 or 2017年6月30日.

    Raises:
        CallError: ``date-invalid``.
    """
    if text is None:
        return None
    found = _DAY.fullmatch(text.strip())
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(text)
    except ValueError as error:
        raise CallError("date-invalid", text=text) from error


def chosen(option: str, kind: str, text: str | None) -> str | None:
    """Return the value of a kind that a text names, by its code or by its word (``red`` or 红灯).

    Raises:
        CallError: ``value-unknown``, listing those there are.
    """
    if text is None:
        return None
    words = labels(kind)
    found = {**{word: value for value, word in words.items()}, **{value: value for value in words}}
    if text not in found:
        known = "、".join(f"{value}（{word}）" for value, word in words.items())
        raise CallError("value-unknown", option=option, text=text, known=known)
    return found[text]


def failure_of(error: Exception) -> DubanError | None:
    """Return an error as one with a sentence, when it is of a kind that a user can do something about."""
    if isinstance(error, DubanError):
        return error
    if isinstance(error, OSError):
        return DubanError("system-refused", path=error.filename or "", detail=reason_of(error))
    if "sqlalchemy" not in sys.modules:
        return None
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415 - loaded already, or the error cannot come from there

    from config.database_faults import database_failure  # noqa: PLC0415 - likewise

    return database_failure(error) if isinstance(error, DBAPIError) else None
