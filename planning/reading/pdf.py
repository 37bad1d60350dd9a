"""PDF files with a text layer: columns in reading order, paragraphs, ruled tables; no running heads, no page numbers.

Refused with a sentence: files with a password, scans, damaged files, fonts that do not say what their signs mean.
Scripts, attachments and form fields are never looked at.
"""

import logging
import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from config.errors import DubanError
from planning.reading.document import Progress, ReadingLimits, TextBuilder, silent
from planning.reading.pdf_columns import columns_of, gutters_of
from planning.reading.pdf_continued import put_together
from planning.reading.pdf_drawing import Box, Drawing, read_drawing
from planning.reading.pdf_furniture import drop_furniture
from planning.reading.pdf_guard import check_pdf, is_encrypted
from planning.reading.pdf_paragraphs import manner_of, settle, stretches
from planning.reading.pdf_parts import Grid, Page
from planning.reading.pdf_signs import Place, SignReader, set_downwards_aside
from planning.reading.pdf_strokes import Strokes
from planning.reading.pdf_tables import take_tables
from planning.reading.pdf_writing import Writer

_UNMAPPED_SHARE = 5
_FEWEST_SIGNS = 5
_FEW_SHOWN = 20
_MOSTLY = 4
_EXCERPT = 30
_LIBRARY = threading.Lock()
"""PDFium must not be used by two threads at a time."""
logging.getLogger("pypdfium2").setLevel(logging.ERROR)


def read_pdf(data: bytes, name: str, limits: ReadingLimits, progress: Progress = silent) -> TextBuilder:
    """Return the text of a PDF file, one line for each paragraph as far as the layout tells where one ends.

    Raises:
        DubanError: ``pdf-encrypted``, ``pdf-scan``, ``pdf-damaged``, ``pdf-too-many-pages``, ``pdf-unmapped-font``,
            ``pdf-unpacks-too-large``; each says what to do.
    """
    check_pdf(data, name, limits)
    with _LIBRARY:
        pages = list(_pages(data, name, limits, progress))
    _refuse_unreadable(pages, name)
    drop_furniture(pages)
    known = sorted({x for page in pages for x in gutters_of(page)})
    columns = [column for page in pages for column in columns_of(page, known)]
    settle(columns)
    manner = manner_of(columns)
    writer = Writer(manner)
    writer.write(put_together(list(stretches(columns, manner))))
    _tell(writer.builder, pages)
    return writer.builder


def _pages(data: bytes, name: str, limits: ReadingLimits, progress: Progress) -> Iterator[Page]:
    document = _open(data, name)
    try:
        count = len(document)
        if count > limits.pdf_pages:
            raise DubanError("pdf-too-many-pages", name=name, count=count, limit=limits.pdf_pages)
        if not count:
            raise DubanError("pdf-damaged", name=name, place="页面目录")
        reader = SignReader()
        chars = 0
        last: Grid | None = None
        for number in range(1, count + 1):
            page = _page(document, number, name, reader, last)
            last = page.grids[-1] if page.grids else None
            chars += sum(len(word.text) for word in page.words)
            if chars > limits.text_chars:
                raise DubanError("document-text-too-long", name=name, chars=chars, limit=limits.text_chars)
            yield page
            progress(number, count)
    finally:
        document.close()


def _open(data: bytes, name: str) -> Any:  # noqa: ANN401 - untyped library
    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) in (pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY)
        if locked and is_encrypted(data):  # the library keeps the code of the file before when it gives none
            raise DubanError("pdf-encrypted", name=name) from error
        raise DubanError("pdf-damaged", name=name, place="文件结构") from error


def _page(document: Any, number: int, name: str, reader: SignReader, before: Grid | None) -> Page:  # noqa: ANN401
    try:
        raw = document[number - 1]
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise DubanError("pdf-damaged", name=name, place=f"第 {number} 页") from error
    try:
        turn = pdfium.FPDFPage_GetRotation(raw.raw) % 4
        page, drawing = _read_signs(raw, number, turn, reader)
        for more in (1, 3, 2) if len(page.turned) > _MOSTLY * sum(len(word.text) for word in page.words) else ():
            other, other_drawing = _read_signs(raw, number, turn + more, reader)
            if len(other.turned) < len(page.turned):
                page, drawing = other, other_drawing
    except pypdfium2.PdfiumError as error:
        raise DubanError("pdf-damaged", name=name, place=f"第 {number} 页") from error
    finally:
        raw.close()
    _hide_pale(page, drawing)
    _sort_unseen(page, drawing)
    _take_struck(page)
    take_tables(page, before)
    set_downwards_aside(page)
    page.rulings = []
    return page


def _read_signs(raw: Any, number: int, turn: int, reader: SignReader) -> tuple[Page, Drawing]:  # noqa: ANN401 - untyped
    """Return the page with its signs, seen after so many quarter turns, and what is drawn on it."""
    place, width, height = _placing(raw, turn % 4)
    drawing = read_drawing(raw, place)
    page = Page(number, width, height, rulings=drawing.rulings, drawn=bool(drawing.grounds))
    signs = raw.get_textpage()
    try:
        reader.read(signs, page, turn % 4, place)
    finally:
        signs.close()
    return page, drawing


def _placing(raw: Any, turn: int) -> tuple[Place, float, float]:  # noqa: ANN401 - untyped library
    """Return how a point of the page's own space is found from the upper left of the printed page, and its size."""
    left, bottom, right, top = raw.get_bbox()
    places: Sequence[Place] = (
        lambda x, y: (x - left, top - y),
        lambda x, y: (y - bottom, x - left),
        lambda x, y: (right - x, y - bottom),
        lambda x, y: (top - y, right - x),
    )
    width, height = right - left, top - bottom
    return (places[turn], height, width) if turn % 2 else (places[turn], width, height)


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


def _refuse_unreadable(pages: Sequence[Page], name: str) -> None:
    signs = sum(page.signs for page in pages)
    unmapped = sum(page.unmapped for page in pages)
    if signs and unmapped * _UNMAPPED_SHARE > signs:
        raise DubanError("pdf-unmapped-font", name=name, count=unmapped, signs=signs)
    if not any(page.words or page.grids for page in pages):
        raise DubanError("pdf-scan", name=name, count=len(pages))


def _tell(builder: TextBuilder, pages: Sequence[Page]) -> None:
    """Note what was left out: on pages without text, unseen and turned text."""
    without = [page.number for page in pages if page.drawn and page.signs < _FEWEST_SIGNS]
    if without:
        builder.note("pdf-pages-without-text", 0, 0, pages=_ranges(without))
    recognised = [page.number for page in pages if page.recognised]
    if recognised:
        builder.note("pdf-recognised-text", 0, 0, pages=_ranges(recognised))
    for code, kind in (("pdf-hidden-text", "hidden"), ("pdf-turned-text", "turned"), ("pdf-struck-text", "struck")):
        found = [(page.number, getattr(page, kind)) for page in pages if getattr(page, kind)]
        if found:
            start = _start_of(builder, found[0][0])
            text = found[0][1]
            excerpt = text if len(text) <= _EXCERPT else text[:_EXCERPT] + "…"
            builder.note(code, start, start, pages=_ranges([number for number, _ in found]), text=excerpt)


def _start_of(builder: TextBuilder, page: int) -> int:
    labels = {mark.label: mark.start for mark in builder.landmarks}
    return labels.get(f"第{page}页", 0)


def _ranges(numbers: Sequence[int]) -> str:
    """Return numbers in words: 3、5-7."""
    told: list[list[int]] = []
    for number in numbers:
        if told and number == told[-1][1] + 1:
            told[-1][1] = number
        else:
            told.append([number, number])
    return "、".join(str(first) if first == last else f"{first}-{last}" for first, last in told)
