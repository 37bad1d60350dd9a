"""Questions of the leading group's pages: decisions asked, counts at a past day, streets by quarter and by theme.

Like ``planning.queries``: sets over indexed columns, the table read is a parameter, lists are bounded by the caller.
"""

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, Table, case, extract, func, literal_column, select
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.database import table_of
from config.prepared import among, day_named, prepared
from config.remembering import remembered
from planning.lifecycle import FINISHED_STATES, LIVE_STATES
from planning.light_sql import light_case
from planning.models import DailyCount, DailyTotal
from planning.page_queries import periods, snapshots

daily_counts, daily_totals = table_of(DailyCount), table_of(DailyTotal)
#: The lights a trend tells, in the order of its columns.
TREND_LIGHTS = ("red", "orange", "yellow", "green", "blue", "grey")


def reports_to_sign(session: Session) -> list[RowMapping]:
    """Return ``id, period, version, as_of`` of the newest snapshot of each period that is frozen and not yet signed."""
    asked = prepared(session, "reports to sign", _to_sign)
    return list(
        remembered(session, "reports to sign", lambda: tuple(asked.run(session).mappings().all()), settled=True)
    )


def _to_sign() -> Select[Any]:
    newest = (
        select(snapshots.c.period_id, func.max(snapshots.c.version).label("version"))
        .group_by(snapshots.c.period_id)
        .subquery()
    )
    return (
        select(snapshots.c.id, periods.c.code.label("period"), snapshots.c.version, snapshots.c.as_of)
        .join(newest, (newest.c.period_id == snapshots.c.period_id) & (newest.c.version == snapshots.c.version))
        .join(periods, periods.c.id == snapshots.c.period_id)
        .where(periods.c.state == "frozen")
        .order_by(periods.c.code)
    )


def counts_on(session: Session, day: date, units_seen: Collection[int] | None) -> tuple[date, dict[str, int]] | None:
    """Return the newest compiled day not after ``day`` and the items by light then; none when nothing was compiled.

    ``units_seen`` restricts the units counted; none counts all.
    """
    asked = prepared(session, ("counts on", units_seen is None), lambda: _counts_on(units_seen is None))
    given = {"day": day, "units": list(units_seen or ())}
    key = ("counts on", day, _frozen(units_seen))
    rows = remembered(session, key, lambda: tuple(asked.run(session, given)), settled=True)
    return (rows[0].day, {row.light: int(row.items) for row in rows}) if rows else None


def trend(
    session: Session, since: date, until: date, units_seen: Collection[int] | None
) -> tuple[tuple[date | int, ...], ...]:
    """Return for each compiled day from ``since`` to ``until`` the day and its items by light, over the units seen.

    A row is a day and the counts in the order of ``TREND_LIGHTS``.
    """
    asked = prepared(session, ("trend", units_seen is None), lambda: _trend(units_seen is None))
    given = {"since": since, "until": until, "units": list(units_seen or ())}
    key = ("trend", since, until, _frozen(units_seen))
    return remembered(session, key, lambda: tuple(map(tuple, asked.run(session, given))), settled=True)


def _frozen(units_seen: Collection[int] | None) -> frozenset[int] | None:
    return None if units_seen is None else frozenset(units_seen)


def counts_by_month(session: Session, table: FromClause, day: date, first: date, last: date) -> list[RowMapping]:
    """Return ``unit_id, month, light, items`` of the items due from ``first`` to ``last``; month is 1–12."""
    light, month = light_case(table.c, day).label("light"), extract("month", table.c.due_on).label("month")
    query = (
        select(table.c.unit_id, month, light, func.count().label("items"))
        .where(_counted(table), table.c.due_on.between(first, last))
        .group_by(table.c.unit_id, month, light)
    )
    return list(session.connection().execute(query).mappings().all())


def counts_by_theme(session: Session, table: FromClause, day: date) -> list[RowMapping]:
    """Return ``unit_id, theme, light, items`` of all items; an item under no theme has an empty one."""
    light = light_case(table.c, day).label("light")
    query = (
        select(table.c.unit_id, table.c.theme, light, func.count().label("items"))
        .where(_counted(table))
        .group_by(table.c.unit_id, table.c.theme, light)
    )
    return list(session.connection().execute(query).mappings().all())


def due_years(session: Session, table: FromClause) -> tuple[int, int] | None:
    """Return the years of the first and the last due day of any item; none when there are no items."""
    row = session.connection().execute(select(func.min(table.c.due_on), func.max(table.c.due_on))).one()
    return None if row[0] is None else (row[0].year, row[1].year)


def _counted(table: FromClause) -> ColumnElement[bool]:
    return (table.c.kind == "item") & table.c.state.in_((*LIVE_STATES, *FINISHED_STATES))


def _counts_on(everything: bool) -> Select[Any]:  # noqa: FBT001 - read at its one call
    newest = select(func.max(daily_totals.c.day)).where(daily_totals.c.day <= day_named("day")).scalar_subquery()
    if everything:
        return select(daily_totals.c.day, daily_totals.c.light, daily_totals.c["items"]).where(
            daily_totals.c.day == newest
        )
    query = select(daily_counts.c.day, daily_counts.c.light, func.sum(daily_counts.c["items"]).label("items"))
    query = query.where(among(daily_counts.c.unit_id, "units"), daily_counts.c.day == newest)
    return query.group_by(daily_counts.c.day, daily_counts.c.light)


def _items_of(table: Table, light: str) -> ColumnElement[int]:
    """Return the sum of one light's items as a column: a row for each day is a sixth of the rows to read."""
    return func.sum(case((table.c.light == literal_column(f"'{light}'"), table.c["items"]), else_=0))


def _trend(everything: bool) -> Select[Any]:  # noqa: FBT001 - as above
    table = daily_totals if everything else daily_counts
    query = (
        select(table.c.day, *(_items_of(table, light) for light in TREND_LIGHTS))
        .where(table.c.day.between(day_named("since"), day_named("until")))
        .group_by(table.c.day)
        .order_by(table.c.day)
    )
    return query if everything else query.where(among(daily_counts.c.unit_id, "units"))
