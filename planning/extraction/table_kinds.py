"""Tables that hold no tasks: forms to fill in, statistics, schedules of meetings. What they are is told."""

import re
from collections.abc import Sequence

from planning.extraction.columns import BODIES
from planning.extraction.table_grid import Grid
from planning.extraction.table_header import Header

_FORM = re.compile(
    r"(?:申报|登记|申请|审批|推荐|报名|签到|回执|调查|测评|评分|打分|考勤|借阅|领用|信息采集)表|通讯录|花名册|名册|名单|问卷|回执"
)
_STATISTICS = re.compile(
    r"统计表|统计|预算表|决算|经费(?:安排|预算)表|数据表|报表|(?:数量|经费|资金|名额)分配表|汇总表"
)
_SCHEDULE = re.compile(r"日程|议程|课程(?:表|安排)|值班(?:表|安排)|会议安排|活动安排表|行程")
_MEETING = re.compile(r".*(?:地点|主持|参会|参加人员|出席|主讲|授课|讲师|课时|会议室|会场)(?:人|人员)?")
_PERSONAL = re.compile(r"姓名|性别|民族|出生年月|身份证.*|学历|职务|职称|政治面貌|年龄|籍贯")
_FIGURE = re.compile(r"[-+]?[0-9.,]+(?:%|人|个|家|次|户|万元|元|项|件|场)?")
_FEWEST_PERSONAL = 2
_SHORT = 6
_SAMPLE = 500


def no_tasks(grid: Grid, header: Header, end: int, title: str) -> str | None:
    """Return the code that says why a table holds no tasks, or None when it may.

    A table that says both who answers and by when is one of tasks whatever it is called. ``end`` is the row
    below its last one; ``title`` is what stands above its heading, with the name of its sheet.
    """
    held = set(header.meanings)
    words = [word for heading in header.headings for word in heading.words]
    who = held & {*BODIES, "leader", "person"}
    if sum(1 for word in words if _PERSONAL.fullmatch(word)) >= _FEWEST_PERSONAL:
        return "table-form"
    if any(_MEETING.fullmatch(word) for word in words) and not who & set(BODIES):
        return "table-schedule"
    if _only_figures(grid, header, end):
        return "table-statistics"
    if who and held & {"deadline", "schedule", "milestone"}:
        return None
    return "table-statistics" if _figures(grid, header, end) else _named_so(title)


def _named_so(title: str) -> str | None:
    """Return what the title of a table says it is."""
    kinds = (("table-form", _FORM), ("table-schedule", _SCHEDULE), ("table-statistics", _STATISTICS))
    return next((code for code, pattern in kinds if pattern.search(title)), None)


def kind_without_heading(grid: Grid, title: str) -> str:
    """Return the code that tells what a table without a heading of tasks is; ``table-unread`` when nothing tells."""
    cells = [spot.text.folded for row in range(1, len(grid.rows)) for spot in grid.own(row) if spot.column]
    if cells and sum(1 for cell in cells if _FIGURE.fullmatch(cell)) * 5 >= len(cells) * 3:
        return "table-statistics"
    return _named_so(title) or "table-unread"


def _only_figures(grid: Grid, header: Header, end: int) -> bool:
    """Return whether figures stand where tasks would."""
    measure = header.place("measure")
    texts = _words(grid, header, end, [measure] if measure is not None else [])
    return bool(texts) and sum(1 for word in texts if _FIGURE.fullmatch(word)) * 5 >= len(texts) * 4


def _figures(grid: Grid, header: Header, end: int) -> bool:
    """Return whether most of what the table says beside its first words are figures, and the words are short."""
    measure = header.place("measure")
    texts, others = _words(grid, header, end, [measure] if measure is not None else []), _words(grid, header, end, None)
    figures = sum(1 for word in others if _FIGURE.fullmatch(word))
    short = sum(1 for word in texts if len(word) <= _SHORT or _FIGURE.fullmatch(word))
    return bool(texts) and short * 5 >= len(texts) * 4 and figures * 2 > len(others)


def _words(grid: Grid, header: Header, end: int, columns: Sequence[int] | None) -> list[str]:
    """Return the cells below a heading in these columns; None takes all but numbers in order and texts."""
    wanted = columns
    if wanted is None:
        wanted = [c for c, held in enumerate(header.meanings) if held not in ("number", "measure", "task", "group")]
    places = set(wanted)
    return [
        spot.text.folded
        for row in range(header.last + 1, min(end, header.last + 1 + _SAMPLE))
        for spot in grid.own(row)
        if spot.column in places and spot.columns == 1
    ]
