"""Texts cut into words for the search, and questions cut the same way, so that any part of a text finds it.

Pure. Letters, digits and characters that follow each other make a stretch; it becomes its overlapping pairs and its
last character (改革任务: 改革 革任 任务 务). A phrase is pairs in a row, a single character the beginning of a pair.
Width, case and traditional forms are folded away one for one, so that places in a folded text are places in the text.
Han and ASCII stand for themselves; other characters are spelt out, because databases differ in what a letter is.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from planning.traditional import SIMPLER

#: More words than anybody types; what follows is left out of the question.
MOST_WORDS = 8
_STRETCH = re.compile(r"[^\W_]+")
_PLAIN = re.compile(r"[0-9a-z一-龥]+")
_SPELT, _UNIT = "ξ", "ω"
_AROUND, _BEFORE = 120, 30


class _Folding(dict[int, int]):
    """What each character becomes; those asked for once are remembered."""

    def __missing__(self, code: int) -> int:
        near = unicodedata.normalize("NFKC", chr(code)).lower()
        simple = ord(near) if len(near) == 1 else code
        self[code] = found = SIMPLER.get(simple, simple)
        return found


_folding = _Folding()


@lru_cache(maxsize=2_000)
def folded(text: str) -> str:
    """Return a text of the same length without differences of width, case and traditional forms."""
    return text.translate(_folding)


def tokens_of(text: str) -> list[str]:
    """Return the pairs of a text in their order, after each stretch its last character alone."""
    found: list[str] = []
    for stretch in _STRETCH.findall(folded(text)):
        signs = _signs(stretch)
        found += map(str.__add__, signs, signs[1:])
        found.append(signs[-1])
    return found


def words_asked(text: str) -> tuple[str, ...]:
    """Return the words of a question, folded, each once; every sign between them only parts them."""
    return tuple(dict.fromkeys(_STRETCH.findall(folded(text))))[:MOST_WORDS]


def unit_token(unit_id: int) -> str:
    """Return the token that says whose task a text belongs to; no text makes it."""
    return f"{_UNIT}{unit_id}"


@dataclass(frozen=True)
class Phrase:
    """A word of a question: its pairs in a row, or (``is_prefix``) the beginning of one pair."""

    tokens: tuple[str, ...]
    is_prefix: bool = False


def phrase_of(word: str) -> Phrase:
    """Return what a word of a question looks for."""
    signs = _signs(word)
    if len(signs) == 1:
        return Phrase((signs[0],), is_prefix=True)
    return Phrase(tuple(map(str.__add__, signs, signs[1:])))


def passage(text: str, words: Iterable[str]) -> list[tuple[bool, str]]:
    """Return the part of a text around the first word found, in pieces; those that were asked for are true.

    The whole text when it is short; its beginning when no word stands in it.
    """
    plain = " ".join(text.split())
    same = folded(plain)
    spans = _spans(same, words)
    begin = max(0, spans[0][0] - _BEFORE) if spans and len(plain) > _AROUND else 0
    end = min(len(plain), begin + _AROUND)
    pieces: list[tuple[bool, str]] = [(False, "…")] if begin else []
    at = begin
    for first, last in spans:
        if first >= end:
            break
        pieces += [(False, plain[at:first]), (True, plain[first : min(last, end)])]
        at = min(last, end)
    pieces += [(False, plain[at:end]), (False, "…" if end < len(plain) else "")]
    return [piece for piece in pieces if piece[1]]


def _spans(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Return where the words stand in a folded text, in order and without overlap."""
    longest_first = sorted(set(words), key=len, reverse=True)
    if not longest_first:
        return []
    return [match.span() for match in re.finditer("|".join(map(re.escape, longest_first)), text)]


def _signs(stretch: str) -> Sequence[str]:
    if _PLAIN.fullmatch(stretch):
        return stretch
    return [each if _PLAIN.fullmatch(each) else f"{_SPELT}{ord(each):x}{_SPELT}" for each in stretch]
