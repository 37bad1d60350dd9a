"""What is asked of the leading group: reports to sign, extensions beyond the office's, answers and items overdue."""

from collections.abc import Callable, Iterable
from datetime import date

from config.rows import Row
from planning import board_queries
from planning.headlines import SHOWN_OF_DECISIONS as _SHOWN
from planning.headlines import Headlines
from planning.rules import Rules
from web.answers.lines import Answer, TaskLine
from web.moment import Look

#: So many working days past its deadline an item is brought before the leading group (the ladder's last step).
LONG_OVERDUE_WORKDAYS = 10


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


def decisions(
    look: Look, found: Headlines, lines: Callable[[Iterable[Row]], tuple[TaskLine, ...]]
) -> tuple[Decision, ...]:
    """Return what is asked, the kinds in the order in which a meeting takes them; empty ones are left out.

    ``found`` has the rows of the tasks asked about, of which ``lines`` makes lines.
    """
    most, counts = found.asked.max_extensions, found.counts
    asked = [_reports(look)] if look.as_of is None and look.viewer.scope.units is None else []
    if most is not None:
        asked.append(Decision(kind="extension", count=counts["extension"], tasks=lines(found.extension), extended=most))
    asked += [
        Decision(kind="instruction", count=counts["instruction"], tasks=lines(found.instruction)),
        Decision(
            kind="overdue",
            count=counts["long_overdue"],
            tasks=lines(found.long_overdue),
            due_to=found.asked.long_due_to,
        ),
    ]
    return tuple(each for each in asked if each.count)


def extensions_of_office(rules: Rules) -> int | None:
    """Return how many extensions the office may grant by itself; none when it may grant all."""
    limits = rules.pack.extensions
    return limits.max_approved if limits.beyond_asks == "leading_group" else None


def _reports(look: Look) -> Decision:
    rows = board_queries.reports_to_sign(look.session)
    reports = [ReportToSign(**{name: row[name] for name in ReportToSign.model_fields}) for row in rows]
    return Decision(kind="report", count=len(reports), reports=tuple(reports[-_SHOWN:]))
