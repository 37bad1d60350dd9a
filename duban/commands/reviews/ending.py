"""``duban review adopt``, ``discard`` and ``reopen``: a review is registered, or put aside."""

from dataclasses import asdict
from typing import Annotated

import typer

from duban.commands.reviews.doing import AsJson, By, ReviewId, do
from duban.telling import say_adoption
from duban.terminal import Call, day_of, say_json

app = typer.Typer()


@app.command("adopt")
def adopt(
    context: typer.Context,
    review: ReviewId,
    keys: Annotated[
        list[str] | None, typer.Argument(metavar="条目...", help="只登记这几条（默认为全部已保留的）。")
    ] = None,
    *,
    start: Annotated[str | None, typer.Option("--start", help="起始日期（默认为今天，序时进度从此算起）。")] = None,
    assign: Annotated[bool, typer.Option("--assign", help="登记后立即交办给各责任岗位。")] = False,
    draft: Annotated[bool, typer.Option("--draft", help="只存为草拟，之后用 duban task adopt 立项。")] = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """登记已保留的条目；待定的留在核对中，以后再办。"""
    call: Call = context.obj
    start_on = day_of(start)
    from duban.intake import adopt_reviewed  # noqa: PLC0415 - heavy

    adoption = adopt_reviewed(
        call.application(), review, list(keys) if keys else None, by=by, start_on=start_on, draft=draft, assign=assign
    )
    if as_json:
        say_json(asdict(adoption))
    else:
        say_adoption(adoption, assigned=assign and not draft, draft=draft)


@app.command("discard")
def discard(
    context: typer.Context,
    review: ReviewId,
    *,
    reason: Annotated[str, typer.Option("--reason", help="理由。")] = "",
    by: By = None,
) -> None:
    """放弃一份核对；还没有登记过的才能放弃，以后可以恢复。"""
    do(context, review, "discarded", by, reason=reason)


@app.command("reopen")
def reopen(context: typer.Context, review: ReviewId, *, by: By = None) -> None:
    """恢复一份放弃的核对。"""
    do(context, review, "reopened", by)
