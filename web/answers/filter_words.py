"""The filters of a list in words, as its paper says them: names instead of ids, labels instead of codes."""

from collections.abc import Iterator, Mapping
from datetime import date

from sqlalchemy import select
from sqlmodel import Session

from config.language import label
from planning.page_queries import post_titles
from planning.people import units
from planning.plan_queries import plans
from reports.blocks import Paragraph
from web.wording import day_words, period_words

#: Filters whose values have labels of a kind.
_KINDS = {"light": "light", "state": "state", "waiting": "waits_for", "sort": "sort"}
_PERIODS = frozenset({"quarter", "silent"})


def filter_block(session: Session, narrowed: Mapping[str, object]) -> Iterator[Paragraph]:
    """Yield the line that says how a list is narrowed; nothing when it is not."""
    told = [f"{label('filter', name)}：{_value(session, name, value)}" for name, value in _said(narrowed)]
    told += [label("filter", name) for name, value in narrowed.items() if value is True]
    if told:
        yield Paragraph("；".join(told), label("print_part", "filters"))


def _said(narrowed: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    return ((name, value) for name, value in narrowed.items() if value is not True and name != "columns")


def _value(session: Session, name: str, value: object) -> str:
    if isinstance(value, date):
        return day_words(value)
    if name in _KINDS:
        return label(_KINDS[name], str(value))
    if name in _PERIODS:
        return period_words(str(value))
    if name == "theme" and value == "none":
        return label("print_part", "no_theme")
    return _named(session, name, value) if isinstance(value, int) else str(value)


def _named(session: Session, name: str, value: int) -> str:
    """Return what an id stands for; the number itself when there is no such thing, or it is a count."""
    if name == "post":
        return post_titles(session, [value]).get(value, str(value))
    columns = {"unit": (units.c.short_name, units.c.id), "plan": (plans.c.name, plans.c.id)}
    if name not in columns:
        return str(value)
    shown, key = columns[name]
    return str(session.connection().execute(select(shown).where(key == value)).scalar() or value)
