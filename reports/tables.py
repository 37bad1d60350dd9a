"""The tables of the report: who reported, counts against last quarter, lights by street, lists and the register."""

from typing import Literal

from config.language import label
from reports.blocks import Cell, Column, Table
from reports.snapshot import LIGHTS, Item, Snapshot, Street, StreetReporting, Totals
from reports.wording import NOTHING, change, day, deadline, light_of, listed, numbered, one_line

Entry = tuple[Street, Item]
Punctuality = Literal["nothing_owed", "silent", "partial", "late", "on_time"]


def count(value: int) -> Cell:
    """Return a cell with a number to calculate with."""
    return Cell(str(value), value=value)


def words(text: str) -> Cell:
    """Return a cell of text; a dash when there is none."""
    return Cell(text or NOTHING)


def entries(snapshot: Snapshot) -> list[Entry]:
    """Return all items with their streets, in the order of the streets and of the plan."""
    return [(street, item) for street in snapshot.streets for item in street.items]


def reporting_table(snapshot: Snapshot, caption: str) -> Table:
    """Return what each street owed and sent."""
    columns = (
        Column("街道", 21),
        Column("应报", 11, "center"),
        Column("已报", 11, "center"),
        Column("按时", 11, "center"),
        Column("报送日期", 24, "center"),
        Column("情况", 22, "center"),
    )
    rows = tuple(
        (
            words(row.street),
            count(row.due),
            count(row.received),
            count(row.on_time),
            _received(row),
            words(punctuality(row)),
        )
        for row in snapshot.reporting.streets
    )
    return Table("reporting", caption, columns, rows)


def _received(row: StreetReporting) -> Cell:
    """Return the day the last update came; a dash while some are missing, for then no one day stands for all."""
    if row.received_on is None or row.received < row.due:
        return words("")
    return Cell(day(row.received_on), value=row.received_on)


def kind_of(row: StreetReporting) -> Punctuality:
    """Return how a street reported: missing updates weigh more than late ones, whatever came when."""
    if row.due == 0:
        return "nothing_owed"
    if row.received == 0:
        return "silent"
    if row.received < row.due:
        return "partial"
    return "late" if row.workdays_late else "on_time"


def punctuality(row: StreetReporting) -> str:
    """Return 按时, 迟报2个工作日, 缺报1项, 未报 or 无应报事项."""
    return {
        "nothing_owed": "无应报事项",
        "silent": "未报",
        "partial": f"缺报{row.due - row.received}项",
        "late": f"迟报{row.workdays_late}个工作日",
        "on_time": "按时",
    }[kind_of(row)]


def totals_table(snapshot: Snapshot, caption: str) -> Table:
    """Return the counts of this quarter, beside last quarter's when they are known."""
    before = snapshot.previous
    columns = [Column("指标（项）", 34), Column(snapshot.period.label, 22, "center")]
    if before:
        columns += [Column(before.label, 22, "center"), Column("增减", 22, "center")]
    rows = []
    for title, now, then in _measures(snapshot.totals, before.totals if before else None):
        row = [Cell(title), count(now)]
        if then is not None:
            row += [count(then), Cell(change(now, then), value=now - then)]
        rows.append(tuple(row))
    return Table("totals", caption, tuple(columns), tuple(rows))


def _measures(now: Totals, before: Totals | None) -> list[tuple[str, int, int | None]]:
    names = [("督办事项总数", "total"), ("已办结", "completed"), ("快于序时", "ahead"), ("达到序时", "on_schedule")]
    names += [("慢于序时", "behind"), ("其中：已逾期", "overdue"), ("尚未开始", "not_started")]
    rows = [(title, getattr(now, name), getattr(before, name) if before else None) for title, name in names]
    rows += [
        (label("light", light), getattr(now.lights, light), getattr(before.lights, light) if before else None)
        for light in LIGHTS
    ]
    return [row for row in rows if row[0] != label("light", "orange") or row[1] or row[2]]


def lights_table(snapshot: Snapshot, caption: str) -> Table:
    """Return the counts of each street and their sum; the data behind the chart."""
    lights = [light for light in LIGHTS if light != "orange" or snapshot.totals.lights.orange]
    columns = (
        Column("街道", 16),
        Column("事项", 9, "center"),
        *(Column(label("light", light), 12, "center") for light in lights),
        Column("已办结", 11, "center"),
        Column("已逾期", 11, "center"),
    )
    sums = [(street.short_name, street.totals) for street in snapshot.streets] + [("合计", snapshot.totals)]
    rows = tuple(
        (
            Cell(name),
            count(totals.total),
            *(count(getattr(totals.lights, light)) for light in lights),
            count(totals.completed),
            count(totals.overdue),
        )
        for name, totals in sums
    )
    return Table("lights", caption, columns, rows, total=True)


def due_table(found: list[Entry], caption: str) -> Table:
    """Return the items whose deadline falls in the next quarter, soonest first."""
    columns = (
        Column("完成时限", 22),
        Column("街道", 15),
        Column("事项", 33),
        Column("责任单位", 20),
        Column("进度", 10, "center"),
    )
    rows = tuple(
        (
            Cell(deadline(item), value=item.due_on),
            Cell(street.short_name),
            Cell(numbered(item)),
            Cell(listed(item.responsible or (item.lead_unit,))),
            Cell(f"{item.progress}%", value=item.progress),
        )
        for street, item in found
    )
    return Table("due", caption, columns, rows)


def pace_table(name: str, found: list[Entry], caption: str) -> Table:
    """Return a list of items by pace: the annexes 慢序时清单 and 按序时清单."""
    columns = (
        Column("序号", 5, "center"),
        Column("街道", 10),
        Column("改革事项", 22),
        Column("责任单位", 14),
        Column("完成时限\n（原/现）", 12, "center"),
        Column("进度", 6, "center"),
        Column("序时", 6, "center"),
        Column("办理状态", 9, "center"),
        Column("亮灯", 11, "center"),
        Column("亮灯原因", 17),
        Column("下一步", 20),
    )
    rows = tuple(
        (
            count(position),
            Cell(street.short_name),
            Cell(numbered(item)),
            Cell(listed(item.responsible or (item.lead_unit,))),
            Cell(both_deadlines(item)),
            Cell(f"{item.progress}%", value=item.progress),
            Cell(NOTHING) if item.expected is None else Cell(f"{item.expected}%", value=item.expected),
            Cell(label("pace", item.pace)),
            Cell(light_of(item), light=item.light),
            words(one_line(item.reason)),
            words(one_line(item.next_step)),
        )
        for position, (street, item) in enumerate(found, start=1)
    )
    return Table(name, caption, columns, rows)


def both_deadlines(item: Item) -> str:
    """Return the original and the current deadline, short for narrow columns, marked 暂定 where it is."""
    if item.due_on is None:
        return deadline(item)
    now = f"{item.due_on}" + ("\n（暂定）" if item.provisional else "")
    if item.original_due_on is None or item.original_due_on == item.due_on:
        return now
    return f"{item.original_due_on}/\n{now}"
