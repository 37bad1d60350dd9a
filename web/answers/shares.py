"""Read-only links as pages show them: the list with what they are used for, and what a link lets its reader see."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row
from sqlmodel import Session

from config.errors import DubanError
from config.language import sentence
from planning import page_queries, queries
from planning.access.links import shared_links
from planning.asof import tasks_as_of
from planning.narrowing import TaskFilter
from planning.people import actor_names
from planning.workdays import WorkCalendar
from reports.blocks import Block, Paragraph
from web.answers.filed_reports import SnapshotLine, snapshot_lines
from web.answers.lines import Answer, TaskLine, line_of
from web.answers.sheets import lights_words, lines_table

PAGE_SIZE, MOST_PRINTED = 50, 500


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
    """One page of a plan's items as a reader without sign-in sees them: no people, no telephones.

    ``document`` and ``sha256`` are the name and the digest of the plan's document.
    """

    name: str
    year: int
    document: str
    sha256: str
    day: date
    total: int
    page: int
    pages: int
    lights: dict[str, int]
    items: tuple[TaskLine, ...]


class Moment(NamedTuple):
    """The day a link's reader looks at, and before which instant things had to be known; none for now."""

    day: date
    before: datetime | None = None


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


def shared_plan(session: Session, plan_id: int, look_at: Moment, page: int) -> SharedPlan:
    """Read one page of a plan's items, the most urgent first.

    Raises:
        DubanError: ``plan-missing``.
    """
    return _shared_plan(session, plan_id, look_at, page, PAGE_SIZE)


def printed_plan(session: Session, plan_id: int, look_at: Moment) -> SharedPlan:
    """Read a plan's items to be printed, the most urgent ones when there are very many.

    Raises:
        DubanError: ``plan-missing``.
    """
    return _shared_plan(session, plan_id, look_at, 1, MOST_PRINTED)


def _shared_plan(session: Session, plan_id: int, look_at: Moment, page: int, size: int) -> SharedPlan:
    plan = next((row for row in queries.plan_rows(session) if row["id"] == plan_id), None)
    if plan is None:
        raise DubanError("plan-missing", plan=plan_id)
    day, table = look_at.day, tasks_as_of(session, look_at.before, plan_id)
    wanted = TaskFilter(plan_id=plan_id, counted=True)
    lights = page_queries.light_counts_of(session, table, day, wanted)
    rows = queries.list_tasks(session, table, day, wanted, limit=size, offset=(page - 1) * size)
    total = sum(lights.values())
    return SharedPlan(
        name=plan["name"],
        year=plan["year"],
        document=plan["document_name"],
        sha256=plan["sha256"],
        day=day,
        total=total,
        page=page,
        pages=max(1, -(-total // size)),
        lights=lights,
        items=tuple(line_of(row, day, {}) for row in rows),
    )


def plan_blocks(found: SharedPlan, calendar: WorkCalendar) -> Iterator[Block]:
    """Yield a shared plan to be printed: how its items stand, the items, the digest of its document."""
    yield Paragraph(sentence("print-standing", total=found.total, lights=lights_words(found.lights)))
    code = "print-list-cut" if len(found.items) < found.total else "print-list"
    told = sentence(code, count=len(found.items))
    yield lines_table("tasks", told, found.items, found.day, calendar, nameless=True)
    yield Paragraph(sentence("print-document", name=found.document, sha256=found.sha256))
