"""``duban task assign``, ``adopt`` and ``accept``: a task on its way to who is responsible for it."""

from typing import TYPE_CHECKING, Annotated

import typer

from config.errors import CallError
from duban.commands.tasks.doing import AsJson, By, For, Note, Ref, do
from duban.terminal import Call, say, say_json

if TYPE_CHECKING:
    from planning.ledger import Ledger
    from planning.lifecycle import TaskState

app = typer.Typer()


@app.command("assign")
def assign(
    context: typer.Context,
    ref: Annotated[str | None, typer.Argument(metavar="编号", help="事项编号；省略时用 --plan。")] = None,
    *,
    plan: Annotated[str | None, typer.Option("--plan", help="交办这个计划中所有已立项的事项。")] = None,
    to: Annotated[str | None, typer.Option("--to", help="责任岗位，写作 单位/岗位。")] = None,
    leader: Annotated[str | None, typer.Option("--leader", help="牵头领导姓名。")] = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """交办：把已立项的事项交给责任岗位，或改由另一岗位负责。"""
    call: Call = context.obj
    from duban.acting import hand_out_plan, require_owner  # noqa: PLC0415 - heavy
    from planning import acts  # noqa: PLC0415 - heavy
    from planning.roster import post_by_name  # noqa: PLC0415 - heavy

    if (ref is None) == (plan is None):
        raise CallError("assign-what")

    def work(ledger: "Ledger", task_id: int) -> "TaskState":
        post_id = post_by_name(ledger.session, to) if to else None
        require_owner(ledger.session, task_id, post_id)
        return acts.assign(ledger, task_id, owner_post_id=post_id, leader_name=leader)

    if ref is not None:
        do(call, "assigned", ref, work, by=by, as_json=as_json)
        return
    done, ownerless = hand_out_plan(call.application(), plan or "", work, by=by, owner_given=to is not None)
    if as_json:
        say_json({"plan": plan, "assigned": done, "without_owner": ownerless})
        return
    say(f"计划“{plan}”已交办 {done} 项。" if done else f"计划“{plan}”没有可交办的事项，没有作任何改动。")
    if ownerless:
        say(f"另有 {len(ownerless)} 项没有责任岗位，未交办：{'、'.join(ownerless)}。")
        say("请逐项指定：duban task assign 编号 --to 单位/岗位。")


@app.command("adopt")
def adopt(context: typer.Context, ref: Ref, *, by: By = None, as_json: AsJson = False) -> None:
    """立项：把草拟的事项正式登记。"""
    from planning import acts  # noqa: PLC0415 - heavy

    do(context.obj, "adopted", ref, acts.adopt, by=by, as_json=as_json)


@app.command("accept")
def accept(
    context: typer.Context,
    ref: Ref,
    *,
    note: Note = "",
    by: By = None,
    on_behalf_of: For = None,
    as_json: AsJson = False,
) -> None:
    """签收。"""
    from planning import acts  # noqa: PLC0415 - heavy

    do(
        context.obj,
        "accepted",
        ref,
        lambda ledger, task: acts.accept(ledger, task, note=note),
        by=by,
        on_behalf_of=on_behalf_of,
        as_json=as_json,
    )
