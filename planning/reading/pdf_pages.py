"""The pages of a PDF file through PDFium, one after the other: signs and drawing put into one measure."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from config.errors import DubanError
from planning.reading.document import Progress, ReadingLimits
from planning.reading.pdf_aside import set_aside, set_downwards_aside
from planning.reading.pdf_drawing import Drawing, read_drawing
from planning.reading.pdf_guard import is_encrypted
from planning.reading.pdf_parts import Grid, Page
from planning.reading.pdf_signs import Place, SignReader
from planning.reading.pdf_tables import take_tables

_MOSTLY = 4
logging.getLogger("pypdfium2").setLevel(logging.ERROR)


def pages_of(data: bytes, name: str, limits: ReadingLimits, progress: Progress) -> Iterator[Page]:
    """Yield the pages of a PDF one after the other; what the library holds of a page is released before the next.

    Raises:
        DubanError: ``pdf-encrypted``, ``pdf-damaged``, ``pdf-too-many-pages`` or ``document-text-too-long``.
    """
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
    set_aside(page, drawing)
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
