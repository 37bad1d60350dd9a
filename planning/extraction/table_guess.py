"""The columns of a table without headings, as far as its cells tell them."""

import re

from planning.extraction.columns import Heading
from planning.extraction.table_grid import Grid, Spot
from planning.extraction.table_header import NUMBER, Header

_BODY_NAME = re.compile(
    r".{1,20}(?:局|委|办|部|会|厅|处|院|中心|街道|单位|政府|公司|科|队|室|校|镇|乡|区)(?:牵头|负责)?(?:[、,;].*)?"
)
_DATED = re.compile(r"(?:[0-9]{4}|[0-9]{1,2}月|年底|季度|全年|长期|半年)")
_WHOLE_TEXT = 8

_FEWEST = 2
_SAMPLE = 200
_SHORT = 24


def guessed(grid: Grid) -> Header | None:
    """Return the columns of a table without headings as far as its cells tell them; None when they do not.

    There must be sentences, and beside them numbers in order, bodies or dates.
    """
    cells: list[list[Spot]] = [[] for _ in range(grid.width)]
    for row in range(min(len(grid.rows), _SAMPLE)):
        for spot in grid.own(row):
            if spot.columns == 1:
                cells[spot.column].append(spot)
    meanings = [_guess(column) for column in cells]
    lengths = [sum(len(spot.text) for spot in column) / max(len(column), 1) for column in cells]
    texts = [place for place, meaning in enumerate(meanings) if meaning == "text" and lengths[place] >= _WHOLE_TEXT]
    meanings = ["" if meaning == "text" else meaning for meaning in meanings]
    if not texts or not {"responsible", "deadline"} & set(meanings):
        return None
    meanings[max(texts, key=lambda place: lengths[place])] = "measure"
    for place in texts:
        meanings[place] = meanings[place] or "task"
    return Header(-1, -1, tuple(Heading((), "") for _ in cells), tuple(meanings), guessed=True)


def _guess(cells: list[Spot]) -> str:
    words = [spot.text.folded for spot in cells]
    if len(words) < _FEWEST:
        return ""

    def mostly(pattern: re.Pattern[str], share: float) -> bool:
        return sum(1 for word in words if pattern.fullmatch(word)) >= share * len(words)

    if mostly(NUMBER, 0.8):
        return "number"
    if mostly(_BODY_NAME, 0.7) and max(len(word) for word in words) <= 60:  # noqa: PLR2004 - a list of a few bodies
        return "responsible"
    dated = sum(1 for word in words if _DATED.search(word) and len(word) <= _SHORT)
    if dated >= 0.7 * len(words):
        return "deadline"
    return "text" if sum(1 for word in words if re.search("[一-鿿]{4}", word)) >= 0.8 * len(words) else ""
