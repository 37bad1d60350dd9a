"""Reads the words back out of each rendered format, without blanks, in reading order."""

import re
from html.parser import HTMLParser
from io import BytesIO

import docx
import openpyxl
import pypdfium2
from docx.oxml.ns import qn

from reports.rendering import Format


def words_of(fmt: Format, data: bytes) -> str:
    """Return all words of a rendering with blanks and page numbers taken out."""
    text = {"docx": _docx, "pdf": _pdf, "html": _html, "xlsx": _xlsx}[fmt](data)
    return without_blanks(text)


def without_blanks(text: str) -> str:
    return re.sub(r"\s+", "", text)


def pages(data: bytes) -> list[str]:
    """Return the text of each page of a PDF, page number included, lines separated by line feeds."""
    document = pypdfium2.PdfDocument(data)
    texts = []
    for page in document:
        view = page.get_textpage()
        texts.append(view.get_text_bounded().replace("\r\n", "\n"))
        view.close()
        page.close()
    document.close()
    return texts


def _docx(data: bytes) -> str:
    body = docx.Document(BytesIO(data)).element.body
    return "".join(each.text or "" for each in body.iter(qn("w:t")))


def _pdf(data: bytes) -> str:
    return "".join(re.sub(r"—\s*\d+\s*—", "", text) for text in pages(data))


def _xlsx(data: bytes) -> str:
    book = openpyxl.load_workbook(BytesIO(data))
    cells = (str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None)
    return "\n".join(cells)


class _Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in {"style", "svg", "head"}
        self.parts += [value or "" for name, value in attrs if name == "aria-label"]

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in {"style", "svg", "head"}

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def _html(data: bytes) -> str:
    parser = _Words()
    parser.feed(data.decode("utf-8"))
    return "".join(parser.parts)
