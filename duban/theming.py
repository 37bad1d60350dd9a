"""Putting all items without a theme under the one the rules name, for the command line: batch by batch, counted."""

from collections import Counter
from dataclasses import dataclass

from config.clock import today
from duban.bootstrap import Application
from planning.access.audit import write_down
from planning.classifying import Proposed, classify_next, count_unclassified, proposals
from planning.ledger import Ledger
from planning.people import actor_by


@dataclass(frozen=True)
class Classified:
    """How many items came, or would come, under each theme, and how many stay without one."""

    count: int
    themes: dict[str, int]
    left: int


def proposed_all(app: Application) -> Classified:
    """Return what ``classify_all`` would do; nothing is changed."""
    counted: Counter[str] = Counter()
    after: int | None = 0
    with app.database.read() as session:
        total = count_unclassified(session)
        while after is not None:
            found, after = proposals(session, app.rules.themes, after=after)
            counted.update(each.theme for each in found)
    return Classified(counted.total(), _ordered(counted, app), total - counted.total())


def classify_all(app: Application, by: str | None) -> Classified:
    """Classify all items the rules name a theme for, each batch in a transaction of its own.

    Raises:
        CallError: ``person-unknown`` or ``person-ambiguous``.
    """
    counted: Counter[str] = Counter()
    after: int | None = 0
    while after is not None:
        found, after = _next(app, by, after)
        counted.update(each.theme for each in found)
    with app.database.read() as session:
        return Classified(counted.total(), _ordered(counted, app), count_unclassified(session))


def _next(app: Application, by: str | None, after: int) -> tuple[list[Proposed], int | None]:
    with app.database.write() as session:
        actor, now = actor_by(session, by, today(app.clock)), app.clock.now()
        found, last = classify_next(Ledger(session, app.rules, actor, now), after=after)
        if found:
            write_down(session, actor, "items-classified", now, detail={"items": len(found)})
        return found, last


def _ordered(counted: Counter[str], app: Application) -> dict[str, int]:
    return {theme.name: counted[theme.name] for theme in app.rules.themes if counted[theme.name]}
