"""The words of one Word paragraph: what is seen of its runs, fields, revisions, signs and formulas.

Kept: insertions, split runs, content controls, links, results of fields, the base of ruby. Left out: deletions, field
codes, hidden text, prompts of empty controls. Text boxes are handed back to be read behind the paragraph.
"""

import re
from dataclasses import dataclass

from planning.reading.word_styles import Styles
from planning.reading.xml import Element, attribute, below, is_on, name

_NO_TEXT = (
    "w:del w:moveFrom w:rt w:pPr w:rPr w:tblPr w:tcPr w:trPr w:sectPr w:sdtPr w:sdtEndPr w:tblGrid w:delText "
    "w:delInstrText m:rPr m:fPr m:ctrlPr"
)
GONE = frozenset(map(name, _NO_TEXT.split()))
"""Elements below which nothing is seen."""
BOX = name("w:txbxContent")
_ALTERNATE, _FALLBACK = name("mc:AlternateContent"), name("mc:Fallback")
_RUN, _TEXT, _BREAK, _SYMBOL, _CONTROL = map(name, ("w:r", "w:t", "w:br", "w:sym", "w:sdt"))
_FIELD, _CODE, _DENOMINATOR = map(name, ("w:fldChar", "w:instrText", "m:den"))
_TEXTS = frozenset((_TEXT, name("m:t")))
_SIGNS = {name("w:tab"): "\t", name("w:ptab"): "\t", name("w:cr"): "\n", name("w:noBreakHyphen"): "-"}
_SIDE_NOTES = frozenset(map(name, ("w:footnoteReference", "w:endnoteReference", "w:commentReference")))
_PICTURES = frozenset(
    (
        "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
        "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
        "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
        "{urn:schemas-microsoft-com:vml}imagedata",
    )
)
_TURNED, _TURN = frozenset(map(name, ("w:bdo", "w:dir"))), "\u202e"
_ENCLOSED = re.compile(r"\s*eq\s*\\o(?:\\a[clr])?\s*\(\s*[○〇◯]\s*[,，;]\s*([0-9]{1,2})\s*\)\s*", re.IGNORECASE)
_LAID_OVER = re.compile(r"\s*eq\s*\\o(?:\\a[clr])?\s*\(([^,，;()]*)[,，;]([^()]*)\)\s*", re.IGNORECASE)
_CIRCLES = "⓪①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_LONGEST_CODE = 500
_BYTE, _SURROGATES, _PRIVATE, _END = 0x100, 0xD800, 0xF000, 0xFFFE


@dataclass
class _Field:
    """A field that has begun: its code, and whether its result has."""

    code: str = ""
    open: bool = False


class Runs:
    """Reads paragraphs in order: a field may begin in one and end in another."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._fields: list[_Field] = []
        self._pieces: list[str] = []
        self._boxes: list[Element] = []
        self.hidden = 0
        """Stretches of hidden text met so far."""
        self.side_notes = 0
        """Footnotes, endnotes and comments met so far."""
        self.pictures = 0
        """Pictures, charts and diagrams met so far."""

    @property
    def in_contents(self) -> bool:
        """The result of a field that makes a table of contents is being read."""
        return any(field.open and field.code.split()[:1] == ["TOC"] for field in self._fields)

    def read(self, paragraph: Element, *, hidden: bool = False) -> tuple[str, list[Element]]:
        """Return the text of a paragraph, lines within it apart by line feeds, and the text boxes anchored in it."""
        self._pieces, self._boxes = [], []
        self._walk(paragraph, hidden=hidden)
        self._fields = [field for field in self._fields if field.open]
        return "".join(self._pieces), self._boxes

    def _walk(self, element: Element, *, hidden: bool) -> None:
        for child in element:
            tag = child.tag
            if tag == _RUN:
                self._walk(child, hidden=self._is_hidden(child, above=hidden))
            elif tag in _TEXTS:
                self._say(_one_line(child.text or ""), hidden=hidden)
            elif tag in _SIGNS:
                self._say(_SIGNS[tag], hidden=hidden)
            elif tag == _BREAK:
                self._say("" if attribute(child, "w:type") in ("page", "column") else "\n", hidden=hidden)
            elif tag == BOX:
                self._boxes.append(child)
            elif tag not in GONE:
                self._walk_rare(child, hidden=hidden)

    def _walk_rare(self, child: Element, *, hidden: bool) -> None:
        tag = child.tag
        if tag == _FIELD:
            self._field(attribute(child, "w:fldCharType"), hidden=hidden)
        elif tag == _CODE:
            if self._fields and len(self._fields[-1].code) < _LONGEST_CODE:
                self._fields[-1].code += child.text or ""
        elif tag == _SYMBOL:
            self._say(_symbol(attribute(child, "w:char")), hidden=hidden)
        elif tag in _SIDE_NOTES:
            self.side_notes += 1
        elif tag in _PICTURES:
            self.pictures += 1
        elif tag == _ALTERNATE:
            self._walk(chosen(child), hidden=hidden)
        elif tag != _CONTROL or not is_prompt(child):
            turned = tag in _TURNED and attribute(child, "w:val") == "rtl"
            self._say("/" if tag == _DENOMINATOR else _TURN if turned else "", hidden=hidden)
            self._walk(child, hidden=hidden)

    def _is_hidden(self, run: Element, *, above: bool) -> bool:
        properties = below(run, "w:rPr")
        if properties is None:
            return above
        if below(properties, "w:vanish") is not None:
            return is_on(properties, "w:vanish")
        style = attribute(below(properties, "w:rStyle"))
        return above or bool(style and self._styles.of(style).hidden)

    def _say(self, text: str, *, hidden: bool) -> None:
        if not text or not all(field.open for field in self._fields):
            return
        if hidden:
            self.hidden += bool(text.strip())
        else:
            self._pieces.append(text)

    def _field(self, kind: str, *, hidden: bool) -> None:
        if kind == "begin":
            self._fields.append(_Field())
        elif self._fields and kind == "separate":
            self._fields[-1].open = True
        elif self._fields and kind == "end":
            field = self._fields.pop()
            if not field.open:
                self._say(_drawn(field.code), hidden=hidden)


def chosen(alternate: Element) -> Element:
    """Return the branch of alternate content that is shown: the first choice, or what older programs show instead."""
    branches = list(alternate)
    choices = [branch for branch in branches if branch.tag != _FALLBACK]
    fallback = next((branch for branch in branches if branch.tag == _FALLBACK), alternate)
    said = next((branch for branch in choices if any(text.text for text in branch.iter(_TEXT))), None)
    return said if said is not None else fallback if branches else alternate


def is_prompt(control: Element) -> bool:
    """Return whether a content control shows nothing but the prompt to fill it in."""
    return is_on(below(control, "w:sdtPr"), "w:showingPlcHdr")


def _one_line(text: str) -> str:
    return text.replace("\n", " ").replace("\t", " ") if "\n" in text or "\t" in text else text


def _symbol(code: str) -> str:
    """Return the sign of a symbol font by its number; Word keeps some without the private range they belong to."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if number < _BYTE:
        return chr(number + _PRIVATE) if number > 0 else ""
    return chr(number) if number < _SURROGATES or _PRIVATE <= number < _END else ""


def _drawn(code: str) -> str:
    """Return what a field without a result shows: signs laid over each other, such as a number in a circle."""
    enclosed = _ENCLOSED.fullmatch(code)
    if enclosed and int(enclosed[1]) < len(_CIRCLES):
        return _CIRCLES[int(enclosed[1])]
    laid = _LAID_OVER.fullmatch(code)
    return laid[2].strip() or laid[1].strip() if laid else ""
