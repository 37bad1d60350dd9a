"""``duban task report`` to ``close``: how far a task is, until it is done and struck off."""

from typing import Annotated

import typer

from duban.commands.tasks.doing import AsJson, By, For, Note, Ref, do
from duban.terminal import chosen

app = typer.Typer()


@app.command("report")
def report(
    context: typer.Context,
    ref: Ref,
    *,
    progress: Annotated[int | None, typer.Option("--progress", help="进度百分数。")] = None,
    deliverable: Annotated[
        list[str] | None, typer.Option("--deliverable", help="某项成果的进度，写作 1=60；可重复。")
    ] = None,
    done: Annotated[str, typer.Option("--done", help="做了什么。")] = "",
    problem: Annotated[str, typer.Option("--problem", help="存在问题。")] = "",
    next_step: Annotated[str, typer.Option("--next", help="下一步打算。")] = "",
    figure: Annotated[list[str] | None, typer.Option("--figure", help="数字，写作 走访企业=32家；可重复。")] = None,
    period: Annotated[str | None, typer.Option("--period", help="属于哪个季度（默认按日期判断）。")] = None,
    by: By = None,
    on_behalf_of: For = None,
    as_json: AsJson = False,
) -> None:
    """报送进展。"""
    from duban.acting import figures_of, percents_of  # noqa: PLC0415 - heavy
    from planning import acts  # noqa: PLC0415 - heavy

    given = acts.ProgressReport(
        progress=progress, deliverables=percents_of(deliverable or []), done=done, problem=problem,
        next_step=next_step, figures=figures_of(figure or []), period=period,
    )  # fmt: skip
    do(
        context.obj,
        "reported",
        ref,
        lambda ledger, task: acts.report(ledger, task, given),
        by=by,
        on_behalf_of=on_behalf_of,
        as_json=as_json,
    )


@app.command("submit")
def submit(
    context: typer.Context,
    ref: Ref,
    *,
    note: Note = "",
    by: By = None,
    on_behalf_of: For = None,
    as_json: AsJson = False,
) -> None:
    """报办结。"""
    from planning import acts  # noqa: PLC0415 - heavy

    do(
        context.obj,
        "submitted",
        ref,
        lambda ledger, task: acts.submit(ledger, task, note=note),
        by=by,
        on_behalf_of=on_behalf_of,
        as_json=as_json,
    )


@app.command("return")
def send_back(
    context: typer.Context,
    ref: Ref,
    *,
    reason: Annotated[
        str,
        typer.Option("--reason", help="事实不清、问题未解决、任务未落实、不合政策法律、文书不规范 之一。"),
    ],
    note: Note = "",
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """退回报办结。"""
    from planning import acts  # noqa: PLC0415 - heavy

    why = chosen("--reason", "return_reason", reason) or ""
    do(
        context.obj,
        "returned",
        ref,
        lambda ledger, task: acts.send_back(ledger, task, reason=why, note=note),
        by=by,
        as_json=as_json,
    )


@app.command("complete")
def complete(context: typer.Context, ref: Ref, *, note: Note = "", by: By = None, as_json: AsJson = False) -> None:
    """办结：认可报办结。"""
    from planning import acts  # noqa: PLC0415 - heavy

    do(
        context.obj,
        "completed",
        ref,
        lambda ledger, task: acts.complete(ledger, task, note=note),
        by=by,
        as_json=as_json,
    )


@app.command("close")
def close(context: typer.Context, ref: Ref, *, note: Note = "", by: By = None, as_json: AsJson = False) -> None:
    """销号：须由办结之外的另一人办理。"""
    from planning import acts  # noqa: PLC0415 - heavy

    do(context.obj, "closed", ref, lambda ledger, task: acts.close_out(ledger, task, note=note), by=by, as_json=as_json)
