"""What was read of the database, remembered for as long as nothing is written: a page asked again is not read again.

Every writing transaction raises the number of the one row of ``revision`` (``config.database``). A reader sees one
state of the database, its number included; what was read at a number is exactly what would be read at that number
again. So what is remembered is never out of date, in however many processes write. What depends on anything else — the
day, who asks, the rules — belongs into the key.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, NamedTuple, TypeVar

from sqlmodel import Session

from config.language import spoken

#: The place of the memory in the ``info`` of a reading session, and of the state it sees once that is known.
MEMORY, STATE = "duban_memory", "duban_state"
NUMBER = "SELECT number FROM revision WHERE id = 1"
_MOST = 400
_Value = TypeVar("_Value")


class _Known(NamedTuple):
    state: int
    value: Any


class Memory:
    """What was read lately of one database; the longest unasked is forgotten."""

    def __init__(self, most: int = _MOST) -> None:
        self._known: OrderedDict[Hashable, _Known] = OrderedDict()
        self._most = most
        self._lock = Lock()

    def find(self, key: Hashable, state: int) -> _Known | None:
        """Return what is remembered under a key if it was read in the same state."""
        with self._lock:
            found = self._known.get(key)
            if found is None or found.state != state:
                return None
            self._known.move_to_end(key)
            return found

    def keep(self, key: Hashable, state: int, value: object) -> None:
        """Remember a value instead of what was remembered under its key before."""
        with self._lock:
            self._known[key] = _Known(state, value)
            self._known.move_to_end(key)
            if len(self._known) > self._most:
                self._known.popitem(last=False)


def remembered(session: Session, key: Hashable, read: Callable[[], _Value]) -> _Value:
    """Return what ``read`` gives, which must not change afterwards, and which is read once in each state and language.

    In a session that writes it is read each time: nobody else sees what is not yet committed.
    """
    memory: Memory | None = session.info.get(MEMORY)
    if memory is None:
        return read()
    state = state_of(session)
    if state is None:
        return read()
    place = (key, spoken())
    found = memory.find(place, state)
    if found is not None:
        value: _Value = found.value
        return value
    value = read()
    memory.keep(place, state, value)
    return value


def note_state(session: Session, number: int | None) -> None:
    """Tell a session the number of the state it sees, read together with something else."""
    session.info[STATE] = number


def state_of(session: Session) -> int | None:
    """Return the number of the state a session sees, asked once a session; none when the database counts none."""
    if STATE not in session.info:
        session.info[STATE] = session.connection().exec_driver_sql(NUMBER).scalar()
    number: int | None = session.info[STATE]
    return number
