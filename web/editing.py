"""One change of the administration: carried out and written down in one transaction."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

from sqlmodel import Session

from config.errors import DubanError
from config.language import label, phrase
from planning.access.administering import Seat, has_seat, seats
from planning.access.audit import write_down
from planning.access.viewers import Viewer
from planning.rights import LEADER
from web.answers.done import done_address
from web.ports import Services

#: Changes that the page gone on to tells of; a roster brought in is told there in its own words.
_TOLD = frozenset(
    {"unit-added", "unit-changed", "unit-removed", "post-added", "post-changed", "post-removed", "post-vacated"}
    | {"person-added", "person-changed", "address-lifted", "delivery-again"}
)


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
        with roles_kept(session, viewer):
            edit = work(session)
        if not edit.is_nothing:
            now = services.clock.now()
            write_down(session, viewer.actor, kind, now, subject=edit.subject, detail=edit.detail)
    return done_address(edit.to, done="nothing" if edit.is_nothing else kind)


def kept_words(given: Mapping[str, str]) -> str:
    """Return what a page of the administration says of the change that led to it; empty when none did."""
    done = given.get("done", "")
    if done == "nothing":
        return phrase("没有改动，什么也没有写入。")
    return phrase("已办：{act}。已记入操作日志。", act=label("audit", done)) if done in _TOLD else ""


@contextmanager
def roles_kept(session: Session, viewer: Viewer) -> Iterator[None]:
    """Let what is done inside give nobody a role above what the person may give who does it.

    Administrators are made and unmade only by one of them: who keeps the roster could otherwise sit down on such a
    post, and with it let anybody in as anybody. Nobody is made a member of the leading group, or gets the mail of one,
    but by a member or an administrator; leaving such a post vacant is upkeep.

    Raises:
        DubanError: ``administrators-only``, ``leaders-only``.
    """
    administrators, leaders = seats(session), _held(seats(session, LEADER))
    yield
    if not viewer.may("accounts") and seats(session) != administrators:
        raise DubanError("administrators-only", name=viewer.name)
    if not viewer.may("leaders.appoint") and _held(seats(session, LEADER)) - leaders:
        raise DubanError("leaders-only", name=viewer.name)


def require_may_lend(session: Session, viewer: Viewer, person_id: int, day: date) -> None:
    """Do nothing when somebody may let another stand in for a person: that lends the person's roles.

    Raises:
        DubanError: ``administrators-only``, ``leaders-only``.
    """
    if not viewer.may("accounts") and has_seat(session, person_id, day):
        raise DubanError("administrators-only", name=viewer.name)
    if not viewer.may("leaders.appoint") and has_seat(session, person_id, day, LEADER):
        raise DubanError("leaders-only", name=viewer.name)


def _held(found: frozenset[Seat]) -> set[tuple[object, ...]]:
    """Return who holds posts since when; that a time ends gives nobody anything."""
    return {tuple(each._replace(until=None)) for each in found}
