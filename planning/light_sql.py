"""The rule of ``planning.lights.light_on`` in SQL, for lists, counts and trends over any number of items.

The two are held together by a property test on both databases. Only the colour is computed here; the reason stands in
the turns of the row.
"""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, case, literal_column
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from planning.lifecycle import FINISHED_STATES, OFF_STATES


def light_case(columns: ReadOnlyColumnCollection[str, Any], day: date | ColumnElement[date]) -> ColumnElement[str]:
    """Return the light at the end of ``day`` as an SQL expression.

    Args:
        columns: the columns (``table.c``, of a table, alias or subquery) state, start_on, due_on, finished_on,
            yellow_on, orange_on and red_on.
        day: a day, or a column of days (for a trend). The colours are literals, so that one expression object may
            stand in SELECT and in GROUP BY.
    """
    finished = columns.state.in_(FINISHED_STATES)
    return case(
        (columns.state.in_(OFF_STATES), _colour("none")),
        (and_(finished, columns.finished_on < columns.due_on), _colour("blue")),
        (finished, _colour("green")),
        (columns.start_on > day, _colour("grey")),
        (columns.red_on <= day, _colour("red")),
        (columns.orange_on <= day, _colour("orange")),
        (columns.yellow_on <= day, _colour("yellow")),
        else_=_colour("green"),
    )


def _colour(name: str) -> ColumnElement[str]:
    return literal_column(f"'{name}'")
