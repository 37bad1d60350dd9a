"""``duban task list`` and ``show``: which tasks there are, and all that is known of one."""

from typing import Annotated

import typer

from config.clock import today
from config.language import label
from duban.commands.tasks.doing import AsJson, AsOf, Ref
from duban.terminal import Call, chosen, day_of, say, say_json, say_table

app = typer.Typer()


@app.command("list")
def list_tasks(
    context: typer.Context,
    *,
    unit: Annotated[str | None, typer.Option("--unit", help="只看这个单位。")] = None,
    light: Annotated[str | None, typer.Option("--light", help="只看这种灯，如 红灯 或 red。")] = None,
    state: Annotated[str | None, typer.Option("--state", help="只看这种状态，如 办理中 或 in_progress。")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="只看逾期的。")] = False,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多列出多少项。")] = 50,
    as_json: AsJson = False,
) -> None:
    """列出事项，最急的在前。"""
    call: Call = context.obj
    from duban.views import FORECAST, listed  # noqa: PLC0415 - heavy

    on, light, state = day_of(as_of), chosen("--light", "light", light), chosen("--state", "state", state)
    app_ = call.application()
    rows, total, day = listed(app_, as_of=on, limit=limit, unit=unit, light=light, state=state, overdue=overdue)
    if as_json:
        say_json({"day": day, "total": total, "tasks": rows})
        return
    until = f"截至 {day}{FORECAST if day > today(app_.clock) else ''}"
    if not rows:
        narrowed = any((unit, light, state, overdue, as_of))
        say(f"没有{'符合条件的' if narrowed else ''}事项（{until}，数据目录 {app_.settings.data_dir}）。")
        if not narrowed:
            say("下一步：duban roster import 名册文件，再用 duban import 计划文件 --year 年份 登记。")
        return
    say_table(
        ("编号", "单位", "亮灯", "状态", "进度", "期限", "事项"),
        [
            (row["number"], row["unit_name"], label("light", row["light"]), label("state", row["state"]),
             f"{row['progress']}%", f"{row['due_on']}{'（暂定）' if row['due_provisional'] else ''}", row["title"])
            for row in rows
        ],
    )  # fmt: skip
    say(f"共 {total} 项（{until}）。" + ("" if total <= limit else f"只列出前 {limit} 项。"))


@app.command("show")
def show(context: typer.Context, ref: Ref, *, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """查看一个事项：现状、成果、亮灯原因、来源和全部经过。"""
    call: Call = context.obj
    from duban.views import shown, told  # noqa: PLC0415 - heavy

    found = shown(call.application(), ref, as_of=day_of(as_of))
    if as_json:
        say_json(found)
        return
    for line in told(found):
        say(line)
