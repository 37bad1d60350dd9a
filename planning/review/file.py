"""A reading corrected outside: the JSON of ``duban extract``, edited by hand or by a program, as acts on a review.

What is no longer among the items is not taken; what was changed is an edit; an item with another place in the document
is a part of one, several put together, or one that was not read. The order of the items means nothing.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlmodel import Session

from config.errors import CallError
from config.language import label
from planning.people import Actor
from planning.review.acting import act
from planning.review.editing import checked
from planning.review.keeping import load_review
from planning.review.model import EDITABLE, ProposedItem, to_json
from planning.review.rereading import Source, passage_of
from planning.review.showing import review_view
from planning.review.view import ReviewView

_UNPLACED = frozenset({"start", "end", "path"})


class _Part(BaseModel):
    model_config = ConfigDict(extra="ignore")
    text: str
    start: int = Field(ge=0)
    end: int = Field(ge=0)


class _Figure(BaseModel):
    model_config = ConfigDict(extra="ignore")
    value: int | float
    unit: str
    of: str
    bound: Literal["exact", "min", "max", "approx", "range"] = "exact"
    to: int | float | None = None


class FileItem(BaseModel):
    """An item of the file; what is left out stays as it was read."""

    model_config = ConfigDict(extra="ignore")
    text: str = Field(min_length=1)
    start: int = Field(ge=0)
    end: int = Field(ge=1)
    unit: str | None = None
    number: str | None = None
    path: list[str] = []
    responsible: list[str] = []
    lead: list[str] = []
    support: list[str] = []
    leader: str = ""
    deadline: date | None = None
    deadline_text: str = ""
    start_on: date | None = None
    deliverables: list[_Part] = []
    quantities: list[_Figure] = []
    decision: Literal["open", "keep", "drop", "merge"] | None = None
    owner: str = ""
    merge_into: str = ""

    def fields(self) -> dict[str, Any]:
        """Return what the file says of the fields that can be edited, as JSON values."""
        return self.model_dump(mode="json", include=self.model_fields_set & set(EDITABLE))


class _FileDocument(BaseModel):
    model_config = ConfigDict(extra="ignore")
    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class ReviewFile(BaseModel):
    """The file: which document it is about, its items, and the doubtful readings left apart."""

    model_config = ConfigDict(extra="ignore")
    document: _FileDocument
    items: list[FileItem]
    doubtful: list[FileItem] = []


def read_review_file(data: bytes, name: str) -> ReviewFile:
    """Return a checked file.

    Raises:
        CallError: ``review-file-not-json``, ``review-file-invalid`` naming every item and field that is wrong.
    """
    try:
        value = json.loads(data.decode("utf-8-sig"))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise CallError("review-file-not-json", file=name, line=line) from error
    try:
        file = ReviewFile.model_validate(value)
    except ValidationError as error:
        problems = "\n".join(f"  {_told(each)}" for each in error.errors())
        raise CallError("review-file-invalid", file=name, count=error.error_count(), problems=problems) from error
    return file


def _told(fault: Mapping[str, Any]) -> str:
    """Return one fault of the file in words: which item, which field, what is wrong."""
    place = list(fault["loc"])
    where = []
    for before, step in zip([None, *place], place, strict=False):
        if isinstance(step, int):
            where.append(f"第 {step + 1} 项" if before in ("items", "doubtful") else f"第 {step + 1} 个")
        elif step == "doubtful":
            where.append("存疑条目")
        elif step != "items":
            where.append(label("item_field", label("review_file_part", str(step))))
    what = label("review_file_fault", fault["type"])
    return f"{''.join(where) or '文件'}：{what if what != fault['type'] else label('review_file_fault', 'other')}"


def apply_file(session: Session, review_id: int, file: ReviewFile, actor: Actor, now: datetime) -> ReviewView:
    """Do on a review what a file says otherwise than it; every difference is a change by the actor.

    Raises:
        CallError: ``review-file-other-document``, ``review-file-place``.
        DubanError: What an act does not allow, naming the item.
    """
    return _Applying(session, review_id, file, actor, now).apply()


@dataclass
class _Applying:
    """One file on its way into a review."""

    session: Session
    review_id: int
    file: ReviewFile
    actor: Actor
    now: datetime

    def apply(self) -> ReviewView:
        opened = load_review(self.session, self.review_id, lock=True)  # its places are compared once for all acts
        if self.file.document.sha256 != opened.document["sha256"]:
            raise CallError("review-file-other-document", file=opened.document["name"])
        self._require_places(len(opened.document["text"]))
        standing = [item for item in opened.state.items if not item.adopted_as]
        key_of = self._place(standing, opened.source)
        self._edit(key_of)
        return self._decide(key_of, standing)

    def _require_places(self, chars: int) -> None:
        for position, item in enumerate(self.file.items, start=1):
            if not item.start < item.end <= chars:
                raise CallError("review-file-place", position=position, start=item.start, end=item.end, chars=chars)

    def _do(self, kind: str, **payload: Any) -> ReviewView:  # noqa: ANN401 - any act's payload
        return act(self.session, self.review_id, kind, payload, self.actor, self.now)

    def _place(self, standing: Sequence[ProposedItem], source: Source) -> dict[int, str]:
        """Return for each item of the file (by its position) the key of the item it is; made where there was none."""
        key_of = _same_places(self.file.items, standing)
        left = [item for item in standing if item.key not in key_of.values()]
        strange = [place for place in range(len(self.file.items)) if place not in key_of]
        for item in left:
            inside = [at for at in strange if at not in key_of and _within(self.file.items[at], item)]
            if len(inside) > 1:
                key_of |= self._split(item, sorted(inside, key=lambda at: self.file.items[at].start), source)
        for at in [at for at in strange if at not in key_of]:
            one = self.file.items[at]
            free = [item for item in left if item.key not in key_of.values() and not item.doubtful]
            covered = [item for item in free if one.start <= item.start and item.end <= one.end]
            key_of[at] = self._join(covered) if len(covered) > 1 else self._add(one)
        return key_of

    def _split(self, item: ProposedItem, places: Sequence[int], source: Source) -> dict[int, str]:
        passage = passage_of(item.text, source, item.start, item.end)
        cuts = []
        for place in places[1:]:
            start = self.file.items[place].start
            cuts.append(next(at for at in range(len(item.text)) if passage.where(at) >= start))
        view = self._do("split", key=item.key, at=cuts)
        return dict(zip(places, view.changes[0].keys, strict=True))

    def _join(self, items: Sequence[ProposedItem]) -> str:
        return self._do("joined", keys=[item.key for item in items]).changes[0].keys[0]

    def _add(self, one: FileItem) -> str:
        return self._do("added", start=one.start, end=one.end).changes[0].keys[0]

    def _edit(self, key_of: Mapping[int, str]) -> None:
        state = load_review(self.session, self.review_id).state
        for place, one in enumerate(self.file.items):
            item = state.by_key[key_of[place]]
            said = {name: value for name, value in one.fields().items() if name not in _UNPLACED}
            fields = {name: value for name, value in said.items() if not same(name, value, getattr(item, name))}
            if fields:
                self._do("edited", key=item.key, fields=fields)
            if one.owner and one.owner != item.owner:
                self._do("owner_set", keys=[item.key], owner=one.owner)

    def _decide(self, key_of: Mapping[int, str], standing: Sequence[ProposedItem]) -> ReviewView:
        """Keep what stands among the items, drop what was taken out, merge last: its target must stand then."""
        wanted = {key_of[place]: one.decision or "keep" for place, one in enumerate(self.file.items)}
        apart = _same_places(self.file.doubtful, [item for item in standing if item.doubtful])
        wanted |= {key: self.file.doubtful[at].decision or "open" for at, key in apart.items() if key not in wanted}
        state = load_review(self.session, self.review_id).state
        gone = [i for i in state.items if i.key not in wanted and not i.adopted_as and not i.doubtful]
        wanted |= {item.key: "drop" for item in gone}
        for decision in ("open", "keep", "drop"):
            keys = [key for key, said in wanted.items() if said == decision and state.by_key[key].decision != decision]
            if keys:
                self._do("decided", keys=keys, decision=decision)
        view = None
        for place, one in enumerate(self.file.items):
            if one.decision == "merge":
                view = self._merge(key_of[place], one.merge_into, place)
        return view or self._view()

    def _merge(self, key: str, into: str, place: int) -> ReviewView:
        if not into:
            raise CallError("review-file-merge", position=place + 1)
        return self._do("decided", keys=[key], decision="merge", into=into)

    def _view(self) -> ReviewView:
        return review_view(self.session, self.review_id)


def same(name: str, said: Any, value: Any) -> bool:  # noqa: ANN401 - any field
    """Tell whether a file says what stands already; a figure is the same one however it is written."""
    return bool(checked(name, said) == to_json(name, value))


def _same_places(items: Sequence[FileItem], standing: Sequence[ProposedItem]) -> dict[int, str]:
    """Return the key for each item of the file that stands where an item of the review does; same text first."""
    free = list(standing)
    found: dict[int, str] = {}
    for exact in (True, False):
        for place, one in enumerate(items):
            if place in found:
                continue
            same = [i for i in free if (i.start, i.end) == (one.start, one.end) and (i.text == one.text or not exact)]
            if same:
                found[place] = same[0].key
                free.remove(same[0])
    return found


def _within(one: FileItem, item: ProposedItem) -> bool:
    return item.start <= one.start and one.end <= item.end
