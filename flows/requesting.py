"""Requesting updates: before a period ends, ask those who still owe its progress report, and nudge them twice.

Opened 10 working days before the last working day of the period, nudged at 5 and 2, due that day (default pack). Only
the newest missed step is made up; a task that has reported for the period is not asked.
"""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import RowMapping

from flows.audience import Audience, audience_of, recipient_of
from flows.context import FlowContext
from flows.reminders import made_up, planned_until, put_into_outbox, rules_of
from flows.wording import severity_of, update_line
from notifications.notices import Notice, QueuedItem
from planning import queries
from planning.ledger import tasks
from planning.periods import Month, Quarter, period_of
from planning.rules import Rules

JOB = "request_updates"


def request_updates(context: FlowContext) -> dict[str, object]:
    """Plan today's requests for progress reports; nothing on a rest day or on a day that is no step."""
    rules = rules_of(context)
    period = period_of(context.day, rules.pack)
    step = step_today(period, rules, planned_until(context, JOB, rules.calendar), context.day)
    if step is None:
        return {"day": context.day.isoformat(), "step": None}
    context = made_up(context, rules)
    with context.database.read() as session:
        silent = queries.silent_in(session, tasks, str(period), context.day)
        notices = list(_notices(context, rules, period, step, silent, audience_of(session, silent, context.day)))
    return {"step": step, "silent": len(silent), **put_into_outbox(context, rules, notices)}


def step_today(period: Quarter | Month, rules: Rules, since: date, day: date) -> str | None:
    """Return the newest step of the request in (since, day]: ``open``, ``nudge-5``, ``due``; none on rest days."""
    if not rules.calendar.is_workday(day):
        return None
    pack, calendar = rules.pack, rules.calendar
    steps = {period.request_opens_on(pack, calendar): "open"}
    counts = sorted(pack.updates.nudge_workdays, reverse=True)
    steps |= {on: f"nudge-{count}" for on, count in zip(period.nudges_on(pack, calendar), counts, strict=True)}
    steps[period.report_due_on(calendar)] = "due"
    newest = max((on for on in steps if since < on <= day), default=None)
    return None if newest is None else steps[newest]


def asked_for(item: QueuedItem) -> str:
    """Return the period (``2017Q2``) whose report a planned request asks for."""
    return item.rung.partition("-")[0]


def _notices(
    context: FlowContext,
    rules: Rules,
    period: Quarter | Month,
    step: str,
    silent: Iterable[RowMapping],
    audience: Audience,
) -> Iterable[Notice]:
    due_on = period.report_due_on(rules.calendar)
    for task in silent:
        for role, person in audience.members("owner", task):
            yield Notice(
                subject_ref=f"task:{task['id']}",
                rung=f"{period}-{step}",
                due_version=0,  # the request of a period stands whatever becomes of the deadline
                recipient=recipient_of(person, role),
                channel=context.settings.channel,
                severity=severity_of(task, context.day),
                topic="update",
                version=task["seq"],
                line=update_line(task, context.day, period, due_on, role),
            )
