"""The document's side of a review: the stretches of its text that belong to the items shown, cut at the marks. Pure."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_LONG_GAP = 6_000
_KEPT_OF_GAP = 1_500
_AROUND = 300
_OPENED = 8_000


@dataclass(frozen=True)
class Span:
    """A marked stretch of the text: an item (its key and how it stands) or a result (an empty key)."""

    start: int
    end: int
    key: str
    stage: str


@dataclass(frozen=True)
class Stretch:
    """A piece of the text under one mark or none. ``first`` is set where the mark of its item begins."""

    start: int
    text: str
    key: str = ""
    stage: str = ""
    first: bool = False


@dataclass(frozen=True)
class Gap:
    """Text that is not shown here: so many characters from ``start`` on."""

    start: int
    chars: int


def whole_range(text: str, spans: Sequence[Span], first: int, last: int) -> list[tuple[int, int]]:
    """Return what to show of the text from one offset to another: all of it, the middle of long gaps left out."""
    inside = [span for span in spans if first <= span.start < last]
    edges = [first, *(edge for span in inside for edge in (span.start, span.end)), last]
    ranges = []
    begun = first
    for left, right in pairwise(sorted(edges)):
        if right - left > _LONG_GAP:
            ranges.append((begun, _line_end(text, left + _KEPT_OF_GAP)))
            begun = _line_start(text, right - _KEPT_OF_GAP)
    return merged([*ranges, (begun, last)])


def ranges_around(text: str, spans: Iterable[Span]) -> list[tuple[int, int]]:
    """Return what to show of the text for a few items apart: each with a little of what stands around it."""
    return merged(
        (_line_start(text, max(0, span.start - _AROUND)), _line_end(text, min(len(text), span.end + _AROUND)))
        for span in spans
    )


def opened_at(text: str, at: int) -> tuple[int, int]:
    """Return the stretch that is shown when a reader opens a gap at an offset."""
    start = min(at, len(text))
    return start, _line_end(text, min(len(text), start + _OPENED))


def merged(ranges: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return ranges in order, those that touch made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif start < end:
            found.append((start, end))
    return found


def stretches(text: str, spans: Sequence[Span], ranges: Sequence[tuple[int, int]]) -> list[Stretch | Gap]:
    """Cut the ranges of a text at every mark, with the gaps between and after them; joined they are the text.

    Where marks overlap, the one that begins last is shown.
    """
    found: list[Stretch | Gap] = []
    begun: set[Span] = set()
    at = 0
    ordered = sorted(spans, key=lambda span: (span.start, -span.end))
    for start, end in ranges:
        if start > at:
            found.append(Gap(at, start - at))
        found += _cut(text, ordered, start, end, begun)
        at = end
    if at < len(text):
        found.append(Gap(at, len(text) - at))
    return found


def _cut(text: str, spans: Sequence[Span], first: int, last: int, begun: set[Span]) -> list[Stretch]:
    """Cut one range; ``spans`` are ordered by where they begin."""
    touching = [span for span in spans[: bisect_left(spans, last, key=lambda span: span.start)] if span.end > first]
    edges = {first, last, *(edge for span in touching for edge in (span.start, span.end) if first < edge < last)}
    found = []
    waiting, open_now = 0, []
    for start, end in pairwise(sorted(edges)):
        while waiting < len(touching) and touching[waiting].start <= start:
            open_now.append(touching[waiting])
            waiting += 1
        open_now = [span for span in open_now if span.end > start]
        span = open_now[-1] if open_now else None
        if span is None:
            found.append(Stretch(start, text[start:end]))
            continue
        found.append(Stretch(start, text[start:end], span.key, span.stage, span not in begun))
        begun.add(span)
    return found


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, max(0, at)) + 1


def _line_end(text: str, at: int) -> int:
    found = text.find("\n", at)
    return len(text) if found < 0 else found + 1
