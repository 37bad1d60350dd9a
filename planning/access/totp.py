"""Codes of an authenticator app (TOTP, RFC 6238) and the recovery codes for whoever lost it. Pure.

A code is taken from the present half minute or a neighbour, and never from one that a code was taken from before.
"""

import json
import secrets
from collections.abc import Sequence
from datetime import datetime

import pyotp

from planning.access.tokens import hash_of

#: Whose posts open much: they may, and where the setting says so must, use codes.
ROLES = frozenset({"leader", "office", "auditor", "administrator"})
STEP_SECONDS, DIGITS, RECOVERY_CODES = 30, 6, 10
_SIGNS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"


def new_secret() -> str:
    """Return a secret for an authenticator app: 160 bits in base 32."""
    return pyotp.random_base32()


def app_address(secret: str, login: str, house: str) -> str:
    """Return the address a QR code carries to an authenticator app."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=house)


def step_of(secret: str, code: str, now: datetime, last: int) -> int | None:
    """Return the time step a code belongs to; none when it is wrong, or not newer than the ``last`` one taken."""
    digits = "".join(code.split())
    if len(digits) != DIGITS or not digits.isdecimal():
        return None
    step = int(now.timestamp()) // STEP_SECONDS
    totp = pyotp.TOTP(secret)
    # All three are compared: how long it takes says nothing about which one it was.
    right = [each for each in (step - 1, step, step + 1) if totp.verify(digits, for_time=each * STEP_SECONDS)]
    return next((each for each in right if each > last), None)


def new_recovery_codes() -> list[str]:
    """Return ten codes, each good once, such as ``7QK3-MXW2-PDAB-9TRC`` (79 bits)."""
    return ["-".join(_four() for _ in range(4)) for _ in range(RECOVERY_CODES)]


def _four() -> str:
    return "".join(secrets.choice(_SIGNS) for _ in range(4))


def kept_codes(codes: Sequence[str]) -> str:
    """Return what is kept of recovery codes: their hashes, as JSON."""
    return json.dumps([hash_of(_plain(code)) for code in codes])


def without_code(kept: str, code: str) -> str | None:
    """Return the recovery codes left when this one is used; none when it is none of them."""
    hashes: list[str] = json.loads(kept)
    used = hash_of(_plain(code))
    return json.dumps([each for each in hashes if each != used]) if used in hashes else None


def left(kept: str) -> int:
    """Return how many recovery codes are left."""
    return len(json.loads(kept))


def _plain(code: str) -> str:
    return "".join(sign for sign in code.upper() if sign.isalnum())
