"""What a search found, on paper: each task with the passages that hold the words."""

from collections.abc import Iterable

from config.language import label
from reports.blocks import Cell, Column, Table
from web.answers.search import Found, Passage
from web.answers.sheets import light_cell
from web.wording import instant_words

_COLUMNS = (("number", 6), ("title", 12), ("unit", 6), ("light", 6), ("due", 6), ("passages", 24))


def search_table(found: Iterable[Found], told: str) -> Table:
    """Return the tasks found as a table under what it says of itself."""
    columns = tuple(Column(label("print_column", key), weight) for key, weight in _COLUMNS)
    return Table("search", told, columns, tuple(map(_row, found)))


def _row(task: Found) -> tuple[Cell, ...]:
    state = f"{label('state', task.state)} {task.progress}%"
    return (
        Cell(task.number),
        Cell(task.title),
        Cell(task.unit),
        light_cell(task.light, more=state),
        Cell(f"{task.due_on}\n{label('register_mark', 'provisional')}" if task.due_provisional else str(task.due_on)),
        Cell("\n".join(map(_passage, task.passages)) or "—"),
    )


def _passage(passage: Passage) -> str:
    text = "".join(piece.text for piece in passage.pieces)
    return f"{label('prose', passage.place)}（{instant_words(passage.at)}）{text}"
