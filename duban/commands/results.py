"""``duban result``: what streets have achieved, which item it is baseline or evidence of, and its figures over time."""

from dataclasses import asdict
from typing import Annotated

import typer

from config.language import label
from duban.terminal import Call, say, say_json, say_table

app = typer.Typer(help="工作成果：查看、与事项关联、看指标序列。", no_args_is_help=True)

Unit = Annotated[str, typer.Option("--unit", help="单位的全称或简称。")]
Ref = Annotated[str, typer.Argument(metavar="编号", help="事项编号，如 2017-003。")]
ResultId = Annotated[int, typer.Argument(metavar="成果号", min=1, help="工作成果的号，见 duban result list。")]
By = Annotated[str | None, typer.Option("--by", help="经办人工号或姓名（默认为督办办公室）。")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。")]


@app.command("list")
def list_results(context: typer.Context, *, unit: Unit, as_json: AsJson = False) -> None:
    """列出一个单位的工作成果，以及它们是哪些事项的基数或佐证。"""
    call: Call = context.obj
    from duban.pairs import results_listed  # noqa: PLC0415 - heavy

    rows = results_listed(call.application(), unit)
    if as_json:
        say_json(rows)
        return
    if not rows:
        say("该单位还没有工作成果。成果随计划文件的“工作成果”部分一起导入。")
        return
    say_table(
        ("成果号", "截至", "数字", "关联事项", "成果"),
        [
            (row["id"], row["achieved_on"] or "未写明", len(row["figures"]), "、".join(row["tasks"]) or "—",
             row["text"].replace("\n", " ")[:40])
            for row in rows
        ],
    )  # fmt: skip


@app.command("offers")
def offers(context: typer.Context, ref: Ref, *, as_json: AsJson = False) -> None:
    """看本单位哪些成果可作这一事项的基数或佐证，以及已关联的。"""
    call: Call = context.obj
    from duban.pairs import offered  # noqa: PLC0415 - heavy

    taken, open_ = offered(call.application(), ref)
    if as_json:
        say_json({"paired": [asdict(each) for each in taken], "offers": [asdict(each) for each in open_]})
        return
    for pairing in taken:
        say(f"已关联 {pairing.result_id}（{label('pairing_role', pairing.role)}）：{pairing.text[:60]}")
    for offer in open_:
        role = label("pairing_role", offer.role)
        say(f"可关联 {offer.result_id}（{role}，同说“{offer.shared[0]}”）：{offer.text[:60]}")
    if open_:
        say(f"下一步：duban result pair {ref} {open_[0].result_id} --as {open_[0].role}")
    elif not taken:
        say("本单位没有与这一事项相近的成果。可用 duban result list --unit 单位 查看全部成果后自行关联。")


@app.command("pair")
def pair(
    context: typer.Context,
    ref: Ref,
    result: ResultId,
    *,
    role: Annotated[str, typer.Option("--as", help="作为什么：baseline（基数）或 evidence（佐证）。")],
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """把一条工作成果关联为事项的基数或佐证。"""
    call: Call = context.obj
    from duban.acting import act  # noqa: PLC0415 - heavy
    from planning import pairing  # noqa: PLC0415 - heavy

    state = act(call.application(), ref, lambda ledger, task: pairing.pair(ledger, task, result, role), by=by)
    _tell(state.number, f"已关联成果 {result}（{label('pairing_role', role)}）", as_json=as_json)


@app.command("unpair")
def unpair(context: typer.Context, ref: Ref, result: ResultId, *, by: By = None, as_json: AsJson = False) -> None:
    """取消一条关联。"""
    call: Call = context.obj
    from duban.acting import act  # noqa: PLC0415 - heavy
    from planning import pairing  # noqa: PLC0415 - heavy

    state = act(call.application(), ref, lambda ledger, task: pairing.unpair(ledger, task, result), by=by)
    _tell(state.number, f"已取消关联成果 {result}", as_json=as_json)


@app.command("series")
def series(context: typer.Context, *, unit: Unit, as_json: AsJson = False) -> None:
    """看一个单位的指标序列：成果的数字和事项的目标数字。"""
    call: Call = context.obj
    from duban.pairs import series_listed  # noqa: PLC0415 - heavy

    found = series_listed(call.application(), unit)
    if as_json:
        say_json([asdict(each) for each in found])
        return
    if not found:
        say("该单位还没有指标。指标取自工作成果和事项中写明计数对象的数字。")
        return
    say_table(
        ("指标", "计量", "日期", "类别", "数值"),
        [
            (each.what, each.measure, point.on, label("indicator_kind", point.kind), point.value)
            for each in found
            for point in each.points
        ],
    )


def _tell(number: str, done: str, *, as_json: bool) -> None:
    if as_json:
        say_json({"number": number, "done": done})
    else:
        say(f"{number} {done}。经过见 duban task show {number}。")
