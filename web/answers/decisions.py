"""What is asked of the leading group: reports to sign, extensions beyond the office's, answers and items overdue."""

from datetime import date
from functools import partial
from typing import NamedTuple

from sqlalchemy.sql.expression import FromClause

from planning import board_queries
from planning.ledger import tasks
from planning.rules import Rules
from web.answers.lines import Answer, TaskLine, lines_of
from web.moment import Look

#: So many working days past its deadline an item is brought before the leading group (the ladder's last step).
LONG_OVERDUE_WORKDAYS = 10
_SHOWN = 3


class ReportToSign(Answer):
    """A frozen report nobody has signed yet."""

    id: int
    period: str
    version: int
    as_of: date


class Decision(Answer):
    """One kind of decision asked (of the labels ``decision_asked``): how many, and the most urgent tasks or reports.

    ``due_to`` bounds the deadlines of those long overdue, ``extended`` how often those to extend were extended.
    """

    kind: str
    count: int
    tasks: tuple[TaskLine, ...] = ()
    reports: tuple[ReportToSign, ...] = ()
    due_to: date | None = None
    extended: int | None = None


class _Asked(NamedTuple):
    kind: str
    condition: board_queries.AsOn
    day: date
    due_to: date | None = None
    extended: int | None = None
    table: FromClause = tasks


def decisions(look: Look, rules: Rules) -> tuple[Decision, ...]:
    """Return what is asked, the kinds in the order in which a meeting takes them; empty ones are left out."""
    found = [_reports(look)] if look.as_of is None and look.viewer.scope.units is None else []
    found += [_tasks(look, asked) for asked in _asked(look, rules)]
    return tuple(each for each in found if each.count)


def _reports(look: Look) -> Decision:
    rows = board_queries.reports_to_sign(look.session)
    reports = [ReportToSign(**{name: row[name] for name in ReportToSign.model_fields}) for row in rows]
    return Decision(kind="report", count=len(reports), reports=tuple(reports[-_SHOWN:]))


def _asked(look: Look, rules: Rules) -> list[_Asked]:
    few, day, limits = look.sparse, look.day, rules.pack.extensions
    since = rules.calendar.add(day, -LONG_OVERDUE_WORKDAYS)
    asked = [
        _Asked("instruction", partial(board_queries.unanswered, few), day, table=few),
        _Asked("overdue", partial(board_queries.long_overdue, look.table), since, since, table=look.table),
    ]
    if limits.beyond_asks == "leading_group":
        most = limits.max_approved
        asks_leaders = board_queries.asks_leaders(few, most)
        asked.insert(0, _Asked("extension", lambda _day: asks_leaders, day, extended=most, table=few))
    return asked


def _tasks(look: Look, asked: _Asked) -> Decision:
    rows, count = board_queries.asked_for(
        look.session, asked.table, (asked.kind, asked.extended), asked.condition, asked.day, limit=_SHOWN
    )
    lines = lines_of(look.session, rows, look.day)
    return Decision(kind=asked.kind, count=count, tasks=tuple(lines), due_to=asked.due_to, extended=asked.extended)
