"""The numbered sections of the body, each a function from the snapshot to blocks (domain §7, the skeleton)."""

from collections import Counter
from collections.abc import Iterable

from config.language import label
from reports.blocks import Block, Heading, Paragraph
from reports.charts import lights_chart, trend_chart
from reports.snapshot import PACES, ChangeKind, Deliverable, Item, Light, Reporting, Snapshot, Street, Supplement
from reports.tables import (
    Entry,
    Punctuality,
    due_table,
    entries,
    kind_of,
    lights_table,
    punctuality,
    reporting_table,
    totals_table,
)
from reports.wording import (
    chinese_number,
    day,
    deadline,
    deliverable,
    figure,
    light_counts,
    listed,
    named,
    numbered,
    one_line,
    progress,
    sentence,
    share,
    span,
    standing,
)

TROUBLED: tuple[Light, ...] = ("red", "orange", "yellow")
CHANGES: tuple[ChangeKind, ...] = ("extension", "adjustment", "suspension", "merger", "cancellation", "closing")


def opening(snapshot: Snapshot) -> list[Block]:
    """Return the introduction: period, basis, cut-off, where the definitions are."""
    basis = f"依据{listed(snapshot.basis)}和" if snapshot.basis else "依据"
    return [
        Paragraph(
            f"现将{snapshot.period.label}（{span(snapshot.period)}）{snapshot.district}改革任务进展情况报告如下。"
            f"本报告{basis}各街道报送的材料编制，数据截至{day(snapshot.as_of)}（含当日）的台账登记情况，"
            "截止后收到的材料列入下期补遗。序时进度、亮灯等统计口径见附件4。"
        )
    ]


def reporting(snapshot: Snapshot) -> list[Block]:
    """Return 报送情况: the two rates, who was late by how much, who did not report, what came after the cut-off."""
    facts = snapshot.reporting
    text = (
        f"本季度应报单位{facts.due}个，已报{facts.received}个，报送率{share(facts.received, facts.due)}；"
        f"按时报送{facts.on_time}个，按时率{share(facts.on_time, facts.due)}。"
    )
    if facts.deadline_on:
        text += f"报送截止日期为{day(facts.deadline_on)}。"
    blocks: list[Block] = [Paragraph(text + _lateness(facts))]
    if facts.streets:
        blocks.append(reporting_table(snapshot, "表1　各街道报送情况（项）"))
    blocks += [_supplement(each) for each in facts.supplements]
    blocks += [
        Paragraph(
            f"{each.period}报告中{each.subject}，原载：{each.was}；现更正为：{each.now}。{sentence(each.reason)}",
            "更正：",
        )
        for each in snapshot.corrections
    ]
    return blocks


def _lateness(facts: Reporting) -> str:
    found: dict[Punctuality, list[str]] = {"late": [], "partial": [], "silent": []}
    for row in facts.streets:
        kind = kind_of(row)
        if kind in found:
            found[kind].append(row.street if kind == "silent" else f"{row.street}（{punctuality(row)}）")
    titles: dict[Punctuality, str] = {"late": "迟报", "partial": "部分未报", "silent": "未报"}
    return "".join(f"{titles[kind]}：{listed(streets)}。" for kind, streets in found.items() if streets)


def _supplement(fact: Supplement) -> Paragraph:
    return Paragraph(
        f"{named(fact.street, fact.number, fact.title)}：{sentence(fact.text)}"
        f"（{fact.period}材料，{day(fact.received_on)}收到，迟{fact.workdays_late}个工作日）",
        "补遗：",
    )


def overall(snapshot: Snapshot) -> list[Block]:
    """Return 总体进展: counts, comparison with last quarter, the chart with its data, the trend."""
    now = snapshot.totals
    started = now.total - now.completed - now.not_started
    pending = f"；尚未到开始日期{now.not_started}项" if now.not_started else ""
    text = (
        f"截至{day(snapshot.as_of)}，纳入督办的改革事项共{now.total}项，已办结{now.completed}项，"
        f"办结率{share(now.completed, now.total)}；在办{started}项，其中快于序时{now.ahead}项、"
        f"达到序时{now.on_schedule}项、慢于序时{now.behind}项（含已逾期{now.overdue}项）{pending}。"
        f"亮灯情况：{light_counts(now.lights)}。"
    )
    blocks: list[Block] = [Paragraph(text)]
    if snapshot.previous is None:
        blocks.append(Paragraph("上季度没有可比的封存数据，本期不作比较。"))
    blocks.append(totals_table(snapshot, "表2　总体进展" + ("及与上季度比较" if snapshot.previous else "")))
    if snapshot.streets:
        blocks += [lights_chart(snapshot, "图1　各街道亮灯情况"), lights_table(snapshot, "表3　各街道亮灯情况（项）")]
    if snapshot.earlier or snapshot.previous:
        blocks.append(trend_chart(snapshot, "图2　各季度办结与亮灯情况"))
    return blocks


def streets(snapshot: Snapshot) -> list[Block]:
    """Return 各街道进展: for each street its counts, the results of its plan document, each item in prose."""
    blocks: list[Block] = []
    for position, street in enumerate(snapshot.streets, start=1):
        blocks.append(Heading(2, f"（{chinese_number(position)}）{street.name}"))
        blocks.append(Paragraph(_street_summary(street)))
        for result in street.results:
            lead = f"工作成果（{result.heading}）：" if result.heading else "工作成果："
            blocks.append(Paragraph(sentence(result.text), lead))
        blocks += [Paragraph(_item_text(item), sentence(numbered(item))) for item in street.items]
    return blocks


def _street_summary(street: Street) -> str:
    counts = street.totals
    if not counts.total:
        return "本季度没有纳入督办的事项。"
    parts = [f"{label('pace', pace)}{getattr(counts, pace)}项" for pace in PACES if getattr(counts, pace)]
    overdue = f"；已逾期{counts.overdue}项" if counts.overdue else ""
    return f"督办事项{counts.total}项，其中{listed(parts)}{overdue}。亮灯情况：{light_counts(counts.lights)}。"


def _item_text(item: Item) -> str:
    parts = [f"{progress(item)}，{standing(item)}。完成时限：{deadline(item)}。"]
    if item.finished_on:
        parts.append(f"{day(item.finished_on)}办结。")
    if not item.reported:
        parts.append("本季度未报送进展。")
    elif item.progress_text:
        parts.append(f"本季进展：{sentence(item.progress_text)}")
    if item.figures:
        parts.append(f"主要数据：{listed(map(figure, item.figures))}。")
    if item.deliverables:
        parts.append(f"成果：{'；'.join(_outcome(each, item) for each in item.deliverables)}。")
    parts += [
        f"{title}{sentence(text)}"
        for title, text in [("存在问题：", item.problem), ("下一步：", item.next_step)]
        if text
    ]
    if item.missing:
        parts.append(f"尚待明确：{listed(item.missing)}。")
    return "".join(parts)


def _outcome(fact: Deliverable, item: Item) -> str:
    """Return one outcome with its percent; its light and date only where they are not those of the item itself."""
    own = (fact.light, fact.finished_on or fact.due_on, fact.finished_on is None and fact.provisional)
    shared = (item.light, item.finished_on or item.due_on, item.finished_on is None and item.provisional)
    return f"{one_line(fact.title)}（{fact.progress}%）" if own == shared else deliverable(fact)


def highlights(snapshot: Snapshot) -> list[Block]:
    """Return 亮点做法."""
    if not snapshot.highlights:
        return [Paragraph("本季度各街道未报送亮点做法。")]
    return [
        Paragraph(sentence(each.text), f"{position}.{each.street}：{sentence(each.title)}")
        for position, each in enumerate(snapshot.highlights, start=1)
    ]


def problems(snapshot: Snapshot) -> list[Block]:
    """Return 存在问题: how many by reason, then every red, orange and yellow item with reason and responsible unit."""
    found = {light: [entry for entry in entries(snapshot) if entry[1].light == light] for light in TROUBLED}
    troubled = [item for listing in found.values() for _, item in listing]
    if not troubled:
        return [Paragraph("截至本期末，没有亮红灯或黄灯的事项。")]
    causes = Counter(label("light_reason", item.cause) if item.cause else "其他原因" for item in troubled)
    counts = "、".join(f"{cause}{number}项" for cause, number in sorted(causes.items(), key=lambda pair: -pair[1]))
    lights = "、".join(f"{label('light', light)}{len(found[light])}项" for light in TROUBLED if found[light])
    blocks: list[Block] = [Paragraph(f"亮灯提示的事项共{len(troubled)}项，其中{lights}。按亮灯原因分：{counts}。")]
    for position, light in enumerate([light for light in TROUBLED if found[light]], start=1):
        blocks.append(Heading(2, f"（{chinese_number(position)}）{label('light', light)}事项"))
        blocks += _problem_paragraphs(found[light])
    return blocks


def _problem_paragraphs(found: Iterable[Entry]) -> list[Block]:
    return [
        Paragraph(
            f"{sentence(item.reason or '原因未载明')}责任单位：{listed(item.responsible or (item.lead_unit,))}。"
            + (f"存在问题：{sentence(item.problem)}" if item.problem else "")
            + (f"下一步：{sentence(item.next_step)}" if item.next_step else ""),
            f"{position}.{named(street.short_name, item.number, item.title)}。",
        )
        for position, (street, item) in enumerate(found, start=1)
    ]


def changes(snapshot: Snapshot) -> list[Block]:
    """Return 延期、调整与销号, kind by kind, with original and new dates."""
    if not snapshot.changes:
        return [Paragraph("本季度没有延期、调整或销号的事项。")]
    counts = Counter(each.kind for each in snapshot.changes)
    summary = "、".join(f"{label('change', kind)}{counts[kind]}项" for kind in CHANGES if counts[kind])
    blocks: list[Block] = [Paragraph(f"本季度{summary}。")]
    ordered = sorted(snapshot.changes, key=lambda each: CHANGES.index(each.kind))
    for position, each in enumerate(ordered, start=1):
        dates = ""
        if each.was_on and each.now_on:
            dates = f"完成时限由{day(each.was_on)}改为{day(each.now_on)}。"
        elif each.now_on:
            dates = f"完成时限定为{day(each.now_on)}。"
        reason = f"原因：{sentence(each.reason)}" if each.reason else ""
        text = f"{dates}{reason}{day(each.decided_on)}{'由' + each.decided_by if each.decided_by else ''}决定。"
        lead = f"{position}.{label('change', each.kind)}：{named(each.street, each.number, each.title)}。"
        blocks.append(Paragraph(text, lead))
    return blocks


def satisfaction(snapshot: Snapshot) -> list[Block]:
    """Return 满意度与社会评价; when there was none, say so and let nothing else stand for it."""
    if not snapshot.satisfaction:
        return [Paragraph("本季度未开展会员满意度测评和第三方社会评价，不以自评或其他数据代替。")]
    return [Paragraph(sentence(each)) for each in snapshot.satisfaction]


def next_steps(snapshot: Snapshot) -> list[Block]:
    """Return 下一步: what falls due in the next quarter and what the leading group is asked to decide."""
    first, last = snapshot.next_period.starts_on, snapshot.next_period.ends_on
    found = [
        (street, item)
        for street, item in entries(snapshot)
        if item.pace != "completed" and item.due_on is not None and first <= item.due_on <= last
    ]
    found.sort(key=lambda entry: entry[1].due_on or last)
    blocks: list[Block] = [
        Heading(2, "（一）下季度到期事项"),
        Paragraph(f"{snapshot.next_period.label}（{span(snapshot.next_period)}）到期的未办结事项共{len(found)}项。"),
    ]
    if found:
        blocks.append(due_table(found, "表4　下季度到期事项"))
    blocks.append(Heading(2, "（二）提请研究事项"))
    if not snapshot.decisions:
        blocks.append(Paragraph("本期没有提请领导小组研究的事项。"))
    blocks += [Paragraph(sentence(each), f"{position}.") for position, each in enumerate(snapshot.decisions, start=1)]
    return blocks
