"""Counts kept beside the tasks, so that a page reads them without reading the tasks: what an item adds on which day.

A light changes only by an event or by a day passing, so for a task as it stands every change of a count is known ahead:
``steps``. The ledger adds the difference of the steps before and after each event, in the same transaction; rows are
only ever added, so writers never wait for each other. The count of a measure on a day is the sum of all rows up to it.
Now and then rows are summed up (``compact``), and from what day on counts still hold is a row of its own.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from sqlalchemy import Insert, case, delete, func, insert, literal, select
from sqlmodel import Session

from config.database import table_of
from config.prepared import insert_of, prepared
from planning.lifecycle import CHASABLE_STATES, FIELDS, LIVE_STATES, TaskState
from planning.lights import LightRow, light_on
from planning.models import Tally, Task
from planning.periods import parse_period

tally, tasks = table_of(Tally), table_of(Task)
_BATCH = 1_000
#: Before every day there is: what holds from the beginning on.
EVER = date(1, 1, 1)
#: Items that show a light; those that waits for a decision or an answer (``planning.page_queries.waiting_counts``).
LIGHTS = ("red", "orange", "yellow", "green", "grey", "blue", "none")
WAITS = ("submitted", "extension", "instruction")
#: Chased tasks by the day they are due; items that owe the update of a period, and have sent it, by its last day.
DUE, OWED, REPORTED = "due", "owed", "reported"
#: Its day is the first one for which all counts hold.
HOLDS_FROM = "holds-from"
_DAY = timedelta(days=1)
Step = tuple[str, int, date]


def measures() -> tuple[str, ...]:
    """Return everything that is counted."""
    return (*map(light_measure, LIGHTS), *WAITS, DUE, OWED, REPORTED)


def light_measure(light: str) -> str:
    """Return the measure that counts items by unit which show a light."""
    return f"light:{light}"


def steps(state: TaskState) -> Iterator[tuple[Step, int]]:
    """Yield by how much a task, as it stands, changes each count of its unit, and on which day."""
    if state.chased and state.state in CHASABLE_STATES:
        yield (DUE, state.unit_id, state.due_on), 1
    if state.kind != "item":
        return
    yield from _lights(state)
    yield from _waits(state)
    if state.state in LIVE_STATES:
        yield from _updates(state)


def changes(before: Iterable[TaskState], after: Iterable[TaskState]) -> Counter[Step]:
    """Return by how much the counts change when tasks turn from what they were into what they are."""
    found: Counter[Step] = Counter()
    for sign, states in ((-1, before), (1, after)):
        for state in states:
            for step, change in steps(state):
                found[step] += sign * change
    return found


def add_changes(session: Session, found: Counter[Step]) -> None:
    """Write changes of counts down."""
    rows = [
        {"measure": measure, "unit_id": unit_id, "day": day, "change": change}
        for (measure, unit_id, day), change in found.items()
        if change
    ]
    if rows:
        prepared(session, "tally-added", _adding).run(session, rows)


def _adding() -> Insert:
    return insert_of(tally, "measure", "unit_id", "day", "change")


def compact(session: Session, measure: str, day: date) -> None:
    """Sum up the rows of a measure, those of days before ``day`` to one for each unit. Writes, does not commit.

    Deleting and adding is one statement on PostgreSQL, which sees one moment; on SQLite the one writer sees one anyway.
    Counts of days before are then no longer to be had from here, but for those of periods, which are asked for when
    they are past.
    """
    connection = session.connection()
    until_then = literal(day - _DAY, tally.c.day.type)
    on = tally.c.day if measure in {OWED, REPORTED} else case((tally.c.day < day, until_then), else_=tally.c.day)
    if session.get_bind().dialect.name == "sqlite":
        sums = select(tally.c.unit_id, on.label("on_day"), func.sum(tally.c.change).label("change"))
        rows = connection.execute(sums.where(tally.c.measure == measure).group_by(tally.c.unit_id, "on_day")).all()
        connection.execute(delete(tally).where(tally.c.measure == measure))
        add_changes(session, Counter({(measure, row.unit_id, row.on_day): row.change for row in rows}))
        return
    taken = delete(tally).where(tally.c.measure == measure)
    rows_taken = taken.returning(tally.c.measure, tally.c.unit_id, on.label("on_day"), tally.c.change).cte("taken")
    total = func.sum(rows_taken.c.change)
    kept = (rows_taken.c.measure, rows_taken.c.unit_id, rows_taken.c.on_day)
    sums_kept = select(*kept, total).group_by(*kept).having(total != 0)
    connection.execute(insert(tally).from_select(["measure", "unit_id", "day", "change"], sums_kept))


def note_compaction(session: Session, day: date) -> None:
    """Write down that counts hold from a day on only: to be committed before, or with, the summing up."""
    connection = session.connection()
    connection.execute(delete(tally).where(tally.c.measure == HOLDS_FROM, tally.c.day <= day))
    connection.execute(insert(tally), [{"measure": HOLDS_FROM, "unit_id": 0, "day": day, "change": 1}])


def rebuild_tally(session: Session) -> None:
    """Count all tasks anew, reading them as a stream: for tasks written without counting. Writes, does not commit."""
    connection = session.connection()
    connection.execute(delete(tally))
    query = select(*(tasks.c[name] for name in FIELDS)).execution_options(yield_per=_BATCH)
    add_changes(session, changes((), (TaskState(*row) for row in connection.execute(query))))


def _lights(state: TaskState) -> Iterator[tuple[Step, int]]:
    row = LightRow(
        state.state, state.start_on, state.due_on, state.finished_on, state.yellow_on, state.orange_on, state.red_on
    )
    shown = light_on(EVER, row).colour
    yield (light_measure(shown), state.unit_id, EVER), 1
    if state.state not in LIVE_STATES:
        return
    turning = {state.start_on, state.yellow_on, state.orange_on, state.red_on} - {None}
    for day in sorted(day for day in turning if day is not None):
        colour = light_on(day, row).colour
        if colour != shown:
            yield (light_measure(shown), state.unit_id, day), -1
            yield (light_measure(colour), state.unit_id, day), 1
            shown = colour


def _waits(state: TaskState) -> Iterator[tuple[Step, int]]:
    if state.state == "submitted":
        yield ("submitted", state.unit_id, EVER), 1
    if state.extension_proposed_on is not None and state.state in LIVE_STATES:
        yield ("extension", state.unit_id, EVER), 1
    if state.answer_by is not None:
        yield ("instruction", state.unit_id, EVER), 1


def _updates(state: TaskState) -> Iterator[tuple[Step, int]]:
    """Yield from which period on an item owes updates, and until which it has sent them."""
    first = parse_period(state.first_period)
    owed = max(first, type(first).of(state.start_on)).first
    yield (OWED, state.unit_id, owed), 1
    if state.last_period is not None:
        told = parse_period(state.last_period).last
        if told >= owed:
            yield (REPORTED, state.unit_id, owed), 1
            yield (REPORTED, state.unit_id, told + _DAY), -1
