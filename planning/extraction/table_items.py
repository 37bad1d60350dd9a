"""From the row of a table to an item: its own cells count before words in its text."""

import re
from datetime import date

from planning.extraction.charged import named_in_sentence
from planning.extraction.clauses import deliverables
from planning.extraction.columns import BODIES
from planning.extraction.deadlines import NO_DEADLINE, Deadline, read_deadline
from planning.extraction.model import Deliverable, Item, Result
from planning.extraction.passage import Passage, join
from planning.extraction.quantities import quantities
from planning.extraction.responsibility import Responsibility, split_off
from planning.extraction.table_bodies import read_bodies
from planning.extraction.table_dates import cell_deadline, first_day
from planning.extraction.table_drafts import FIGURE, Row, unspaced
from planning.extraction.table_marks import is_sign

_ANALYSED = 5_000
"""Characters of one cell that are looked into."""
_PAST = re.compile("已|曾|原|结转|去年|上年")
_YEAR = re.compile(r"(20[0-9]{2})年")
_SHORT = 25
"""A plan of stages of so few characters is a deadline."""


def item_of(row: Row, year: int, issued: date | None, *, first_leads: bool) -> tuple[Item, Passage, Deadline]:
    """Return the item a row states, with its deadline and the passage the words of that deadline stand in."""
    measure, inside = split_off(row.measure.cut(0, _ANALYSED), first_leads=first_leads)
    named = _named(row, first_leads=first_leads)
    for other in (inside, row.inherited):
        named = named if named.responsible else _joined([named, other])
    named = named if named.responsible else _joined([named, named_in_sentence(measure.folded)])
    place, deadline = _deadline(row, year, issued)
    start_on = next((first_day(cell.text, year, issued) for cell in row.cells.get("start", ())), None)
    text = _without(row.text, row.measure, measure)
    whole = text.start < text.end and text.start <= row.measure.start
    item = Item(
        unit=row.unit or None,
        number=row.number or None,
        path=row.path,
        text=text.text,
        start=text.start if whole else row.measure.start,
        end=row.measure.end,
        responsible=named.responsible,
        lead=named.lead,
        support=named.support,
        leader=named.leader,
        deadline=deadline.on,
        deadline_text=deadline.text,
        deadline_basis=deadline.basis,
        start_on=start_on or (deadline.start_on if deadline.on else None),
        deliverables=tuple(_deliverables(row, measure, year)),
        quantities=quantities("。".join([text.text[:_ANALYSED], *(c.text for c in row.cells.get("outcome", ()))])),
        confidence=row.confidence,
        reasons=row.reasons,
    )
    return item, place, deadline


def result_of(row: Row) -> Result:
    """Return the result that a row of a table of what is done states, with what it says of its progress."""
    said = [row.text, *(unspaced(cell) for cell in row.cells.get("status", ()))]
    text = join([said[0].cut(0, _ANALYSED), *(part.cut(0, _ANALYSED) for part in said[1:])], "。")
    start, end = min(part.start for part in said), max(part.end for part in said)
    return Result(row.unit or None, " ".join(row.path), text.text, start, end, quantities(text.text[:_ANALYSED]))


def _without(text: Passage, measure: Passage, kept: Passage) -> Passage:
    """Return the text of a row without the closing statement of responsibility of its measure, unless that is all."""
    lost = len(measure) - len(kept)
    rest = text.cut(0, len(text) - lost) if lost and len(measure) <= _ANALYSED else text
    return rest if rest.text else text


def _named(row: Row, *, first_leads: bool) -> Responsibility:
    parts = [read_bodies(said, role) for role in ("lead", "responsible", "support") if (said := row.cell(role))]
    found = _joined([*parts, row.ticked])
    leader = row.cell("leader") or found.leader
    lead, support = found.lead, found.support
    if first_leads and not lead and not support and len(found.responsible) > 1:
        lead, support = found.responsible[:1], found.responsible[1:]
    return Responsibility(found.responsible, lead, support, leader)


def _joined(parts: list[Responsibility]) -> Responsibility:
    def every(pick: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for part in parts for name in getattr(part, pick)))

    leader = next((part.leader for part in parts if part.leader), "")
    return Responsibility(every("responsible"), every("lead"), every("support"), leader)


def _deadline(row: Row, year: int, issued: date | None) -> tuple[Passage, Deadline]:
    """Return the deadline of a row: by its own cell, else its text, its schedule or its last filled quarter."""
    own = row.cells.get("deadline", ())
    found = [(cell, cell_deadline(cell.text, year, issued)) for cell in own]
    found = [(cell, deadline) for cell, deadline in found if deadline != NO_DEADLINE]
    if found:
        return max(found, key=lambda pair: (pair[1].on or date.min, -pair[0].start))
    text = row.measure.cut(0, _ANALYSED)
    inside = read_deadline(text.text, year, issued)
    if inside.on or inside.problem:
        return text, inside
    for cell in row.cells.get("schedule", ()):
        short = len(cell) <= _SHORT
        planned = (cell_deadline if short else read_deadline)(cell.text[:_ANALYSED], year, issued)
        if planned.on or (short and planned.text and not inside.text):
            return cell, planned
    for cell in (cell for role in BODIES for cell in row.cells.get(role, ())):
        beside = read_deadline(cell.text[:_ANALYSED], year, issued)
        if beside.basis == "explicit":
            return cell, beside
    for cell in row.cells.get("note", ()):
        noted = read_deadline(cell.text[:_ANALYSED], year, issued)
        if noted.basis == "explicit" and not _PAST.search(cell.folded):
            return cell, noted
    return _last_stage(row, year, issued) or (text, inside)


def _last_stage(row: Row, year: int, issued: date | None) -> tuple[Passage, Deadline] | None:
    """Return the deadline of the last filled quarter or month: the date its words state, else the end of it."""
    stages = []
    for title, cell in row.milestones:
        stated = read_deadline(cell.text[:_ANALYSED], year, issued)
        end = read_deadline(title, year, issued).on or _end_of_year(title)
        if stated.basis == "explicit":
            stages.append((stated.on or date.min, cell.start, cell, stated))
        elif end:
            words = title if is_sign(cell.text) or FIGURE.fullmatch(cell.folded) else cell.text[:20]
            stages.append((end, cell.start, cell, Deadline(end, words, "inferred")))
    return max(stages, key=lambda stage: stage[:2])[2:] if stages else None


def _end_of_year(title: str) -> date | None:
    """Return the last day of the year whose goal a column holds (2025年目标)."""
    found = _YEAR.match(title)
    return date(int(found[1]), 12, 31) if found else None


def _deliverables(row: Row, measure: Passage, year: int) -> list[Deliverable]:
    """Return what a row promises: the clauses of its measure, its form of outcome, what is due in each stage."""
    found = [Deliverable(part.text, part.start, part.end) for part in deliverables(measure)]
    outcomes = [cell for cell in row.cells.get("outcome", ()) if cell.text not in measure.text]
    found += [Deliverable(unspaced(cell).text, cell.start, cell.end) for cell in outcomes]
    stages = [(title, cell) for title, cell in row.milestones if not is_sign(cell.text)]
    found += [Deliverable(f"{title}：{unspaced(cell).text}", cell.start, cell.end) for title, cell in stages]
    for cell in row.cells.get("schedule", ()):
        found += [
            Deliverable(part.text, part.start, part.end)
            for part in _clauses(cell)
            if read_deadline(part.text, year).basis == "explicit"
        ]
    return found


def _clauses(cell: Passage) -> list[Passage]:
    ends = [index for index, sign in enumerate(cell.folded) if sign in ",;。"]
    starts = [0, *(end + 1 for end in ends)]
    parts = [cell.cut(start, end) for start, end in zip(starts, [*ends, len(cell)], strict=True)]
    return [part for part in parts if part.text]
