"""The options all acts on a task have, and how an act is done and told."""

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from config.language import codes, label, sentence
from duban.terminal import Call, say, say_json

if TYPE_CHECKING:
    from planning.ledger import Ledger
    from planning.lifecycle import TaskState


Ref = Annotated[str, typer.Argument(metavar="编号", help="事项编号，如 2017-003。")]
By = Annotated[str | None, typer.Option("--by", help="经办人工号或姓名（默认为督办办公室）。")]
For = Annotated[str | None, typer.Option("--for", help="代谁办理（记入双方）。")]
Note = Annotated[str, typer.Option("--note", help="说明。")]
Reason = Annotated[str, typer.Option("--reason", help="理由。")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="按该日结束时已知的情况查看，如 2017-06-30。")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。")]


def do(
    call: Call,
    kind: str,
    ref: str,
    work: Callable[["Ledger", int], "TaskState"],
    *,
    by: str | None,
    on_behalf_of: str | None = None,
    as_json: bool,
    told: str = "",
) -> None:
    """Do one act and tell what has become of the task and what comes next; ``told`` names what its kind leaves open."""
    from duban.acting import act  # noqa: PLC0415 - heavy

    state = act(call.application(), ref, work, by=by, on_behalf_of=on_behalf_of)
    if as_json:
        say_json(asdict(state))
        return
    done = told or label("event", kind)
    say(
        f"{state.number} 已{done}：现为“{label('state', state.state)}”，进度 {state.progress}%，"
        f"期限 {state.due_on}{'（暂定）' if state.due_provisional else ''}。"
    )
    if f"next-{kind}" in codes():
        say(f"下一步，{sentence(f'next-{kind}', number=state.number)}。")
    else:
        say(f"经过见 duban task show {state.number}。")
