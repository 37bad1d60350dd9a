"""The few people and matters all tests of messages speak of, and short ways to plan and look."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from config.clock import at_local
from config.database import Database, table_of
from notifications.models import Delivery, NoticeItem
from notifications.notices import Line, Notice, Recipient, Severity, Topic
from notifications.outbox import PlanResult, plan
from notifications.rendering import Letterhead

DAY = date(2017, 4, 12)
"""A Wednesday."""
NEXT_DAY = date(2017, 4, 13)
MORNING = at_local(DAY)
"""Half past eight in Shanghai."""

OWNER = Recipient("1", "沈玉兰", "shen@example.org", "street:3")
SPONSOR = Recipient("2", "顾长河", "gu@example.org", "district")
LIAISON = Recipient("3", "韩小满", "han@example.org", "street:4")

OFFICE = Letterhead("区总工会改革督办办公室", "http://127.0.0.1:8765/", "电话 5550123")
LINE = Line("建立职工服务站点地图", "已逾期 3 个工作日", path="/tasks/12", role="责任人")


def notice(
    task: int = 12,
    *,
    to: Recipient = OWNER,
    rung: str = "+3",
    severity: Severity = "red",
    channel: str = "memory",
    line: Line = LINE,
    skip: str = "",
    topic: Topic | None = None,
) -> Notice:
    """Return a notice about a task."""
    return Notice(f"task:{task}", rung, 1, to, channel, severity, line, version=task, skip=skip, topic=topic)


def to(person: Recipient, **changes: str) -> Recipient:
    """Return the person with something changed."""
    return replace(person, **changes)


def next_calendar_day(day: date) -> date:
    """Every day is a working day here."""
    return day + timedelta(days=1)


def plan_now(
    database: Database,
    notices: Sequence[Notice],
    *,
    day: date = DAY,
    cap: int | None = None,
    next_day: Callable[[date], date] = next_calendar_day,
) -> PlanResult:
    """Plan in a transaction of its own, at half past eight of the day."""
    with database.write() as session:
        return plan(session, notices, now=at_local(day), day=day, not_before=at_local(day), cap=cap, next_day=next_day)


def deliveries(database: Database) -> list[Any]:
    """Return all digests, oldest first."""
    return _all(database, Delivery)


def items(database: Database) -> list[Any]:
    """Return all decided notices, oldest first."""
    return _all(database, NoticeItem)


def decisions(database: Database) -> dict[str, str]:
    """Return the decision, or the reason against it, by the notice's matter, rung and person."""
    return {"|".join(row.key.split("|")[i] for i in (0, 1, 3)): row.reason or row.decision for row in items(database)}


def _all(database: Database, model: type[Delivery | NoticeItem]) -> list[Any]:
    table = table_of(model)
    with database.read() as session:
        return list(session.connection().execute(select(table).order_by(table.c.id)).all())


def clock(instant: datetime = MORNING) -> Callable[[], datetime]:
    """Return a clock that stands still."""
    return lambda: instant
