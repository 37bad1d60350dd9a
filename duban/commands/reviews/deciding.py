"""``duban review keep`` to ``merge``: which of the items become tasks."""

from typing import Annotated

import typer

from duban.commands.reviews.doing import By, Keys, ReviewId, do
from duban.terminal import Call, say

app = typer.Typer()


@app.command("keep")
def keep(
    context: typer.Context,
    review: ReviewId,
    keys: Annotated[list[str] | None, typer.Argument(metavar="条目...", help="条目的序号，一个或几个。")] = None,
    *,
    everything: Annotated[bool, typer.Option("--all", help="保留所有待定的条目（存疑的除外）。")] = False,
    by: By = None,
) -> None:
    """保留条目，等待登记。"""
    call: Call = context.obj
    wanted = list(keys or ())
    if everything:
        from planning.review.showing import review_view  # noqa: PLC0415 - heavy

        with call.application().database.read() as session:
            items = review_view(session, review).items
        wanted += [item.key for item in items if item.decision == "open" and not item.doubtful]
        if not wanted:
            say("没有待定的条目，不用再保留。")
            return
    do(context, review, "decided", by, keys=wanted, decision="keep")


@app.command("drop")
def drop(context: typer.Context, review: ReviewId, keys: Keys, *, by: By = None) -> None:
    """不列入：这些条目不登记为事项。"""
    do(context, review, "decided", by, keys=keys, decision="drop")


@app.command("wait")
def wait(context: typer.Context, review: ReviewId, keys: Keys, *, by: By = None) -> None:
    """改回待定。"""
    do(context, review, "decided", by, keys=keys, decision="open")


@app.command("merge")
def merge(
    context: typer.Context,
    review: ReviewId,
    keys: Keys,
    *,
    into: Annotated[str, typer.Option("--into", help="并入哪一条（序号）或哪一项在办事项（编号，如 2017-003）。")],
    by: By = None,
) -> None:
    """并入：说的是同一件事，归到另一条或在办事项，两处原文都记下。"""
    do(context, review, "decided", by, keys=keys, decision="merge", into=into)
