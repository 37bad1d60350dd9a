"""``duban review match``, ``due`` and ``gone``: what a new version does to tasks that are there."""

from typing import Annotated

import typer

from duban.commands.reviews.doing import By, Key, Keys, ReviewId, do

app = typer.Typer()


@app.command("match")
def match(
    context: typer.Context,
    review: ReviewId,
    key: Key,
    *,
    task: Annotated[str | None, typer.Option("--task", help="对应原计划的哪一项（编号）；不写为新增事项。")] = None,
    by: By = None,
) -> None:
    """修订计划时，更正一条对应原计划的哪一项。"""
    do(context, review, "matched", by, key=key, number=task or "")


@app.command("due")
def due(
    context: typer.Context,
    review: ReviewId,
    keys: Keys,
    *,
    take: Annotated[str, typer.Option("--take", help="later 取较晚的，plan 按新计划，present 维持现期限。")],
    by: By = None,
) -> None:
    """修订计划时，期限已延期而计划又改了日期的，定取哪一个。"""
    do(context, review, "due_chosen", by, keys=keys, choice=take)


@app.command("gone")
def gone(
    context: typer.Context,
    review: ReviewId,
    numbers: Annotated[list[str], typer.Argument(metavar="编号...", help="新版本没有列出的事项编号。")],
    *,
    cancel: Annotated[bool, typer.Option("--cancel/--keep", help="终止，还是继续督办（默认继续）。")] = False,
    reason: Annotated[str, typer.Option("--reason", help="理由。")] = "",
    by: By = None,
) -> None:
    """修订计划时，新版本没有列出的事项终止还是继续督办。"""
    choice = "cancel" if cancel else "keep"
    do(context, review, "gone_decided", by, numbers=numbers, choice=choice, reason=reason)
