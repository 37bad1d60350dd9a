"""A district of any size to measure pages with: 16 streets with their stations, 4 plans, tasks over a year.

Every task has lived: its events are folded by ``lifecycle.apply`` and chained as the ledger does, so that rows, events
and turning days agree. Each batch is made once and written to all databases given.
"""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

from sqlalchemy import insert, select, text
from sqlmodel import Session

from config.clock import at_local
from config.database import Database, table_of
from planning.ledger import digest_of
from planning.lifecycle import Event, TaskState, apply
from planning.models import DailyCount, DailyTotal, Document, Holding, Person, Plan, Post, Task, TaskEvent, Unit
from planning.rules import Rules
from planning.tally import compact, measures, note_compaction, rebuild_tally
from planning.word_index import rebuild_words

TODAY = date(2025, 6, 18)
NOW = at_local(TODAY)
STREETS, STATIONS, PLANS = 16, 5, 4
CLERK, OWNER = "D1", "P2"
_BATCH = 1_000
_THEMES = ("组织建设", "维权服务", "服务职工", "阵地建设", "宣传教育", "")
TURNING = frozenset({"registered", "reported", "submitted", "completed", "suspended"})
_PROSE = (
    "走访辖区企业，摸清职工底数，建立台账。",
    "与劳动监察部门开展联合检查，发现问题当场督促整改。",
    "完成服务站点选址，正在办理装修手续。",
    "组织职工技能培训两期，参训人员反映良好。",
    "召开推进会一次，明确各方分工和时间要求。",
    "个别企业配合不够，建库率未达预期。",
    "下一步将加强宣传，争取年底前全部完成。",
    "慰问困难职工家庭，发放慰问品，落实帮扶措施。",
)


@dataclass(frozen=True)
class _Life:
    """One task with its events, oldest first."""

    task_id: int
    state: TaskState
    events: tuple[Event, ...]


def fill(databases: Sequence[Database], rules: Rules, size: int) -> None:
    """Fill empty databases with the district and so many tasks, every fifth a deliverable of the item before it."""
    for database in databases:
        _found(database)
    made = _lives(rules, size)
    while lives := list(islice(made, _BATCH)):
        rows = [{"id": life.task_id, **asdict(life.state)} for life in lives]
        told = [{**asdict(event), "payload": _json(event.payload)} for life in lives for event in life.events]
        for database in databases:
            with database.write() as session:
                session.connection().execute(insert(table_of(Task)), rows)
                session.connection().execute(insert(table_of(TaskEvent)), told)
    for database in databases:
        with database.write() as session:
            _remember(session)
            rebuild_words(session)
            if not database.is_sqlite:
                session.connection().execute(text("SELECT setval('task_id_seq', (SELECT max(id) FROM task))"))
        _settle(database)


def _found(database: Database) -> None:
    streets = [(n, f"第{n - 1}街道", "street", 1) for n in range(2, STREETS + 2)]
    stations = [
        (100 + n * STATIONS + k, f"{name}第{k + 1}服务站", "station", n)
        for n, name, *_ in streets
        for k in range(STATIONS)
    ]
    units = [(1, "本区", "district", None), *streets, *stations]
    posts = [
        {"id": n, "unit_id": n, "name": "联络员" if n > 1 else "督办专员", "role": "staff" if n > 1 else "office",
         "is_liaison": True}
        for n, *_ in units
    ]  # fmt: skip
    people = [
        {"id": n, "code": f"P{n}" if n > 1 else CLERK, "name": f"{name}联络员", "mail": "", "mobile": "", "robot": ""}
        for n, name, *_ in units
    ]
    with database.write() as session:
        connection = session.connection()
        connection.execute(
            insert(table_of(Unit)),
            [
                {"id": n, "name": f"{name}总工会", "short_name": name, "kind": kind, "parent_id": parent, "position": n}
                for n, name, kind, parent in units
            ],
        )
        connection.execute(insert(table_of(Post)), posts)
        connection.execute(insert(table_of(Person)), people)
        holdings = [{"post_id": n, "person_id": n, "since": date(2024, 1, 1)} for n, *_ in units]
        connection.execute(insert(table_of(Holding)), holdings)
        for n in range(1, PLANS + 1):
            session.add(
                Document(
                    id=n, sha256=f"{n:064d}", name=f"plan-{n}.txt", media_type="text/plain", size_bytes=1,
                    text=(_PROSE[0] + "\n") * 200, imported_at=NOW, imported_by=CLERK,
                )
            )  # fmt: skip
            session.flush()
            days = {"starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31)}
            session.add(Plan(id=n, name=f"第{n}号目标计划", year=2025, document_id=n, **days))


def _remember(session: Session) -> None:
    """Keep what the compilations of half a year have found, by unit and over all."""
    units = list(session.connection().execute(select(table_of(Unit).c.id)).scalars())
    days = [TODAY - timedelta(days=ago) for ago in range(1, 181)]
    lights = (("red", 2), ("yellow", 3), ("green", 9), ("blue", 1))
    rows = [
        {"day": day, "unit_id": unit_id, "light": light, "items": items, "progress_total": 0}
        for day in days for unit_id in units for light, items in lights
    ]  # fmt: skip
    session.connection().execute(insert(table_of(DailyCount)), rows)
    totals = [{"day": day, "light": light, "items": len(units) * items} for day in days for light, items in lights]
    session.connection().execute(insert(table_of(DailyTotal)), totals)


def _lives(rules: Rules, size: int) -> Iterator[_Life]:
    chance = random.Random(size)  # noqa: S311 - the same district every time
    units = [*range(2, STREETS + 2), *(100 + n * STATIONS + k for n in range(2, STREETS + 2) for k in range(STATIONS))]
    parent: _Life | None = None
    for task_id in range(1, size + 1):
        item = parent if task_id % 5 == 0 else None
        life = _life(rules, chance, task_id, chance.choice(units), item)
        parent = life if item is None else parent
        yield life


def _life(rules: Rules, chance: random.Random, task_id: int, unit_id: int, item: _Life | None) -> _Life:
    start_on = date(2025, 1, 6) + timedelta(days=chance.randrange(120))
    due_on = start_on + timedelta(days=chance.randrange(60, 300))
    payload = _registered(rules, chance, task_id, unit_id, start_on, due_on)
    if item is not None:
        payload |= {
            "parent_id": item.task_id, "kind": "deliverable", "chased": False, "unit_id": item.state.unit_id,
            "owner_post_id": item.state.owner_post_id,
        }  # fmt: skip
    state: TaskState | None = None
    events: list[Event] = []
    for kind, at, told in _acts(chance, payload, start_on, due_on):
        actor = OWNER if kind == "reported" else CLERK
        event = Event(task_id, len(events) + 1, kind, told, actor, "", at, "")
        if kind in TURNING:
            event = replace(event, payload={**told, "turns": rules.turns(apply(state, event))})
        event = replace(event, digest=digest_of(event, state.digest if state is not None else ""))
        state = apply(state, event)
        events.append(event)
    if state is None:
        raise ValueError("a life begins with its registration")
    return _Life(task_id, state, tuple(events))


def _acts(
    chance: random.Random, payload: dict[str, object], start_on: date, due_on: date
) -> Iterator[tuple[str, datetime, dict[str, object]]]:
    """Yield kind, instant and payload of what has happened to a task until today."""
    moment = iter(NOW - timedelta(minutes=1, seconds=20 - step) for step in range(20))
    lived = max((min(TODAY, due_on) - start_on).days, 0)
    days = sorted(start_on + timedelta(days=chance.randrange(lived + 1)) for _ in range(6))
    when = iter(at_local(day) if day < TODAY else next(moment) for day in days)
    yield "registered", at_local(date(2025, 1, 2)), payload
    if chance.random() < 0.06:  # noqa: PLR2004 - a few have only just begun
        return
    yield "assigned", next(when), {"owner_post_id": payload["owner_post_id"]}
    yield "accepted", next(when), {"note": ""}
    share = min(100, 100 * lived // max((due_on - start_on).days, 1))
    for step in range(chance.randrange(1, 4)):
        progress = max(0, min(95, share - 20 + 10 * step + chance.randrange(-15, 15)))
        yield "reported", next(when), _report(chance, progress)
    fate = chance.random()
    if (due_on < TODAY and fate < 0.93) or fate < 0.1:  # noqa: PLR2004 - most of what is due is done, some early
        yield "submitted", next(when), {"note": ""}
        if fate > 0.02:  # noqa: PLR2004 - the others wait
            yield "completed", NOW - timedelta(seconds=9), {"note": "", "completed_by": CLERK}
    elif fate > 0.98:  # noqa: PLR2004 - a few are put off, or waited for
        yield "suspended", NOW - timedelta(seconds=9), {"reason": "机构调整"}
    elif fate > 0.97:  # noqa: PLR2004 - as above
        answer_by = (TODAY + timedelta(days=5)).isoformat()
        yield "instructed", NOW - timedelta(seconds=9), {"text": "请说明进展。", "answer_by": answer_by}


def _report(chance: random.Random, progress: int) -> dict[str, object]:
    done, problem, next_step = chance.choices(_PROSE, k=3)
    period = "2025Q2" if chance.random() < 0.8 else "2025Q1"  # noqa: PLR2004 - most have told of this quarter
    return {
        "done": done, "problem": problem, "next_step": next_step,
        "figures": [{"value": "12", "unit": "户", "of": "走访"}],
        "period": period, "late": False, "progress": progress,
    }  # fmt: skip


def _registered(
    rules: Rules, chance: random.Random, task_id: int, unit_id: int, start_on: date, due_on: date
) -> dict[str, object]:
    prose = "".join(chance.choices(_PROSE, k=3))
    return {
        "number": f"2025-{task_id:06d}", "plan_id": task_id % PLANS + 1, "unit_id": unit_id, "parent_id": None,
        "kind": "item", "chased": True, "position": task_id, "item_number": str(task_id), "title": prose[:18],
        "text": prose, "path": "[]", "document_id": task_id % PLANS + 1, "source_start": 0, "source_end": 19,
        "quantities": "[]", "missing": "[]", "state": "registered", "owner_post_id": unit_id, "leader_name": "",
        "lead_units": "[]", "responsible_units": "[]", "support_units": "[]", "start_on": start_on.isoformat(),
        "due_on": due_on.isoformat(), "due_basis": "stated", "due_provisional": chance.random() < 0.001,  # noqa: PLR2004
        "due_text": "", "first_period": rules.first_period(start_on, start_on), "theme": chance.choice(_THEMES),
    }  # fmt: skip


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _settle(database: Database) -> None:
    """Do what the nightly compilation does: sum the counts up, and let the database see how its tables are filled."""
    with database.write() as session:
        rebuild_tally(session)
        note_compaction(session, TODAY)
        for measure in measures():
            compact(session, measure, TODAY)
    database.learn_sizes()
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
