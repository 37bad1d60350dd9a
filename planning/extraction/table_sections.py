"""Rows of a table that are no tasks: sections the rows below belong to, totals, notes, and headings said again."""

import re
from dataclasses import dataclass
from typing import Literal

from planning.extraction.marks import read_mark
from planning.extraction.passage import Passage, join
from planning.extraction.responsibility import Responsibility, split_off
from planning.extraction.table_grid import Grid, Spot
from planning.extraction.table_header import Header

_TOTAL = re.compile(r"(?:合|小|总|共|累)\s*计.{0,12}|本页.{0,4}计|平均|.{1,20}(?:合|小|总)\s*计(?:\([^()]*\))?")
_NOTE = re.compile(
    r"(?:注|备\s*注|说\s*明|附\s*注|填[表报]说明|填[表报]人|制\s*表|审\s*核|审\s*批|(?:主要|单位|分管)?负责人|联系人|联系电话"
    r"|(?:填报|报送|制表)(?:单位|日期|时间|部门)|主管领导|签\s*[字发批]|(?:单位)?\(?盖章\)?|数据来源|续表|接[上下]表|※|\*)"
    r"(?:人|单位)?(?:\([^()]*\))?(?:\s*[:0-9].*|)"
)
_CHINESE_ORDER = re.compile(r"\(?[一二三四五六七八九十]{1,3}\)?[、.]?")
_ARABIC = re.compile(r"[0-9]{1,4}[.、]?")
_STREET = re.compile(r"[一-鿿]{2,12}(?:街道|(?<![城乡])镇|(?<!城)乡)(?:总工会|联合工会|工会|办事处|党工委)?")
_ENDS = tuple("。;!?；！？.")
_WIDE = 0.6
_LONGEST_SECTION = 45
_PAIR = 2
_ABOVE = 10
"""Rows above a heading in which the title of the table stands, which may be repeated below."""

Kind = Literal["task", "section", "aside", "nothing"]


@dataclass(frozen=True)
class Section:
    """A row that says what the rows below belong to: its words, the style of its number, its street, who answers."""

    words: str
    style: str
    street: str
    named: Responsibility


def street_in(title: str) -> str:
    """Return the street or township that a sheet or a table is about; empty when its title names none."""
    found = _STREET.match(title.strip())
    rest = title.strip()[found.end() :] if found else ""
    return found[0] if found and not rest.startswith(("、", "和")) else ""


class Sections:
    """Tells row after row what it is; ``current`` are the sections the present row stands in, outermost first."""

    def __init__(self, grid: Grid, header: Header, end: int) -> None:
        self.current: tuple[Section, ...] = ()
        self._grid = grid
        self._held = {place: held for place, held in enumerate(header.meanings) if held}
        self._number, self._measure = header.place("number"), header.place("measure")
        self._words = {word for heading in header.headings for word in heading.words}
        self._width = max(sum(1 for h, m in zip(header.headings, header.meanings, strict=True) if h.words or m), 1)
        above = range(max(header.first - _ABOVE, 0), header.first + 1)
        self._titles = {spot.text.text for row in above for spot in grid.own(row)}
        numbers = [grid.rows[row].get(self._number or 0) for row in range(header.last + 1, end)]
        self._arabic = any(spot and _ARABIC.fullmatch(spot.text.folded) for spot in numbers)
        self._noted = False

    def kind_of(self, row: int, own: list[Spot]) -> Kind:
        """Return what a row is, and enter the section it begins."""
        if not own or self._is_heading_again(own):
            return "nothing"
        if self._is_aside(own):
            self._noted = True
            return "aside"
        section = self._section(row, own)
        if section is None:
            self._noted = False
            return "task"
        if section.text in self._titles:
            return "nothing"
        self._enter(section)
        return "section"

    def _is_heading_again(self, own: list[Spot]) -> bool:
        return bool(self._words) and sum(1 for spot in own if spot.text.text in self._words) * 3 >= len(own) * 2

    def _is_wide(self, spot: Spot) -> bool:
        return spot.columns >= max(2, _WIDE * self._width)

    def _is_aside(self, own: list[Spot]) -> bool:
        """Return whether a row is a total, a note, or says who filled the table in."""
        first = own[0].text.folded
        if any(self._is_total(spot, own) for spot in own[:2]):
            return True
        if _NOTE.fullmatch(first) and (len(own) <= _PAIR or all(_NOTE.fullmatch(s.text.folded) for s in own)):
            return True
        alone = len(own) == 1 and self._is_wide(own[0])
        if alone and len(first) > _LONGEST_SECTION and first.endswith(_ENDS):
            return True
        return alone and self._noted and read_mark(first) is not None and first.endswith(_ENDS)

    def _is_total(self, spot: Spot, own: list[Spot]) -> bool:
        """Return whether a cell says 合计 or 某街道小计, and no sentence stands beside it."""
        if len(spot.text) > _LONGEST_SECTION or not _TOTAL.fullmatch(spot.text.folded):
            return False
        return not any(len(other.text) > _LONGEST_SECTION for other in own if other is not spot)

    def _section(self, row: int, own: list[Spot]) -> Passage | None:
        """Return the words of a row that only says what the rows below belong to."""
        if self._grid.reaching(row) or len(own) > _PAIR or any(len(s.text) > _LONGEST_SECTION for s in own):
            return None
        first = own[0]
        if len(own) == _PAIR:
            paired = first.column == (self._number or 0) and _CHINESE_ORDER.fullmatch(first.text.folded)
            rest = own[1].columns > 1 or self._held.get(own[1].column) in ("group", "task", "measure")
            return join([first.text, own[1].text], "、") if paired and rest and self._arabic else None
        if self._is_wide(first):
            return first.text
        mark = read_mark(first.text.folded)
        ordered = mark is not None and mark.style in ("cn", "(cn)", "chapter")
        held = self._held.get(first.column, "")
        if held in ("measure", "task"):
            named = held == "task" and self._number is not None
            return first.text if (ordered or named) and not first.text.folded.endswith(_ENDS) else None
        leads = held in ("number", "group", "") and first.column <= (self._measure or 0)
        return first.text if leads and not _ARABIC.fullmatch(first.text.folded) else None

    def _enter(self, section: Passage) -> None:
        mark = read_mark(section.folded)
        style = mark.style if mark else ""
        level = next((i for i, known in enumerate(self.current) if known.style == style), len(self.current))
        words, named = split_off(section, first_leads=False)
        street = _STREET.fullmatch(words.text[mark.length :] if mark else words.text)
        entered = Section(words.text, style, street[0] if street else "", named)
        self.current = (*self.current[:level], entered)
