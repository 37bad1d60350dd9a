"""The State Council's holiday notices as data: one CSV for each notice, named by the year it decrees.

Each row is a day the notice names: ``rest`` (off) or ``work`` (a make-up working day, 调休), with the number of the
notice. A day no row names follows the week: Monday to Friday are worked. A notice may name days of the December before
its year (29–31 December 2018 stand in the notice for 2019). Later notices that change an earlier one (Labour Day 2019,
Spring Festival 2020) are rows of the same file with their own number.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from config.errors import DubanError
from config.files import marks_of

COLUMNS = ("date", "kind", "name", "source")
KINDS = ("rest", "work")
_SHIPPED = Path(__file__).parent
_DECEMBER = 12


@dataclass(frozen=True, slots=True)
class CalendarData:
    """Days off, make-up working days, and the years whose notice is known."""

    rest: frozenset[date]
    work: frozenset[date]
    years: frozenset[int]


def load_calendar(own_notices: Path | None = None) -> CalendarData:
    """Return all notices shipped; a file of the office's own folder replaces the shipped one of the same year.

    Read anew once a file of that folder is another than before. A folder that does not exist adds nothing.

    Raises:
        DubanError: ``calendar-unreadable`` or ``calendar-row-invalid``, naming the file (and line).
    """
    return _loaded(own_notices, marks_of(own_notices, ".csv"))


@lru_cache(maxsize=8)
def _loaded(own_notices: Path | None, _marks: tuple[object, ...]) -> CalendarData:
    files = {
        file.stem: file for folder in (_SHIPPED, own_notices) if folder for file in folder.glob(f"{'[0-9]' * 4}.csv")
    }
    days: dict[date, str] = {}
    for _, file in sorted(files.items()):
        days |= dict(_rows(file))
    return CalendarData(
        rest=frozenset(day for day, kind in days.items() if kind == "rest"),
        work=frozenset(day for day, kind in days.items() if kind == "work"),
        years=frozenset(int(year) for year in files),
    )


def _rows(file: Path) -> Iterator[tuple[date, str]]:
    try:
        lines = list(csv.reader(file.read_text(encoding="utf-8-sig").splitlines(), strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DubanError("calendar-unreadable", file=file, detail=error) from error
    header, *rows = lines or [[]]
    if tuple(header) != COLUMNS or not rows:  # a notice that names no day would make a year look ordinary
        raise DubanError("calendar-row-invalid", file=file, line=1, row=",".join(header))
    seen: set[date] = set()
    for line, row in enumerate(rows, start=2):
        day = _day(row, int(file.stem))
        if day is None or day in seen:
            raise DubanError("calendar-row-invalid", file=file, line=line, row=",".join(row))
        seen.add(day)
        yield day, row[1]


def _day(row: list[str], year: int) -> date | None:
    """Return the day a row names, or nothing when the row is wrong: shape, kind, or a day outside the notice."""
    if len(row) != len(COLUMNS) or row[1] not in KINDS:
        return None
    try:
        day = date.fromisoformat(row[0])
    except ValueError:
        return None
    return day if day.year == year or (day.year == year - 1 and day.month == _DECEMBER) else None
