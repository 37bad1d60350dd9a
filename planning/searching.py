"""The search over the ledger's texts: which events of which tasks hold all words of a question, newest task first.

A word is found anywhere in a text, whatever stands before and after it; quotes and signs only part words. All words
have to stand in the text of one event. The work is bounded: texts are gone through in the order of the answer and no
further than a page needs, and whoever sees some units only goes through the texts of these.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Integer, RowMapping, Select, Text, cast, column, literal_column, select, table
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from planning.access.viewers import Scope
from planning.ledger import events, tasks
from planning.light_sql import light_case
from planning.people import units
from planning.word_index import SEQ_BITS, place_of, prose_of, row_number
from planning.words import Phrase, phrase_of, unit_token

_ROWS_EACH = 8
"""Texts looked at for each task wanted: so many of one may hold the words before another task falls off the page."""
_texts = table("task_words", column("words", Text), column("task_id", Integer), column("seq", Integer))
_number = literal_column("task_words.rowid", Integer)
_task_id, _seq = _number.op(">>")(SEQ_BITS), _number.op("&")((1 << SEQ_BITS) - 1)


@dataclass(frozen=True)
class Hit:
    """A task with the events whose texts hold the words, the newest first."""

    task_id: int
    seqs: tuple[int, ...]


@dataclass(frozen=True)
class Hits:
    """One page of what was found; ``further`` is where the next one begins (tasks below that id), none at the end."""

    found: tuple[Hit, ...]
    further: int | None


@dataclass(frozen=True)
class Told:
    """What an event says: its texts, each with the place it is told in (a value of the labels ``prose``)."""

    at: datetime
    texts: tuple[tuple[str, str], ...]


def find(
    session: Session,
    visible: FromClause,
    scope: Scope,
    words: Sequence[str],
    *,
    limit: int,
    below: int | None = None,
    before: datetime | None = None,
) -> Hits:
    """Return tasks of the table with texts that hold all the words (``planning.words.words_asked``).

    Args:
        session: The open reading.
        visible: The table of tasks, live or as of a past day, narrowed to what may be seen.
        scope: What that narrowing was, so that texts of other units are not gone through.
        words: At least one.
        limit: Tasks on a page.
        below: Only tasks with a smaller id: the next page.
        before: Only texts written before this instant.
    """
    own = _units_of(session, scope)
    if own is not None and not own:
        return Hits((), None)
    phrases = [phrase_of(word) for word in words]
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    query = _on_sqlite(visible, phrases, own, below) if is_sqlite else _on_postgres(visible, phrases, own, below)
    if before is not None:
        query = _written_before(query, before, is_sqlite=is_sqlite)
    most = limit * _ROWS_EACH
    rows = session.connection().execute(query.limit(most)).all()
    places = [place_of(row[0]) if is_sqlite else (row[0], row[1]) for row in rows]
    return _page(places, limit, is_cut=len(rows) == most)


def task_numbered(session: Session, visible: FromClause, number: str) -> int | None:
    """Return the task whose number was asked for."""
    found: int | None = session.connection().execute(select(visible.c.id).where(visible.c.number == number)).scalar()
    return found


def _page(places: Sequence[tuple[int, int]], limit: int, *, is_cut: bool) -> Hits:
    """Return the tasks of a page from the texts found, those of a task together."""
    hits = [
        Hit(task_id, tuple(dict.fromkeys(seq for _task_id, seq in same)))
        for task_id, same in groupby(places, key=lambda place: place[0])
    ]
    shown = tuple(hits[:limit])
    return Hits(shown, shown[-1].task_id if shown and (is_cut or len(hits) > limit) else None)


def _units_of(session: Session, scope: Scope) -> list[int] | None:
    """Return the units whose texts may be seen, with those of tasks the posts answer for elsewhere; none for all."""
    if scope.units is None:
        return None
    query = select(tasks.c.unit_id).where(tasks.c.owner_post_id.in_(scope.posts)).distinct()
    elsewhere = session.connection().execute(query).scalars() if scope.posts else ()
    return sorted(scope.units.union(elsewhere))


def _written_before(query: Select[Any], instant: datetime, *, is_sqlite: bool) -> Select[Any]:
    task_id, seq = (_task_id, _seq) if is_sqlite else (_texts.c.task_id, _texts.c.seq)
    return query.join(events, (events.c.task_id == task_id) & (events.c.seq == seq)).where(events.c.at < instant)


def _on_sqlite(
    visible: FromClause, phrases: Sequence[Phrase], own: Sequence[int] | None, below: int | None
) -> Select[Any]:
    """Return the numbers of the texts in descending order, which the index gives without sorting."""
    sought = " AND ".join(f'"{" ".join(phrase.tokens)}"{" *" * phrase.is_prefix}' for phrase in phrases)
    if own is not None:
        sought = f"({' OR '.join(unit_token(unit_id) for unit_id in own)}) AND {sought}"
    query = (
        select(_number)
        .select_from(_texts)
        .join(visible, visible.c.id == _task_id)
        .where(_texts.c.words.op("MATCH")(sought))
        .order_by(_number.desc())
    )
    return query if below is None else query.where(_number < row_number(below))


def _on_postgres(
    visible: FromClause, phrases: Sequence[Phrase], own: Sequence[int] | None, below: int | None
) -> Select[Any]:
    """Return task and event of the texts; the planner chooses whether it goes by the words or by the order."""
    sought = " & ".join(
        "(" + " <-> ".join(f"'{token}'{':*' * phrase.is_prefix}" for token in phrase.tokens) + ")" for phrase in phrases
    )
    if own is not None:
        sought = f"({' | '.join(repr(unit_token(unit_id)) for unit_id in own)}) & {sought}"
    query = (
        select(_texts.c.task_id, _texts.c.seq)
        .join(visible, visible.c.id == _texts.c.task_id)
        .where(_texts.c.words.op("@@")(cast(sought, TSQUERY)))
        .order_by(_texts.c.task_id.desc(), _texts.c.seq.desc())
    )
    return query if below is None else query.where(_texts.c.task_id < below)


def found_rows(session: Session, visible: FromClause, day: date, task_ids: Sequence[int]) -> dict[int, RowMapping]:
    """Return what a list of results tells of its tasks, by id."""
    names = ("id", "number", "title", "kind", "state", "progress", "due_on", "due_provisional")
    query = (
        select(*(visible.c[name] for name in names), units.c.short_name.label("unit"))
        .add_columns(light_case(visible.c, day).label("light"))
        .join(units, units.c.id == visible.c.unit_id)
        .where(visible.c.id.in_(task_ids))
    )
    return {row["id"]: row for row in session.connection().execute(query).mappings()}


def texts_at(session: Session, places: Sequence[tuple[int, int]]) -> dict[tuple[int, int], Told]:
    """Return what the events at these places (task, seq) say, and when it was said."""
    # Two lists of values follow the index on both databases; pairs of values do not on SQLite.
    query = select(events.c.task_id, events.c.seq, events.c.kind, events.c.payload, events.c.at).where(
        events.c.task_id.in_({task_id for task_id, _seq in places}), events.c.seq.in_({seq for _task_id, seq in places})
    )
    wanted, rows = set(places), session.connection().execute(query) if places else ()
    return {
        (row.task_id, row.seq): Told(row.at, tuple(prose_of(row.kind, json.loads(row.payload))))
        for row in rows
        if (row.task_id, row.seq) in wanted
    }
