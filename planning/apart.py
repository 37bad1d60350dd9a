"""Work on a file from outside in a process of its own, bounded in time and memory: whatever it does, it does it there.

The child (``python -m planning``) gets an order and the bytes on its standard input and answers in lines: progress,
then what it found or the reason why not, all as JSON. Nothing it says is run.
"""

import gc
import json
import logging
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, Protocol

import planning
from config.errors import CallError, DubanError
from planning.reading import Progress, ReadingLimits

log = logging.getLogger(__name__)

OUT_OF_MEMORY = 86
"""How the child ends when its memory does not suffice even for saying so."""
_FOUND = b'{"found":'
_LIMITS = (
    "file_bytes", "unpacked_bytes", "archive_entries", "compression_ratio", "text_chars", "sheet_rows", "pdf_pages",
)  # fmt: skip

Order = Mapping[str, Any]
Work = Callable[[bytes, Order, ReadingLimits, Progress], bytes]
"""What the child does: from the bytes and the order, by the limits, to what it found as JSON."""


class ApartLimits(ReadingLimits, Protocol):
    """The limits of reading and of the process that reads."""

    @property
    def read_seconds(self) -> int:
        """Longest time the work on one document may take, in seconds."""

    @property
    def read_megabytes(self) -> int:
        """Most memory the work on one document may take, in megabytes."""


def ask(
    data: bytes, name: str, order: Order, limits: ApartLimits, progress: Progress, *, module: str = "planning"
) -> bytes:
    """Return what a child (a module that calls ``serve``) found in the bytes, as JSON; it is ended at its limits.

    Raises:
        CallError: as the work.
        DubanError: as the work; also ``document-takes-too-long``, ``document-needs-too-much-memory`` and
            ``document-reader-died``.
    """
    bounds = {each: getattr(limits, each) for each in _LIMITS}
    said = {**order, "size": len(data), "limits": bounds, "megabytes": limits.read_megabytes}
    command = [sys.executable, "-m", module]
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
        feeder = threading.Thread(target=_feed, args=(child.stdin, said, data), daemon=True)
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
            log.error("reading %s failed: %s", name, complaints.read()[-2_000:].decode("utf-8", "replace"))
    if answer is None:
        raise _failure(child.returncode, name, limits, late=late.is_set())
    return answer


def serve(orders: IO[bytes], answers: IO[bytes], work: Work) -> None:
    """Do the work that stands on one stream and answer on the other: the child's whole life."""
    gc.disable()  # it lives for one document, whose parts are all needed to the end
    order = json.loads(orders.readline())
    _bound_memory(order["megabytes"])

    def told(done: int, total: int) -> None:
        _say(answers, json.dumps({"progress": [done, total]}).encode())

    try:
        found = work(orders.read(order["size"]), order, _Given(order["limits"]), told)
    except DubanError as error:
        values = {key: str(value) for key, value in error.values.items()}
        refusal = {"call": isinstance(error, CallError), "code": error.code, "values": values}
        _say(answers, json.dumps({"refused": refusal}).encode())
    else:
        _say(answers, _FOUND + found + b"}")


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


def _say(answers: IO[bytes], line: bytes) -> None:
    answers.write(line + b"\n")
    answers.flush()


def _feed(stream: IO[bytes], order: object, data: bytes) -> None:
    try:
        with stream:
            stream.write(json.dumps(order).encode() + b"\n")
            stream.write(data)
    except (BrokenPipeError, OSError, ValueError):
        return  # the child has ended; why, its answer or its end tells


def _answer(stream: IO[bytes], progress: Progress) -> bytes | None:
    """Return what the child found; None when it ended without a last word.

    Raises:
        CallError, DubanError: The child refused.
    """
    for line in _lines(stream):
        if line.startswith(_FOUND):
            return line[len(_FOUND) : -1]
        said = json.loads(line)
        if "refused" in said:
            kind = CallError if said["refused"]["call"] else DubanError
            raise kind(said["refused"]["code"], **said["refused"]["values"])
        progress(*said["progress"])
    return None


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    for line in stream:
        if not line.endswith(b"\n"):
            return  # ended in the middle of a word
        yield line[:-1]


def _end(child: "subprocess.Popen[bytes]", late: threading.Event) -> None:
    late.set()
    child.kill()


def _failure(code: int, name: str, limits: ApartLimits, *, late: bool) -> DubanError:
    if late:
        return DubanError("document-takes-too-long", name=name, seconds=limits.read_seconds)
    if code == OUT_OF_MEMORY:
        return DubanError("document-needs-too-much-memory", name=name, megabytes=limits.read_megabytes)
    return DubanError("document-reader-died", name=name, code=code)
