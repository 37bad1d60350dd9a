"""``duban plan``: the plans there are, what each version of one said, and what a later one changed."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from config.language import label
from duban.terminal import Call, say, say_json, say_table

if TYPE_CHECKING:
    from planning.plan_versions import PlanItem, VersionLine

app = typer.Typer(help="计划：各版本的内容和前后变化。", no_args_is_help=True)

Name = Annotated[str, typer.Argument(metavar="计划名", help="计划名称，见 duban plan list。")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。")]


@app.command("list")
def list_(context: typer.Context, *, as_json: AsJson = False) -> None:
    """列出计划和它们的版本。"""
    call: Call = context.obj
    from planning.plan_versions import version_lines  # noqa: PLC0415 - heavy

    with call.application().database.read() as session:
        lines = version_lines(session)
    if as_json:
        say_json([asdict(line) for line in lines])
    elif not lines:
        say("还没有计划。登记计划：duban import 文件 --year 年份。")
    else:
        say_table(
            ("计划", "年份", "版本", "文件", "登记"),
            [(line.plan, line.year, line.version, line.document, _adopted(line)) for line in lines],
        )


@app.command("show")
def show(
    context: typer.Context,
    plan: Name,
    *,
    version: Annotated[int | None, typer.Option("--version", min=1, help="第几版（默认为最新一版）。")] = None,
    as_json: AsJson = False,
) -> None:
    """查看计划某一版登记时的原样；之后的延期、进展不在其中。"""
    call: Call = context.obj
    from planning.plan_versions import plan_id_of, version_view  # noqa: PLC0415 - heavy

    with call.application().database.read() as session:
        view = version_view(session, plan_id_of(session, plan), version)
    if as_json:
        say_json(asdict(view))
        return
    line = view.line
    say(f"{line.plan} 第 {line.version} 版（{line.document}，{_adopted(line)}），{len(view.items)} 项：")
    say_table(("编号", "单位", "期限", "事项"), [_row(item) for item in view.items])


@app.command("diff")
def diff(
    context: typer.Context,
    plan: Name,
    *,
    before: Annotated[int | None, typer.Option("--from", min=1, help="从第几版（默认为前一版）。")] = None,
    after: Annotated[int | None, typer.Option("--to", min=1, help="到第几版（默认为最新一版）。")] = None,
    as_json: AsJson = False,
) -> None:
    """查看两版之间新增、修改、删去了什么。"""
    call: Call = context.obj
    from planning.plan_versions import compare, plan_id_of, version_line  # noqa: PLC0415 - heavy

    with call.application().database.read() as session:
        plan_id = plan_id_of(session, plan)
        last = after or version_line(session, plan_id).version
        found = compare(session, plan_id, before or max(last - 1, 1), last)
    if as_json:
        told: dict[str, Any] = asdict(found)
        say_json({**told, "cancelled": sorted(found.cancelled)})
        return
    say(f"{found.b.plan}：第 {found.a.version} 版 → 第 {found.b.version} 版")
    for item in found.added:
        say(f"新增 {item.number}（{item.unit}）：{item.text}")
    for changed in found.changed:
        say(f"修改 {changed.after.number}（{changed.after.unit}）：")
        for each in changed.differences:
            say(f"  {label('item_field', each.field)}：{each.before or '无'} → {each.after or '无'}")
    for item in found.gone:
        what = label("gone_choice", "cancel" if item.number in found.cancelled else "keep")
        say(f"删去 {item.number}（{item.unit}，{what}）：{item.text}")
    say(f"不变 {len(found.same)} 项。")


def _adopted(line: "VersionLine") -> str:
    from config.clock import local_day  # noqa: PLC0415 - only for the list

    return f"{local_day(line.adopted_at)} {line.adopted_by}"


def _row(item: "PlanItem") -> tuple[object, ...]:
    return (item.number, item.unit, f"{item.due_on}{'（暂定）' if item.due_provisional else ''}", item.text[:50])
