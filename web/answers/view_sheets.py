"""The overview, the boards, a list and one task as sheets: which parts of their answers are printed, in which order."""

from collections.abc import Iterable, Iterator
from datetime import date

from config.language import label, sentence
from planning.workdays import WorkCalendar
from reports.blocks import Block, Cell, Column, Heading, Paragraph, Table
from web.answers.boards import Board, Boards
from web.answers.decisions import Decision
from web.answers.lines import TaskLine
from web.answers.overview import LIGHTS, Overview
from web.answers.sheets import counts_table, lights_words, lines_table
from web.answers.task_detail import TaskDetail
from web.wording import day_words, instant_words, month_day, period_words


def overview_blocks(found: Overview, calendar: WorkCalendar) -> Iterator[Block]:
    """Yield what the overview answers: standing, decisions, newly red, silent, due and late, units."""
    yield Paragraph(sentence("print-standing", total=found.total, lights=lights_words(found.lights)))
    if found.change is not None and found.change.lights:
        yield Paragraph(
            sentence("print-change", since=day_words(found.change.since), lights=_change(found.change.lights))
        )
    yield _decisions(found.decisions)
    since = month_day(found.turned_red_since)
    red = sentence("print-turned-red", since=since, count=found.turned_red_total)
    yield lines_table("red", red, found.turned_red, found.day, calendar)
    yield from _silent(found)
    for name, caption, lines in (
        ("overdue", sentence("print-overdue", count=found.overdue_total), found.overdue),
        ("due", sentence("print-due", count=found.due_soon_total), found.due_soon),
    ):
        yield lines_table(name, caption, lines, found.day, calendar)
    heads = [label("print_column", "unit"), *(label("light", light) for light in LIGHTS), label("print_column", "sum")]
    rows = [[unit.unit, *(str(unit.lights[light]) for light in LIGHTS), str(unit.total)] for unit in found.units]
    rows.append([label("print_column", "sum"), *(str(found.lights[light]) for light in LIGHTS), str(found.total)])
    yield counts_table("units", label("print_part", "units"), heads, rows, total=True)


def boards_blocks(found: Boards) -> Iterator[Block]:
    """Yield both boards, with the counts of each cell in words."""
    quarters = [label("quarter", column["quarter"][-1]) for column in found.quarters.columns]
    yield _board("quarters", sentence("print-quarters", year=found.year), found.quarters, quarters)
    none = label("print_part", "no_theme")
    themes = [none if column["theme"] == "none" else column["theme"] for column in found.themes.columns]
    yield _board("themes", label("print_part", "themes"), found.themes, themes)


def list_blocks(found: Iterable[TaskLine], told: str, day: date, calendar: WorkCalendar) -> Iterator[Block]:
    """Yield a list of tasks under what it says of itself."""
    yield lines_table("tasks", told, found, day, calendar)


def task_blocks(found: TaskDetail, calendar: WorkCalendar) -> Iterator[Block]:
    """Yield one task: its facts, its text, its deliverables and its timeline."""
    yield _facts(found)
    yield Heading(1, label("print_part", "text"))
    yield Paragraph(found.text)
    if found.deliverables:
        yield lines_table("parts", label("print_part", "parts"), found.deliverables, found.day, calendar)
    yield _timeline(found)


def _change(lights: dict[str, int]) -> str:
    return "  ".join(f"{label('light', light)}{count:+d}" for light, count in lights.items())


def _decisions(asked: Iterable[Decision]) -> Block:
    rows = []
    for each in asked:
        told = [f"{line.number} {line.title}（{line.unit}）" for line in each.tasks]
        told += [f"{period_words(report.period)} v{report.version}" for report in each.reports]
        rows.append((Cell(label("decision_asked", each.kind)), Cell(str(each.count)), Cell("\n".join(told))))
    columns = (
        Column(label("print_column", "decision"), 5),
        Column(label("print_column", "count"), 1),
        Column(label("print_column", "first"), 9),
    )
    return Table("decisions", label("print_part", "decisions"), columns, tuple(rows))


def _silent(found: Overview) -> Iterator[Block]:
    told = found.reporting
    period = period_words(told.period)
    yield Heading(1, sentence("print-reporting", period=period, owed=told.owed, reported=told.reported))
    silent = "、".join(f"{unit.unit}（{unit.owed}）" for unit in told.silent)
    partial = "、".join(f"{unit.unit}（{unit.reported}/{unit.owed}）" for unit in told.partial)
    for lead, units in (("silent", silent), ("partial", partial)):
        if units:
            yield Paragraph(units, label("print_part", lead))


def _board(name: str, caption: str, board: Board, heads: list[str]) -> Table:
    columns = [Column(label("print_column", "unit"), 4), *(Column(head, 4) for head in heads)]
    columns.append(Column(label("print_column", "sum"), 2, "right"))
    rows = []
    for line in (*board.lines, board.whole):
        cells = [Cell(lights_words(cell.lights)) for cell in line.cells]
        rows.append((Cell(line.unit or label("print_column", "sum")), *cells, Cell(str(line.whole.total))))
    return Table(name, caption, tuple(columns), tuple(rows), total=True)


def _facts(found: TaskDetail) -> Table:
    line = found.line
    reason = f"（{label('light_reason', line.light_reason)}）" if line.light_reason else ""
    moved = sentence("print-due-moved", original=day_words(line.original_due_on)) if line.was_moved else ""
    rows = (
        ("light", f"{label('light', line.light)}{reason}"),
        ("state", label("state", line.state)),
        ("progress", sentence("print-progress", progress=line.progress, time=found.time_share)),
        ("due", f"{day_words(line.due_on)}{moved}"),
        ("owner", "  ".join(filter(None, (found.owner_post, line.owner))) or "—"),
        ("leader", found.leader_name or "—"),
        ("lead", "、".join(found.lead_units) or "—"),
        ("responsible", "、".join(found.responsible_units) or line.unit),
        ("support", "、".join(found.support_units) or "—"),
        ("plan", found.plan),
        ("source", sentence("print-source", name=found.source.document, start=found.source.start + 1,
                            end=found.source.end)),
    )  # fmt: skip
    columns = (Column(label("print_column", "fact"), 1), Column(label("print_column", "value"), 4))
    told = tuple((Cell(label("print_column", key)), Cell(text)) for key, text in rows)
    return Table("facts", label("print_part", "facts"), columns, told)


def _timeline(found: TaskDetail) -> Table:
    columns = (
        Column(label("print_column", "at"), 4),
        Column(label("print_column", "act"), 3),
        Column(label("print_column", "who"), 3),
        Column(label("print_column", "told"), 13),
    )
    rows = tuple(
        (
            Cell(instant_words(event.at)),
            Cell(label("event", event.kind)),
            Cell(event.actor_name),
            Cell("\n".join(f"{told.name}：{told.text}" for told in event.says)),
        )
        for event in found.events
    )
    return Table("timeline", sentence("print-timeline", count=len(found.events)), columns, rows)
