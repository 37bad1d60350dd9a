"""``duban account``: the accounts of the pages, at the terminal."""

from typing import Annotated

import typer

from duban.terminal import Call, say, say_json, say_table

app = typer.Typer(help="登录账号：建立、查看、重设密码、停用、解锁。", no_args_is_help=True)
Login = Annotated[str, typer.Argument(metavar="登录名", help="登录名，一般是工号。")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON。")]


@app.command("add")
def add(
    context: typer.Context,
    login: Login,
    *,
    name: Annotated[str, typer.Option("--name", help="姓名（名册以外的人）。")] = "",
    person: Annotated[str, typer.Option("--person", help="名册中的人：工号或姓名。")] = "",
    is_admin: Annotated[bool, typer.Option("--admin", help="可以管理账号，不看岗位。")] = False,
    as_json: AsJson = False,
) -> None:
    """建立一个账号，给出初始密码（首次登录后须更换）。"""
    call: Call = context.obj
    from duban import letting_in  # noqa: PLC0415 - heavy

    slip = letting_in.add(call.application(), login, name=name, person=person, is_admin=is_admin)
    if as_json:
        say_json({"login": slip.login, "name": slip.name, "password": slip.password})
        return
    say(f"已为{slip.name}建立账号 {slip.login}，初始密码（只显示这一次）：{slip.password}")


@app.command("list")
def show(context: typer.Context, *, as_json: AsJson = False) -> None:
    """列出全部账号。"""
    call: Call = context.obj
    from duban import letting_in  # noqa: PLC0415 - heavy

    rows = letting_in.account_rows(call.application())
    if as_json:
        say_json(rows)
        return
    header = ("登录名", "姓名", "管理员", "状态", "最近登录")
    say_table(header, [_line(row) for row in rows])


def _line(row: dict[str, object]) -> tuple[object, ...]:
    state = "已停用" if row["disabled"] else "初始密码未改" if row["must_change"] else "正常"
    seen = str(row["signed_in_at"])[:16] if row["signed_in_at"] else "—"
    return row["login"], row["name"], "是" if row["is_admin"] else "", state, seen


@app.command("password")
def password(context: typer.Context, login: Login, *, as_json: AsJson = False) -> None:
    """重设密码：给出新的初始密码，结束这个账号的全部登录。"""
    call: Call = context.obj
    from duban import letting_in  # noqa: PLC0415 - heavy

    slip = letting_in.let_in_anew(call.application(), login)
    if as_json:
        say_json({"login": slip.login, "name": slip.name, "password": slip.password})
        return
    say(f"{slip.name}（{slip.login}）的初始密码（只显示这一次）：{slip.password}")


@app.command("disable")
def disable(context: typer.Context, login: Login) -> None:
    """停用一个账号，结束它的全部登录。"""
    call: Call = context.obj
    from duban import letting_in  # noqa: PLC0415 - heavy

    letting_in.stop(call.application(), login)
    say(f"已停用账号 {login}。")


@app.command("enable")
def enable(context: typer.Context, login: Login) -> None:
    """恢复一个停用的账号。"""
    call: Call = context.obj
    from duban import letting_in  # noqa: PLC0415 - heavy

    letting_in.restore(call.application(), login)
    say(f"已恢复账号 {login}。")


@app.command("unlock")
def unlock(context: typer.Context, login: Login) -> None:
    """解除输错密码后的等待。"""
    call: Call = context.obj
    from duban import letting_in  # noqa: PLC0415 - heavy

    letting_in.unlock(call.application(), login)
    say(f"已解除 {login} 的等待。")


@app.command("setup-code")
def setup_code(context: typer.Context) -> None:
    """显示首次设置要用的设置码。"""
    call: Call = context.obj
    from duban import letting_in  # noqa: PLC0415 - heavy

    say(letting_in.code_of_set_up(call.application()))
