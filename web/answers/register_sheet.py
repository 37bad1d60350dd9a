"""The register on paper: the columns as they are seen, landscape, on A3 when there are many."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from config.language import label
from reports.blocks import Align, Cell, Column, Table
from reports.register_rows import CELLS, RegisterRow
from web.answers.sheets import light_cell

#: Shares of the width; a column of prose is as wide as three of names.
_WEIGHTS = {
    "number": 6, "title": 10, "measures": 12, "outcome": 8, "leader": 4, "lead_unit": 6, "responsible": 6, "owner": 4,
    "support": 6, "due": 7, "expected": 4, "progress": 4, "light": 6, "state": 4, "theme": 6, "done": 12, "problem": 9,
    "next_step": 9, "evidence": 3,
}  # fmt: skip
_TO_THE_RIGHT = frozenset({"expected", "progress", "evidence"})
#: As much as fits across A4 in landscape; more goes to A3.
_FITS = 72


def is_big(columns: Iterable[str]) -> bool:
    """Tell whether these columns need A3."""
    return sum(_WEIGHTS[name] for name in columns) > _FITS


def register_table(rows: Iterable[RegisterRow], columns: Sequence[str], told: str) -> Table:
    """Return rows of the register as a table under what it says of itself."""
    heads = tuple(Column(label("register_column", name), _WEIGHTS[name], _align(name)) for name in columns)
    return Table("register", told, heads, tuple(tuple(_cell(row, name) for name in columns) for row in rows))


def _align(name: str) -> Align:
    return "right" if name in _TO_THE_RIGHT else "left"


def _cell(row: RegisterRow, name: str) -> Cell:
    if name in _OWN:
        return _OWN[name](row)
    value = CELLS[name](row)
    return Cell("" if value == 0 and name == "evidence" else str(value))


def _due(row: RegisterRow) -> Cell:
    told = [str(row.due_on)]
    if row.due_provisional:
        told.append(label("register_mark", "provisional"))
    if row.was_moved:
        told.append(f"{label('print_part', 'was')}{row.original_due_on}")
    return Cell("\n".join(told))


def _light(row: RegisterRow) -> Cell:
    late = label("register_mark", "late") if row.light.late else ""
    return light_cell(row.light.colour, row.light.reason, late)


_OWN: Mapping[str, Callable[[RegisterRow], Cell]] = {
    "due": _due,
    "light": _light,
    "owner": lambda row: Cell(row.owner or label("print_part", "vacant")),
    "expected": lambda row: Cell(f"{row.expected}%"),
    "progress": lambda row: Cell(f"{row.progress}%"),
    "theme": lambda row: Cell(row.theme or label("print_part", "no_theme")),
    "done": lambda row: Cell(row.told.done or label("print_part", "not_reported")),
}
