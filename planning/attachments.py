"""Attachments: files sent with an act on a task, kept content-addressed; the event that names them has their digests.

Checked and cleaned before the transaction; rows are written in it. ``attachments_by_seq`` is for whoever shows a task.
"""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, select
from sqlalchemy.sql.expression import FromClause
from sqlmodel import Session

from config.database import add_unless_there, table_of
from config.errors import DubanError
from config.prepared import prepared
from config.remembering import remembered
from planning import apart, picturing
from planning.attachment_kinds import KINDS, AttachmentLimits, cleaned_name, kind_of
from planning.models import Attachment
from planning.store import Store

attachments = table_of(Attachment)


@dataclass(frozen=True)
class KeptFile:
    """A file that has been checked and lies in the store; ``original_sha256`` is that of what was sent, if another."""

    sha256: str
    name: str
    media_type: str
    size: int
    original_sha256: str = ""

    def named(self) -> dict[str, object]:
        """Return how an event names the file."""
        return {"sha256": self.sha256, "name": self.name, "size": self.size, "media_type": self.media_type}


class AttachedFile(NamedTuple):
    """A file as it stands with an event of a task."""

    id: int
    task_id: int
    seq: int
    sha256: str
    name: str
    media_type: str
    size_bytes: int
    sent_by: str
    sent_at: datetime

    @property
    def kind(self) -> str:
        """A value of the labels ``attachment_kind``."""
        return KINDS[self.media_type][1]

    @property
    def has_picture(self) -> bool:
        """Whether a small picture can be shown of it."""
        return self.kind in {"picture", "pdf"}


class Ways(NamedTuple):
    """What keeping a file works with: the store, the bounds of attachments, and those of work done apart."""

    store: Store
    limits: AttachmentLimits
    apart: apart.ApartLimits


def keep_file(data: bytes, name: str, ways: Ways) -> KeptFile:
    """Check a file, take out of a picture what the camera put in, and keep the bytes. No transaction must be open.

    Raises:
        DubanError: ``attachment-…`` or ``picture-…``: why the file cannot be taken; ``data-dir-read-only``.
    """
    kind = kind_of(data, shown_name(name), ways.limits)
    called = cleaned_name(name, kind.media_type)
    original = ""
    if kind.is_picture:
        original = hashlib.sha256(data).hexdigest()
        data = made_apart("strip", data, called, ways, media_type=kind.media_type)
    sha256 = hashlib.sha256(data).hexdigest()
    ways.store.keep(data, sha256)
    return KeptFile(sha256, called, kind.media_type, len(data), original if original != sha256 else "")


def made_apart(do: str, data: bytes, name: str, ways: Ways, **more: str) -> bytes:
    """Return what the child process of pictures makes of the bytes."""
    order = {"do": do, "name": name, "pixels": ways.limits.pixels, **more}
    found = apart.ask(data, name, order, ways.apart, lambda _done, _total: None, module=picturing.MODULE)
    return base64.b64decode(json.loads(found)["data"])


def shown_name(name: str) -> str:
    """Return a name as an error may show it: short, and without its folders."""
    return name.replace("\\", "/").rpartition("/")[2][:60] or "附件"


def attach(session: Session, task_id: int, seq: int, files: Sequence[KeptFile], by: str, now: datetime) -> None:
    """Write down that files came with an event; one sent before with the same task stays where it was."""
    rows: list[Mapping[str, object]] = [
        {
            "task_id": task_id, "seq": seq, "sha256": each.sha256, "original_sha256": each.original_sha256,
            "name": each.name, "media_type": each.media_type, "size_bytes": each.size, "sent_by": by, "sent_at": now,
        }
        for each in files
    ]  # fmt: skip
    add_unless_there(session, attachments, rows)


def attachments_by_seq(session: Session, task_id: int) -> dict[int, list[AttachedFile]]:
    """Return the files of a task by the sequence number of the event they came with, in the order sent."""
    return remembered(session, ("files", task_id), lambda: _by_seq(session, task_id))


def _by_seq(session: Session, task_id: int) -> dict[int, list[AttachedFile]]:
    found: dict[int, list[AttachedFile]] = {}
    for row in prepared(session, "files by event", _files_of).run(session, {"of_task": task_id}):
        found.setdefault(row.seq, []).append(AttachedFile(*row))
    return found


def _files_of() -> Select[Any]:
    query = select(*(attachments.c[name] for name in AttachedFile._fields))
    return query.where(attachments.c.task_id == bindparam("of_task")).order_by(attachments.c.id)


def attachment_seen(session: Session, table: FromClause, attachment_id: int) -> AttachedFile:
    """Return one file of a task in a table of tasks (those its viewer may see).

    Raises:
        DubanError: ``attachment-missing``, also when it is there and its task is not to be seen.
    """
    columns = [attachments.c[name] for name in AttachedFile._fields]
    query = select(*columns).join(table, table.c.id == attachments.c.task_id).where(attachments.c.id == attachment_id)
    row = session.connection().execute(query).first()
    if row is None:
        raise DubanError("attachment-missing")
    return AttachedFile(*row)
