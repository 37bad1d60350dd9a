"""Tokens nobody can guess, and what is kept of them; and this installation's signing key."""

import base64
import hashlib
import hmac
import secrets

from sqlalchemy import select
from sqlmodel import Session

from config.database import add_unless_there, table_of
from planning.access.models import Secret

_secrets = table_of(Secret)
_SIGNING = "signing"
_BYTES = 32


def new_token() -> str:
    """Return a token of 256 random bits, safe in addresses and cookies."""
    return secrets.token_urlsafe(_BYTES)


def token_from(key: bytes, purpose: str, text: str) -> str:
    """Return the token that belongs to a text, which must hold something random; the same text gives the same one.

    So a form sent twice can be told its token twice, though only the token's hash is kept.
    """
    return base64.urlsafe_b64encode(bytes.fromhex(signature(key, purpose, text))).decode().rstrip("=")


def hash_of(token: str) -> str:
    """Return what is kept of a token: its SHA-256. A random token needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


def signing_key(session: Session) -> bytes:
    """Return the key that signs links and form tokens; made on first use, which needs a writing session."""
    query = select(_secrets.c.value).where(_secrets.c.name == _SIGNING)
    found = session.connection().execute(query).scalar()
    if found is None:
        row = {"name": _SIGNING, "value": secrets.token_hex(_BYTES)}
        add_unless_there(session, _secrets, [row])
        found = session.connection().execute(query).scalar_one()
    return bytes.fromhex(found)


def signature(key: bytes, purpose: str, text: str) -> str:
    """Return the HMAC-SHA256 of a text for a purpose, in hexadecimal; one purpose's signature is none for another."""
    return hmac.new(key, f"{purpose}\n{text}".encode(), hashlib.sha256).hexdigest()


def is_signature(key: bytes, purpose: str, text: str, given: str) -> bool:
    """Tell whether a signature is right, in constant time."""
    return hmac.compare_digest(signature(key, purpose, text).encode(), given.encode())
