"""The names behind what the audit log keeps as ids: units, posts, people, accounts; one query for each kind."""

from collections.abc import Iterable, Mapping

from sqlalchemy import Select, select
from sqlmodel import Session

from config.database import table_of
from planning.access.audit_queries import AuditRow
from planning.access.models import Account
from planning.people import people, posts, units

_accounts = table_of(Account)
_MOST_DIGITS = 9
#: A particular of a change → the kind of thing whose id it is.
OF_KIND = {"parent_id": "unit", "unit_id": "unit", "post_id": "post", "person_id": "person"}


def names_behind(session: Session, rows: Iterable[AuditRow]) -> dict[str, str]:
    """Return names by reference (``unit:3``) for what records were about and for ids in their changes.

    What is not there any more has no name: its record keeps the one it had.
    """
    ids: dict[str, set[int]] = {}
    for kind, which in {reference for row in rows for reference in _references(row)}:
        if which.isascii() and which.isdecimal() and len(which) <= _MOST_DIGITS:
            ids.setdefault(kind, set()).add(int(which))
    found: dict[str, str] = {}
    for kind, query in _queries(ids).items():
        found |= {f"{kind}:{row[0]}": " ".join(row[1:]) for row in session.connection().execute(query)}
    return found


def _references(row: AuditRow) -> Iterable[tuple[str, str]]:
    kind, _, which = row.subject.partition(":")
    yield kind, which
    for name, value in row.detail.items():
        if name in OF_KIND:
            for each in value if isinstance(value, list) else (value,):
                yield OF_KIND[name], str(each)


def _queries(ids: Mapping[str, set[int]]) -> dict[str, Select[tuple[int, str]]]:
    made: dict[str, Select[tuple[int, str]]] = {
        "unit": select(units.c.id, units.c.short_name),
        "post": select(posts.c.id, units.c.short_name, posts.c.name).join(units, units.c.id == posts.c.unit_id),
        "person": select(people.c.id, people.c.name),
        "account": select(_accounts.c.id, _accounts.c.login),
    }
    columns = {"unit": units.c.id, "post": posts.c.id, "person": people.c.id, "account": _accounts.c.id}
    return {kind: query.where(columns[kind].in_(sorted(ids[kind]))) for kind, query in made.items() if kind in ids}
