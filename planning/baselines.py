"""What a street's past results say to its items: a baseline to go on from, evidence, and firmer words. Pure.

A result speaks to an item when they share the words that say what is done and for whom, not the words every plan
has. Nothing is decided here: a person takes an offer or leaves it.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from config.language import sentence
from planning.extraction.passage import fold
from planning.extraction.quantities import Quantity
from planning.extraction.wording import soft_words

Role = Literal["baseline", "evidence"]
ROLES: tuple[Role, ...] = ("baseline", "evidence")

_SAID_BY_ALL = re.compile(
    r"继续|做好|不断|进一步|逐步|适时|积极|认真|切实|深入|扎实|全面|持续|大力|充分|有效|努力|着力|重点|广泛|"
    r"加强|加大|强化|推进|推动|开展|组织|建立|健全|完善|落实|抓好|提升|提高|实施|发挥|围绕|结合|通过|"
    r"工作|活动|建设|机制|制度|情况|力度|水平|作用|方面|相关|有关|各类|各项|以及|等|的|了|和|与|及|为|在|对|全年|今年|明年|年底前|"
    r"街道|社区|工会|总工会|单位|部门"
)
_WORDS = re.compile(r"[一-鿿a-z]{2,}")
_FEWEST_SHARED = 2
_MOST_OFFERED = 3


@dataclass(frozen=True)
class PastResult:
    """A result of a street: the id of its row, its text and the figures in it."""

    id: int
    text: str
    figures: tuple[Quantity, ...] = ()


@dataclass(frozen=True)
class Offer:
    """A past result offered to an item: as baseline when a figure of it counts what the item speaks of.

    ``shared`` holds the words both use, longest first; ``score`` (0 to 1) the share of the item's own words in them.
    """

    result_id: int
    role: Role
    text: str
    figures: tuple[Quantity, ...]
    shared: tuple[str, ...]
    score: float


@dataclass(frozen=True)
class Suggestion:
    """Firmer words for a soft one. ``figure`` and ``result_id`` say where the street's own past figure comes from.

    Without a past figure that fits, both are None: nothing is made up.
    """

    soft: str
    figure: Quantity | None = None
    result_id: int | None = None

    @property
    def words(self) -> str:
        """What to tell the person who reads the item."""
        if self.figure is None:
            return sentence("suggest-words", soft=self.soft)
        figure = self.figure
        return sentence("suggest-figure", soft=self.soft, of=figure.of, value=figure.value, unit=figure.unit)


def offers(text: str, results: Iterable[PastResult]) -> list[Offer]:
    """Return up to three results that speak to an item, best first; ties in the order given.

    The same words told twice, by a plan and by its next version, are offered once.
    """
    own = _pieces(text)
    found = []
    once: dict[str, PastResult] = {}
    for result in results:
        once.setdefault(result.text, result)
    for result in once.values():
        shared = own & _pieces(result.text)
        if len(shared) < _FEWEST_SHARED:
            continue
        figures = tuple(figure for figure in result.figures if _pieces(figure.of) & own)
        role: Role = "baseline" if figures else "evidence"
        found.append(Offer(result.id, role, result.text, figures, _runs(text, shared), len(shared) / len(own)))
    found.sort(key=lambda offer: (offer.role != "baseline", -offer.score))
    return found[:_MOST_OFFERED]


def suggestions(text: str, results: Sequence[PastResult]) -> list[Suggestion]:
    """Return for each soft word of an item what to say instead, from the street's own figures where they fit."""
    figures = [(offer, figure) for offer in offers(text, results) for figure in offer.figures]
    offer, figure = figures[0] if figures else (None, None)
    return [Suggestion(word, figure, offer.result_id if offer else None) for word in soft_words(text)]


def _own_words(text: str) -> list[str]:
    """Return the stretches of a text that are its own, without the words every plan has."""
    return _WORDS.findall(_SAID_BY_ALL.sub(" ", fold(text).casefold()))


def _pieces(text: str) -> set[str]:
    return {word[at : at + 2] for word in _own_words(text) for at in range(len(word) - 1)}


def _runs(text: str, shared: set[str]) -> tuple[str, ...]:
    """Return the longest stretches of the text's own words made of shared pieces, longest first, each once."""
    runs = []
    for word in _own_words(text):
        run = ""
        for at in range(len(word) - 1):
            if word[at : at + 2] in shared:
                run = run + word[at + 1] if run else word[at : at + 2]
            elif run:
                runs.append(run)
                run = ""
        runs.append(run)
    return tuple(dict.fromkeys(sorted((run for run in runs if run), key=len, reverse=True)))
