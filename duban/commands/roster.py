"""``duban roster``: units, posts and people."""

from pathlib import Path
from typing import Annotated

import typer

from duban.terminal import Call, day_of, read_file, say, say_json, say_table, write_file

app = typer.Typer(help="名册：单位、岗位和人员。", no_args_is_help=True)


@app.command("import")
def import_roster(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE", help="名册文件（.csv 或 .xlsx）。")]
) -> None:
    """导入名册；有一行不对就一行也不导入，并列出全部问题。"""
    call: Call = context.obj
    app_ = call.application()
    from config.clock import today  # noqa: PLC0415 - heavy
    from planning.people import known_units  # noqa: PLC0415 - heavy
    from planning.roster import store_roster  # noqa: PLC0415 - heavy
    from planning.roster_file import read_roster  # noqa: PLC0415 - heavy

    limits = app_.settings.limits
    data = read_file(file, limits.file_bytes)
    with app_.database.write() as session:
        rows = read_roster(data, file.name, limits, known_units=known_units(session))
        change = store_roster(session, rows, today(app_.clock))
    if change.is_nothing:
        say(f"名册与 {file.name} 一致，没有作任何改动。")
        return
    say(
        f"已导入名册：新增单位 {change.units_added}、岗位 {change.posts_added}、人员 {change.people_added}，"
        f"更新 {change.changed} 处，岗位交接 {change.handed_over} 个。"
    )
    say("下一步：duban import 计划文件 --year 年份。")


@app.command("show")
def show(
    context: typer.Context, *, as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False
) -> None:
    """列出单位、岗位和现任人员。"""
    call: Call = context.obj
    app_ = call.application()
    from config.clock import today  # noqa: PLC0415 - heavy
    from planning.roster import roster_rows  # noqa: PLC0415 - heavy

    with app_.database.read() as session:
        rows = roster_rows(session, today(app_.clock))
    if as_json:
        say_json(rows)
        return
    names = ("单位", "岗位", "角色", "联络岗", "工号", "姓名", "邮箱")
    say_table(names, [[row[name] for name in names] for row in rows])


@app.command("export")
def export(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE", help="写到哪个 .csv 文件。")]
) -> None:
    """导出名册，改好后可再次导入。"""
    call: Call = context.obj
    app_ = call.application()
    from config.clock import today  # noqa: PLC0415 - heavy
    from planning.roster import roster_csv  # noqa: PLC0415 - heavy

    with app_.database.read() as session:
        write_file(file, roster_csv(session, today(app_.clock)))
    say(f"已写入 {file}。")


@app.command("hand-over")
def hand_over(
    context: typer.Context,
    post: Annotated[str, typer.Argument(metavar="单位/岗位", help="交接的岗位。")],
    *,
    to: Annotated[str, typer.Option("--to", help="接任人的工号或姓名。")],
    since: Annotated[str | None, typer.Option("--since", help="任职起始日期（默认今天）。")] = None,
) -> None:
    """岗位交接：未办结的事项随岗位移交给接任人，并列出交接清单。"""
    call: Call = context.obj
    app_ = call.application()
    from config.clock import today  # noqa: PLC0415 - heavy
    from planning.people import person_by  # noqa: PLC0415 - heavy
    from planning.queries import open_tasks_of_post  # noqa: PLC0415 - heavy
    from planning.roster import RosterChange, hand_over_post, post_by_name  # noqa: PLC0415 - heavy

    day = today(app_.clock)
    change = RosterChange()
    with app_.database.write() as session:
        post_id = post_by_name(session, post)
        person = person_by(session, to)
        hand_over_post(session, post_id, person.id or 0, day_of(since), day, change)
        open_tasks = open_tasks_of_post(session, post_id)
    if not change.handed_over:
        say(f"{person.name} 已在 {post} 任职，没有作任何改动。")
        return
    say(f"{post} 已交接给 {person.name}，移交未办结事项 {len(open_tasks)} 项：")
    say_table(
        ("编号", "期限", "进度", "事项"),
        [(t["number"], t["due_on"], f"{t['progress']}%", t["title"]) for t in open_tasks],
    )
