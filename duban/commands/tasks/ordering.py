"""``duban task classify`` and ``redate``: themes and dates kept in order by the office."""

from typing import TYPE_CHECKING, Annotated

import typer

from config.errors import CallError
from duban.commands.tasks.doing import AsJson, By, do
from duban.terminal import Call, say, say_json, say_table

if TYPE_CHECKING:
    from collections.abc import Callable

    from planning.ledger import Ledger
    from planning.lifecycle import TaskState

app = typer.Typer()


@app.command("classify")
def classify(
    context: typer.Context,
    ref: Annotated[str | None, typer.Argument(metavar="编号", help="事项编号；与 --all 二选一。")] = None,
    *,
    theme: Annotated[str, typer.Option("--theme", help="归入哪个主题；空为不归类。")] = "",
    every: Annotated[bool, typer.Option("--all", help="为全部未归类的事项按规则归类。")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出将归入什么主题，不作改动。")] = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """归入主题：一个事项由人指定，或全部未归类的按规则判断。"""
    from planning import acts  # noqa: PLC0415 - heavy

    if ref is not None and not every and not dry_run:
        work: Callable[[Ledger, int], TaskState] = lambda ledger, task: acts.classify(ledger, task, theme=theme)  # noqa: E731 - one act
        do(context.obj, "classified", ref, work, by=by, as_json=as_json)
        return
    if ref is not None or theme or not every:
        raise CallError("classify-what")
    from duban.theming import classify_all, proposed_all  # noqa: PLC0415 - heavy

    call: Call = context.obj
    found = proposed_all(call.application()) if dry_run else classify_all(call.application(), by)
    if as_json:
        say_json({"changed": not dry_run, "items": found.count, "themes": found.themes, "left": found.left})
        return
    say_table(("主题", "件数"), [(name, str(count)) for name, count in found.themes.items()])
    done = "将归类" if dry_run else "已归类"
    say(f"{done} {found.count} 项；规则认不出的 {found.left} 项不变，可用 duban task classify 编号 --theme 主题 指定。")


@app.command("redate")
def redate(
    context: typer.Context,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说有多少项会变，不作改动。")] = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """换了规则包或工作日历以后，重算在办事项的亮灯日期；期限不变。"""
    from duban.redating import count_to_redate, redate_all  # noqa: PLC0415 - heavy

    call: Call = context.obj
    count = count_to_redate(call.application()) if dry_run else redate_all(call.application(), by)
    if as_json:
        say_json({"changed": not dry_run, "items": count})
        return
    if not count:
        say("在办事项的亮灯日期与现行规则一致，没有要改的。")
    elif dry_run:
        say(f"有 {count} 项的亮灯日期会变。去掉 --dry-run 即重算并记入台账。")
    else:
        say(f"已重算 {count} 项的亮灯日期，每项记入台账；期限不变。")
