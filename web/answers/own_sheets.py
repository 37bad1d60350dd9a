"""One's own tasks, and the desk of the office, on paper: in the order of the pages, with what is asked in words."""

from collections.abc import Iterable, Iterator
from datetime import date

from config.language import label, sentence
from planning.review.view import ReviewLine
from planning.workdays import WorkCalendar
from reports.blocks import Block, Cell, Column, Paragraph, Table
from web.answers.desk import Desk, DeskRow, Said, Unsent
from web.answers.lines import TaskLine
from web.answers.my import MyLine, MyTasks
from web.answers.sheets import light_cell, standing
from web.wording import day_words, instant_words

_MINE = (("asked", 12), ("title", 14), ("unit", 6), ("light", 6), ("progress", 3), ("due", 7))
_WAITING = (("number", 6), ("title", 11), ("unit", 6), ("owner", 4), ("light", 6), ("due", 7), ("told", 18))
_REVIEW = (("plan", 10), ("document", 9), ("decided", 3), ("changed", 6))
_UNSENT = (("recipient", 8), ("channel", 4), ("since", 5), ("reason", 14))


def my_blocks(found: MyTasks, calendar: WorkCalendar) -> Iterator[Block]:
    """Yield the tasks of somebody by urgency, what must be done first in front."""
    yield Paragraph("、".join(found.posts) or "—", label("print_part", "posts"))
    code = "print-my" if found.pages == 1 else "print-my-cut"
    yield Paragraph(sentence(code, total=found.total, shown=sum(len(group.lines) for group in found.groups)))
    for group in found.groups:
        rows = tuple(_mine(each, found.day, calendar) for each in group.lines)
        caption = sentence("print-group", name=label("my_when", group.when), count=len(rows))
        yield Table(group.when, caption, _columns(_MINE), rows)


def desk_blocks(parts: Iterable[Desk], calendar: WorkCalendar) -> Iterator[Block]:
    """Yield each kind that waits, with the first of it; then the kinds nothing is known of on a past day."""
    untold: frozenset[str] = frozenset()
    for part in parts:
        untold = part.untold
        if part.total:
            yield _part(part, calendar)
    if untold:
        names = "、".join(label("desk", kind) for kind in sorted(untold))
        yield Paragraph(sentence("print-desk-untold", names=names))


def _part(part: Desk, calendar: WorkCalendar) -> Table:
    name = label("desk", part.kind)
    if part.reviews:
        rows = tuple(map(_review, part.reviews))
        return Table(part.kind, sentence("print-group", name=name, count=len(rows)), _columns(_REVIEW), rows)
    if part.unsent:
        rows = tuple(map(_unsent, part.unsent))
        return Table(part.kind, _counted(part, name, len(rows)), _columns(_UNSENT), rows)
    rows = tuple(_waiting(row, part.day, calendar) for row in part.rows)
    return Table(part.kind, _counted(part, name, len(rows)), _columns(_WAITING), rows)


def _counted(part: Desk, name: str, shown: int) -> str:
    code = "print-group-cut" if part.total > shown else "print-group"
    return sentence(code, name=name, count=shown)


def _columns(told: tuple[tuple[str, int], ...]) -> tuple[Column, ...]:
    return tuple(Column(label("print_column", key), weight) for key, weight in told)


def _mine(each: MyLine, day: date, calendar: WorkCalendar) -> tuple[Cell, ...]:
    line = each.line
    return (
        Cell("\n".join(ask.words for ask in each.asks)),
        Cell(f"{line.title}\n{line.number}"),
        Cell(f"{line.unit}\n{line.owner}".strip()),
        light_cell(line.light, line.light_reason),
        Cell(f"{line.progress}%"),
        _due(line, day, calendar),
    )


def _waiting(row: DeskRow, day: date, calendar: WorkCalendar) -> tuple[Cell, ...]:
    line = row.line
    asked = [sentence("print-asks-until", day=day_words(row.extension_on))] if row.extension_on else []
    return (
        Cell(line.number),
        Cell(line.title),
        Cell(line.unit),
        Cell(line.owner or label("print_part", "vacant")),
        light_cell(line.light, line.light_reason),
        _due(line, day, calendar),
        Cell("\n".join([*asked, *map(_said, row.said)]) or "—"),
    )


def _due(line: TaskLine, day: date, calendar: WorkCalendar) -> Cell:
    return Cell(f"{line.due_on}\n{standing(line, day, calendar)}")


def _said(said: Said) -> str:
    told = "；".join(f"{name}：{text}" for name, text in said.says)
    return f"{label('event', said.kind)}（{said.by}，{instant_words(said.at)}）{told}"


def _review(line: ReviewLine) -> tuple[Cell, ...]:
    decided = f"{line.counts['decided']}/{line.counts['total']}"
    return Cell(line.plan_name), Cell(line.document), Cell(decided), Cell(instant_words(line.changed_at))


def _unsent(each: Unsent) -> tuple[Cell, ...]:
    since = each.since.isoformat() if type(each.since) is date else instant_words(each.since)  # type: ignore[arg-type]
    who = f"{each.recipient}\n{each.address}".strip()
    return Cell(who), Cell(label("channel", each.channel)), Cell(since), Cell(each.reason or "—")
