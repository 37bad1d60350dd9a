"""The first tasks of all short lists of the overview in one statement, and how many each has in another.

Every list is found along an index of its own, within the index alone; only the few rows that are shown are read. Asked
one by one the lists cost more in being asked than in being found.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, RowMapping, Select, func, literal_column, select, union_all
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.prepared import day_named, prepared
from planning.ledger import tasks
from planning.lifecycle import CHASABLE_STATES, LIVE_STATES
from planning.narrowing import asks_extension, unled
from planning.queries import LIST_COLUMNS, units

#: So many rows a list shows; of a decision asked fewer.
SHOWN, SHOWN_OF_DECISIONS = 8, 3
_WAITING = "waiting"


@dataclass(frozen=True)
class Asked:
    """What the lists are asked for: today, until when is soon, since when red is new, by when due is long overdue.

    Extensions beyond ``max_extensions`` are asked of the leading group; none where the office may grant them all.
    """

    day: date
    soon: date
    red_since: date
    long_due_to: date
    max_extensions: int | None = None


@dataclass(frozen=True)
class Headlines:
    """The first rows of each list in its order, and how many there are of those that no count is kept of."""

    asked: Asked
    due_soon: tuple[RowMapping, ...]
    overdue: tuple[RowMapping, ...]
    turned_red: tuple[RowMapping, ...]
    waiting: tuple[RowMapping, ...]
    extension: tuple[RowMapping, ...]
    instruction: tuple[RowMapping, ...]
    long_overdue: tuple[RowMapping, ...]
    counts: Mapping[str, int]

    @property
    def rows(self) -> tuple[RowMapping, ...]:
        """The rows of all lists; one may stand in several."""
        first = (*self.due_soon, *self.overdue, *self.turned_red, *self.waiting)
        return (*first, *self.extension, *self.instruction, *self.long_overdue)


class _List(NamedTuple):
    """Tasks of a table that fulfil a condition, the first in an order."""

    table: FromClause
    condition: ColumnElement[bool]
    order: tuple[ColumnElement[Any], ...]
    limit: int = SHOWN
    is_counted: bool = False

    def head(self) -> Select[Any]:
        return select(self.table.c.id).where(self.condition).order_by(*self.order).limit(self.limit)

    def number(self) -> Select[Any]:
        return select(func.count()).select_from(self.table).where(self.condition)


def headlines(session: Session, table: FromClause, few: FromClause, wanted: Asked) -> Headlines:
    """Return what is due, late, newly red or waits for somebody, and what is asked of the leading group.

    ``table`` has the tasks that are seen, ``few`` the same for lists that few of all tasks are on (``Scope.of``).
    """
    most = wanted.max_extensions
    key = (table, few, most)
    given = {"day": wanted.day, "soon": wanted.soon, "since": wanted.red_since, "long": wanted.long_due_to}
    source = tasks if getattr(table, "name", "") == tasks.name else table
    asked = prepared(session, ("headlines", key), lambda: _first_of(source, _lists(table, few, most)))
    found: dict[str, dict[int, RowMapping]] = {}
    for row in asked.run(session, given).mappings().all():
        found.setdefault(row["list"].partition(":")[0], {})[row["id"]] = row
    counting = prepared(session, ("headline counts", key), lambda: _counts(_lists(table, few, most)))
    return Headlines(
        asked=wanted,
        due_soon=_by_deadline(found, "due_soon"),
        overdue=_by_deadline(found, "overdue"),
        turned_red=_latest_red(found.get("turned_red", {}).values()),
        waiting=_first_waiting(found.get(_WAITING, {}).values()),
        extension=_by_deadline(found, "extension"),
        instruction=_by_deadline(found, "instruction"),
        long_overdue=_by_deadline(found, "long_overdue"),
        counts=dict(counting.run(session, given).mappings().one()),
    )


def _lists(table: FromClause, few: FromClause, max_extensions: int | None) -> dict[str, _List]:
    # Few are on the lists sorted so: they are sorted, not looked for in the order of all deadlines.
    sorted_few = (func.coalesce(few.c.due_on, few.c.due_on), few.c.id)
    # What is chased has no end; PostgreSQL takes the index of what has none only if it is named.
    chased, along = _chased(table), (table.c.finished_on, table.c.due_on, table.c.id)
    few_item, few_asks = unled(few.c.kind) == "item", asks_extension(few)
    answered_late = few_item & (few.c.answer_by < day_named("day"))
    found = {
        "due_soon": _List(table, chased & table.c.due_on.between(day_named("day"), day_named("soon")), along),
        "overdue": _List(table, chased & (table.c.due_on < day_named("day")), along),
        "turned_red": _List(few, _reddened(few), (few.c.red_on.desc(), few.c.due_on, few.c.id), is_counted=True),
        f"{_WAITING}:answer": _List(
            few, (few.c.kind == "item") & (few.c.answer_by > date.min), (few.c.answer_by, few.c.due_on, few.c.id)
        ),
        f"{_WAITING}:submitted": _List(
            few, (few.c.kind == "item") & (few.c.state == "submitted"), (few.c.due_on, few.c.id)
        ),
        f"{_WAITING}:extension": _List(few, (few.c.kind == "item") & few_asks, sorted_few),
        "instruction": _List(few, answered_late, sorted_few, SHOWN_OF_DECISIONS, is_counted=True),
        "long_overdue": _List(
            table, chased & (table.c.due_on <= day_named("long")), along, SHOWN_OF_DECISIONS, is_counted=True
        ),
    }
    if max_extensions is not None:
        beyond = few_item & few_asks & (few.c.extensions >= max_extensions)
        found["extension"] = _List(few, beyond, sorted_few, SHOWN_OF_DECISIONS, is_counted=True)
    return found


def _chased(table: FromClause) -> ColumnElement[bool]:
    return table.c.finished_on.is_(None) & table.c.chased & table.c.state.in_(CHASABLE_STATES)


def _reddened(table: FromClause) -> ColumnElement[bool]:
    # Red by ``light_sql``, in columns of the one index that begins with the day it turned.
    day = day_named("day")
    since = table.c.red_on.between(day_named("since"), day)
    return since & (unled(table.c.kind) == "item") & unled(table.c.state).in_(LIVE_STATES) & (table.c.start_on <= day)


def _first_of(source: FromClause, lists: Mapping[str, _List]) -> Select[Any]:
    firsts = ((name, each.head().subquery()) for name, each in lists.items())
    named = (select(literal_column(f"'{name}'").label("list"), first.c.id) for name, first in firsts)
    found = union_all(*named).subquery()
    columns = (source.c[name] for name in (*LIST_COLUMNS, "extension_proposed_on"))
    return (
        select(found.c.list, *columns, units.c.short_name.label("unit_name"))
        .join_from(found, source, source.c.id == found.c.id)
        .join(units, units.c.id == source.c.unit_id)
    )


def _counts(lists: Mapping[str, _List]) -> Select[Any]:
    return select(*(each.number().scalar_subquery().label(name) for name, each in lists.items() if each.is_counted))


def _by_deadline(found: Mapping[str, Mapping[int, RowMapping]], name: str) -> tuple[RowMapping, ...]:
    return tuple(sorted(found.get(name, {}).values(), key=_deadline))


def _latest_red(rows: Iterable[RowMapping]) -> tuple[RowMapping, ...]:
    return tuple(sorted(rows, key=lambda row: (-row["red_on"].toordinal(), *_deadline(row))))


def _first_waiting(rows: Iterable[RowMapping]) -> tuple[RowMapping, ...]:
    """Return the first of those that wait: what is to be answered by its day, then the others by their deadline."""
    return tuple(sorted(rows, key=lambda row: (row["answer_by"] or date.max, *_deadline(row)))[:SHOWN])


def _deadline(row: RowMapping) -> tuple[date, int]:
    return row["due_on"], row["id"]
