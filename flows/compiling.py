"""Compiling progress: one set-based question counts the items of each unit by light, and the day's figures are kept.

A light needs no job, it is a comparison of dates. This flow keeps the series the trend is drawn from.
"""

from collections import Counter

from sqlalchemy import delete, insert

from config.clock import end_of_day
from config.database import table_of
from flows.context import FlowContext
from planning.asof import tasks_as_of
from planning.models import DailyCount
from planning.queries import unit_light_counts

daily_counts = table_of(DailyCount)


def compile_progress(context: FlowContext) -> dict[str, object]:
    """Count items by unit and light at the end of the run's day; the same day compiled again replaces its figures.

    A day that is past is counted from what was known then.
    """
    with context.database.read() as session:
        known = tasks_as_of(session, end_of_day(context.day))  # the live table unless something happened later
        found = unit_light_counts(session, known, context.day)
    lights: Counter[str] = Counter()
    for row in found:
        lights[row["light"]] += row["items"]
    if not context.dry_run:
        with context.database.write() as session:
            connection = session.connection()
            connection.execute(delete(daily_counts).where(daily_counts.c.day == context.day))
            if found:
                connection.execute(insert(daily_counts), [{"day": context.day, **row} for row in found])
    return {"day": context.day.isoformat(), "items": lights.total(), "lights": dict(lights)}
