"""``duban task suspend`` to ``cancel``: a task that does not go on as planned."""

from typing import Annotated

import typer

from duban.commands.tasks.doing import AsJson, By, Reason, Ref, do

app = typer.Typer()


@app.command("suspend")
def suspend(context: typer.Context, ref: Ref, *, reason: Reason, by: By = None, as_json: AsJson = False) -> None:
    """暂缓。"""
    from planning import acts  # noqa: PLC0415 - heavy

    do(
        context.obj,
        "suspended",
        ref,
        lambda ledger, task: acts.suspend(ledger, task, reason=reason),
        by=by,
        as_json=as_json,
    )


@app.command("resume")
def resume(context: typer.Context, ref: Ref, *, reason: Reason = "", by: By = None, as_json: AsJson = False) -> None:
    """恢复办理。"""
    from planning import acts  # noqa: PLC0415 - heavy

    do(
        context.obj,
        "resumed",
        ref,
        lambda ledger, task: acts.resume(ledger, task, reason=reason),
        by=by,
        as_json=as_json,
    )


@app.command("merge")
def merge(
    context: typer.Context,
    ref: Ref,
    *,
    into: Annotated[str, typer.Option("--into", help="并入哪个事项。")],
    reason: Reason = "",
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """并入另一事项。"""
    from duban.acting import task_of  # noqa: PLC0415 - heavy
    from planning import acts  # noqa: PLC0415 - heavy

    do(
        context.obj, "merged", ref,
        lambda ledger, task: acts.merge(ledger, task, into_id=task_of(ledger.session, into), reason=reason),
        by=by, as_json=as_json,
    )  # fmt: skip


@app.command("cancel")
def cancel(context: typer.Context, ref: Ref, *, reason: Reason, by: By = None, as_json: AsJson = False) -> None:
    """终止。"""
    from planning import acts  # noqa: PLC0415 - heavy

    do(
        context.obj,
        "cancelled",
        ref,
        lambda ledger, task: acts.cancel(ledger, task, reason=reason),
        by=by,
        as_json=as_json,
    )
