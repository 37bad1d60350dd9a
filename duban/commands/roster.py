"""``duban roster``: units, posts and people."""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from config.clock import today
from config.files import write_file
from duban.terminal import Call, day_of, read_file, say, say_json, say_table

AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。")]

app = typer.Typer(help="名册：单位、岗位和人员。", no_args_is_help=True)


@app.command("import")
def import_roster(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", readable=False, help="名册文件（.csv 或 .xlsx）。")],
    *,
    as_json: AsJson = False,
) -> None:
    """导入名册；有一行不对就一行也不导入，并列出全部问题。"""
    call: Call = context.obj
    from config.settings import load_settings  # noqa: PLC0415 - heavy

    limits = load_settings(call.data_dir).limits
    data = read_file(file, limits.file_bytes)  # before the database is opened: a missing file leaves no trace
    app_ = call.application()
    from planning.people import known_units  # noqa: PLC0415 - heavy
    from planning.roster import store_roster  # noqa: PLC0415 - heavy
    from planning.roster_file import read_roster  # noqa: PLC0415 - heavy

    with app_.database.write() as session:
        rows = read_roster(data, file.name, limits, known_units=known_units(session))
        change = store_roster(session, rows, today(app_.clock))
    if as_json:
        say_json({**asdict(change), "changed_nothing": change.is_nothing})
        return
    if change.is_nothing:
        say(f"名册与 {file.name} 一致，没有作任何改动。")
        return
    say(
        f"已导入名册：新增单位 {change.units_added}、岗位 {change.posts_added}、人员 {change.people_added}，"
        f"更新 {change.changed} 处，岗位交接 {change.handed_over} 个。"
    )
    say("下一步：duban import 计划文件 --year 年份 登记计划。")


@app.command("show")
def show(context: typer.Context, *, as_json: AsJson = False) -> None:
    """列出单位、岗位和现任人员。"""
    call: Call = context.obj
    app_ = call.application()
    from planning.roster import roster_rows  # noqa: PLC0415 - heavy

    with app_.database.read() as session:
        rows = roster_rows(session, today(app_.clock))
    if as_json:
        say_json(rows)
        return
    if not rows:
        say("名册是空的。下一步：duban roster import 名册文件（.csv 或 .xlsx）。")
        return
    names = ("单位", "岗位", "角色", "联络岗", "工号", "姓名", "邮箱")
    say_table(names, [[row[name] for name in names] for row in rows])


@app.command("export")
def export(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="文件", readable=False, help="写到哪个 .csv 文件。")],
) -> None:
    """导出名册，改好后可再次导入。"""
    call: Call = context.obj
    app_ = call.application()
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
    as_json: AsJson = False,
) -> None:
    """岗位交接：未办结的事项随岗位移交给接任人，并列出交接清单。"""
    call: Call = context.obj
    app_ = call.application()
    from planning.people import holders_of, person_by  # noqa: PLC0415 - heavy
    from planning.queries import open_tasks_of_post  # noqa: PLC0415 - heavy
    from planning.roster import RosterChange, hand_over_post, post_by_name  # noqa: PLC0415 - heavy

    day = today(app_.clock)
    change = RosterChange()
    with app_.database.write() as session:
        post_id = post_by_name(session, post)
        person = person_by(session, to)
        before = holders_of(session, {post_id}, day).get(post_id)
        hand_over_post(session, post_id, person.id or 0, day_of(since), day, change)
        open_tasks = open_tasks_of_post(session, post_id)
    # A vacant post has nobody to take over from, and is filled all the same.
    unchanged = not change.handed_over and before is not None and before.person_id == person.id
    if as_json:
        say_json(
            {
                "post": post,
                "to": person.code,
                "changed_nothing": unchanged,
                "tasks": list(map(dict, open_tasks)),
            }
        )
        return
    if unchanged:
        say(f"{person.name} 已在 {post} 任职，没有作任何改动。")
        return
    if not open_tasks:
        say(f"{post} 已交接给 {person.name}，没有未办结的事项。")
        return
    say(f"{post} 已交接给 {person.name}，移交未办结事项 {len(open_tasks)} 项：")
    say_table(
        ("编号", "期限", "进度", "事项"),
        [(t["number"], t["due_on"], f"{t['progress']}%", t["title"]) for t in open_tasks],
    )
