"""Web pages: the text a visitor reads, without the furniture of the site; nothing is fetched and no script is run.

Left out: scripts, navigation, page headers and footers, sidebars, form controls. Text that the page hides or strikes
out is left out too, and told.
"""

import re
from typing import cast

from lxml import etree

from config.errors import DubanError
from planning.reading.cleaning import Cleaner
from planning.reading.document import Progress, ReadingLimits, TextBuilder, silent
from planning.reading.hypertext_page import Page
from planning.reading.plaintext import decode_text, note_encoding
from planning.reading.xml import Element

_DECLARED = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?\s*([a-z0-9_-]{3,20})", re.IGNORECASE)
_HEAD = 4_096
_STEP = 5_000
_MOST_ATTRIBUTES = 10_000
_PROGRAM = ("script", "style", "textar")


def read_html(data: bytes, name: str, limits: ReadingLimits, progress: Progress = silent) -> TextBuilder:
    """Return the lines of a web page, its lists with the numbers a visitor sees, its tables with their spans.

    Raises:
        DubanError: ``text-encoding`` or ``text-binary`` for bytes that are no text, ``html-too-deep`` for a page whose
            elements are nested thousands deep, ``html-too-many-attributes``.
    """
    declared = _DECLARED.search(data[:_HEAD])
    found = decode_text(data, name, declared[1].decode().lower() if declared else "")
    builder = TextBuilder()
    write_page(builder, found.text, name, limits, progress)
    note_encoding(builder, found)
    return builder


def write_page(
    builder: TextBuilder, html: str, name: str, limits: ReadingLimits, progress: Progress, *, numbered: bool = False
) -> None:
    """Write the lines of a page. ``numbered`` when its elements carry in ``data-line`` the line they came from.

    Raises:
        DubanError: ``html-too-deep``, ``html-too-many-attributes``; ``document-text-too-long`` as soon as the text is.
    """
    cleaner = Cleaner(builder)
    cleaner.clean("\0" * html.count("\0"))  # the parser would end the page there
    _check_tags(html, name)
    root = _parsed(html.replace("\0", ""), name)
    page = Page(builder, cleaner, numbered=numbered)
    walk = etree.iterwalk(root, events=("start", "end")) if root is not None else ()
    for count, (event, element) in enumerate(walk):
        page.begin(element) if event == "start" else page.end(element)
        if count % _STEP == 0:
            progress(count, 0)
            if builder.length > limits.text_chars:
                raise DubanError("document-text-too-long", name=name, chars=builder.length, limit=limits.text_chars)
    page.finish()


def _check_tags(html: str, name: str) -> None:
    """Refuse a tag with more attributes than the parser can compare with each other in bearable time."""
    for piece in html.split("<"):
        if len(piece) > _MOST_ATTRIBUTES and piece[:1].isalpha() and not piece[:6].lower().startswith(_PROGRAM):
            end = piece.rfind(">")
            count = len(piece[: end if end >= 0 else len(piece)].split(None, _MOST_ATTRIBUTES + 1))
            if count > _MOST_ATTRIBUTES:
                raise DubanError("html-too-many-attributes", name=name, limit=_MOST_ATTRIBUTES)


def _parsed(html: str, name: str) -> Element | None:
    """Return the root of a page; None when there is nothing in it."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=True, recover=True
    )
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None  # an empty page
    if any(fault.type_name == "ERR_RESOURCE_LIMIT" for fault in parser.error_log):
        raise DubanError("html-too-deep", name=name)
    return cast("Element | None", root)
