"""Turns a snapshot into the worded report that every format renders: numbers, wording and lists arise here once."""

from reports import sections
from reports.blocks import Annex, Block, Cell, Column, Heading, Report, Table
from reports.register import register_table
from reports.sealing import digest_of
from reports.snapshot import Snapshot
from reports.tables import entries, pace_table
from reports.wording import NOTHING, chinese_number, day, listed, moment, one_line

DRAFT_MARK = "（稿）"
SECTIONS = (
    ("报送情况", sections.reporting),
    ("总体进展", sections.overall),
    ("各街道进展", sections.streets),
    ("亮点做法", sections.highlights),
    ("存在问题", sections.problems),
    ("延期、调整与销号", sections.changes),
    ("满意度与社会评价", sections.satisfaction),
    ("下一步", sections.next_steps),
)


def compose(snapshot: Snapshot, *, draft: bool = True) -> Report:
    """Return the worded report; ``draft`` puts 稿 under the title, because seal and number belong to the office."""
    blocks: list[Block] = list(sections.opening(snapshot))
    for number, (title, section) in enumerate(SECTIONS):
        blocks.append(Heading(1, f"{chinese_number(number)}、{title}"))
        blocks += section(snapshot)
    return Report(
        title=snapshot.title,
        mark=DRAFT_MARK if draft else "",
        number=one_line(snapshot.number),
        addressee=f"{one_line(snapshot.addressee).rstrip('：:')}：",
        blocks=tuple(blocks),
        annexes=annexes(snapshot),
        signature=one_line(snapshot.office),
        signed_on=day(snapshot.drawn_up_on),
        notes=notes(snapshot),
    )


def annexes(snapshot: Snapshot) -> tuple[Annex, ...]:
    """Return the four annexes: slow items, items in time, the register, definitions and rules."""
    slow = [entry for entry in entries(snapshot) if entry[1].pace == "behind"]
    steady = [entry for entry in entries(snapshot) if entry[1].pace != "behind"]
    return (
        Annex(1, "慢序时事项清单", (pace_table("slow", slow, f"慢于序时的事项，共{len(slow)}项"),), wide=True),
        Annex(
            2,
            "按序时事项清单",
            (pace_table("steady", steady, f"已办结、快于或达到序时、尚未开始的事项，共{len(steady)}项"),),
            wide=True,
        ),
        Annex(3, "任务台账", (register_table(snapshot, f"全部督办事项，共{snapshot.totals.total}项"),), wide=True),
        Annex(4, "统计口径与规则版本", (definitions_table(snapshot), rules_table(snapshot))),
    )


def definitions_table(snapshot: Snapshot) -> Table:
    """Return the terms of this report with how each was counted."""
    columns = (Column("术语", 22), Column("口径", 78))
    rows = tuple((Cell(one_line(each.term)), Cell(one_line(each.meaning))) for each in snapshot.definitions)
    return Table("definitions", "统计口径", columns, rows)


def rules_table(snapshot: Snapshot) -> Table:
    """Return what the figures were computed with and what seals them."""
    rules, ledger = snapshot.rules, snapshot.ledger
    facts = [
        ("规则包", f"{rules.pack}，版本{rules.version}"),
        ("规则包摘要", _halved(rules.digest)),
        ("工作日历", listed(rules.calendars)),
        ("数据截止日", day(snapshot.as_of)),
        ("台账记录", f"{ledger.events}条"),
        ("台账封存时间", moment(ledger.sealed_at)),
        ("台账根摘要", _halved(ledger.root)),
        ("报告内容摘要", _halved(digest_of(snapshot))),
    ]
    rows = tuple((Cell(term), Cell(value or NOTHING)) for term, value in facts)
    return Table("rules", "规则版本与封存信息", (Column("项目", 22), Column("内容", 78)), rows)


def notes(snapshot: Snapshot) -> tuple[str, ...]:
    """Return the lines that let a reader compare any later copy with what was frozen."""
    return (
        f"报告内容摘要（SHA-256）：{digest_of(snapshot)}",
        f"台账根摘要（SHA-256）：{snapshot.ledger.root}",
    )


def _halved(digest: str) -> str:
    """Return 64 hex digits on two lines: they fit a narrow column, and nothing else would break them."""
    return f"{digest[:32]}\n{digest[32:]}"
