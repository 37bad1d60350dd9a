"""The list of tasks: one page of it, how many there are, and what it may be narrowed by."""

from dataclasses import replace
from datetime import date

from planning import queries
from planning.page_queries import light_counts_of
from web.answers.lines import Answer, TaskLine, lines_of
from web.asking import PAGE_SIZE, TaskQuestion
from web.moment import Look


class TaskList(Answer):
    """One page of tasks, the most urgent first; ``lights`` counts them as if no light had been chosen."""

    day: date
    as_of: date | None
    total: int
    page: int
    pages: int
    page_size: int
    lights: dict[str, int]
    tasks: tuple[TaskLine, ...]

    @property
    def first(self) -> int:
        """The place of the first line within the whole list, from 1."""
        return (self.page - 1) * self.page_size + 1

    @property
    def last(self) -> int:
        """The place of the last line."""
        return self.first + len(self.tasks) - 1


class Choice(Answer):
    """One value to choose from."""

    value: int
    title: str


class Choices(Answer):
    """The plans and units a list may be narrowed to."""

    plans: tuple[Choice, ...]
    units: tuple[Choice, ...]


def task_list(look: Look, asked: TaskQuestion) -> TaskList:
    """Read one page of the tasks asked for, and how many there are; by light as if no light had been chosen."""
    wanted = asked.as_filter()
    lights = light_counts_of(look.session, look.table, look.day, replace(wanted, light=None))
    total = lights.get(asked.light, 0) if asked.light else sum(lights.values())
    rows = queries.list_tasks(
        look.session, look.table, look.day, wanted, limit=PAGE_SIZE, offset=(asked.page - 1) * PAGE_SIZE
    )
    return TaskList(
        day=look.day,
        as_of=look.as_of,
        total=total,
        page=asked.page,
        pages=max(1, -(-total // PAGE_SIZE)),
        page_size=PAGE_SIZE,
        lights=lights,
        tasks=tuple(lines_of(look.session, rows, look.day)),
    )


def choices(look: Look) -> Choices:
    """Read the plans, and the units that have tasks in the order of the roster."""
    busy = {row["unit_id"] for row in queries.unit_light_counts(look.session, look.table, look.day)}
    return Choices(
        plans=tuple(Choice(value=row["id"], title=row["name"]) for row in queries.plan_rows(look.session)),
        units=tuple(
            Choice(value=row["id"], title=row["short_name"])
            for row in queries.unit_rows(look.session)
            if row["id"] in busy
        ),
    )
