"""The bytes of a snapshot and their digest: canonical JSON, sealing into a file, opening with an integrity check.

Canonical means: UTF-8, keys sorted, no blanks, no floats, values that equal their default left out. The last rule
lets later versions add optional facts without changing the digest of what was frozen before.
"""

import hashlib
import json
from typing import Any, NoReturn

from pydantic import ValidationError

from config.errors import DubanError
from reports.snapshot import SCHEMA_VERSION, Snapshot


def canonical_json(content: Snapshot) -> bytes:
    """Return the one byte string that stands for these facts."""
    return _bytes_of(content.model_dump(mode="json", exclude_defaults=True))


def digest(data: bytes) -> str:
    """Return the SHA-256 of the bytes in lower-case hex (64 characters)."""
    return hashlib.sha256(data).hexdigest()


def digest_of(content: Snapshot) -> str:
    """Return the digest printed on every rendering of the snapshot."""
    return digest(canonical_json(content))


def seal(content: Snapshot) -> bytes:
    """Return the file form ``{"content": …, "digest": …}``, ending in a line feed."""
    data = canonical_json(content)
    return b'{"content":' + data + b',"digest":"' + digest(data).encode() + b'"}\n'


def opened(data: bytes) -> tuple[str, str, dict[str, Any]]:
    """Return the sealed digest, the digest of what is there now, and the content.

    Raises:
        ValueError: the bytes are not the file form of a snapshot; the text names the first obstacle.
    """
    try:
        form = json.loads(data, object_pairs_hook=_unique, parse_float=_refuse, parse_constant=_refuse)
    except RecursionError as error:
        raise ValueError("nesting") from error
    if not isinstance(form, dict) or form.keys() != {"content", "digest"} or not isinstance(form["content"], dict):
        raise ValueError("content, digest")
    return str(form["digest"]), digest(_bytes_of(form["content"])), form["content"]


def load(data: bytes, name: str = "快照") -> Snapshot:
    """Return the snapshot inside a sealed file.

    Raises:
        DubanError: ``snapshot-unreadable``, ``snapshot-altered`` or ``snapshot-newer``; ``name`` is shown in them.
    """
    try:
        expected, found, content = opened(data)
    except ValueError as error:
        raise DubanError("snapshot-unreadable", name=name, detail=str(error)) from error
    if expected != found:
        raise DubanError("snapshot-altered", name=name, expected=expected, found=found)
    version = content.get("schema_version")
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise DubanError("snapshot-newer", name=name, version=version, known=SCHEMA_VERSION)
    try:
        snapshot = Snapshot.model_validate_json(_bytes_of(content))
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"]) or "content"
        raise DubanError("snapshot-unreadable", name=name, detail=place) from error
    if digest_of(snapshot) != found:
        raise DubanError("snapshot-unreadable", name=name, detail="not canonical")
    return snapshot


def _bytes_of(content: dict[str, Any]) -> bytes:
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_refuse, allow_nan=False
    ).encode()


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _refuse(value: object) -> NoReturn:
    raise ValueError(f"{value!r} has no canonical form")
