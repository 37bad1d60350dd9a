"""The rows of a table below its heading: which are tasks, which are sections, totals or notes.

A vertically merged cell speaks for every row it covers. Where merged cells are not known, an empty cell takes what
stands above it within the same number, and a category in any case; 同上 takes what stands above anywhere. A measure
that is merged over several rows is one task, and what those rows say beside it is said of it together.
"""

import re
from dataclasses import dataclass, field, replace

from planning.extraction.columns import BODIES
from planning.extraction.marks import read_mark
from planning.extraction.passage import Passage, join
from planning.extraction.responsibility import NOBODY, Responsibility, split_off
from planning.extraction.table_grid import Grid, Spot
from planning.extraction.table_header import Header

_SAME = re.compile(r"同上(?:行|项|一?[行项栏])?|同前|同|[\"〃″々'“”]{1,2}|-?〃-?|ditto", re.IGNORECASE)
_NOTHING = re.compile(r"[-—–/\\_*]+|无|暂无|[.。…]+")
_TOTAL = re.compile(r"(?:合|小|总|共|累)\s*计.{0,12}|本页.{0,4}计|平均")
_NOTE = re.compile(
    r"(?:注|备\s*注|说\s*明|附\s*注|填[表报]说明|填[表报]人|制\s*表|审\s*核|审\s*批|(?:主要|单位|分管)?负责人|联系人|联系电话"
    r"|(?:填报|报送|制表)(?:单位|日期|时间|部门)|主管领导|签\s*[字发批]|(?:单位)?\(?盖章\)?|数据来源|续表|接[上下]表|※|\*)"
    r"(?:人|单位)?(?:\([^()]*\))?(?:\s*[:0-9].*|)"
)
_CHINESE_ORDER = re.compile(r"\(?[一二三四五六七八九十]{1,3}\)?[、.]?")
_ARABIC = re.compile(r"[0-9]{1,4}[.、]?")
_STREET = re.compile(r"[一-鿿]{2,12}(?:街道|(?<![城乡])镇|(?<!城)乡)(?:总工会|联合工会|工会|办事处|党工委)?")
_CARRIED = frozenset({*BODIES, "task", "unit", "leader", "person", "deadline", "start", "outcome", "group"})
_ALWAYS_CARRIED = frozenset({"unit", "group"})
_WIDE = 0.6
_LONGEST_SECTION = 45
_PAIR = 2
_ABOVE = 10
"""Rows above a heading in which the title of the table stands, which may be repeated below."""
_ENDS = tuple("。;!?；！？.")
_BREAKS_OFF = tuple(",、:(—-“《，：（")
_SPACE = re.compile(r"(?<=[一-鿿，。；：、（）“”《》！？])\s+(?=[一-鿿，。；：、（）“”《》！？])")
_RANKS = {"task": 0, "problem": 1, "content": 2, "action": 3}


@dataclass(frozen=True)
class Row:
    """One task of a table: its text with the name put before it, its cells by meaning, and where it belongs.

    ``measure`` is the text of its own cell, which alone says what is to be done. ``reasons`` say why ``confidence`` is
    below 1; ``milestones`` are the cells of quarters with the words above them;
    ``shares_number`` says that the number stands at a row above, ``sheet`` is the name of the row's sheet,
    ``inherited`` is who answers by the words of its section.
    """

    text: Passage
    measure: Passage
    number: str
    path: tuple[str, ...]
    unit: str
    cells: dict[str, tuple[Passage, ...]] = field(default_factory=dict)
    milestones: tuple[tuple[str, Passage], ...] = ()
    confidence: float = 1.0
    reasons: tuple[str, ...] = ()
    shares_number: bool = False
    sheet: str = ""
    inherited: Responsibility = NOBODY

    def cell(self, meaning: str) -> str:
        """Return what the row says of a meaning; empty when it says nothing."""
        return "、".join(dict.fromkeys(passage.text for passage in self.cells.get(meaning, ())))


@dataclass
class Block:
    """The rows below one heading: its tasks, and the rows that are none (the first words of each)."""

    rows: list[Row] = field(default_factory=list)
    left_out: list[Passage] = field(default_factory=list)


@dataclass(frozen=True)
class _Section:
    """A row that says what the rows below belong to: its words, the style of its number, its street, who answers."""

    words: str
    style: str
    street: str
    named: Responsibility


@dataclass
class _Draft:
    """A task being read: what stands at each place, and the place of its measure."""

    measure: Spot | None
    places: dict[int, list[Passage]]
    sections: tuple[_Section, ...]
    number: str
    text: Passage
    reasons: list[str] = field(default_factory=list)
    shares_number: bool = False


def street_in(title: str) -> str:
    """Return the street or township that a sheet or a table is about; empty when its title names none."""
    found = _STREET.match(title.strip())
    rest = title.strip()[found.end() :] if found else ""
    return found[0] if found and not rest.startswith(("、", "和")) else ""


def read_rows(grid: Grid, header: Header, end: int, unit: str = "") -> Block:
    """Return the tasks from a heading down to the row ``end``; ``unit`` is whom the whole table is about."""
    reader = _Reader(grid, header, end)
    for row in range(header.last + 1, end):
        reader.row(row)
    return Block(_finished(header, reader.drafts, unit), reader.left_out)


class _Reader:
    def __init__(self, grid: Grid, header: Header, end: int) -> None:
        self.drafts: list[_Draft] = []
        self.left_out: list[Passage] = []
        self._grid, self._header = grid, header
        self._held = {place: held for place, held in enumerate(header.meanings) if held}
        self._number, self._measure = header.place("number"), header.place("measure")
        self._width = max(sum(1 for h, m in zip(header.headings, header.meanings, strict=True) if h.words or m), 1)
        self._sections: list[_Section] = []
        self._above: dict[int, Passage] = {}
        self._last: dict[int, Passage] = {}
        self._shown = ""
        self._noted = False
        above = range(max(header.first - _ABOVE, 0), header.first + 1)
        self._titles = {spot.text.text for row in above for spot in grid.own(row)}
        numbers = [grid.rows[row].get(self._number) for row in range(header.last + 1, end)] if self._number else []
        numbers = numbers or [grid.rows[row].get(0) for row in range(header.last + 1, end)]
        said = [spot for row in range(header.last + 1, end) if (spot := grid.rows[row].get(self._measure or 0))]
        self._stopped = sum(1 for spot in said if spot.text.folded.endswith(_ENDS)) * 5 >= len(said) * 3 > 0
        self._arabic = any(spot and _ARABIC.fullmatch(spot.text.folded) for spot in numbers)

    def row(self, row: int) -> None:
        own = self._grid.own(row)
        if not own or self._is_heading_again(own):
            return
        if self._is_aside(own):
            self.left_out.append(own[0].text)
            self._noted = True
            return
        section = self._section(row, own)
        if section:
            if section.text not in self._titles:
                self._enter(section)
            return
        self._noted = False
        self._data(row, own)

    def _is_heading_again(self, own: list[Spot]) -> bool:
        words = {word for heading in self._header.headings for word in heading.words}
        return bool(words) and sum(1 for spot in own if spot.text.text in words) * 3 >= len(own) * 2

    def _is_wide(self, spot: Spot) -> bool:
        return spot.columns >= max(2, _WIDE * self._width)

    def _is_aside(self, own: list[Spot]) -> bool:
        """Return whether a row is a total, a note, or says who filled the table in."""
        first = own[0].text.folded
        if any(_TOTAL.fullmatch(spot.text.folded) for spot in own[:2]):
            return True
        if _NOTE.fullmatch(first) and (len(own) <= _PAIR or all(_NOTE.fullmatch(s.text.folded) for s in own)):
            return True
        alone = len(own) == 1 and self._is_wide(own[0])
        if alone and len(first) > _LONGEST_SECTION and first.endswith(_ENDS):
            return True
        return alone and self._noted and read_mark(first) is not None and first.endswith(_ENDS)

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
        level = next((i for i, known in enumerate(self._sections) if known.style == style), len(self._sections))
        del self._sections[level:]
        words, named = split_off(section, first_leads=False)
        street = _STREET.fullmatch(words.text[mark.length :] if mark else words.text)
        self._sections.append(_Section(words.text, style, street[0] if street else "", named))
        self._above, self._shown = {}, ""

    def _data(self, row: int, own: list[Spot]) -> None:
        spots = self._grid.rows[row]
        number = self._number_of(spots)
        here = self._values(spots, fresh=number is not None)
        self._shown = number if number is not None else ("" if self._grid.merged else self._shown)
        measure = spots.get(self._measure) if self._measure is not None else None
        before = self.drafts[-1] if self.drafts else None
        if before and measure and measure.row < row and before.measure is measure:
            self._add(before, {place: text for place, text in here.items() if self._begins(row, place)})
        elif before and measure and self._goes_on(row, own, before):
            before.text = join([before.text, measure.text])
        else:
            self._begin(row, own, here, measure)

    def _number_of(self, spots: dict[int, Spot]) -> str | None:
        """Return the number a row shows; None when it shows none of its own."""
        if self._number is None:
            return None if self._grid.tabbed else ""
        spot = spots.get(self._number)
        return re.sub(r"[.、．]$", "", spot.text.text).strip() if spot else None

    def _values(self, spots: dict[int, Spot], *, fresh: bool) -> dict[int, Passage]:
        """Return what a row says at each place, with what it takes from above."""
        if fresh:
            self._above = {p: said for p, said in self._above.items() if self._held.get(p) in _ALWAYS_CARRIED}
        here: dict[int, Passage] = {}
        for place, held in self._held.items():
            spot = spots.get(place)
            said = spot.text if spot and not _NOTHING.fullmatch(spot.text.folded) else None
            if said and _SAME.fullmatch(said.folded):
                said = self._last.get(place)
            elif spot is None and held in _CARRIED and not self._grid.merged:
                said = self._above.get(place)
            if said:
                here[place] = self._above[place] = self._last[place] = said
        return here

    def _begins(self, row: int, place: int) -> bool:
        spot = self._grid.rows[row].get(place)
        return spot is not None and spot.row == row

    def _goes_on(self, row: int, own: list[Spot], before: _Draft) -> bool:
        """Return whether a row is the rest of the one before, cut by the end of a page."""
        only = {spot.column for spot in own} == {self._measure}
        if not only or self._number is None or self._number in self._grid.rows[row] or not before.number:
            return False
        text = before.text.folded
        return text.endswith(_BREAKS_OFF) or (self._stopped and not text.endswith(_ENDS))

    def _begin(self, row: int, own: list[Spot], here: dict[int, Passage], measure: Spot | None) -> None:
        text = here.get(self._measure) if self._measure is not None else None
        if text is None:
            tasks = [place for place in here if self._held[place] == "task" and self._begins(row, place)]
            if not tasks:
                self._nothing(row, own, here)
                return
            text = here.pop(tasks[-1])
            measure = self._grid.rows[row][tasks[-1]]
        elif self._measure is not None:
            here.pop(self._measure)
        shares = self._number is not None and not self._begins(row, self._number)
        draft = _Draft(measure, {}, tuple(self._sections), self._shown, text, shares_number=shares)
        self._add(draft, here)
        told = [p for p in here if self._held[p] in _CARRIED | {"number"} and p in self._grid.rows[row]]
        if self._number is not None and not told:
            draft.reasons.append("table-row-unsure")
        self.drafts.append(draft)

    def _nothing(self, row: int, own: list[Spot], here: dict[int, Passage]) -> None:
        """Take a row without a task: what it says belongs to the one above, or it is left out."""
        said = {p: t for p, t in here.items() if self._begins(row, p) and self._held[p] in BODIES}
        if said and self.drafts and not (self._number is not None and self._number in self._grid.rows[row]):
            self._add(self.drafts[-1], said)
        elif any(self._held.get(spot.column) not in ("number", None) for spot in own):
            self.left_out.append(own[0].text)

    @staticmethod
    def _add(draft: _Draft, here: dict[int, Passage]) -> None:
        for place, text in here.items():
            draft.places.setdefault(place, []).append(text)


def _finished(header: Header, drafts: list[_Draft], unit: str) -> list[Row]:
    tasks = sorted(header.columns("task"), key=lambda p: (_RANKS.get(header.headings[p].kind, 0), p))
    grouping = [place for place in tasks if _groups(drafts, place)]
    named = [place for place in tasks if place not in grouping]
    paths = sorted(header.columns("group")) + grouping
    return [_row(header, draft, named, paths, unit) for draft in drafts]


def _groups(drafts: list[_Draft], place: int) -> bool:
    """Return whether a name stands over several tasks one below the other, so that it names their group."""
    words = [[text.text for text in draft.places.get(place, ())] for draft in drafts]
    return any(words[i] and words[i] == words[i + 1] for i in range(len(words) - 1))


def _row(header: Header, draft: _Draft, names_at: list[int], paths: list[int], unit: str) -> Row:
    cells: dict[str, tuple[Passage, ...]] = {}
    milestones = []
    for place, texts in sorted(draft.places.items()):
        held = header.meanings[place]
        cells[held] = (*cells.get(held, ()), *texts)
        if held == "milestone":
            milestones += [("".join(header.headings[place].words[-1:]), text) for text in texts]
    over = [text.text for place in paths for text in draft.places.get(place, ())[:1]]
    sections = [section.words for section in draft.sections]
    units = [section.street for section in draft.sections if section.street]
    named = [section.named for section in draft.sections if section.named.stated]
    said = "、".join(text.text for text in cells.get("unit", ()))
    names = [text for place in names_at for text in draft.places.get(place, ())[:1]]
    row = Row(
        _with_names(names, draft.text),
        unspaced(draft.text),
        draft.number,
        tuple(dict.fromkeys([*sections, *over])),
        said or (units[-1] if units else unit),
        cells,
        tuple(milestones),
        shares_number=draft.shares_number,
        inherited=named[-1] if named else NOBODY,
    )
    unsure = [*draft.reasons, *(["table-header-guessed"] if header.guessed else [])]
    return replace(row, confidence=0.6 if header.guessed else 0.7, reasons=tuple(unsure)) if unsure else row


def _with_names(names: list[Passage], measure: Passage) -> Passage:
    """Return the text of a task with the name of the matter before it: 羊城企业家培养项目。加强…."""
    text = unspaced(measure)
    for name in reversed(names):
        if name.text and not text.text.startswith(name.text):
            stop = "" if name.folded.endswith((*_ENDS, ":")) else "。"
            text = join([unspaced(name), text], stop)
    return text


def unspaced(passage: Passage) -> Passage:
    """Return a text without the blanks that a line break in a cell left between Chinese characters."""
    cuts = [match.span() for match in _SPACE.finditer(passage.text)]
    if not cuts:
        return passage
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(passage)]
    return join([passage.cut(start, end) for start, end in zip(starts, ends, strict=True)])
