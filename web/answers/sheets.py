"""Views as sheets to print, from the same answers as the pages: the parts all of them share."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, cast

from config.language import label, sentence
from planning.workdays import WorkCalendar
from reports.blocks import Align, Block, Cell, Column, Table
from reports.sheets import Sheet
from web.answers.lines import TaskLine
from web.answers.overview import LIGHTS
from web.wording import day_words, distance_words, instant_words

if TYPE_CHECKING:
    from reports.snapshot import Light

_LINE_COLUMNS = (("number", 6), ("title", 15), ("unit", 6), ("owner", 4), ("light", 7), ("progress", 3), ("due", 8))
_TO_THE_RIGHT: frozenset[str] = frozenset({"progress"})


def sheet(
    title: str,
    subtitle: str,
    blocks: Iterable[Block],
    *,
    office: str,
    who: str,
    now: datetime,
    wide: bool = False,
    big: bool = False,
) -> Sheet:
    """Return a sheet whose foot says whose it is, who printed it and when."""
    footer = sentence("print-footer", office=office, who=who, at=instant_words(now))
    return Sheet(title, subtitle, tuple(blocks), footer, now, wide, big)


def moment_words(day: date, as_of: date | None) -> str:
    """Return which moment a view looks at."""
    return sentence("print-as-of" if as_of is not None else "print-now", day=day_words(day))


def lines_table(
    name: str, caption: str, lines: Iterable[TaskLine], day: date, calendar: WorkCalendar, *, nameless: bool = False
) -> Table:
    """Return tasks as a table: number, matter, unit, owner if wanted, light with its reason, progress, deadline."""
    kept = [at for at, (key, _) in enumerate(_LINE_COLUMNS) if not (nameless and key == "owner")]
    told = [_LINE_COLUMNS[at] for at in kept]
    columns = tuple(Column(label("print_column", key), weight, _align(key)) for key, weight in told)
    rows = (_row(line, day, calendar) for line in lines)
    return Table(name, caption, columns, tuple(tuple(row[at] for at in kept) for row in rows))


def counts_table(name: str, caption: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, total: bool) -> Table:
    """Return a table of short texts, the first column twice as wide as the others."""
    columns = tuple(Column(head, 2 if at == 0 else 1, "left") for at, head in enumerate(heads))
    return Table(name, caption, columns, tuple(tuple(Cell(text) for text in row) for row in rows), total)


def lights_words(lights: dict[str, int]) -> str:
    """Return counts by light in words, the gravest first: ``红灯4 黄灯3``; a dash when there are none."""
    return "  ".join(f"{label('light', light)}{lights[light]}" for light in LIGHTS if lights.get(light)) or "—"


def _align(key: str) -> Align:
    return "right" if key in _TO_THE_RIGHT else "left"


def light_cell(colour: str, reason: str | None = None, more: str = "") -> Cell:
    """Return a light as a cell: its word, its reason and whatever else is to be said, each on a line of its own."""
    told = [label("light", colour), label("light_reason", reason) if reason else "", more]
    return Cell("\n".join(filter(None, told)), cast("Light", colour) if colour in LIGHTS else None)


def _row(line: TaskLine, day: date, calendar: WorkCalendar) -> tuple[Cell, ...]:
    return (
        Cell(line.number),
        Cell(line.title),
        Cell(line.unit),
        Cell(line.owner or "—"),
        light_cell(line.light, line.light_reason),
        Cell(f"{line.progress}%"),
        Cell(f"{line.due_on}\n{standing(line, day, calendar)}"),
    )


def standing(line: TaskLine, day: date, calendar: WorkCalendar) -> str:
    """Return how far its deadline is, or how it ended."""
    if line.finished_on is not None or line.light == "none":
        return label("state", line.state)
    return distance_words(line.due_on, day, calendar)
