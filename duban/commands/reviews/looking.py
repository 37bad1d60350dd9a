"""``duban review open``, ``list`` and ``show``: reviews begun and looked at."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from config.clock import local_day
from config.errors import DubanError
from config.language import label
from duban.commands.plans import ColumnWords, File, Year, read_file_of_plan
from duban.commands.reviews.doing import AsJson, By, ReviewId
from duban.commands.reviews.telling import json_of, say_item, say_review
from duban.table_columns import columns_said
from duban.terminal import Call, say, say_json, say_table

if TYPE_CHECKING:
    from planning.review.view import ReviewLine

app = typer.Typer()


@app.command("open")
def open_(
    context: typer.Context,
    file: File,
    *,
    year: Year,
    plan: Annotated[str | None, typer.Option("--plan", help="计划名称（默认用文件名和年份）。")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="没有写明单位的事项归到这个单位。")] = None,
    amends: Annotated[str | None, typer.Option("--amends", help="这份文件是哪个计划的修订。")] = None,
    columns: ColumnWords = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """读入一份计划，开始核对，不作登记。同一文件已在核对中的，接着办。"""
    call: Call = context.obj
    read = read_file_of_plan(call, file, year, columns)
    from duban.intake import review_plan  # noqa: PLC0415 - heavy
    from planning.adoption import Adopting  # noqa: PLC0415 - heavy

    how = Adopting(year=year, name=plan, default_unit=unit)
    told = columns_said(columns)
    say_review(review_plan(call.application(), read, how, by=by, amends=amends, columns=told), as_json=as_json)


@app.command("list")
def list_(
    context: typer.Context,
    *,
    everything: Annotated[bool, typer.Option("--all", help="连已登记和已放弃的一起列出。")] = False,
    as_json: AsJson = False,
) -> None:
    """列出正在核对的计划。"""
    call: Call = context.obj
    from planning.review.listing import list_reviews  # noqa: PLC0415 - heavy

    with call.application().database.read() as session:
        lines = list_reviews(session, states=("open", "adopted", "discarded") if everything else ("open",))
    if as_json:
        say_json([asdict(line) for line in lines])
        return
    if not lines:
        say("没有正在核对的计划。开始核对：duban review open 文件 --year 年份。")
        return
    say_table(("核对号", "情况", "已定", "计划", "文件", "最近改动"), [_line(line) for line in lines])


def _line(line: "ReviewLine") -> Sequence[object]:
    done = f"{line.counts['decided']}/{line.counts['total']}"
    when = local_day(line.changed_at)
    return (
        line.id,
        label("review_state", line.state),
        done,
        line.plan_name,
        line.document,
        f"{line.changed_by} {when}",
    )


@app.command("show")
def show(
    context: typer.Context,
    review: ReviewId,
    *,
    item: Annotated[str | None, typer.Option("--item", help="只看这一条，列出全部内容和谁改过什么。")] = None,
    as_json: AsJson = False,
) -> None:
    """查看一份核对：各条目、处理情况、表格各列的含义和改动经过。"""
    call: Call = context.obj
    from planning.review.showing import review_view  # noqa: PLC0415 - heavy

    with call.application().database.read() as session:
        view = review_view(session, review)
    if item is None:
        say_review(view, as_json=as_json)
        return
    if item not in view.by_key:
        raise DubanError("review-item-unknown", key=item)
    found = view.by_key[item]
    if as_json:
        say_json(json_of(view, found))
    else:
        say_item(view, found)
