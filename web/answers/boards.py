"""The boards: each unit's items by the quarter they are due in and by theme, counted by light, never averaged.

Rows come in the order of the roster. Only where the office has switched ranking on may they be sorted by a count.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date

from config.errors import DubanError
from config.rows import Row
from config.themes import Theme
from planning import board_queries, queries
from planning.narrowing import NO_THEME
from planning.periods import Quarter
from web.answers.lines import Answer
from web.answers.overview import LIGHTS, TrendDay, trend_of
from web.moment import Look

#: What rows may be sorted by when ranking is switched on.
SORTS = (*LIGHTS, "total")
_MOST_YEARS = 10


class Cell(Answer):
    """The items of a unit under a column, by light."""

    total: int
    lights: dict[str, int]


class Line(Answer):
    """One row of a board: a unit (none for the sum of all) with a cell for each column, and the sum of its cells."""

    unit_id: int | None
    unit: str
    cells: tuple[Cell, ...]
    whole: Cell


class Board(Answer):
    """Units by columns; ``columns`` are the parameters of the list of tasks that a column stands for."""

    columns: tuple[dict[str, str], ...]
    lines: tuple[Line, ...]
    whole: Line


class Boards(Answer):
    """Both boards and the trend. ``years`` are those in which items are due."""

    day: date
    as_of: date | None
    year: int
    years: tuple[int, ...]
    quarters: Board
    themes: Board
    trend: tuple[TrendDay, ...]


def boards(
    look: Look, themes: Iterable[Theme], *, year: int | None, since: date, unit_id: int | None, sort: str | None
) -> Boards:
    """Read both boards, of the items due in a year and of all by theme, and the trend of all units or of one."""
    asked = (tuple(themes), year, since, unit_id, sort)
    return look.remembered(("boards", *asked), lambda: _boards(look, *asked))


def _boards(
    look: Look, themes: Iterable[Theme], year: int | None, since: date, unit_id: int | None, sort: str | None
) -> Boards:
    years = _years(look)
    shown = year or (look.day.year if look.day.year in years else years[-1])
    units = queries.unit_rows(look.session)
    return Boards(
        day=look.day,
        as_of=look.as_of,
        year=shown,
        years=years,
        quarters=_sorted(_by_quarter(look, units, shown), sort),
        themes=_sorted(_by_theme(look, units, themes), sort),
        trend=trend_of(look, since, unit_id),
    )


def require_ranking(sort: str | None, *, allowed: bool) -> str | None:
    """Return the order asked for when ranking is switched on.

    Raises:
        DubanError: ``ranking-off``.
    """
    if sort is not None and not allowed:
        raise DubanError("ranking-off")
    return sort


def _years(look: Look) -> tuple[int, ...]:
    found = board_queries.due_years(look.session, look.table)
    first, last = found or (look.day.year, look.day.year)
    return tuple(range(max(first, last - _MOST_YEARS), last + 1))


def _by_quarter(look: Look, units: Iterable[Row], year: int) -> Board:
    quarters = [Quarter(year, number) for number in range(1, 5)]
    rows = board_queries.counts_by_month(look.session, look.table, look.day, quarters[0].first, quarters[-1].last)
    found = ((row["unit_id"], (int(row["month"]) - 1) // 3, row["light"], row["items"]) for row in rows)
    return _board(units, [{"quarter": str(quarter)} for quarter in quarters], found)


def _by_theme(look: Look, units: Iterable[Row], themes: Iterable[Theme]) -> Board:
    rows = board_queries.counts_by_theme(look.session, look.table, look.day)
    present = {row["theme"] for row in rows}
    named = [theme.name for theme in themes if theme.name in present]
    # Themes given by hand or by an earlier file stand after those of the file, what has none at the end.
    order = [*named, *sorted(present - set(named) - {""}), *([""] if "" in present else [])]
    at = {theme: place for place, theme in enumerate(order)}
    found = ((row["unit_id"], at[row["theme"]], row["light"], row["items"]) for row in rows)
    return _board(units, [{"theme": theme or NO_THEME} for theme in order], found)


def _board(units: Iterable[Row], columns: list[dict[str, str]], counted: Iterable[tuple[int, int, str, int]]) -> Board:
    lights: dict[tuple[int | None, int], dict[str, int]] = defaultdict(lambda: dict.fromkeys(LIGHTS, 0))
    busy = set()
    for unit_id, column, light, items in counted:
        busy.add(unit_id)
        for row in (unit_id, None):
            lights[row, column][light] += items

    def line(unit_id: int | None, name: str) -> Line:
        cells = [_cell(lights[unit_id, column]) for column in range(len(columns))]
        return Line(unit_id=unit_id, unit=name, cells=tuple(cells), whole=_sum(cells))

    lines = tuple(line(unit["id"], unit["short_name"]) for unit in units if unit["id"] in busy)
    return Board(columns=tuple(columns), lines=lines, whole=line(None, ""))


def _cell(lights: Mapping[str, int]) -> Cell:
    return Cell(total=sum(lights.values()), lights=dict(lights))


def _sum(cells: Iterable[Cell]) -> Cell:
    given = list(cells)
    return _cell({light: sum(cell.lights[light] for cell in given) for light in LIGHTS})


def _sorted(board: Board, sort: str | None) -> Board:
    if sort is None:
        return board

    def count(line: Line) -> int:
        return line.whole.total if sort == "total" else line.whole.lights[sort]

    return board.model_copy(update={"lines": tuple(sorted(board.lines, key=count, reverse=True))})
