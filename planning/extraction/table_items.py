"""From the row of a table to an item: its own cells count before words in its text."""

from datetime import date

from planning.extraction.clauses import deliverables
from planning.extraction.columns import BODIES
from planning.extraction.deadlines import NO_DEADLINE, Deadline, read_deadline
from planning.extraction.model import Deliverable, Item
from planning.extraction.passage import Passage
from planning.extraction.quantities import quantities
from planning.extraction.responsibility import Responsibility, named_in_sentence, split_off
from planning.extraction.table_bodies import read_bodies
from planning.extraction.table_dates import cell_deadline, first_day
from planning.extraction.table_rows import Row, unspaced

_ANALYSED = 5_000
"""Characters of one cell that are looked into."""
_SHORT = 25
"""A plan of stages of so few characters is a deadline."""


def item_of(row: Row, year: int, issued: date | None, *, first_leads: bool) -> tuple[Item, Passage, Deadline]:
    """Return the item a row states, with its deadline and the passage the words of that deadline stand in."""
    measure, inside = split_off(row.measure.cut(0, _ANALYSED), first_leads=first_leads)
    named = _named(row, first_leads=first_leads)
    for other in (inside, row.inherited, named_in_sentence(measure.folded)):
        if not named.responsible:
            named = _joined([named, other])
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
        end=max(text.end, row.measure.end) if whole else row.measure.end,
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


def _without(text: Passage, measure: Passage, kept: Passage) -> Passage:
    """Return the text of a row without the closing statement of responsibility that its measure had, unless that is all."""
    lost = len(measure) - len(kept)
    rest = text.cut(0, len(text) - lost) if lost and len(measure) <= _ANALYSED else text
    return rest if rest.text else text


def _named(row: Row, *, first_leads: bool) -> Responsibility:
    parts = [read_bodies(row.cell(role), role) for role in ("lead", "responsible", "support") if row.cell(role)]
    found = _joined(parts)
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
    quarters = [(cell, read_deadline(title, year, issued)) for title, cell in row.milestones]
    dated = [(cell, deadline) for cell, deadline in quarters if deadline.on]
    if dated:
        cell, deadline = max(dated, key=lambda pair: (pair[1].on or date.min, pair[0].start))
        return cell, Deadline(deadline.on, cell.text[:20], "inferred")
    return text, inside


def _deliverables(row: Row, measure: Passage, year: int) -> list[Deliverable]:
    """Return what a row promises: the clauses of its measure, its form of outcome, what is due in each stage."""
    found = [Deliverable(part.text, part.start, part.end) for part in deliverables(measure)]
    outcomes = [cell for cell in row.cells.get("outcome", ()) if cell.text not in measure.text]
    found += [Deliverable(unspaced(cell).text, cell.start, cell.end) for cell in outcomes]
    found += [Deliverable(f"{title}：{unspaced(cell).text}", cell.start, cell.end) for title, cell in row.milestones]
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
