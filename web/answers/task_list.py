"""The list of tasks: one page of it, how many there are, and what it may be narrowed by."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.sql.expression import FromClause

from config.prepared import prepared
from planning import queries
from planning.access.viewers import Scope
from planning.listing import MOST_COUNTED, page_of_tasks
from planning.people import units
from planning.sight import plans_seen
from web.answers.lines import Answer, TaskLine, lines_of
from web.asking import PAGE_SIZE, TaskQuestion
from web.moment import Look


class TaskList(Answer):
    """One page of tasks, the most urgent first; ``lights`` counts them as if no light had been chosen.

    Where ``is_bounded`` there are more than a thousand and they were counted no further.
    """

    day: date
    as_of: date | None
    total: int
    page: int
    pages: int
    page_size: int
    lights: dict[str, int]
    tasks: tuple[TaskLine, ...]
    is_bounded: bool = False

    @property
    def total_shown(self) -> str:
        """The total, or how far it was counted: ``1000+``."""
        return f"{MOST_COUNTED}+" if self.total > MOST_COUNTED and self.is_bounded else str(self.total)

    @property
    def first(self) -> int:
        """The place of the first line within the whole list, from 1."""
        return (self.page - 1) * self.page_size + 1

    @property
    def last(self) -> int:
        """The place of the last line."""
        return self.first + len(self.tasks) - 1


class Choice(Answer):
    """One value to choose from; ``depth`` is how far down the tree of units it stands."""

    value: int
    title: str
    depth: int = 0


class Choices(Answer):
    """What a list may be narrowed to: plans, units with tasks and those above them, quarters of the plans, themes."""

    plans: tuple[Choice, ...]
    units: tuple[Choice, ...]
    quarters: tuple[str, ...]
    themes: tuple[str, ...]


def task_list(look: Look, asked: TaskQuestion) -> TaskList:
    """Read one page of the tasks asked for, and how many there are; by light as if no light had been chosen."""
    return look.remembered(("tasks", asked), lambda: _task_list(look, asked))


def _task_list(look: Look, asked: TaskQuestion) -> TaskList:
    wanted = asked.as_filter()
    offset = (asked.page - 1) * PAGE_SIZE
    scope = look.viewer.scope
    found = page_of_tasks(look.session, look.table, scope, look.day, wanted, limit=PAGE_SIZE, offset=offset)
    return TaskList(
        day=look.day,
        as_of=look.as_of,
        total=found.total,
        page=asked.page,
        pages=max(1, -(-found.total // PAGE_SIZE)),
        page_size=PAGE_SIZE,
        lights=found.lights,
        tasks=tuple(lines_of(look.session, found.rows, look.day)),
        is_bounded=found.is_bounded,
    )


def choices(look: Look, themes: Iterable[str] = ()) -> Choices:
    """Read what the list may be narrowed to; units in the order of the roster, each under the one it belongs to."""
    names = tuple(themes)
    return look.remembered(("choices", names), lambda: _choices(look, names))


def _choices(look: Look, themes: tuple[str, ...]) -> Choices:
    scope = look.viewer.scope
    seen = None if scope.units is None else plans_seen(look.session, look.table)
    plans = [row for row in queries.plan_rows(look.session) if seen is None or row["id"] in seen]
    years = sorted({row["year"] for row in plans})
    return Choices(
        plans=tuple(Choice(value=row["id"], title=row["name"]) for row in plans),
        units=_units(look),
        quarters=tuple(f"{year}Q{number}" for year in years for number in range(1, 5)),
        themes=themes,
    )


def _units(look: Look) -> tuple[Choice, ...]:
    """Return the units that have tasks or stand above one that has, from the top down."""
    rows = tuple((row["id"], row["parent_id"], row["short_name"]) for row in queries.unit_rows(look.session))
    asked = prepared(look.session, ("busy units", look.known), lambda: _busy(look.known))
    return _tree(rows, tuple(asked.run(look.session).scalars()), look.viewer.scope)


def _busy(table: FromClause) -> Select[Any]:
    return select(units.c.id).where(exists().where(table.c.unit_id == units.c.id)).order_by(units.c.id)


@lru_cache(maxsize=64)
def _tree(rows: tuple[tuple[int, int | None, str], ...], busy: tuple[int, ...], scope: Scope) -> tuple[Choice, ...]:
    parents = {unit_id: above for unit_id, above, _name in rows}
    shown = {above for found in busy for above in _line(found, parents)}
    below: dict[int | None, list[Choice]] = {}
    for unit_id, parent_id, name in rows:
        if unit_id in shown and scope.has_unit(unit_id):
            depth = len(_line(unit_id, parents)) - 1
            above = parent_id if scope.has_unit(parent_id) else None
            below.setdefault(above, []).append(Choice(value=unit_id, title=name, depth=depth))
    return tuple(_downwards(below, None))


def _line(unit_id: int, parents: Mapping[int, int | None]) -> list[int]:
    """Return a unit and the units above it."""
    line = [unit_id]
    while (above := parents.get(line[-1])) is not None and above not in line:
        line.append(above)
    return line


def _downwards(below: Mapping[int | None, list[Choice]], above: int | None) -> list[Choice]:
    return [each for top in below.get(above, ()) for each in (top, *_downwards(below, top.value))]
