"""One change of the administration: carried out and written down in one transaction."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlmodel import Session

from config.errors import DubanError
from planning.access.administering import seats
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
        with administrators_kept(session, viewer):
            edit = work(session)
        if not edit.is_nothing:
            now = services.clock.now()
            write_down(session, viewer.actor, kind, now, subject=edit.subject, detail=edit.detail)
    return edit.to


@contextmanager
def administrators_kept(session: Session, viewer: Viewer) -> Iterator[None]:
    """Let what is done inside make and unmake administrators only when one of them does it.

    Who keeps the roster could otherwise sit down on an administrator's post, and with it let anybody in as anybody.

    Raises:
        DubanError: ``administrators-only``.
    """
    before = seats(session)
    yield
    if not viewer.may("accounts") and seats(session) != before:
        raise DubanError("administrators-only", name=viewer.name)
