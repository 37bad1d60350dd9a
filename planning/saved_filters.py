"""Questions people ask often, kept under a name: of the list of tasks and of the register. Writes, does not commit.

A saved question is the query of an address as it was; whether it can still be asked is found out when it is asked.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlmodel import Session

from config.database import table_of
from config.errors import CallError, Conflict, DubanError
from config.remembering import remembered
from planning.access.models import SavedFilter

filters = table_of(SavedFilter)
PAGES = ("/tasks", "/register")
MOST_NAME, MOST_QUERY, MOST_EACH = 30, 1_000, 30


@dataclass(frozen=True)
class Saved:
    """A saved question: its name, the query of its address, whose it is, whether all of the office see it."""

    id: int
    page: str
    name: str
    query: str
    owner: str
    shared: bool


def filters_of(session: Session, owner: str, page: str, *, with_shared: bool) -> list[Saved]:
    """Return a person's questions of a page, by name; with those others share when the person may see them."""
    asked = (owner, page, with_shared)
    return list(remembered(session, ("saved", *asked), lambda: _filters_of(session, *asked), settled=True))


def _filters_of(session: Session, owner: str, page: str, with_shared: bool) -> tuple[Saved, ...]:  # noqa: FBT001 - one call
    mine = filters.c.owner == owner
    query = (
        select(*(filters.c[name] for name in ("id", "page", "name", "query", "owner", "shared")))
        .where(filters.c.page == page, or_(mine, filters.c.shared.is_(True)) if with_shared else mine)
        .order_by((filters.c.owner != owner), filters.c.name, filters.c.id)
        .limit(MOST_EACH * 3)
    )
    return tuple(Saved(**row) for row in session.connection().execute(query).mappings().all())


def save_filter(
    session: Session,
    owner: str,
    page: str,
    name: str,
    query: str,
    now: datetime,
    *,
    shared: bool = False,
    replace: bool = False,
) -> int:
    """Keep a question under a name and return its id; with ``replace`` instead of the own one of that name.

    Raises:
        CallError: ``filter-page-unknown``, ``filter-name-missing``, ``filter-too-long``.
        DubanError: ``filters-too-many``.
        Conflict: ``filter-name-taken``.
    """
    if page not in PAGES:
        raise CallError("filter-page-unknown")
    if len(query) > MOST_QUERY:
        raise CallError("filter-too-long")
    own = _named(name)
    if replace:
        session.connection().execute(delete(filters).where(_same(owner, page, own)))
    _require_free(session, owner, page, own)
    count = select(func.count()).where(filters.c.owner == owner, filters.c.page == page)
    if int(session.connection().execute(count).scalar_one()) >= MOST_EACH:
        raise DubanError("filters-too-many", most=MOST_EACH)
    row = {"owner": owner, "page": page, "name": own, "query": query, "shared": shared, "created_at": now}
    return int(session.connection().execute(insert(filters).values(row).returning(filters.c.id)).scalar_one())


def change_filter(session: Session, owner: str, filter_id: int, *, name: str, shared: bool) -> Saved:
    """Give an own question another name, share it or keep it to oneself.

    Raises:
        CallError: ``filter-name-missing``.
        DubanError: ``filter-missing``, also for a question of somebody else.
        Conflict: ``filter-name-taken``.
    """
    found, own = own_filter(session, owner, filter_id), _named(name)
    if own != found.name:
        _require_free(session, owner, found.page, own)
    changed = update(filters).where(filters.c.id == filter_id).values(name=own, shared=shared)
    session.connection().execute(changed)
    return Saved(found.id, found.page, own, found.query, owner, shared)


def delete_filter(session: Session, owner: str, filter_id: int) -> Saved:
    """Take an own question away and return what it was.

    Raises:
        DubanError: ``filter-missing``.
    """
    found = own_filter(session, owner, filter_id)
    session.connection().execute(delete(filters).where(filters.c.id == filter_id))
    return found


def own_filter(session: Session, owner: str, filter_id: int) -> Saved:
    """Return one of a person's own questions.

    Raises:
        DubanError: ``filter-missing``.
    """
    names = ("id", "page", "name", "query", "owner", "shared")
    query = select(*(filters.c[name] for name in names)).where(filters.c.id == filter_id, filters.c.owner == owner)
    row = session.connection().execute(query).mappings().first()
    if row is None:
        raise DubanError("filter-missing")
    return Saved(**row)


def _named(name: str) -> str:
    own = " ".join(name.split())
    if not own or len(own) > MOST_NAME:
        raise CallError("filter-name-missing", most=MOST_NAME)
    return own


def _same(owner: str, page: str, name: str) -> ColumnElement[bool]:
    return and_(filters.c.owner == owner, filters.c.page == page, filters.c.name == name)


def _require_free(session: Session, owner: str, page: str, name: str) -> None:
    if session.connection().execute(select(filters.c.id).where(_same(owner, page, name))).first() is not None:
        raise Conflict("filter-name-taken", name=name)
