"""Slips that hold one task (督办单, 交办单): labels with their words to the right, instead of headings above."""

import re
from itertools import pairwise

from planning.extraction.columns import BODIES, heading_of
from planning.extraction.passage import Passage
from planning.extraction.table_drafts import Row, unspaced
from planning.extraction.table_grid import Grid

_SLIP = re.compile(r"(?:督查|督办|交办|转办|催办|任务|批示|工作|整改|提醒|通知|办理)+(?:通知|任务|办理)?[单书函卡]")
_MEASURE = ("content", "task", "action")
_FEWEST = 3
_SHORTEST = 4


def card_of(grid: Grid, title: str) -> Row | None:
    """Return the task of a slip; None for a table that is none (``title`` or its first cell must call it one)."""
    first = next((spot.text.folded for row in range(len(grid.rows)) for spot in grid.own(row)), "")
    if not (_SLIP.search(title) or _SLIP.search(first)):
        return None
    said = _labelled(grid)
    texts = [said[kind][0] for kind in _MEASURE if kind in said]
    if len(said) < _FEWEST or not texts or not {*BODIES, "deadline"} & said.keys():
        return None
    measure = unspaced(texts[0])
    number = said["number"][0].text if "number" in said else ""
    return Row(measure, measure, number, (), "", dict(said), confidence=0.8, reasons=("table-card",))


def _labelled(grid: Grid) -> dict[str, tuple[Passage, ...]]:
    """Return what stands to the right of each label, by what the label announces; of two alike the first."""
    said: dict[str, tuple[Passage, ...]] = {}
    for row in range(len(grid.rows)):
        spots = grid.own(row)
        for label, value in pairwise(spots):
            kind = heading_of((label.text.text,)).kind
            if kind and kind not in said and not _is_label(value.text) and len(value.text) >= _shortest(kind):
                said[kind] = (value.text,)
    return said


def _is_label(text: Passage) -> bool:
    return bool(heading_of((text.text,)).kind) and len(text) <= _FEWEST * 2


def _shortest(kind: str) -> int:
    return _SHORTEST if kind in _MEASURE else 1
