"""How much of the roster somebody looks up: all of it, or the units of the part of the house their post serves."""

from typing import Annotated

from fastapi import Depends

from planning.rights import units_of_right
from web.services import WithServices
from web.viewing import WithViewer


def reach_of_roster(services: WithServices, viewer: WithViewer) -> frozenset[int] | None:
    """Return the units whose posts and people somebody may look up; none for all of them."""
    with services.database.read() as session:
        return units_of_right(session, viewer.actor, "roster", services.clock.now())


WithinRoster = Annotated[frozenset[int] | None, Depends(reach_of_roster)]
