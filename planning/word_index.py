"""The words of the ledger's texts, written with each event that carries prose: what the search looks in.

One row an event (on PostgreSQL a very long text takes several), in the transaction of the event. Each begins with the
unit the task belongs to, so that what somebody may not see is not gone through. On SQLite the row's number tells task
and event, because other columns of a full-text table have no index. Functions write but do not commit.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, bindparam, select, text
from sqlmodel import Session

import planning.search_schema  # noqa: F401 - all tables made at once include that of the words
from config.database import table_of
from config.prepared import among, prepared
from planning.lifecycle import Event, Payload, TaskState
from planning.models import Task, TaskEvent, Unit
from planning.words import tokens_of, unit_token

tasks, events, units = table_of(Task), table_of(TaskEvent), table_of(Unit)
#: Texts of an event by the place they are told in (a value of the labels ``prose``), as the payload names them.
PROSE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "registered": (("title", "title"), ("text", "source")),
    "amended": (("title", "title"), ("text", "source")),
    "reported": (("done", "done"), ("problem", "problem"), ("next_step", "next_step")),
    "instructed": (("text", "instruction"),),
    "answered": (("text", "answer"),),
}
#: Places of what any other event says.
OTHER = (("note", "note"), ("reason", "reason"), ("text", "note"))
SEQ_BITS = 20
_MOST_TOKENS, _OVERLAP = 12_000, 60
_BATCH = 1_000
_NEVER = datetime.min.replace(tzinfo=UTC)

_INSERT = {
    "sqlite": text("INSERT INTO task_words (rowid, words, task_id, seq) VALUES (:at, :words, :task_id, :seq)"),
    "postgresql": text(
        "INSERT INTO task_words (words, task_id, seq) VALUES (CAST(:words AS tsvector), :task_id, :seq)"
    ),
}
_MOVE = {
    "sqlite": text(
        "UPDATE task_words SET words = :new || substr(words, instr(words, ' ')) WHERE rowid BETWEEN :first AND :last"
    ),
    "postgresql": text(
        "UPDATE task_words SET words = ts_delete(words, :old) || CAST(:new AS tsvector) WHERE task_id = :task_id"
    ),
}


def row_number(task_id: int, seq: int = 0) -> int:
    """Return the number of an event's row on SQLite; with ``seq`` 0 a number before all rows of the task."""
    return (task_id << SEQ_BITS) | seq


def place_of(number: int) -> tuple[int, int]:
    """Return task and event of a row's number."""
    return number >> SEQ_BITS, number & ((1 << SEQ_BITS) - 1)


def prose_of(kind: str, payload: Payload) -> Iterator[tuple[str, str]]:
    """Yield the texts an event carries, each with the place it is told in."""
    for name, place in PROSE.get(kind, OTHER):
        said = payload.get(name)
        # Reasons of returns are codes; whoever wants to search for them has the filter.
        if isinstance(said, str) and said.strip() and not (kind == "returned" and name == "reason"):
            yield place, said


def keep_words(session: Session, written: Iterable[tuple[Event, int]]) -> None:
    """Index events just written, each with the unit its task belongs to after it."""
    telling = [(event, unit_id) for event, unit_id in written if _tells(event)]
    if telling:
        names = _unit_names(session, {unit_id for _event, unit_id in telling})
        _insert(session, [(event, unit_id, names[unit_id]) for event, unit_id in telling])


def move_words(session: Session, turned: Iterable[tuple[int, TaskState, TaskState]]) -> None:
    """Let the words of tasks (id, before, after) that went to another unit go with them, one move after the other."""
    moved = [
        _move(session, task_id, unit_token(before.unit_id), unit_token(after.unit_id))
        for task_id, before, after in turned
        if before.unit_id != after.unit_id
    ]
    if moved:
        session.connection().execute(_MOVE[_dialect(session)], moved)


def _move(session: Session, task_id: int, old: str, new: str) -> dict[str, Any]:
    if _dialect(session) == "sqlite":
        return {"new": new, "first": row_number(task_id), "last": row_number(task_id + 1) - 1}
    return {"new": f"'{new}'", "old": old, "task_id": task_id}


def rebuild_words(session: Session) -> int:
    """Index the whole ledger anew and return how many events carry words; memory does not grow with it."""
    session.connection().execute(text("DELETE FROM task_words"))
    names = _unit_names(session)
    query = (
        select(events.c.id, events.c.task_id, events.c.seq, events.c.kind, events.c.payload, tasks.c.unit_id)
        .join(tasks, tasks.c.id == events.c.task_id)
        .where(events.c.id > bindparam("last"))
        .order_by(events.c.id)
        .limit(_BATCH)
    )
    kept, last = 0, 0
    while rows := session.connection().execute(query, {"last": last}).all():
        last = rows[-1].id
        told = [
            (Event(row.task_id, row.seq, row.kind, json.loads(row.payload), "", "", _NEVER, ""), row.unit_id)
            for row in rows
        ]
        telling = [(event, unit_id, names[unit_id]) for event, unit_id in told if _tells(event)]
        _insert(session, telling)
        kept += len(telling)
    return kept


def words_missing(session: Session) -> bool:
    """Tell whether the oldest or the newest task has no words, as in a database that had tasks before the search."""
    for order in (tasks.c.id, tasks.c.id.desc()):
        task_id = session.connection().execute(select(tasks.c.id).order_by(order).limit(1)).scalar()
        if task_id is not None and not _has_words(session, task_id):
            return True
    return False


def _has_words(session: Session, task_id: int) -> bool:
    if _dialect(session) == "sqlite":
        query, given = "rowid BETWEEN :a AND :b", {"a": row_number(task_id), "b": row_number(task_id + 1) - 1}
    else:
        query, given = "task_id = :a", {"a": task_id}
    found = session.connection().execute(text(f"SELECT 1 FROM task_words WHERE {query} LIMIT 1"), given)  # noqa: S608 - our own words
    return found.first() is not None


def _tells(event: Event) -> bool:
    return next(prose_of(event.kind, event.payload), None) is not None


def _unit_names(session: Session, wanted: AbstractSet[int] | None = None) -> dict[int, str]:
    asked = prepared(session, ("unit words", wanted is None), lambda: _naming(everything=wanted is None))
    return {row.id: row.short_name for row in asked.run(session, {} if wanted is None else {"units": list(wanted)})}


def _naming(*, everything: bool) -> Select[Any]:
    query = select(units.c.id, units.c.short_name)
    return query if everything else query.where(among(units.c.id, "units"))


def _insert(session: Session, given: Sequence[tuple[Event, int, str]]) -> None:
    rows = [row for event, unit_id, unit in given for row in _rows(session, event, unit_id, unit)]
    if rows:
        session.connection().execute(_INSERT[_dialect(session)], rows)


def _rows(session: Session, event: Event, unit_id: int, unit: str) -> Iterator[dict[str, Any]]:
    said = [unit, *(text for _place, text in prose_of(event.kind, event.payload))]
    if event.kind == "registered":
        said += [event.payload["number"], *_headings(event.payload["path"]), event.payload["leader_name"]]
    # A text ends before the next begins: no phrase reaches over the edge.
    tokens = tokens_of("\n".join(said))
    own = {"task_id": event.task_id, "seq": event.seq}
    if _dialect(session) == "sqlite":
        yield {**own, "at": row_number(event.task_id, event.seq), "words": " ".join([unit_token(unit_id), *tokens])}
        return
    # A tsvector keeps places up to 16 383.
    for begin in range(0, len(tokens), _MOST_TOKENS):
        part = tokens[begin : begin + _MOST_TOKENS + _OVERLAP]
        placed = " ".join(f"'{token}':{at}" for at, token in enumerate(part, start=2))
        yield {**own, "words": f"'{unit_token(unit_id)}' {placed}"}


def _headings(path: str) -> list[str]:
    return [str(heading) for heading in json.loads(path)]


def _dialect(session: Session) -> str:
    return session.get_bind().dialect.name
