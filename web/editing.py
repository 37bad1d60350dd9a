"""One change of the administration: carried out and written down in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sqlmodel import Session

from planning.access.audit import write_down
from planning.access.viewers import Viewer
from web.ports import Services


@dataclass(frozen=True)
class Edit:
    """What was changed, for the audit trail, and the page to go on to. Nothing is written down when nothing changed."""

    subject: str
    to: str
    detail: Mapping[str, object] = field(default_factory=dict)
    is_nothing: bool = False


def edited(services: Services, viewer: Viewer, kind: str, work: Callable[[Session], Edit]) -> str:
    """Do a change, write it down and return the page to go on to.

    Raises:
        DubanError: Whatever the change raises; nothing is written then.
    """
    with services.database.write() as session:
        edit = work(session)
        if not edit.is_nothing:
            now = services.clock.now()
            write_down(session, viewer.actor, kind, now, subject=edit.subject, detail=edit.detail)
    return edit.to
