"""The options all acts on a review have, and how an act is done and told."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from config.language import label
from duban.terminal import Call, say

if TYPE_CHECKING:
    from planning.review.view import ReviewView


ReviewId = Annotated[int, typer.Argument(metavar="核对号", min=1, help="核对的编号，见 duban review list。")]
Key = Annotated[str, typer.Argument(metavar="条目", help="条目的序号，如 3、d1、3a，见 duban review show。")]
Keys = Annotated[list[str], typer.Argument(metavar="条目...", help="条目的序号，一个或几个，如 1 2 d1。")]
By = Annotated[str | None, typer.Option("--by", help="经办人工号或姓名（默认为督办办公室）。")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。")]


def do(
    context: typer.Context,
    review: int,
    kind: str,
    by: str | None,
    **payload: Any,  # noqa: ANN401 - any act's payload
) -> None:
    """Do one act on a review and tell what it has become."""
    do_all(context, review, by, (kind, payload))


def do_all(context: typer.Context, review: int, by: str | None, *said: tuple[str, dict[str, Any]]) -> None:
    """Do several acts, each a kind with its payload, in one transaction and tell what the review has become."""
    call: Call = context.obj
    from duban.intake import act_on_review  # noqa: PLC0415 - heavy

    _say_done(act_on_review(call.application(), review, *said, by=by))


def _say_done(view: "ReviewView") -> None:
    last, counts = view.changes[0], view.counts
    about = f"第 {'、'.join(last.keys[:8])}{' 等' if len(last.keys) > 8 else ''} 项" if last.keys else ""  # noqa: PLR2004 - what fits a line
    say(f"第 {last.seq} 步：{label('review_change', last.kind)}{about}。")
    if last.kind == "remapped" and last.note:
        say(f"没有能保留处理的条目：{last.note}。请重新核对。")
    say(
        f"待定 {counts['open']}，保留 {counts['keep']}，并入 {counts['merge']}，不列入 {counts['drop']}，"
        f"已登记 {counts['adopted']}，存疑未取 {counts['doubtful']}。"
    )
    if counts["keep"] and not counts["open"] and view.state == "open":
        say(f"下一步：duban review adopt {view.id} 登记。")
