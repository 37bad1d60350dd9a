"""PDF files with a text layer: columns in reading order, paragraphs, ruled tables; no running heads, no page numbers.

Refused with a sentence: files with a password, scans, damaged files, fonts that do not say what their signs mean.
Scripts, attachments and form fields are never looked at.
"""

import threading
from collections.abc import Sequence

from config.errors import DubanError
from planning.reading.document import Progress, ReadingLimits, TextBuilder, silent
from planning.reading.pdf_columns import columns_of, gutters_of
from planning.reading.pdf_continued import put_together
from planning.reading.pdf_furniture import drop_furniture
from planning.reading.pdf_guard import check_pdf
from planning.reading.pdf_manner import manner_of, settle
from planning.reading.pdf_pages import pages_of
from planning.reading.pdf_paragraphs import stretches
from planning.reading.pdf_parts import Page
from planning.reading.pdf_writing import Writer

_UNMAPPED_SHARE = 5
_FEWEST_SIGNS = 5
_EXCERPT = 30
_LIBRARY = threading.Lock()
"""PDFium must not be used by two threads at a time."""


def read_pdf(data: bytes, name: str, limits: ReadingLimits, progress: Progress = silent) -> TextBuilder:
    """Return the text of a PDF file, one line for each paragraph as far as the layout tells where one ends.

    Raises:
        DubanError: ``pdf-encrypted``, ``pdf-scan``, ``pdf-damaged``, ``pdf-too-many-pages``, ``pdf-unmapped-font``,
            ``pdf-unpacks-too-large``; each says what to do.
    """
    check_pdf(data, name, limits)
    with _LIBRARY:
        pages = list(pages_of(data, name, limits, progress))
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
