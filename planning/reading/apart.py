"""Reading a document in a process of its own, bounded in time and memory: whatever a file does, it does it there.

The child (``python -m planning.reading``) gets the bytes on its standard input and answers in lines of JSON: progress,
then the text or the reason why not. Nothing it says is run. Plain text needs no library and is read here.
"""

import json
import logging
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path, PurePath
from typing import IO, Any, Protocol

import planning
from config.errors import CallError, DubanError
from planning.reading.document import (
    Block,
    Cell,
    DocumentText,
    Landmark,
    Note,
    Progress,
    ReadingLimits,
    Table,
    silent,
)
from planning.reading.naming import shown_name
from planning.reading.reader import read_document

LIMITS = (
    "file_bytes", "unpacked_bytes", "archive_entries", "compression_ratio", "text_chars", "sheet_rows", "pdf_pages",
    "read_megabytes",
)  # fmt: skip
log = logging.getLogger(__name__)

_READ_HERE = frozenset({".txt"})
_SMALL = 2_000_000
OUT_OF_MEMORY = 86
"""How the child ends when its memory does not suffice even for saying so."""


class ApartLimits(ReadingLimits, Protocol):
    """The limits of reading and of the process that reads."""

    @property
    def read_seconds(self) -> int:
        """Longest time the reading of one document may take, in seconds."""

    @property
    def read_megabytes(self) -> int:
        """Most memory the reading of one document may take, in megabytes."""


def read_apart(data: bytes, name: str, limits: ApartLimits, progress: Progress = silent) -> DocumentText:
    """Return the text of a document as ``read_document`` does, read by a child process that is ended at its limits.

    Raises:
        CallError: as ``read_document``.
        DubanError: as ``read_document``; also ``document-takes-too-long``, ``document-needs-too-much-memory`` and
            ``document-reader-died``.
    """
    shown = shown_name(name)
    suffix = PurePath(shown).suffix.lower()
    if len(data) > limits.file_bytes or (suffix in _READ_HERE and len(data) <= _SMALL):
        return read_document(data, name, limits, progress)
    order = {"name": name, "size": len(data), "limits": {each: getattr(limits, each) for each in LIMITS}}
    command = [sys.executable, "-m", "planning.reading"]
    home = Path(planning.__file__).parents[1]
    with (
        tempfile.TemporaryFile() as complaints,
        subprocess.Popen(  # noqa: S603 - our own module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints, cwd=home
        ) as child,
    ):
        assert child.stdin  # noqa: S101 - piped
        assert child.stdout  # noqa: S101 - piped
        late = threading.Event()
        timer = threading.Timer(limits.read_seconds, _end, (child, late))
        feeder = threading.Thread(target=_feed, args=(child.stdin, order, data), daemon=True)
        timer.start()
        feeder.start()
        try:
            answer = _answer(child.stdout, progress)
        finally:
            timer.cancel()
            child.kill()
            feeder.join()
        if answer is None:
            child.wait()
            complaints.seek(0)
            log.error("reading %s failed: %s", shown, complaints.read()[-2_000:].decode("utf-8", "replace"))
    if answer is None:
        raise _failure(child.returncode, shown, limits, late=late.is_set())
    if "refused" in answer:
        raise _refusal(answer["refused"])
    return document_from(answer["document"])


def document_from(said: Mapping[str, Any]) -> DocumentText:
    """Return the document that ``dataclasses.asdict`` made plain values of."""
    return DocumentText(
        said["name"],
        said["media_type"],
        said["sha256"],
        said["text"],
        tuple(Block(**block) for block in said["blocks"]),
        tuple(Table(**{**table, "cells": tuple(Cell(**cell) for cell in table["cells"])}) for table in said["tables"]),
        tuple(Landmark(**mark) for mark in said["landmarks"]),
        tuple(Note(**{**note, "values": tuple((k, v) for k, v in note["values"])}) for note in said["notes"]),
    )


def work(orders: IO[bytes], answers: IO[bytes]) -> None:
    """Read the document that stands on one stream and answer on the other: the child's whole work."""
    order = json.loads(orders.readline())
    limits = _Given(order["limits"])
    _bound_memory(order["limits"]["read_megabytes"])

    def told(done: int, total: int) -> None:
        _say(answers, {"progress": [done, total]})

    try:
        document = read_document(orders.read(order["size"]), order["name"], limits, told)
    except DubanError as error:
        values = {key: str(value) for key, value in error.values.items()}
        _say(answers, {"refused": {"call": isinstance(error, CallError), "code": error.code, "values": values}})
    else:
        _say(answers, {"document": asdict(document)})


class _Given:
    """The limits the parent sent."""

    def __init__(self, values: Mapping[str, int]) -> None:
        self.file_bytes = values["file_bytes"]
        self.unpacked_bytes = values["unpacked_bytes"]
        self.archive_entries = values["archive_entries"]
        self.compression_ratio = values["compression_ratio"]
        self.text_chars = values["text_chars"]
        self.sheet_rows = values["sheet_rows"]
        self.pdf_pages = values["pdf_pages"]


def _bound_memory(megabytes: int) -> None:
    try:
        import resource  # noqa: PLC0415 - there is none on Windows, where only time is bounded
    except ImportError:
        return
    wanted, (_, hardest) = megabytes * 1_000_000, resource.getrlimit(resource.RLIMIT_AS)
    bound = wanted if hardest == resource.RLIM_INFINITY else min(wanted, hardest)
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))


def _say(answers: IO[bytes], said: object) -> None:
    answers.write(json.dumps(said, ensure_ascii=True).encode() + b"\n")
    answers.flush()


def _feed(stream: IO[bytes], order: object, data: bytes) -> None:
    try:
        with stream:
            stream.write(json.dumps(order).encode() + b"\n")
            stream.write(data)
    except (BrokenPipeError, OSError, ValueError):
        return  # the child has ended; why, its answer or its end tells


def _answer(stream: IO[bytes], progress: Progress) -> dict[str, Any] | None:
    """Return the child's last word; None when it ended without one."""
    for said in _lines(stream):
        if "progress" not in said:
            return said
        progress(*said["progress"])
    return None


def _lines(stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    for line in stream:
        if not line.endswith(b"\n"):
            return  # ended in the middle of a word
        yield json.loads(line)


def _end(child: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    child.kill()


def _failure(code: int, name: str, limits: ApartLimits, *, late: bool) -> DubanError:
    if late:
        return DubanError("document-takes-too-long", name=name, seconds=limits.read_seconds)
    if code == OUT_OF_MEMORY:
        return DubanError("document-needs-too-much-memory", name=name, megabytes=limits.read_megabytes)
    return DubanError("document-reader-died", name=name, code=code)


def _refusal(said: Mapping[str, Any]) -> DubanError:
    kind = CallError if said["call"] else DubanError
    return kind(said["code"], **said["values"])
