"""In which order the parts of a PDF page are read: columns one after the other, what spans them before or after.

A column is known by its edge: several lines that end where others of the same height begin, a gap apart. Where one
line goes across the gap, the columns end and begin anew, as below the headline of a newspaper.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planning.reading.pdf_parts import Column, Grid, Page, Word, em_of, row_of, rows_of

_GAP = 0.75
_FULL = 1.3
_NARROWEST = 5.0
_FEW = 3
_DEEPEST = 40
_LONGEST_SEARCH = 60
_FAR = 1e9
Part = Word | Grid


@dataclass(frozen=True, slots=True)
class _Gutter:
    """A strip without text between two columns, and the parts on both sides, above and below it."""

    x: float
    height: float
    above: list[Part]
    left: list[Part]
    right: list[Part]
    below: list[Part]


def columns_of(page: Page, known: Sequence[float]) -> list[Column]:
    """Return the columns of a page in reading order; ``known`` are the places of gutters found on other pages."""
    parts: list[Part] = [*_pieces(page.words), *page.grids]
    if not parts:
        return []
    words = [part for part in parts if isinstance(part, Word)]
    region = (min(part.x0 for part in parts), max(part.x1 for part in parts))
    walk = _Walk(page.number, em_of(words), known)
    walk.read(parts, region, 0)
    return walk.columns


def gutters_of(page: Page) -> list[float]:
    """Return where the page is divided into columns beyond doubt, from the left."""
    walk = _Walk(page.number, em_of(page.words), ())
    parts: list[Part] = [*_pieces(page.words), *page.grids]
    if parts:
        walk.read(parts, (min(part.x0 for part in parts), max(part.x1 for part in parts)), 0)
    return sorted(walk.found)


def _pieces(words: Sequence[Word]) -> list[Word]:
    """Return words that stand close together on one line as one."""
    pieces = []
    for row in rows_of(words):
        row.sort(key=lambda word: word.x0)
        group = [row[0]]
        for word in row[1:]:
            last = max(group, key=lambda each: each.x1)
            if word.x0 - last.x1 < _GAP * min(word.size, last.size):
                group.append(word)
            else:
                pieces.append(row_of(group))
                group = [word]
        pieces.append(row_of(group))
    return pieces


class _Walk:
    """Divides a page again and again until no gutter is left."""

    def __init__(self, number: int, em: float, known: Sequence[float]) -> None:
        self.columns: list[Column] = []
        self.found: set[float] = set()
        self._number = number
        self._em = em
        self._known = known

    def read(self, parts: list[Part], region: tuple[float, float], depth: int) -> None:
        """Add the columns of some parts; ``region`` is from where to where their lines may reach."""
        if not parts:
            return
        gutter = self._gutter(parts) if depth < _DEEPEST else None
        if gutter is None:
            self._add(parts, region)
            return
        self.found.add(gutter.x)
        self.read(gutter.above, region, depth + 1)
        middle = min(part.x0 for part in gutter.right)
        left = (min(part.x0 for part in gutter.left), max(part.x1 for part in gutter.left))
        self.read(gutter.left, left, depth + 1)
        self.read(gutter.right, (middle, max(part.x1 for part in gutter.right)), depth + 1)
        self.read(gutter.below, region, depth + 1)

    def _add(self, parts: list[Part], region: tuple[float, float]) -> None:
        lines: list[Part] = [row_of(row) for row in rows_of([part for part in parts if isinstance(part, Word)])]
        lines += [part for part in parts if isinstance(part, Grid)]
        lines.sort(key=lambda part: part.top)
        self.columns.append(Column(self._number, region[0], region[1], lines))

    def _gutter(self, parts: list[Part]) -> _Gutter | None:
        best: _Gutter | None = None
        parts = sorted(parts, key=_middle)
        edges = _edges(parts, self._em)
        for x in edges:
            for gutter in self._strips(x, parts):
                if best is None or self._better(gutter, best):
                    best = gutter
        return best

    def _better(self, gutter: _Gutter, best: _Gutter) -> bool:
        """Return whether a gutter is longer, or as long with more beside it: a line may hang out by half a sign."""
        if abs(gutter.height - best.height) > 0.5 * self._em:
            return gutter.height > best.height
        return len(gutter.left) + len(gutter.right) > len(best.left) + len(best.right)

    def _strips(self, x: float, parts: list[Part]) -> Iterator[_Gutter]:
        """Yield the stretches of a strip right of ``x`` that no part crosses and that divide columns.

        ``parts`` are sorted by their middle.
        """
        end = x + _GAP * self._em
        aside = [part for part in parts if part.x0 >= end or part.x1 <= x + 1]
        if not any(part.x0 >= end for part in aside):
            return
        across = sorted((part for part in parts if part.x0 < end and part.x1 > x + 1), key=lambda part: part.top)
        middles = [_middle(part) for part in aside]
        bounds = [-_FAR, *(part.bottom for part in across)]
        limits = [*(part.top for part in across), _FAR]
        for top, bottom in zip(bounds, limits, strict=True):
            within = aside[bisect_left(middles, top - 2) : bisect_right(middles, bottom + 2)]
            left = [part for part in within if part.x1 <= x + 1]
            if not left or len(left) == len(within):
                continue
            right = [part for part in within if part.x0 >= end]
            if self._divides(x, left, right):
                inside = set(map(id, within))
                rest = [part for part in parts if id(part) not in inside]
                begin = min(part.top for part in within) + 1
                above = [part for part in rest if _middle(part) <= begin]
                below = [part for part in rest if _middle(part) > begin]
                yield _Gutter(x, _height(left, right), above, left, right, below)

    def _divides(self, x: float, left: list[Part], right: list[Part]) -> bool:
        em = self._em
        if _height(left, right) < 0.5 * em:
            return False
        near = [part for part in left if isinstance(part, Grid) or part.x1 >= x - _FULL * em]
        full = [part for part in near if part.x1 - part.x0 >= _NARROWEST * em]
        start = min(part.x0 for part in right)
        begins = [part for part in right if part.x0 <= start + 0.4 * em and part.x1 - part.x0 >= _NARROWEST * em]
        if any(abs(x - place) < em for place in self._known) and (full or begins):
            return True
        lines_left = [part for part in left if part.x1 > x - 30 * em]
        if len(full) >= _FEW and len(full) * 4 >= len(lines_left) and any(_wide(part, em) for part in right):
            return not _looks_tabular(left, right, em)
        return len(begins) >= _FEW and _wrapped(begins, em) and all(_wide(part, em) for part in near) and bool(near)


def _middle(part: Part) -> float:
    return (part.top + part.bottom) / 2


def _wide(part: Part, em: float) -> bool:
    return part.x1 - part.x0 >= 3 * em


def _wrapped(parts: list[Part], em: float) -> bool:
    """Return whether most lines end at one place, as lines do that are broken at the edge of a column."""
    edge = max(part.x1 for part in parts)
    return sum(part.x1 > edge - _FULL * em for part in parts) * 2 >= len(parts)


def _looks_tabular(left: list[Part], right: list[Part], em: float) -> bool:
    """Return whether short pieces stand side by side line for line, as in a table without rulings."""
    bases = [part.base for part in left if isinstance(part, Word)]
    pieces = [part for part in right if isinstance(part, Word)]
    level = [part for part in pieces if any(abs(part.base - base) < 0.3 * em for base in bases)]
    short = sum(part.x1 - part.x0 < 8 * em for part in pieces)
    return len(level) * 5 >= len(pieces) * 4 and short * 5 >= len(pieces) * 3 and len(pieces) > _FEW


def _height(left: list[Part], right: list[Part]) -> float:
    top = max(min(part.top for part in left), min(part.top for part in right))
    bottom = min(max(part.bottom for part in left), max(part.bottom for part in right))
    return bottom - top


def _edges(parts: list[Part], em: float) -> list[float]:
    """Return the right ends of parts worth looking at, those first where most parts end."""
    counts: dict[int, list[float]] = {}
    for part in parts:
        counts.setdefault(round(part.x1 / (0.3 * em)), []).append(part.x1)
    ranked = sorted(counts.values(), key=len, reverse=True)[:_LONGEST_SEARCH]
    return [max(values) for values in ranked]
