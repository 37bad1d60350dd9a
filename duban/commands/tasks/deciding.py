"""``duban task extend``, ``deadline``, ``instruct`` and ``answer``: what is decided on the way."""

from typing import Annotated

import typer

from config.errors import CallError
from config.language import label
from duban.commands.tasks.doing import AsJson, By, For, Note, Ref, do
from duban.terminal import day_of

app = typer.Typer()


@app.command("extend")
def extend(
    context: typer.Context,
    ref: Ref,
    *,
    to: Annotated[str | None, typer.Option("--to", help="申请延至哪一天；批准时可另定。")] = None,
    reason: Annotated[str, typer.Option("--reason", help="申请理由。")] = "",
    approve: Annotated[bool, typer.Option("--approve", help="批准待批的申请。")] = False,
    refuse: Annotated[bool, typer.Option("--refuse", help="不批准待批的申请。")] = False,
    note: Note = "",
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """延期：申请（--to --reason），或由办公室、领导小组批复（--approve / --refuse）。"""
    from planning import acts  # noqa: PLC0415 - heavy

    day = day_of(to)
    if approve and refuse:
        raise CallError("extend-what")
    if approve or refuse:
        do(
            context.obj, "extension_decided", ref,
            lambda ledger, task: acts.decide_extension(ledger, task, approve=approve, due_on=day, note=note),
            by=by, as_json=as_json, told=label("extension_answer", "approved" if approve else "refused"),
        )  # fmt: skip
        return
    if day is None or not reason.strip():
        raise CallError("extend-what")
    do(
        context.obj, "extension_requested", ref,
        lambda ledger, task: acts.request_extension(ledger, task, proposed_on=day, reason=reason),
        by=by, as_json=as_json,
    )  # fmt: skip


@app.command("deadline")
def deadline(
    context: typer.Context,
    ref: Ref,
    *,
    on: Annotated[str, typer.Option("--on", help="完成期限，如 2017-09-30。")],
    note: Note = "",
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """确定期限（办公室）：把暂定日期改为确定日期。"""
    from planning import acts  # noqa: PLC0415 - heavy

    day = day_of(on)
    do(
        context.obj,
        "due_set",
        ref,
        lambda ledger, task: acts.set_deadline(ledger, task, due_on=day, note=note),
        by=by,
        as_json=as_json,
    )


@app.command("instruct")
def instruct(
    context: typer.Context,
    ref: Ref,
    *,
    text: Annotated[str, typer.Option("--text", help="批示内容。")],
    answer_by: Annotated[str, typer.Option("--answer-by", help="答复期限。")],
    reopen: Annotated[bool, typer.Option("--reopen", help="重新办理已办结的事项。")] = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """批示：留下领导意见，限期答复。"""
    from planning import acts  # noqa: PLC0415 - heavy

    day = day_of(answer_by)
    do(
        context.obj, "instructed", ref,
        lambda ledger, task: acts.instruct(ledger, task, text=text, answer_by=day, reopen=reopen),
        by=by, as_json=as_json,
    )  # fmt: skip


@app.command("answer")
def answer(
    context: typer.Context,
    ref: Ref,
    *,
    text: Annotated[str, typer.Option("--text", help="答复内容。")],
    by: By = None,
    on_behalf_of: For = None,
    as_json: AsJson = False,
) -> None:
    """答复批示。"""
    from planning import acts  # noqa: PLC0415 - heavy

    do(
        context.obj,
        "answered",
        ref,
        lambda ledger, task: acts.answer(ledger, task, text=text),
        by=by,
        on_behalf_of=on_behalf_of,
        as_json=as_json,
    )
