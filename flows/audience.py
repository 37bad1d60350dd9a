"""Who hears of a task: the holder of the owning post, the leading official, the office, the leading group.

Looked up once for a whole run, as of its day, so that former holders are never among them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import RowMapping, select
from sqlmodel import Session

from notifications.notices import Recipient
from planning import people

#: What a person is to the task, as the message says it: 您是上述事项的…
ROLE_WORDS = {
    "owner": "责任人",
    "stand_in": "代收人（责任岗位空缺）",
    "leading_official": "牵头领导",
    "office": "督办人员",
    "leading_group": "领导小组成员",
}


@dataclass(frozen=True)
class Audience:
    """Everybody a run may have to tell something, by post, unit and name."""

    by_post: Mapping[int, people.Recipient]
    heads: Mapping[int, people.Recipient]
    by_name: Mapping[str, people.Recipient]
    office: Sequence[people.Recipient]
    leaders: Sequence[people.Recipient]

    def members(self, audience: str, task: RowMapping) -> list[tuple[str, people.Recipient]]:
        """Return the people of one audience for a task, each with what they are to it.

        A vacant owning post is told to the office, so that no reminder falls into a gap.
        """
        if audience == "owner":
            holder = self.by_post.get(task["owner_post_id"])
            return [("owner", holder)] if holder else [("stand_in", person) for person in self.office]
        if audience == "leading_official":
            official = self.by_name.get(task["leader_name"]) or self.heads.get(task["unit_id"])
            return [("leading_official", official)] if official else []
        told = self.office if audience == "office" else self.leaders
        return [(audience, person) for person in told]


def audience_of(session: Session, tasks: Sequence[RowMapping], on: date) -> Audience:
    """Return the audience of these tasks on a day."""
    return Audience(
        by_post=people.holders_of(session, {task["owner_post_id"] for task in tasks if task["owner_post_id"]}, on),
        heads=_heads_of(session, {task["unit_id"] for task in tasks}, on),
        by_name=people.people_named(session, {task["leader_name"] for task in tasks if task["leader_name"]}, on),
        office=people.holders_of_role(session, "office", on),
        leaders=people.holders_of_role(session, "leader", on),
    )


def _heads_of(session: Session, unit_ids: set[int], on: date) -> dict[int, people.Recipient]:
    """Return the head of each unit that has one; somebody may head several units."""
    posts = people.posts
    query = select(posts.c.id).where(posts.c.role == "unit_head", posts.c.unit_id.in_(unit_ids)).order_by(posts.c.id)
    held = people.holders_of(session, session.connection().execute(query).scalars(), on)
    return {head.unit_id: head for _, head in sorted(held.items(), reverse=True)}


def recipient_of(person: people.Recipient, role: str) -> Recipient:
    """Return a person as the outbox sees one. The burden cap counts for those who do the work, not for the office."""
    capped = role in {"owner", "leading_official"}
    return Recipient(
        ref=str(person.person_id),
        name=person.name,
        address=person.mail,
        unit_ref=str(person.unit_id) if capped else "",
    )
