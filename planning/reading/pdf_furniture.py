"""Running heads, feet and page numbers of a PDF: what stands at the same place of several pages beside the text."""

import re
from collections import defaultdict
from collections.abc import Sequence

from planning.reading.pdf_parts import Page, Word, em_of, row_of, rows_of

_MARGIN = 0.14
_DEEPEST_ROW = 3
_NUMBER = r"(?:第|总第|No\.?)?(?:[0-9０-９]+|[〇零一二三四五六七八九十百]+(?=[版页期]))(?:[版页期]|/[0-9]+)?"
_AT_ENDS = re.compile(rf"^\W*{_NUMBER}|{_NUMBER}(?:共?{_NUMBER})?\W*$", re.IGNORECASE)
_BLANKS = re.compile(r"\s+")
_PAGE_NUMBER = re.compile(
    r"[-—–―·•.\s]*[0-9０-９]{1,4}[-—–―·•.\s]*"
    r"|第\s*[0-9一二三四五六七八九十]{1,4}\s*页(?:\s*[,，/]?\s*共\s*[0-9一二三四五六七八九十]{1,4}\s*页)?"
    r"|(?:Page\s*)?[0-9]{1,4}\s*(?:/|of)\s*[0-9]{1,4}",
    re.IGNORECASE,
)
_SENTENCE = re.compile("[，。；,;]")
_NEAR = 4.0
_APART = 1.7


def drop_furniture(pages: Sequence[Page]) -> None:
    """Take the running heads, feet and page numbers out of the words of the pages.

    Taken is a line of the upper or lower margin that another page no more than two pages away has at the same height
    with the same words (a number at either end aside), a page number, and what its maker marked as no part of the text.
    """
    edges = [_edge_rows(page) for page in pages]
    seen: dict[tuple[str, int], set[int]] = defaultdict(set)
    for number, rows in enumerate(edges):
        for row in rows:
            for key in _keys(row, pages[number]):
                seen[key].add(number)
    for number, page in enumerate(pages):
        gone: set[int] = set()
        for row in edges[number]:
            if _repeated(row, page, number, seen) or _is_page_number(row, page):
                gone.update(map(id, row))
        gone.update(id(word) for word in page.words if word.apart and _in_margin(word, page))
        if gone:
            page.words = [word for word in page.words if id(word) not in gone]


def _edge_rows(page: Page) -> list[list[Word]]:
    rows = rows_of(page.words)
    outer = [*rows[:_DEEPEST_ROW], *rows[max(len(rows) - _DEEPEST_ROW, _DEEPEST_ROW) :]]
    return [row for row in outer if all(_in_margin(word, page) for word in row)]


def _in_margin(word: Word, page: Page) -> bool:
    middle = (word.top + word.bottom) / 2
    return middle < _MARGIN * page.height or middle > (1 - _MARGIN) * page.height


def _keys(row: list[Word], page: Page) -> list[tuple[str, int]]:
    """Return under which keys a row is the same as another: the words without a page's number, the height roughly.

    Figures inside stay: the lines of a plan of like items differ in them, and none may be lost.
    """
    text = _AT_ENDS.sub("#", _BLANKS.sub("", "".join(word.text for word in sorted(row, key=lambda word: word.x0))))
    base = row[0].base if row[0].base < page.height / 2 else row[0].base - page.height
    return [(text, int(base // _NEAR) + play) for play in (0, 1)]


def _repeated(row: list[Word], page: Page, number: int, seen: dict[tuple[str, int], set[int]]) -> bool:
    others: set[int] = set()
    for key in _keys(row, page):
        others |= seen[key] - {number}
    near = sum(abs(other - number) <= 2 for other in others)  # noqa: PLR2004 - odd and even pages differ
    if near and _SENTENCE.search("".join(word.text for word in row)):
        return _stands_apart(row, page)  # a plan of like sentences repeats itself too, and must lose none
    return near > 1 or (near == 1 and (_stands_apart(row, page) or len(others) > 1))


def _is_page_number(row: list[Word], page: Page) -> bool:
    return bool(_PAGE_NUMBER.fullmatch(row_of(row).text.strip())) and _stands_apart(row, page)


def _stands_apart(row: list[Word], page: Page) -> bool:
    """Return whether a row is the outermost but for others like it, set off from the text by a gap or by its size."""
    em = em_of(page.words)
    if row_of(row).size < 0.93 * em:
        return True
    upper = row[0].base < page.height / 2
    mine = set(map(id, row))
    others = [word for word in page.words if id(word) not in mine]
    others += [
        Word("", grid.x0, grid.x1, grid.top, grid.bottom, grid.bottom if upper else grid.top, em, "", bold=False)
        for grid in page.grids
    ]
    inner = [word.base for word in others if (word.base > row[0].base + 2 if upper else word.base < row[0].base - 2)]
    if not inner:
        return True
    return (min(inner) - row[0].base if upper else row[0].base - max(inner)) > _APART * em
