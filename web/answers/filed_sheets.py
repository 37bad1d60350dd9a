"""The hand-over sheet of a post, and the list of reports, on paper."""

from collections.abc import Iterable, Iterator
from datetime import date

from config.language import label, phrase, sentence
from planning.handing_over import OpenItem, Sheet
from planning.workdays import WorkCalendar
from reports.blocks import Block, Cell, Column, Paragraph, Table
from web.answers.filed_reports import PeriodLine, ReportList, SignatureLine, SnapshotLine
from web.answers.lines import TaskLine
from web.answers.sheets import light_cell, standing
from web.wording import day_words, instant_words, period_words

_OPEN = (("number", 6), ("title", 11), ("light", 6), ("state", 5), ("due", 7), ("last_report", 16), ("waiting", 11))
_REPORT = (("version", 2), ("cut_off", 5), ("frozen", 6), ("state", 6), ("signed", 9), ("digest", 14))


def hand_over_blocks(sheet: Sheet, lines: Iterable[TaskLine], day: date, calendar: WorkCalendar) -> Iterator[Block]:
    """Yield who holds the post and who comes, the open items with what was said last, and room for the signatures."""
    post, coming = sheet.post, sheet.successor
    held = sentence("print-holder", name=post.person, since=day_words(post.since)) if post.person else ""
    comes = sentence("print-successor", name=coming.person, since=day_words(coming.since)) if coming else ""
    yield Paragraph("；".join(filter(None, (held, comes))) or label("print_part", "vacant"))
    rows = tuple(_open(line, item, day, calendar) for line, item in zip(lines, sheet.items, strict=True))
    yield Table("open", sentence("print-open-items", count=len(rows)), _columns(_OPEN), rows)
    yield Paragraph(sentence("print-signed-off"))


def reports_blocks(found: ReportList) -> Iterator[Block]:
    """Yield the reports of each period with their signatures and digests; periods without one are left out."""
    with_reports = [period for period in found.periods if period.snapshots]
    if not with_reports:
        yield Paragraph(sentence("print-no-reports"))
    for period in with_reports:
        yield _period(period)


def _columns(told: tuple[tuple[str, int], ...]) -> tuple[Column, ...]:
    return tuple(Column(label("print_column", key), weight) for key, weight in told)


def _open(line: TaskLine, item: OpenItem, day: date, calendar: WorkCalendar) -> tuple[Cell, ...]:
    return (
        Cell(line.number),
        Cell(line.title),
        light_cell(line.light, line.light_reason),
        Cell(f"{label('state', line.state)}\n{line.progress}%"),
        Cell(f"{line.due_on}\n{standing(line, day, calendar)}"),
        Cell("\n".join(_reported(item)) or "—"),
        Cell("\n".join(_waiting(line, item)) or "—"),
    )


def _reported(item: OpenItem) -> Iterator[str]:
    if item.reported is None:
        return
    yield instant_words(item.reported.at)
    for name in ("done", "problem", "next_step"):
        if text := item.reported.payload.get(name):
            yield f"{label('prose', name)}：{text}"


def _waiting(line: TaskLine, item: OpenItem) -> Iterator[str]:
    if item.instruction is not None:
        text = item.instruction.payload.get("text", "")
        yield sentence("print-answer-by", day=day_words(line.answer_by), text=text)
    if item.extension is not None:
        asked = day_words(item.row["extension_proposed_on"])
        yield sentence("print-asks-until", day=asked) + f"：{item.extension.payload.get('reason', '')}"


def _period(period: PeriodLine) -> Table:
    state = f"（{label('period_state', period.state)}）" if period.state else ""
    rows = tuple(map(_report, period.snapshots))
    return Table(period.code, f"{period_words(period.code)}{state}", _columns(_REPORT), rows)


def _report(line: SnapshotLine) -> tuple[Cell, ...]:
    return (
        Cell(str(line.version)),
        Cell(str(line.as_of)),
        Cell(instant_words(line.frozen_at)),
        Cell(label("snapshot_state", line.state)),
        Cell("\n".join(f"{label('signature_act', each.act)} {_who(each)} {instant_words(each.at)}"
                       for each in line.signatures) or "—"),
        Cell(line.sha256),
    )  # fmt: skip


def _who(each: SignatureLine) -> str:
    if not each.on_behalf_of:
        return each.person_name
    return phrase("{name}（代 {principal}）", name=each.person_name, principal=each.on_behalf_of)
