"""Attempts to come in, counted before they are made, so that guesses at the same time are counted too.

After so many wrong ones in a row a subject waits, twice as long each time; an address that fails too often within
``WINDOW`` waits as well. A name nobody has is counted like any other: nothing tells whether it exists.

Nobody keeps a person out by failing on purpose under the person's name. A browser in which somebody signed in before
is counted by itself (``device:…``), and so are attempts under a name from one address (``here:…``); only many of them
from many addresses let a name wait (``login:…``), and then for browsers not known. Codes are counted by the account
(``code:…``): who is asked for one knows the password. Writes, never commits.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, insert, or_, select
from sqlmodel import Session

from config.database import table_of
from config.errors import DubanError
from planning.access.accounts import From
from planning.access.models import Secret, SignInFailure

failures = table_of(SignInFailure)
_secrets = table_of(Secret)

#: A name waits for unknown browsers, wherever they are, after more wrong attempts than one address may make.
NAME_LOCK_AFTER = 30
LOCK_AFTER, LOCK_FOR, LONGEST_LOCK = 5, timedelta(minutes=5), timedelta(hours=4)
WINDOW, MOST_FROM_ADDRESS = timedelta(minutes=15), 60
#: After a day without a wrong attempt a name begins anew.
_REMEMBERED = timedelta(days=1)


#: What attempts are counted under, each with how many wrong ones in a row let it wait.
Counted = Mapping[str, int]


def of_login(login: str) -> str:
    """Return what wrong passwords of a sign-in name are counted under, wherever they come from."""
    return f"login:{_plain(login)}"


def of_password(login: str, came: From, device: str = "") -> Counted:
    """Return what a password under a name is counted under; ``device`` names a browser known for that name."""
    if device:
        return {f"device:{device[:64]}": LOCK_AFTER}
    # An address has no blank: nobody's name with one makes it look like another's from elsewhere.
    return {f"here:{came.address} {_plain(login)}": LOCK_AFTER, of_login(login): NAME_LOCK_AFTER}


def of_code(account_id: int) -> str:
    """Return what wrong codes of an account are counted under."""
    return f"code:{account_id}"


def _plain(login: str) -> str:
    return login.strip().lower()[:64]


def begin_attempt(session: Session, counted: Counted, came: From, now: datetime) -> DubanError | None:
    """Count an attempt as wrong until ``was_right`` is told; or return why it may not be made, and count nothing.

    The answer is ``sign-in-locked`` or ``sign-in-too-often``, with the minutes to wait.
    """
    _one_at_a_time(session)
    waits = locks(session, counted, now)
    if waits:
        return DubanError("sign-in-locked", minutes=_minutes(max(waits.values()) - now))
    known = any(subject.startswith("device:") for subject in counted)  # whatever its neighbours at the address do
    if not known and _from_address(session, came, now) >= MOST_FROM_ADDRESS:
        return DubanError("sign-in-too-often", minutes=_minutes(WINDOW))
    connection = session.connection()
    connection.execute(delete(failures).where(failures.c.at <= now - _REMEMBERED))
    subjects = [*counted, *([] if known else [_of(came)])]
    connection.execute(insert(failures), [{"subject": each, "at": now} for each in subjects])
    return None


def was_right(session: Session, counted: Counted, came: From, begun: datetime) -> None:
    """Take back the attempt begun then, and what was wrong before it.

    What others got wrong under a name elsewhere stays counted: a right password of its owner gives them no new tries.
    """
    connection = session.connection()
    own = [subject for subject in counted if not subject.startswith("login:")]
    connection.execute(delete(failures).where(failures.c.subject.in_(own)))
    shared = [subject for subject in counted if subject not in own]
    at_once = failures.c.subject.in_([*shared, _of(came)]) & (failures.c.at == begun)
    connection.execute(delete(failures).where(at_once))


def unlock(session: Session, subjects: Iterable[str]) -> None:
    """Forget the wrong attempts of these subjects."""
    session.connection().execute(delete(failures).where(failures.c.subject.in_(list(subjects))))


def unlock_login(session: Session, login: str) -> None:
    """Forget the wrong passwords under a sign-in name, wherever they came from."""
    somewhere = failures.c.subject.startswith("here:") & failures.c.subject.endswith(
        f" {_plain(login)}", autoescape=True
    )
    session.connection().execute(delete(failures).where(or_(failures.c.subject == of_login(login), somewhere)))


def locks(session: Session, counted: Counted, now: datetime) -> dict[str, datetime]:
    """Return until when each of the subjects waits; those that do not are left out."""
    found = {
        subject: last + _lasts(wrong - counted[subject])
        for subject, wrong, last in _wrong(session, failures.c.subject.in_(list(counted)), now)
        if wrong >= counted[subject]
    }
    return {subject: until for subject, until in found.items() if until > now}


def logins_waiting(session: Session, logins: Iterable[str], now: datetime) -> dict[str, datetime]:
    """Return until when browsers wait that try a name, be it from one address; names without any are left out."""
    wanted = {_plain(login): login for login in logins}
    found: dict[str, datetime] = {}
    tried = or_(failures.c.subject.startswith("here:"), failures.c.subject.startswith("login:"))
    for subject, wrong, last in _wrong(session, tried, now):
        here, _, name = subject.partition(" " if subject.startswith("here:") else ":")
        after = LOCK_AFTER if here.startswith("here:") else NAME_LOCK_AFTER
        if name in wanted and wrong >= after and (until := last + _lasts(wrong - after)) > now:
            login = wanted[name]
            found[login] = max(until, found.get(login, until))
    return found


def _wrong(session: Session, which: ColumnElement[bool], now: datetime) -> Iterable[tuple[str, int, datetime]]:
    query = (
        select(failures.c.subject, func.count(), func.max(failures.c.at))
        .where(which, failures.c.at > now - _REMEMBERED)
        .group_by(failures.c.subject)
        .having(func.count() >= LOCK_AFTER)
    )
    return [(row[0], row[1], row[2]) for row in session.connection().execute(query)]


def _lasts(more: int) -> timedelta:
    """Return how long a subject waits that got so many more wrong than let it wait first."""
    return min(LOCK_FOR * (1 << min(more, 8)), LONGEST_LOCK)


def _from_address(session: Session, came: From, now: datetime) -> int:
    query = select(func.count()).where(failures.c.subject == _of(came), failures.c.at > now - WINDOW)
    return int(session.connection().execute(query).scalar_one())


def _of(came: From) -> str:
    return f"address:{came.address}"


def _one_at_a_time(session: Session) -> None:
    """Let attempts pass one by one for the moment they are counted: SQLite's writers do so anyway."""
    session.connection().execute(select(_secrets.c.name).where(_secrets.c.name == "signing").with_for_update())


def _minutes(span: timedelta) -> int:
    return max(1, -int(-span.total_seconds() // 60))
