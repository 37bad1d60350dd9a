"""Statements built and compiled once: what a page asks on every request is not put together anew each time.

A statement's values are bound by name when it is run. SQLAlchemy keeps compiled SQL by itself, but has to build the
expression and find its key each time, which for a page of ten questions costs more than the database does.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any, Self

from sqlalchemy import (
    ARRAY,
    BindParameter,
    Boolean,
    ColumnElement,
    CursorResult,
    Date,
    Executable,
    Insert,
    Table,
    any_,
    bindparam,
    insert,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlmodel import Session

from config.latest import Latest

_MOST = 500


def day_named(name: str) -> BindParameter[date]:
    """Return the place of a day in a statement, to be given when it is run."""
    return bindparam(name, type_=Date())


def among(column: ColumnElement[Any], name: str) -> ColumnElement[bool]:
    """Return the condition that a column is one of the values given by this name, a list; it may be empty.

    PostgreSQL is given the list as one value: the statement is the same however long it is, so its plan is kept, and
    the driver need not write down hundreds of values one by one.
    """
    return _Among(column, bindparam(name, type_=column.type, expanding=True))


class _Among(FunctionElement[bool]):
    type, inherit_cache = Boolean(), True

    def self_group(self, against: object = None) -> Self:  # noqa: ARG002 - SQLAlchemy's signature
        """Return itself: SQLite would otherwise compare the condition with 1 and take no index for it."""
        return self


@compiles(_Among)
def _as_a_list(among: _Among, compiler: SQLCompiler, **how: object) -> str:
    column, values = among.clauses
    return compiler.process(column.in_(values), **how)


@compiles(_Among, "postgresql")
def _as_one_value(among: _Among, compiler: SQLCompiler, **how: object) -> str:
    column, values = among.clauses
    return compiler.process(column == any_(bindparam(values.key, type_=ARRAY(column.type))), **how)


class Prepared:
    """One statement compiled for one kind of database."""

    def __init__(self, compiled: Any) -> None:  # noqa: ANN401 - SQLAlchemy's Compiled runs, but is not typed so
        self._compiled = compiled

    def run(
        self, session: Session, values: Mapping[str, object] | Sequence[Mapping[str, object]] = MappingProxyType({})
    ) -> CursorResult[Any]:
        """Run it with the values of its parameters; a writing one also for many rows at once."""
        given: Any = dict(values) if isinstance(values, Mapping) else list(values)
        found: CursorResult[Any] = session.connection().execute(self._compiled, given)
        return found


def prepared(session: Session, key: Hashable, build: Callable[[], Executable]) -> Prepared:
    """Return the statement kept under a key, built when it is not there; the longest unused ones are forgotten."""
    dialect = session.get_bind().dialect
    place = (dialect, key)
    found = _kept.get(place)
    if found is None:
        statement: Any = build()
        found = Prepared(statement.compile(dialect=dialect))
        _kept.put(place, found)
    return found


_kept: Latest[Prepared] = Latest(_MOST)


def insert_of(table: Table, *names: str) -> Insert:
    """Return the statement that inserts rows whose values are bound by the names of these columns."""
    return insert(table).values({name: bindparam(name, type_=table.c[name].type) for name in names}).inline()
