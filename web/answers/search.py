"""What a search finds: tasks, each with the passages that hold the words and where these stand."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from pydantic import Field

from planning.number_spellings import spelt_otherwise
from planning.searching import Hit, Told, find, found_rows, task_numbered, texts_at
from planning.words import folded, passage, words_asked
from web.answers.lines import Answer
from web.moment import Look

PAGE_SIZE = 20
_MOST_PASSAGES = 3


class Piece(Answer):
    """A stretch of a passage; ``found`` when it is one of the words asked for."""

    text: str
    found: bool


class Passage(Answer):
    """A part of a text around the words: where it is told (a value of the labels ``prose``), by which event, when."""

    place: str
    seq: int
    at: datetime
    pieces: tuple[Piece, ...]


class Found(Answer):
    """A task that was found. ``progress`` is in percent."""

    id: int
    number: str
    title: str
    kind: str
    unit: str
    state: str
    light: str
    progress: int
    due_on: date
    due_provisional: bool
    passages: tuple[Passage, ...]


class SearchResult(Answer):
    """One page of what was found, the newest task first; ``further`` asks for the next page, none at the end."""

    text: str
    as_of: date | None
    words: tuple[str, ...] = Field(description="所查的词，全部出现在同一段记录中才算查到")
    found: tuple[Found, ...]
    further: int | None = Field(description="下一页的 further 参数；没有更多时为空")


def search(look: Look, text: str, further: int | None = None) -> SearchResult:
    """Search all texts a viewer may see; a task whose number was typed comes first."""
    return look.remembered(("search", text, further), lambda: _search(look, text, further))


def search_instead(look: Look, missed: SearchResult) -> SearchResult | None:
    """Return what a question without an answer finds with its numbers written the other way; none when nothing."""
    otherwise = "" if missed.found or not missed.words else spelt_otherwise(missed.text)
    found = search(look, otherwise) if otherwise else None
    return found if found and found.found else None


def _search(look: Look, text: str, further: int | None) -> SearchResult:
    words = words_asked(text)
    if not words:
        return SearchResult(text=text, as_of=look.as_of, words=(), found=(), further=None)
    scope = look.viewer.scope
    hits = find(look.session, look.table, scope, words, limit=PAGE_SIZE, below=further, before=look.before)
    shown = _numbered_first(look, text, hits.found) if further is None else list(hits.found)
    found = _told(look, shown, words)
    return SearchResult(text=text, as_of=look.as_of, words=words, found=tuple(found), further=hits.further)


def _numbered_first(look: Look, text: str, hits: Sequence[Hit]) -> list[Hit]:
    number = folded(text.strip())
    task_id = task_numbered(look.session, look.table, number) if any(map(str.isdigit, number)) else None
    if task_id is None:
        return list(hits)
    return [Hit(task_id, (1,)), *(hit for hit in hits if hit.task_id != task_id)]


def _told(look: Look, hits: Sequence[Hit], words: Sequence[str]) -> Iterable[Found]:
    """Yield the tasks found with their passages: two more questions for a whole page."""
    if not hits:
        return
    rows = found_rows(look.session, look.table, look.day, [hit.task_id for hit in hits])
    texts = texts_at(look.session, [(hit.task_id, seq) for hit in hits for seq in hit.seqs[:_MOST_PASSAGES]])
    for hit in hits:
        if hit.task_id in rows:
            yield Found(**rows[hit.task_id], passages=tuple(_passages(hit, texts, words)))


def _passages(hit: Hit, texts: Mapping[tuple[int, int], Told], words: Sequence[str]) -> Iterable[Passage]:
    for seq in hit.seqs[:_MOST_PASSAGES]:
        told = texts.get((hit.task_id, seq))
        if told is None or not told.texts:
            continue
        place, text = _best(told.texts, words)
        pieces = tuple(Piece(text=part, found=found) for found, part in passage(text, words))
        yield Passage(place=place, seq=seq, at=told.at, pieces=pieces)


def _best(texts: Sequence[tuple[str, str]], words: Sequence[str]) -> tuple[str, str]:
    """Return the text that holds most of the words; the longest of several: a sentence before its title."""

    def worth(told: tuple[str, str]) -> tuple[int, int]:
        plain = folded(told[1])
        return sum(word in plain for word in words), len(plain)

    return max(texts, key=worth)
