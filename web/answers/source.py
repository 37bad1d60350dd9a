"""Where a task came from: its sentence in the document, an excerpt around it, and the whole text cut at the items."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from typing import Any

from sqlmodel import Session

from config.clock import at_local
from config.errors import DubanError
from config.rows import Row
from planning import page_queries
from planning.access.viewers import Viewer
from planning.ledger import tasks
from planning.queries import task_row
from planning.review.rights import is_reviewed, require_directing
from planning.sight import is_document_seen
from web.answers.lines import Answer
from web.moment import Look

_AROUND = 90


class Source(Answer):
    """The sentence of a task with a little of what stands around it. Offsets count characters of the read text."""

    document_id: int
    document: str
    sha256: str
    start: int
    end: int
    before: str
    sentence: str
    after: str


class Piece(Answer):
    """A stretch of a document's text; with a task when it is that item's source."""

    text: str
    task_id: int | None = None
    number: str = ""
    chosen: bool = False


class DocumentView(Answer):
    """A document: where it came from and its text in pieces, joined exactly the text that was read."""

    id: int
    name: str
    sha256: str
    media_type: str
    size_bytes: int
    characters: int
    imported_at: datetime
    imported_by: str
    chosen_task: int | None
    chosen_number: str
    pieces: tuple[Piece, ...]

    @property
    def items(self) -> int:
        """How many items were read from it."""
        return len({piece.task_id for piece in self.pieces if piece.task_id is not None})


def source_of(session: Session, document_id: int, start: int, end: int) -> Source:
    """Read the sentence between two offsets with an excerpt around it, joined over layout line breaks."""
    left = max(0, start - _AROUND)
    row = page_queries.excerpt_of(session, document_id, left, end + _AROUND)
    if row is None:
        raise DubanError("document-missing")
    text, right = row["excerpt"], min(row["characters"], end + _AROUND)
    return Source(
        document_id=document_id,
        document=row["name"],
        sha256=row["sha256"],
        start=start,
        end=end,
        before=("…" if left else "") + text[: start - left],
        sentence=text[start - left : end - left],
        after=text[end - left :] + ("…" if right < row["characters"] else ""),
    )


def document_view(
    look: Look, document_id: int, task_id: int | None = None, stretch: tuple[int, int] | None = None
) -> DocumentView:
    """Read a document with its items marked; the sentence of one task, or any stretch, is chosen when asked for.

    Raises:
        DubanError: ``document-missing``, or ``document-not-yet`` when it was imported after the day looked at;
            ``task-missing`` when the task is not from this document.
    """
    row = visible_document(look.session, look.viewer, document_id, at_local(look.today, time(0)))
    if look.before is not None and row["imported_at"] >= look.before:
        raise DubanError("document-not-yet", name=row["name"], day=look.as_of)
    places = [dict(place) for place in page_queries.places_in(look.session, document_id, look.table)]
    number = ""
    if task_id is not None:
        task = task_row(look.session, look.table, task_id, look.day)
        if task is None or task["document_id"] != document_id:
            raise DubanError("task-missing", task=task_id)
        number = task["number"]
        places = _with_chosen(places, dict(task))
    elif stretch is not None:
        start, end = stretch
        places = _with_chosen(places, {"id": None, "number": "", "source_start": start, "source_end": end})
    return DocumentView(
        **{name: row[name] for name in _SAME},
        characters=len(row["text"]),
        chosen_task=task_id,
        chosen_number=number,
        pieces=tuple(pieces_of(row["text"], places, task_id)),
    )


_SAME = ("id", "name", "sha256", "media_type", "size_bytes", "imported_at", "imported_by")


def pieces_of(text: str, places: Sequence[Mapping[str, Any]], chosen: int | None = None) -> list[Piece]:
    """Cut a text at the given places, in order; a place that overlaps the one before begins where that one ends."""
    pieces: list[Piece] = []
    at = 0
    for place in sorted(places, key=lambda each: (each["source_start"], each["id"] != chosen)):
        start, end = max(at, place["source_start"]), min(len(text), place["source_end"])
        if start >= end:
            continue
        if start > at:
            pieces.append(Piece(text=text[at:start]))
        pieces.append(
            Piece(text=text[start:end], task_id=place["id"], number=place["number"], chosen=place["id"] == chosen)
        )
        at = end
    if at < len(text):
        pieces.append(Piece(text=text[at:]))
    return pieces


def _with_chosen(places: list[dict[str, Any]], task: dict[str, Any]) -> list[dict[str, Any]]:
    """Cut the chosen sentence out of the item it lies in, so that a deliverable's own words can be marked."""
    start, end = task["source_start"], task["source_end"]
    kept: list[dict[str, Any]] = []
    for place in places:
        if place["id"] == task["id"]:
            continue
        inside = place["source_start"] < end and place["source_end"] > start
        kept.append({**place, "source_end": start} if inside else place)
        if inside:
            kept.append({**place, "source_start": end})
    return [*kept, task]


def visible_document(session: Session, viewer: Viewer, document_id: int, now: datetime) -> Row:
    """Return a document with its text, when it is one of a plan the viewer has items of, or of a review of theirs.

    Raises:
        DubanError: ``document-missing``, also when it is out of sight.
    """
    row = _document(session, document_id)
    scope = viewer.scope
    if scope.units is None or is_document_seen(session, scope.of(tasks), document_id):
        return row
    if viewer.may("import") and is_reviewed(session, require_directing(session, viewer.actor, now), document_id):
        return row
    raise DubanError("document-missing")


def _document(session: Session, document_id: int) -> Row:
    row = page_queries.document_row(session, document_id)
    if row is None:
        raise DubanError("document-missing")
    return row
