"""From what the rows of a table say at each place to its tasks: text, number, path, unit, and the cells by meaning."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from planning.extraction.passage import Passage, join
from planning.extraction.responsibility import NOBODY, Responsibility
from planning.extraction.table_grid import Spot
from planning.extraction.table_header import Header
from planning.extraction.table_marks import Legend, named_by_marks
from planning.extraction.table_sections import Section

FIGURE = re.compile(r"[0-9][0-9.,]*%?")
"""A bare figure, as the goal of a year or a quarter may be."""
_STOPS = tuple("。;!?；！？.:：")
_SPACE = re.compile(r"(?<=[一-鿿，。；：、（）“”《》！？])\s+(?=[一-鿿，。；：、（）“”《》！？])")
_RANKS = {"task": 0, "problem": 1, "content": 2, "action": 3}


@dataclass(frozen=True)
class Row:
    """One task of a table: its text with the name put before it, its cells by meaning, and where it belongs.

    ``measure`` is the text of its own cell, which alone says what is to be done. ``reasons`` say why ``confidence`` is
    below 1; ``milestones`` are the cells of quarters with the words above them;
    ``shares_number`` says that the number stands at a row above, ``sheet`` is the name of the row's sheet,
    ``inherited`` is who answers by the words of its section, ``ticked`` by the signs in columns of bodies.
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
    ticked: Responsibility = NOBODY

    def cell(self, meaning: str) -> str:
        """Return what the row says of a meaning; empty when it says nothing."""
        return "、".join(dict.fromkeys(passage.text for passage in self.cells.get(meaning, ())))


@dataclass
class Draft:
    """A task being read: what stands at each place, and the place of its measure."""

    measure: Spot | None
    places: dict[int, list[Passage]]
    sections: tuple[Section, ...]
    number: str
    text: Passage
    reasons: list[str] = field(default_factory=list)
    shares_number: bool = False


def finished(header: Header, drafts: list[Draft], unit: str, legend: Legend) -> list[Row]:
    """Return the tasks of a table; ``unit`` is whom all of it is about, ``legend`` what its signs mean."""
    tasks = sorted(header.columns("task"), key=lambda p: (_RANKS.get(header.headings[p].kind, 0), p))
    grouping = [place for place in tasks if _groups(drafts, place)]
    named = [place for place in tasks if place not in grouping]
    paths = sorted(header.columns("group")) + grouping
    return [_row(header, draft, (named, paths), unit, legend) for draft in drafts]


def _groups(drafts: list[Draft], place: int) -> bool:
    """Return whether a name stands over several tasks one below the other, so that it names their group."""
    words = [[text.text for text in draft.places.get(place, ())] for draft in drafts]
    return any(words[i] and words[i] == words[i + 1] for i in range(len(words) - 1))


def _row(header: Header, draft: Draft, over: tuple[list[int], list[int]], unit: str, legend: Legend) -> Row:
    """Return one task; ``over`` are the columns of names and of groups."""
    names, paths = ([t for place in places for t in draft.places.get(place, ())[:1]] for places in over)
    cells: dict[str, tuple[Passage, ...]] = {}
    for place, texts in sorted(draft.places.items()):
        held = header.meanings[place]
        if held != "outcome" or not _is_figure(texts):
            cells[held] = (*cells.get(held, ()), *texts)
    marks = [
        (header.headings[place], t.text) for place in header.columns("marked") for t in draft.places.get(place, ())
    ]
    units = [section.street for section in draft.sections if section.street]
    named = [section.named for section in draft.sections if section.named.stated]
    said = "、".join(text.text for text in cells.get("unit", ()))
    row = Row(
        _with_names(names, draft.text),
        unspaced(draft.text),
        draft.number,
        tuple(dict.fromkeys([*(section.words for section in draft.sections), *(text.text for text in paths)])),
        said or (units[-1] if units else unit),
        cells,
        tuple(_milestones(header, draft)),
        shares_number=draft.shares_number,
        inherited=named[-1] if named else NOBODY,
        ticked=named_by_marks(marks, legend) if marks else NOBODY,
    )
    unsure = [*draft.reasons, *(["table-header-guessed"] if header.guessed else [])]
    return replace(row, confidence=0.6 if header.guessed else 0.7, reasons=tuple(unsure)) if unsure else row


def _is_figure(texts: list[Passage]) -> bool:
    """Return whether a cell holds a bare figure, which says nothing without the words above it."""
    return any(FIGURE.fullmatch(text.folded) for text in texts)


def _milestones(header: Header, draft: Draft) -> Iterator[tuple[str, Passage]]:
    """Yield what is due in each stage; words over several stages stand for all of them (一季度至四季度)."""
    aims = [place for place in header.columns("outcome") if _is_figure(draft.places.get(place, []))]
    places = sorted([*header.columns("milestone"), *aims])
    found = [(place, text) for place in places for text in draft.places.get(place, ())]
    titles: dict[Passage, list[str]] = {}
    for place, text in found:
        titles.setdefault(text, []).append("".join(header.headings[place].words[-1:]))
    for text, over in titles.items():
        yield (over[0] if len(over) == 1 else f"{over[0]}至{over[-1]}"), text


def _with_names(names: list[Passage], measure: Passage) -> Passage:
    """Return the text of a task with the name of the matter before it: 羊城企业家培养项目。加强…."""
    text = unspaced(measure)
    for name in reversed(names):
        if name.text and not text.text.startswith(name.text):
            stop = "" if name.folded.endswith(_STOPS) else "。"
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
