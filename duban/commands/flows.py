"""``duban run``: carry out one flow now."""

from typing import Annotated

import typer

from duban.terminal import Call, day_of, say, say_json


def run(
    context: typer.Context,
    flow: Annotated[
        str,
        typer.Argument(
            metavar="流程", help="compile_progress、send_reminders、request_updates、deliver、quarterly_report 之一。"
        ),
    ],
    *,
    as_of: Annotated[str | None, typer.Option("--as-of", help="当作在这一天运行，如 2017-06-27。")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说会做什么，不写入、不发送。")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """立即运行一个流程。"""
    call: Call = context.obj
    day = day_of(as_of)
    from flows.engine.by_hand import run_by_hand  # noqa: PLC0415 - heavy
    from flows.schedules import schedule_of  # noqa: PLC0415 - heavy

    schedule = schedule_of(flow)
    app = call.application()
    outcome = run_by_hand(schedule, app.database, app.settings, app.clock, as_of=day, dry_run=dry_run)
    if as_json:
        say_json({"flow": flow, "dry_run": dry_run, "state": outcome.state, "result": outcome.result})
        return
    say(f"{schedule.purpose}：{'预演，未写入' if dry_run else '已完成'}。")
    for name, value in outcome.result.items():
        say(f"  {name}：{value}")
