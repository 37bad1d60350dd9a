"""Passwords: argon2id hashes (pwdlib's recommended settings), and what one must at least be.

A password is judged by its length and by not being one that everybody tries first (NIST SP 800-63B, 5.1.1.2).
"""

from functools import cache

from pwdlib import PasswordHash

from config.errors import DubanError

SHORTEST, LONGEST = 10, 200
_TRIED_FIRST = frozenset(
    {"1234567890", "12345678910", "0123456789", "qwertyuiop", "1q2w3e4r5t", "password123", "passw0rd123", "admin12345"}
    | {"administrator", "a123456789", "woaini1314", "iloveyou123", "zhonghua123", "gonghui123", "88888888888"}
)


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password (takes about 0.15 s and 64 MB)."""
    return _hasher().hash(password)


def check_password(password: str, kept: str) -> tuple[bool, str | None]:
    """Tell whether a password is the one kept, and its new hash when the settings have become stronger since.

    An empty ``kept`` (no such account, or no password) takes as long as a wrong password.
    """
    nobodys = _nobody()  # made before the first check of either kind, so that making it tells nothing
    right, renewed = _hasher().verify_and_update(password[:LONGEST], kept or nobodys)
    return (right and bool(kept)), renewed


@cache
def _nobody() -> str:
    return hash_password("nobody's password")


def require_good_password(password: str, *, login: str, name: str) -> None:
    """Do nothing when a password may be taken.

    Raises:
        DubanError: ``password-short``, ``password-long`` or ``password-common``.
    """
    if len(password) < SHORTEST:
        raise DubanError("password-short", least=SHORTEST)
    if len(password) > LONGEST:
        raise DubanError("password-long", most=LONGEST)
    plain = password.casefold()
    same = len(set(plain)) < 4  # noqa: PLR2004 - such as ten times the same sign
    if plain in _TRIED_FIRST or same or plain in {login.casefold() * 2, f"{login}{login}".casefold(), name.casefold()}:
        raise DubanError("password-common")
