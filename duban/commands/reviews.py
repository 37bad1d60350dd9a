"""``duban review``: a reading on its way to adoption, worked on without the page; every act the page has."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from config.clock import local_day
from config.errors import CallError, DubanError
from config.language import label
from duban.commands.plans import ColumnWords, File, Year, read_file_of_plan
from duban.table_columns import columns_said, say_columns
from duban.telling import say_adoption
from duban.terminal import Call, day_of, say, say_json, say_table

if TYPE_CHECKING:
    from planning.review.model import ProposedItem, ToldChange
    from planning.review.view import ReviewLine, ReviewView

app = typer.Typer(help="核对：计划登记前逐项核对读出的事项。", no_args_is_help=True)

ReviewId = Annotated[int, typer.Argument(metavar="核对号", min=1, help="核对的编号，见 duban review list。")]
Key = Annotated[str, typer.Argument(metavar="条目", help="条目的序号，如 3、d1、3a，见 duban review show。")]
Keys = Annotated[list[str], typer.Argument(metavar="条目...", help="条目的序号，一个或几个，如 1 2 d1。")]
By = Annotated[str | None, typer.Option("--by", help="经办人工号或姓名（默认为督办办公室）。")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。")]


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
    _show(review_plan(call.application(), read, how, by=by, amends=amends, columns=told), as_json=as_json)


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
    from planning.review.reviews import review_view  # noqa: PLC0415 - heavy

    with call.application().database.read() as session:
        view = review_view(session, review)
    if item is None:
        _show(view, as_json=as_json)
        return
    if item not in view.by_key:
        raise DubanError("review-item-unknown", key=item)
    found = view.by_key[item]
    if as_json:
        say_json(_item_json(view, found))
    else:
        _say_item(view, found)


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
        from planning.review.reviews import review_view  # noqa: PLC0415 - heavy

        with call.application().database.read() as session:
            items = review_view(session, review).items
        wanted += [item.key for item in items if item.decision == "open" and not item.doubtful]
        if not wanted:
            say("没有待定的条目，不用再保留。")
            return
    _act(context, review, "decided", by, keys=wanted, decision="keep")


@app.command("drop")
def drop(context: typer.Context, review: ReviewId, keys: Keys, *, by: By = None) -> None:
    """不列入：这些条目不登记为事项。"""
    _act(context, review, "decided", by, keys=keys, decision="drop")


@app.command("wait")
def wait(context: typer.Context, review: ReviewId, keys: Keys, *, by: By = None) -> None:
    """改回待定。"""
    _act(context, review, "decided", by, keys=keys, decision="open")


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
    _act(context, review, "decided", by, keys=keys, decision="merge", into=into)


@app.command("join")
def join(context: typer.Context, review: ReviewId, keys: Keys, *, by: By = None) -> None:
    """合并：把被分开读出的几条按顺序接成一条。"""
    _act(context, review, "joined", by, keys=keys)


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
    from planning.review.reviews import review_view  # noqa: PLC0415 - heavy

    with call.application().database.read() as session:
        item = review_view(session, review).by_key.get(key)
    places = list(at or ())
    for words in before or ():
        if item is not None and item.text.find(words) <= 0:
            raise CallError("review-words-unknown", words=words, where=f"第 {key} 项")
        places += [item.text.find(words)] if item is not None else []
    _act(context, review, "split", by, key=key, at=places)


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
    from planning.review.reviews import review_view  # noqa: PLC0415 - heavy

    with call.application().database.read() as session:
        text = review_view(session, review).text
    start = text.find(first)
    line_end = text.find("\n", start)
    end = (line_end if line_end >= 0 else len(text)) if last is None else text.find(last, max(start, 0)) + len(last)
    if start < 0 or (last is not None and end < len(last)):
        raise CallError("review-words-unknown", words=first if start < 0 else last, where="原文")
    _act(context, review, "added", by, start=start, end=end)


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
    _acts(context, review, by, *said_acts)


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
    _acts(context, review, by, ("named", {field: value for field, value in said.items() if value is not None}))


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
    _act(context, review, "undone", by, seq=step)


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
    _act(context, review, "matched", by, key=key, number=task or "")


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
    _act(context, review, "due_chosen", by, keys=keys, choice=take)


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
    _act(context, review, "gone_decided", by, numbers=numbers, choice=choice, reason=reason)


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
    _act(context, review, "discarded", by, reason=reason)


@app.command("reopen")
def reopen(context: typer.Context, review: ReviewId, *, by: By = None) -> None:
    """恢复一份放弃的核对。"""
    _act(context, review, "reopened", by)


def _act(
    context: typer.Context,
    review: int,
    kind: str,
    by: str | None,
    **payload: Any,  # noqa: ANN401 - any act's payload
) -> None:
    _acts(context, review, by, (kind, payload))


def _acts(context: typer.Context, review: int, by: str | None, *said: tuple[str, dict[str, Any]]) -> None:
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


def _show(view: "ReviewView", *, as_json: bool) -> None:
    if as_json:
        say_json(_json(view))
        return
    amends = f"，修订“{view.amends}”" if view.amends else ""
    say(f"核对 {view.id}（{label('review_state', view.state)}）：{view.document.name} → “{view.plan_name}”{amends}")
    say_table(
        ("条目", "处理", "单位", "期限", "缺", "事项"),
        [
            (item.key, _decision(view, item), item.unit or "—", item.deadline or item.deadline_text or "未写明",
             len(item.missing), item.text[:36])
            for item in view.items
        ],
    )  # fmt: skip
    say_columns(view.tables)
    for each in view.gone:
        say(f"新版本没有列出 {each.number}（{each.unit}，{label('gone_choice', each.choice)}）：{each.text[:36]}")
    for issue in view.issues:
        say(f"提示（{issue.place}）：{issue.message}")
    if view.state == "open":
        say(f"下一步：duban review keep {view.id} --all，再 duban review adopt {view.id}；或 duban serve 打开核对页。")


def _decision(view: "ReviewView", item: "ProposedItem") -> str:
    if item.adopted_as:
        return item.adopted_as
    fate = view.fates.get(item.key)
    told = f"（{label('fate', fate.kind)}{fate.number and ' '}{fate.number}）" if fate else ""
    if not item.counted:
        return "存疑"
    return label("review_decision", item.decision) + (f" {item.merge_into}" if item.merge_into else "") + told


def _say_item(view: "ReviewView", item: "ProposedItem") -> None:
    say(f"第 {item.key} 条（{_decision(view, item)}），{view.place_of(item.start)}：{item.text}")
    for field in ("unit", "number", "lead", "responsible", "support", "leader", "deadline", "deadline_text", "owner"):
        value = getattr(item, field)
        if value:
            say(f"  {label('item_field', field)}：{'、'.join(value) if isinstance(value, tuple) else value}")
    for part in item.deliverables:
        say(f"  成果：{part.text}")
    if item.missing:
        say(f"  缺：{'、'.join(label('clarity', code) for code in item.missing)}")
    if item.soft:
        say(f"  措辞偏软：{'、'.join(item.soft)}")
    for difference in view.fates[item.key].differences if item.key in view.fates else ():
        say(f"  原计划的{label('item_field', difference.field)}：{difference.before} → {difference.after}")
    for change in item.changes:
        say(f"  第 {change.seq} 步 {change.name}：{label('item_field', change.field)} {change.before} → {change.after}")


def _json(view: "ReviewView") -> dict[str, Any]:
    plain = ("id", "year", "plan_name", "default_unit", "plan_id", "amends", "state", "seq", "undoable")
    return {
        **{name: getattr(view, name) for name in plain},
        "document": asdict(view.document),
        "counts": view.counts,
        "items": [_item_json(view, item) for item in view.items],
        "issues": [asdict(issue) for issue in view.issues],
        "tables": [asdict(table) for table in view.tables],
        "gone": [asdict(each) for each in view.gone],
        "changes": [_change_json(change) for change in view.changes],
    }


def _item_json(view: "ReviewView", item: "ProposedItem") -> dict[str, Any]:
    fate = view.fates.get(item.key)
    return {
        **{name: value for name, value in asdict(item).items() if name != "by_hand"},
        "missing": item.missing,
        "soft": item.soft,
        "place": view.place_of(item.start),
        "fate": asdict(fate) if fate else None,
    }


def _change_json(change: "ToldChange") -> dict[str, Any]:
    plain = ("seq", "kind", "by", "name", "at", "keys", "undone", "note")
    return {name: getattr(change, name) for name in plain}
