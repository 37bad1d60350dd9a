"""What somebody has to do first, and why, in words: the order of the page of own tasks. Pure.

Every reason that holds is named; the first one decides where a task stands and which form one tap opens. The words are
sentences of ``config.sentences.street``.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from config.language import CHINESE, day_words, label, sentence, spoken
from planning.lifecycle import LAWFUL, OPEN_STATES
from planning.lights import time_points
from planning.periods import Month, Quarter, period_of
from planning.rules import Rules

NOW, SOON, GOING, WAITING = "now", "soon", "going", "waiting"
#: Most urgent first; the labels ``my_when`` name them.
WHEN = (NOW, SOON, GOING, WAITING)
#: What a reason is about, gravest first; the labels ``my_topic`` name them.
TOPICS = (
    "answer", "overdue", "returned", "update", "due", "accept", "complete", "behind", "extension", "going",
    "submitted", "registered",
)  # fmt: skip
#: Working days within which something counts as to be done now, and as soon.
_CLOSE, _NEAR, _UPDATE_CLOSE = 3, 10, 2
_FULL = 100


@dataclass(frozen=True, slots=True)
class Part:
    """A deliverable with a deadline of its own that is not finished."""

    title: str
    due_on: date


@dataclass(frozen=True, slots=True)
class MyTask:
    """What the order depends on; periods are texts (``2017Q2``), ``returned_for`` a code of ``return_reason``."""

    state: str
    start_on: date
    due_on: date
    progress: int = 0
    answer_by: date | None = None
    first_period: str = ""
    last_period: str | None = None
    extension_proposed_on: date | None = None
    returned_for: str = ""
    behind: bool = False
    parts: tuple[Part, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether its owner can report on it."""
        return self.state in OPEN_STATES


class Ask(NamedTuple):
    """One thing asked: how soon, what about, by which day, which form does it (``act``, may be empty), and why."""

    when: str
    topic: str
    on: date
    act: str
    code: str
    values: Mapping[str, Any]

    @property
    def words(self) -> str:
        """The reason in words."""
        return sentence(self.code, **self.values)

    @property
    def rank(self) -> tuple[int, int, date]:
        """Where it stands: the less the sooner."""
        return WHEN.index(self.when), TOPICS.index(self.topic), self.on


@dataclass(frozen=True)
class Asker:
    """Says what is asked on a day by the rules."""

    day: date
    rules: Rules

    def asks(self, task: MyTask) -> tuple[Ask, ...]:
        """Return everything asked about a task, what must be done first in front; there is always something."""
        found = [*self._answer(task), *self._state(task)]
        if task.is_open:
            found += [*self._limit(task), *self._parts(task), *self._update(task), *self._pace(task)]
        return tuple(sorted(found or [self._quiet(task)], key=lambda ask: ask.rank))

    def _answer(self, task: MyTask) -> Iterator[Ask]:
        by = task.answer_by
        if by is None or task.state not in LAWFUL["answered"]:
            return
        if by < self.day:
            yield self._ask(NOW, "answer", by, "answer", "my-answer-late", count=self._late(by))
        else:
            when = NOW if self._left(by) <= _CLOSE else SOON
            yield self._ask(when, "answer", by, "answer", "my-answer-by", day=by)

    def _state(self, task: MyTask) -> Iterator[Ask]:
        if task.state == "returned":
            reason = label("return_reason", task.returned_for)
            yield self._ask(NOW, "returned", task.due_on, "report", "my-returned", reason=reason)
        elif task.state == "assigned":
            yield self._ask(SOON, "accept", task.due_on, "accept", "my-accept")
        elif task.state == "submitted":
            yield self._ask(WAITING, "submitted", task.due_on, "", "my-submitted")
        elif task.state == "registered":
            yield self._ask(WAITING, "registered", task.due_on, "", "my-registered")

    def _limit(self, task: MyTask) -> Iterator[Ask]:
        act = self._finishing(task)
        if task.due_on < self.day:
            yield self._ask(NOW, "overdue", task.due_on, act, "my-overdue", count=self._late(task.due_on))
        elif task.due_on == self.day:
            yield self._ask(NOW, "due", task.due_on, act, "my-due-today")
        elif self._left(task.due_on) <= _NEAR:
            left = self._left(task.due_on)
            when = NOW if left <= _CLOSE else SOON
            yield self._ask(when, "due", task.due_on, act, "my-due-left", count=left, day=task.due_on)

    def _parts(self, task: MyTask) -> Iterator[Ask]:
        for part in task.parts:
            if part.due_on < self.day:
                late = self._late(part.due_on)
                yield self._ask(NOW, "overdue", part.due_on, "report", "my-part-late", title=part.title, count=late)
            elif self._left(part.due_on) <= _CLOSE:
                yield self._ask(NOW, "due", part.due_on, "report", "my-part-by", title=part.title, day=part.due_on)

    def _update(self, task: MyTask) -> Iterator[Ask]:
        period = period_of(self.day, self.rules.pack)
        before = period.previous()
        if _owes(task, before):
            until = before.grace_until(self.rules.pack, self.rules.calendar)
            code = "my-update-grace" if self.day <= until else "my-update-missing"
            yield self._ask(NOW, "update", until, "report", code, period=before, day=until)
        elif _owes(task, period) and task.start_on <= self.day:
            due = period.report_due_on(self.rules.calendar)
            yield self._ask(self._asked(period, due), "update", due, "report", "my-update-due", period=period, day=due)

    def _asked(self, period: Quarter | Month, due: date) -> str:
        """Return how soon a period's update is wanted: not before it is asked for, at once from its last nudge on."""
        if self.day < period.request_opens_on(self.rules.pack, self.rules.calendar):
            return GOING
        return NOW if self.day > due or self._left(due) <= _UPDATE_CLOSE else SOON

    def _pace(self, task: MyTask) -> Iterator[Ask]:
        if task.extension_proposed_on is not None:
            on = task.extension_proposed_on
            yield self._ask(GOING, "extension", on, "report", "my-extension-waits", day=on)
        if task.progress >= _FULL and task.state in LAWFUL["submitted"] and task.due_on >= self.day:
            yield self._ask(SOON, "complete", task.due_on, "submit", "my-complete")
        elif task.behind and task.due_on >= self.day:
            share = time_points(task.start_on, task.due_on, self.day)
            yield self._ask(SOON, "behind", task.due_on, "report", "my-behind", progress=task.progress, share=share)

    def _quiet(self, task: MyTask) -> Ask:
        act = "report" if task.is_open else ""
        if task.start_on > self.day:
            return self._ask(GOING, "going", task.due_on, act, "my-not-begun", day=task.start_on)
        return self._ask(GOING, "going", task.due_on, act, "my-going", count=self._left(task.due_on), day=task.due_on)

    def _finishing(self, task: MyTask) -> str:
        return "submit" if task.progress >= _FULL and task.state in LAWFUL["submitted"] else "report"

    def _ask(self, when: str, topic: str, on: date, act: str, code: str, **values: object) -> Ask:
        return Ask(when, topic, on, act, code, {name: self._told(value) for name, value in values.items()})

    def _told(self, value: object) -> object:
        """Return a value in words; days and periods of this year without the year."""
        if isinstance(value, (Quarter, Month)):
            value = value.words if spoken() == CHINESE else str(value)
        elif isinstance(value, date):
            value = day_words(value)
        return value.removeprefix(f"{self.day.year}年") if isinstance(value, str) else value

    def _late(self, on: date) -> int:
        return max(self.rules.calendar.between(on, self.day), 1)

    def _left(self, on: date) -> int:
        return self.rules.calendar.between(self.day, on)


def topics_asked(asks: Sequence[Ask]) -> frozenset[str]:
    """Return the topics a task is asked for, without those that only say how things stand."""
    return frozenset(ask.topic for ask in asks if ask.when in {NOW, SOON, WAITING})


def topic_counts(asked: Sequence[Sequence[Ask]]) -> dict[str, int]:
    """Return how many tasks are asked for each topic, in the order of the topics."""
    counts = dict.fromkeys(TOPICS, 0)
    for asks in asked:
        for topic in topics_asked(asks):
            counts[topic] += 1
    return counts


def _owes(task: MyTask, period: Quarter | Month) -> bool:
    return task.first_period <= str(period) and (task.last_period or "") < str(period)
