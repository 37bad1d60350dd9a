"""Tables of what is done already (2021年实事完成情况, 已完成项目): their rows are results of the plan, no tasks."""

import re

from planning.extraction.table_grid import Grid
from planning.extraction.table_header import Header

_DONE_TITLE = re.compile(
    r"(?:已|全部)(?:完成|办结|销号|整改|建成|落实)|(?:完成|办结|落实|整改|推进|进展|执行|实施)情况|工作(?:总结|成效|回顾)|成果(?:清单|汇总|一览)?"
)
_AHEAD_TITLE = re.compile(r"计划|任务(?:分解|清单|表)|台账|安排|方案|预备|待")
_SURELY_DONE = re.compile(r"已(?:完成|办结|销号)(?:的)?(?:项目|事项|任务|工作)?(?:清单|一览表|表)?")
_DONE = re.compile(r".*(?:已(?:经)?|完成|办结|销号|建成|达到|实现|100%|√|✓|是)")
_OPEN = re.compile(r"未|正在|进行中|推进中|尚|待|预计|拟|将|计划|逾期|部分完成|基本")
_YEAR = re.compile(r"(20[0-9]{2})年?")
_WHEN = frozenset({"deadline", "schedule", "milestone", "start"})
_SAMPLE = 200


def is_past(grid: Grid, header: Header, end: int, title: str, year: int) -> bool:
    """Return whether a table tells what was done before the plan ``year``, or only what is done already.

    A ledger (督办台账) whose tasks happen to be done stays one of tasks: its heading says by when, or its title is
    neither that of a report nor of an earlier year. ``title`` is what stands above its heading, with its sheet's name.
    """
    if not _DONE_TITLE.search(title) or _AHEAD_TITLE.search(title):
        return False
    years = [int(found) for found in _YEAR.findall(title)]
    if years and max(years) < year:
        return True
    if _WHEN & set(header.meanings):
        return False
    said = _statuses(grid, header, end)
    done = sum(1 for text in said if _DONE.match(text) and not left_open(text))
    return done * 5 >= len(said) * 4 and (bool(said) or _SURELY_DONE.search(title) is not None)


def left_open(status: str) -> bool:
    """Return whether what a row says of its progress leaves something to be done."""
    return bool(_OPEN.search(status))


def _statuses(grid: Grid, header: Header, end: int) -> list[str]:
    """Return what the columns of progress say."""
    rows = range(header.last + 1, min(end, header.last + 1 + _SAMPLE))
    places = header.columns("status")
    return [spot.text.folded for row in rows for place in places if (spot := grid.rows[row].get(place))]
