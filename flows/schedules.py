"""The one table of schedules. APScheduler's triggers and Prefect's schedules are both built from it.

Times are wall-clock times in Asia/Shanghai. Weekdays are written as names, because the two engines count them
differently; the last day of a month is ``last`` here and ``L`` in Prefect's dialect.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time, timedelta
from importlib import import_module
from typing import cast

from config.clock import SHANGHAI
from config.errors import CallError, DubanError
from config.language import label
from flows.context import Body
from flows.slots import Trigger

TIMEZONE = SHANGHAI.key
_NOON = time(12, 0)


@dataclass(frozen=True)
class When:
    """The fields of a cron trigger, in the words both dialects share."""

    minute: str
    hour: str = "*"
    day: str = "*"
    month: str = "*"
    weekday: str = "*"

    @property
    def cron(self) -> str:
        """The five fields as Prefect writes them."""
        return " ".join([self.minute, self.hour, "L" if self.day == "last" else self.day, self.month, self.weekday])

    @property
    def moment(self) -> time:
        """The time of day of a run for a chosen day: the due time, or noon where there are several."""
        return time(int(self.hour), int(self.minute)) if self.hour.isdigit() and self.minute.isdigit() else _NOON


@dataclass(frozen=True)
class Schedule:
    """One job: which function, when, and how late it may be made up; what it is for says its label.

    Attributes:
        id: The job's name, the same on the command line, in the table of runs and in Prefect.
        target: ``module:function`` of the body, imported only when a run needs it.
        when: The trigger.
        lateness: A missed slot older than this is recorded as skipped instead of being made up.
        tells_people: It plans or sends messages, which only the present can: a past day is rehearsed, never run.
    """

    id: str
    target: str
    when: When
    lateness: timedelta
    tells_people: bool = False

    @property
    def purpose(self) -> str:
        """What it does, in words of the language spoken."""
        return label("job_purpose", self.id)

    def body(self) -> Body:
        """Import and return the function behind the job.

        Raises:
            DubanError: ``flow-target-missing`` when the installed program has no such function.
        """
        module, _, name = self.target.partition(":")
        try:
            return cast("Body", getattr(import_module(module), name))
        except (ImportError, AttributeError) as error:
            raise DubanError("flow-target-missing", flow=self.id, target=self.target, detail=error) from error

    def trigger(self) -> Trigger:
        """Return the job's APScheduler trigger."""
        from apscheduler.triggers.cron import CronTrigger  # noqa: PLC0415 - commands that run nothing skip its import

        when = self.when
        return cast(
            "Trigger",
            CronTrigger(
                minute=when.minute,
                hour=when.hour,
                day=when.day,
                month=when.month,
                day_of_week=when.weekday,
                timezone=SHANGHAI,
            ),
        )


SCHEDULES: tuple[Schedule, ...] = (
    Schedule(
        "compile_progress",
        "flows.compiling:compile_progress",
        When(minute="30", hour="18"),
        timedelta(days=1),
    ),
    Schedule(
        "request_updates",
        "flows.requesting:request_updates",
        When(minute="10", hour="8", weekday="mon-sun"),
        timedelta(days=1),
        tells_people=True,
    ),
    Schedule(
        "send_reminders",
        "flows.reminders:send_reminders",
        # Ten minutes before anything may leave (08:30), so that a person's digest is whole before it goes.
        When(minute="20", hour="8"),
        timedelta(days=1),
        tells_people=True,
    ),
    Schedule(
        "deliver",
        "flows.delivering:deliver",
        When(minute="*/5"),
        timedelta(minutes=15),
        tells_people=True,
    ),
    Schedule(
        "quarterly_report",
        "flows.quarterly:quarterly_report",
        When(minute="45", hour="18"),  # daily: the day after the grace differs, and a missed day is made up by the next
        timedelta(days=1),
    ),
)


def schedule_of(job: str, schedules: Sequence[Schedule] = SCHEDULES) -> Schedule:
    """Return the schedule of a job.

    Raises:
        CallError: ``flow-unknown``, naming the jobs there are.
    """
    for schedule in schedules:
        if schedule.id == job:
            return schedule
    raise CallError("flow-unknown", flow=job, known="、".join(schedule.id for schedule in schedules))


def apscheduler_triggers(schedules: Sequence[Schedule] = SCHEDULES) -> dict[str, Trigger]:
    """Return each job's trigger for the embedded engine."""
    return {schedule.id: schedule.trigger() for schedule in schedules}


def prefect_schedules(schedules: Sequence[Schedule] = SCHEDULES) -> dict[str, dict[str, str]]:
    """Return each job's ``cron`` and ``timezone``, the fields of a Prefect deployment's schedule."""
    return {schedule.id: {"cron": schedule.when.cron, "timezone": TIMEZONE} for schedule in schedules}
