"""What stands on a PDF page but is not read as its text: unseen, struck through or set downwards."""

from collections.abc import Sequence

from planning.reading.pdf_drawing import Box, Drawing
from planning.reading.pdf_parts import Page, Word
from planning.reading.pdf_strokes import Strokes

_FEW_SHOWN = 20
_FEWEST_BELOW = 3
_TIGHTEST, _LOOSEST = 0.8, 1.25


def set_aside(page: Page, drawing: Drawing) -> None:
    """Take out of the words of a page what a reader does not see or what is struck through."""
    _hide_pale(page, drawing)
    _sort_unseen(page, drawing)
    _take_struck(page)


def set_downwards_aside(page: Page) -> None:
    """Take text that runs downwards, sign below sign, out of the words of a page; short or spread out, it stays."""
    groups: list[list[Word]] = []
    for word in page.words:
        last = groups[-1][-1] if groups else None
        if last and len(word.text) == 1 == len(last.text) and _is_below(last, word):
            groups[-1].append(word)
        else:
            groups.append([word])
    gone = [group for group in groups if len(group) >= _FEWEST_BELOW]
    page.turned += "".join(word.text for group in gone for word in group)
    page.words = [word for group in groups if len(group) < _FEWEST_BELOW for word in group]


def _is_below(upper: Word, lower: Word) -> bool:
    step = (lower.base - upper.base) / upper.size
    return (
        abs(upper.x0 - lower.x0) < 0.3 * upper.size
        and _TIGHTEST < step < _LOOSEST
        and not (upper.text.isascii() or lower.text.isascii())
    )


def _hide_pale(page: Page, drawing: Drawing) -> None:
    """Take out white text that stands on no darker ground."""
    kept = []
    for word in page.words:
        if word.font.startswith("\0"):
            word.font = word.font[1:]
            if not _on_ground(drawing.grounds, (word.x0 + word.x1) / 2, (word.top + word.bottom) / 2):
                page.hidden += word.text
                continue
        kept.append(word)
    page.words = kept


def _take_struck(page: Page) -> None:
    """Empty words that are struck through: a line as long as they are goes through their middle.

    They keep their place, so that no gap is seen between the words beside them.
    """
    strokes = Strokes(page.rulings)
    for word in page.words if strokes else ():
        if strokes.strike(word):
            page.struck += word.text
            word.text = ""


def _sort_unseen(page: Page, drawing: Drawing) -> None:
    """Take words that are not painted as those of a recognised scan when a picture is all there is to see."""
    text = "".join(word.text for word in page.unseen)
    shown = sum(len(word.text) for word in page.words)
    covered = sum((x1 - x0) * (y1 - y0) for x0, y0, x1, y1 in drawing.pictures)
    if text and shown * _FEW_SHOWN < len(text) and covered * 2 > page.width * page.height:
        page.words += page.unseen
        page.recognised = True
    else:
        page.hidden += text
    page.unseen = []


def _on_ground(grounds: Sequence[Box], x: float, y: float) -> bool:
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in grounds)
