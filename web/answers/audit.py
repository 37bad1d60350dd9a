"""The audit log as its page and its file tell it: who did what, to what, when, for whom and from where."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from config.database import table_of
from config.errors import CallError
from config.language import label, labels
from planning.access.audit_queries import AuditFilter, AuditRow
from planning.access.models import Account
from planning.people import actor_names, people, units
from web.answers.audit_names import OF_KIND, names_behind
from web.answers.lines import Answer
from web.asking import identity, optional_day, plain_text
from web.wording import instant_words, outcome_words

_MOST_CHOICES = 2_000


class AuditLine(Answer):
    """One line of the log in words. ``task_id`` leads to the task of an event."""

    at: str
    who: str
    for_whom: str
    kind: str
    what: str
    task_id: int | None
    detail: str
    address: str
    mark: str


class AuditChoices(Answer):
    """What the filters offer: kinds in two groups, people and units."""

    records: dict[str, str]
    events: dict[str, str]
    people: tuple[tuple[str, str], ...]
    units: tuple[tuple[int, str], ...]


def audit_filter(given: Mapping[str, str]) -> AuditFilter:
    """Read the filters of the log.

    Raises:
        CallError: ``filter-invalid`` naming the field and how to write it.
    """
    kind, unit = given.get("kind", "").strip(), given.get("unit", "").strip()
    if kind and kind not in labels("audit") and kind not in labels("event"):
        raise CallError(
            "filter-invalid", field=label("filter", "kind"), value=kind, hint=label("filter_hint", "choice")
        )
    return AuditFilter(
        actor=plain_text("person", given.get("person", "").strip()),
        kind=kind,
        unit_id=identity("unit", unit) if unit else None,
        number=plain_text("task", given.get("number", "").strip()),
        first=optional_day(given, "first"),
        last=optional_day(given, "last"),
    )


def audit_lines(session: Session, rows: Iterable[AuditRow]) -> Iterator[AuditLine]:
    """Yield lines in words, with the names behind the references."""
    rows = list(rows)
    behind = names_behind(session, rows)
    names = actor_names(session, {ref for row in rows for ref in (row.actor, row.on_behalf_of) if ref})
    for row in rows:
        yield AuditLine(
            at=instant_words(row.at),
            who=row.actor_name or names.get(row.actor, row.actor),
            for_whom=names.get(row.on_behalf_of, row.on_behalf_of),
            kind=label("event" if row.source == "event" else "audit", row.kind),
            what=f"{row.number} {row.title}（{row.unit}）" if row.number else subject_words(row.subject, behind),
            task_id=row.task_id,
            detail="；".join(detail_words(row.detail, behind)),
            address=row.address,
            mark=row.mark,
        )


def subject_words(subject: str, names: Mapping[str, str]) -> str:
    """Return what a record was about, ``account:3`` as 账号 and its name, or as 账号 3 when it has none."""
    kind, _, which = subject.partition(":")
    if not which:
        return subject
    return f"{label('audit_subject', kind)} {names.get(subject) or label(kind, which)}"


def detail_words(detail: Mapping[str, object], names: Mapping[str, str]) -> Iterator[str]:
    """Yield the particulars of a record; a change as its value before and after."""
    for name, value in detail.items():
        if isinstance(value, list) and len(value) == 2:  # noqa: PLR2004 - before and after
            before, after = (_value_words(name, each, names) or "—" for each in value)
            yield f"{label('audit_detail', name)}：{before} → {after}"
        elif isinstance(value, list):
            yield f"{label('audit_detail', name)}：{'、'.join(map(str, value))}"
        elif value not in (None, "", {}):
            yield f"{label('audit_detail', name)}：{_value_words(name, value, names)}"


def _value_words(name: str, value: object, names: Mapping[str, str]) -> str:
    """Return a value in words: codes by their label, ids by the name behind them, yes or no."""
    if value in (None, ""):
        return ""
    if isinstance(value, bool):
        return outcome_words(value)
    if name in OF_KIND:
        return names.get(f"{OF_KIND[name]}:{value}", str(value))
    if name == "kind" and str(value) in labels("unit_kind"):
        return label("unit_kind", str(value))
    return label(name, str(value))


def audit_choices(session: Session) -> AuditChoices:
    """Return what the filters offer; people with an account or in the roster, by name."""
    account = table_of(Account)
    connection = session.connection()
    known = connection.execute(select(people.c.code, people.c.name).order_by(people.c.code).limit(_MOST_CHOICES)).all()
    alone = connection.execute(select(account.c.login, account.c.name).where(account.c.person_id.is_(None))).all()
    return AuditChoices(
        records=labels("audit"),
        events=labels("event"),
        people=tuple((row[0], row[1]) for row in (*known, *alone)),
        units=tuple(
            (row.id, row.short_name)
            for row in connection.execute(select(units.c.id, units.c.short_name).order_by(units.c.position, units.c.id))
        ),
    )


def file_name(first: date | None, last: date | None) -> str:
    """Return the name of the file the log is taken out in."""
    span = "-".join(day.isoformat() for day in (first, last) if day)
    return f"audit-{span or 'all'}.csv"
