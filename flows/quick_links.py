"""Quick links in messages: which form the owner of each matter can open without signing in, made when it goes out.

They are signed, not stored: a link is in the message and nowhere else.
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import RowMapping, select

from config.clock import local_day
from config.language import label
from flows.audience import ROLE_WORDS
from flows.context import FlowContext
from flows.reminders import rules_of
from notifications.notices import Line, QueuedItem
from notifications.rendering import Quick, QuickLink
from planning.access.action_links import ActionLink, link_until, write_link
from planning.access.tokens import signing_key
from planning.ledger import tasks
from planning.lifecycle import LAWFUL, OPEN_STATES
from planning.rules import Rules

_CHUNK, _FULL = 500, 100
_COLUMNS = ("id", "parent_id", "state", "due_on", "answer_by", "extension_proposed_on", "progress")


def quick_links(context: FlowContext, items: Sequence[QueuedItem]) -> Quick:
    """Return the links of the notices that go to the owners of their tasks."""
    owned = [item for item in items if _is_owners(item)]
    if not owned:
        return {}
    now, rules = context.clock.now(), rules_of(context)
    with context.database.write() as session:
        key = signing_key(session)
    found = _tasks(context, {int(item.subject_ref.removeprefix("task:")) for item in owned})
    until = link_until(now, context.settings.link_days)
    last_day = local_day(until - timedelta(seconds=1))
    made: dict[int, list[QuickLink]] = {}
    for item in owned:
        task = found.get(int(item.subject_ref.removeprefix("task:")))
        if task is None:
            continue
        for purpose in purposes_of(item, task, local_day(now), rules):
            link = ActionLink(int(item.recipient_ref), task["parent_id"] or task["id"], purpose, until)
            address = f"{context.settings.effective_base_url.rstrip('/')}/k/{write_link(key, link)}"
            made.setdefault(item.id, []).append(QuickLink(label("my_act", purpose), address, last_day))
    return made


def purposes_of(item: QueuedItem, task: RowMapping, day: date, rules: Rules) -> list[str]:
    """Return what the owner is asked to do by a notice, as far as the task still allows it, the first thing first."""
    if task["answer_by"] is not None and item.topic == "decision":
        return ["answer"] if task["state"] in LAWFUL["answered"] else []
    if task["state"] not in OPEN_STATES:
        return []
    if task["parent_id"] is not None or item.topic == "update":
        return ["report"]
    first = ["accept"] if task["state"] == "assigned" else []
    if item.topic == "decision":
        return first or ["report"]
    if task["progress"] >= _FULL and task["state"] in LAWFUL["submitted"]:
        first = ["submit"]
    return [*first, "report", *(["extend"] if _may_extend(task, day, rules) else [])]


def _may_extend(task: RowMapping, day: date, rules: Rules) -> bool:
    latest = rules.calendar.add(task["due_on"], -rules.pack.extensions.min_workdays_before_due)
    return task["extension_proposed_on"] is None and day <= latest


def _is_owners(item: QueuedItem) -> bool:
    owner = Line.from_json(item.line).role == ROLE_WORDS["owner"]
    return owner and item.recipient_ref.isdecimal() and item.subject_ref.startswith("task:")


def _tasks(context: FlowContext, ids: Iterable[int]) -> dict[int, RowMapping]:
    wanted = sorted(ids)
    found: dict[int, RowMapping] = {}
    with context.database.read() as session:
        for start in range(0, len(wanted), _CHUNK):
            query = select(*(tasks.c[name] for name in _COLUMNS)).where(tasks.c.id.in_(wanted[start : start + _CHUNK]))
            found.update({row["id"]: row for row in session.connection().execute(query).mappings()})
    return found
