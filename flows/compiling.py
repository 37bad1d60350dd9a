"""Compiling progress: one set-based question counts the items of each unit by light, and the day's figures are kept.

A light needs no job, it is a comparison of dates. This flow keeps the series the trend is drawn from, sums up the
counts the pages read (``planning.tally``) so that they stay few, and forgets files nobody sent.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Table, delete, func, select
from sqlmodel import Session

from config.clock import end_of_day, today
from config.database import Database, table_of
from config.prepared import day_named, insert_of, prepared
from flows.context import FlowContext
from planning.asof import tasks_as_of
from planning.models import DailyCount, DailyTotal
from planning.queries import unit_light_counts
from planning.store import Store
from planning.tally import compact, measures, note_compaction, tally
from planning.unsent_files import forget_unsent

#: Fewer rows of counts are read as quickly as they would be summed up.
MANY_COUNTS = 5_000
daily_counts, daily_totals = table_of(DailyCount), table_of(DailyTotal)


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
            _replace(session, daily_counts, context.day, [dict(row) for row in found])
            _replace(session, daily_totals, context.day, [{"light": key, "items": lights[key]} for key in lights])
        # A run may be asked for a day to come; what is summed up is what is past by the clock.
        _sum_up(context.database, min(context.day, today(context.clock)))
        forget_unsent(context.database, Store(context.settings.data_dir), context.clock.now())
    return {"day": context.day.isoformat(), "items": lights.total(), "lights": dict(lights)}


def _replace(session: Session, table: Table, day: date, rows: Sequence[Mapping[str, object]]) -> None:
    """Write the figures of a day instead of those that are there."""
    out = prepared(session, ("forget day", table), lambda: delete(table).where(table.c.day == day_named("of_day")))
    out.run(session, {"of_day": day})
    if rows:
        told = prepared(session, ("tell day", table), lambda: insert_of(table, "day", *rows[0]))
        told.run(session, [{"day": day, **row} for row in rows])


def _sum_up(database: Database, day: date) -> None:
    """Sum up the counts once they are many, each measure in a short transaction so that no writer waits long."""
    with database.read() as session:
        rows = session.connection().execute(select(func.count()).select_from(tally)).scalar_one()
    if rows < MANY_COUNTS:
        return
    with database.write() as session:
        note_compaction(session, day)
    for measure in measures():
        with database.write() as session:
            compact(session, measure, day)
    database.learn_sizes()
