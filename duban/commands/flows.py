"""``duban run``: carry out one flow now."""

import logging
from typing import Annotated

import typer

from config.language import label, labels
from duban.terminal import Call, day_of, say, say_json

#: Figures that say nothing: no line is spent on them.
_NOTHING: tuple[object, ...] = (None, 0, "", {}, [])
_DAYS = frozenset({"day", "since"})


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
    if not logging.getLogger().handlers:
        logging.getLogger().addHandler(logging.NullHandler())  # a failure is told in one sentence, not logged as well
    outcome = run_by_hand(schedule, app.database, app.settings, app.clock, as_of=day, dry_run=dry_run)
    if as_json:
        say_json({"flow": flow, "dry_run": dry_run, "state": outcome.state, "result": outcome.result})
        return
    say(f"{schedule.purpose}：{'预演，未写入' if dry_run else '已完成'}。")
    if day is not None and schedule.tells_people:
        say(f"  按现在的事项推算 {day} 会做什么，不是那一天的台账。")
    told = {name: value for name, value in outcome.result.items() if name in _DAYS or value not in _NOTHING}
    for name, value in told.items():
        say(f"  {_word(name)}：{_value(value)}")
    if told.keys() <= _DAYS:
        say("  没有需要处理的内容。")


def _word(name: str) -> str:
    return labels("run_result").get(name) or label("flow_result", name)


def _value(value: object) -> str:
    """Return a figure of the outcome as text: codes as their words, tables and lists in one line."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dict):
        return "，".join(f"{_value(name)} {_value(part)}" for name, part in value.items())
    if isinstance(value, (list, tuple)):
        return "、".join(map(_value, value))
    words = {**labels("light"), **labels("notice_reason"), **labels("channel")}
    return words.get(str(value)) or label("flow_value", str(value))
