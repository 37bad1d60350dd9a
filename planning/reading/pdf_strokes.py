"""Lines that strike words through."""

import math
from collections.abc import Iterable

from planning.reading.pdf_parts import Ruling, Word

_LOWEST, _HIGHEST = 0.15, 0.6
_STEP = 8.0
_NEAR = 0.3


class Strokes:
    """The level rulings of a page, found by their height; a stroke goes through the middle of signs."""

    def __init__(self, rulings: Iterable[Ruling]) -> None:
        self._at: dict[int, list[Ruling]] = {}
        for ruling in rulings:
            if ruling.level:
                self._at.setdefault(int(ruling.at // _STEP), []).append(ruling)

    def __bool__(self) -> bool:
        return bool(self._at)

    def touch(self, x: float, base: float, size: float) -> bool:
        """Return whether a line goes through a sign with its middle at ``x``."""
        return any(ruling.start <= x <= ruling.end for ruling in self._through(base, size))

    def strike(self, word: Word) -> bool:
        """Return whether a line strikes a word through: it begins and ends with it, as no line of a table does."""
        near = _NEAR * word.size
        return any(
            abs(ruling.start - word.x0) < near and abs(ruling.end - word.x1) < near
            for ruling in self._through(word.base, word.size)
        )

    def _through(self, base: float, size: float) -> Iterable[Ruling]:
        highest, lowest = base - _HIGHEST * size, base - _LOWEST * size
        if not math.isfinite(lowest - highest):
            return
        steps: Iterable[int] = range(int(highest // _STEP), int(lowest // _STEP) + 1)
        if lowest - highest > len(self._at) * _STEP:  # signs larger than any page
            steps = [step for step in self._at if step in steps]
        for step in steps:
            for ruling in self._at.get(step, ()):
                if highest < ruling.at < lowest:
                    yield ruling
