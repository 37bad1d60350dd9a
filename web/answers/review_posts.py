"""The posts an item can be given to, as a person chooses among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from config.language import phrase
from planning.people import holders_of
from planning.plan_queries import posts_in_order


@dataclass(frozen=True)
class PostChoice:
    """A post: its id, as reviews write it (单位/岗位), the short name of its unit, its name, and who holds it."""

    id: int
    ref: str
    unit: str
    name: str
    holder: str

    @property
    def words(self) -> str:
        """The post in words: 月桥街道 联络员（韩小满）."""
        return f"{self.unit} {self.name}（{self.holder or phrase('空缺')}）"


def post_choices(session: Session, day: date, within: frozenset[int] | None = None) -> dict[int, PostChoice]:
    """Return every post by its id, in the order of the units; ``within``: those of some units only."""
    rows = posts_in_order(session, within)
    holders = holders_of(session, [row.id for row in rows], day)
    return {
        row.id: PostChoice(
            row.id,
            f"{row.unit}/{row.name}",
            row.short_name,
            row.name,
            holders[row.id].name if row.id in holders else "",
        )
        for row in rows
    }


def by_unit(choices: Mapping[int, PostChoice]) -> dict[str, Sequence[PostChoice]]:
    """Return posts grouped by their units."""
    found: dict[str, list[PostChoice]] = {}
    for choice in choices.values():
        found.setdefault(choice.unit, []).append(choice)
    return dict(found)
