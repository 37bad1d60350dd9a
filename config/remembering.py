"""What was read of the database, remembered for as long as nothing is written: a page asked again is not read again.

Every writing transaction raises a number in ``revision`` (``config.database``). A reader sees one state of the
database, its number included; what was read at a number is exactly what would be read at that number again. So what is
remembered is never out of date, in however many processes write. What depends on anything else — the day, who asks, the
rules — belongs into the key.

Most that is written are acts on tasks. A second number is left as it is by a transaction that wrote to ``LIVELY``
tables alone: what is read of no such table is ``settled`` and outlives it.
"""

from collections.abc import Callable, Hashable
from contextvars import ContextVar
from typing import Any, NamedTuple, TypeVar

from sqlmodel import Session

from config.language import spoken
from config.latest import Latest

#: The place of the memory in the ``info`` of a reading session, and of the state it sees once that is known.
MEMORY, STATE = "duban_memory", "duban_state"
NUMBERS = "SELECT number FROM revision ORDER BY id"
#: The names of the tables that acts on tasks write to.
LIVELY: set[str] = set()
#: Set while something settled is read, so that a test can see that no lively table is asked.
reading_settled: ContextVar[bool] = ContextVar("duban_reading_settled", default=False)
_MOST = 400
_Value = TypeVar("_Value")


class State(NamedTuple):
    """The numbers of a state of the database: raised by every change, and by every one to what is settled."""

    every: int
    settled: int


class _Known(NamedTuple):
    state: int
    value: Any


class Memory:
    """What was read lately of one database."""

    def __init__(self, most: int = _MOST) -> None:
        self._known: Latest[_Known] = Latest(most)

    def find(self, key: Hashable, state: int) -> _Known | None:
        """Return what is remembered under a key if it was read in the same state."""
        found = self._known.get(key)
        return found if found is not None and found.state == state else None

    def keep(self, key: Hashable, state: int, value: object) -> None:
        """Remember a value instead of what was remembered under its key before."""
        self._known.put(key, _Known(state, value))


def lively(*tables: str) -> None:
    """Say that the tables of these names are written to with every act on a task."""
    LIVELY.update(tables)


def remembered(session: Session, key: Hashable, read: Callable[[], _Value], *, settled: bool = False) -> _Value:
    """Return what ``read`` gives, which must not change afterwards, and which is read once in each state and language.

    What is ``settled`` is read of no lively table, and again only when something settled was changed. In a session that
    writes it is read each time: nobody else sees what is not yet committed.
    """
    memory = memory_of(session)
    if memory is None:
        return read()
    state = state_of(session)
    if state is None:
        return read()
    place, number = (key, spoken()), state.settled if settled else state.every
    found = memory.find(place, number)
    if found is not None:
        value: _Value = found.value
        return value
    value = _read_settled(read) if settled else read()
    memory.keep(place, number, value)
    return value


def memory_of(session: Session) -> Memory | None:
    """Return what is remembered for a reading session; none for one that writes, which may see what nobody else will.

    For what has a number of its own that every change to it raises: kept at that number it outlives all other changes.
    """
    memory: Memory | None = session.info.get(MEMORY)
    return memory


def _read_settled(read: Callable[[], _Value]) -> _Value:
    token = reading_settled.set(True)
    try:
        return read()
    finally:
        reading_settled.reset(token)


def note_state(session: Session, state: State | None) -> None:
    """Tell a session the state it sees, read together with something else."""
    session.info[STATE] = state


def state_of(session: Session) -> State | None:
    """Return the state a session sees, asked once a session; none when the database counts none."""
    if STATE not in session.info:
        numbers = session.connection().exec_driver_sql(NUMBERS).scalars().all()
        session.info[STATE] = State(*numbers) if len(numbers) == len(State._fields) else None
    state: State | None = session.info[STATE]
    return state
