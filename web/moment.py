"""The moment a page looks at: now, or what was known at the end of a past day."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
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
    """One consistent reading: the session, the tasks as then known, and the day lights are judged on.

    ``as_of`` is the day asked for, none for now; ``before`` bounds the events known then. A table of the past is made
    when it is first asked for.
    """

    session: Session
    day: date
    today: date
    as_of: date | None
    before: datetime | None
    viewer: Viewer

    @cached_property
    def known(self) -> Table:
        """The tasks of everybody."""
        return tasks_as_of(self.session, self.before)

    @cached_property
    def table(self) -> FromClause:
        """The tasks the viewer may see."""
        return self.viewer.scope.of(self.known)

    @cached_property
    def sparse(self) -> FromClause:
        """The tasks the viewer may see, for questions that few tasks answer to, of whatever unit."""
        return self.viewer.scope.of(self.known, led=False)

    def remembered(self, what: Hashable, read: Callable[[], _Value]) -> _Value:
        """Return what ``read`` gives, read once for all who see the same, until something is written.

        ``what`` names the answer and whatever else it depends on; what is seen and on which day is added.
        """
        return remembered(self.session, (what, self.viewer.scope, self.day, self.today, self.as_of), read)


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
        yield Look(session, as_of or now, now, as_of, before, viewer)
