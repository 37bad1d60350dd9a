"""Items that may be one matter: among the items of a reading, and against tasks already tracked.

Proposals only. Two plans of different years or streets may say the same and still be two tasks: a person decides.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from sqlalchemy import select
from sqlmodel import Session

from planning.ledger import tasks
from planning.lifecycle import FINISHED_STATES, LIVE_STATES
from planning.matching import SAME, alike
from planning.people import units


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
    session: Session, items: Sequence[Proposed], *, apart_from: Sequence[int] = (), floor: float = SAME
) -> dict[str, list[Duplicate]]:
    """Return for each item's key the other items and the tracked tasks it may duplicate, most alike first.

    Args:
        session: The open database.
        items: The items of one reading.
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
    query = (
        select(tasks.c.number, tasks.c.text, units.c.name)
        .join(units, units.c.id == tasks.c.unit_id)
        .where(tasks.c.parent_id.is_(None), tasks.c.state.in_((*LIVE_STATES, *FINISHED_STATES, "suspended")))
        .where(tasks.c.plan_id.not_in(apart_from))
        .order_by(tasks.c.id)
    )
    tracked = {row.number: row for row in session.connection().execute(query)}
    for near in alike(texts, {number: row.text for number, row in tracked.items()}, floor=floor):
        row = tracked[near.right]
        found[near.left].append(Duplicate("tracked", near.right, row.name, row.text, near.score))
    return {key: sorted(each, key=lambda one: -one.score) for key, each in found.items()}
