"""From the elements of a web page to lines: blocks apart, white space drawn together, lists numbered, tables laid out.

Elements come as begin and end, one after the other, so that no depth of nesting can exhaust anything.
"""

import re

from planning.reading.cleaning import Cleaner
from planning.reading.document import TextBuilder
from planning.reading.grid import write_table
from planning.reading.hypertext_lists import ListOnPage
from planning.reading.hypertext_tables import Rows, is_layout, number_of
from planning.reading.xml import Element

_NOT_TEXT = (
    "script style noscript template head title nav footer aside input select option optgroup button textarea "
    "iframe object embed applet svg canvas audio video map datalist progress meter rt rp dialog frameset"
)
_SET_APART = (
    "address article blockquote body center dd details dir div dl dt fieldset figcaption figure footer form h1 h2 "
    "h3 h4 h5 h6 header hgroup hr html legend li main menu ol p pre section summary table tbody td tfoot th thead "
    "tr ul caption nav aside"
)
_FURNITURE, _BLOCKS = frozenset(_NOT_TEXT.split()), frozenset(_SET_APART.split())
_STRUCK, _LISTS = frozenset(("del", "s", "strike")), frozenset(("ol", "ul", "menu", "dir"))
_ARTICLES, _WHOLE = ("article", "main"), ("html", "body")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|(?:font-size|opacity)\s*:\s*0(?:\.0*)?(?:px|pt|em|rem|%)?\s*(?:;|!|$)",
    re.IGNORECASE,
)
_TURNING = re.compile(r"unicode-bidi\s*:\s*(?:bidi|isolate)-override", re.IGNORECASE)
_OWN_NUMBER = re.compile(
    r"\s*(?:[(（]?(?:[0-9０-９]{1,3}|[一二三四五六七八九十]{1,3})[、.．)）]|第[一二三四五六七八九十0-9]+[条项章]|[①-⑳])"
)
_WHITE = re.compile("[ \t\r\n\f]+")
_SOFT = "\x1f"
HELD_TAB = "\U000f0009"
"""Stands for a tab that must survive; browsers draw tabs together with other white space."""
_WIDE = "\u2e80-\ufa6f\uff00-\uffef“”‘’…—"
_SOFT_BETWEEN = re.compile(f"(?<=[{_WIDE}])[ {_SOFT}]*{_SOFT}[ {_SOFT}]*(?=[{_WIDE}])")
_SPACES = re.compile(f"[ {_SOFT}]+")


class Page:
    """Takes the elements of a page one after the other and writes its lines."""

    def __init__(self, builder: TextBuilder, cleaner: Cleaner, *, numbered: bool = False) -> None:
        self._builder, self._cleaner, self._numbered = builder, cleaner, numbered
        self._skipped: Element | None = None
        self._pieces: list[str] = []
        self._lists: list[ListOnPage] = []
        self._rows: list[Rows | None] = []
        self._cell: list[str] | None = None
        self._label = ""
        self._level = self._preformatted = self._articles = self._line = 0
        self._paragraphs = self._tables = 0
        self._noted: dict[str, tuple[int, int]] = {}

    def begin(self, element: Element) -> None:
        """Take the beginning of an element with the text before its first child."""
        if self._skipped is not None:
            return
        tag = element.tag
        if self._leaves_out(element):
            self._skipped = element
            return
        if tag in _BLOCKS:
            self._flush()
            self._begin_block(element, tag)
        elif tag == "br":
            self._pieces.append("\n")
        elif tag == "q":
            self._pieces.append("“")
        if (tag == "bdo" and element.get("dir", "") == "rtl") or _TURNING.search(element.get("style", "")):
            self._pieces.append("\u202e")
        self._say(element.text)

    def end(self, element: Element) -> None:
        """Take the end of an element with the text behind it."""
        tag = element.tag
        if self._skipped is not None and element is not self._skipped:
            return
        if self._skipped is None:
            if tag in _BLOCKS:
                self._flush()
                self._end_block(element, tag)
            elif tag == "q":
                self._pieces.append("”")
        elif tag in _BLOCKS:
            self._flush()
        self._skipped = None
        self._say(element.tail)

    def finish(self) -> None:
        """Write what is still held back and the notes."""
        self._flush()
        text = self._builder.text if self._noted else ""
        for code, (count, start) in self._noted.items():
            end = text.find("\n", start)
            self._builder.note(code, start, len(text) if end < 0 else end, count=count)
        self._cleaner.tell()

    def _leaves_out(self, element: Element) -> bool:
        tag = element.tag
        if tag in _FURNITURE or (tag == "header" and not self._articles):
            return True
        hidden = element.get("hidden", "-") != "-" or _HIDING.search(element.get("style", "")) is not None
        if tag in _WHOLE:
            return False  # scripts show it once it is loaded
        if not hidden and tag not in _STRUCK:
            return False
        if any(text.strip() for text in element.itertext()):
            code = "html-hidden-text" if hidden else "html-struck-text"
            count, start = self._noted.get(code, (0, self._builder.next_start))
            self._noted[code] = (count + 1, start)
        return True

    def _begin_block(self, element: Element, tag: str) -> None:
        self._line = number_of(element.get("data-line", ""), self._line, most=10**9) if self._numbered else 0
        self._articles += tag in _ARTICLES
        self._preformatted += tag == "pre"
        self._level = _HEADINGS.get(tag, self._level)
        rows = self._rows[-1] if self._rows else None
        if tag in _LISTS:
            self._lists.append(ListOnPage(element))
        elif tag == "li":
            self._label = self._lists[-1].label(element) if self._lists else "• "
        elif tag == "table":
            self._rows.append(None if is_layout(element) else Rows())
        elif tag == "tr" and rows:
            rows.begin()
        elif tag in ("td", "th") and rows:
            self._cell = []

    def _end_block(self, element: Element, tag: str) -> None:
        self._articles -= tag in _ARTICLES
        self._preformatted -= tag == "pre"
        self._level = 0 if tag in _HEADINGS else self._level
        rows = self._rows[-1] if self._rows else None
        if tag in _LISTS:
            self._lists.pop()
        elif tag == "li":
            self._label = ""
        elif tag == "table":
            self._rows.pop()
            if rows:
                self._write(rows)
        elif tag in ("td", "th") and rows and self._cell is not None:
            rows.add(element, " ".join(self._cell).replace("\t", " "))
            self._cell = None

    def _write(self, rows: Rows) -> None:
        self._tables += 1
        number = self._tables
        write_table(self._builder, rows.cells, lambda row: f"表{number}第{row + 1}行")

    def _say(self, text: str | None) -> None:
        if not text:
            return
        if self._preformatted:
            self._pieces.append(text)
        else:
            self._pieces.append(_WHITE.sub(lambda white: _SOFT if "\n" in white[0] else " ", text))

    def _flush(self) -> None:
        """Write what has been said since the last block as lines, the first with the number of its list entry."""
        if not self._pieces:
            return
        text, self._pieces = "".join(self._pieces), []
        if not text.strip(_SOFT + " \n\t"):
            return
        if not self._preformatted:
            text = _SPACES.sub(" ", _SOFT_BETWEEN.sub("", text))
        label, self._label = self._label, ""
        text = self._cleaner.clean(text.replace(_SOFT, " ").replace(HELD_TAB, "\t"))
        for position, raw in enumerate(text.split("\n")):
            line = raw.rstrip() if self._preformatted else raw.rstrip().lstrip(" \u3000\xa0")
            if line.strip():
                self._put("" if _OWN_NUMBER.match(line) else label, line, position)
                label = ""

    def _put(self, label: str, line: str, position: int) -> None:
        if self._cell is not None:
            self._cell.append(label + line)
            return
        self._paragraphs += 1
        self._builder.landmark(f"第{self._line + position}行" if self._numbered else f"第{self._paragraphs}段")
        self._builder.line([label + line], "heading" if self._level else "paragraph", self._level)
