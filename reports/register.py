"""The full register of tasks (任务台账): one row an item, the fifteen columns an office expects."""

from reports.blocks import Cell, Column, Table
from reports.snapshot import Item, Snapshot, Street
from reports.tables import both_deadlines, count, entries, words
from reports.wording import figure, light_of, listed, numbered, one_line, progress_of_each

COLUMNS = (
    Column("序号", 4, "center"),
    Column("改革事项", 13),
    Column("任务措施", 19),
    Column("成果形式", 7),
    Column("牵头领导", 6, "center"),
    Column("牵头单位", 8),
    Column("责任单位", 8),
    Column("配合单位", 8),
    Column("完成时限\n（原/现）", 11, "center"),
    Column("序时进度", 10, "center"),
    Column("本季进展", 17),
    Column("存在问题", 12),
    Column("下一步", 11),
    Column("亮灯", 11),
    Column("佐证", 5),
)


def register_table(snapshot: Snapshot, caption: str) -> Table:
    """Return the register in the order of the streets and of their plans."""
    rows = (_row(number, *entry) for number, entry in enumerate(entries(snapshot), start=1))
    return Table("register", caption, COLUMNS, tuple(rows))


def _row(number: int, street: Street, item: Item) -> tuple[Cell, ...]:
    measures = [one_line(item.measures)]
    if item.deliverables:
        measures.append(progress_of_each(item.deliverables))
    done = [one_line(item.progress_text) if item.reported else "本季度未报送进展"]
    done += [figure(each) for each in item.figures]
    light = light_of(item) + (f"\n{one_line(item.reason)}" if item.reason else "")
    return (
        count(number),
        Cell(f"{street.short_name}\n{numbered(item)}"),
        words("\n".join(part for part in measures if part)),
        words(one_line(item.outcome)),
        words(item.leader),
        words(item.lead_unit),
        Cell(listed(item.responsible)),
        Cell(listed(item.supporting)),
        Cell(both_deadlines(item)),
        Cell(f"进度{item.progress}%" + ("" if item.expected is None else f"\n序时{item.expected}%")),
        words("\n".join(part for part in done if part)),
        words(one_line(item.problem)),
        words(one_line(item.next_step)),
        Cell(light, light=item.light),
        Cell(listed(item.evidence)),
    )
