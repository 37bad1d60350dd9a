"""Links tried that do not exist, counted by where it was tried from: in the database, so for all processes together.

Only wrong ones are written down: who opens a link that is there costs no write. Writes, never commits.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select
from sqlmodel import Session

from config.database import table_of
from config.errors import DubanError
from planning.access.accounts import From
from planning.access.models import SignInFailure

failures = table_of(SignInFailure)
#: A token cannot be guessed; whoever tries so often is searching, and is not to keep the database busy.
MOST_WRONG, WITHIN = 30, timedelta(minutes=15)


def require_few_wrong(session: Session, came: From, now: datetime) -> None:
    """Do nothing while an address has tried few links that do not exist.

    Raises:
        DubanError: ``asked-too-often`` with the minutes to wait.
    """
    query = select(func.count(), func.min(failures.c.at)).where(
        failures.c.subject == _of(came), failures.c.at > now - WITHIN
    )
    wrong, first = session.connection().execute(query).one()
    if wrong >= MOST_WRONG:
        wait = first + WITHIN - now
        raise DubanError("asked-too-often", minutes=max(1, -int(-wait.total_seconds() // 60)))


def note_wrong(session: Session, came: From, now: datetime) -> None:
    """Count one link that does not exist; what no longer counts is forgotten."""
    connection = session.connection()
    connection.execute(delete(failures).where(failures.c.subject.startswith("link:"), failures.c.at <= now - WITHIN))
    connection.execute(insert(failures).values(subject=_of(came), at=now))


def _of(came: From) -> str:
    return f"link:{came.address}"
