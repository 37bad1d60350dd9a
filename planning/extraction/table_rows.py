"""The rows of a table below its heading: what each task says, and what it takes from the rows above.

A vertically merged cell speaks for every row it covers. Where merged cells are not known, an empty cell takes what
stands above it within the same number; a category does in any case, and so does the first column of a table without
numbers; 同上 takes what stands above anywhere. A measure that is merged over several rows is one task, and what those
rows say beside it is said of it together.
"""

import re
from dataclasses import dataclass, field

from planning.extraction.columns import BODIES
from planning.extraction.passage import Passage, join
from planning.extraction.table_drafts import Draft, Row, finished
from planning.extraction.table_grid import Grid, Spot
from planning.extraction.table_header import Header
from planning.extraction.table_marks import legend_of
from planning.extraction.table_sections import Sections

_SAME = re.compile(r"同上(?:行|项|一?[行项栏])?|同前|同|[\"〃″々'“”]{1,2}|-?〃-?|ditto", re.IGNORECASE)
_NOTHING = re.compile(r"[-—–/\\_*]+|无|暂无|[.。…]+")
_CARRIED = frozenset({*BODIES, "task", "unit", "leader", "person", "deadline", "start", "outcome", "group"})
_TELLING = _CARRIED | {"number", "marked"}
_ALWAYS_CARRIED = frozenset({"unit", "group"})
_ENDS = tuple("。;!?；！？.")
_BREAKS_OFF = tuple(",、:(—-“《，：（")


@dataclass
class Block:
    """The rows below one heading: its tasks, and the rows that are none (the first words of each)."""

    rows: list[Row] = field(default_factory=list)
    left_out: list[Passage] = field(default_factory=list)


def read_rows(grid: Grid, header: Header, end: int, unit: str = "") -> Block:
    """Return the tasks from a heading down to the row ``end``; ``unit`` is whom the whole table is about."""
    reader = _Reader(grid, header, end)
    for row in range(header.last + 1, end):
        reader.row(row)
    legend = legend_of(grid, max(header.first, 0), header.columns("marked"))
    return Block(finished(header, reader.drafts, unit, legend), reader.left_out)


class _Reader:
    def __init__(self, grid: Grid, header: Header, end: int) -> None:
        self.drafts: list[Draft] = []
        self.left_out: list[Passage] = []
        self._grid, self._sections = grid, Sections(grid, header, end)
        self._held = {place: held for place, held in enumerate(header.meanings) if held}
        self._number, self._measure = header.place("number"), header.place("measure")
        self._above: dict[int, Passage] = {}
        self._last: dict[int, Passage] = {}
        self._shown = ""
        first = min(self._held, default=0)
        self._leading = first if self._number is None and first < (self._measure or 0) else None
        said = [spot for row in range(header.last + 1, end) if (spot := grid.rows[row].get(self._measure or 0))]
        self._stopped = sum(1 for spot in said if spot.text.folded.endswith(_ENDS)) * 5 >= len(said) * 3 > 0

    def row(self, row: int) -> None:
        own = self._grid.own(row)
        kind = self._sections.kind_of(row, own)
        if kind == "aside":
            self.left_out.append(own[0].text)
        elif kind == "section":
            self._above, self._shown = {}, ""
        elif kind == "task":
            self._data(row, own)

    def _data(self, row: int, own: list[Spot]) -> None:
        spots = self._grid.rows[row]
        number = self._number_of(spots)
        here = self._values(spots, fresh=number is not None)
        self._shown = number if number is not None else ("" if self._grid.merged else self._shown)
        measure = spots.get(self._measure) if self._measure is not None else None
        before = self.drafts[-1] if self.drafts else None
        if before and measure and measure.row < row and before.measure is measure:
            self._add(before, {place: text for place, text in here.items() if self._begins(row, place)})
        elif before and measure and self._goes_on(row, own, before):
            before.text = join([before.text, measure.text])
        else:
            self._begin(row, own, here, measure)

    def _number_of(self, spots: dict[int, Spot]) -> str | None:
        """Return the number a row shows; None when it shows none of its own."""
        if self._number is None:
            return None if self._grid.tabbed else ""
        spot = spots.get(self._number)
        return re.sub(r"[.、．]$", "", spot.text.text).strip() if spot else None

    def _values(self, spots: dict[int, Spot], *, fresh: bool) -> dict[int, Passage]:
        """Return what a row says at each place, with what it takes from above."""
        if fresh:
            kept = {place for place, held in self._held.items() if held in _ALWAYS_CARRIED or place == self._leading}
            self._above = {place: said for place, said in self._above.items() if place in kept}
        here: dict[int, Passage] = {}
        for place, held in self._held.items():
            spot = spots.get(place)
            said = spot.text if spot and not _NOTHING.fullmatch(spot.text.folded) else None
            if said and _SAME.fullmatch(said.folded):
                said = self._last.get(place)
            elif spot is None and (held in _CARRIED or place == self._leading) and not self._grid.merged:
                said = self._above.get(place)
            if said:
                here[place] = self._above[place] = self._last[place] = said
        return here

    def _begins(self, row: int, place: int) -> bool:
        spot = self._grid.rows[row].get(place)
        return spot is not None and spot.row == row

    def _goes_on(self, row: int, own: list[Spot], before: Draft) -> bool:
        """Return whether a row is the rest of the one before, cut by the end of a page."""
        only = {spot.column for spot in own} == {self._measure}
        if not only or self._number is None or self._number in self._grid.rows[row] or not before.number:
            return False
        text = before.text.folded
        return text.endswith(_BREAKS_OFF) or (self._stopped and not text.endswith(_ENDS))

    def _begin(self, row: int, own: list[Spot], here: dict[int, Passage], measure: Spot | None) -> None:
        text = here.get(self._measure) if self._measure is not None else None
        if text is None:
            tasks = [place for place in here if self._held[place] == "task" and self._begins(row, place)]
            if not tasks:
                self._nothing(row, own, here)
                return
            text = here.pop(tasks[-1])
            measure = self._grid.rows[row][tasks[-1]]
        elif self._measure is not None:
            here.pop(self._measure)
        shares = self._number is not None and not self._begins(row, self._number)
        draft = Draft(measure, {}, self._sections.current, self._shown, text, shares_number=shares)
        self._add(draft, here)
        told = [p for p in here if self._held[p] in _TELLING and p in self._grid.rows[row]]
        if self._number is not None and not told:
            draft.reasons.append("table-row-unsure")
        self.drafts.append(draft)

    def _nothing(self, row: int, own: list[Spot], here: dict[int, Passage]) -> None:
        """Take a row without a task: what it says belongs to the one above, or it is left out."""
        said = {p: t for p, t in here.items() if self._begins(row, p) and self._held[p] in BODIES}
        if said and self.drafts and not (self._number is not None and self._number in self._grid.rows[row]):
            self._add(self.drafts[-1], said)
        elif any(self._held.get(spot.column) not in ("number", None) for spot in own):
            self.left_out.append(own[0].text)

    @staticmethod
    def _add(draft: Draft, here: dict[int, Passage]) -> None:
        for place, text in here.items():
            draft.places.setdefault(place, []).append(text)
