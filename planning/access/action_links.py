"""Links in messages: signed, for one person, one task and one form, until a day; without a password, nothing else.

Nothing of a link is kept: it is made when the message goes out, and what it says is believed because of its signature.
Whether it still opens anything is asked of the roster and the ledger each time: only while the person holds the post
that answers for the task, the account (if there is one) is not disabled, and the task still asks for the act.
"""

import base64
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, insert, select
from sqlmodel import Session

from config.clock import local_day
from config.database import table_of
from config.errors import DubanError
from config.language import day_words
from planning.access.accounts import accounts
from planning.access.models import SignInFailure
from planning.access.tokens import signature
from planning.access.viewers import Viewer, acting, posts_of
from planning.ledger import current_state, events_of
from planning.lifecycle import LAWFUL, Event, TaskState
from planning.people import people

#: What a link may be for → the letter it writes, and the act it allows.
PURPOSES = {"report": "r", "answer": "a", "accept": "s", "extend": "e", "submit": "c"}
ACTS = {
    "report": "reported", "answer": "answered", "accept": "accepted", "extend": "extension_requested",
    "submit": "submitted",
}  # fmt: skip
failures = table_of(SignInFailure)
WINDOW, MOST_WRONG = timedelta(minutes=15), 20
_LETTERS = {letter: purpose for purpose, letter in PURPOSES.items()}
_TOKEN = re.compile(r"([rasec])\.([0-9]{1,10})\.([0-9]{1,10})\.([0-9]{1,12})\.([A-Za-z0-9_-]{43})")
_SIGNED_FOR = "action-link"


@dataclass(frozen=True)
class ActionLink:
    """What a link says: who may do what to which task, until when."""

    person_id: int
    task_id: int
    purpose: str
    expires_at: datetime


def link_until(now: datetime, days: int) -> datetime:
    """Return when a link made now expires; whole seconds, as links write it."""
    return now.replace(microsecond=0) + timedelta(days=days)


def write_link(key: bytes, link: ActionLink) -> str:
    """Return the token of a link."""
    until = int(link.expires_at.timestamp())
    said = f"{PURPOSES[link.purpose]}.{link.person_id}.{link.task_id}.{until}"
    return f"{said}.{_signed(key, said)}"


def read_link(key: bytes, token: str) -> ActionLink:
    """Return what a token says, when we said it; it may have expired.

    Raises:
        DubanError: ``task-link-wrong``.
    """
    match = _TOKEN.fullmatch(token)
    said = token.rpartition(".")[0]
    if match is None or not hmac.compare_digest(_signed(key, said), match[5]):
        raise DubanError("task-link-wrong")
    expires_at = datetime.fromtimestamp(int(match[4]), UTC)
    return ActionLink(int(match[2]), int(match[3]), _LETTERS[match[1]], expires_at)


def open_link(session: Session, link: ActionLink, now: datetime) -> Viewer:
    """Return who acts by a link, with no more rights than the link's person has now.

    Raises:
        DubanError: ``task-link-not-yours-now`` (the post has changed hands), ``task-link-account-disabled``,
            ``task-link-expired``; of an expired one whose matter is done, that (as ``require_asked``), for then nobody
            need sign in.
    """
    query = (
        select(people.c.code, people.c.name, accounts.c.disabled)
        .outerjoin(accounts, accounts.c.person_id == people.c.id)
        .where(people.c.id == link.person_id)
    )
    row = session.connection().execute(query).first()
    if row is None:
        raise DubanError("task-link-wrong")
    if row.disabled:
        raise DubanError("task-link-account-disabled")
    held = posts_of(session, link.person_id, local_day(now))
    state = current_state(session, link.task_id)
    if state.owner_post_id not in {post.id for post in held}:
        raise DubanError("task-link-not-yours-now", number=state.number)
    if link.expires_at <= now:
        require_asked(state, link.purpose)
        raise DubanError("task-link-expired", day=day_words(local_day(link.expires_at)))
    actor, scope = acting(session, row.code, row.name, held)
    return Viewer(0, 0, row.code, row.name, link.person_id, actor, scope, posts=held, kind="link")


def require_asked(state: TaskState, purpose: str) -> None:
    """Do nothing when the task still asks for what the link is for.

    Raises:
        DubanError: ``task-link-task-finished``, ``task-link-done-already``.
    """
    if state.state in {"completed", "closed"} and not (purpose == "answer" and state.answer_by):
        raise DubanError("task-link-task-finished", number=state.number)
    done = state.state not in LAWFUL[ACTS[purpose]]
    if done or (purpose == "answer" and state.answer_by is None):
        raise DubanError("task-link-done-already", number=state.number)


def last_done(session: Session, task_id: int, purpose: str) -> Event | None:
    """Return the newest act on a task that a link of this purpose would do; none when it was never done."""
    kind = ACTS[purpose]
    return next((event for event in reversed(events_of(session, task_id)) if event.kind == kind), None)


def note_wrong(session: Session, address: str, now: datetime) -> None:
    """Count a wrong token against the address it came from."""
    session.connection().execute(insert(failures), [{"subject": f"link:{address}", "at": now}])


def wrong_too_often(session: Session, address: str, now: datetime) -> bool:
    """Tell whether an address has tried too many wrong tokens of late."""
    query = select(func.count()).where(failures.c.subject == f"link:{address}", failures.c.at > now - WINDOW)
    return int(session.connection().execute(query).scalar_one()) >= MOST_WRONG


def _signed(key: bytes, said: str) -> str:
    raw = bytes.fromhex(signature(key, _SIGNED_FOR, said))
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
