"""Items that may be one matter: among the items of a reading, and against tasks already tracked.

Proposals only. Two plans of different years or streets may say the same and still be two tasks: a person decides.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from sqlalchemy import select
from sqlmodel import Session

from planning.batches import batched
from planning.ledger import tasks
from planning.matching import COMPARED, SAME, alike
from planning.people import units
from planning.tracked_texts import tracked_texts


class Proposed(Protocol):
    """What is asked of an item of a reading: its key, the unit it stands under, and its text."""

    @property
    def key(self) -> str:
        """Its key within the reading."""

    @property
    def unit(self) -> str | None:
        """The unit it belongs to, None when not known."""

    @property
    def text(self) -> str:
        """Its text."""


@dataclass(frozen=True)
class Duplicate:
    """Another place the same is said: ``ref`` is the key of a proposed item, or the number of a tracked task."""

    kind: Literal["proposed", "tracked"]
    ref: str
    unit: str
    text: str
    score: float


def duplicates(
    session: Session,
    items: Sequence[Proposed],
    *,
    year: int | None = None,
    apart_from: Sequence[int] = (),
    floor: float = SAME,
) -> dict[str, list[Duplicate]]:
    """Return for each item's key the other items and the tracked tasks it may duplicate, most alike first.

    Args:
        session: The open database.
        items: The items of one reading.
        year: The reading's year: only tasks of plans at most a year away are compared. None: of any year.
        apart_from: Plans whose tasks do not count: the plan a new version amends matches them itself.
        floor: The least similarity.
    """
    texts = {item.key: item.text for item in items}
    of = {item.key: item for item in items}
    found: dict[str, list[Duplicate]] = defaultdict(list)
    for match in alike(texts, texts, floor=floor):
        if match.left != match.right:
            other = of[match.right]
            found[match.left].append(Duplicate("proposed", other.key, other.unit or "", other.text, match.score))
    # Tracked texts are read up to where texts are compared, so these are cut there too.
    near = tracked_texts(session, year, apart_from).alike(
        {key: text[:COMPARED] for key, text in texts.items()}, floor=floor
    )
    rows = _told(session, {match.right for match in near})
    for same in near:
        number, text, unit = rows[same.right]
        found[same.left].append(Duplicate("tracked", number, unit, text, same.score))
    return {key: sorted(each, key=lambda one: -one.score) for key, each in found.items()}


def _told(session: Session, task_ids: set[int]) -> dict[int, tuple[str, str, str]]:
    """Return the number, text and unit's name of tasks."""
    told: dict[int, tuple[str, str, str]] = {}
    for ids in batched(sorted(task_ids)):
        query = (
            select(tasks.c.id, tasks.c.number, tasks.c.text, units.c.name)
            .join(units, units.c.id == tasks.c.unit_id)
            .where(tasks.c.id.in_(ids))
        )
        told |= {row.id: (row.number, row.text, row.name) for row in session.connection().execute(query)}
    return told
