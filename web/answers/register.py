"""The register as a page asks for it: which rows, which columns, in which order; and one page of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from starlette.datastructures import QueryParams

from config.errors import CallError
from planning.access.viewers import Viewer
from planning.lifecycle import LAWFUL
from planning.narrowing import TaskFilter
from planning.offering import DIRECTING_ACTS
from planning.register_queries import count_up_to, register_page, register_row
from reports.register_rows import ALWAYS, COLUMNS, USUAL, Reader, RegisterRow
from web.addresses import address
from web.asking import PAGE_SIZE, TaskQuestion, task_question
from web.moment import Look

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Counting stops here; a longer register says "more than".
MOST_COUNTED = 1_000
#: Column → the act that changes it. Progress and words come with reports alone.
EDITS: Mapping[str, str] = {"leader": "assign", "owner": "assign", "due": "deadline", "theme": "classify"}
_BETWEEN = "."


@dataclass(frozen=True)
class RegisterQuestion:
    """Which part of the register is asked for: the question of the list of tasks, and the columns."""

    tasks: TaskQuestion
    columns: tuple[str, ...] = USUAL

    @property
    def page(self) -> int:
        """The page asked for, from 1."""
        return self.tasks.page

    def as_filter(self) -> TaskFilter:
        """Return the question as the queries of planning take it; in the order of numbers when none is asked for."""
        return replace(self.tasks.as_filter(), sort=self.tasks.sort or "number")

    def narrowed(self) -> dict[str, object]:
        """Return what is set, without the page."""
        chosen = {} if self.columns == USUAL else {"columns": _BETWEEN.join(self.columns)}
        return {**self.tasks.narrowed(), **chosen}

    def address(self, as_of: date | None, path: str = "/register", **changed: object) -> str:
        """Return the address of this question with some parameters changed; a changed filter begins at page 1."""
        asked = self.narrowed() | {"page": self.page if self.page > 1 else None, "as_of": as_of}
        if changed.keys() - {"page"}:
            asked["page"] = None
        return address(path, **(asked | changed))


def register_question(given: QueryParams) -> RegisterQuestion:
    """Read what is asked for; columns come as ``columns=number.title`` or ticked one by one (``column=number``).

    Raises:
        CallError: ``filter-invalid`` or ``columns-unknown``.
    """
    return RegisterQuestion(task_question(given), columns_asked(given))


def columns_asked(given: QueryParams) -> tuple[str, ...]:
    """Return the columns chosen in their order, with those always shown; the usual ones when none is chosen."""
    chosen = [name.strip() for name in given.get("columns", "").split(_BETWEEN) + given.getlist("column")]
    chosen = [name for name in chosen if name]
    for name in chosen:
        if name not in COLUMNS:
            raise CallError("columns-unknown", name=name[:20])
    return tuple(name for name in COLUMNS if name in ALWAYS or name in chosen) if chosen else USUAL


@dataclass(frozen=True)
class RegisterPage:
    """One page of the register; ``is_more`` when there are more rows than were counted."""

    day: date
    rows: "Sequence[RegisterRow]"
    page: int
    total: int
    is_more: bool
    has_next: bool

    @property
    def first(self) -> int:
        """The place of the first row, from 1."""
        return (self.page - 1) * PAGE_SIZE + 1

    @property
    def last(self) -> int:
        """The place of the last row."""
        return self.first + len(self.rows) - 1


def register(look: Look, asked: RegisterQuestion) -> RegisterPage:
    """Read one page of the register."""
    return look.remembered(("register", asked), lambda: _register(look, asked))


def _register(look: Look, asked: RegisterQuestion) -> RegisterPage:
    wanted, offset = asked.as_filter(), (asked.page - 1) * PAGE_SIZE
    found = register_page(look.session, look.table, look.day, wanted, limit=PAGE_SIZE + 1, offset=offset)
    counted = count_up_to(look.session, look.table, look.day, wanted, MOST_COUNTED + 1)
    reader = Reader(look.session, look.table, look.day, look.before, asked.columns, keeps=True)
    return RegisterPage(
        day=look.day,
        rows=tuple(reader.rows(found[:PAGE_SIZE])),
        page=asked.page,
        total=min(counted, MOST_COUNTED),
        is_more=counted > MOST_COUNTED,
        has_next=len(found) > PAGE_SIZE,
    )


def one_row(look: Look, task_id: int, columns: tuple[str, ...]) -> RegisterRow | None:
    """Read the row of one task; none when it is not there or may not be seen."""
    found = register_row(look.session, look.table, task_id)
    reader = Reader(look.session, look.table, look.day, look.before, columns, keeps=True)
    return None if found is None else reader.rows([found])[0]


def changeable(row: RegisterRow, column: str) -> bool:
    """Tell whether the act behind a cell may happen in the task's state; a deliverable follows its item in most."""
    if column not in EDITS:
        return False
    kind = DIRECTING_ACTS[EDITS[column]]
    return row.state in LAWFUL[kind] and (row.kind == "item" or kind != "assigned")


def may_edit(viewer: Viewer, as_of: date | None) -> bool:
    """Tell whether cells are offered to be changed: to the office, and not in the past."""
    return as_of is None and "office" in viewer.roles
