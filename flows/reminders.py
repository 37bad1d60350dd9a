"""Reminders (催办): plan what the ladder asks for today as rows of the outbox. Nothing is sent here.

The due days on a rung today come from the calendar; which tasks are due on them is one query. So a run costs what is
due, not what exists. What others did to an item is told in the same digest (``flows.tidings``). Safe to run any number
of times, and to kill at any instant: planning is one transaction, and a notice has one key for ever.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, replace
from datetime import date, timedelta

from sqlalchemy import RowMapping
from sqlmodel import Session

from config.clock import at_local, local_day, today
from flows import tidings
from flows.audience import Audience, audience_of, recipient_of
from flows.context import FlowContext
from flows.run_history import last_done
from flows.wording import reminder_line, severity_of
from notifications import outbox
from notifications.notices import Notice, Recipient
from planning import queries
from planning.ledger import tasks
from planning.reminding import AUDIENCES, Rung, due_rungs
from planning.rules import Rules, load_rules
from planning.workdays import WorkCalendar

JOB = "send_reminders"
Rungs = Mapping[str, Mapping[date, Rung]]


def send_reminders(context: FlowContext) -> dict[str, object]:
    """Plan today's reminders; on a rest day nothing is planned, and the next working day makes up for it."""
    rules = rules_of(context)
    if not rules.calendar.is_workday(context.day):
        return {"day": context.day.isoformat(), "rest_day": True}
    since = planned_until(context, JOB, rules.calendar)
    context = made_up(context, rules)
    with context.database.read() as session:
        oldest = queries.oldest_due(session, tasks)
        rungs = due_rungs(context.day, since, rules.calendar, rules.pack, oldest)
        days = sorted({due_on for found in rungs.values() for due_on in found})
        due = [task for task in queries.due_on_days(session, tasks, days) if not _is_delivered(task)]
        news = tidings.look(session, context.day, since, context.clock.now(), rules)
        audience = audience_of(session, [*due, *news.tasks], context.day)
    told = list(tidings.notices(context, rules, news, audience))
    notices = [*told, *_notices(context, rules, rungs, due, audience)]
    return {
        "since": since.isoformat(),
        "due": len(due),
        "tidings": len(told),
        **put_into_outbox(context, rules, notices),
    }


def rules_of(context: FlowContext) -> Rules:
    """Return the rule pack and calendar the settings name."""
    return load_rules(context.settings.rule_pack, context.settings.data_dir)


def planned_until(context: FlowContext, job: str, calendar: WorkCalendar) -> date:
    """Return the last working day a job has planned for; yesterday for the first run: no rule fires for the past.

    Runs of rest days planned nothing, so they do not count. A second run on the same day looks at the day again: what
    is known has its key already.
    """
    yesterday = context.day - timedelta(days=1)
    before = last_done(context.database, job, context.slot)
    while before is not None and not calendar.is_workday(local_day(before)):
        before = last_done(context.database, job, before)
    return min(local_day(before), yesterday) if before else yesterday


def made_up(context: FlowContext, rules: Rules) -> FlowContext:
    """Return the context of the day on which people will read what is planned now.

    That is the run's own day. When its slot is made up on a later one, it is the first working day from then on: a
    message of yesterday would go out beside that day's digest and still say "due today".
    """
    now = today(context.clock)
    if now <= context.day:
        return context
    return replace(context, slot=at_local(rules.calendar.on_or_after(now), rules.pack.sending.sending_time))


def put_into_outbox(context: FlowContext, rules: Rules, notices: list[Notice]) -> dict[str, object]:
    """Plan the notices for the run's day in one transaction and return what was decided, in figures."""
    summary: dict[str, object] = {"day": context.day.isoformat(), "notices": len(notices)}
    if context.dry_run:
        told = Counter(notice.recipient.name for notice in notices if not notice.skip)
        return summary | {"would_tell": dict(told)}
    with context.database.write() as session:
        result = _plan(session, context, rules, notices)
    return summary | asdict(result)


def _plan(session: Session, context: FlowContext, rules: Rules, notices: list[Notice]) -> outbox.PlanResult:
    sending = rules.pack.sending
    return outbox.plan(
        session,
        notices,
        now=context.clock.now(),
        day=context.day,
        not_before=at_local(context.day, sending.sending_time),
        cap=sending.cap_per_unit_and_week,
        next_day=lambda day: rules.calendar.add(day, 1),
    )


def _is_delivered(task: RowMapping) -> bool:
    """Tell whether it is a deliverable reported complete: its owner can do no more, the item alone is submitted."""
    return task["parent_id"] is not None and bool(task["progress"] >= 100)  # noqa: PLR2004 - percent


def _notices(
    context: FlowContext, rules: Rules, rungs: Rungs, due: Iterable[RowMapping], audience: Audience
) -> Iterable[Notice]:
    for task in due:
        told: set[int] = set()
        for name in AUDIENCES:
            rung = rungs.get(name, {}).get(task["due_on"])
            if rung is None:
                continue
            for role, person in audience.members(name, task):
                if person.person_id not in told:  # one line a matter and person: the first audience counts
                    told.add(person.person_id)
                    yield _notice(context, rules, task, rung, role, recipient_of(person, role))


def _notice(
    context: FlowContext, rules: Rules, task: RowMapping, rung: Rung, role: str, recipient: Recipient
) -> Notice:
    overdue = task["due_on"] < context.day
    due_today = task["due_on"] == context.day
    return Notice(
        subject_ref=f"task:{task['id']}",
        rung=rung.code,
        due_version=task["due_version"],
        recipient=recipient,
        channel=context.settings.channel,
        severity=severity_of(task, context.day),
        topic="overdue" if overdue else "due_today" if due_today else "near",
        version=task["seq"],
        line=reminder_line(task, context.day, rules, role),
    )
