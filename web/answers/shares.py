"""Read-only links as pages show them: the list with what they are used for, and what a link lets its reader see."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from config.errors import DubanError
from planning import page_queries, queries
from planning.access.links import shared_links
from planning.ledger import tasks
from planning.narrowing import TaskFilter
from planning.people import actor_names
from web.answers.filed_reports import SnapshotLine, snapshot_lines
from web.answers.lines import Answer, TaskLine, line_of

PAGE_SIZE = 50


class SharedLink(Answer):
    """A link somebody made. ``state``: active, expired or revoked."""

    id: int
    kind: str
    title: str
    state: str
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    used_at: datetime | None
    uses: int


class SharedPlan(Answer):
    """One page of a plan's items as a reader without sign-in sees them: no people, no telephones."""

    name: str
    year: int
    day: date
    total: int
    page: int
    pages: int
    lights: dict[str, int]
    items: tuple[TaskLine, ...]


def link_list(session: Session, now: datetime) -> tuple[SharedLink, ...]:
    """Return the links to plans and reports, the newest first."""
    rows = shared_links(session)
    names = actor_names(session, (row.created_by for row in rows))
    return tuple(_link(row, names[row.created_by], now) for row in rows)


def _link(row: Row[Any], maker: str, now: datetime) -> SharedLink:
    state = "active" if row.expires_at is None or row.expires_at > now else "expired"
    same = {name: getattr(row, name) for name in ("id", "kind", "title", "created_at", "expires_at", "used_at", "uses")}
    return SharedLink(**same, created_by=maker, state="revoked" if row.revoked_at is not None else state)


def issued_reports(session: Session) -> list[SnapshotLine]:
    """Return the issued reports, the newest first."""
    return [line for line in snapshot_lines(session, page_queries.snapshot_rows(session)) if line.state == "issued"]


def plan_choices(session: Session) -> list[tuple[int, str]]:
    """Return the plans a link may be made for, by id and name, the newest first."""
    return [(row["id"], row["name"]) for row in queries.plan_rows(session)]


def shared_plan(session: Session, plan_id: int, day: date, page: int) -> SharedPlan:
    """Read one page of a plan's items, the most urgent first.

    Raises:
        DubanError: ``plan-missing``.
    """
    plan = next((row for row in queries.plan_rows(session) if row["id"] == plan_id), None)
    if plan is None:
        raise DubanError("plan-missing", plan=plan_id)
    wanted = TaskFilter(plan_id=plan_id, counted=True)
    lights = page_queries.light_counts_of(session, tasks, day, wanted)
    rows = queries.list_tasks(session, tasks, day, wanted, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    total = sum(lights.values())
    return SharedPlan(
        name=plan["name"],
        year=plan["year"],
        day=day,
        total=total,
        page=page,
        pages=max(1, -(-total // PAGE_SIZE)),
        lights=lights,
        items=tuple(_nameless(rows, day)),
    )


def _nameless(rows: Iterable[Any], day: date) -> Iterable[TaskLine]:
    return (line_of(row, day, {}) for row in rows)
