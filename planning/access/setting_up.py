"""The code of the first set-up: whoever makes the first administrator must be able to read this machine's terminal.

It is made on first use and kept until it has served. Ten signs of an alphabet without look-alikes are 49 bits.
"""

import hmac
import secrets

from sqlalchemy import delete, select
from sqlmodel import Session

from config.database import add_unless_there, table_of
from planning.access.models import Secret

_secrets = table_of(Secret)
_NAME = "set-up"
_SIGNS, _LONG = "ABCDEFGHJKMNPQRSTUVWXYZ23456789", 10


def set_up_code(session: Session) -> str:
    """Return the code, such as ``7QK3M-XW2PD``; made on first use, which needs a writing session."""
    code = "".join(secrets.choice(_SIGNS) for _ in range(_LONG))
    add_unless_there(session, _secrets, [{"name": _NAME, "value": f"{code[:5]}-{code[5:]}"}])
    kept: str = session.connection().execute(select(_secrets.c.value).where(_secrets.c.name == _NAME)).scalar_one()
    return kept


def is_set_up_code(session: Session, given: str) -> bool:
    """Tell whether a code is the one; small letters and a missing dash do no harm."""
    return hmac.compare_digest(_plain(set_up_code(session)), _plain(given))


def forget_set_up_code(session: Session) -> None:
    """Let the code have served."""
    session.connection().execute(delete(_secrets).where(_secrets.c.name == _NAME))


def _plain(code: str) -> bytes:
    return "".join(sign for sign in code.upper() if sign.isalnum()).encode()
