"""The moment a page looks at: now, or what was known at the end of a past day."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import Table
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.clock import end_of_day, today
from config.remembering import remembered
from planning.access.viewers import Viewer, by_units
from planning.asof import tasks_as_of
from web.ports import Services

_Value = TypeVar("_Value")


@dataclass(frozen=True)
class Look:
    """One consistent reading: the session, the table of tasks as then known, and the day lights are judged on.

    ``table`` holds only what the viewer may see, and ``sparse`` the same for questions that few tasks answer to, of
    whatever unit; ``known`` holds all. ``as_of`` is the day asked for, none for now; ``before`` bounds the
    events known then.
    """

    session: Session
    table: FromClause
    sparse: FromClause
    known: Table
    day: date
    today: date
    as_of: date | None
    before: datetime | None
    viewer: Viewer

    def remembered(self, what: Hashable, read: Callable[[], _Value]) -> _Value:
        """Return what ``read`` gives, read once for all who see the same, until something is written.

        ``what`` names the answer and whatever else it depends on; what is seen and on which day is added.
        """
        return remembered(self.session, (what, self.viewer.scope, self.day, self.as_of), read)


@contextmanager
def looking(services: Services, viewer: Viewer, as_of: date | None = None) -> Iterator[Look]:
    """Open a reading of the ledger, live or as known at the end of a day.

    A day to come shows the lights it will have if nothing happens until then; pages say that it is a forecast.
    """
    now = today(services.clock)
    before = end_of_day(as_of) if as_of is not None else None
    with services.database.read() as session:
        if before is None:
            viewer = replace(viewer, scope=by_units(session, viewer.scope))
        known = tasks_as_of(session, before)
        table, sparse = viewer.scope.of(known), viewer.scope.of(known, led=False)
        yield Look(session, table, sparse, known, as_of or now, now, as_of, before, viewer)
