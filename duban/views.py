"""What the command line shows of tasks, as plain values for JSON and as lines of text."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import RowMapping

from config.clock import SHANGHAI, end_of_day, today
from config.errors import CallError
from config.language import label
from duban.acting import task_of
from duban.bootstrap import Application
from planning import page_queries, people, queries
from planning.asof import tasks_as_of
from planning.ledger import events_of
from planning.lights import LightRow, light_on, next_turn
from planning.narrowing import TaskFilter
from web.answers.telling import posts_named, tell

#: Said of a day to come: it shows what today's facts lead to.
FORECAST = "（预测：如无变化）"
#: What the table keeps as JSON text.
_AS_JSON = frozenset({"missing", "quantities", "path", "lead_units", "responsible_units", "support_units", "turns"})


def listed(
    app: Application,
    *,
    as_of: date | None,
    limit: int,
    unit: str | None,
    light: str | None,
    state: str | None,
    overdue: bool,
) -> tuple[list[dict[str, Any]], int, date]:
    """Return the tasks a filter leaves (the most urgent first), how many there are in all, and the day shown."""
    day = as_of or today(app.clock)
    with app.database.read() as session:
        unit_id = people.unit_by_name(session, unit) if unit else None
        wanted = TaskFilter(unit_id=unit_id, light=light, state=state, overdue=overdue)
        table = tasks_as_of(session, end_of_day(as_of) if as_of else None)
        rows = queries.list_tasks(session, table, day, wanted, limit=limit)
        return [_plain(row) for row in rows], queries.count_tasks(session, table, day, wanted), day


def shown(app: Application, ref: str, *, as_of: date | None) -> dict[str, Any]:
    """Return everything known of one task on a day: itself, light and next turn, deliverables, source, events.

    Raises:
        CallError: ``task-unknown``, or ``task-not-known-then`` when it did not exist on that day.
    """
    day = as_of or today(app.clock)
    instant = end_of_day(as_of) if as_of else None
    with app.database.read() as session:
        table = tasks_as_of(session, instant)
        task_id = task_of(session, ref)
        row = queries.task_row(session, table, task_id, day)
        if row is None:
            raise CallError("task-not-known-then", ref=ref, day=day)
        events = events_of(session, task_id, before=instant)
        names = people.actor_names(
            session, {event.actor for event in events} | {e.on_behalf_of for e in events if e.on_behalf_of}
        )
        holder = people.holders_of(session, {row["owner_post_id"]} - {None}, day).get(row["owner_post_id"])
        deliverables = queries.deliverables_of(session, table, task_id, day)
        posts = page_queries.post_titles(session, posts_named(event.payload for event in events))
    lit = LightRow.of(row)
    turn = next_turn(day, lit)
    return {
        "day": day,
        "forecast": day > today(app.clock),
        **_plain(row),
        "reason": light_on(day, lit).reason,
        "next_turn": turn._asdict() if turn else None,
        "owner": holder.name if holder else None,
        "deliverables": [_plain(child) for child in deliverables],
        "events": [
            {
                "seq": event.seq, "at": event.at.astimezone(SHANGHAI).isoformat(timespec="minutes"), "kind": event.kind,
                "by": names.get(event.actor, event.actor),
                "for": names.get(event.on_behalf_of, event.on_behalf_of), "payload": dict(event.payload),
                "says": [{"name": name, "text": text} for name, text in tell(event.kind, event.payload, posts)],
            }
            for event in events
        ],
    }  # fmt: skip


def told(found: dict[str, Any]) -> Iterator[str]:
    """Yield a task as lines of text."""
    yield (
        f"{found['number']}　{found['unit_name']}　{label('state', found['state'])}　{label('light', found['light'])}"
        + (f"（{label('light_reason', found['reason'])}）" if found["reason"] else "")
        + f"　截至 {found['day']}{FORECAST if found['forecast'] else ''}"
    )
    yield found["text"]
    moved = f"（原 {found['original_due_on']}）" if found["original_due_on"] != found["due_on"] else ""
    mark = "，暂定" if found["due_provisional"] else ""
    basis = label("due_basis", found["due_basis"]).removesuffix("（暂定）")
    yield f"期限：{found['due_on']}{moved}（{basis}{mark}）　进度：{found['progress']}%"
    source = f"原文第 {found['source_start']}–{found['source_end']} 字"
    yield f"责任人：{found['owner'] or '岗位空缺'}　计划：{found['plan_name']}　{source}"
    if unclear := _unclear(found):
        yield "六个明确中还缺：" + "、".join(label("clarity", code) for code in unclear)
    if found["next_turn"]:
        turn = found["next_turn"]
        yield f"如无变化，{turn['on']} 转{label('light', turn['colour'])}（{label('light_reason', turn['reason'])}）"
    for child in found["deliverables"]:
        yield f"  成果 {child['item_number']}　{child['progress']}%　{child['due_on']}　{child['title']}"
    yield "经过："
    for event in found["events"]:
        on_behalf = f"（代 {event['for']}）" if event["for"] else ""
        when = event["at"][:16].replace("T", " ")
        gist = "；".join(f"{each['name']}：{_clause(each['text'])}" for each in event["says"])
        yield f"  {when}　{label('event', event['kind'])}　{event['by']}{on_behalf}　{gist}".rstrip("　")


def _unclear(found: dict[str, Any]) -> list[str]:
    """Return which of the six clarities are open today: what the text lacked counts once somebody has supplied it."""
    supplied = {
        "leader": bool(found["leader_name"]),
        "responsible": found["owner_post_id"] is not None,
        "deadline": not found["due_provisional"],
    }
    return [code for code in found["missing"] if not supplied.get(code)]


def _plain(row: RowMapping) -> dict[str, Any]:
    """Return a row of a task with the values it keeps as JSON text unpacked."""
    return {name: json.loads(value) if name in _AS_JSON else value for name, value in row.items()}


def _clause(text: str) -> str:
    """Return a text of any number of lines as one part of a line: its own full stops give way to the list's marks."""
    return "；".join(line.strip().rstrip("。；") for line in text.splitlines() if line.strip())
