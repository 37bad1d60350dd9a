"""Tidings: what others did to somebody's items, and instructions (批示) that wait for their answer.

They go out in the same digest as the reminders. An event is looked up by its instant, from the beginning of the last
planned day on: a look too many does no harm, for its notice has one key for ever. Unlike a reminder, a tiding is not
settled by a report; only what ``settled`` names makes it needless.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy import RowMapping
from sqlmodel import Session

from config.clock import at_local
from config.rule_packs import LadderRule
from flows.audience import Audience, recipient_of
from flows.context import FlowContext
from flows.tidings_wording import answer_line, event_line
from notifications.notices import Line, Notice, QueuedItem, Severity, Topic
from planning import people, queries
from planning.ledger import tasks
from planning.lifecycle import CHASABLE_STATES, OFF_STATES
from planning.reminding import Rung, due_rungs
from planning.rules import Rules

TOPIC: Topic = "decision"
#: What the owner hears of when somebody else did it.
OWNERS_EVENTS = ("assigned", "returned", "extension_decided", "instructed", "instruction_withdrawn", "reopened")
#: What the office hears of: it waits for a decision.
OFFICES_EVENTS = ("submitted", "extension_requested")
#: When an instruction is reminded of, in working days from its answer-by day.
ANSWER_LADDER = (LadderRule("owner", (-1, 0, 1, 3), 5), LadderRule("office", (1, 3), 5))
_LAST_ONE_COUNTS = ("assigned", *OFFICES_EVENTS)
_ANSWER, _EVENT, _URGE = "answer", "event", "urge"


@dataclass(frozen=True)
class Tidings:
    """What there is to tell on a day: events with their tasks, and tasks with an instruction to answer.

    Attributes:
        events: Events of others, oldest first, each with the columns of its task.
        waiting: Tasks whose instruction is on a step of its ladder for somebody.
        rungs: For each audience, the step on which each answer-by day stands.
        instructions: The last instruction of each waiting task.
    """

    events: Sequence[RowMapping] = ()
    waiting: Sequence[RowMapping] = ()
    rungs: Mapping[str, Mapping[date, Rung]] | None = None
    instructions: Mapping[int, RowMapping] | None = None

    @property
    def tasks(self) -> list[RowMapping]:
        """The tasks spoken of."""
        return [*self.events, *self.waiting]


def look(session: Session, day: date, since: date, now: datetime, rules: Rules) -> Tidings:
    """Return what is to be told on a working day whose last planned one was ``since``."""
    kinds = (*OWNERS_EVENTS, *OFFICES_EVENTS)
    found = queries.events_between(session, tasks, kinds, at_local(since, time(0)), now)
    # Up to two working days ahead: an answer-by day may be a rest day, which is reminded of before it.
    asked = queries.awaiting_answer(session, tasks, rules.calendar.add(day, 2))
    asked = [task for task in asked if task["state"] not in OFF_STATES]
    oldest = asked[0]["answer_by"] if asked else None
    rungs = due_rungs(day, since, rules.calendar, replace(rules.pack, ladder=ANSWER_LADDER), oldest)
    waiting = [task for task in asked if any(task["answer_by"] in days for days in rungs.values())]
    return Tidings(
        events=[row for row in _last_ones(found) if _worth_telling(row)],
        waiting=waiting,
        rungs=rungs,
        instructions=queries.last_instructions(session, [task["id"] for task in waiting]) if waiting else {},
    )


def notices(context: FlowContext, rules: Rules, tidings: Tidings, audience: Audience) -> Iterator[Notice]:
    """Yield the notices of a day. News come first, so that the burden cap, which is for reminders, spares them."""
    reminded = list(_answers(context, rules, tidings, audience))
    known = {(notice.subject_ref, notice.recipient.ref) for notice in reminded}
    last = {task_id: row["seq"] for task_id, row in (tidings.instructions or {}).items()}
    for notice, row in _events(context, rules, tidings.events, audience):
        # The reminder of an instruction says all that the news of it would say.
        repeated = row["event_kind"] == "instructed" and last.get(row["id"]) == row["event_seq"]
        if not (repeated and (notice.subject_ref, notice.recipient.ref) in known):
            yield notice
    yield from reminded


def settled(item: QueuedItem, task: RowMapping) -> str:
    """Return the code of why a planned tiding has become needless: answered or decided since; empty when it has not."""
    kind, _, rest = item.rung.partition("-")
    if kind == _ANSWER:
        asked_by = task["answer_by"]
        if asked_by is None:
            return "satisfied"
        return "" if f"{asked_by:%Y%m%d}" == rest.partition("-")[0] else "deadline_changed"
    if kind == _URGE:  # somebody asked for it, before a report came or the task was finished
        open_still = task["state"] in CHASABLE_STATES and task["chase_seq"] <= item.version
        return "" if open_still else "satisfied"
    if kind == "submitted":
        return "" if task["state"] == "submitted" else "satisfied"
    if kind == "extension_requested":
        return "" if task["extension_proposed_on"] else "satisfied"
    return ""


def _last_ones(rows: Iterable[RowMapping]) -> list[RowMapping]:
    """Leave out an event after which the same was done again: of two owners given the item, the last one counts."""
    rows = list(rows)
    last = {(row["id"], row["event_kind"]): row["event_seq"] for row in rows}
    return [
        row
        for row in rows
        if row["event_kind"] not in _LAST_ONE_COUNTS or last[row["id"], row["event_kind"]] == row["event_seq"]
    ]


def _worth_telling(row: RowMapping) -> bool:
    """Tell whether an event still matters as its task stands."""
    if row["state"] in OFF_STATES:
        return False
    match row["event_kind"]:
        case "submitted":
            return bool(row["state"] == "submitted")
        case "extension_requested":
            return row["extension_proposed_on"] is not None
        case "instructed":
            return row["answer_by"] is not None
    return True


def _events(
    context: FlowContext, rules: Rules, rows: Iterable[RowMapping], audience: Audience
) -> Iterator[tuple[Notice, RowMapping]]:
    for row in rows:
        kind = row["event_kind"]
        for_office = kind in OFFICES_EVENTS
        code = f"{kind if for_office else _EVENT}-{row['event_seq']}"
        severity: Severity = "yellow" if kind == "returned" else "info"
        for role, person in audience.members("office" if for_office else "owner", row):
            if person.code in {row["event_actor"], row["event_for"]}:
                continue  # one's own doing is no news
            line = event_line(row, json.loads(row["event_payload"]), context.day, rules, role)
            notice = _notice(context, row, code, 0, person, role, severity, line)
            yield replace(notice, recipient=replace(notice.recipient, unit_ref="")), row


def _answers(context: FlowContext, rules: Rules, tidings: Tidings, audience: Audience) -> Iterator[Notice]:
    rungs, instructions = tidings.rungs or {}, tidings.instructions or {}
    for task in tidings.waiting:
        told: set[int] = set()
        asked, answer_by = instructions[task["id"]], task["answer_by"]
        text = str(json.loads(asked["payload"])["text"])
        severity: Severity = "red" if answer_by < context.day else "yellow"
        for name in ("owner", "office"):
            rung = rungs.get(name, {}).get(answer_by)
            for role, person in audience.members(name, task) if rung else ():
                if rung and person.person_id not in told:  # one line a matter and person
                    told.add(person.person_id)
                    code = f"{_ANSWER}-{answer_by:%Y%m%d}-{rung.code}"
                    line = answer_line(task, text, context.day, rules, role)
                    yield _notice(context, task, code, asked["seq"], person, role, severity, line)


def _notice(
    context: FlowContext, task: RowMapping, code: str, version: int, person: people.Recipient, role: str,
    severity: Severity, line: Line,
) -> Notice:  # fmt: skip
    return Notice(
        subject_ref=f"task:{task['id']}",
        rung=code,
        due_version=version,  # of the instruction; an event stands whatever becomes of the deadline
        recipient=recipient_of(person, role),
        channel=context.settings.channel,
        severity=severity,
        topic=TOPIC,
        version=task["seq"],
        line=line,
    )
