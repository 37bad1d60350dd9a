"""``duban review join`` to ``undo``: what was read is put right."""

from typing import Annotated, Any

import typer

from config.errors import CallError
from duban.commands.plans import ColumnWords
from duban.commands.reviews.doing import By, Key, Keys, ReviewId, _say_done, do, do_all
from duban.table_columns import columns_said, say_columns
from duban.terminal import Call, day_of

app = typer.Typer()


@app.command("join")
def join(context: typer.Context, review: ReviewId, keys: Keys, *, by: By = None) -> None:
    """合并：把被分开读出的几条按顺序接成一条。"""
    do(context, review, "joined", by, keys=keys)


@app.command("split")
def split(
    context: typer.Context,
    review: ReviewId,
    key: Key,
    *,
    before: Annotated[list[str] | None, typer.Option("--before", help="在这几个字之前拆开，可写几次。")] = None,
    at: Annotated[list[int] | None, typer.Option("--at", min=1, help="在第几个字之后拆开，可写几次。")] = None,
    by: By = None,
) -> None:
    """拆分：一条里写了几件事，拆成几条。"""
    call: Call = context.obj
    from planning.review.showing import review_view  # noqa: PLC0415 - heavy

    with call.application().database.read() as session:
        item = review_view(session, review).by_key.get(key)
    places = list(at or ())
    for words in before or ():
        if item is not None and item.text.find(words) <= 0:
            raise CallError("review-words-unknown", words=words, where=f"第 {key} 项")
        places += [item.text.find(words)] if item is not None else []
    do(context, review, "split", by, key=key, at=places)


@app.command("add")
def add(
    context: typer.Context,
    review: ReviewId,
    *,
    first: Annotated[str, typer.Option("--from", help="原文中这一项开头的几个字。")],
    last: Annotated[str | None, typer.Option("--to", help="原文中这一项末尾的几个字（默认到该行末）。")] = None,
    by: By = None,
) -> None:
    """补列：把原文中没有读成条目的一段列为条目。"""
    call: Call = context.obj
    from planning.review.showing import review_view  # noqa: PLC0415 - heavy

    with call.application().database.read() as session:
        text = review_view(session, review).text
    start = text.find(first)
    line_end = text.find("\n", start)
    end = (line_end if line_end >= 0 else len(text)) if last is None else text.find(last, max(start, 0)) + len(last)
    if start < 0 or (last is not None and end < len(last)):
        raise CallError("review-words-unknown", words=first if start < 0 else last, where="原文")
    do(context, review, "added", by, start=start, end=end)


@app.command("edit")
def edit(
    context: typer.Context,
    review: ReviewId,
    key: Key,
    *,
    text: Annotated[str | None, typer.Option("--text", help="事项文字。")] = None,
    number: Annotated[str | None, typer.Option("--number", help="序号。")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="单位。")] = None,
    lead: Annotated[str | None, typer.Option("--lead", help="牵头单位，几个之间用顿号。")] = None,
    responsible: Annotated[str | None, typer.Option("--responsible", help="责任单位，几个之间用顿号。")] = None,
    support: Annotated[str | None, typer.Option("--support", help="配合单位，几个之间用顿号。")] = None,
    leader: Annotated[str | None, typer.Option("--leader", help="牵头领导。")] = None,
    deadline: Annotated[str | None, typer.Option("--deadline", help="完成时限，如 2017-06-30；写 无 为不定。")] = None,
    owner: Annotated[str | None, typer.Option("--owner", help="责任岗位，如 月桥街道/联络员；写 无 为按名册。")] = None,
    by: By = None,
) -> None:
    """修改一条：文字、单位、牵头配合、时限、责任岗位。改文字后，没有手工定过的时限和数字按新文字重读。"""
    said: dict[str, Any] = {
        "text": text, "number": number, "unit": unit, "lead": lead, "responsible": responsible, "support": support,
        "leader": leader,
    }  # fmt: skip
    fields = {name: value for name, value in said.items() if value is not None}
    if deadline is not None:
        fields["deadline"] = None if deadline == "无" else day_of(deadline).isoformat()
    said_acts: list[tuple[str, dict[str, Any]]] = [("edited", {"key": key, "fields": fields})] if fields else []
    if owner is not None:
        said_acts.append(("owner_set", {"keys": [key], "owner": "" if owner == "无" else owner}))
    if not said_acts:
        raise CallError("review-edit-what")
    do_all(context, review, by, *said_acts)


@app.command("name")
def name(
    context: typer.Context,
    review: ReviewId,
    *,
    plan: Annotated[str | None, typer.Option("--plan", help="计划名称。")] = None,
    unit: Annotated[str | None, typer.Option("--unit", help="没有写明单位的事项归到这个单位；写 无 为不定。")] = None,
    by: By = None,
) -> None:
    """改计划名称，或没有写明单位的事项归到哪里。"""
    said = {"plan_name": plan, "default_unit": "" if unit == "无" else unit}
    do_all(context, review, by, ("named", {field: value for field, value in said.items() if value is not None}))


@app.command("columns")
def columns(context: typer.Context, review: ReviewId, columns: ColumnWords = None, *, by: By = None) -> None:
    """更正表格各列的含义，按更正后的重新读取；已作的处理尽量保留，保留不了的说明。"""
    call: Call = context.obj
    told = columns_said(columns)
    if not told:
        raise CallError("review-columns-what")
    from duban.intake import remap_review  # noqa: PLC0415 - heavy

    view = remap_review(call.application(), review, told, by=by)
    _say_done(view)
    say_columns(view.tables)


@app.command("undo")
def undo(
    context: typer.Context,
    review: ReviewId,
    *,
    step: Annotated[int | None, typer.Option("--step", min=1, help="撤销第几步（默认为最近一步）。")] = None,
    by: By = None,
) -> None:
    """撤销一步改动；再撤销那次撤销即为恢复。"""
    do(context, review, "undone", by, seq=step)
