"""Who may work on a review: the office and the leading group, or who stands in for one of them."""

from datetime import datetime

from sqlmodel import Session

from config.clock import local_day
from config.errors import DubanError
from planning.people import Actor, actor_by
from planning.rights import MAY


def require_directing(session: Session, actor: Actor, now: datetime) -> None:
    """Do nothing when the actor directs or judges tasks too.

    Raises:
        DubanError: ``review-of-the-office``.
    """
    roles = set(actor.roles)
    if actor.on_behalf_of:
        roles |= actor_by(session, actor.on_behalf_of, local_day(now)).roles
    if not roles & MAY["import"]:
        raise DubanError("review-of-the-office", name=actor.name)
