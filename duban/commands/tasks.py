"""``duban task``: every act of the field on a task, and what the ledger knows of it."""

from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from config.clock import today
from config.errors import CallError
from config.language import codes, label, sentence
from duban.terminal import Call, chosen, day_of, say, say_json, say_table

if TYPE_CHECKING:
    from planning.ledger import Ledger
    from planning.lifecycle import TaskState

app = typer.Typer(help="督办事项：查看与办理。", no_args_is_help=True)

Ref = Annotated[str, typer.Argument(metavar="编号", help="事项编号，如 2017-003。")]
By = Annotated[str | None, typer.Option("--by", help="经办人工号或姓名（默认为督办办公室）。")]
For = Annotated[str | None, typer.Option("--for", help="代谁办理（记入双方）。")]
Note = Annotated[str, typer.Option("--note", help="说明。")]
Reason = Annotated[str, typer.Option("--reason", help="理由。")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="按该日结束时已知的情况查看，如 2017-06-30。")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。")]


@app.command("list")
def list_tasks(
    context: typer.Context,
    *,
    unit: Annotated[str | None, typer.Option("--unit", help="只看这个单位。")] = None,
    light: Annotated[str | None, typer.Option("--light", help="只看这种灯，如 红灯 或 red。")] = None,
    state: Annotated[str | None, typer.Option("--state", help="只看这种状态，如 办理中 或 in_progress。")] = None,
    overdue: Annotated[bool, typer.Option("--overdue", help="只看逾期的。")] = False,
    as_of: AsOf = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多列出多少项。")] = 50,
    as_json: AsJson = False,
) -> None:
    """列出事项，最急的在前。"""
    call: Call = context.obj
    from duban.views import FORECAST, listed  # noqa: PLC0415 - heavy

    on, light, state = day_of(as_of), chosen("--light", "light", light), chosen("--state", "state", state)
    app_ = call.application()
    rows, total, day = listed(app_, as_of=on, limit=limit, unit=unit, light=light, state=state, overdue=overdue)
    if as_json:
        say_json({"day": day, "total": total, "tasks": rows})
        return
    until = f"截至 {day}{FORECAST if day > today(app_.clock) else ''}"
    if not rows:
        narrowed = any((unit, light, state, overdue, as_of))
        say(f"没有{'符合条件的' if narrowed else ''}事项（{until}，数据目录 {app_.settings.data_dir}）。")
        if not narrowed:
            say("下一步：duban roster import 名册文件，再用 duban import 计划文件 --year 年份 登记。")
        return
    say_table(
        ("编号", "单位", "亮灯", "状态", "进度", "期限", "事项"),
        [
            (row["number"], row["unit_name"], label("light", row["light"]), label("state", row["state"]),
             f"{row['progress']}%", f"{row['due_on']}{'（暂定）' if row['due_provisional'] else ''}", row["title"])
            for row in rows
        ],
    )  # fmt: skip
    say(f"共 {total} 项（{until}）。" + ("" if total <= limit else f"只列出前 {limit} 项。"))


@app.command("show")
def show(context: typer.Context, ref: Ref, *, as_of: AsOf = None, as_json: AsJson = False) -> None:
    """查看一个事项：现状、成果、亮灯原因、来源和全部经过。"""
    call: Call = context.obj
    from duban.views import shown, told  # noqa: PLC0415 - heavy

    found = shown(call.application(), ref, as_of=day_of(as_of))
    if as_json:
        say_json(found)
        return
    for line in told(found):
        say(line)


@app.command("assign")
def assign(
    context: typer.Context,
    ref: Annotated[str | None, typer.Argument(metavar="编号", help="事项编号；省略时用 --plan。")] = None,
    *,
    plan: Annotated[str | None, typer.Option("--plan", help="交办这个计划中所有已立项的事项。")] = None,
    to: Annotated[str | None, typer.Option("--to", help="责任岗位，写作 单位/岗位。")] = None,
    leader: Annotated[str | None, typer.Option("--leader", help="牵头领导姓名。")] = None,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """交办：把已立项的事项交给责任岗位，或改由另一岗位负责。"""
    call: Call = context.obj
    from duban.acting import hand_out_plan, require_owner  # noqa: PLC0415 - heavy
    from planning import acts  # noqa: PLC0415 - heavy
    from planning.roster import post_by_name  # noqa: PLC0415 - heavy

    if (ref is None) == (plan is None):
        raise CallError("assign-what")

    def work(ledger: "Ledger", task_id: int) -> "TaskState":
        post_id = post_by_name(ledger.session, to) if to else None
        require_owner(ledger.session, task_id, post_id)
        return acts.assign(ledger, task_id, owner_post_id=post_id, leader_name=leader)

    if ref is not None:
        _act(call, "assigned", ref, work, by=by, as_json=as_json)
        return
    done, ownerless = hand_out_plan(call.application(), plan or "", work, by=by, owner_given=to is not None)
    if as_json:
        say_json({"plan": plan, "assigned": done, "without_owner": ownerless})
        return
    say(f"计划“{plan}”已交办 {done} 项。" if done else f"计划“{plan}”没有可交办的事项，没有作任何改动。")
    if ownerless:
        say(f"另有 {len(ownerless)} 项没有责任岗位，未交办：{'、'.join(ownerless)}。")
        say("请逐项指定：duban task assign 编号 --to 单位/岗位。")


@app.command("adopt")
def adopt(context: typer.Context, ref: Ref, *, by: By = None, as_json: AsJson = False) -> None:
    """立项：把草拟的事项正式登记。"""
    from planning import acts  # noqa: PLC0415 - heavy

    _act(context.obj, "adopted", ref, acts.adopt, by=by, as_json=as_json)


@app.command("accept")
def accept(
    context: typer.Context,
    ref: Ref,
    *,
    note: Note = "",
    by: By = None,
    on_behalf_of: For = None,
    as_json: AsJson = False,
) -> None:
    """签收。"""
    from planning import acts  # noqa: PLC0415 - heavy

    _act(
        context.obj,
        "accepted",
        ref,
        lambda ledger, task: acts.accept(ledger, task, note=note),
        by=by,
        on_behalf_of=on_behalf_of,
        as_json=as_json,
    )


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
    _act(
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

    _act(
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
    _act(
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

    _act(
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

    _act(
        context.obj, "closed", ref, lambda ledger, task: acts.close_out(ledger, task, note=note), by=by, as_json=as_json
    )


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
        _act(
            context.obj, "extension_decided", ref,
            lambda ledger, task: acts.decide_extension(ledger, task, approve=approve, due_on=day, note=note),
            by=by, as_json=as_json, told=label("extension_answer", "approved" if approve else "refused"),
        )  # fmt: skip
        return
    if day is None or not reason.strip():
        raise CallError("extend-what")
    _act(
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
    _act(
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
    _act(
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

    _act(
        context.obj,
        "answered",
        ref,
        lambda ledger, task: acts.answer(ledger, task, text=text),
        by=by,
        on_behalf_of=on_behalf_of,
        as_json=as_json,
    )


@app.command("suspend")
def suspend(context: typer.Context, ref: Ref, *, reason: Reason, by: By = None, as_json: AsJson = False) -> None:
    """暂缓。"""
    from planning import acts  # noqa: PLC0415 - heavy

    _act(
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

    _act(
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

    _act(
        context.obj, "merged", ref,
        lambda ledger, task: acts.merge(ledger, task, into_id=task_of(ledger.session, into), reason=reason),
        by=by, as_json=as_json,
    )  # fmt: skip


@app.command("cancel")
def cancel(context: typer.Context, ref: Ref, *, reason: Reason, by: By = None, as_json: AsJson = False) -> None:
    """终止。"""
    from planning import acts  # noqa: PLC0415 - heavy

    _act(
        context.obj,
        "cancelled",
        ref,
        lambda ledger, task: acts.cancel(ledger, task, reason=reason),
        by=by,
        as_json=as_json,
    )


@app.command("classify")
def classify(
    context: typer.Context,
    ref: Annotated[str | None, typer.Argument(metavar="编号", help="事项编号；与 --all 二选一。")] = None,
    *,
    theme: Annotated[str, typer.Option("--theme", help="归入哪个主题；空为不归类。")] = "",
    every: Annotated[bool, typer.Option("--all", help="为全部未归类的事项按规则归类。")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只列出将归入什么主题，不作改动。")] = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """归入主题：一个事项由人指定，或全部未归类的按规则判断。"""
    from planning import acts  # noqa: PLC0415 - heavy

    if ref is not None and not every and not dry_run:
        work: Callable[[Ledger, int], TaskState] = lambda ledger, task: acts.classify(ledger, task, theme=theme)  # noqa: E731 - one act
        _act(context.obj, "classified", ref, work, by=by, as_json=as_json)
        return
    if ref is not None or theme or not every:
        raise CallError("classify-what")
    from duban.theming import classify_all, proposed_all  # noqa: PLC0415 - heavy

    call: Call = context.obj
    found = proposed_all(call.application()) if dry_run else classify_all(call.application(), by)
    if as_json:
        say_json({"changed": not dry_run, "items": found.count, "themes": found.themes, "left": found.left})
        return
    say_table(("主题", "件数"), [(name, str(count)) for name, count in found.themes.items()])
    done = "将归类" if dry_run else "已归类"
    say(f"{done} {found.count} 项；规则认不出的 {found.left} 项不变，可用 duban task classify 编号 --theme 主题 指定。")


@app.command("redate")
def redate(
    context: typer.Context,
    *,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说有多少项会变，不作改动。")] = False,
    by: By = None,
    as_json: AsJson = False,
) -> None:
    """换了规则包或工作日历以后，重算在办事项的亮灯日期；期限不变。"""
    from duban.redating import count_to_redate, redate_all  # noqa: PLC0415 - heavy

    call: Call = context.obj
    count = count_to_redate(call.application()) if dry_run else redate_all(call.application(), by)
    if as_json:
        say_json({"changed": not dry_run, "items": count})
        return
    if not count:
        say("在办事项的亮灯日期与现行规则一致，没有要改的。")
    elif dry_run:
        say(f"有 {count} 项的亮灯日期会变。去掉 --dry-run 即重算并记入台账。")
    else:
        say(f"已重算 {count} 项的亮灯日期，每项记入台账；期限不变。")


def _act(
    call: Call,
    kind: str,
    ref: str,
    work: Callable[["Ledger", int], "TaskState"],
    *,
    by: str | None,
    on_behalf_of: str | None = None,
    as_json: bool,
    told: str = "",
) -> None:
    """Do one act and tell what has become of the task and what comes next; ``told`` names what its kind leaves open."""
    from duban.acting import act  # noqa: PLC0415 - heavy

    state = act(call.application(), ref, work, by=by, on_behalf_of=on_behalf_of)
    if as_json:
        say_json(asdict(state))
        return
    done = told or label("event", kind)
    say(
        f"{state.number} 已{done}：现为“{label('state', state.state)}”，进度 {state.progress}%，"
        f"期限 {state.due_on}{'（暂定）' if state.due_provisional else ''}。"
    )
    if f"next-{kind}" in codes():
        say(f"下一步，{sentence(f'next-{kind}', number=state.number)}。")
    else:
        say(f"经过见 duban task show {state.number}。")
