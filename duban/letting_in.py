"""What ``duban account`` does: an administrator's acts for who sits at the machine, also when nobody can sign in."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import select
from sqlmodel import Session

from config.errors import DubanError
from duban.bootstrap import Application
from planning.access import administering
from planning.access.accounts import From, account_by_login, accounts, is_set_up, make_account
from planning.access.administering import Slip, initial_password
from planning.access.audit import write_down
from planning.access.setting_up import forget_set_up_code, set_up_code
from planning.people import OFFICE, person_by

HERE = From("", "duban account")
_MOST = 10_000


def add(app: Application, login: str, *, name: str = "", person: str = "", is_admin: bool = False) -> Slip:
    """Make an account with an initial password; for a person of the roster it takes the person's name.

    Raises:
        CallError: ``person-unknown``, ``person-ambiguous``.
        DubanError: ``login-taken``, ``login-invalid``, ``person-has-account``.
    """
    initial, now = initial_password(), app.clock.now()
    with app.database.write() as session:
        found = person_by(session, person) if person else None
        named = found.name if found is not None else name or login
        made = make_account(
            session,
            login=login,
            name=named,
            now=now,
            person_id=found.id if found is not None else None,
            password_hash=initial.kept,
            is_admin=is_admin,
            must_change=True,
        )
        forget_set_up_code(session)
        detail = {"login": login, "administrator": is_admin}
        write_down(session, OFFICE, "account-made", now, subject=f"account:{made}", detail=detail)
    return Slip(made, login, named, password=initial.password)


def let_in_anew(app: Application, login: str) -> Slip:
    """Give an account a new initial password; its sessions end.

    Raises:
        CallError: ``account-unknown``.
    """
    initial, now = initial_password(), app.clock.now()
    with app.database.write() as session:
        number = account_by_login(session, login)
        slip = administering.let_in_anew(session, number, initial, HERE, now)
        write_down(session, OFFICE, "account-reset", now, subject=f"account:{number}", detail={"login": slip.login})
    return slip


def unlock(app: Application, login: str) -> None:
    """Let somebody try again at once.

    Raises:
        CallError: ``account-unknown``.
    """
    _act(app, login, "account-unlocked", administering.lift)


def stop(app: Application, login: str) -> None:
    """Let nobody in by an account any more.

    Raises:
        CallError: ``account-unknown``.
        DubanError: ``last-administrator``.
    """
    now = app.clock.now()

    def stopped(session: Session, number: int) -> None:
        administering.stop(session, number, now)

    _act(app, login, "account-stopped", stopped)


def restore(app: Application, login: str) -> None:
    """Let somebody in again.

    Raises:
        CallError: ``account-unknown``.
    """
    _act(app, login, "account-restored", administering.restore)


def _act(app: Application, login: str, kind: str, act: Callable[[Session, int], None]) -> None:
    with app.database.write() as session:
        number = account_by_login(session, login)
        act(session, number)
        write_down(session, OFFICE, kind, app.clock.now(), subject=f"account:{number}", detail={"login": login})


def account_rows(app: Application) -> list[dict[str, Any]]:
    """Return every account, in the order of sign-in names, without anything secret."""
    columns = [accounts.c[name] for name in ("id", "login", "name", "is_admin", "disabled", "must_change")]
    query = select(*columns, accounts.c.signed_in_at).order_by(accounts.c.login).limit(_MOST)
    with app.database.read() as session:
        return [dict(row) for row in session.connection().execute(query).mappings()]


def code_of_set_up(app: Application) -> str:
    """Return the code of the first set-up.

    Raises:
        DubanError: ``set-up-done`` once there is an account.
    """
    with app.database.write() as session:
        if is_set_up(session):
            raise DubanError("set-up-done")
        return set_up_code(session)
