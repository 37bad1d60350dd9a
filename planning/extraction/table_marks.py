"""Columns whose cells hold a sign instead of words: a department ticked (√, ● 牵头 ○ 配合), a month of a bar chart.

What the signs mean is taken from the legend of the table (●为牵头，○为配合). Without one a filled sign leads where
its hollow twin stands for others, and a tick beside such a sign helps; a sign alone says who answers.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from planning.extraction.bodies import BODY
from planning.extraction.columns import BODIES, Heading, heading_of
from planning.extraction.passage import fold
from planning.extraction.responsibility import NOBODY, Responsibility
from planning.extraction.table_grid import Grid

Legend = Mapping[str, str]
"""What each sign of a table says of the body above it: lead, support or responsible."""

_SIGNS = "√✓✔☑●○〇◎◉▲△★☆■□◆◇*#VvYy"
_LEADS, _HELPS = r"牵头|主办|主责|主要|第一责任", r"配合|协办|协同|协助|参与|参加"
_WORDS = {"lead": r"主|牵|总牵头|" + _LEADS, "support": r"协|配|参|辅|" + _HELPS, "responsible": r"责|责任|负责|承办"}
_SIGN = re.compile(rf"[{re.escape(_SIGNS)}]|(?:{'|'.join(_WORDS.values())})(?:单位|部门)?")
_LEGEND = re.compile(
    rf"([{re.escape(_SIGNS)}])[”\"』」]?\s*[:为是代表示的—-]{{0,4}}\s*(?:(?P<lead>{_LEADS})|(?P<support>{_HELPS})|(?P<responsible>责任|负责|承办))"
)
_FILLED = {"●": "○〇", "▲": "△", "★": "☆", "■": "□", "◆": "◇", "◎": "○〇", "◉": "○〇"}
_TICKS = "√✓✔☑"
_PLACE = re.compile(r"各?.{0,12}(?:部|室|科|处|局|委|办|会|院|中心|街道|镇|乡|社区|单位|公司|队|所|站|企业)(?:\(.*\))?")
_NAME = re.compile(r"[一-鿿()、]{1,16}")
_SAMPLE = 60


def is_sign(text: str) -> bool:
    """Return whether a cell holds nothing but a sign (√, ●) or a word that stands for one (牵头, 主)."""
    return bool(_SIGN.fullmatch(fold(text).strip()))


def names_body(word: str) -> bool:
    """Return whether a heading is the name of a body: 组织部, 各街道."""
    bare = re.sub(r"\s", "", fold(word))
    return _NAME.fullmatch(bare) is not None and bool(BODY.fullmatch(bare) or _PLACE.fullmatch(bare))


def with_marks(grid: Grid, headings: list[Heading], last: int) -> list[Heading]:
    """Return the headings, those over columns of signs telling so; ``last`` is the lowest row of the heading."""
    return [
        replace(heading, kind="marked") if _may_be_marked(heading) and _is_marked(grid, place, last) else heading
        for place, heading in enumerate(headings)
    ]


def _may_be_marked(heading: Heading) -> bool:
    if not heading.words or heading.kind not in ("", "unit", "maker", *BODIES):
        return False
    return heading_of(heading.words[-1:]).kind not in BODIES and names_body(heading.words[-1])


def _is_marked(grid: Grid, place: int, last: int) -> bool:
    below = range(last + 1, min(len(grid.rows), last + 1 + _SAMPLE))
    texts = [s.text.folded for row in below if (s := grid.rows[row].get(place)) and (s.row, s.columns) == (row, 1)]
    return bool(texts) and sum(1 for text in texts if is_sign(text)) * 5 >= len(texts) * 4


def legend_of(grid: Grid, first: int, places: Iterable[int]) -> Legend:
    """Return what the signs in these columns mean; ``first`` is the row of the heading."""
    columns = list(places)
    if not columns:
        return {}
    rows = range(first + 1, len(grid.rows))
    used = {fold(s.text.text).strip() for row in rows for place in columns if (s := grid.rows[row].get(place))}
    told = {sign: role for text in _explanations(grid, first) for sign, role in _explained(text)}
    filled = {sign for sign, hollow in _FILLED.items() if sign in used and used & {*hollow, *_TICKS}}
    guessed = dict.fromkeys(filled, "lead")
    guessed |= {sign: "support" for sign in used if filled and (sign in "".join(_FILLED.values()) or sign in _TICKS)}
    spoken = {word: role for word in used for role, words in _WORDS.items() if _spoken(word, words)}
    return {sign: role for sign, role in (guessed | spoken | told).items() if sign in used}


def _spoken(word: str, words: str) -> bool:
    return re.fullmatch(rf"(?:{words})(?:单位|部门)?", word) is not None


def _explanations(grid: Grid, first: int) -> Iterator[str]:
    """Yield the words above and in the heading, and the last words of the table, where a legend may stand."""
    rows = len(grid.rows)
    for row in (*range(min(first + 2, rows)), *range(max(first + 2, rows - 5), rows)):
        yield from (spot.text.text for spot in grid.own(row))


def _explained(text: str) -> Iterator[tuple[str, str]]:
    for match in _LEGEND.finditer(fold(text)):
        yield match[1], str(match.lastgroup)


def named_by_marks(marks: Iterable[tuple[Heading, str]], legend: Legend) -> Responsibility:
    """Return who answers by the signs of a row, each with the heading of its column."""
    told: dict[str, list[str]] = {"lead": [], "support": [], "responsible": []}
    for heading, text in marks:
        sign = fold(text).strip()
        if is_sign(sign):
            told[legend.get(sign) or _role_above(heading)].append(heading.words[-1])
    if not any(told.values()):
        return NOBODY
    everybody = (*told["lead"], *told["responsible"], *told["support"])
    return Responsibility(tuple(dict.fromkeys(everybody)), tuple(told["lead"]), tuple(told["support"]))


def _role_above(heading: Heading) -> str:
    """Return the role that the words above the name of the body give it (配合单位/财务部)."""
    above = "".join(heading.words[:-1])
    return "lead" if re.search(_LEADS, above) else "support" if re.search(_HELPS, above) else "responsible"
