"""Tables of targets: streets down the left, what each is to reach along the top, a figure in each place.

A figure alone may be a target or a mere count, so what is read here is offered as doubtful, never counted as a task.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from planning.extraction.columns import Heading, heading_of
from planning.extraction.passage import Passage, fold
from planning.extraction.table_drafts import Row
from planning.extraction.table_grid import Grid, Spot

_FIGURE = re.compile(r"[≥>不少于]{0,3}([0-9][0-9,.]*)(%?)\s*([一-鿿]{0,3})")
_UNIT = re.compile(r"(.+?)\s*[(（/]\s*(?:单位\s*[:：]\s*)?([一-鿿%]{1,4})\s*[)）]?$")
_TARGETS = re.compile(r"目标|任务|指标|计划|分解")
_COUNTS = re.compile(r"统计|完成情况|已|现状|基本情况|汇总|一览|名册|经费|资金|预算|考核得分|得分")
_STREET = re.compile(r".{1,12}(?:街道|镇|乡|区|县|社区|村|园区|总工会|工会|工委)(?:总工会|办事处)?")
_TOTAL = re.compile(r"(?:合|小|总|共)\s*计.*|全[区市县街].*")
_MEASURES = re.compile(r"(?:计量)?单位|计量")
_LONGEST_TITLE = 20
_FEWEST_ROWS = 2
_HIGHEST = 12
"""Rows from the top among which the heading stands."""
_REASON = ("table-targets",)


@dataclass(frozen=True)
class _Target:
    place: int
    words: str
    unit: str


def targets_of(grid: Grid, title: str) -> list[Row]:
    """Return a doubtful task for every figure of a table of targets; none when it is no such table.

    Its title must speak of targets, its rows begin with streets or the like, and its other cells hold figures.
    """
    if not _TARGETS.search(title) or _COUNTS.search(title):
        return []
    head = next((row for row in range(min(len(grid.rows), _HIGHEST)) if _is_heading(grid, row)), None)
    if head is None:
        return list(_along_the_top(grid))
    last = head + max(spot.rows for spot in grid.own(head)) - 1
    headings = [_heading(grid, range(head, min(last + 1, len(grid.rows))), c) for c in range(grid.width)]
    targets = [_target(c, heading) for c, heading in enumerate(headings) if heading and not heading.kind]
    targets = [target for target in targets if _holds_figures(grid, last, target.place)]
    unit = next((c for c, heading in enumerate(headings) if heading and heading.kind in ("unit", "maker")), None)
    rows = [row for row in range(last + 1, len(grid.rows)) if unit is not None and _is_unit(grid.rows[row].get(unit))]
    if unit is None or not targets or len(rows) < _FEWEST_ROWS:
        return []
    dates = [c for c, heading in enumerate(headings) if heading and heading.kind == "deadline"]
    return [task for row in rows for task in _tasks(grid.rows[row], unit, targets, dates)]


def _heading(grid: Grid, rows: range, column: int) -> Heading | None:
    """Return the words above a column, those of several levels one behind the other; None above an empty one."""
    words = dict.fromkeys(spot.text.text for row in rows if (spot := grid.rows[row].get(column)))
    return heading_of(("".join(words),)) if words else None


def _is_heading(grid: Grid, row: int) -> bool:
    own = grid.own(row)
    words = [heading_of((spot.text.text,)).kind for spot in own]
    return len(own) > _FEWEST_ROWS and bool({"unit", "maker"} & set(words)) and _is_short(own)


def _is_short(own: list[Spot]) -> bool:
    return all(len(spot.text) <= _LONGEST_TITLE and not _FIGURE.fullmatch(spot.text.folded) for spot in own)


def _target(place: int, heading: Heading) -> _Target:
    word = re.sub(r"(?:目标|任务|计划|指标)(?:数|值|任务)?(?=$|[(（])", "", heading.words[-1])
    told = _UNIT.fullmatch(word)
    return _Target(place, told[1], told[2]) if told else _Target(place, word, "")


def _holds_figures(grid: Grid, head: int, place: int) -> bool:
    below = [spot.text.folded for row in range(head + 1, len(grid.rows)) if (spot := grid.rows[row].get(place))]
    return bool(below) and sum(1 for text in below if _FIGURE.fullmatch(text)) * 5 >= len(below) * 4


def _is_unit(spot: Spot | None) -> bool:
    return spot is not None and bool(_STREET.fullmatch(spot.text.folded)) and not _TOTAL.fullmatch(spot.text.folded)


def _tasks(spots: dict[int, Spot], unit: int, targets: list[_Target], dates: list[int]) -> Iterator[Row]:
    cells = {"deadline": tuple(spots[c].text for c in dates[:1] if c in spots)}
    for target in targets:
        spot = spots.get(target.place)
        found = _FIGURE.fullmatch(fold(spot.text.text)) if spot else None
        if spot and found and float(found[1].replace(",", "").rstrip(".") or 0):
            text = f"{target.words}{spot.text.text}{'' if found[2] or found[3] else target.unit}"
            passage = Passage(text, (0,), (spot.text.start,))
            yield Row(passage, spot.text, "", (), spots[unit].text.text, cells, confidence=0.4, reasons=_REASON)


def _along_the_top(grid: Grid) -> Iterator[Row]:
    """Yield the targets of a table whose streets stand along the top, and what each is to reach at the left."""
    for head in range(min(len(grid.rows), _HIGHEST)):
        streets = [spot for spot in grid.own(head) if _is_unit(spot) and _holds_figures(grid, head, spot.column)]
        words = {heading_of((spot.text.text,)).kind: spot.column for spot in reversed(grid.own(head))}
        at = next((words[kind] for kind in ("task", "content", "outcome") if kind in words), None)
        if len(streets) < _FEWEST_ROWS or at is None:
            continue
        units = [spot.column for spot in grid.own(head) if _MEASURES.fullmatch(spot.text.folded)]
        for row in range(head + 1, len(grid.rows)):
            name = grid.rows[row].get(at)
            if name and not _TOTAL.fullmatch(name.text.folded):
                unit = next((grid.rows[row][c].text.text for c in units if c in grid.rows[row]), "")
                told = _target(0, Heading((name.text.text,), ""))
                yield from _of_streets(grid.rows[row], streets, _Target(0, told.words, unit or told.unit))
        return


def _of_streets(spots: dict[int, Spot], streets: list[Spot], told: _Target) -> Iterator[Row]:
    for street in streets:
        yield from _tasks({**spots, -1: street}, -1, [_Target(street.column, told.words, told.unit)], [])
