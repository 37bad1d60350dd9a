"""Which sentences say the same: between streets, against tasks already tracked, between two versions of a plan. Pure.

Texts are compared without punctuation, white space and width. Of many texts only those that share their rarer
two-character pieces are compared, so the cost grows with what is alike, not with everything against everything.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from rapidfuzz import fuzz

from planning.extraction.passage import fold

A = TypeVar("A", bound=Hashable)
B = TypeVar("B", bound=Hashable)

SAME = 0.85
"""From this similarity on two sentences are proposed as one: the threshold the plans' annotators match texts by."""
_MOST_COMPARED = 20
COMPARED = 400
"""Characters of a text that are compared; items are a few hundred long."""
_COMMON = 5
_NOT_SAID = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Match(Generic[A, B]):
    """Two texts that are alike, by their keys; ``score`` from 0 to 1."""

    left: A
    right: B
    score: float


def said(text: str) -> str:
    """Return what a text says without punctuation, white space and width: what is compared."""
    return _NOT_SAID.sub("", fold(text)).casefold()[:COMPARED]


def similarity(one: str, other: str) -> float:
    """Return how alike two texts are, from 0 to 1 (1: the same but for punctuation and white space)."""
    return fuzz.ratio(said(one), said(other)) / 100


class Index(Generic[B]):
    """Texts made ready to be compared with: built once, asked as often as needed. Ties go in the order of the texts."""

    def __init__(self, texts: Mapping[B, str]) -> None:
        self._texts = {key: said(text) for key, text in texts.items()}
        self._holders = _holders(self._texts)
        self._order = {key: place for place, key in enumerate(self._texts)}

    def alike(self, left: Mapping[A, str], *, floor: float = SAME) -> list[Match[A, B]]:
        """Return the pairs of a text given and one of the index at least ``floor`` alike, best first."""
        found = []
        for key, text in ((key, said(text)) for key, text in left.items()):
            for other in _candidates(text, self._holders, self._order):
                score = fuzz.ratio(text, self._texts[other], score_cutoff=floor * 100) / 100
                if score >= floor and score > 0:
                    found.append(Match(key, other, score))
        places = {key: place for place, key in enumerate(left)}
        return sorted(found, key=lambda match: (-match.score, places[match.left], self._order[match.right]))


def alike(left: Mapping[A, str], right: Mapping[B, str], *, floor: float = SAME) -> list[Match[A, B]]:
    """Return the pairs of texts at least ``floor`` alike, best first; ties in the order the texts were given.

    Each left text is compared with the twenty right ones that share most of its rarer pieces.
    """
    return Index(right).alike(left, floor=floor)


def pair_off(matches: Iterable[Match[A, B]]) -> dict[A, B]:
    """Return each left text's partner when everybody has at most one; the best pairs are taken first."""
    partner: dict[A, B] = {}
    taken: set[B] = set()
    for match in sorted(matches, key=lambda match: -match.score):
        if match.left not in partner and match.right not in taken:
            partner[match.left] = match.right
            taken.add(match.right)
    return partner


def _pieces(text: str) -> set[str]:
    return {text[at : at + 2] for at in range(len(text) - 1)} or ({text} if text else set())


def _holders(texts: Mapping[B, str]) -> dict[str, list[B]]:
    holders: dict[str, list[B]] = defaultdict(list)
    for key, text in texts.items():
        for piece in _pieces(text):
            holders[piece].append(key)
    return holders


def _candidates(text: str, holders: Mapping[str, list[B]], order: Mapping[B, int]) -> list[B]:
    """Return the texts that share most of this one's pieces, counting the rarer half of them at least five deep."""
    pieces = sorted((piece for piece in _pieces(text) if piece in holders), key=lambda p: (len(holders[p]), p))
    shared: Counter[B] = Counter()
    for piece in pieces[: max(len(pieces) // 2, _COMMON)]:
        shared.update(holders[piece])
    ranked = sorted(shared, key=lambda key: (-shared[key], order[key]))
    return ranked[:_MOST_COMPARED]
